// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keys of the map.
#include "widgets/map/point_map.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace likeness::widgets {
namespace {

constexpr double kReach = 8;      // from the rim of a point, widget pixels
constexpr double kWheel = 1.0015; // zoom for an eighth of a degree
constexpr double kKeyZoom = 1.25;
constexpr double kKeyPan = 0.12; // of the view
constexpr double kLassoStep = 3; // pixels between two corners

} // namespace

std::ptrdiff_t PointMap::hit(QPointF pixel) const
{
    if (isEmpty())
        return -1;
    if (!m_pictured.empty()) { // anywhere on the picture whose middle is closest
        const double half = pictureSide() / 2 + 2;
        std::ptrdiff_t best = -1;
        double closest = 0;
        for (const std::uint32_t index : m_pictured) {
            const QPointF away = toWidget(m_scene->at(index)) - pixel;
            const double far = std::hypot(away.x(), away.y());
            if (std::max(std::abs(away.x()), std::abs(away.y())) <= half && (best < 0 || far < closest)) {
                best = static_cast<std::ptrdiff_t>(index);
                closest = far;
            }
        }
        return best;
    }
    return m_scene->nearest(toMap(pixel), (radius() + kReach) / m_view.scale);
}

void PointMap::setHovered(std::ptrdiff_t index)
{
    const qint64 id = index < 0 ? 0 : m_scene->id(static_cast<std::size_t>(index));
    if (id == m_hovered)
        return;
    m_hovered = id;
    update();
    Q_EMIT hovered(id);
}

void PointMap::wheelEvent(QWheelEvent* event)
{
    event->accept();
    if (isEmpty() || m_gesture == Gesture::Lasso)
        return;
    zoomAt(event->position(), std::pow(kWheel, event->angleDelta().y()));
    setHovered(m_gesture == Gesture::None ? hit(event->position()) : -1);
}

void PointMap::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_gesture != Gesture::None || isEmpty())
        return;
    m_pressed = m_last = event->position();
    m_gesture = Gesture::Press;
    if (event->modifiers() & Qt::ShiftModifier) {
        m_gesture = Gesture::Lasso;
        m_lasso = QPolygonF{m_pressed};
        setCursor(Qt::CrossCursor);
        setHovered(-1);
    }
}

void PointMap::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    switch (m_gesture) {
    case Gesture::None:
        setHovered(hit(at));
        return;
    case Gesture::Press:
        if ((at - m_pressed).manhattanLength() < QApplication::startDragDistance())
            return;
        m_gesture = Gesture::Pan;
        setCursor(Qt::ClosedHandCursor);
        setHovered(-1);
        [[fallthrough]];
    case Gesture::Pan:
        panBy(at - m_last);
        m_last = at;
        return;
    case Gesture::Lasso:
        if ((at - m_lasso.constLast()).manhattanLength() >= kLassoStep) {
            m_lasso.append(at);
            update();
        }
        return;
    }
}

void PointMap::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_gesture == Gesture::None)
        return;
    const Gesture gesture = std::exchange(m_gesture, Gesture::None);
    unsetCursor();
    update();
    const bool add = event->modifiers() & Qt::ControlModifier;
    if (gesture == Gesture::Lasso) {
        finishLasso(add);
    } else if (gesture == Gesture::Press) {
        const auto index = hit(event->position());
        const qint64 id = index < 0 ? 0 : m_scene->id(static_cast<std::size_t>(index));
        std::vector<std::uint8_t> chosen = add ? *m_selected : std::vector<std::uint8_t>(m_scene->size());
        if (index >= 0)
            chosen[static_cast<std::size_t>(index)] ^= 1;
        setSelected(std::move(chosen));
        if (id != 0 || !add)
            setCurrent(id);
    }
}

void PointMap::finishLasso(bool add)
{
    const QPolygonF line = std::exchange(m_lasso, {});
    QTransform toLine;
    toLine.translate(width() / 2.0, height() / 2.0);
    toLine.scale(m_view.scale, m_view.scale);
    toLine.translate(-m_view.centre.x(), -m_view.centre.y());
    std::vector<std::uint8_t> chosen = add ? *m_selected : std::vector<std::uint8_t>(m_scene->size());
    for (const std::uint32_t index : m_scene->inside(line, toLine))
        chosen[index] = 1;
    setSelected(std::move(chosen));
}

void PointMap::mouseDoubleClickEvent(QMouseEvent* event)
{
    const auto index = event->button() == Qt::LeftButton ? hit(event->position()) : -1;
    if (index >= 0)
        Q_EMIT opened(m_scene->id(static_cast<std::size_t>(index)));
}

void PointMap::leaveEvent(QEvent* event)
{
    setHovered(-1);
    QWidget::leaveEvent(event);
}

// From the point that has the keys; where there is none, or it is out of sight, to the one in the middle.
void PointMap::step(QPointF direction)
{
    if (isEmpty())
        return;
    const auto from = m_scene->indexOf(m_current);
    std::ptrdiff_t to = -1;
    if (from >= 0 && rect().contains(toWidget(m_scene->at(static_cast<std::size_t>(from))).toPoint()))
        to = m_scene->nearestToward(static_cast<std::size_t>(from), direction);
    else
        for (double reach = 32 / m_view.scale; to < 0; reach *= 2)
            to = m_scene->nearest(m_view.centre, reach);
    if (to >= 0)
        setCurrent(m_scene->id(static_cast<std::size_t>(to)));
}

void PointMap::keyPressEvent(QKeyEvent* event)
{
    static const std::pair<int, QPointF> kDirections[] = {
        {Qt::Key_Left, {-1, 0}}, {Qt::Key_Right, {1, 0}}, {Qt::Key_Up, {0, -1}}, {Qt::Key_Down, {0, 1}}};
    for (const auto& [key, direction] : kDirections)
        if (event->key() == key) {
            if (event->modifiers() & Qt::ControlModifier)
                step(direction);
            else
                panBy({-direction.x() * kKeyPan * width(), -direction.y() * kKeyPan * height()});
            return;
        }
    // Zooming keeps the point that has the keys where it is.
    const auto index = m_scene->indexOf(m_current);
    QPointF anchor = index >= 0 ? toWidget(m_scene->at(static_cast<std::size_t>(index))) : QPointF();
    if (index < 0 || !rect().contains(anchor.toPoint()))
        anchor = QRectF(rect()).center();
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomAt(anchor, kKeyZoom);
        return;
    case Qt::Key_Minus:
        zoomAt(anchor, 1 / kKeyZoom);
        return;
    case Qt::Key_0:
        showAll();
        return;
    case Qt::Key_A:
        if (!(event->modifiers() & Qt::ControlModifier))
            break;
        setSelected(std::vector<std::uint8_t>(m_scene->size(), 1));
        return;
    case Qt::Key_Space:
        if (index >= 0) {
            std::vector<std::uint8_t> chosen = *m_selected;
            chosen[static_cast<std::size_t>(index)] ^= 1;
            setSelected(std::move(chosen));
        }
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current != 0)
            Q_EMIT opened(m_current);
        return;
    case Qt::Key_Escape:
        if (m_gesture == Gesture::Lasso) {
            m_gesture = Gesture::None;
            m_lasso.clear();
            unsetCursor();
            update();
            return;
        }
        setSelected(std::vector<std::uint8_t>(m_scene->size()));
        setCurrent(0);
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void PointMap::focusInEvent(QFocusEvent* event)
{
    update();
    QWidget::focusInEvent(event);
}

void PointMap::focusOutEvent(QFocusEvent* event)
{
    update();
    QWidget::focusOutEvent(event);
}

} // namespace likeness::widgets
