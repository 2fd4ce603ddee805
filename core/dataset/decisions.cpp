// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/dataset/journal.h"
#include "core/dataset/splits.h"
#include "core/image/boxes.h"

#include <algorithm>

namespace likeness::dataset {
namespace {

db::Value labelValue(LabelState state)
{
    return static_cast<std::int64_t>(state);
}

db::Value idValue(std::int64_t id)
{
    return id ? db::Value(id) : db::Value();
}

std::string nameOf(const Project& project, IdentityId id)
{
    const auto row = project.identity(id);
    return row ? row->name : "no one";
}

// Everything one person was, now belongs to another: faces, what was ruled out, what was suggested.
void mergeInto(JournalWriter& writer, const Project& project, IdentityId from, IdentityId into)
{
    for (const auto face : project.facesOf(from, true))
        writer.update("faces", face, {{"identity", into}});
    const auto idsWhere = [&](const std::string& sql) {
        std::vector<std::int64_t> ids;
        const auto rows = writer.db().cached(sql);
        rows->bind(1, from);
        while (rows->step())
            ids.push_back(rows->int64(0));
        return ids;
    };
    // A merge is a judgement of two people, not of each face: what was said about the faces now holds for the other
    // name.
    for (const auto id : idsWhere("SELECT id FROM opinions WHERE identity = ?1"))
        writer.update("opinions", id, {{"identity", into}});
    keepCurated(writer.db(), idsWhere("SELECT DISTINCT face FROM flags WHERE suggested = ?1"), {});
    for (const auto flag : idsWhere("SELECT id FROM flags WHERE suggested = ?1"))
        writer.update("flags", flag, {{"suggested", into}});
    for (const auto id : idsWhere("SELECT id FROM constraints WHERE other_identity = ?1")) {
        const bool already =
            writer.db()
                .cached("SELECT 1 FROM constraints WHERE other_identity = ?1 AND face = (SELECT face FROM constraints "
                        "WHERE id = ?2)")
                ->bind(1, into)
                .bind(2, id)
                .step();
        if (already)
            writer.remove("constraints", id);
        else
            writer.update("constraints", id, {{"other_identity", into}});
    }
    const auto a = project.identity(from);
    const auto b = project.identity(into);
    if (a && b)
        writer.update("identities", into, {{"split", static_cast<std::int64_t>(mergedSplit(a->split, b->split))}});
    writer.remove("identities", from);
}

// The one identity of the faces; throws when there are several or none.
IdentityId commonIdentity(std::span<const FaceRow> rows)
{
    const IdentityId id = rows.front().identity;
    const bool same = std::all_of(rows.begin(), rows.end(), [id](const FaceRow& r) { return r.identity == id; });
    if (!id || !same)
        throw Error(ErrorCode::BadArgument, "this needs faces of one person; choose faces that have the same name");
    return id;
}

IdentityId knownIdentity(const Project& project, const std::string& name)
{
    const auto id = project.findIdentity(cleanIdentityName(name));
    if (!id)
        throw Error(ErrorCode::NotFound, "there is no person named '" + toUtf8(name) + "'");
    return id;
}

// A cannot-link: with a person, or with the face of another picture. Returns the name of either.
std::string
ruleOut(JournalWriter& writer, const Project& project, std::span<const FaceRow> rows, const std::string& other)
{
    const IdentityId identity = project.findIdentity(cleanIdentityName(other));
    const FaceId otherFace = identity ? 0 : project.primaryFace(other);
    if (!identity && !otherFace)
        throw Error(ErrorCode::NotFound, "there is neither a person nor a picture named '" + toUtf8(other) + "'");
    for (const auto& row : rows) {
        if (row.id == otherFace || (identity && row.identity == identity))
            throw Error(ErrorCode::BadArgument, "a face cannot be different from " +
                                                    std::string(identity ? "the person whose name it has" : "itself") +
                                                    "; move or reject it instead");
        // Face pairs are kept with the smaller id first, so that one pair is one row.
        const FaceId a = identity ? row.id : std::min(row.id, otherFace);
        const FaceId b = identity ? 0 : std::max(row.id, otherFace);
        const bool known =
            writer.db()
                .cached("SELECT 1 FROM constraints WHERE face = ?1 AND other_face IS ?2 AND other_identity IS ?3")
                ->bind(1, a)
                .bindId(2, b)
                .bindId(3, identity)
                .step();
        if (!known)
            writer.insert("constraints",
                          {{"face", a}, {"other_face", idValue(b)}, {"other_identity", idValue(identity)}});
    }
    return toUtf8(other);
}

} // namespace

std::int64_t Project::decide(std::span<const FaceId> faceIds,
                             Action action,
                             const std::string& other,
                             const std::string& why,
                             jobs::Context* context)
{
    if (faceIds.empty())
        return 0;
    JournalWriter writer(*this, actionName(action), why);
    const std::vector<FaceRow> rows = faces(faceIds);
    if (rows.size() != faceIds.size())
        throw Error(ErrorCode::NotFound,
                    "a face that should be decided on is not there any more; reload and try again");
    const std::string key = keyOf(*this, faceIds.front());
    const std::string names = namesOf(key, faceIds.size());
    std::string what;
    Json facts = {{"path", key}, {"faces", faceIds.size()}};
    const auto each = [&](const auto& change) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            change(rows[i]);
            writer.decideFlags(rows[i].id, action);
            if (context && i % kTick == 0) {
                context->checkStop();
                context->progress(i, rows.size(), "faces");
            }
        }
    };
    switch (action) {
    case Action::Keep:
        each([&](const FaceRow& row) {
            if (!row.identity)
                throw Error(ErrorCode::BadArgument,
                            "a face without a name cannot be kept under it; move it to a person instead");
            writer.update("faces", row.id, {{"label", labelValue(LabelState::Confirmed)}});
            writer.opinion(row.id, LabelState::Confirmed, row.identity);
        });
        facts["person"] = nameOf(*this, rows.front().identity);
        what = names + ": kept as " + nameOf(*this, rows.front().identity);
        break;
    case Action::Move:
    case Action::Split: {
        const std::string name = cleanIdentityName(other);
        if (action == Action::Split && findIdentity(name))
            throw Error(ErrorCode::BadArgument,
                        "there is a person named '" + name + "' already; move the faces there instead");
        const std::string before = nameOf(*this, rows.front().identity);
        const IdentityId target = writer.ensureIdentity(name);
        each([&](const FaceRow& row) {
            writer.update("faces", row.id, {{"identity", target}, {"label", labelValue(LabelState::Confirmed)}});
            writer.opinion(row.id, LabelState::Confirmed, target);
        });
        facts["from"] = rows.front().identity ? before : "";
        facts["to"] = name;
        what = names + ": " + before + " → " + name;
        break;
    }
    case Action::Reject:
    case Action::Unsure:
        each([&](const FaceRow& row) {
            const auto state = action == Action::Reject ? LabelState::Rejected : LabelState::Unsure;
            writer.update("faces", row.id, {{"label", labelValue(state)}});
            writer.opinion(row.id, state, row.identity);
        });
        what = names + (action == Action::Reject ? ": rejected" : ": unsure");
        break;
    case Action::ConfirmDifferent:
        facts["other"] = ruleOut(writer, *this, rows, other);
        each([](const FaceRow&) {});
        what = names + ": not " + toUtf8(other);
        break;
    case Action::Merge: {
        const IdentityId from = commonIdentity(rows);
        const IdentityId into = knownIdentity(*this, other);
        const std::string before = nameOf(*this, from);
        if (from != into)
            mergeInto(writer, *this, from, into);
        each([](const FaceRow&) {});
        what = before + " → " + nameOf(*this, into);
        facts = {{"from", before}, {"to", nameOf(*this, into)}};
        break;
    }
    case Action::Rename: {
        const IdentityId id = commonIdentity(rows);
        const std::string name = cleanIdentityName(other);
        if (const auto taken = findIdentity(name); taken && taken != id)
            throw Error(ErrorCode::BadArgument,
                        "there is a person named '" + name + "' already; merge the two instead");
        what = nameOf(*this, id) + " → " + name;
        facts = {{"from", nameOf(*this, id)}, {"to", name}};
        writer.update("identities", id, {{"name", name}});
        break;
    }
    }
    return writer.commit(what, facts);
}

std::int64_t Project::renameIdentity(IdentityId id, const std::string& name)
{
    JournalWriter writer(*this, actionName(Action::Rename), {});
    const auto row = identity(id);
    if (!row)
        throw Error(ErrorCode::NotFound, "the person to rename is not there any more; reload and try again");
    const std::string clean = cleanIdentityName(name);
    if (const auto taken = findIdentity(clean); taken && taken != id)
        throw Error(ErrorCode::BadArgument, "there is a person named '" + clean + "' already; merge the two instead");
    writer.update("identities", id, {{"name", clean}});
    return writer.commit(row->name + " → " + clean, {{"from", row->name}, {"to", clean}});
}

std::int64_t Project::mergeIdentities(IdentityId from, IdentityId into)
{
    JournalWriter writer(*this, actionName(Action::Merge), {});
    const auto a = identity(from);
    const auto b = identity(into);
    if (!a || !b)
        throw Error(ErrorCode::NotFound, "a person to merge is not there any more; reload and try again");
    if (from != into)
        mergeInto(writer, *this, from, into);
    return writer.commit(a->name + " → " + b->name, {{"from", a->name}, {"to", b->name}});
}

std::int64_t Project::setLandmarks(FaceId faceId, const std::optional<image::Landmarks>& manual)
{
    JournalWriter writer(*this, "landmarks", {});
    const auto row = face(faceId);
    if (!row)
        throw Error(ErrorCode::NotFound, "the face is not there any more; reload and try again");
    Cells cells = {{"manual", landmarksValue(manual)}};
    if (manual && row->box.area() <= 0 && row->status != FaceStatus::Aligned) {
        // A person found the face that no detector did.
        const image::Rect box = image::boundingBox(*manual);
        cells.emplace_back("status", static_cast<std::int64_t>(FaceStatus::Found));
        cells.emplace_back("x", static_cast<double>(box.x));
        cells.emplace_back("y", static_cast<double>(box.y));
        cells.emplace_back("w", static_cast<double>(box.width));
        cells.emplace_back("h", static_cast<double>(box.height));
    }
    writer.update("faces", faceId, cells);
    const std::string key = keyOf(*this, faceId);
    return writer.commit(key + (manual ? ": landmarks edited" : ": landmarks back to the automatic ones"),
                         {{"path", key}, {"manual", manual.has_value()}});
}

FaceId Project::addCapture(std::span<const std::uint8_t> encodedPng,
                           int width,
                           int height,
                           const FaceRow& face,
                           const std::string& identityName)
{
    const std::string name = cleanIdentityName(identityName);
    JournalWriter writer(*this, "capture", {});
    const IdentityId person = writer.ensureIdentity(name);
    // Names of people may hold a slash or be a single dot; folders cannot.
    std::string folderName = name;
    std::replace(folderName.begin(), folderName.end(), '/', '_');
    if (folderName.front() == '.')
        folderName.front() = '_';
    const auto time = nowMs();
    const std::string key = freeImageKey(writer.db(), "captures/" + folderName + "/" + std::to_string(time) + ".png");
    const std::string path = "images/" + key;
    std::error_code ec;
    std::filesystem::create_directories((m_d->folder / path).parent_path(), ec);
    if (ec)
        throwErrno(ec.value(), "cannot make a folder for captured pictures");
    writeFileAtomically(m_d->folder / path, encodedPng);
    const db::Blob pathBytes(path.begin(), path.end());
    const auto number = [](float value) -> db::Value { return static_cast<double>(value); };
    const auto image = writer.insert("images", {{"path", pathBytes},
                                                {"source", pathBytes},
                                                {"key", key},
                                                {"width", static_cast<std::int64_t>(width)},
                                                {"height", static_cast<std::int64_t>(height)},
                                                {"bytes", static_cast<std::int64_t>(encodedPng.size())},
                                                {"hash", hash128Hex(encodedPng)},
                                                {"added", time}});
    const auto id = writer.insert("faces", {{"image", image},
                                            {"identity", person},
                                            {"status", static_cast<std::int64_t>(face.status)},
                                            {"label", labelValue(LabelState::Confirmed)},
                                            {"is_primary", std::int64_t{1}},
                                            {"x", number(face.box.x)},
                                            {"y", number(face.box.y)},
                                            {"w", number(face.box.width)},
                                            {"h", number(face.box.height)},
                                            {"detector_score", number(face.detectorScore)},
                                            {"sharpness", number(face.sharpness)},
                                            {"brightness", number(face.brightness)},
                                            {"contrast", number(face.contrast)},
                                            {"size", number(face.size)},
                                            {"yaw", number(face.yaw)},
                                            {"pitch", number(face.pitch)},
                                            {"roll", number(face.roll)},
                                            {"quality", number(face.quality)},
                                            {"automatic", landmarksValue(face.automatic)},
                                            {"manual", landmarksValue(face.manual)}});
    writer.opinion(id, LabelState::Confirmed, person);
    writer.commit(key + ": captured as " + name, {{"path", key}, {"person", name}});
    return id;
}

} // namespace likeness::dataset
