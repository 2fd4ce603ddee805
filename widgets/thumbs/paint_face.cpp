// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/thumbs/paint_face.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace likeness::widgets {

void paintFace(
    QPainter& painter, const QRect& place, const std::optional<QPixmap>& picture, qreal radius, qreal opacity)
{
    QPainterPath shape;
    shape.addRoundedRect(place, radius, radius);
    painter.fillPath(shape, tones().well);
    if (!picture)
        return;
    painter.save();
    painter.setOpacity(painter.opacity() * opacity);
    if (picture->isNull()) {
        const int inset = place.width() / 4;
        icon(QStringLiteral("person"))
            .paint(&painter, place.adjusted(inset, inset, -inset, -inset), Qt::AlignCenter, QIcon::Disabled);
    } else {
        painter.setClipPath(shape);
        painter.drawPixmap(place, *picture);
    }
    painter.restore();
}

} // namespace likeness::widgets
