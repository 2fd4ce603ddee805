// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/train_wizard.h"

#include "app/engine/error_text.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/train/field_form.h"
#include "app/pages/train/run_draft.h"
#include "app/pages/train/wizard_augment_page.h"
#include "app/pages/train/wizard_check_page.h"
#include "app/pages/train/wizard_data_page.h"
#include "app/pages/train/wizard_model_page.h"
#include "app/pages/train/wizard_training_page.h"
#include "core/run/settings.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QAbstractButton>
#include <QLabel>
#include <QScreen>
#include <algorithm>

namespace likeness::pages {
namespace {

constexpr int kSmallProject = 300; // people; below, more steps learn better

void inform(QWidget* parent, const QString& title, const std::exception& error)
{
    const engine::ErrorText text = engine::errorText(error);
    dialogs::MessageBox::inform(parent, title, text.what, text.detail.isEmpty() ? text.tryThis : text.detail);
}

} // namespace

TrainWizard::TrainWizard(const std::filesystem::path& project, QWidget* parent, engine::Settings* settings)
    : QWizard(parent), m_draft(new RunDraft(project, run::Config(), this)), m_untouched(m_draft->config)
{
    build(tr("New run"), settings);
}

TrainWizard::TrainWizard(const std::filesystem::path& project,
                         const Fork& fork,
                         const QString& title,
                         QWidget* parent,
                         engine::Settings* settings)
    : QWizard(parent), m_draft(new RunDraft(project, fork.config, this)), m_untouched(fork.config), m_choose(false)
{
    m_draft->version = fork.config.data.snapshot;
    m_draft->startModel = fork.startModel;
    build(title, settings);
    keepDataAndNetwork();
}

void TrainWizard::keepDataAndNetwork()
{
    for (const int id : pageIds())
        if (qobject_cast<WizardDataPage*>(page(id)) || qobject_cast<WizardModelPage*>(page(id))) {
            std::erase_if(m_forms, [id](const auto& form) { return form.first == id; });
            page(id)->hide();
            removePage(id);
        }
    m_training->withoutPresets(); // they choose a network
    button(QWizard::CustomButton1)->hide();
    setButtonLayout({QWizard::CustomButton2, QWizard::Stretch, QWizard::BackButton, QWizard::NextButton,
                     QWizard::FinishButton, QWizard::CancelButton});
}

void TrainWizard::build(const QString& title, engine::Settings* settings)
{
    setWindowTitle(title);
    setWizardStyle(QWizard::ClassicStyle);
    setOption(QWizard::NoBackButtonOnStartPage);
    setOption(QWizard::HaveCustomButton1);
    setOption(QWizard::HaveCustomButton2);
    setButtonText(QWizard::FinishButton, tr("Start training"));
    setButtonText(QWizard::CustomButton1, tr("&Load settings…"));
    setButtonText(QWizard::CustomButton2, tr("&Save settings…"));
    button(QWizard::CustomButton1)
        ->setToolTip(tr("From a run.json: of the command line, of another run, or saved here"));
    button(QWizard::CustomButton2)->setToolTip(tr("As a run.json, which the command line trains with: train --config"));
    setButtonLayout({QWizard::CustomButton1, QWizard::CustomButton2, QWizard::Stretch, QWizard::BackButton,
                     QWizard::NextButton, QWizard::FinishButton, QWizard::CancelButton});
    // Also on a small screen; what the window's frame takes is known too late.
    const QSize room = (parentWidget() ? parentWidget() : this)->screen()->availableSize();
    resize(QSize(1080, 720).boundedTo(room - QSize(widgets::kMargin, 3 * widgets::kMargin)));

    auto* dataPage = new WizardDataPage(*m_draft, this);
    auto* model = new WizardModelPage(*m_draft, this);
    m_training = new WizardTrainingPage(*m_draft, settings, this);
    auto* augment = new WizardAugmentPage(*m_draft, this);
    m_check = new WizardCheckPage(*m_draft, this);
    for (WizardFormPage* page : {static_cast<WizardFormPage*>(dataPage), static_cast<WizardFormPage*>(model),
                                 static_cast<WizardFormPage*>(m_training), static_cast<WizardFormPage*>(augment)}) {
        const int id = addPage(page);
        for (FieldForm* form : page->forms())
            m_forms.emplace_back(id, form);
    }
    addPage(m_check);

    connect(m_draft, &RunDraft::changed, this, [this](const QString& key) {
        if (!key.startsWith(QLatin1String("data.")))
            m_choose = false; // a person's choice is not overwritten
    });
    connect(m_draft, &RunDraft::counted, this, [this] {
        if (!m_choose)
            return;
        const std::string preset = m_draft->counts.identities < kSmallProject ? "small" : "normal";
        m_training->applyPreset(preset);
        run::applyPreset(m_untouched, preset);
    });
    connect(m_training, &WizardTrainingPage::presetPressed, this, [this] { m_choose = false; });
    connect(m_training, &WizardTrainingPage::startWanted, this, [this] { showField(QStringLiteral("model.from")); });
    connect(m_check, &WizardCheckPage::changeWanted, this, &TrainWizard::showField);
    connect(dataPage, &WizardDataPage::countFinished, this, &TrainWizard::checkFinished);
    connect(model, &WizardModelPage::devicesListed, this, &TrainWizard::checkFinished);
    connect(m_check, &WizardCheckPage::checkFinished, this, &TrainWizard::checkFinished);
    for (const auto& [id, form] : m_forms)
        connect(form, &FieldForm::validChanged, this,
                [this] { button(QWizard::CustomButton2)->setEnabled(isValid()); }); // saves what is seen
    connect(this, &QWizard::customButtonClicked, this,
            [this](int which) { askForFile(which == QWizard::CustomButton1); });
    showSteps();
}

void TrainWizard::showSteps()
{
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
}

const run::Config& TrainWizard::config() const
{
    return m_draft->config;
}

const std::string& TrainWizard::version() const
{
    return m_draft->version;
}

void TrainWizard::applyPreset(const std::string& id)
{
    m_choose = false;
    m_training->applyPreset(id);
}

bool TrainWizard::isValid() const
{
    return std::all_of(m_forms.begin(), m_forms.end(), [](const auto& form) { return form.second->isValid(); });
}

bool TrainWizard::isChanged() const
{
    return !isValid() || run::toJson(m_draft->config) != run::toJson(m_untouched) ||
           m_draft->version != m_untouched.data.snapshot;
}

void TrainWizard::reject()
{
    if (!isVisible() || !isChanged() ||
        dialogs::MessageBox::discard(this, windowTitle(), tr("Discard what you have entered?"),
                                     tr("No run has been started; the settings would be lost.")))
        QWizard::reject();
}

bool TrainWizard::mayStart() const
{
    return m_check->mayStart();
}

void TrainWizard::showField(const QString& key)
{
    // What has a chooser of its own instead of a form's editor is on the model's page.
    const bool chooser = key == QLatin1String("model.from") || key == QLatin1String("train.device");
    for (const auto& [id, form] : m_forms) {
        auto* own = qobject_cast<WizardModelPage*>(page(id));
        if (!(chooser ? own != nullptr : form->editor(key) != nullptr))
            continue;
        while (currentId() > id)
            back();
        while (currentId() >= 0 && currentId() < id)
            next();
        if (chooser)
            own->chooseStart();
        else
            form->reveal(key);
        return;
    }
}

void TrainWizard::askForFile(bool load)
{
    const QString filter = tr("Settings of a run (*.json);;All files (*)");
    if (load) {
        const QString file = dialogs::FileDialog::openFile(this, tr("Load settings"), filter);
        if (!file.isEmpty())
            loadSettings(file);
        return;
    }
    const QString file = dialogs::FileDialog::saveFile(this, tr("Save settings"), filter, QStringLiteral("run.json"));
    if (!file.isEmpty())
        saveSettings(file);
}

void TrainWizard::loadSettings(const QString& file)
{
    runAsync(
        this, [path = engine::toPath(file)] { return run::readConfig(path); },
        [this](run::Config config) {
            config.data.snapshot.clear(); // of the run that wrote it
            m_choose = false;
            for (const auto& [id, form] : m_forms)
                form->restore();
            m_draft->replace(config);
            Q_EMIT settingsLoaded();
        },
        [this](const std::exception& error) {
            inform(this, tr("Load settings"), error);
            Q_EMIT settingsLoaded();
        });
}

void TrainWizard::saveSettings(const QString& file)
{
    runAsync(
        this,
        [path = engine::toPath(file), config = m_draft->config] {
            run::writeConfig(path, config);
            return true;
        },
        [this](bool) { Q_EMIT settingsSaved(); },
        [this](const std::exception& error) {
            inform(this, tr("Save settings"), error);
            Q_EMIT settingsSaved();
        });
}

} // namespace likeness::pages
