// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/wizard_parts.h"

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
QT_END_NAMESPACE

namespace likeness::pages {

class FieldForm;
class RunDraft;

// The network, the weights it begins with, and the device.
class WizardModelPage final : public WizardFormPage
{
    Q_OBJECT
public:
    explicit WizardModelPage(RunDraft& draft, QWidget* parent = nullptr);
    void initializePage() override; // devices are listed when they are first looked at: that loads LibTorch
    void chooseStart();             // gives the model to begin with the focus

Q_SIGNALS:
    void devicesListed();

private:
    void listModels();
    void listDevices();
    void useModel();
    void chooseFile();
    void showChosen(); // what the draft says, also where it was not in the lists

    RunDraft& m_draft;
    FieldForm* m_form;
    QComboBox* m_from;
    QComboBox* m_devices;
    QLabel* m_deviceNote;
};

} // namespace likeness::pages
