// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPixmap>
#include <optional>

QT_BEGIN_NAMESPACE
class QPainter;
class QRect;
QT_END_NAMESPACE

namespace likeness::widgets {

// A face with rounded corners: a quiet place while it is read (nothing), a figure where there is none (null pixmap).
void paintFace(
    QPainter& painter, const QRect& place, const std::optional<QPixmap>& picture, qreal radius, qreal opacity = 1);

} // namespace likeness::widgets
