// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/wizard_parts.h"

namespace likeness::pages {

QLabel* wizardNote(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setProperty("role", QStringLiteral("quiet"));
    return label;
}

QScrollArea* wizardScroll(QWidget* inside, QWidget* parent)
{
    auto* scroll = new QScrollArea(parent);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inside);
    return scroll;
}

} // namespace likeness::pages
