// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/run_history.h"

#include <QWidget>
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

// One run as it goes (loss, accuracy, learning rate over steps; what each verification found, with a slider through
// them), or several runs over each other. Knows events, not engines.
class RunView final : public QWidget
{
    Q_OBJECT
public:
    explicit RunView(QWidget* parent = nullptr);
    void showRun(const QString& name, RunHistory history);
    void append(const std::vector<Json>& events); // of the run shown
    void showComparison(std::vector<std::pair<QString, RunHistory>> runs);
    const RunHistory& history() const { return m_history; }
    int shownVerification() const; // -1 without one
    void selectVerification(int index);
    QString figures() const; // the line of figures, as shown

Q_SIGNALS:
    void plotSaved(const QString& file);
    void plotSaveFailed(const QString& message);

private:
    void drawSteps();
    void drawVerifications();
    void drawVerification(int index);
    void updateFigures();
    std::vector<std::pair<QString, RunHistory>> m_runs; // compared ones
    RunHistory m_history;
    bool m_follow = true; // the slider stays at the newest verification
    QLabel* m_figures;
    QLabel* m_sliderText;
    QSlider* m_slider;
    QWidget* m_sliderRow;
    widgets::LinePlot* m_loss;
    widgets::LinePlot* m_accuracy;
    widgets::LinePlot* m_rate;
    widgets::RocPlot* m_roc;
    widgets::HistogramPlot* m_histogram;
    widgets::DistancePlot* m_distances;
    widgets::LinePlot* m_fisher;
};

} // namespace likeness::pages
