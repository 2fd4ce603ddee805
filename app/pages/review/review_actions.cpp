// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/review_actions.h"

#include "app/pages/review/review_text.h"
#include "widgets/common/actions.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kKindKeys = 8;

} // namespace

ReviewActions::ReviewActions(QWidget* page, QWidget* parent) : QFrame(parent)
{
    setProperty("role", QStringLiteral("bar"));
    const auto add = [page](const QString& text, const QString& iconName, const QList<QKeySequence>& keys,
                            const QString& tip = {}) { return makeAction(page, text, iconName, keys, tip); };
    keep = add(tr("Keep"), QStringLiteral("check"), {Qt::Key_K}, tr("The label is right"));
    fix = add(tr("Move"), QStringLiteral("move"), {Qt::Key_M}, tr("Do what is suggested"));
    accept = add(tr("The likeliest answer"), QStringLiteral("check"), {Qt::Key_Return, Qt::Key_Enter},
                 tr("Do what the highlighted button does"));
    other = add(tr("Someone else…"), QStringLiteral("person"), {Qt::Key_T}, tr("Choose or type the person"));
    reject = add(tr("Reject"), QStringLiteral("reject"), {Qt::Key_R}, tr("Not usable for training"));
    unsure = add(tr("Unsure"), QStringLiteral("unsure"), {Qt::Key_U}, tr("Somebody else should look"));
    merge = add(tr("Merge"), QStringLiteral("plus"), {Qt::Key_G}, tr("The two are one person"));
    splits = add(tr("Divide…"), QStringLiteral("person"), {Qt::Key_D},
                 tr("Go to where people are divided into training, validation and test"));
    skip = add(tr("Skip"), QStringLiteral("skip"), {Qt::Key_S, Qt::Key_Right, Qt::Key_Down}, tr("Leave it open"));
    back = add(tr("Back"), QStringLiteral("previous"), {Qt::Key_Left, Qt::Key_Up});
    undo = add(tr("Undo"), QStringLiteral("undo"), {Qt::Key_Z}, tr("Undo, and back to that face"));
    redo = add(tr("Redo"), QStringLiteral("redo"), {QKeySequence(Qt::SHIFT | Qt::Key_Z)});
    bulk =
        add(tr("Accept many…"), QStringLiteral("check"), {Qt::Key_B}, tr("Accept all suggestions above a confidence"));
    photo = add(tr("Photograph"), QStringLiteral("photo"), {Qt::Key_Space}, tr("The whole photograph"));
    photo->setCheckable(true);
    light = add(tr("Light"), QStringLiteral("light"), {Qt::Key_L}, tr("Even out the light of a dark face"));
    annotate = add(tr("Annotate"), QStringLiteral("annotate"), {Qt::Key_A}, tr("Open in Annotate"));
    why = add(tr("What the figures mean here"), QStringLiteral("info"), {Qt::Key_I});
    method = add(tr("Compare in the other way"), QStringLiteral("refresh"), {Qt::Key_C});
    secondLook = add(tr("Second look"), QStringLiteral("person"), {Qt::Key_F});
    set = add(tr("Verification set…"), QStringLiteral("verify"), {Qt::Key_V});
    leave = add(tr("Back to the usual list"), QStringLiteral("close"), {Qt::Key_Escape});
    leave->setEnabled(false);
    for (int i = 0; i < kKindKeys; ++i) {
        auto* key = new QShortcut(QKeySequence(Qt::Key_1 + i), page);
        key->setContext(Qt::WidgetWithChildrenShortcut);
        connect(key, &QShortcut::activated, this, [this, i] { Q_EMIT kindChosen(i); });
    }

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kMargin, kGap, kMargin, kGap);
    row->setSpacing(kGap);
    for (QAction* action : {fix, keep, other, reject, unsure, merge, splits, skip})
        addButton(row, action);
    row->addStretch(1);
    for (QAction* action : {undo, light, photo, annotate}) {
        m_tools.push_back(actionButton(action, this));
        row->addWidget(m_tools.back());
    }
    connect(accept, &QAction::triggered, this, [this] { m_highlighted->trigger(); });
    highlight(fix);
    showNothing();
}

void ReviewActions::highlight(QAction* action)
{
    if (action == m_highlighted)
        return;
    if (m_highlighted)
        setRole(m_buttons.at(m_highlighted), {});
    m_highlighted = action;
    makePrimary(m_buttons.at(action));
}

void ReviewActions::addButton(QHBoxLayout* row, QAction* action)
{
    auto* button = new QPushButton(this);
    button->setFocusPolicy(Qt::TabFocus);
    m_buttons.emplace(action, button);
    if (action == fix)
        button->setObjectName(QStringLiteral("moveButton"));
    const auto sync = [button, action] {
        QString text = action->text();
        text.replace(QLatin1Char('&'), QLatin1String("&&"));
        //: Caption of a button: what it does, then its key
        button->setText(ReviewActions::tr("%1   %2").arg(text, action->shortcut().toString(QKeySequence::NativeText)));
        button->setToolTip(action->toolTip());
        button->setEnabled(action->isEnabled());
        button->setVisible(action->isVisible());
    };
    sync();
    connect(action, &QAction::changed, button, sync);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    row->addWidget(button);
}

void ReviewActions::show(const ReviewItem& item, bool second)
{
    fix->setEnabled(item.fix.action.has_value());
    fix->setText(fixText(item, second));
    keep->setEnabled(item.keep.action.has_value());
    keep->setText(keepText(item));
    const bool isSplit = item.is("split") && !second;
    other->setText(isSplit ? tr("Other name…") : tr("Someone else…"));
    for (QAction* action : {other, reject, unsure, annotate, photo, light, accept})
        action->setEnabled(true);
    const Answer answer = second ? Answer::Fix : likeliest(item);
    highlight(answer == Answer::Keep ? keep : answer == Answer::Other ? other : fix);
    const bool leak = item.is("leakage") && !second;
    merge->setVisible(leak && item.suggests && item.fix.action != dataset::Action::Merge);
    merge->setText(tr("Merge into %1").arg(shortName(item.rivalName)));
    splits->setVisible(leak && item.evidence.text("set").empty());
    // Its key stays; the button would say the same as the first one.
    m_buttons.at(reject)->setVisible(item.fix.action != dataset::Action::Reject || second);
    fit();
}

// Where the answers would be cut off, the tools are icons only.
void ReviewActions::fit()
{
    int wanted = layout()->contentsMargins().left() + layout()->contentsMargins().right();
    const auto add = [&](const QWidget* button) {
        if (!button->isHidden())
            wanted += button->sizeHint().width() + layout()->spacing();
    };
    for (QToolButton* tool : m_tools) {
        tool->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        add(tool);
    }
    for (const auto& [action, button] : m_buttons)
        add(button);
    if (wanted > width())
        for (QToolButton* tool : m_tools)
            tool->setToolButtonStyle(Qt::ToolButtonIconOnly);
}

void ReviewActions::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    fit();
}

void ReviewActions::showNothing()
{
    for (QAction* action : {fix, keep, other, reject, unsure, annotate, photo, light, accept})
        action->setEnabled(false);
    merge->setVisible(false);
    splits->setVisible(false);
}

} // namespace likeness::pages
