// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/annotate/image_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace likeness::widgets {

namespace {

constexpr qreal kMaxZoom = 64;
constexpr qreal kStep = 1.25;

} // namespace

ImageView::ImageView(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void ImageView::setPhoto(const QImage& photo)
{
    replacePhoto(photo);
    fitPhoto();
}

void ImageView::replacePhoto(const QImage& photo)
{
    m_levels.clear();
    if (!photo.isNull()) {
        QImage level = photo.convertToFormat(QImage::Format_RGB32);
        m_levels.push_back(QPixmap::fromImage(level));
        while (level.width() > 512 && level.height() > 512) {
            level =
                level.scaled(level.width() / 2, level.height() / 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
            m_levels.push_back(QPixmap::fromImage(level));
        }
    }
    update();
}

void ImageView::setPlaceholder(const QString& text)
{
    m_placeholder = text;
    update();
}

qreal ImageView::fittingScale() const
{
    const QSize size = photoSize();
    if (size.isEmpty())
        return 1;
    return std::clamp(std::min((width() - 16.0) / size.width(), (height() - 16.0) / size.height()), 1e-3, kMaxZoom);
}

void ImageView::setMap(QPointF origin, qreal scale)
{
    const bool zoomed = !qFuzzyCompare(scale, m_map.scale);
    m_map = {origin, scale};
    update();
    if (zoomed)
        Q_EMIT zoomChanged(scale);
}

void ImageView::zoomTo(qreal zoom, QPointF at)
{
    if (!hasPhoto())
        return;
    zoom = std::clamp(zoom, std::min(fittingScale(), 1.0) / 2, kMaxZoom);
    m_fitted = false;
    setMap(at - (at - m_map.origin) * (zoom / m_map.scale), zoom);
}

void ImageView::fitPhoto()
{
    m_fitted = true;
    const qreal scale = fittingScale();
    const QSizeF shown = QSizeF(photoSize()) * scale;
    setMap({(width() - shown.width()) / 2, (height() - shown.height()) / 2}, scale);
}

void ImageView::fitRect(const QRectF& imageRect)
{
    if (!hasPhoto() || !(imageRect.width() > 0) || !(imageRect.height() > 0))
        return fitPhoto();
    const qreal margin = 1.25;
    const qreal scale = std::clamp(
        std::min(width() / (imageRect.width() * margin), height() / (imageRect.height() * margin)), 1e-3, kMaxZoom / 2);
    m_fitted = false;
    setMap(QPointF(width() / 2.0, height() / 2.0) - (imageRect.center() + QPointF(0.5, 0.5)) * scale, scale);
}

void ImageView::paintPhoto(QPainter& painter, const QRectF& target, const QRectF& source) const
{
    const qreal scale = target.width() / source.width() * devicePixelRatioF();
    std::size_t level = 0;
    while (level + 1 < m_levels.size() && scale * static_cast<qreal>(2u << level) <= 1.0)
        ++level;
    const QSizeF full = photoSize();
    const qreal fx = m_levels[level].width() / full.width();
    const qreal fy = m_levels[level].height() / full.height();
    // Enlarged a lot, pixels are what the annotator wants to see.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < 6);
    painter.drawPixmap(target, m_levels[level],
                       QRectF(source.x() * fx, source.y() * fy, source.width() * fx, source.height() * fy));
}

void ImageView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const bool dark = palette().color(QPalette::Window).lightness() < 128;
    painter.fillRect(rect(), dark ? QColor(0x17, 0x18, 0x1b) : QColor(0xd9, 0xda, 0xde));
    if (!hasPhoto()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect().adjusted(32, 32, -32, -32), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return;
    }
    // Only the part that is seen, so that zooming far in costs nothing.
    const QRectF all(QPointF(0, 0), QSizeF(photoSize()));
    const QRectF seen =
        all.intersected(QRectF(-m_map.origin / m_map.scale, QSizeF(size()) / m_map.scale).adjusted(-1, -1, 1, 1));
    if (!seen.isEmpty())
        paintPhoto(painter, QRectF(m_map.origin + seen.topLeft() * m_map.scale, seen.size() * m_map.scale), seen);
    painter.setRenderHint(QPainter::Antialiasing);
    paintOver(painter);
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void ImageView::resizeEvent(QResizeEvent* event)
{
    if (m_fitted)
        fitPhoto();
    else
        setMap(m_map.origin + QPointF(width() - event->oldSize().width(), height() - event->oldSize().height()) / 2,
               m_map.scale);
}

void ImageView::wheelEvent(QWheelEvent* event)
{
    // Touchpads send small steps, wheels 120 at a time: the same zoom for the same way.
    const qreal steps = event->angleDelta().y() / 120.0;
    if (!qFuzzyIsNull(steps))
        zoomTo(zoom() * std::pow(kStep, steps), event->position());
    event->accept();
}

void ImageView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_space)) {
        m_panning = true;
        m_panFrom = event->position();
        updateCursor();
    }
}

void ImageView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_panning)
        return;
    m_fitted = false;
    setMap(m_map.origin + event->position() - m_panFrom, m_map.scale);
    m_panFrom = event->position();
}

void ImageView::mouseReleaseEvent(QMouseEvent*)
{
    m_panning = false;
    updateCursor();
}

void ImageView::keyPressEvent(QKeyEvent* event)
{
    const QPointF middle = rect().center();
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomTo(zoom() * kStep, middle);
        break;
    case Qt::Key_Minus:
        zoomTo(zoom() / kStep, middle);
        break;
    case Qt::Key_0:
        fitPhoto();
        break;
    case Qt::Key_1:
        zoomTo(1, middle);
        break;
    case Qt::Key_Space:
        m_space = true;
        updateCursor();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ImageView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_space = false;
        updateCursor();
    } else {
        QWidget::keyReleaseEvent(event);
    }
}

void ImageView::focusOutEvent(QFocusEvent* event)
{
    m_space = false; // its release goes elsewhere
    m_panning = false;
    updateCursor();
    QWidget::focusOutEvent(event);
}

void ImageView::updateCursor()
{
    if (m_panning)
        setCursor(Qt::ClosedHandCursor);
    else if (m_space)
        setCursor(Qt::OpenHandCursor);
    else
        unsetCursor();
}

} // namespace likeness::widgets
