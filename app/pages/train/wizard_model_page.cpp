// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/wizard_model_page.h"

#include "app/engine/error_text.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/train/field_form.h"
#include "app/pages/train/run_draft.h"
#include "core/compute/compute.h"
#include "core/compute/known_models.h"
#include "core/launch/start_model.h"
#include "core/run/run_folder.h"
#include "widgets/dialogs/dialogs.h"

#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace likeness::pages {

using engine::qs;
using engine::utf8;

namespace {

const char* const kChooseFile = "choose-file"; // data of the last entry; no model is called that: paths are absolute

// A figure that is not known is left out: nobody is told of 0 bytes.
QString deviceText(const compute::Device& device)
{
    const QString id = qs(device.id);
    const QString name = device.name.empty() ? id : qs(device.name);
    const auto size = [](std::uint64_t bytes) { return QLocale().formattedDataSize(static_cast<qint64>(bytes), 0); };
    if (device.memoryTotal == 0)
        return WizardModelPage::tr("%1: %2", "device id, its name").arg(id, name);
    if (device.memoryFree == 0)
        //: device id, its name, whole memory
        return WizardModelPage::tr("%1: %2, %3").arg(id, name, size(device.memoryTotal));
    //: device id, its name, free and whole memory
    return WizardModelPage::tr("%1: %2, %3 of %4 free")
        .arg(id, name, size(device.memoryFree), size(device.memoryTotal));
}

struct Models {
    std::vector<std::string> runs, files; // ids; absolute paths
};

} // namespace

WizardModelPage::WizardModelPage(RunDraft& draft, QWidget* parent) : WizardFormPage(parent), m_draft(draft)
{
    setTitle(tr("Model"));
    setSubTitle(tr("The network that turns a face into an embedding, and where it is trained."));
    const QStringList first{QStringLiteral("model.backbone"), QStringLiteral("model.embedding"),
                            QStringLiteral("train.precision")};
    QStringList more;
    for (const run::Field& field : run::fields())
        if (const QString key = qs(field.key);
            key.startsWith(QLatin1String("model.")) && !first.contains(key) && key != QLatin1String("model.from"))
            more << key;
    m_form = withForm(new FieldForm(draft, first, more, this));

    auto* fromLabel = new QLabel(tr("Begin &with"), this);
    m_from = new QComboBox(this);
    m_from->setObjectName(QStringLiteral("model.from"));
    m_from->setMinimumWidth(360);
    m_from->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_from->addItem(tr("Fresh weights"), QString());
    m_from->addItem(tr("Choose a model file…"), QString::fromLatin1(kChooseFile));
    m_from->setToolTip(fieldHelp(run::field("model.from")));
    fromLabel->setBuddy(m_from);
    fromLabel->setToolTip(m_from->toolTip());
    m_form->addRow(fromLabel, m_from,
                   wizardNote(tr("A trained model learns new people in a few epochs; the preset “Fine-tune a model” "
                                 "goes with it."),
                              this));

    auto* deviceLabel = new QLabel(tr("&Device"), this);
    m_devices = new QComboBox(this);
    m_devices->setObjectName(QStringLiteral("devices"));
    m_devices->setMinimumWidth(360);
    m_devices->addItem(tr("Automatic: the fastest there is"), QStringLiteral("auto"));
    m_devices->setToolTip(tr("Where to compute; a GPU is many times faster than the processor"));
    deviceLabel->setBuddy(m_devices);
    deviceLabel->setToolTip(m_devices->toolTip());
    m_deviceNote = wizardNote(tr("Looking for devices…"), this);
    m_form->addRow(deviceLabel, m_devices, m_deviceNote);

    auto* rows = wizardColumn(this, new QVBoxLayout(this));
    rows->addWidget(m_form);
    rows->addStretch(1);

    connect(m_devices, &QComboBox::activated, this,
            [this] { m_draft.set(run::field("train.device"), utf8(m_devices->currentData().toString())); });
    connect(m_from, &QComboBox::activated, this, [this] {
        const std::string before = m_draft.config.model.from;
        if (m_from->currentData().toString() == QLatin1String(kChooseFile))
            chooseFile();
        else
            m_draft.set(run::field("model.from"), utf8(m_from->currentData().toString()));
        if (m_draft.config.model.from != before) {
            m_form->restore(); // nobody can correct what the model decides
            useModel();
        }
        showChosen();
    });
    connect(&draft, &RunDraft::replaced, this, &WizardModelPage::showChosen);
    listModels();
    showChosen();
}

void WizardModelPage::initializePage()
{
    listDevices();
}

void WizardModelPage::chooseStart()
{
    m_from->setFocus(Qt::OtherFocusReason);
}

void WizardModelPage::listModels()
{
    runAsync(
        this,
        [folder = m_draft.project] {
            const auto project = dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
            Models out;
            for (const run::RunFolder& run : run::listRuns(project.runsFolder()))
                if (std::error_code ec; std::filesystem::exists(run.model(), ec))
                    out.runs.push_back(run.id());
            for (const std::string& model : compute::knownModels(project.cacheFolder()))
                if (std::filesystem::path(model).is_absolute())
                    out.files.push_back(model);
            return out;
        },
        [this](const Models& models) {
            int at = 1;
            for (const std::string& run : models.runs)
                m_from->insertItem(at++, tr("Run %1").arg(qs(run)), qs(run));
            for (const std::string& file : models.files) {
                m_from->insertItem(at, QFileInfo(qs(file)).fileName(), qs(file));
                m_from->setItemData(at++, qs(file), Qt::ToolTipRole);
            }
            showChosen();
        },
        [](const std::exception&) {}); // counting says what is wrong with the project
}

void WizardModelPage::chooseFile()
{
    const QString file =
        dialogs::FileDialog::openFile(this, tr("Choose a model"), tr("Models (*.onnx *.safetensors);;All files (*)"));
    if (!file.isEmpty())
        m_draft.set(run::field("model.from"), utf8(file));
}

// Weights fit into their own network only.
void WizardModelPage::useModel()
{
    run::Config config = m_draft.config;
    if (config.model.from.empty()) {
        if (config.model.backbone == run::kImported) {
            config.model.backbone = run::Config().model.backbone;
            m_draft.replace(config);
        }
        return;
    }
    runAsync(
        this,
        [project = m_draft.project, config] {
            const auto opened = dataset::Project::open(project, dataset::Project::Mode::ReadOnly);
            run::Config fitted = config;
            launch::adoptStartModel(fitted, opened.runsFolder());
            return fitted;
        },
        [this](const run::Config& fitted) {
            run::Config now = m_draft.config; // other settings may have been chosen meanwhile
            if (now.model.from != fitted.model.from)
                return;
            now.model.backbone = fitted.model.backbone;
            now.model.embedding = fitted.model.embedding;
            now.model.attention = fitted.model.attention;
            now.model.inputSize = fitted.model.inputSize;
            m_draft.replace(now);
        },
        [this](const std::exception& error) {
            const engine::ErrorText text = engine::errorText(error);
            dialogs::MessageBox::inform(this, tr("Begin with a model"), text.what,
                                        text.detail.isEmpty() ? text.tryThis : text.detail);
        });
}

void WizardModelPage::showChosen()
{
    const QString from = qs(m_draft.config.model.from);
    int row = m_from->findData(from);
    if (row < 0) {
        row = m_from->count() - 1;
        m_from->insertItem(row, QFileInfo(from).fileName(), from);
        m_from->setItemData(row, from, Qt::ToolTipRole);
    }
    m_from->setCurrentIndex(row);
    for (const char* decided : {"model.backbone", "model.embedding", "model.attention", "model.input_size"})
        if (QWidget* editor = m_form->editor(QString::fromLatin1(decided)))
            editor->setEnabled(from.isEmpty()); // the model to begin with decides
    m_devices->setCurrentIndex(std::max(0, m_devices->findData(qs(m_draft.config.train.device))));
}

void WizardModelPage::listDevices()
{
    if (m_devices->count() > 1)
        return;
    runAsync(
        this, [] { return compute::info(); },
        [this](const compute::Info& info) {
            while (m_devices->count() > 1)
                m_devices->removeItem(1);
            for (const compute::Device& device : info.devices)
                m_devices->addItem(deviceText(device), qs(device.id));
            showChosen();
            m_deviceNote->setText(info.warning.empty()
                                      ? tr("%1, matrix products on %2.", "library and its version, another library")
                                            .arg(qs(info.libraryVersion), qs(info.blas))
                                      : qs(info.warning));
            Q_EMIT devicesListed();
        },
        [this](const std::exception& error) {
            const engine::ErrorText text = engine::errorText(error);
            m_deviceNote->setText(text.what + QLatin1Char(' ') + text.tryThis);
            Q_EMIT devicesListed();
        });
}

} // namespace likeness::pages
