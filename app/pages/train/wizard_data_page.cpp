// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/wizard_data_page.h"

#include "app/engine/error_text.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/train/field_form.h"
#include "app/pages/train/preflight_text.h"
#include "app/pages/train/run_draft.h"
#include "app/pages/versions/versions_model.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QDateTime>
#include <QLabel>
#include <QLocale>
#include <QTimer>
#include <QVBoxLayout>

namespace likeness::pages {
namespace {

// The settings that decide about the counts.
std::string whatCounts(const run::Config& config)
{
    return dumpJson({config.data.validation, config.data.minImages, config.train.seed, config.model.inputSize});
}

} // namespace

WizardDataPage::WizardDataPage(RunDraft& draft, QWidget* parent) : WizardFormPage(parent), m_draft(draft)
{
    setTitle(tr("Data"));
    setSubTitle(tr("Who is learnt, and who is kept apart to verify with."));
    auto* layout = wizardColumn(this, new QVBoxLayout(this));
    m_counts = new QLabel(tr("Counting…"), this);
    m_counts->setWordWrap(true);
    m_counts->setObjectName(QStringLiteral("counts"));
    layout->addWidget(m_counts);
    layout->addSpacing(widgets::kGap);
    auto* form = withForm(
        new FieldForm(draft, {QStringLiteral("data.validation"), QStringLiteral("data.min_images")}, {}, this));
    layout->addWidget(form);
    auto* label = new QLabel(tr("Labels o&f"), this);
    m_versions = new QComboBox(this);
    m_versions->setObjectName(QStringLiteral("trainVersion"));
    m_versions->setMinimumWidth(360);
    m_versions->addItem(tr("Now: a new version"), QString());
    m_versions->setToolTip(tr("Which version of the dataset to learn from, whatever was decided since"));
    label->setBuddy(m_versions);
    label->setToolTip(m_versions->toolTip());
    form->addRow(label, m_versions, wizardNote(tr("Each run is made from a version, and remembers it."), this));
    layout->addSpacing(widgets::kGap);
    layout->addWidget(wizardNote(
        tr("The dataset as it is now becomes a version, and the run remembers it: you can go on deciding labels "
           "while it trains, and always tell what a model has learnt from."),
        this));
    layout->addStretch(1);

    m_countSoon = new QTimer(this);
    m_countSoon->setSingleShot(true);
    m_countSoon->setInterval(200);
    connect(m_countSoon, &QTimer::timeout, this, &WizardDataPage::count);
    connect(m_versions, &QComboBox::activated, this, [this] {
        m_draft.version = engine::utf8(m_versions->currentData().toString());
        count();
    });
    const auto countAgain = [this] {
        if (whatCounts(m_draft.config) != m_counted)
            m_countSoon->start();
    };
    connect(&draft, &RunDraft::changed, this, countAgain);
    connect(&draft, &RunDraft::replaced, this, countAgain);
    listVersions();
    count();
}

bool WizardDataPage::isComplete() const
{
    return WizardFormPage::isComplete() && !m_tooFew;
}

void WizardDataPage::listVersions()
{
    runAsync(
        this, [project = m_draft.project] { return readVersions(project).versions; },
        [this](const std::vector<Version>& versions) {
            for (const Version& version : versions)
                //: name of a dataset version, and when it was made
                m_versions->addItem(
                    tr("%1, %2").arg(
                        versionTitle(version.row),
                        QLocale().toString(QDateTime::fromMSecsSinceEpoch(version.row.time), QLocale::ShortFormat)),
                    engine::qs(version.row.hash));
        },
        [](const std::exception&) {}); // counting says what is wrong with the project
}

void WizardDataPage::count()
{
    m_counted = whatCounts(m_draft.config);
    const int round = ++m_round;
    runAsync(
        this,
        [project = m_draft.project, config = m_draft.config, version = m_draft.version] {
            return launch::trainingData(dataset::Project::open(project, dataset::Project::Mode::ReadOnly), config,
                                        version);
        },
        [this, round](const launch::TrainingData& counts) {
            if (round != m_round)
                return;
            showCounts(counts);
            m_draft.counts = counts;
            Q_EMIT m_draft.counted();
            Q_EMIT countFinished();
        },
        [this, round](const std::exception& error) {
            if (round != m_round)
                return;
            const engine::ErrorText text = engine::errorText(error);
            m_counts->setText(text.what + QLatin1Char(' ') + text.tryThis);
            Q_EMIT countFinished();
        });
}

void WizardDataPage::showCounts(const launch::TrainingData& counts)
{
    constexpr int kNeeded = 2;
    const bool few = counts.identities < kNeeded;
    // Where nobody has a crop the Model page's crop size may be why, so the way there stays open.
    m_tooFew = few && counts.identities + counts.validationIdentities + counts.leftOut > 0;
    const auto red = [](const QString& html) {
        return QStringLiteral("<span style='color:%1'>%2</span>").arg(widgets::tones().bad.name(), html);
    };
    const QString training = tr("<b>Training:</b> %1 faces of %2 people").arg(counts.images).arg(counts.identities);
    QStringList lines{few ? red(training) : training};
    if (m_tooFew) {
        launch::PreflightFinding finding;
        finding.code = "too_few_identities";
        finding.facts = {{"identities", counts.identities}, {"needed", kNeeded}};
        const FindingText text = findingText(finding);
        lines << red(text.what.toHtmlEscaped() + QLatin1Char(' ') + text.todo.toHtmlEscaped());
    }
    lines << tr("<b>Verification:</b> %1 faces of %2 other people")
                 .arg(counts.validationImages)
                 .arg(counts.validationIdentities);
    if (counts.splits)
        lines << tr("These are the sides of the project’s splits; the share below has no say.");
    if (counts.testIdentities > 0)
        lines << tr("%n people are in the test split and take no part.", nullptr, counts.testIdentities);
    if (counts.undecided > 0)
        lines << tr("%n people have no side yet and take no part; Versions, Divide people gives them one.", nullptr,
                    counts.undecided);
    if (counts.erased > 0)
        lines << tr("%n face(s) of this version are not in the project any more.", nullptr, counts.erased);
    if (counts.leftOut > 0)
        lines << tr("%n people have too few photographs and are left out.", nullptr, counts.leftOut);
    if (counts.empty > 0)
        lines << tr("%n people have no usable face.", nullptr, counts.empty);
    if (counts.withoutCrop > 0)
        lines << tr("%n labelled face(s) have no crop yet; Prepare faces makes them.", nullptr, counts.withoutCrop);
    m_counts->setText(lines.join(QStringLiteral("<br>")));
    Q_EMIT completeChanged();
}

} // namespace likeness::pages
