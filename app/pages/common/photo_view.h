// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/types.h"

#include <QImage>
#include <QWidget>

namespace likeness::engine {
class FacePictures;
}

namespace likeness::pages {

// A whole photograph, fitted, with the box of one face.
class PhotoView final : public QWidget
{
    Q_OBJECT
public:
    explicit PhotoView(engine::FacePictures& pictures, QWidget* parent = nullptr);
    void showFace(const dataset::FaceRow& face);

private:
    void paintEvent(QPaintEvent* event) override;

    engine::FacePictures& m_pictures;
    dataset::FaceRow m_face;
    QImage m_photo;
    QString m_message;
};

} // namespace likeness::pages
