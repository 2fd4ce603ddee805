// SPDX-License-Identifier: GPL-3.0-or-later
// What the page is made of, and its keys.
#include "app/pages/annotate/annotate_page.h"

#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/pages/annotate/canvas_tools.h"
#include "app/pages/annotate/landmark_list.h"
#include "app/pages/annotate/landmark_panel.h"
#include "core/image/transform.h"
#include "widgets/annotate/image_canvas.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QKeyEvent>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

QWidget* AnnotatePage::buildCanvas()
{
    auto* middle = new QWidget(this);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, kGap, 0, kGap);
    column->setSpacing(kSmallGap);
    m_canvas = new ImageCanvas(middle);
    m_canvas->setObjectName(QStringLiteral("canvas"));

    m_tools = new CanvasTools(*m_canvas, middle);
    column->addWidget(m_tools);
    column->addWidget(m_canvas, 1);
    connect(m_tools, &CanvasTools::lightAsked, this, &AnnotatePage::changeLight);
    connect(m_tools, &CanvasTools::boxDrawn, this, &AnnotatePage::boxDrawn);
    connect(m_canvas, &ImageCanvas::pointsChanging, this, [this] { pointsChanged(false); });
    connect(m_canvas, &ImageCanvas::pointsCommitted, this, [this] { pointsChanged(true); });
    return middle;
}

QWidget* AnnotatePage::buildSide()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(kGap, kMargin, kMargin, kMargin);
    column->setSpacing(kGap);
    m_panel = new LandmarkPanel(side);
    column->addWidget(m_panel, 1);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(kGap);
    m_save = new QPushButton(tr("Save"), side);
    m_save->setObjectName(QStringLiteral("save"));
    makePrimary(m_save);
    m_save->setToolTip(
        tr("Store these points and cut the crop anew (Ctrl+S). Going to another face saves too; undo takes it back."));
    m_revert = new QPushButton(tr("Automatic points"), side);
    m_revert->setObjectName(QStringLiteral("revert"));
    m_revert->setToolTip(tr("Back to the points that the landmark model found (Ctrl+R)"));
    const auto step = [&](const QString& iconName, const QString& name, const QString& tip, int direction) {
        auto* button = new QToolButton(side);
        button->setIcon(icon(iconName));
        button->setAccessibleName(name);
        button->setToolTip(tip);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus); // a click leaves the focus on the canvas
        connect(button, &QToolButton::clicked, this, [this, direction] { nextFace(direction); });
        buttons->addWidget(button);
    };
    buttons->addWidget(m_save);
    buttons->addWidget(m_revert);
    buttons->addStretch(1);
    step(QStringLiteral("previous"), tr("Previous face"), tr("Previous face (P, Page Up)"), -1);
    step(QStringLiteral("next"), tr("Next face"), tr("Next worst face (N, Page Down)"), 1);
    column->addLayout(buttons);

    connect(m_panel, &LandmarkPanel::pointChosen, m_canvas, &ImageCanvas::setCurrentPoint);
    connect(m_canvas, &ImageCanvas::currentPointChanged, m_panel, &LandmarkPanel::setCurrentPoint);
    connect(m_save, &QPushButton::clicked, this, &AnnotatePage::save);
    connect(m_revert, &QPushButton::clicked, this, &AnnotatePage::revertToAutomatic);
    return side;
}

void AnnotatePage::addShortcuts()
{
    const auto add = [this](const QKeySequence& key, auto function) {
        connect(new QShortcut(key, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut), &QShortcut::activated, this,
                function);
    };
    add(QKeySequence::Save, [this] { save(); });
    add(Qt::CTRL | Qt::Key_R, [this] { revertToAutomatic(); });
    for (const int key : {Qt::Key_N, Qt::Key_PageDown})
        add(key, [this] { nextFace(1); });
    for (const int key : {Qt::Key_P, Qt::Key_PageUp})
        add(key, [this] { nextFace(-1); });
    add(Qt::Key_F5, [this] { m_list->sortAgain(); });
    add(Qt::SHIFT | Qt::Key_L, [this] { changeLight(); });
    add(Qt::Key_B, [this] { m_tools->startBox(false); });
    add(Qt::Key_M, [this] { m_tools->startBox(true); });
}

bool AnnotatePage::event(QEvent* event)
{
    // Wherever the focus is on this page, undo means the edit first, as long as there is one.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const QUndoStack* stack = m_canvas->editor().undoStack();
        if ((key->matches(QKeySequence::Undo) && stack->canUndo()) ||
            (key->matches(QKeySequence::Redo) && stack->canRedo())) {
            event->accept();
            return true;
        }
    }
    return Page::event(event);
}

void AnnotatePage::keyPressEvent(QKeyEvent* event)
{
    QUndoStack* stack = m_canvas->editor().undoStack();
    if (event->matches(QKeySequence::Undo) && stack->canUndo())
        stack->undo();
    else if (event->matches(QKeySequence::Redo) && stack->canRedo())
        stack->redo();
    else
        Page::keyPressEvent(event);
}

} // namespace likeness::pages
