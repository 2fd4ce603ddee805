// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/wizard_check_page.h"

#include "app/engine/error_text.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/train/preflight_text.h"
#include "app/pages/train/run_draft.h"
#include "app/pages/train/wizard_parts.h"
#include "core/launch/rehearsal.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using Severity = launch::PreflightFinding::Severity;

namespace {

constexpr double kTrySeconds = 3;

struct Counted {
    std::filesystem::path runs;
    launch::TrainingData data;
    std::vector<launch::PreflightFinding> findings;
};

} // namespace

WizardCheckPage::WizardCheckPage(RunDraft& draft, QWidget* parent) : QWizardPage(parent), m_draft(draft)
{
    setTitle(tr("Check"));
    setSubTitle(tr("What would go wrong or disappoint."));
    setFinalPage(true);
    auto* layout = new QVBoxLayout(this);
    m_verdict = new QLabel(this);
    m_verdict->setObjectName(QStringLiteral("verdict"));
    m_verdict->setProperty("role", QStringLiteral("title"));
    layout->addWidget(m_verdict);
    auto* trial = new QHBoxLayout;
    m_trial = wizardNote({}, this);
    m_trial->setWordWrap(false);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 0);
    m_progress->setMaximumWidth(160);
    m_progress->setTextVisible(false);
    m_stop = new QPushButton(tr("S&kip"), this);
    m_stop->setObjectName(QStringLiteral("stopTrial"));
    m_stop->setToolTip(tr("Start without knowing how long it takes and whether the batch fits into memory"));
    trial->addWidget(m_trial);
    trial->addWidget(m_progress);
    trial->addWidget(m_stop);
    trial->addStretch(1);
    layout->addLayout(trial);
    m_list = wizardColumn(this, layout, 1);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_stopTrial.request_stop();
        m_stop->setEnabled(false);
    });
    connect(&draft, &RunDraft::replaced, this, [this] {
        if (wizard() && wizard()->isVisible() && wizard()->currentPage() == this) {
            cleanupPage();
            initializePage();
        }
    });
}

WizardCheckPage::~WizardCheckPage()
{
    m_stopTrial.request_stop();
}

void WizardCheckPage::initializePage()
{
    m_counted = m_trying = false;
    m_all.clear();
    ++m_round;
    showFindings();
    runAsync(
        this,
        [project = m_draft.project, config = tried(), version = m_draft.version] {
            const auto opened = dataset::Project::open(project, dataset::Project::Mode::ReadOnly);
            return Counted{opened.runsFolder(), launch::trainingData(opened, config, version),
                           launch::preflight(opened, config, version)};
        },
        [this, round = m_round](const Counted& counted) {
            if (round != m_round)
                return;
            m_counted = true;
            m_all = counted.findings;
            m_draft.counts = counted.data;
            m_runs = counted.runs;
            if (m_all.front().severity != Severity::Error) // what cannot start need not be tried
                tryIt();
            showFindings();
            Q_EMIT checkFinished();
        },
        [this, round = m_round](const std::exception& error) {
            if (round == m_round)
                fail(error);
        });
}

// A fork begins with its parent's copy of the model; the one that it was made of may be gone.
run::Config WizardCheckPage::tried() const
{
    run::Config config = m_draft.config;
    if (!m_draft.startModel.empty())
        config.model.from = m_draft.startModel.string();
    return config;
}

// Both would draw from the same random numbers.
bool WizardCheckPage::validatePage()
{
    m_stopTrial.request_stop();
    return true;
}

// The person went back: what is tried now is not what will be started.
void WizardCheckPage::cleanupPage()
{
    m_stopTrial.request_stop();
    ++m_round;
    m_trying = false;
}

void WizardCheckPage::tryIt()
{
    m_stopTrial.request_stop(); // of before, if it still runs
    m_stopTrial = std::stop_source();
    m_trying = true;
    runAsync(
        this,
        [config = tried(), data = m_draft.counts, runs = m_runs, stop = m_stopTrial.get_token()] {
            return launch::rehearse(config, data, runs, kTrySeconds, stop).findings;
        },
        [this, round = m_round](const std::vector<launch::PreflightFinding>& found) {
            if (round != m_round)
                return;
            m_trying = false;
            m_all.insert(m_all.end(), found.begin(), found.end());
            std::stable_sort(m_all.begin(), m_all.end(),
                             [](const auto& a, const auto& b) { return a.severity > b.severity; });
            showFindings();
            Q_EMIT checkFinished();
        },
        [this, round = m_round](const std::exception& error) {
            if (round != m_round)
                return;
            const auto* known = dynamic_cast<const Error*>(&error);
            if (!known || known->code() != ErrorCode::Interrupted)
                return fail(error);
            m_trying = false;
            showFindings();
            Q_EMIT checkFinished();
        });
}

void WizardCheckPage::fail(const std::exception& error)
{
    const engine::ErrorText text = engine::errorText(error);
    m_trying = false;
    m_all.insert(m_all.begin(),
                 {Severity::Error, {}, engine::utf8(text.what + QLatin1Char(' ') + text.tryThis), {}, {}});
    showFindings();
    Q_EMIT checkFinished();
}

QLabel* WizardCheckPage::labelOf(const launch::PreflightFinding& finding)
{
    const FindingText text = findingText(finding);
    const widgets::Tones& tones = widgets::tones();
    const bool error = finding.severity == Severity::Error, warning = finding.severity == Severity::Warning;
    auto* label = new QLabel(this);
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    label->setTextInteractionFlags(Qt::TextBrowserInteraction);
    label->setObjectName(QStringLiteral("finding.") + engine::qs(finding.code));
    QString html = QStringLiteral("<p style='margin:4px 0'><span style='color:%1'><b>%2</b></span> &nbsp;%3")
                       .arg((error     ? tones.bad
                             : warning ? tones.warn
                                       : tones.quiet)
                                .name(),
                            error     ? tr("Must be fixed")
                            : warning ? tr("Consider")
                                      : tr("Note"),
                            text.what.toHtmlEscaped());
    if (!finding.key.empty())
        html += QStringLiteral(" &nbsp;<a style='color:%1' href='%2'>%3</a>")
                    .arg(tones.accent.name(), engine::qs(finding.key), tr("Change…"));
    if (!text.todo.isEmpty())
        html +=
            QStringLiteral("<br><span style='color:%1'>%2</span>").arg(tones.quiet.name(), text.todo.toHtmlEscaped());
    label->setText(html + QStringLiteral("</p>"));
    connect(label, &QLabel::linkActivated, this, &WizardCheckPage::changeWanted);
    return label;
}

void WizardCheckPage::showFindings()
{
    while (QLayoutItem* item = m_list->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_errors = 0;
    int warnings = 0;
    for (const auto& finding : m_all) {
        m_errors += finding.severity == Severity::Error;
        warnings += finding.severity == Severity::Warning;
        m_list->addWidget(labelOf(finding));
    }
    m_list->addStretch(1);
    m_verdict->setText(m_errors > 0   ? tr("%n thing(s) must be fixed before training can start.", nullptr, m_errors)
                       : !m_counted   ? tr("Checking…")
                       : m_trying     ? tr("Nothing stands in the way so far.")
                       : warnings > 0 ? tr("Training can start.")
                                      : tr("Nothing speaks against it. Training can start."));
    m_stop->setEnabled(true);
    m_trial->setText(tr("Trying some steps on the device…"));
    for (QWidget* part :
         {static_cast<QWidget*>(m_trial), static_cast<QWidget*>(m_progress), static_cast<QWidget*>(m_stop)})
        part->setVisible(m_trying);
    Q_EMIT completeChanged();
}

} // namespace likeness::pages
