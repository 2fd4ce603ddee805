// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/launch/launch.h"
#include "core/run/config.h"

#include <QString>
#include <QWizard>
#include <filesystem>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QTimer;
class QVBoxLayout;
QT_END_NAMESPACE

namespace likeness::pages {

class FieldForm;

// Data, Model, Training, Check: makes the configuration of a run and finds the mistake before the training does.
// Everything that counts or loads happens off the GUI thread.
class TrainWizard final : public QWizard
{
    Q_OBJECT
public:
    explicit TrainWizard(const std::filesystem::path& project, QWidget* parent = nullptr);
    const run::Config& config() const { return m_config; }
    const std::string& version() const { return m_version; } // to train on; empty: a new one of now
    void applySmallPreset();
    void applyNormalPreset();
    bool mayStart() const { return m_checked && m_errors == 0; }

Q_SIGNALS:
    void checkFinished(); // counts or findings of the current page have arrived

private:
    class DataPage;
    class ModelPage;
    class TrainingPage;
    class CheckPage;
    void reloadForms();
    void listVersions();
    void count();
    void showCounts(const launch::TrainingData& data);
    void listDevices();
    void check();
    void showFindings(const std::vector<launch::PreflightFinding>& findings);

    std::filesystem::path m_project;
    run::Config m_config;
    std::string m_version;
    std::vector<FieldForm*> m_forms;
    QTimer* m_countSoon;
    QLabel* m_counts = nullptr;
    QComboBox* m_versions = nullptr;
    QComboBox* m_devices = nullptr;
    QLabel* m_deviceNote = nullptr;
    QLabel* m_presetNote = nullptr;
    QVBoxLayout* m_findings = nullptr;
    CheckPage* m_checkPage = nullptr;
    int m_errors = 0;
    bool m_checked = false;
    bool m_presetChosen = false;
    int m_countRound = 0;
    int m_checkRound = 0;
};

} // namespace likeness::pages
