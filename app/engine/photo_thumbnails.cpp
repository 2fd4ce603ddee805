// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/photo_thumbnails.h"

#include "app/engine/qt_convert.h"
#include "core/base/log.h"
#include "core/image/codec.h"
#include "core/image/transform.h"

#include <algorithm>
#include <cmath>

namespace likeness::engine {
namespace {

constexpr int kJpegQuality = 85;
constexpr double kLongest = 3; // times its breadth is the longest thumbnail

// The shorter side becomes kSide; the ends of a very long picture are left out.
image::Image shrunk(const image::Image& photo)
{
    const int side = std::min(photo.width, photo.height);
    const int longest = static_cast<int>(side * kLongest);
    const int width = std::min(photo.width, longest);
    const int height = std::min(photo.height, longest);
    QImage part =
        toQImage(image::toRgb(photo)).copy((photo.width - width) / 2, (photo.height - height) / 2, width, height);
    if (side > PhotoThumbnails::kSide) {
        const double scale = static_cast<double>(PhotoThumbnails::kSide) / side;
        part = part.scaled(static_cast<int>(std::lround(width * scale)), static_cast<int>(std::lround(height * scale)),
                           Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    }
    part = part.convertToFormat(QImage::Format_RGB888);
    image::Image small(part.width(), part.height(), 3);
    for (int y = 0; y < part.height(); ++y)
        std::copy_n(part.constScanLine(y), static_cast<std::size_t>(part.width()) * 3, small.row(y));
    return small;
}

} // namespace

PhotoThumbnails::PhotoThumbnails(const std::filesystem::path& projectFolder)
{
    try {
        m_project.emplace(dataset::Project::open(projectFolder, dataset::Project::Mode::ReadOnly));
        m_cache = std::make_unique<dataset::Thumbnails>(m_project->cacheFolder());
    } catch (const std::exception& error) {
        log::warn(error.what());
    }
}

QImage PhotoThumbnails::thumbnail(const dataset::ImageRow& image)
{
    if (m_cache)
        if (const auto jpeg = m_cache->find(image.id))
            return toQImage(image::decode(*jpeg));
    const image::Image small = shrunk(image::decode(formats::readAt(m_project->location(image), image::kMaxFileBytes)));
    if (m_cache)
        m_cache->store(image.id, image::encodeJpeg(small, kJpegQuality));
    return toQImage(small);
}

QImage PhotoThumbnails::ofFace(dataset::FaceId id)
{
    try {
        const auto face = m_project ? m_project->face(id) : std::nullopt;
        const auto image = face ? m_project->image(face->image) : std::nullopt;
        if (!image)
            return {};
        const QImage whole = thumbnail(*image);
        const int side = std::min(whole.width(), whole.height());
        QPointF centre(whole.width() / 2.0, whole.height() / 2.0);
        if (face->box.area() > 0 && image->width > 0 && image->height > 0) {
            // Where the photograph's middle is, the thumbnail's is too.
            const double scale = static_cast<double>(side) / std::min(image->width, image->height);
            centre += QPointF(face->box.x + face->box.width / 2 - static_cast<float>(image->width) / 2,
                              face->box.y + face->box.height / 2 - static_cast<float>(image->height) / 2) *
                      scale;
        }
        const int left = std::clamp(static_cast<int>(centre.x()) - side / 2, 0, whole.width() - side);
        const int top = std::clamp(static_cast<int>(centre.y()) - side / 2, 0, whole.height() - side);
        return whole.copy(left, top, side, side).convertToFormat(QImage::Format_RGB32);
    } catch (const std::exception&) { // the page shows what is wrong with a photograph when it is looked at
        return {};
    }
}

} // namespace likeness::engine
