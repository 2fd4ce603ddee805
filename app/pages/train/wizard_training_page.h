// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QWizardPage>
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
class WizardTrainingPage final : public QWizardPage
{
    Q_OBJECT
public:
    // `settings` remembers what was unfolded; may be null.
    WizardTrainingPage(RunDraft& draft, engine::Settings* settings, QWidget* parent = nullptr);
    const std::vector<FieldForm*>& forms() const { return m_forms; }
    void applyPreset(const std::string& id);
    void withoutPresets();

Q_SIGNALS:
    void presetPressed();
    void startWanted(); // the model to begin with is to be chosen

private:
    void addGroup(
        QVBoxLayout* groups, const QString& id, const QString& title, const QStringList& keys, const QStringList& more);

    RunDraft& m_draft;
    engine::Settings* m_settings;
    QLabel* m_presetNote;
    std::vector<QWidget*> m_presets;
    std::vector<FieldForm*> m_forms;
};

} // namespace likeness::pages
