// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/train_wizard.h"

#include "app/engine/error_text.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/train/field_form.h"
#include "app/pages/train/preflight_text.h"
#include "app/pages/versions/versions_model.h"
#include "core/compute/compute.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QDateTime>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>
#include <utility>

namespace likeness::pages {
namespace {

constexpr int kSmallProject = 300; // people; below, more steps learn better
constexpr int kSmallBatch = 16;

QLabel* note(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setProperty("role", QStringLiteral("quiet"));
    return label;
}

// A figure that is not known is left out: nobody is told of 0 bytes.
QString deviceText(const compute::Device& device)
{
    const QString id = engine::qs(device.id);
    const QString name = device.name.empty() ? id : engine::qs(device.name);
    const auto size = [](std::uint64_t bytes) { return QLocale().formattedDataSize(static_cast<qint64>(bytes), 0); };
    if (device.memoryTotal == 0)
        return TrainWizard::tr("%1: %2", "device id, its name").arg(id, name);
    if (device.memoryFree == 0)
        //: device id, its name, whole memory
        return TrainWizard::tr("%1: %2, %3").arg(id, name, size(device.memoryTotal));
    //: device id, its name, free and whole memory
    return TrainWizard::tr("%1: %2, %3 of %4 free").arg(id, name, size(device.memoryFree), size(device.memoryTotal));
}

// What is learnt, and in what steps. How it is computed, such as device and precision, stays as it was chosen.
void usePreset(run::Config& config, int batchSize)
{
    const run::Config plain;
    const int inputSize = config.model.inputSize;
    config.model = plain.model;
    config.model.inputSize = inputSize;
    config.loss = plain.loss;
    const run::Config::Train before = std::exchange(config.train, plain.train);
    config.train.batchSize = batchSize;
    config.train.precision = before.precision;
    config.train.device = before.device;
    config.train.threads = before.threads;
    config.train.seed = before.seed;
    config.train.checkpointMinutes = before.checkpointMinutes;
}

} // namespace

class TrainWizard::DataPage final : public QWizardPage
{
public:
    using QWizardPage::QWizardPage;
};
class TrainWizard::ModelPage final : public QWizardPage
{
public:
    ModelPage(TrainWizard& wizard) : QWizardPage(&wizard), m_wizard(wizard) {}
    void initializePage() override { m_wizard.listDevices(); }

private:
    TrainWizard& m_wizard;
};
class TrainWizard::TrainingPage final : public QWizardPage
{
public:
    using QWizardPage::QWizardPage;
};
class TrainWizard::CheckPage final : public QWizardPage
{
public:
    CheckPage(TrainWizard& wizard) : QWizardPage(&wizard), m_wizard(wizard) {}
    void initializePage() override { m_wizard.check(); }
    bool isComplete() const override { return m_wizard.mayStart(); }

private:
    TrainWizard& m_wizard;
};

TrainWizard::TrainWizard(const std::filesystem::path& project, QWidget* parent) : QWizard(parent), m_project(project)
{
    setWindowTitle(tr("New run"));
    setWizardStyle(QWizard::ClassicStyle);
    setOption(QWizard::NoBackButtonOnStartPage);
    setButtonText(QWizard::FinishButton, tr("Start training"));
    resize(900, 620);
    m_countSoon = new QTimer(this);
    m_countSoon->setSingleShot(true);
    m_countSoon->setInterval(200);
    connect(m_countSoon, &QTimer::timeout, this, &TrainWizard::count);

    const auto form = [this](const QStringList& keys, QWidget* page) {
        auto* made = new FieldForm(m_config, keys, page);
        m_forms.push_back(made);
        connect(made, &FieldForm::changed, this, [this](const QString& key) {
            if (!key.startsWith(QLatin1String("data.")))
                m_presetChosen = true; // a person's choice is not overwritten
            else
                m_countSoon->start();
        });
        return made;
    };

    auto* dataPage = new DataPage(this);
    dataPage->setTitle(tr("Data"));
    dataPage->setSubTitle(tr("Who is learnt, and who is kept apart to verify with."));
    auto* dataLayout = new QVBoxLayout(dataPage);
    m_counts = new QLabel(tr("Counting…"), dataPage);
    m_counts->setWordWrap(true);
    m_counts->setObjectName(QStringLiteral("counts"));
    dataLayout->addWidget(m_counts);
    dataLayout->addSpacing(widgets::kGap);
    auto* dataForm = form({QStringLiteral("data.validation"), QStringLiteral("data.min_images")}, dataPage);
    dataLayout->addWidget(dataForm);
    auto* versionLabel = new QLabel(tr("&Labels of"), dataPage);
    m_versions = new QComboBox(dataPage);
    m_versions->setObjectName(QStringLiteral("trainVersion"));
    m_versions->setMinimumWidth(360);
    m_versions->addItem(tr("Now: a new version"), QString());
    m_versions->setToolTip(tr("Which version of the dataset to learn from, whatever was decided since"));
    versionLabel->setBuddy(m_versions);
    versionLabel->setToolTip(m_versions->toolTip());
    dataForm->addRow(versionLabel, m_versions,
                     note(tr("Each run is made from a version, and remembers it."), dataPage));
    connect(m_versions, &QComboBox::activated, this, [this] {
        m_version = engine::utf8(m_versions->currentData().toString());
        count();
    });
    dataLayout->addSpacing(widgets::kGap);
    dataLayout->addWidget(
        note(tr("The dataset as it is now becomes a version, and the run remembers it: you can go on deciding labels "
                "while it trains, and always tell what a model has learnt from."),
             dataPage));
    dataLayout->addStretch(1);
    addPage(dataPage);

    auto* model = new ModelPage(*this);
    model->setTitle(tr("Model"));
    model->setSubTitle(tr("The network that turns a face into an embedding, and where it is trained."));
    auto* modelLayout = new QVBoxLayout(model);
    auto* modelForm =
        form({QStringLiteral("model.backbone"), QStringLiteral("model.embedding"), QStringLiteral("model.attention"),
              QStringLiteral("model.dropout"), QStringLiteral("train.precision")},
             model);
    modelLayout->addWidget(modelForm);
    auto* deviceLabel = new QLabel(tr("&Device"), model);
    m_devices = new QComboBox(model);
    m_devices->setObjectName(QStringLiteral("devices"));
    m_devices->setMinimumWidth(360);
    m_devices->addItem(tr("Automatic: the fastest there is"), QStringLiteral("auto"));
    m_devices->setToolTip(tr("Where to compute; a GPU is many times faster than the processor"));
    deviceLabel->setBuddy(m_devices);
    deviceLabel->setToolTip(m_devices->toolTip());
    m_deviceNote = note(tr("Looking for devices…"), model);
    modelForm->addRow(deviceLabel, m_devices, m_deviceNote);
    modelLayout->addStretch(1);
    connect(m_devices, &QComboBox::activated, this,
            [this] { m_config.train.device = engine::utf8(m_devices->currentData().toString()); });
    addPage(model);

    auto* training = new TrainingPage(this);
    training->setTitle(tr("Training"));
    training->setSubTitle(tr("A preset is a good beginning; every value says what is usual."));
    auto* trainingLayout = new QVBoxLayout(training);
    auto* presets = new QHBoxLayout;
    auto* small = new QPushButton(tr("&Small dataset"), training);
    small->setToolTip(
        tr("Up to about %1 people: MobileFaceNet, a margin that grows slowly, batches of %2 for more steps")
            .arg(kSmallProject)
            .arg(kSmallBatch));
    auto* normal = new QPushButton(tr("&Normal"), training);
    normal->setToolTip(tr("More people: the same network and margin, batches of %1").arg(m_config.train.batchSize));
    connect(small, &QPushButton::clicked, this, [this] {
        m_presetChosen = true;
        applySmallPreset();
    });
    connect(normal, &QPushButton::clicked, this, [this] {
        m_presetChosen = true;
        applyNormalPreset();
    });
    m_presetNote = note({}, training);
    presets->addWidget(small);
    presets->addWidget(normal);
    presets->addWidget(m_presetNote, 1);
    trainingLayout->addLayout(presets);
    auto* scroll = new QScrollArea(training);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* inside = new QWidget(scroll);
    auto* groups = new QVBoxLayout(inside);
    const auto group = [&](const QString& title, const QString& section) {
        QStringList keys;
        for (const run::Field& field : run::fields()) {
            const QString key = engine::qs(field.key);
            if (key.startsWith(section) && key != QLatin1String("train.device") &&
                key != QLatin1String("train.precision"))
                keys << key;
        }
        auto* box = new QGroupBox(title, inside);
        auto* layout = new QVBoxLayout(box);
        layout->addWidget(form(keys, box));
        groups->addWidget(box);
    };
    group(tr("Steps"), QStringLiteral("train."));
    group(tr("Loss"), QStringLiteral("loss."));
    group(tr("Augmentation"), QStringLiteral("augment."));
    group(tr("Verification"), QStringLiteral("verify."));
    scroll->setWidget(inside);
    trainingLayout->addWidget(scroll, 1);
    addPage(training);

    m_checkPage = new CheckPage(*this);
    m_checkPage->setTitle(tr("Check"));
    m_checkPage->setSubTitle(tr("What would go wrong or disappoint."));
    m_checkPage->setFinalPage(true);
    auto* checkLayout = new QVBoxLayout(m_checkPage);
    auto* checkScroll = new QScrollArea(m_checkPage);
    checkScroll->setWidgetResizable(true);
    checkScroll->setFrameShape(QFrame::NoFrame);
    auto* list = new QWidget(checkScroll);
    m_findings = new QVBoxLayout(list);
    checkScroll->setWidget(list);
    checkLayout->addWidget(checkScroll);
    addPage(m_checkPage);

    auto* steps = new QLabel(this);
    steps->setContentsMargins(widgets::kMargin, widgets::kMargin, widgets::kMargin, widgets::kMargin);
    steps->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    steps->setMinimumWidth(120);
    setSideWidget(steps);
    const auto mark = [this, steps] {
        QString html;
        int number = 0;
        for (int step : pageIds()) {
            const QString name =
                tr("%1. %2", "number and name of a step").arg(++number).arg(page(step)->title().toHtmlEscaped());
            html += step == currentId()
                        ? QStringLiteral("<p><b>%1</b></p>").arg(name)
                        : QStringLiteral("<p style='color:%2'>%1</p>").arg(name, widgets::tones().quiet.name());
        }
        steps->setText(html);
    };
    connect(this, &QWizard::currentIdChanged, steps, mark);
    mark();
    listVersions();
    count();
}

void TrainWizard::listVersions()
{
    runAsync(
        this, [project = m_project] { return readVersions(project).versions; },
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

void TrainWizard::reloadForms()
{
    for (FieldForm* form : m_forms)
        form->reload();
}

void TrainWizard::applySmallPreset()
{
    usePreset(m_config, kSmallBatch);
    m_presetNote->setText(tr("Preset: small dataset"));
    reloadForms();
}

void TrainWizard::applyNormalPreset()
{
    usePreset(m_config, run::Config().train.batchSize);
    m_presetNote->setText(tr("Preset: normal"));
    reloadForms();
}

void TrainWizard::count()
{
    runAsync(
        this,
        [project = m_project, config = m_config, version = m_version] {
            return launch::trainingData(dataset::Project::open(project, dataset::Project::Mode::ReadOnly), config,
                                        version);
        },
        [this, round = ++m_countRound](const launch::TrainingData& counts) {
            if (round == m_countRound)
                showCounts(counts);
        },
        [this](const std::exception& error) {
            const engine::ErrorText text = engine::errorText(error);
            m_counts->setText(text.what + QLatin1Char(' ') + text.tryThis);
            Q_EMIT checkFinished();
        });
}

void TrainWizard::showCounts(const launch::TrainingData& counts)
{
    QStringList lines;
    lines << tr("<b>Training:</b> %1 faces of %2 people").arg(counts.images).arg(counts.identities);
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
    if (counts.withoutCrop > 0)
        lines << tr("%n labelled face(s) have no crop yet; Prepare faces makes them.", nullptr, counts.withoutCrop);
    m_counts->setText(lines.join(QStringLiteral("<br>")));
    if (!m_presetChosen) {
        if (counts.identities < kSmallProject)
            applySmallPreset();
        else
            applyNormalPreset();
    }
    Q_EMIT checkFinished();
}

void TrainWizard::listDevices()
{
    if (m_devices->count() > 1)
        return;
    runAsync(
        this, [] { return compute::info(); },
        [this](const compute::Info& info) {
            const QString chosen = engine::qs(m_config.train.device);
            while (m_devices->count() > 1)
                m_devices->removeItem(1);
            for (const compute::Device& device : info.devices) {
                const QString id = engine::qs(device.id);
                m_devices->addItem(deviceText(device), id);
            }
            m_devices->setCurrentIndex(std::max(0, m_devices->findData(chosen)));
            m_deviceNote->setText(info.warning.empty()
                                      ? tr("LibTorch %1, matrix products on %2.")
                                            .arg(engine::qs(info.libraryVersion), engine::qs(info.blas))
                                      : engine::qs(info.warning));
            Q_EMIT checkFinished();
        },
        [this](const std::exception& error) {
            const engine::ErrorText text = engine::errorText(error);
            m_deviceNote->setText(text.what + QLatin1Char(' ') + text.tryThis);
            Q_EMIT checkFinished();
        });
}

void TrainWizard::check()
{
    m_checked = false;
    m_errors = 0;
    showFindings({});
    m_findings->insertWidget(0, new QLabel(tr("Checking…"), this));
    Q_EMIT m_checkPage->completeChanged();
    runAsync(
        this,
        [project = m_project, config = m_config, version = m_version] {
            return launch::preflight(dataset::Project::open(project, dataset::Project::Mode::ReadOnly), config,
                                     version);
        },
        [this, round = ++m_checkRound](const std::vector<launch::PreflightFinding>& findings) {
            if (round != m_checkRound)
                return;
            m_checked = true;
            showFindings(findings);
            Q_EMIT m_checkPage->completeChanged();
            Q_EMIT checkFinished();
        },
        [this](const std::exception& error) {
            const engine::ErrorText text = engine::errorText(error);
            showFindings({{launch::PreflightFinding::Severity::Error,
                           {},
                           engine::utf8(text.what + QLatin1Char(' ') + text.tryThis),
                           {},
                           {}}});
            Q_EMIT checkFinished();
        });
}

void TrainWizard::showFindings(const std::vector<launch::PreflightFinding>& findings)
{
    while (QLayoutItem* item = m_findings->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    using Severity = launch::PreflightFinding::Severity;
    m_errors = 0;
    int warnings = 0;
    for (const auto& finding : findings) {
        m_errors += finding.severity == Severity::Error;
        warnings += finding.severity == Severity::Warning;
        const FindingText text = findingText(finding);
        const widgets::Tones& tones = widgets::tones();
        const QColor colour = finding.severity == Severity::Error     ? tones.bad
                              : finding.severity == Severity::Warning ? tones.warn
                                                                      : tones.quiet;
        const QString word = finding.severity == Severity::Error     ? tr("Must be fixed")
                             : finding.severity == Severity::Warning ? tr("Consider")
                                                                     : tr("Note");
        auto* label = new QLabel(this);
        label->setWordWrap(true);
        label->setTextFormat(Qt::RichText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        QString html = QStringLiteral("<p style='margin:4px 0'><span style='color:%1'><b>%2</b></span> &nbsp;%3")
                           .arg(colour.name(), word, text.what.toHtmlEscaped());
        if (!text.todo.isEmpty())
            html += QStringLiteral("<br><span style='color:%1'>%2</span>")
                        .arg(tones.quiet.name(), text.todo.toHtmlEscaped());
        label->setText(html + QStringLiteral("</p>"));
        m_findings->addWidget(label);
    }
    if (m_checked) {
        auto* verdict =
            new QLabel(m_errors > 0   ? tr("%n thing(s) must be fixed before training can start.", nullptr, m_errors)
                       : warnings > 0 ? tr("Training can start.")
                                      : tr("Nothing speaks against it. Training can start."),
                       this);
        verdict->setProperty("role", QStringLiteral("title"));
        m_findings->insertWidget(0, verdict);
    }
    m_findings->addStretch(1);
}

} // namespace likeness::pages
