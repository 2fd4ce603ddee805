// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/step_plots.h"

#include "widgets/common/theme.h"
#include "widgets/plot/line_plot.h"

#include <QGridLayout>
#include <algorithm>
#include <cmath>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kColumns = 3;
constexpr double kBytesPerMiB = 1024.0 * 1024.0;

struct Kind {
    QVector<QPointF> RunHistory::*values;
    LinePlot::Style style;
    double scale = 1;
};
constexpr Kind kKinds[] = {
    {&RunHistory::loss, LinePlot::Style::Smoothed},     {&RunHistory::accuracy, LinePlot::Style::Smoothed},
    {&RunHistory::learningRate, LinePlot::Style::Line}, {&RunHistory::gradient, LinePlot::Style::Smoothed},
    {&RunHistory::speed, LinePlot::Style::Smoothed},    {&RunHistory::memory, LinePlot::Style::Line, 1 / kBytesPerMiB},
};

// The known values beyond a step, in the plot's unit.
QVector<QPointF> beyond(const QVector<QPointF>& points, double step, double scale)
{
    const auto from = std::upper_bound(points.begin(), points.end(), step,
                                       [](double value, const QPointF& p) { return value < p.x(); });
    QVector<QPointF> out;
    out.reserve(std::distance(from, points.end()));
    for (auto p = from; p != points.end(); ++p)
        if (std::isfinite(p->y()))
            out.push_back({p->x(), p->y() * scale});
    return out;
}

} // namespace

StepPlots::StepPlots(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, kGap, 0, 0);
    layout->setSpacing(kGap);
    const struct {
        QString title, unit, objectName;
    } texts[kCount] = {
        {tr("Loss"), tr("Loss"), QStringLiteral("lossPlot")},
        {tr("Training accuracy"), tr("Share right"), QStringLiteral("accuracyPlot")},
        {tr("Learning rate"), tr("Learning rate"), QStringLiteral("ratePlot")},
        {tr("Gradient norm"), tr("Norm"), QStringLiteral("gradientPlot")},
        {tr("Images per second"), tr("Images/s"), QStringLiteral("speedPlot")},
        {tr("Memory of the device"), tr("MiB"), QStringLiteral("memoryPlot")},
    };
    for (std::size_t i = 0; i < kCount; ++i) {
        auto* plot = m_plots[i] = new LinePlot(this);
        plot->setObjectName(texts[i].objectName);
        plot->setTitle(texts[i].title);
        plot->setAxisLabels(tr("Step"), texts[i].unit);
        layout->addWidget(plot, static_cast<int>(i) / kColumns, static_cast<int>(i) % kColumns);
    }
    for (std::size_t i = 1; i < kCount; ++i)
        m_plots[i]->setLegendShown(false); // the first one's says it
    for (int column = 0; column < kColumns; ++column)
        layout->setColumnStretch(column, 1);
}

void StepPlots::showRun(const QString& name, const RunHistory& history)
{
    for (std::size_t i = 0; i < kCount; ++i) {
        m_plots[i]->removeSeries();
        m_plots[i]->addSeries(name, kKinds[i].style);
        m_plots[i]->setEmptyText(history.loss.isEmpty() ? tr("No step yet") : tr("This run does not say"));
    }
    update(history, true);
}

void StepPlots::update(const RunHistory& history, bool again)
{
    const double from = again ? -1 : m_drawn;
    for (std::size_t i = 0; i < kCount; ++i) {
        const auto points = beyond(history.*kKinds[i].values, from, kKinds[i].scale);
        if (again)
            m_plots[i]->setPoints(0, points);
        else
            m_plots[i]->append(0, points);
        if (m_drawn < 0 && !history.loss.isEmpty())
            m_plots[i]->setEmptyText(tr("This run does not say"));
    }
    m_drawn = history.loss.isEmpty() ? -1 : history.loss.last().x();
}

void StepPlots::showComparison(const std::vector<std::pair<QString, RunHistory>>& runs)
{
    for (std::size_t i = 0; i < kCount; ++i) {
        m_plots[i]->removeSeries();
        m_plots[i]->setMarker({});
        for (const auto& [name, history] : runs)
            m_plots[i]->setPoints(m_plots[i]->addSeries(name, kKinds[i].style),
                                  beyond(history.*kKinds[i].values, -1, kKinds[i].scale));
    }
}

void StepPlots::setMarker(std::optional<double> step)
{
    m_plots[0]->setMarker(step);
}

std::vector<Plot*> StepPlots::plots() const
{
    return {m_plots.begin(), m_plots.end()};
}

} // namespace likeness::pages
