// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/config.h"

#include <QString>
#include <QWizard>
#include <filesystem>
#include <string>

namespace likeness::engine {
class Settings;
}

namespace likeness::pages {

class FieldForm;
class RunDraft;
class WizardCheckPage;
class WizardTrainingPage;

// Data, Model, Training, Augmentation, Check: makes the configuration of a run and finds the mistake before the
// training does. Everything that counts or loads happens off the GUI thread.
class TrainWizard final : public QWizard
{
    Q_OBJECT
public:
    // `settings` remembers what was unfolded; may be null. A preset that suits the number of people is chosen until a
    // person chooses something.
    explicit TrainWizard(const std::filesystem::path& project,
                         QWidget* parent = nullptr,
                         engine::Settings* settings = nullptr);
    struct Fork {
        run::Config config;
        std::filesystem::path startModel; // the run's copy of the model that it began with; empty: fresh weights
    };
    // For a fork of a run: begins with its settings, and leaves data and network as they are.
    TrainWizard(const std::filesystem::path& project,
                const Fork& fork,
                const QString& title,
                QWidget* parent = nullptr,
                engine::Settings* settings = nullptr);
    const run::Config& config() const;
    const std::string& version() const; // to train on; empty: a new one of now
    void applyPreset(const std::string& id);
    bool mayStart() const;
    void showField(const QString& key); // goes to the page that has it, and there
    void loadSettings(const QString& file);
    void saveSettings(const QString& file);
    void reject() override; // asks first where that loses what a person has entered

Q_SIGNALS:
    void checkFinished();  // counts, devices or findings of the current page have arrived
    void settingsLoaded(); // or why they could not be has been shown
    void settingsSaved();

private:
    void build(const QString& title, engine::Settings* settings);
    void keepDataAndNetwork();
    bool isChanged() const; // by a person
    bool isValid() const;
    void showSteps();
    void askForFile(bool load);

    RunDraft* m_draft;
    run::Config m_untouched; // as it would be without a person
    WizardTrainingPage* m_training = nullptr;
    WizardCheckPage* m_check = nullptr;
    std::vector<std::pair<int, FieldForm*>> m_forms; // by page
    bool m_choose = true;                            // a preset, by the number of people
};

} // namespace likeness::pages
