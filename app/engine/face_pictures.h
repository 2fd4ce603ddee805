// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/types.h"

#include <QImage>
#include <QObject>
#include <QPixmap>
#include <memory>
#include <optional>

namespace likeness::engine {

class ProjectSession;

// Pictures of faces for the views. crop() never blocks: a hit comes from the cache, a miss is scheduled (latest wish
// first) and announced by ready() when it is there. Crops come from the crop cache as stored; a face that has none yet
// is shown by its part of the photograph's thumbnail. Photographs are decoded by core/image off the GUI thread. GUI
// thread only; pixmaps carry no device pixel ratio, views scale them.
class FacePictures final : public QObject
{
    Q_OBJECT
public:
    explicit FacePictures(ProjectSession& session, QObject* parent = nullptr);
    ~FacePictures() override;
    // The aligned crop, 112 × 112, else a square of the photograph; null pixmap when neither can be read.
    std::optional<QPixmap> crop(dataset::FaceId face);
    // Asks for the whole photograph (RGB, EXIF applied); photoReady or photoFailed follows.
    void requestPhoto(dataset::ImageId image);
    void forget(dataset::FaceId face); // after a new crop
    void clear();
    bool isIdle() const; // nothing is being read

Q_SIGNALS:
    void ready(const std::vector<likeness::dataset::FaceId>& faces); // batched, at most 60 a second
    void photoReady(qint64 image, const QImage& photo);
    void photoFailed(qint64 image, const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_d;
};

} // namespace likeness::engine
