// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <QColor>
#include <QPointF>
#include <QRectF>

class QPainter;

namespace likeness::widgets {

// Where a photograph lies in a widget: image coordinates have their origin in the centre of the top left pixel
// (image.h), widgets at a corner. `scale` is logical widget pixels for one photograph pixel.
struct ViewMap {
    QPointF origin; // widget position of the top left corner of the photograph
    qreal scale = 1;
    QPointF toWidget(image::Point p) const
    {
        return {origin.x() + (static_cast<qreal>(p.x) + 0.5) * scale,
                origin.y() + (static_cast<qreal>(p.y) + 0.5) * scale};
    }
    image::Point toImage(QPointF p) const
    {
        return {static_cast<float>((p.x() - origin.x()) / scale - 0.5),
                static_cast<float>((p.y() - origin.y()) / scale - 0.5)};
    }
    QRectF toWidget(const image::Rect& r) const
    {
        return QRectF(toWidget(image::Point{r.x, r.y}), toWidget(image::Point{r.x + r.width, r.y + r.height}));
    }
};

// The lines that join the points, coloured by part over a dark seam, so that they stand on light and dark skin.
void paintShapeLines(
    QPainter& painter, const image::Landmarks& points, const ViewMap& map, qreal width = 1.2, qreal opacity = 1);
// One dot at a widget position.
void paintDot(QPainter& painter, QPointF at, qreal radius, const QColor& fill, const QColor& ring);
// A short text on a dark pill beside `at`, kept inside `bounds`.
void paintPill(QPainter& painter, QPointF at, const QString& text, const QRectF& bounds);

} // namespace likeness::widgets
