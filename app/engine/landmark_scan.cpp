// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/landmark_scan.h"

#include "app/engine/qt_convert.h"
#include "core/dataset/project.h"

#include <algorithm>
#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>

namespace likeness::engine {

namespace {

constexpr std::size_t kBatch = 500;

std::size_t hashOf(const image::Landmarks& points)
{
    return std::hash<std::string_view>()({reinterpret_cast<const char*>(points.data()), sizeof(points)});
}

std::vector<LandmarkItem> scan(const QString& folder, const std::function<bool()>& cancelled)
{
    const auto project = dataset::Project::open(toPath(folder), dataset::Project::Mode::ReadOnly);
    std::unordered_map<dataset::IdentityId, QString> names;
    for (const dataset::IdentityRow& identity : project.identities())
        names[identity.id] = qs(identity.name);
    const std::vector<dataset::FaceId> ids = project.allFaces();
    std::vector<LandmarkItem> items;
    items.reserve(ids.size());
    for (std::size_t first = 0; first < ids.size() && !cancelled(); first += kBatch) {
        const std::span batch(ids.data() + first, std::min(kBatch, ids.size() - first));
        const std::vector<dataset::FaceRow> faces = project.faces(batch);
        std::vector<dataset::ImageId> imageIds;
        for (const dataset::FaceRow& face : faces)
            imageIds.push_back(face.image);
        std::unordered_map<dataset::ImageId, dataset::ImageRow> images;
        for (dataset::ImageRow& image : project.images(imageIds)) {
            const dataset::ImageId id = image.id;
            images.emplace(id, std::move(image));
        }
        for (const dataset::FaceRow& face : faces) {
            // A whole image that is the crop has no points, and needs none; so has one that nobody has looked at yet.
            if (face.status == dataset::FaceStatus::Aligned || face.status == dataset::FaceStatus::Pending)
                continue;
            const dataset::ImageRow& image = images[face.image];
            LandmarkItem item = landmarkItem(face, image.width, image.height);
            item.key = qs(image.key);
            item.identity = names[face.identity];
            items.push_back(std::move(item));
        }
    }
    return items;
}

} // namespace

double LandmarkItem::severity(double limitPx) const
{
    if (!found)
        return 0;
    double value = edited ? static_cast<double>(largest) / std::max(limitPx, 0.01)
                          : static_cast<double>(residual / faces::kUsualResidual);
    // A point outside the picture happens to good faces at the border; the rest does not.
    for (const faces::ShapeFinding& finding : findings)
        if (finding.problem != faces::ShapeProblem::OffImage)
            value += 100;
    return value;
}

LandmarkItem landmarkItem(const dataset::FaceRow& face, int width, int height)
{
    LandmarkItem item;
    item.face = face.id;
    item.image = face.image;
    item.edited = face.manual.has_value();
    const auto& points = face.landmarks();
    if (!points)
        return item;
    item.found = true;
    item.pointsHash = hashOf(*points);
    item.findings = faces::checkShape(*points, width, height);
    const faces::ShapeResidual residual = faces::shapeResidual(*points);
    item.residual = residual.rms;
    item.worstPoint = residual.worst;
    if (face.manual && face.automatic) {
        const faces::LandmarkComparison comparison = faces::compareLandmarks(*face.manual, *face.automatic);
        item.largest = comparison.largest;
        item.nme = comparison.nme;
        item.worstPoint = comparison.worst;
    }
    if (!item.findings.empty())
        item.worstPoint = item.findings.front().point;
    return item;
}

LandmarkScan::LandmarkScan(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

LandmarkScan::~LandmarkScan()
{
    cancel();
    m_pool.waitForDone();
}

void LandmarkScan::cancel()
{
    ++m_generation;
}

void LandmarkScan::start(const QString& projectFolder)
{
    const int generation = ++m_generation;
    m_pool.clear();
    m_pool.start([this, generation, projectFolder] {
        const auto cancelled = [this, generation] { return m_generation != generation; };
        const auto deliver = [&](auto function) {
            QMetaObject::invokeMethod(
                this,
                [this, generation, function = std::move(function)] {
                    if (m_generation == generation)
                        function();
                },
                Qt::QueuedConnection);
        };
        try {
            deliver([this, items = scan(projectFolder, cancelled)] { Q_EMIT ready(items); });
        } catch (const Error& error) {
            deliver([this, code = error.code(), text = QString::fromUtf8(error.what())] { Q_EMIT failed(code, text); });
        } catch (const std::exception& error) {
            deliver([this, text = QString::fromUtf8(error.what())] { Q_EMIT failed(ErrorCode::Internal, text); });
        }
    });
}

} // namespace likeness::engine
