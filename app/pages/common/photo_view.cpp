// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/common/photo_view.h"

#include "app/engine/face_pictures.h"
#include "widgets/common/theme.h"

#include <QPainter>

namespace likeness::pages {

PhotoView::PhotoView(engine::FacePictures& pictures, QWidget* parent) : QWidget(parent), m_pictures(pictures)
{
    setMinimumSize(160, 120);
    connect(&pictures, &engine::FacePictures::photoReady, this, [this](qint64 image, const QImage& photo) {
        if (image != m_face.image)
            return;
        m_photo = photo;
        m_message.clear();
        update();
    });
    connect(&pictures, &engine::FacePictures::photoFailed, this, [this](qint64 image, const QString& message) {
        if (image != m_face.image)
            return;
        m_photo = QImage();
        m_message = message;
        update();
    });
}

void PhotoView::showFace(const dataset::FaceRow& face)
{
    if (face.image != m_face.image) {
        m_photo = QImage();
        m_message = tr("Reading the photograph…");
    }
    m_face = face;
    update();
    m_pictures.requestPhoto(face.image);
}

void PhotoView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), widgets::tones().well);
    if (m_photo.isNull()) {
        painter.setPen(widgets::tones().quiet);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_message);
        return;
    }
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    // Small pictures are enlarged at most four times: more shows only pixels.
    const double scale = std::min(
        {static_cast<double>(width()) / m_photo.width(), static_cast<double>(height()) / m_photo.height(), 4.0});
    const QSizeF size(m_photo.width() * scale, m_photo.height() * scale);
    const QPointF corner((width() - size.width()) / 2, (height() - size.height()) / 2);
    painter.drawImage(QRectF(corner, size), m_photo);
    if (m_face.box.width > 0) {
        // Box coordinates count from the centre of the first pixel.
        const QRectF box(corner + QPointF(m_face.box.x + 0.5, m_face.box.y + 0.5) * scale,
                         QSizeF(m_face.box.width * scale, m_face.box.height * scale));
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(QColor(0, 0, 0, 120), 4));
        painter.drawRoundedRect(box, 4, 4);
        painter.setPen(QPen(widgets::tones().warn, 2));
        painter.drawRoundedRect(box, 4, 4);
    }
}

} // namespace likeness::pages
