// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/actions.h"

#include "widgets/common/icons.h"

#include <QAction>
#include <QCoreApplication>
#include <QRegularExpression>
#include <QToolButton>
#include <QWidget>

namespace likeness::widgets {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::widgets::Actions)
};

} // namespace

QAction* makeAction(
    QWidget* owner, const QString& text, const QString& iconName, const QList<QKeySequence>& keys, const QString& tip)
{
    auto* action = new QAction(text, owner);
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    const QString what = tip.isEmpty() ? text : tip;
    //: A command and the key for it
    action->setToolTip(
        keys.isEmpty() ? what : Words::tr("%1 (%2)").arg(what, keys.constFirst().toString(QKeySequence::NativeText)));
    owner->addAction(action);
    return action;
}

QToolButton* actionButton(QAction* action, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QString withoutMnemonic(QString text)
{
    static const QRegularExpression bracketed(QStringLiteral("\\s*\\(&.\\)"));
    return text.remove(bracketed).remove(QLatin1Char('&'));
}

} // namespace likeness::widgets
