// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QBoxLayout>
#include <QLabel>
#include <QString>
#include <QWizardPage>
#include <vector>

namespace likeness::pages {

class FieldForm;

// A page of settings: complete where all its forms are valid.
class WizardFormPage : public QWizardPage
{
public:
    using QWizardPage::QWizardPage;
    const std::vector<FieldForm*>& forms() const { return m_forms; }
    bool isComplete() const override;

protected:
    FieldForm* withForm(FieldForm* form); // the same, from now on one of forms()

private:
    std::vector<FieldForm*> m_forms;
};

// Secondary text that may take several lines.
QLabel* wizardNote(const QString& text, QWidget* parent);
// A column of `page` that scrolls where there is little room; its scroll area is put into `into`.
QVBoxLayout* wizardColumn(QWidget* page, QBoxLayout* into, int stretch = 0);

} // namespace likeness::pages
