// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/lit_pictures.h"

#include "app/engine/face_pictures.h"
#include "app/engine/qt_convert.h"

#include <algorithm>

namespace likeness::engine {
namespace {

constexpr qsizetype kCacheBytes = 16 << 20;

} // namespace

LitPictures::LitPictures(FacePictures& pictures, QObject* parent)
    : QObject(parent), m_pictures(pictures), m_cache(kCacheBytes)
{
    m_pool.setMaxThreadCount(1);
}

LitPictures::~LitPictures()
{
    m_pool.clear();
    m_pool.waitForDone(); // its tasks speak to this object
}

void LitPictures::setLighting(image::Lighting lighting)
{
    if (lighting == m_lighting)
        return;
    m_lighting = lighting;
    ++m_round;
    m_cache.clear();
    m_wanted.clear();
    m_pool.clear();
}

std::optional<QPixmap> LitPictures::crop(dataset::FaceId face)
{
    const auto plain = m_pictures.crop(face);
    if (m_lighting == image::Lighting::None || !plain || plain->isNull())
        return plain;
    const qint64 source = plain->cacheKey();
    if (const Lit* hit = m_cache.object(face); hit && hit->source == source)
        return hit->picture;
    if (m_wanted.insert(face).second)
        m_pool.start([this, face, source, round = m_round, lighting = m_lighting, picture = plain->toImage()] {
            const QImage lit = toQImage(image::correctLight(fromQImage(picture), lighting));
            QMetaObject::invokeMethod(
                this, [this, face, source, round, lit] { take(face, source, round, lit); }, Qt::QueuedConnection);
        });
    return std::nullopt;
}

void LitPictures::take(dataset::FaceId face, qint64 source, quint64 round, const QImage& picture)
{
    if (round != m_round)
        return;
    m_wanted.erase(face);
    m_cache.insert(face, new Lit{source, QPixmap::fromImage(picture)}, std::max<qsizetype>(picture.sizeInBytes(), 64));
    Q_EMIT ready({face});
}

} // namespace likeness::engine
