// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QKeySequence>
#include <QList>
#include <QString>

QT_BEGIN_NAMESPACE
class QAction;
class QToolButton;
class QWidget;
QT_END_NAMESPACE

namespace likeness::widgets {

// A command of `owner`, whose keys work wherever the focus is in it. The tip, or the text where there is none, names
// the first key. Without an icon: an empty name.
QAction* makeAction(QWidget* owner,
                    const QString& text,
                    const QString& iconName,
                    const QList<QKeySequence>& keys = {},
                    const QString& tip = {});
// A button for it, with words; a click leaves the focus where the keys are.
QToolButton* actionButton(QAction* action, QWidget* parent);
// "Small dataset" of "&Small dataset", and of the form that languages without letters of their own have, "…(&S)".
QString withoutMnemonic(QString text);

} // namespace likeness::widgets
