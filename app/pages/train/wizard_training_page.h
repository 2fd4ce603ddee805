// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/wizard_parts.h"
#include "core/run/config.h"

#include <QString>
#include <string>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QVBoxLayout;
QT_END_NAMESPACE

namespace likeness::engine {
class Settings;
}

namespace likeness::pages {

class FieldForm;
class RunDraft;

// Presets, steps, loss, verification.
class WizardTrainingPage final : public WizardFormPage
{
    Q_OBJECT
public:
    // `settings` remembers what was unfolded; may be null.
    WizardTrainingPage(RunDraft& draft, engine::Settings* settings, QWidget* parent = nullptr);
    void applyPreset(const std::string& id); // leaves what a person chose on the Model page
    void withoutPresets();

Q_SIGNALS:
    void presetPressed();
    void startWanted(); // the model to begin with is to be chosen

private:
    struct Outcome {
        run::Config config;  // with what a person chose on the Model page
        run::Config offered; // of which the choices are those that differ
        bool kept = false;   // a choice that the preset would have changed
    };
    Outcome outcomeOf(const std::string& preset) const;
    void showPreset();
    void addGroup(
        QVBoxLayout* groups, const QString& id, const QString& title, const QStringList& keys, const QStringList& more);

    RunDraft& m_draft;
    engine::Settings* m_settings;
    run::Config m_offered; // at the beginning, or by presets since
    std::string m_preset;  // the last one; empty: none yet
    QLabel* m_presetNote;
    std::vector<QWidget*> m_presets;
};

} // namespace likeness::pages
