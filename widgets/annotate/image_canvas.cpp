// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/annotate/image_canvas.h"

#include "widgets/annotate/landmark_scheme.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace likeness::widgets {

namespace {

constexpr qreal kDot = 3.2;
const QColor kSeam(10, 12, 16, 200);
const QColor kWarning(0xff, 0x52, 0x52);
const QColor kAutomatic(0xff, 0xff, 0xff);
const QColor kSelected(0xff, 0xff, 0xff);

} // namespace

ImageCanvas::ImageCanvas(QWidget* parent) : ImageView(parent), m_editor(this)
{
    connect(&m_editor, &LandmarkEditor::changed, this, [this] {
        update();
        Q_EMIT pointsChanging();
    });
    connect(&m_editor, &LandmarkEditor::committed, this, &ImageCanvas::pointsCommitted);
    updateTexts();
}

void ImageCanvas::updateTexts()
{
    setAccessibleName(tr("Photograph with landmarks"));
    setToolTip(
        tr("Drag a point · arrows move it 1 px, Shift 5 px, Ctrl 0.2 px · Tab next point · double click or G the whole "
           "part · wheel zooms, F the face, 0 the photograph · middle button or space moves the view"));
    setToolTipDuration(6000);
}

void ImageCanvas::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        updateTexts();
    ImageView::changeEvent(event);
}

void ImageCanvas::setFace(const Points& points,
                          const Points& automatic,
                          const std::optional<image::Rect>& box,
                          const std::vector<image::Rect>& otherBoxes)
{
    m_gesture = Gesture::None;
    m_automatic = automatic;
    m_box = box;
    m_otherBoxes = otherBoxes;
    m_hover = -1;
    setSelection({}, -1);
    setShapeUnlocked(false);
    m_boxMode = false;
    Q_EMIT boxModeChanged(false);
    m_editor.begin(points);
    updateCursor();
}

void ImageCanvas::setSelection(std::set<int> selection, int current)
{
    m_selection = std::move(selection);
    const bool other = current != m_current;
    m_current = current;
    update();
    if (other)
        Q_EMIT currentPointChanged(current);
}

void ImageCanvas::setCurrentPoint(int point)
{
    if (!points() || point < 0 || point >= image::kLandmarkCount)
        return setSelection({}, -1);
    setSelection({point}, point);
    const QPointF at = map().toWidget((*points())[static_cast<std::size_t>(point)]);
    if (!rect().adjusted(24, 24, -24, -24).contains(at.toPoint()) && hasPhoto()) {
        const image::Point p = (*points())[static_cast<std::size_t>(point)];
        const qreal half = std::min(width(), height()) / zoom() / 2.5;
        fitRect(QRectF(static_cast<qreal>(p.x) - half, static_cast<qreal>(p.y) - half, 2 * half, 2 * half));
    }
}

void ImageCanvas::selectPart(int point)
{
    if (point < 0)
        return;
    const std::vector<int> part = pointsOf(partOf(point));
    setSelection({part.begin(), part.end()}, point);
}

void ImageCanvas::setLimit(double pixels)
{
    m_limit = pixels;
    update();
}

void ImageCanvas::setCompareShown(bool shown)
{
    if (shown == m_compare)
        return;
    m_compare = shown;
    update();
    Q_EMIT compareShownChanged(shown);
}

void ImageCanvas::setLinesShown(bool shown)
{
    if (shown == m_lines)
        return;
    m_lines = shown;
    update();
    Q_EMIT linesShownChanged(shown);
}

void ImageCanvas::setShapeUnlocked(bool unlocked)
{
    if (unlocked == m_unlocked)
        return;
    m_unlocked = unlocked;
    update();
    Q_EMIT shapeUnlockedChanged(unlocked);
}

void ImageCanvas::fitFace()
{
    if (points()) {
        const auto [left, right] =
            std::minmax_element(points()->begin(), points()->end(), [](auto a, auto b) { return a.x < b.x; });
        const auto [top, bottom] =
            std::minmax_element(points()->begin(), points()->end(), [](auto a, auto b) { return a.y < b.y; });
        const auto size = static_cast<qreal>(std::max(right->x - left->x, bottom->y - top->y));
        QRectF face(QPointF(static_cast<qreal>(left->x), static_cast<qreal>(top->y)),
                    QPointF(static_cast<qreal>(right->x), static_cast<qreal>(bottom->y)));
        // Room above for the forehead: a face is judged with its hairline.
        fitRect(face.adjusted(0, -size * 0.15, 0, 0));
    } else if (m_box && m_box->width > 0) {
        fitRect(QRectF(static_cast<qreal>(m_box->x), static_cast<qreal>(m_box->y), static_cast<qreal>(m_box->width),
                       static_cast<qreal>(m_box->height)));
    } else {
        fitPhoto();
    }
}

void ImageCanvas::startBox()
{
    if (!hasPhoto())
        return;
    m_boxMode = true;
    setFocus();
    updateCursor();
    update();
    Q_EMIT boxModeChanged(true);
}

QRectF ImageCanvas::shapeRect() const
{
    QRectF box;
    if (points())
        for (const image::Point p : *points()) {
            const QRectF dot(map().toWidget(p) - QPointF(0.5, 0.5), QSizeF(1, 1));
            box = box.isNull() ? dot : box.united(dot);
        }
    return box;
}

QPointF ImageCanvas::moveHandle() const
{
    const QRectF box = shapeRect();
    const QPointF at(box.center().x(), box.top() - 34);
    return {std::clamp(at.x(), 20.0, width() - 20.0), std::clamp(at.y(), 20.0, height() - 20.0)};
}

QPointF ImageCanvas::turnHandle() const
{
    const QPointF at = shapeRect().bottomRight() + QPointF(16, 16);
    return {std::clamp(at.x(), 20.0, width() - 20.0), std::clamp(at.y(), 20.0, height() - 20.0)};
}

void ImageCanvas::paintOver(QPainter& painter)
{
    painter.setBrush(Qt::NoBrush);
    for (const image::Rect& box : m_otherBoxes) {
        painter.setPen(QPen(QColor(255, 255, 255, 90), 1, Qt::DashLine));
        painter.drawRect(map().toWidget(box));
    }
    if (m_box && m_box->width > 0) {
        painter.setPen(QPen(QColor(0, 0, 0, 90), 3));
        painter.drawRect(map().toWidget(*m_box));
        painter.setPen(QPen(QColor(255, 255, 255, 170), 1.2));
        painter.drawRect(map().toWidget(*m_box));
    }
    if (points()) {
        if (m_lines)
            paintShapeLines(painter, *points(), map());
        if (m_compare && m_automatic)
            paintCompare(painter);
        paintPoints(painter);
        if (m_unlocked)
            paintHandles(painter);
    }
    if (m_gesture == Gesture::Band || m_gesture == Gesture::Box) {
        const QColor accent = palette().color(QPalette::Highlight);
        painter.setPen(QPen(accent, 1.4, Qt::DashLine));
        painter.setBrush(QColor(accent.red(), accent.green(), accent.blue(), 40));
        painter.drawRect(QRectF(m_pressedAt, m_pointer).normalized());
    } else if (m_boxMode) {
        paintPill(painter, QPointF(width() / 2.0 - 120, 40), tr("Draw a box from brow to chin · Esc gives up"), rect());
    }
    if (m_gesture == Gesture::Points && m_moved && m_selection.size() == 1)
        paintLoupe(painter);
}

void ImageCanvas::paintCompare(QPainter& painter)
{
    for (std::size_t i = 0; i < m_automatic->size(); ++i) {
        const image::Point own = (*points())[i];
        const image::Point other = (*m_automatic)[i];
        const double distance = std::hypot(static_cast<double>(own.x - other.x), static_cast<double>(own.y - other.y));
        if (distance < 0.05)
            continue; // under the own point
        const QPointF from = map().toWidget(other);
        const bool far = distance > m_limit;
        painter.setPen(QPen(kSeam, 3));
        painter.drawLine(from, map().toWidget(own));
        painter.setPen(QPen(far ? kWarning : kAutomatic, 1.4));
        painter.drawLine(from, map().toWidget(own));
        paintDot(painter, from, 2.4, Qt::transparent, far ? kWarning : kAutomatic);
    }
}

void ImageCanvas::paintPoints(QPainter& painter)
{
    const QColor accent = palette().color(QPalette::Highlight);
    for (int i = 0; i < image::kLandmarkCount; ++i) {
        const QPointF at = map().toWidget((*points())[static_cast<std::size_t>(i)]);
        const bool selected = m_selection.contains(i);
        if (selected) {
            paintDot(painter, at, kDot + 2.6, accent, kSeam);
            paintDot(painter, at, kDot, kSelected, accent);
        } else if (i == m_hover) {
            paintDot(painter, at, kDot + 2, partColor(partOf(i)), Qt::white);
        } else {
            paintDot(painter, at, kDot, partColor(partOf(i)), kSeam);
        }
    }
    const int named = m_hover >= 0 ? m_hover : m_current;
    if (named >= 0 && !(m_gesture == Gesture::Points && m_moved))
        paintPill(painter, map().toWidget((*points())[static_cast<std::size_t>(named)]), pointLabel(named), rect());
}

void ImageCanvas::paintHandles(QPainter& painter)
{
    const QColor accent = palette().color(QPalette::Highlight);
    painter.setPen(QPen(accent, 1.2, Qt::DotLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(shapeRect().adjusted(-10, -10, 10, 10));
    for (const QPointF at : {moveHandle(), turnHandle()}) {
        painter.setPen(QPen(Qt::white, 1.6));
        painter.setBrush(accent);
        painter.drawEllipse(at, 12, 12);
    }
    painter.setPen(QPen(Qt::white, 1.8, Qt::SolidLine, Qt::RoundCap));
    const QPointF move = moveHandle();
    painter.drawLine(move - QPointF(7, 0), move + QPointF(7, 0));
    painter.drawLine(move - QPointF(0, 7), move + QPointF(0, 7));
    const QPointF turn = turnHandle();
    painter.setBrush(Qt::NoBrush);
    painter.drawArc(QRectF(turn - QPointF(6, 6), QSizeF(12, 12)), 30 * 16, 280 * 16);
    painter.drawLine(turn + QPointF(5.2, -3), turn + QPointF(8, -6));
}

void ImageCanvas::paintLoupe(QPainter& painter)
{
    constexpr qreal kRadius = 88;
    const image::Point p = (*points())[static_cast<std::size_t>(m_current)];
    const qreal scale = std::clamp(zoom() * 3, 8.0, 48.0);
    // In the corner that the hand does not need.
    const bool left = m_pointer.x() > width() / 2.0;
    const QPointF centre(left ? kRadius + 14 : width() - kRadius - 14, kRadius + 14);
    QPainterPath circle;
    circle.addEllipse(centre, kRadius, kRadius);

    painter.save();
    painter.setClipPath(circle);
    painter.fillPath(circle, QColor(0x17, 0x18, 0x1b));
    const QPointF corner = QPointF(static_cast<qreal>(p.x), static_cast<qreal>(p.y)) + QPointF(0.5, 0.5) -
                           QPointF(kRadius, kRadius) / scale; // image pixels from the photograph's corner
    const QRectF source = QRectF(corner, QSizeF(2 * kRadius, 2 * kRadius) / scale)
                              .intersected(QRectF(QPointF(0, 0), QSizeF(photoSize())));
    const ViewMap inLoupe{centre - QPointF(kRadius, kRadius) - corner * scale, scale};
    if (!source.isEmpty())
        paintPhoto(painter, QRectF(inLoupe.origin + source.topLeft() * scale, source.size() * scale), source);
    if (m_lines)
        paintShapeLines(painter, *points(), inLoupe, 1.2, 0.55);
    if (m_compare && m_automatic)
        paintDot(painter, inLoupe.toWidget((*m_automatic)[static_cast<std::size_t>(m_current)]), 5, Qt::transparent,
                 kAutomatic);
    // Crosshair with an open middle: the pixel under it stays visible.
    for (const auto& [pen, wide] : {std::pair{kSeam, 3.0}, std::pair{QColor(Qt::white), 1.2}}) {
        painter.setPen(QPen(pen, wide));
        for (const QPointF way : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)})
            painter.drawLine(centre + way * 5, centre + way * 24);
    }
    painter.restore();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(kSeam, 4));
    painter.drawEllipse(centre, kRadius, kRadius);
    painter.setPen(QPen(Qt::white, 1.6));
    painter.drawEllipse(centre, kRadius, kRadius);
    paintPill(painter, centre + QPointF(-kRadius - 2, kRadius + 8), pointLabel(m_current), rect());
}

} // namespace likeness::widgets
