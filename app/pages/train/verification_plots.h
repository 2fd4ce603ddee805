// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/run_history.h"

#include <QWidget>
#include <array>
#include <utility>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QSlider;
QT_END_NAMESPACE

namespace likeness::widgets {
class DistancePlot;
class HistogramPlot;
class LinePlot;
class Plot;
class RocPlot;
} // namespace likeness::widgets

namespace likeness::pages {

// What each verification of a run found, with a slider through them: ROC, similarities, distances, and the figures over
// the epochs.
class VerificationPlots final : public QWidget
{
    Q_OBJECT
public:
    explicit VerificationPlots(QWidget* parent = nullptr);
    void showRun(const QString& name, const RunHistory& history);
    void update(const RunHistory& history); // the same run, with other verifications
    void showComparison(const std::vector<std::pair<QString, RunHistory>>& runs);
    int shown() const; // -1 without one
    void select(int index);
    std::vector<widgets::Plot*> plots() const; // those that say something of what is shown

Q_SIGNALS:
    void stepShown(double step); // of an older verification than the newest; negative: it is the newest

private:
    static constexpr std::size_t kFigures = 4;
    void show(int index);
    std::vector<RunHistory::Verification> m_verifications;
    bool m_follow = true; // the slider stays at the newest verification
    QLabel* m_text;
    QSlider* m_slider;
    QWidget* m_sliderRow;
    widgets::RocPlot* m_roc;
    widgets::HistogramPlot* m_histogram;
    widgets::DistancePlot* m_distances;
    std::array<widgets::LinePlot*, kFigures> m_figures;
};

} // namespace likeness::pages
