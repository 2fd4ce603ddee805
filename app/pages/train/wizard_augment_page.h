// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/wizard_parts.h"
#include "core/launch/augment_sample.h"

#include <memory>

QT_BEGIN_NAMESPACE
class QPushButton;
class QTimer;
QT_END_NAMESPACE

namespace likeness::pages {

class AugmentSheet;
class FieldForm;
class RunDraft;

// What is done to faces before they are learnt from, with faces of this project, made by what training uses. Faces are
// read and augmented off the GUI thread.
class WizardAugmentPage final : public WizardFormPage
{
    Q_OBJECT
public:
    explicit WizardAugmentPage(RunDraft& draft, QWidget* parent = nullptr);
    AugmentSheet* sheet() { return m_sheet; }
    void initializePage() override;
    void anotherSample();

Q_SIGNALS:
    void drawn();

private:
    void draw();

    RunDraft& m_draft;
    AugmentSheet* m_sheet;
    QPushButton* m_another;
    QTimer* m_drawSoon;
    std::shared_ptr<const launch::AugmentSample> m_sample; // of m_sampleOf; null: to be read
    std::string m_sampleOf;                                // version and settings that decide who is in it
    quint64 m_seed = 1;
    int m_round = 0;
};

} // namespace likeness::pages
