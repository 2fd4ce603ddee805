// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/dataset/project_impl.h"
#include "core/dataset/versions.h"

#include <algorithm>
#include <array>
#include <map>
#include <openssl/evp.h>
#include <set>

namespace likeness::dataset {
namespace {

class Sha256
{
public:
    Sha256() : m_context(EVP_MD_CTX_new(), EVP_MD_CTX_free)
    {
        if (!m_context || EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr) != 1)
            throw Error(ErrorCode::Internal, "SHA-256 is not available in this OpenSSL");
    }
    void add(const void* data, std::size_t size) { EVP_DigestUpdate(m_context.get(), data, size); }
    // With its length, so that two neighbouring texts cannot pass for others.
    void add(const std::string& text)
    {
        const std::uint64_t size = text.size();
        add(&size, sizeof size);
        add(text.data(), text.size());
    }
    std::string hex()
    {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned int size = 0;
        EVP_DigestFinal_ex(m_context.get(), digest.data(), &size);
        static constexpr std::string_view kHex = "0123456789abcdef";
        std::string out;
        for (unsigned int i = 0; i < size; ++i)
            out += {kHex[digest[i] >> 4], kHex[digest[i] & 15]};
        return out;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> m_context;
};

// A face as the hash sees it.
struct Member {
    std::string content; // image hash, box, landmarks
    std::string identity;
    FaceId face = 0;
    std::uint8_t split = 0;
};

// Everything that has a name and is not rejected. A version is sorted by content and not by row ids, so that two
// projects with the same faces have the same hash. Keys of pictures are unique, so that only the faces of one picture
// are ever in memory.
struct Content {
    std::string hash;
    int images = 0;
    int identities = 0;
    int faces = 0;
};

Content contentNow(const db::Connection& db)
{
    Content content;
    Sha256 sha;
    std::set<IdentityId> people;
    // Versions of before there were splits keep their hashes: those are content once somebody has made some.
    const bool withSplits = db.scalar("SELECT EXISTS(SELECT 1 FROM identities WHERE split <> 0)") != 0;
    std::string key;
    std::vector<Member> members;
    const auto addImage = [&] {
        if (members.empty())
            return;
        std::sort(members.begin(), members.end(), [](const Member& x, const Member& y) {
            return std::tie(x.content, x.identity, x.face) < std::tie(y.content, y.identity, y.face);
        });
        for (const auto& m : members) {
            sha.add(key);
            sha.add(m.content);
            sha.add(m.identity);
            if (withSplits)
                sha.add(&m.split, sizeof m.split);
        }
        ++content.images;
        content.faces += static_cast<int>(members.size());
        members.clear();
    };
    const auto rows = db.cached(
        "SELECT f.id, i.key, n.name, i.hash, f.x, f.y, f.w, f.h, coalesce(f.manual, f.automatic), n.id, n.split FROM "
        "images i CROSS JOIN faces f ON f.image = i.id CROSS JOIN identities n ON n.id = f.identity WHERE f.label <> 3 "
        "ORDER BY i.key");
    while (rows->step()) {
        if (std::string next = rows->text(1); next != key) {
            addImage();
            key = std::move(next);
        }
        Member m;
        m.face = rows->int64(0);
        m.identity = rows->text(2);
        m.content = rows->text(3);
        for (int column = 4; column < 8; ++column) {
            const auto value = static_cast<float>(rows->real(column));
            m.content.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
        const auto points = rows->blob(8);
        m.content.append(points.begin(), points.end());
        people.insert(rows->int64(9));
        m.split = static_cast<std::uint8_t>(rows->integer(10));
        members.push_back(std::move(m));
    }
    addImage();
    content.identities = static_cast<int>(people.size());
    content.hash = sha.hex();
    return content;
}

SnapshotRow snapshotFrom(const db::Statement& row)
{
    return {row.text(1), row.text(2), row.int64(3), row.integer(4), row.integer(5), row.integer(6)};
}

constexpr std::string_view kSnapshotColumns = "SELECT id, hash, name, time, images, identities, erased FROM snapshots ";

// By hash, unique prefix of at least four digits, or name.
std::int64_t findSnapshot(const db::Connection& db, const std::string& which)
{
    {
        const auto exact =
            db.cached("SELECT id FROM snapshots WHERE hash = ?1 OR name = ?1 ORDER BY hash = ?1 DESC LIMIT 1");
        if (exact->bind(1, which).step())
            return exact->int64(0);
    }
    const auto rows =
        db.cached("SELECT id FROM snapshots WHERE length(?1) >= 4 AND substr(hash, 1, length(?1)) = ?1 LIMIT 2");
    rows->bind(1, toLower(which));
    const std::int64_t found = rows->step() ? rows->int64(0) : 0;
    if (!found)
        throw Error(ErrorCode::NotFound,
                    "there is no dataset version '" + toUtf8(which) + "'; name one by its hash or its name");
    if (rows->step())
        throw Error(ErrorCode::BadArgument, "'" + toUtf8(which) + "' fits several dataset versions; give more digits");
    return found;
}

// A cursor over a version's faces in the order of their ids; "" is what the project holds now.
db::Statement facesOfVersion(const db::Connection& db, const std::string& which)
{
    if (which.empty())
        return db.prepare("SELECT f.id, i.key, n.name, n.split, f.manual FROM faces f CROSS JOIN images i ON i.id = "
                          "f.image CROSS JOIN identities n ON n.id = f.identity WHERE f.label <> 3 ORDER BY f.id");
    auto rows =
        db.prepare("SELECT face, key, identity, split, manual FROM snapshot_faces WHERE snapshot = ?1 ORDER BY face");
    rows.bind(1, findSnapshot(db, which));
    return rows;
}

bool isWhole(const db::Connection& db, const std::string& which)
{
    if (which.empty())
        return true;
    const auto row = db.cached("SELECT whole FROM snapshots WHERE id = ?1");
    return row->bind(1, findSnapshot(db, which)).step() && row->int64(0) != 0;
}

} // namespace

SnapshotRow Project::snapshot(const std::string& name)
{
    const std::string clean = displayPath(std::filesystem::path(std::string(trim(name))));
    db::Transaction transaction(m_d->db);
    const Content content = contentNow(m_d->db);
    if (content.faces == 0)
        throw Error(ErrorCode::TooFewIdentities, "there is nothing to keep a version of: no face has a name yet");
    SnapshotRow row{content.hash, clean, nowMs(), content.images, content.identities, 0};
    if (!clean.empty()) {
        const auto taken = m_d->db.cached("SELECT 1 FROM snapshots WHERE name = ?1 AND hash <> ?2");
        if (taken->bind(1, clean).bind(2, row.hash).step())
            throw Error(ErrorCode::BadArgument,
                        "another dataset version is named '" + clean + "' already; choose another name");
    }
    std::int64_t id = 0;
    bool whole = false;
    {
        const auto same = m_d->db.cached("SELECT id, whole FROM snapshots WHERE hash = ?1");
        if (same->bind(1, row.hash).step()) {
            id = same->int64(0);
            whole = same->int64(1) != 0;
        }
    }
    const bool known = id != 0;
    if (known) {
        row = findVersion(*this, row.hash);
        if (!clean.empty() && clean != row.name) {
            m_d->db.cached("UPDATE snapshots SET name = ?2 WHERE id = ?1")->bind(1, id).bind(2, clean).exec();
            row.name = clean;
        }
    } else {
        m_d->db.cached("INSERT INTO snapshots(hash, name, time, images, identities) VALUES(?1, ?2, ?3, ?4, ?5)")
            ->bind(1, row.hash)
            .bind(2, row.name)
            .bind(3, row.time)
            .bind(4, row.images)
            .bind(5, row.identities)
            .exec();
        id = m_d->db.lastInsertId();
        recordEvent(m_d->db, "snapshot", (row.name.empty() ? "" : row.name + " ") + row.hash.substr(0, 12),
                    content.faces, {},
                    {{"name", row.name}, {"hash", row.hash.substr(0, 12)}, {"faces", content.faces}});
    }
    if (!whole) { // new, or of a Likeness that kept names only
        m_d->db.cached("DELETE FROM snapshot_faces WHERE snapshot = ?1")->bind(1, id).exec();
        m_d->db
            .cached("INSERT INTO snapshot_faces(snapshot, face, key, identity, label, split, manual) SELECT ?1, f.id, "
                    "i.key, n.name, f.label, n.split, f.manual FROM faces f CROSS JOIN images i ON i.id = f.image "
                    "CROSS JOIN identities n ON n.id = f.identity WHERE f.label <> 3 ORDER BY f.id")
            ->bind(1, id)
            .exec();
        m_d->db.cached("UPDATE snapshots SET whole = 1 WHERE id = ?1")->bind(1, id).exec();
    }
    transaction.commit();
    return row;
}

std::vector<SnapshotRow> Project::snapshots() const
{
    const auto rows = m_d->db.cached(std::string(kSnapshotColumns) + "ORDER BY id");
    std::vector<SnapshotRow> out;
    while (rows->step())
        out.push_back(snapshotFrom(*rows));
    return out;
}

const char* splitName(Split split)
{
    constexpr std::array kNames = {"", "train", "validation", "test"};
    return kNames[static_cast<std::size_t>(split)];
}

SnapshotRow findVersion(const Project& project, const std::string& which)
{
    const auto& db = project.impl().db;
    const auto id = findSnapshot(db, which);
    const auto row = db.cached(std::string(kSnapshotColumns) + "WHERE id = ?1");
    row->bind(1, id).step();
    return snapshotFrom(*row);
}

std::string contentHash(const db::Connection& db)
{
    return contentNow(db).hash;
}

void eachDifference(const Project& project,
                    const std::string& a,
                    const std::string& b,
                    const std::function<void(const Difference&)>& visit)
{
    using Kind = Difference::Kind;
    const auto& db = project.impl().db;
    const db::ReadTransaction oneState(db);
    const bool whole = isWhole(db, a) && isWhole(db, b);
    auto before = facesOfVersion(db, a);
    auto after = facesOfVersion(db, b);
    std::map<std::string, std::pair<int, int>> splits; // of people whose side changed
    bool inA = before.step();
    bool inB = after.step();
    while (inA || inB) {
        const FaceId faceA = inA ? before.int64(0) : 0;
        const FaceId faceB = inB ? after.int64(0) : 0;
        if (!inB || (inA && faceA < faceB)) {
            visit({Kind::Removed, faceA, before.text(1), before.text(2), {}});
            inA = before.step();
            continue;
        }
        if (!inA || faceB < faceA) {
            visit({Kind::Added, faceB, after.text(1), {}, after.text(2)});
            inB = after.step();
            continue;
        }
        const std::string was = before.text(2), is = after.text(2);
        if (was != is)
            visit({Kind::Relabelled, faceA, before.text(1), was, is});
        if (whole) {
            if (before.value(4) != after.value(4))
                visit({Kind::Landmarks, faceA, before.text(1), was, is});
            if (was == is && before.integer(3) != after.integer(3))
                splits.emplace(is, std::pair(before.integer(3), after.integer(3)));
        }
        inA = before.step();
        inB = after.step();
    }
    for (const auto& [name, sides] : splits)
        visit({Kind::Split, 0, name, splitName(static_cast<Split>(sides.first)),
               splitName(static_cast<Split>(sides.second))});
}

Project::Diff Project::diff(const std::string& a, const std::string& b) const
{
    Diff diff;
    eachDifference(*this, a, b, [&](const Difference& d) {
        switch (d.kind) {
        case Difference::Kind::Added:
            diff.added.push_back(d.key);
            break;
        case Difference::Kind::Removed:
            diff.removed.push_back(d.key);
            break;
        case Difference::Kind::Relabelled:
            diff.relabelled.push_back({d.key, d.before, d.after});
            break;
        case Difference::Kind::Landmarks:
            diff.landmarks.push_back(d.key);
            break;
        case Difference::Kind::Split:
            diff.splits.push_back({d.key, d.before, d.after});
            break;
        }
    });
    const auto byKey = [](const auto& x, const auto& y) { return naturalLess(x[0], y[0]); };
    std::sort(diff.added.begin(), diff.added.end(), naturalLess);
    std::sort(diff.removed.begin(), diff.removed.end(), naturalLess);
    std::sort(diff.landmarks.begin(), diff.landmarks.end(), naturalLess);
    std::sort(diff.relabelled.begin(), diff.relabelled.end(), byKey);
    std::sort(diff.splits.begin(), diff.splits.end(), byKey);
    return diff;
}

std::vector<VersionFace> versionFaces(const Project& project, const std::string& which)
{
    const auto& db = project.impl().db;
    const auto rows = db.cached("SELECT face, identity, split FROM snapshot_faces WHERE snapshot = ?1 ORDER BY face");
    rows->bind(1, findSnapshot(db, which));
    std::vector<VersionFace> out;
    while (rows->step())
        out.push_back({rows->int64(0), rows->text(1), static_cast<Split>(rows->integer(2))});
    return out;
}

std::vector<FaceId> usableFaces(const Project& project)
{
    const auto rows = project.impl().db.cached("SELECT id FROM faces WHERE status <> 2 ORDER BY id");
    std::vector<FaceId> out;
    while (rows->step())
        out.push_back(rows->int64(0));
    return out;
}

std::vector<std::pair<FaceId, std::string>> Project::snapshotFaces(const std::string& hash) const
{
    std::vector<std::pair<FaceId, std::string>> out;
    for (auto& face : versionFaces(*this, hash))
        out.emplace_back(face.face, std::move(face.identity));
    return out;
}

} // namespace likeness::dataset
