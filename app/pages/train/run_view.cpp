// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/run_view.h"

#include "app/pages/train/step_plots.h"
#include "app/pages/train/verification_plots.h"
#include "widgets/common/theme.h"
#include "widgets/plot/plot.h"
#include "widgets/plot/plot_sheet.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTextDocumentFragment>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <ctime>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kLeastPauseMs = 250;
constexpr int kLongestPauseMs = 5000;
constexpr double kShare = 0.02; // of one processor that drawing may take

double threadCpuMs()
{
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

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
    layout->setContentsMargins(0, kGap, 0, 0);
    layout->setSpacing(kGap);
    m_note = new QLabel(this);
    m_note->setProperty("role", QStringLiteral("quiet"));
    m_note->setWordWrap(true);
    m_note->hide();
    layout->addWidget(m_note);
    m_figures = new QLabel(this);
    m_figures->setTextFormat(Qt::RichText);
    m_figures->setWordWrap(true);
    m_figures->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_figures);

    m_noticeRow = new QWidget(this);
    auto* noticeLayout = new QHBoxLayout(m_noticeRow);
    noticeLayout->setContentsMargins(0, 0, 0, 0);
    m_notice = new QLabel(m_noticeRow);
    m_notice->setObjectName(QStringLiteral("divergence"));
    m_notice->setWordWrap(true);
    auto* batch = new QPushButton(tr("Show the &batch…"), m_noticeRow);
    batch->setObjectName(QStringLiteral("showBatch"));
    batch->setToolTip(tr("The faces that were being learned then (Alt+B)"));
    m_batch = batch;
    noticeLayout->addWidget(m_notice, 1);
    noticeLayout->addWidget(batch);
    layout->addWidget(m_noticeRow);
    connect(batch, &QPushButton::clicked, this, &RunView::batchWanted);

    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("runTabs"));
    m_tabs->setDocumentMode(true);
    m_steps = new StepPlots(m_tabs);
    m_verifications = new VerificationPlots(m_tabs);
    m_tabs->addTab(m_steps, tr("Steps"));
    m_tabs->addTab(m_verifications, tr("Verifications"));
    m_tabs->setTabToolTip(0, tr("Loss and speed, step by step (1)"));
    m_tabs->setTabToolTip(1, tr("How well people are told apart, epoch by epoch (2)"));
    layout->addWidget(m_tabs, 1);
    connect(m_verifications, &VerificationPlots::stepShown, this,
            [this](double step) { m_steps->setMarker(step >= 0 ? std::optional<double>(step) : std::nullopt); });
    for (Plot* plot : findChildren<Plot*>()) {
        connect(plot, &Plot::saved, this, &RunView::plotSaved);
        connect(plot, &Plot::saveFailed, this, &RunView::plotSaveFailed);
    }
    m_pause = new QTimer(this);
    m_pause->setSingleShot(true);
    connect(m_pause, &QTimer::timeout, this, [this] {
        if (m_stale.any)
            drawSoon();
    });
    showRun({}, {});
}

void RunView::showRun(const QString& name, RunHistory history)
{
    m_name = name;
    m_runs.clear();
    m_history = std::move(history);
    m_stale = {};
    m_steps->showRun(name, m_history);
    m_verifications->showRun(name, m_history);
    updateFigures();
    updateNotice();
}

void RunView::append(const std::vector<Json>& events)
{
    if (!m_runs.empty() || events.empty())
        return;
    for (const Json& event : events) {
        const std::size_t verified = m_history.verifications.size();
        m_stale.steps = m_history.add(event) || m_stale.steps;
        m_stale.verifications = m_stale.verifications || verified != m_history.verifications.size() ||
                                (event.is_object() && event.contains("type") && event.at("type") == "verify");
    }
    m_stale.any = true;
    drawSoon();
}

void RunView::drawSoon()
{
    if (!isVisible() || m_pause->isActive())
        return;
    // What this thread has spent since it drew last is nearly all drawing.
    const double now = threadCpuMs();
    const double spent = m_cpuBefore > 0 ? now - m_cpuBefore : 0;
    m_cpuBefore = now;
    m_pause->start(std::clamp(static_cast<int>(spent / kShare), kLeastPauseMs, kLongestPauseMs));
    draw();
}

void RunView::draw()
{
    m_steps->update(m_history, m_stale.steps);
    if (m_stale.verifications || m_stale.steps)
        m_verifications->update(m_history);
    m_stale = {};
    updateFigures();
    updateNotice();
}

void RunView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale.any)
        draw();
}

int RunView::shownVerification() const
{
    return m_verifications->shown();
}
void RunView::selectVerification(int index)
{
    m_verifications->select(index);
}
void RunView::showTab(int index)
{
    m_tabs->setCurrentIndex(index);
}
QString RunView::figures() const
{
    return m_figures->text();
}
QString RunView::notice() const
{
    return m_noticeRow->isHidden() ? QString() : m_notice->text();
}

void RunView::setNote(const QString& text)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

void RunView::setBatchShown(bool on)
{
    m_batchShown = on;
    updateNotice();
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
    if (text == m_figures->text())
        return;
    m_figures->setText(text);
    m_figures->setVisible(!text.isEmpty());
}

void RunView::updateNotice()
{
    m_noticeRow->setVisible(m_runs.empty() && !m_history.divergences.empty());
    if (m_history.divergences.empty())
        return;
    const auto& last = m_history.divergences.back();
    const QString step = QString::number(last.step, 'f', 0);
    const QString what = last.collapsed ? tr("the training accuracy collapsed") : tr("the loss became no number");
    //: a step, what went wrong
    QString text = last.wentOn ? tr("Step %1: %2 again; training goes on.").arg(step, what)
                               : tr("Step %1: %2, and training stopped.").arg(step, what);
    if (last.wentBack)
        //: a step, what went wrong, another step
        text = tr("Step %1: %2; training went back to step %3 with the learning rate halved.")
                   .arg(step, what, QString::number(last.toStep, 'f', 0));
    if (m_history.divergences.size() > 1)
        text += QLatin1Char(' ') + tr("It happened %n times.", nullptr, static_cast<int>(m_history.divergences.size()));
    m_notice->setText(text);
    m_batch->setVisible(m_batchShown && !last.faces.empty());
}

void RunView::showComparison(std::vector<std::pair<QString, RunHistory>> runs)
{
    m_runs = std::move(runs);
    m_history.clear();
    m_stale = {};
    QStringList parts;
    for (const auto& [name, history] : m_runs)
        parts << QStringLiteral("<span style='color:%1'>■</span> ")
                     .arg(Plot::seriesColor(static_cast<int>(parts.size()), isDark()).name())
                     .append(figure(name, tr("best AUC %1").arg(fixed(history.bestAuc(), 4))));
    m_steps->showComparison(m_runs);
    m_verifications->showComparison(m_runs);
    m_figures->setText(parts.join(QStringLiteral(" &nbsp;&nbsp; ")));
    m_figures->show();
    updateNotice();
}

QString RunView::plainFigures() const
{
    return QTextDocumentFragment::fromHtml(m_figures->text()).toPlainText();
}

bool RunView::savePlots(const QString& file, QString* problem)
{
    if (m_stale.any)
        draw();
    QStringList names;
    for (const auto& run : m_runs)
        names << run.first;
    const QString title = m_runs.empty() ? m_name : names.join(QStringLiteral(", "));
    //: title of a page: run, what the page shows
    const QString page = tr("%1: %2");
    return savePlotPages(file,
                         {{page.arg(title, tr("Steps")), {plainFigures()}, m_steps->plots()},
                          {page.arg(title, tr("Verifications")), {}, m_verifications->plots()}},
                         problem);
}

} // namespace likeness::pages
