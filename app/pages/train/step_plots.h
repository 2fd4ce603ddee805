// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/run_history.h"

#include <QWidget>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace likeness::widgets {
class LinePlot;
class Plot;
} // namespace likeness::widgets

namespace likeness::pages {

// What a run says at each step: loss, accuracy, learning rate, gradient norm, images per second, memory.
class StepPlots final : public QWidget
{
    Q_OBJECT
public:
    explicit StepPlots(QWidget* parent = nullptr);
    void showRun(const QString& name, const RunHistory& history);
    // The same run, longer: what is new is added. `again`: steps that were drawn were taken back.
    void update(const RunHistory& history, bool again);
    void showComparison(const std::vector<std::pair<QString, RunHistory>>& runs);
    void setMarker(std::optional<double> step);
    std::vector<widgets::Plot*> plots() const;

private:
    static constexpr std::size_t kCount = 6;
    std::array<widgets::LinePlot*, kCount> m_plots;
    double m_drawn = -1; // last step that is drawn
};

} // namespace likeness::pages
