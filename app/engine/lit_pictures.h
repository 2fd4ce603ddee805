// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/types.h"
#include "core/image/lighting.h"

#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QThreadPool>
#include <optional>
#include <unordered_set>
#include <vector>

namespace likeness::engine {

class FacePictures;

// Pictures of faces with their light evened out, to look at in the dark; as FacePictures gives them otherwise. The
// correction is worked out in a thread pool and remembered. GUI thread only.
class LitPictures final : public QObject
{
    Q_OBJECT
public:
    explicit LitPictures(FacePictures& pictures, QObject* parent = nullptr);
    ~LitPictures() override;
    void setLighting(image::Lighting lighting);
    image::Lighting lighting() const { return m_lighting; }
    std::optional<QPixmap> crop(dataset::FaceId face); // as FacePictures::crop()

Q_SIGNALS:
    void ready(const std::vector<likeness::dataset::FaceId>& faces);

private:
    struct Lit {
        qint64 source = 0; // cacheKey() of the picture that was corrected
        QPixmap picture;
    };
    void take(dataset::FaceId face, qint64 source, quint64 round, const QImage& picture);

    FacePictures& m_pictures;
    image::Lighting m_lighting = image::Lighting::None;
    QCache<dataset::FaceId, Lit> m_cache;
    std::unordered_set<dataset::FaceId> m_wanted;
    quint64 m_round = 0; // counts changes of the light
    QThreadPool m_pool;
};

} // namespace likeness::engine
