// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/annotate/shape_painter.h"

#include "widgets/annotate/landmark_scheme.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace likeness::widgets {

void paintShapeLines(QPainter& painter, const image::Landmarks& points, const ViewMap& map, qreal width, qreal opacity)
{
    painter.save();
    painter.setOpacity(opacity);
    painter.setBrush(Qt::NoBrush);
    for (int i = 0; i < kFacePartCount; ++i) {
        const auto part = static_cast<FacePart>(i);
        const PartRange range = rangeOf(part);
        QPolygonF line;
        for (int p = range.first; p <= range.last; ++p)
            line << map.toWidget(points[static_cast<std::size_t>(p)]);
        if (range.closed)
            line << line.front();
        painter.setPen(QPen(QColor(0, 0, 0, 110), width + 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(line);
        painter.setPen(QPen(partColor(part), width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(line);
    }
    painter.restore();
}

void paintDot(QPainter& painter, QPointF at, qreal radius, const QColor& fill, const QColor& ring)
{
    painter.setPen(QPen(ring, 1.2));
    painter.setBrush(fill);
    painter.drawEllipse(at, radius, radius);
}

void paintPill(QPainter& painter, QPointF at, const QString& text, const QRectF& bounds)
{
    const QFontMetricsF metrics(painter.font());
    QRectF box(at + QPointF(12, -10 - metrics.height()),
               QSizeF(metrics.horizontalAdvance(text) + 14, metrics.height() + 6));
    if (box.right() > bounds.right())
        box.moveRight(at.x() - 12);
    box.moveLeft(std::max(box.left(), bounds.left()));
    if (box.top() < bounds.top())
        box.moveTop(at.y() + 14);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(20, 22, 26, 215));
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    painter.setPen(Qt::white);
    painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace likeness::widgets
