// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/dataset/project_impl.h"

#include <algorithm>

namespace likeness::dataset {
namespace {

constexpr std::string_view kFaceColumns =
    "f.id, f.image, f.identity, f.status, f.label, f.is_primary, f.x, f.y, f.w, f.h, f.detector_score, f.sharpness, "
    "f.brightness, "
    "f.contrast, f.size, f.yaw, f.pitch, f.roll, f.quality, f.automatic, f.manual, f.point_states";
constexpr std::string_view kImageColumns = "i.id, i.path, i.key, i.width, i.height, i.bytes, i.hash, i.offset, "
                                           "i.length, i.coding, i.part, i.origin";

float realAt(const db::Statement& row, int column)
{
    return static_cast<float>(row.real(column));
}

FaceRow faceFrom(const db::Statement& row)
{
    FaceRow f;
    f.id = row.int64(0);
    f.image = row.int64(1);
    f.identity = row.int64(2);
    f.status = static_cast<FaceStatus>(row.integer(3));
    f.label = static_cast<LabelState>(row.integer(4));
    f.primary = row.int64(5) != 0;
    f.box = {realAt(row, 6), realAt(row, 7), realAt(row, 8), realAt(row, 9)};
    f.detectorScore = realAt(row, 10);
    f.sharpness = realAt(row, 11);
    f.brightness = realAt(row, 12);
    f.contrast = realAt(row, 13);
    f.size = realAt(row, 14);
    f.yaw = realAt(row, 15);
    f.pitch = realAt(row, 16);
    f.roll = realAt(row, 17);
    f.quality = realAt(row, 18);
    f.automatic = landmarksFrom(row.blob(19));
    f.manual = landmarksFrom(row.blob(20));
    f.states = statesFrom(row.blob(21));
    return f;
}

ImageRow imageFrom(const db::Statement& row)
{
    ImageRow i;
    i.id = row.int64(0);
    const auto path = row.blob(1);
    i.path.assign(path.begin(), path.end());
    i.key = row.text(2);
    i.width = row.integer(3);
    i.height = row.integer(4);
    i.bytes = static_cast<std::uint64_t>(row.int64(5));
    i.hash = row.text(6);
    i.offset = static_cast<std::uint64_t>(row.int64(7));
    i.length = static_cast<std::uint64_t>(row.int64(8));
    i.coding = static_cast<formats::Coding>(row.integer(9));
    i.part = row.text(10);
    i.origin = row.int64(11);
    return i;
}

std::vector<std::int64_t> idsOf(db::Statement& rows)
{
    std::vector<std::int64_t> ids;
    while (rows.step())
        ids.push_back(rows.int64(0));
    return ids;
}

std::vector<std::pair<std::int64_t, std::int64_t>> pairsOf(db::Statement& rows)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
    while (rows.step())
        pairs.emplace_back(rows.int64(0), rows.int64(1));
    return pairs;
}

} // namespace

Counts Project::counts() const
{
    const db::ReadTransaction oneState(m_d->db);
    Counts counts;
    counts.images = static_cast<int>(m_d->db.scalar("SELECT count(*) FROM images"));
    counts.identities = static_cast<int>(m_d->db.scalar("SELECT count(*) FROM identities"));
    const auto rows = m_d->db.cached(
        "SELECT identity IS NULL, label, status, count(*) FROM faces GROUP BY identity IS NULL, label, status");
    while (rows->step()) {
        const bool unlabelled = rows->int64(0) != 0;
        const auto label = static_cast<LabelState>(rows->integer(1));
        const auto status = static_cast<FaceStatus>(rows->integer(2));
        const int n = rows->integer(3);
        counts.faces += n;
        counts.pendingFaces += status == FaceStatus::Pending ? n : 0;
        counts.notFound += status == FaceStatus::NotFound ? n : 0;
        counts.unlabelled += unlabelled ? n : 0;
        counts.rejected += label == LabelState::Rejected ? n : 0;
        counts.confirmed += label == LabelState::Confirmed ? n : 0;
        counts.unsure += label == LabelState::Unsure ? n : 0;
    }
    return counts;
}

std::vector<IdentityRow> Project::identities() const
{
    const db::ReadTransaction oneState(m_d->db);
    std::vector<IdentityRow> out;
    {
        const auto rows = m_d->db.cached("SELECT id, name, split FROM identities ORDER BY id");
        while (rows->step())
            out.push_back({rows->int64(0), rows->text(1), 0, static_cast<Split>(rows->integer(2))});
    }
    const auto counts = m_d->db.cached("SELECT identity, count(*) FROM faces WHERE identity IS NOT NULL AND label <> 3 "
                                       "GROUP BY identity ORDER BY identity");
    auto person = out.begin();
    while (counts->step()) {
        person = std::lower_bound(person, out.end(), counts->int64(0),
                                  [](const IdentityRow& row, IdentityId id) { return row.id < id; });
        if (person != out.end())
            person->faces = counts->integer(1);
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return naturalLess(a.name, b.name); });
    return out;
}

std::optional<IdentityRow> Project::identity(IdentityId id) const
{
    const auto row = m_d->db.cached(
        "SELECT id, name, (SELECT count(*) FROM faces WHERE identity = ?1 AND label <> 3), split FROM identities "
        "WHERE id = ?1");
    if (!row->bind(1, id).step())
        return std::nullopt;
    return IdentityRow{row->int64(0), row->text(1), row->integer(2), static_cast<Split>(row->integer(3))};
}

IdentityId Project::findIdentity(const std::string& name) const
{
    const auto row = m_d->db.cached("SELECT id FROM identities WHERE name = ?1");
    return row->bind(1, name).step() ? row->int64(0) : 0;
}

std::vector<FaceId> Project::facesOf(IdentityId id, bool withRejected) const
{
    const auto rows = m_d->db.cached("SELECT id FROM faces WHERE identity IS ?1 AND label <= ?2 ORDER BY id");
    rows->bindId(1, id).bind(2, static_cast<int>(withRejected ? LabelState::Rejected : LabelState::Unsure));
    return idsOf(*rows);
}

std::vector<FaceId> Project::allFaces() const
{
    const auto rows = m_d->db.cached("SELECT id FROM faces INDEXED BY faces_image ORDER BY id");
    return idsOf(*rows);
}

std::vector<std::pair<ImageId, FaceId>> Project::facesByImage() const
{
    const auto rows = m_d->db.cached("SELECT image, id FROM faces INDEXED BY faces_image ORDER BY image, id");
    return pairsOf(*rows);
}

Project::Detections Project::detections() const
{
    const auto row = m_d->db.cached(
        "SELECT coalesce(sum(n > 0), 0), coalesce(sum(n = 0 AND missing), 0), coalesce(sum(n > 1), 0) FROM (SELECT "
        "sum(status IN (?1, ?2)) AS n, max(status = ?3) AS missing FROM faces GROUP BY image)");
    row->bind(1, static_cast<int>(FaceStatus::Found))
        .bind(2, static_cast<int>(FaceStatus::Aligned))
        .bind(3, static_cast<int>(FaceStatus::NotFound))
        .step();
    return {row->integer(0), row->integer(1), row->integer(2)};
}

std::vector<FaceRow> Project::faces(std::span<const FaceId> ids) const
{
    static const std::string kSql =
        "SELECT " + std::string(kFaceColumns) + " FROM json_each(?1) j CROSS JOIN faces f ON f.id = j.value";
    std::vector<FaceRow> out;
    out.reserve(ids.size());
    const auto rows = m_d->db.cached(kSql);
    rows->bind(1, idArray(ids));
    while (rows->step())
        out.push_back(faceFrom(*rows));
    return out;
}

std::optional<FaceRow> Project::face(FaceId id) const
{
    static const std::string kSql = "SELECT " + std::string(kFaceColumns) + " FROM faces f WHERE f.id = ?1";
    const auto row = m_d->db.cached(kSql);
    if (!row->bind(1, id).step())
        return std::nullopt;
    return faceFrom(*row);
}

std::optional<ImageRow> Project::image(ImageId id) const
{
    static const std::string kSql = "SELECT " + std::string(kImageColumns) + " FROM images i WHERE i.id = ?1";
    const auto row = m_d->db.cached(kSql);
    if (!row->bind(1, id).step())
        return std::nullopt;
    return imageFrom(*row);
}

std::vector<ImageRow> Project::images(std::span<const ImageId> ids) const
{
    static const std::string kSql =
        "SELECT " + std::string(kImageColumns) + " FROM json_each(?1) j CROSS JOIN images i ON i.id = j.value";
    std::vector<ImageRow> out;
    out.reserve(ids.size());
    const auto rows = m_d->db.cached(kSql);
    rows->bind(1, idArray(ids));
    while (rows->step())
        out.push_back(imageFrom(*rows));
    return out;
}

std::filesystem::path Project::imageFile(const ImageRow& row) const
{
    return m_d->folder / row.path; // an absolute right side replaces the left
}

formats::Location Project::location(const ImageRow& row) const
{
    return {imageFile(row), row.offset, row.length, row.coding};
}

FaceId Project::primaryFace(const std::string& imageKey) const
{
    const auto faceOf = [this](ImageId image) -> FaceId {
        const auto row = m_d->db.cached(
            "SELECT id FROM faces WHERE image = ?1 ORDER BY is_primary DESC, identity IS NULL, id LIMIT 1");
        return row->bind(1, image).step() ? row->int64(0) : 0;
    };
    {
        const auto row = m_d->db.cached("SELECT id FROM images WHERE key = ?1");
        if (row->bind(1, imageKey).step())
            return faceOf(row->int64(0));
    }
    if (imageKey.empty())
        return 0;
    {
        const auto file = std::filesystem::path(imageKey).lexically_normal();
        const std::string stored = storedPath(*this, file);
        const auto row = m_d->db.cached("SELECT id FROM images WHERE source = ?1 OR path = ?2");
        const auto bytes = [](const std::string& s) {
            return std::span(reinterpret_cast<const std::uint8_t*>(s.data()), s.size());
        };
        if (row->bind(1, bytes(file.native())).bind(2, bytes(stored)).step())
            return faceOf(row->int64(0));
    }
    // A unique suffix at a folder boundary, of the key or the other way round ("sets/orl/Ann/1.jpg" for the key
    // "Ann/1.jpg").
    const auto row = m_d->db.cached(
        "SELECT id FROM images WHERE substr(key, -length(?1)) = ?1 OR substr(?2, -length(key) - 1) = '/' || key "
        "LIMIT 2");
    row->bind(1, "/" + imageKey).bind(2, imageKey);
    if (!row->step())
        return 0;
    const ImageId found = row->int64(0);
    return row->step() ? 0 : faceOf(found);
}

std::vector<std::pair<FaceId, IdentityId>> Project::labelledFaces(bool withNotFound) const
{
    const auto rows = m_d->db.cached(
        "SELECT id, identity FROM faces WHERE identity IS NOT NULL AND label <> 3 AND status <> ?1 ORDER BY id");
    rows->bind(1, withNotFound ? -1 : static_cast<int>(FaceStatus::NotFound));
    return pairsOf(*rows);
}

std::vector<std::pair<FaceId, FaceId>> Project::cannotLinks() const
{
    const auto rows = m_d->db.cached(
        "SELECT face, other_face FROM constraints WHERE other_face IS NOT NULL ORDER BY face, other_face");
    return pairsOf(*rows);
}

std::vector<std::pair<FaceId, IdentityId>> Project::cannotIdentity() const
{
    const auto rows = m_d->db.cached(
        "SELECT face, other_identity FROM constraints WHERE other_identity IS NOT NULL ORDER BY face, other_identity");
    return pairsOf(*rows);
}

std::vector<std::pair<FaceId, IdentityId>> Project::cannotIdentity(std::span<const FaceId> faces) const
{
    const auto rows = m_d->db.cached("SELECT c.face, c.other_identity FROM json_each(?1) j CROSS JOIN constraints c ON "
                                     "c.face = j.value WHERE c.other_identity IS NOT NULL ORDER BY 1, 2");
    rows->bind(1, idArray(faces));
    return pairsOf(*rows);
}

} // namespace likeness::dataset
