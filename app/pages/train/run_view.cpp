// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/run_view.h"

#include "widgets/plot/distance_plot.h"
#include "widgets/plot/histogram_plot.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/roc_plot.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QVBoxLayout>
#include <cmath>

namespace likeness::pages {

using namespace widgets;

namespace {

QString duration(double seconds)
{
    const auto whole = static_cast<int>(std::lround(seconds));
    if (whole < 90)
        return RunView::tr("%n s", nullptr, whole);
    if (whole < 5400)
        return RunView::tr("%n min", nullptr, (whole + 30) / 60);
    //: hours and minutes
    return RunView::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString fixed(double value, int digits)
{
    return std::isfinite(value) ? QString::number(value, 'f', digits) : QStringLiteral("–");
}

QVector<QPointF> known(const QVector<QPointF>& points)
{
    QVector<QPointF> kept;
    kept.reserve(points.size());
    for (const QPointF& p : points)
        if (std::isfinite(p.y()))
            kept.push_back(p);
    return kept;
}

// The name of a figure quietly, the figure itself plainly.
QString figure(const QString& name, const QString& value)
{
    return QStringLiteral("<span style='color:#888'>%1</span>&nbsp;<b>%2</b>")
        .arg(name.toHtmlEscaped(), value.toHtmlEscaped());
}

} // namespace

RunView::RunView(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(8);
    m_figures = new QLabel(this);
    m_figures->setTextFormat(Qt::RichText);
    m_figures->setWordWrap(true);
    m_figures->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_figures);

    m_loss = new LinePlot(this);
    m_accuracy = new LinePlot(this);
    m_rate = new LinePlot(this);
    m_roc = new RocPlot(this);
    m_histogram = new HistogramPlot(this);
    m_distances = new DistancePlot(this);
    m_fisher = new LinePlot(this);
    m_loss->setTitle(tr("Loss"));
    m_loss->setAxisLabels(tr("Step"), tr("Loss"));
    m_accuracy->setTitle(tr("Training accuracy"));
    m_accuracy->setAxisLabels(tr("Step"), tr("Share right"));
    m_rate->setTitle(tr("Learning rate"));
    m_rate->setAxisLabels(tr("Step"), tr("Learning rate"));
    m_roc->setTitle(tr("ROC"));
    m_histogram->setTitle(tr("Similarity of pairs"));
    m_distances->setTitle(tr("Distances, median and 5–95 %"));
    m_fisher->setTitle(tr("Fisher’s ratio, tr(S_B) / tr(S_W)"));
    m_fisher->setAxisLabels(tr("Epoch"), tr("Ratio"));

    m_accuracy->setLegendCorner(Qt::BottomRightCorner); // both rise
    m_fisher->setLegendCorner(Qt::BottomRightCorner);

    auto* steps = new QHBoxLayout;
    steps->setSpacing(8);
    steps->addWidget(m_loss, 2);
    steps->addWidget(m_accuracy, 1);
    steps->addWidget(m_rate, 1);
    layout->addLayout(steps, 1);

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
    m_sliderText = new QLabel(m_sliderRow);
    m_sliderText->setMinimumWidth(360);
    sliderLayout->addWidget(m_sliderText);
    sliderLayout->addWidget(m_slider, 1);
    layout->addWidget(m_sliderRow);
    connect(m_slider, &QSlider::valueChanged, this, [this](int index) {
        m_follow = index == m_slider->maximum();
        drawVerification(index);
    });

    auto* verifications = new QHBoxLayout;
    verifications->setSpacing(8);
    for (Plot* plot : {static_cast<Plot*>(m_roc), static_cast<Plot*>(m_histogram), static_cast<Plot*>(m_distances),
                       static_cast<Plot*>(m_fisher)})
        verifications->addWidget(plot, 1);
    layout->addLayout(verifications, 1);
    for (Plot* plot : findChildren<Plot*>()) {
        connect(plot, &Plot::saved, this, &RunView::plotSaved);
        connect(plot, &Plot::saveFailed, this, &RunView::plotSaveFailed);
    }
    showRun({}, {});
}

void RunView::showRun(const QString& name, RunHistory history)
{
    m_runs.clear();
    m_history = std::move(history);
    m_follow = true;
    for (LinePlot* plot : {m_loss, m_accuracy, m_rate, m_fisher}) {
        plot->removeSeries();
        plot->addSeries(name, plot == m_fisher ? LinePlot::Style::Points
                              : plot == m_rate ? LinePlot::Style::Line
                                               : LinePlot::Style::Smoothed);
        plot->setEmptyText(plot == m_fisher ? tr("No verification yet") : tr("No step yet"));
    }
    for (Plot* plot : {static_cast<Plot*>(m_roc), static_cast<Plot*>(m_histogram), static_cast<Plot*>(m_distances)})
        plot->setEmptyText(tr("No verification yet"));
    m_histogram->show();
    m_distances->show();
    m_sliderRow->show();
    drawSteps();
    drawVerifications();
    updateFigures();
}

void RunView::append(const std::vector<Json>& events)
{
    if (!m_runs.empty())
        return;
    const qsizetype before = m_history.loss.size();
    const std::size_t verified = m_history.verifications.size();
    bool rewound = false;
    bool verifiedNow = false;
    for (const Json& event : events) {
        rewound = m_history.add(event) || rewound;
        verifiedNow = verifiedNow || (event.is_object() && event.contains("type") && event.at("type") == "verify");
    }
    if (rewound) {
        drawSteps();
    } else {
        m_loss->append(0, known(m_history.loss.mid(before)));
        m_accuracy->append(0, known(m_history.accuracy.mid(before)));
        m_rate->append(0, known(m_history.learningRate.mid(before)));
    }
    if (rewound || verifiedNow || verified != m_history.verifications.size())
        drawVerifications();
    updateFigures();
}

void RunView::drawSteps()
{
    m_loss->setPoints(0, known(m_history.loss));
    m_accuracy->setPoints(0, known(m_history.accuracy));
    m_rate->setPoints(0, known(m_history.learningRate));
}

void RunView::drawVerifications()
{
    QVector<DistancePlot::Sample> samples;
    for (const auto& v : m_history.verifications)
        if (v.hasDistances)
            samples.push_back(v.distances);
    m_distances->setSamples(samples);
    m_fisher->setPoints(0, m_history.over(&RunHistory::Verification::fisherTrace));
    const int last = static_cast<int>(m_history.verifications.size()) - 1;
    const int index = m_follow ? last : std::min(m_slider->value(), last);
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, std::max(0, last));
        m_slider->setValue(std::max(0, index));
    }
    m_slider->setEnabled(last > 0);
    drawVerification(index);
}

int RunView::shownVerification() const
{
    return m_history.verifications.empty() ? -1 : m_slider->value();
}
void RunView::selectVerification(int index)
{
    m_slider->setValue(index);
}
QString RunView::figures() const
{
    return m_figures->text();
}

void RunView::drawVerification(int index)
{
    if (index < 0 || index >= static_cast<int>(m_history.verifications.size())) {
        m_roc->setCurves({});
        m_histogram->setHistogram({}, {}, {});
        m_distances->setMarker({});
        m_fisher->setMarker({});
        m_loss->setMarker({});
        m_sliderText->setText(tr("No verification yet"));
        return;
    }
    const auto& v = m_history.verifications[static_cast<std::size_t>(index)];
    std::vector<RocPlot::Curve> curves{{tr("Epoch %1").arg(v.epoch), v.fpr, v.tpr, v.impostorPairs}};
    const auto& newest = m_history.verifications.back();
    if (&newest != &v) // how far it has come since
        curves.push_back({tr("Epoch %1 (newest)").arg(newest.epoch), newest.fpr, newest.tpr, newest.impostorPairs});
    m_roc->setCurves(curves);
    m_histogram->setHistogram(v.edges, v.genuine, v.impostor);
    const bool several = m_history.verifications.size() > 1;
    m_distances->setMarker(several ? std::optional<double>(v.epoch) : std::nullopt);
    m_fisher->setMarker(several ? std::optional<double>(v.epoch) : std::nullopt);
    m_loss->setMarker(&newest != &v ? std::optional<double>(v.step) : std::nullopt);
    m_sliderText->setText(tr("Verification after epoch %1: AUC %2, EER %3, %4 + %5 pairs",
                             "epoch, AUC, EER, genuine pairs, impostor pairs")
                              .arg(QString::number(v.epoch, 'g', 6), fixed(v.auc, 4), fixed(v.eer, 4))
                              .arg(v.genuinePairs)
                              .arg(v.impostorPairs));
}

void RunView::updateFigures()
{
    QStringList parts;
    const RunHistory& h = m_history;
    if (h.epochs > 0)
        parts << figure(tr("Epoch"), tr("%1 of %2").arg(h.lastEpoch).arg(h.epochs));
    if (h.lastStep > 0)
        parts << figure(tr("Step"), QString::number(h.lastStep, 'f', 0));
    if (!h.loss.isEmpty()) {
        parts << figure(tr("Loss"), fixed(h.loss.last().y(), 3));
        parts << figure(tr("Accuracy"), fixed(h.accuracy.last().y() * 100, 1) + QLatin1String(" %"));
        parts << figure(tr("Learning rate"), QString::number(h.learningRate.last().y(), 'g', 3));
        parts << figure(tr("Images/s"), fixed(h.speed.last().y(), 0));
    }
    if (h.endState.isEmpty() && h.secondsLeft() >= 0)
        parts << figure(tr("Time left"), duration(h.secondsLeft()));
    if (std::isfinite(h.bestAuc()))
        parts << figure(tr("Best AUC"), fixed(h.bestAuc(), 4));
    if (h.classes > 0)
        parts << figure(tr("Data"), tr("%1 faces of %2 people").arg(h.images).arg(h.classes));
    if (!h.device.isEmpty())
        parts << figure(tr("Device"), h.device);
    QString text = parts.join(QStringLiteral(" &nbsp;&nbsp; "));
    if (!h.lastIssue.isEmpty())
        text += QStringLiteral("<br>") + h.lastIssue.toHtmlEscaped();
    m_figures->setText(text);
    m_figures->setVisible(!text.isEmpty());
}

void RunView::showComparison(std::vector<std::pair<QString, RunHistory>> runs)
{
    m_runs = std::move(runs);
    m_history.clear();
    for (LinePlot* plot : {m_loss, m_accuracy, m_rate, m_fisher}) {
        plot->removeSeries();
        plot->setMarker({});
    }
    std::vector<RocPlot::Curve> curves;
    QStringList parts;
    for (const auto& [name, history] : m_runs) {
        m_loss->setPoints(m_loss->addSeries(name, LinePlot::Style::Smoothed), known(history.loss));
        m_accuracy->setPoints(m_accuracy->addSeries(name, LinePlot::Style::Smoothed), known(history.accuracy));
        m_rate->setPoints(m_rate->addSeries(name), known(history.learningRate));
        m_fisher->setPoints(m_fisher->addSeries(name, LinePlot::Style::Points),
                            history.over(&RunHistory::Verification::fisherTrace));
        if (!history.verifications.empty()) {
            const auto& last = history.verifications.back();
            curves.push_back({name, last.fpr, last.tpr, last.impostorPairs});
        }
        parts << figure(name, tr("best AUC %1").arg(fixed(history.bestAuc(), 4)));
    }
    m_roc->setCurves(curves);
    m_histogram->hide(); // of one run each
    m_distances->hide();
    m_sliderRow->hide();
    m_figures->setText(parts.join(QStringLiteral(" &nbsp;&nbsp; ")));
    m_figures->show();
}

} // namespace likeness::pages
