// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/launch/preflight.h"

#include <QWizardPage>
#include <filesystem>
#include <stop_token>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;
QT_END_NAMESPACE

namespace likeness::pages {

class RunDraft;

// What would go wrong or disappoint: what can be counted at once, then some steps on the real device, which a person
// may stop. Training can start when both have ended without an error.
class WizardCheckPage final : public QWizardPage
{
    Q_OBJECT
public:
    explicit WizardCheckPage(RunDraft& draft, QWidget* parent = nullptr);
    ~WizardCheckPage() override; // stops the steps
    void initializePage() override;
    void cleanupPage() override;
    bool validatePage() override; // the training begins: the steps end
    bool isComplete() const override { return mayStart(); }
    bool mayStart() const { return m_counted && !m_trying && m_errors == 0; }
    const std::vector<launch::PreflightFinding>& findings() const { return m_all; }

Q_SIGNALS:
    void changeWanted(const QString& key); // the person follows a finding to its setting
    void checkFinished();                  // counted; and again when the steps have ended

private:
    run::Config tried() const;
    void tryIt();
    void showFindings();
    QLabel* labelOf(const launch::PreflightFinding& finding);
    void fail(const std::exception& error);

    RunDraft& m_draft;
    QLabel* m_verdict;
    QLabel* m_trial;
    QProgressBar* m_progress;
    QPushButton* m_stop;
    QVBoxLayout* m_list;
    std::vector<launch::PreflightFinding> m_all;
    std::filesystem::path m_runs; // the project's folder of runs
    std::stop_source m_stopTrial;
    int m_errors = 0;
    bool m_counted = false;
    bool m_trying = false;
    int m_round = 0;
};

} // namespace likeness::pages
