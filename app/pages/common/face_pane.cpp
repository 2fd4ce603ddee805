// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/common/face_pane.h"

#include "widgets/common/theme.h"
#include "widgets/thumbs/paint_face.h"

#include <QPainter>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr qreal kRadius = 8;
constexpr qreal kFrame = 3;

} // namespace

FacePane::FacePane(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void FacePane::setFrame(Frame frame)
{
    m_frame = frame;
    update();
}

void FacePane::setTag(const QString& text)
{
    m_tag = text;
    update();
}

void FacePane::setSide(int pixels)
{
    setFixedSize(pixels, pixels);
}

void FacePane::setPicture(const std::optional<QPixmap>& picture)
{
    m_absent = false;
    m_picture = picture;
    update();
}

void FacePane::setAbsent()
{
    m_absent = true;
    m_picture.reset();
    update();
}

void FacePane::paintEvent(QPaintEvent*)
{
    if (m_absent)
        return;
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    paintFace(painter, rect(), m_picture, kRadius);
    if (!m_tag.isEmpty()) {
        const QRect text = painter.fontMetrics().boundingRect(m_tag).adjusted(-6, -3, 6, 3);
        const QRect place(QPoint(8, height() - text.height() - 8), text.size());
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(0, 0, 0, 150));
        painter.drawRoundedRect(place, 4, 4);
        painter.setPen(Qt::white);
        painter.drawText(place, Qt::AlignCenter, m_tag);
    }
    if (m_frame != Frame::None) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_frame == Frame::Shared ? tones().accent : tones().warn, kFrame));
        const QRectF frame = QRectF(rect()).adjusted(kFrame / 2, kFrame / 2, -kFrame / 2, -kFrame / 2);
        painter.drawRoundedRect(frame, kRadius - 1, kRadius - 1);
    }
}

} // namespace likeness::pages
