// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>
#include <QScrollArea>
#include <QString>

namespace likeness::pages {

// Secondary text that may take several lines.
QLabel* wizardNote(const QString& text, QWidget* parent);
// Scrolls `inside`, which it takes, without a frame.
QScrollArea* wizardScroll(QWidget* inside, QWidget* parent);

} // namespace likeness::pages
