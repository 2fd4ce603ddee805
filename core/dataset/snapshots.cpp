// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/dataset/project_impl.h"

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

struct Member {
    std::string key;
    std::string identity;
    std::string content; // SHA-256 input: image hash, box, landmarks
    FaceId face = 0;
};

// What a version is made of: every face that has a name and is not rejected, sorted by content and not by row ids, so
// that two projects with the same faces have the same hash.
std::vector<Member> membersNow(const db::Connection& db)
{
    std::vector<Member> members;
    const auto rows = db.cached(
        "SELECT f.id, i.key, n.name, i.hash, f.x, f.y, f.w, f.h, coalesce(f.manual, f.automatic) FROM faces f "
        "JOIN images i ON i.id = f.image JOIN identities n ON n.id = f.identity WHERE f.label <> 3");
    while (rows->step()) {
        Member m;
        m.face = rows->int64(0);
        m.key = rows->text(1);
        m.identity = rows->text(2);
        m.content = rows->text(3);
        for (int column = 4; column < 8; ++column) {
            const auto value = static_cast<float>(rows->real(column));
            m.content.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
        const auto points = rows->blob(8);
        m.content.append(points.begin(), points.end());
        members.push_back(std::move(m));
    }
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
        return std::tie(a.key, a.content, a.identity, a.face) < std::tie(b.key, b.content, b.identity, b.face);
    });
    return members;
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

using Labels = std::map<FaceId, std::pair<std::string, std::string>>; // face → key, identity

Labels labelsOf(const db::Connection& db, const std::string& which)
{
    Labels labels;
    if (which.empty()) {
        for (auto& m : membersNow(db))
            labels.emplace(m.face, std::pair(std::move(m.key), std::move(m.identity)));
        return labels;
    }
    const auto rows = db.cached("SELECT face, key, identity FROM snapshot_faces WHERE snapshot = ?1");
    rows->bind(1, findSnapshot(db, which));
    while (rows->step())
        labels.emplace(rows->int64(0), std::pair(rows->text(1), rows->text(2)));
    return labels;
}

} // namespace

SnapshotRow Project::snapshot(const std::string& name)
{
    const std::string clean = displayPath(std::filesystem::path(std::string(trim(name))));
    db::Transaction transaction(m_d->db);
    const auto members = membersNow(m_d->db);
    if (members.empty())
        throw Error(ErrorCode::TooFewIdentities, "there is nothing to keep a version of: no face has a name yet");
    Sha256 sha;
    std::set<std::string_view> images;
    std::set<std::string_view> people;
    for (const auto& m : members) {
        sha.add(m.key);
        sha.add(m.content);
        sha.add(m.identity);
        images.insert(m.key);
        people.insert(m.identity);
    }
    SnapshotRow row{sha.hex(), clean, nowMs(), static_cast<int>(images.size()), static_cast<int>(people.size()), 0};
    if (!clean.empty()) {
        const auto taken = m_d->db.cached("SELECT 1 FROM snapshots WHERE name = ?1 AND hash <> ?2");
        if (taken->bind(1, clean).bind(2, row.hash).step())
            throw Error(ErrorCode::BadArgument,
                        "another dataset version is named '" + clean + "' already; choose another name");
    }
    bool known = false;
    {
        const auto same = m_d->db.cached(std::string(kSnapshotColumns) + "WHERE hash = ?1");
        if ((known = same->bind(1, row.hash).step()))
            row = snapshotFrom(*same);
    }
    if (known) {
        if (!clean.empty() && clean != row.name) {
            m_d->db.cached("UPDATE snapshots SET name = ?2 WHERE hash = ?1")->bind(1, row.hash).bind(2, clean).exec();
            row.name = clean;
        }
        transaction.commit();
        return row;
    }
    m_d->db.cached("INSERT INTO snapshots(hash, name, time, images, identities) VALUES(?1, ?2, ?3, ?4, ?5)")
        ->bind(1, row.hash)
        .bind(2, row.name)
        .bind(3, row.time)
        .bind(4, row.images)
        .bind(5, row.identities)
        .exec();
    const auto id = m_d->db.lastInsertId();
    auto insert = m_d->db.prepare("INSERT INTO snapshot_faces(snapshot, face, key, identity) VALUES(?1, ?2, ?3, ?4)");
    for (const auto& m : members)
        insert.bind(1, id).bind(2, m.face).bind(3, m.key).bind(4, m.identity).exec();
    recordEvent(m_d->db, "snapshot", (row.name.empty() ? "" : row.name + " ") + row.hash.substr(0, 12),
                static_cast<int>(members.size()), {},
                {{"name", row.name}, {"hash", row.hash.substr(0, 12)}, {"faces", members.size()}});
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

Project::Diff Project::diff(const std::string& a, const std::string& b) const
{
    const db::ReadTransaction oneState(m_d->db);
    const Labels before = labelsOf(m_d->db, a);
    const Labels after = labelsOf(m_d->db, b);
    Diff diff;
    for (const auto& [face, label] : before) {
        const auto now = after.find(face);
        if (now == after.end())
            diff.removed.push_back(label.first);
        else if (now->second.second != label.second)
            diff.relabelled.push_back({label.first, label.second, now->second.second});
    }
    for (const auto& [face, label] : after)
        if (!before.contains(face))
            diff.added.push_back(label.first);
    std::sort(diff.added.begin(), diff.added.end(), naturalLess);
    std::sort(diff.removed.begin(), diff.removed.end(), naturalLess);
    std::sort(diff.relabelled.begin(), diff.relabelled.end(),
              [](const auto& x, const auto& y) { return naturalLess(x[0], y[0]); });
    return diff;
}

std::vector<std::pair<FaceId, std::string>> Project::snapshotFaces(const std::string& hash) const
{
    const auto rows = m_d->db.cached("SELECT face, identity FROM snapshot_faces WHERE snapshot = ?1 ORDER BY face");
    rows->bind(1, findSnapshot(m_d->db, hash));
    std::vector<std::pair<FaceId, std::string>> out;
    while (rows->step())
        out.emplace_back(rows->int64(0), rows->text(1));
    return out;
}

} // namespace likeness::dataset
