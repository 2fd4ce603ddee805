// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/wizard_parts.h"

#include "app/pages/train/field_form.h"
#include "widgets/common/theme.h"

#include <QScrollArea>
#include <algorithm>

namespace likeness::pages {

bool WizardFormPage::isComplete() const
{
    return std::all_of(m_forms.begin(), m_forms.end(), [](const FieldForm* form) { return form->isValid(); });
}

FieldForm* WizardFormPage::withForm(FieldForm* form)
{
    m_forms.push_back(form);
    connect(form, &FieldForm::validChanged, this, &QWizardPage::completeChanged);
    return form;
}

QLabel* wizardNote(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setProperty("role", QStringLiteral("quiet"));
    return label;
}

QVBoxLayout* wizardColumn(QWidget* page, QBoxLayout* into, int stretch)
{
    auto* inside = new QWidget(page);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, widgets::kGap, 0);
    auto* scroll = new QScrollArea(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inside);
    into->addWidget(scroll, stretch);
    return column;
}

} // namespace likeness::pages
