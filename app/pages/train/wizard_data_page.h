// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/wizard_parts.h"

#include <string>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QTimer;
QT_END_NAMESPACE

namespace likeness::launch {
struct TrainingData;
}

namespace likeness::pages {

class FieldForm;
class RunDraft;

// Who is learnt, of which version, and who is kept apart. Counts off the GUI thread.
class WizardDataPage final : public WizardFormPage
{
    Q_OBJECT
public:
    explicit WizardDataPage(RunDraft& draft, QWidget* parent = nullptr);
    bool isComplete() const override; // not with settings that leave nobody to train on

Q_SIGNALS:
    void countFinished(); // counts, or why there are none, are shown

private:
    void listVersions();
    void count();
    void showCounts(const launch::TrainingData& counts);

    RunDraft& m_draft;
    QLabel* m_counts;
    QComboBox* m_versions;
    QTimer* m_countSoon;
    std::string m_counted; // with what settings
    int m_round = 0;
    bool m_tooFew = false; // people, by these settings
};

} // namespace likeness::pages
