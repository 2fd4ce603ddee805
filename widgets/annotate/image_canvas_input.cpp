// SPDX-License-Identifier: GPL-3.0-or-later
// What ImageCanvas does with mouse and keyboard.
#include "widgets/annotate/image_canvas.h"
#include "widgets/annotate/landmark_scheme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

namespace likeness::widgets {

namespace {

constexpr qreal kReach = 12; // logical pixels around a point or a handle that count as it
constexpr qreal kSlack = 2;  // a click may tremble this much without moving anything
constexpr qreal kSmallestBox = 8;

qreal distance(QPointF a, QPointF b)
{
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

bool isUndoOrRedo(const QKeyEvent* key)
{
    return key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo);
}

} // namespace

int ImageCanvas::pointAt(QPointF at) const
{
    if (!points())
        return -1;
    int best = -1;
    qreal nearest = kReach;
    for (int i = 0; i < image::kLandmarkCount; ++i) {
        const qreal d = distance(map().toWidget((*points())[static_cast<std::size_t>(i)]), at);
        if (d < nearest) {
            nearest = d;
            best = i;
        }
    }
    return best;
}

bool ImageCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // Undo inside the edit comes before the window's, as long as there is something to take back here.
        auto* key = static_cast<QKeyEvent*>(event);
        const QUndoStack* stack = m_editor.undoStack();
        if ((key->matches(QKeySequence::Undo) && stack->canUndo()) ||
            (key->matches(QKeySequence::Redo) && stack->canRedo()) ||
            (key->key() == Qt::Key_Escape && (m_gesture != Gesture::None || m_boxMode || m_current >= 0))) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress && points()) {
        // Before Qt takes Tab for the focus chain; Esc leaves the canvas.
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
        if (plain && (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab)) {
            step(key->key() == Qt::Key_Tab ? 1 : -1);
            return true;
        }
    }
    return ImageView::event(event);
}

void ImageCanvas::step(int direction)
{
    constexpr int n = image::kLandmarkCount;
    setCurrentPoint(m_current < 0 ? (direction > 0 ? 0 : n - 1) : (m_current + direction + n) % n);
}

void ImageCanvas::mousePressEvent(QMouseEvent* event)
{
    setToolTip({}); // whoever works does not want to be told how
    m_pointer = m_pressedAt = event->position();
    m_moved = false;
    if (event->button() != Qt::LeftButton || isPanning() || !hasPhoto())
        return ImageView::mousePressEvent(event);
    if (m_boxMode) {
        m_gesture = Gesture::Box;
        return;
    }
    if (!points())
        return;
    m_start = *points();
    if (m_unlocked && distance(m_pointer, moveHandle()) <= kReach + 2) {
        m_gesture = Gesture::Move;
    } else if (m_unlocked && distance(m_pointer, turnHandle()) <= kReach + 2) {
        m_gesture = Gesture::Turn;
    } else if (const int hit = pointAt(m_pointer); hit >= 0) {
        if (event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)) {
            std::set<int> selection = m_selection;
            if (!selection.insert(hit).second)
                selection.erase(hit);
            setSelection(std::move(selection), m_selection.contains(hit) && m_selection.size() == 1 ? -1 : hit);
            return;
        }
        setSelection(m_selection.contains(hit) ? m_selection : std::set<int>{hit}, hit);
        m_gesture = Gesture::Points;
    } else {
        m_gesture = Gesture::Band;
        if (!(event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)))
            setSelection({}, -1);
    }
    updateCursor();
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer = event->position();
    if (m_gesture == Gesture::None) {
        ImageView::mouseMoveEvent(event);
        const int hover = isPanning() || m_boxMode ? -1 : pointAt(m_pointer);
        if (hover != m_hover) {
            m_hover = hover;
            update();
        }
        updateCursor();
        return;
    }
    if (!m_moved && distance(m_pointer, m_pressedAt) < kSlack)
        return;
    m_moved = true;
    dragTo(m_pointer);
    update();
}

void ImageCanvas::dragTo(QPointF at)
{
    const auto dx = static_cast<float>((at.x() - m_pressedAt.x()) / zoom());
    const auto dy = static_cast<float>((at.y() - m_pressedAt.y()) / zoom());
    image::Landmarks now = m_start;
    if (m_gesture == Gesture::Points) {
        for (const int i : m_selection) {
            now[static_cast<std::size_t>(i)].x += dx;
            now[static_cast<std::size_t>(i)].y += dy;
        }
    } else if (m_gesture == Gesture::Move) {
        for (image::Point& p : now) {
            p.x += dx;
            p.y += dy;
        }
    } else if (m_gesture == Gesture::Turn) {
        // The angle and length of the arm from the middle of the shape to the handle, then and now.
        image::Point middle;
        for (const image::Point p : m_start) {
            middle.x += p.x / static_cast<float>(image::kLandmarkCount);
            middle.y += p.y / static_cast<float>(image::kLandmarkCount);
        }
        const QPointF centre = map().toWidget(middle);
        const QPointF before = m_pressedAt - centre;
        const QPointF after = at - centre;
        const qreal length = std::max(1.0, QPointF::dotProduct(before, before));
        const auto a = static_cast<float>(QPointF::dotProduct(before, after) / length);
        const auto b = static_cast<float>((before.x() * after.y() - before.y() * after.x()) / length);
        for (image::Point& p : now) {
            const image::Point d{p.x - middle.x, p.y - middle.y};
            p = {middle.x + a * d.x - b * d.y, middle.y + b * d.x + a * d.y};
        }
    } else {
        return;
    }
    m_editor.preview(now);
}

QString ImageCanvas::gestureText() const
{
    switch (m_gesture) {
    case Gesture::Move:
        return tr("Move the shape");
    case Gesture::Turn:
        return tr("Turn the shape");
    default:
        return tr("Move %n point(s)", nullptr, static_cast<int>(m_selection.size()));
    }
}

void ImageCanvas::endGesture(bool keep)
{
    const Gesture gesture = m_gesture;
    const QString text = gestureText();
    const QRectF band = QRectF(m_pressedAt, m_pointer).normalized();
    m_gesture = Gesture::None;
    update();
    if (gesture == Gesture::Box) {
        const QRectF onPhoto = band.intersected(QRectF(map().origin, QSizeF(photoSize()) * zoom()));
        if (keep && (onPhoto.width() < kSmallestBox || onPhoto.height() < kSmallestBox))
            return; // a click: the box is still to be drawn
        m_boxMode = false;
        updateCursor();
        Q_EMIT boxModeChanged(false);
        if (keep) {
            const image::Point from = map().toImage(onPhoto.topLeft());
            const image::Point to = map().toImage(onPhoto.bottomRight());
            Q_EMIT boxDrawn(QRectF(QPointF(static_cast<qreal>(from.x), static_cast<qreal>(from.y)),
                                   QPointF(static_cast<qreal>(to.x), static_cast<qreal>(to.y))));
        }
    } else if (gesture == Gesture::Band) {
        if (!keep || !m_moved)
            return;
        std::set<int> selection = m_selection;
        for (int i = 0; i < image::kLandmarkCount; ++i)
            if (band.contains(map().toWidget((*points())[static_cast<std::size_t>(i)])))
                selection.insert(i);
        const int current = selection.empty() ? -1 : *selection.begin();
        setSelection(std::move(selection), current);
    } else if (gesture != Gesture::None && m_moved) {
        if (keep)
            m_editor.commit(text);
        else
            m_editor.cancelPreview();
    }
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && m_gesture != Gesture::None) {
        m_pointer = event->position();
        if (m_moved)
            dragTo(m_pointer);
        endGesture(true);
        updateCursor();
        return;
    }
    ImageView::mouseReleaseEvent(event);
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && !isPanning() && !m_boxMode) {
        if (const int hit = pointAt(event->position()); hit >= 0) {
            selectPart(hit);
            // The second press may go on into a drag of the whole part.
            m_pressedAt = m_pointer = event->position();
            m_start = *points();
            m_moved = false;
            m_gesture = Gesture::Points;
            return;
        }
    }
    mousePressEvent(event);
}

void ImageCanvas::nudge(float dx, float dy, bool repeated)
{
    if (!points() || m_selection.empty() || m_gesture != Gesture::None)
        return;
    image::Landmarks now = *points();
    for (const int i : m_selection) {
        now[static_cast<std::size_t>(i)].x += dx;
        now[static_cast<std::size_t>(i)].y += dy;
    }
    m_editor.preview(now);
    // A key held down is one step, like one drag.
    m_editor.commit(tr("Move %n point(s)", nullptr, static_cast<int>(m_selection.size())), repeated);
}

void ImageCanvas::keyPressEvent(QKeyEvent* event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const float way = modifiers & Qt::ControlModifier ? 0.2f : modifiers & Qt::ShiftModifier ? 5.0f : 1.0f;
    if (isUndoOrRedo(event)) {
        if (m_gesture != Gesture::None)
            endGesture(false);
        else if (event->matches(QKeySequence::Undo))
            m_editor.undoStack()->undo();
        else
            m_editor.undoStack()->redo();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        return nudge(-way, 0, event->isAutoRepeat());
    case Qt::Key_Right:
        return nudge(way, 0, event->isAutoRepeat());
    case Qt::Key_Up:
        return nudge(0, -way, event->isAutoRepeat());
    case Qt::Key_Down:
        return nudge(0, way, event->isAutoRepeat());
    case Qt::Key_Escape:
        if (m_gesture != Gesture::None)
            endGesture(false);
        else if (m_boxMode) {
            m_boxMode = false;
            updateCursor();
            update();
            Q_EMIT boxModeChanged(false);
        } else if (m_current >= 0 || !m_selection.empty())
            setSelection({}, -1);
        else
            focusNextChild();
        return;
    default:
        break;
    }
    if (modifiers == Qt::NoModifier) {
        switch (event->key()) {
        case Qt::Key_G:
            return selectPart(m_current >= 0 ? m_current : m_hover);
        case Qt::Key_F:
            return fitFace();
        case Qt::Key_C:
            return setCompareShown(!m_compare);
        case Qt::Key_H:
            return setLinesShown(!m_lines);
        case Qt::Key_L:
            return setShapeUnlocked(points() && !m_unlocked);
        default:
            break;
        }
    }
    ImageView::keyPressEvent(event);
}

void ImageCanvas::leaveEvent(QEvent* event)
{
    m_hover = -1;
    update();
    ImageView::leaveEvent(event);
}

void ImageCanvas::updateCursor()
{
    if (isPanning())
        return ImageView::updateCursor();
    if (m_boxMode)
        setCursor(Qt::CrossCursor);
    else if (m_gesture == Gesture::Points && m_moved)
        setCursor(Qt::BlankCursor); // the hand would hide what it aims at; the loupe shows it
    else if (m_gesture == Gesture::Move || (m_unlocked && points() && distance(m_pointer, moveHandle()) <= kReach + 2))
        setCursor(Qt::SizeAllCursor);
    else if (m_hover >= 0)
        setCursor(Qt::PointingHandCursor);
    else
        unsetCursor();
}

} // namespace likeness::widgets
