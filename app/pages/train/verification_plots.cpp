// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/verification_plots.h"

#include "widgets/common/theme.h"
#include "widgets/plot/distance_plot.h"
#include "widgets/plot/histogram_plot.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/roc_plot.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr double RunHistory::Verification::*kValues[] = {&RunHistory::Verification::auc, &RunHistory::Verification::eer,
                                                         &RunHistory::Verification::fisherTrace,
                                                         &RunHistory::Verification::dPrime};

QString fixed(double value)
{
    return std::isfinite(value) ? QString::number(value, 'f', 4) : QStringLiteral("–");
}

} // namespace

VerificationPlots::VerificationPlots(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kGap, 0, 0);
    layout->setSpacing(kGap);

    m_sliderRow = new QWidget(this);
    auto* sliderLayout = new QHBoxLayout(m_sliderRow);
    sliderLayout->setContentsMargins(0, 0, 0, 0);
    m_slider = new QSlider(Qt::Horizontal, m_sliderRow);
    m_slider->setObjectName(QStringLiteral("verificationSlider"));
    m_slider->setAccessibleName(tr("Verification"));
    m_slider->setToolTip(tr("Go back through the verifications (Left, Right; End follows the newest)"));
    m_slider->setPageStep(1);
    m_slider->setTickPosition(QSlider::TicksBelow);
    m_slider->setTickInterval(1);
    m_text = new QLabel(m_sliderRow);
    m_text->setMinimumWidth(360);
    sliderLayout->addWidget(m_text);
    sliderLayout->addWidget(m_slider, 1);
    layout->addWidget(m_sliderRow);
    connect(m_slider, &QSlider::valueChanged, this, [this](int index) {
        m_follow = index == m_slider->maximum();
        show(index);
    });

    m_roc = new RocPlot(this);
    m_histogram = new HistogramPlot(this);
    m_distances = new DistancePlot(this);
    m_roc->setTitle(tr("ROC"));
    m_histogram->setTitle(tr("Similarity of pairs"));
    m_distances->setTitle(tr("Distances, median and 5–95 %"));
    auto* above = new QHBoxLayout;
    above->setSpacing(kGap);
    for (Plot* plot : {static_cast<Plot*>(m_roc), static_cast<Plot*>(m_histogram), static_cast<Plot*>(m_distances)})
        above->addWidget(plot, 1);
    layout->addLayout(above, 5);

    const QString titles[kFigures] = {tr("AUC"), tr("EER"), tr("Fisher’s ratio, tr(S_B) / tr(S_W)"), tr("d′")};
    const QString units[kFigures] = {tr("AUC"), tr("EER"), tr("Ratio"), tr("d′")};
    auto* below = new QHBoxLayout;
    below->setSpacing(kGap);
    for (std::size_t i = 0; i < kFigures; ++i) {
        auto* plot = m_figures[i] = new LinePlot(this);
        plot->setTitle(titles[i]);
        plot->setAxisLabels(tr("Epoch"), units[i]);
        plot->setLegendShown(false); // that of the ROC says it
        below->addWidget(plot, 1);
    }
    layout->addLayout(below, 4);
}

void VerificationPlots::showRun(const QString& name, const RunHistory& history)
{
    m_follow = true;
    for (LinePlot* plot : m_figures) {
        plot->removeSeries();
        plot->addSeries(name, LinePlot::Style::Points);
    }
    for (Plot* plot : findChildren<Plot*>())
        plot->setEmptyText(tr("No verification yet"));
    m_histogram->show();
    m_distances->show();
    m_sliderRow->show();
    update(history);
}

void VerificationPlots::update(const RunHistory& history)
{
    m_verifications = history.verifications;
    QVector<DistancePlot::Sample> samples;
    for (const auto& v : m_verifications)
        if (v.hasDistances)
            samples.push_back(v.distances);
    m_distances->setSamples(samples);
    for (std::size_t i = 0; i < kFigures; ++i) {
        m_figures[i]->setEmptyText(m_verifications.empty() ? tr("No verification yet")
                                                           : tr("Nothing that means anything yet"));
        m_figures[i]->setPoints(0, history.over(kValues[i]));
    }
    const int last = static_cast<int>(m_verifications.size()) - 1;
    const int index = m_follow ? last : std::min(m_slider->value(), last);
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, std::max(0, last));
        m_slider->setValue(std::max(0, index));
    }
    m_slider->setEnabled(last > 0);
    show(index);
}

int VerificationPlots::shown() const
{
    return m_verifications.empty() ? -1 : m_slider->value();
}

void VerificationPlots::select(int index)
{
    m_slider->setValue(index);
}

void VerificationPlots::show(int index)
{
    if (index < 0 || index >= static_cast<int>(m_verifications.size())) {
        m_roc->setCurves({});
        m_histogram->setHistogram({}, {}, {});
        m_distances->setMarker({});
        for (LinePlot* plot : m_figures)
            plot->setMarker({});
        Q_EMIT stepShown(-1);
        m_text->setText(tr("No verification yet"));
        return;
    }
    const auto& v = m_verifications[static_cast<std::size_t>(index)];
    const auto& newest = m_verifications.back();
    std::vector<RocPlot::Curve> curves{{tr("Epoch %1").arg(v.epoch), v.fpr, v.tpr, v.impostorPairs}};
    if (&newest != &v) // how far it has come since
        curves.push_back({tr("Epoch %1 (newest)").arg(newest.epoch), newest.fpr, newest.tpr, newest.impostorPairs});
    m_roc->setCurves(curves);
    m_histogram->setHistogram(v.edges, v.genuine, v.impostor);
    const auto marker = m_verifications.size() > 1 ? std::optional<double>(v.epoch) : std::nullopt;
    m_distances->setMarker(marker);
    for (LinePlot* plot : m_figures)
        plot->setMarker(marker);
    Q_EMIT stepShown(&newest != &v ? v.step : -1);
    const QString epoch = QString::number(v.epoch, 'g', 6);
    m_text->setToolTip(v.collapsed ? tr("Train longer, or try a lower learning rate or a smaller scale.")
                                   : tr("Pairs of one person + pairs of two people, none of them trained on"));
    m_text->setText(
        v.collapsed
            ? tr("After epoch %1 all faces have nearly the same embedding: no figure means anything yet").arg(epoch)
            : tr("Verification after epoch %1: AUC %2, EER %3, %4 + %5 pairs",
                 "epoch, AUC, EER, genuine pairs, impostor pairs")
                  .arg(epoch, fixed(v.auc), fixed(v.eer))
                  .arg(v.genuinePairs)
                  .arg(v.impostorPairs));
}

void VerificationPlots::showComparison(const std::vector<std::pair<QString, RunHistory>>& runs)
{
    m_verifications.clear();
    std::vector<RocPlot::Curve> curves;
    for (LinePlot* plot : m_figures) {
        plot->removeSeries();
        plot->setMarker({});
    }
    for (const auto& [name, history] : runs) {
        for (std::size_t i = 0; i < kFigures; ++i)
            m_figures[i]->setPoints(m_figures[i]->addSeries(name, LinePlot::Style::Points), history.over(kValues[i]));
        if (!history.verifications.empty()) {
            const auto& last = history.verifications.back();
            curves.push_back({name, last.fpr, last.tpr, last.impostorPairs});
        }
    }
    m_roc->setCurves(curves);
    m_histogram->hide(); // of one run each
    m_distances->hide();
    m_sliderRow->hide();
}

std::vector<Plot*> VerificationPlots::plots() const
{
    std::vector<Plot*> out;
    for (Plot* plot : {static_cast<Plot*>(m_roc), static_cast<Plot*>(m_histogram), static_cast<Plot*>(m_distances)})
        if (!plot->isHidden())
            out.push_back(plot);
    out.insert(out.end(), m_figures.begin(), m_figures.end());
    return out;
}

} // namespace likeness::pages
