// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/annotate/live_view.h"

#include <QPainter>
#include <QTimerEvent>
#include <algorithm>

namespace likeness::widgets {

LiveView::LiveView(QWidget* parent) : QWidget(parent)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Live picture"));
}

void LiveView::setFrame(const QImage& frame)
{
    m_frame = frame;
    if (frame.isNull())
        m_faces.clear();
    update();
}

void LiveView::setFaces(std::vector<Face> faces)
{
    m_faces = std::move(faces);
    update();
}

void LiveView::setPlaceholder(const QString& text)
{
    m_placeholder = text;
    update();
}

void LiveView::setMirrored(bool mirrored)
{
    m_mirrored = mirrored;
    update();
}

void LiveView::flash()
{
    m_flash = 0.75;
    if (m_flashTimer == 0)
        m_flashTimer = startTimer(30);
    update();
}

void LiveView::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_flashTimer)
        return QWidget::timerEvent(event);
    m_flash -= 0.12;
    if (m_flash <= 0) {
        killTimer(m_flashTimer);
        m_flashTimer = 0;
        m_flash = 0;
    }
    update();
}

void LiveView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const bool dark = palette().color(QPalette::Window).lightness() < 128;
    painter.fillRect(rect(), dark ? QColor(0x17, 0x18, 0x1b) : QColor(0xd9, 0xda, 0xde));
    if (m_frame.isNull()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect().adjusted(32, 32, -32, -32), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return;
    }
    const qreal scale =
        std::min(static_cast<qreal>(width()) / m_frame.width(), static_cast<qreal>(height()) / m_frame.height());
    const QSizeF shown = QSizeF(m_frame.size()) * scale;
    const QRectF target(QPointF((width() - shown.width()) / 2, (height() - shown.height()) / 2), shown);
    if (m_mirrored) {
        painter.translate(width(), 0);
        painter.scale(-1, 1);
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(target, m_frame);
    painter.setRenderHint(QPainter::Antialiasing);
    const ViewMap map{target.topLeft(), scale};
    for (const Face& face : m_faces) {
        const QColor colour = face.good ? QColor(0x66, 0xd1, 0x7a) : QColor(0xff, 0xc1, 0x4d);
        const QRectF box = map.toWidget(face.box);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(0, 0, 0, 110), face.chosen ? 4 : 3));
        painter.drawRoundedRect(box, 6, 6);
        painter.setPen(QPen(face.chosen ? colour : QColor(255, 255, 255, 150), face.chosen ? 2.2 : 1.2));
        painter.drawRoundedRect(box, 6, 6);
        if (face.points) {
            paintShapeLines(painter, *face.points, map, 1.1, face.chosen ? 0.9 : 0.5);
            for (const image::Point p : *face.points)
                paintDot(painter, map.toWidget(p), 1.6, Qt::white, QColor(0, 0, 0, 120));
        }
    }
    if (m_flash > 0)
        painter.fillRect(target, QColor::fromRgbF(1, 1, 1, static_cast<float>(m_flash)));
}

} // namespace likeness::widgets
