// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/live.h"

#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/curate/flag_rows.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

namespace likeness::curate {
namespace {

constexpr std::size_t kMembersJudged = 96;   // of a person whom a change touched
constexpr std::size_t kMembersBeside = 48;   // of a person who is only compared with
constexpr std::size_t kSuspectsJudged = 256; // faces suspected to be one of the people touched
constexpr double kLeastSuspicion = 0.05;
constexpr double kSameScore = 0.005;
const std::vector<std::string> kKinds = {"mislabelled", "outlier", "merge", "split"};

// At most `most` of them, evenly spread, and these in any case.
std::vector<dataset::FaceId>
sample(const std::vector<dataset::FaceId>& faces, std::size_t most, const std::set<dataset::FaceId>& always)
{
    if (faces.size() <= most)
        return faces;
    std::vector<dataset::FaceId> out;
    for (std::size_t k = 0; k < most; ++k)
        out.push_back(faces[k * faces.size() / most]);
    for (const auto face : faces)
        if (always.contains(face))
            out.push_back(face);
    return out;
}

} // namespace

struct LiveCuration::Parts {
    Lesson lesson;
    crops::CropReader crops;
    std::optional<compute::EmbeddingFile> embeddings;

    Parts(Lesson known, const dataset::Project& project)
        : lesson(std::move(known)), crops(project.cropFile(lesson.embeddings ? lesson.embeddings->cropSize : 112))
    {
        if (lesson.embeddings)
            embeddings.emplace(lesson.embeddings->file, lesson.embeddings->dim);
    }

    std::unique_ptr<Material> material(std::span<const dataset::FaceRow> rows, jobs::Context& context) const
    {
        std::vector<dataset::IdentityId> labels;
        if (!lesson.embeddings) {
            std::vector<dataset::FaceId> faces;
            for (const auto& row : rows)
                if (!crops.pixels(row.id).empty()) {
                    faces.push_back(row.id);
                    labels.push_back(row.identity);
                }
            return lbphMaterial(crops, faces, labels, lesson.lbph, 1, context);
        }
        compute::Embeddings found;
        found.dim = lesson.embeddings->dim;
        std::vector<float> vector(static_cast<std::size_t>(found.dim));
        for (const auto& row : rows)
            if (const auto record = crops.find(row.id);
                record && embeddings->read(record->hash ^ lesson.embeddings->salt, vector)) {
                found.faces.push_back(row.id);
                found.values.insert(found.values.end(), vector.begin(), vector.end());
                labels.push_back(row.identity);
            }
        return embeddingMaterial(std::move(found), labels, 1, context);
    }

    // The scale for these faces; what is new since the curation gets the mean offset.
    Scale scaleFor(std::span<const dataset::FaceId> faces) const
    {
        Scale out{lesson.scale.model, {}, lesson.scale.wrongShare, lesson.scale.names, lesson.scale.freeNames};
        double sum = 0;
        for (const float offset : lesson.scale.offsets)
            sum += static_cast<double>(offset);
        const auto mean =
            static_cast<float>(sum / static_cast<double>(std::max<std::size_t>(lesson.scale.offsets.size(), 1)));
        for (const auto face : faces) {
            const auto at = std::lower_bound(lesson.faces.begin(), lesson.faces.end(), face);
            const bool known = at != lesson.faces.end() && *at == face;
            out.offsets.push_back(known ? lesson.scale.offsets[static_cast<std::size_t>(at - lesson.faces.begin())]
                                        : mean);
        }
        return out;
    }
};

LiveCuration::LiveCuration(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
LiveCuration::~LiveCuration() = default;

std::unique_ptr<LiveCuration> LiveCuration::open(const dataset::Project& project, const std::string& method)
{
    auto known = lesson(project, method);
    if (!known)
        return nullptr;
    try {
        return std::unique_ptr<LiveCuration>(new LiveCuration(std::make_unique<Parts>(std::move(*known), project)));
    } catch (const Error&) {
        return nullptr; // no crops: the cache was deleted
    }
}

std::vector<dataset::FaceId>
LiveCuration::refresh(dataset::Project& project, std::span<const std::int64_t> entries, jobs::Context& context)
{
    const std::string& method = m_parts->lesson.method;
    const auto touched = project.peopleTouchedBy(entries);
    const auto changedRows = project.changedBy(entries);
    const std::set<dataset::FaceId> changed(changedRows.faces.begin(), changedRows.faces.end());

    // --- whom it concerns, and whom they are compared with
    std::set<dataset::FaceId> judged;
    std::set<dataset::IdentityId> beside;
    const auto members = [&](dataset::IdentityId id) { return project.facesOf(id); };
    for (const auto id : touched)
        for (const auto face : sample(members(id), kMembersJudged, changed))
            judged.insert(face);
    for (const auto& flag : project.suspectedToBe(touched, method, kLeastSuspicion, static_cast<int>(kSuspectsJudged)))
        judged.insert(flag);
    while (judged.size() > kMostFaces / 2)
        judged.erase(std::prev(judged.end()));
    const std::vector<dataset::FaceId> core(judged.begin(), judged.end());
    std::map<dataset::FaceId, std::map<std::string, dataset::FlagRow>> before; // by face and kind
    for (const auto face : core)
        for (auto& flag : project.flagsOf(face))
            if (flag.method == method && std::find(kKinds.begin(), kKinds.end(), flag.kind) != kKinds.end()) {
                if (flag.suggested != 0)
                    beside.insert(flag.suggested);
                before[face].emplace(flag.kind, std::move(flag));
            }
    for (const auto& row : project.faces(core))
        if (row.identity != 0)
            beside.insert(row.identity);
    std::set<dataset::FaceId> all = judged;
    for (const auto id : beside) {
        if (all.size() >= kMostFaces)
            break;
        for (const auto face : sample(members(id), kMembersBeside, {}))
            all.insert(face);
    }
    std::vector<dataset::FaceRow> rows = project.faces(std::vector<dataset::FaceId>(all.begin(), all.end()));
    std::erase_if(rows, [](const auto& row) {
        return row.identity == 0 || row.label == dataset::LabelState::Rejected ||
               row.status == dataset::FaceStatus::NotFound;
    });

    // --- judged as curate() does, on the scale that it found
    std::vector<dataset::FlagRow> flags;
    if (!rows.empty()) {
        const auto material = m_parts->material(rows, context);
        const Scale scale = m_parts->scaleFor(material->faces);
        const auto cannot = project.cannotIdentity(material->faces);
        std::set<dataset::FaceId> sure;
        for (const auto& row : rows)
            if (row.label == dataset::LabelState::Confirmed)
                sure.insert(row.id);
        const std::vector<dataset::FaceId> confirmed(sure.begin(), sure.end());
        const Case input = material->asCase(cannot, confirmed, &scale);
        Result result = judge(input, 1, context);
        result.method = method;
        result.threshold = m_parts->lesson.threshold;
        const NameBook names(project, material->labels);
        const auto count = [&](dataset::IdentityId id) { return names.faces(id); };
        std::set<dataset::FaceId> suspected;
        std::unordered_map<dataset::FaceId, Evidence> evidenceOf;
        for (Evidence& e : result.evidence) {
            if (!judged.contains(e.face))
                continue;
            e.ownCount = std::max(count(e.own) - 1, 0);
            e.rivalCount = count(e.rival);
            evidenceOf.emplace(e.face, e);
            flags.push_back(mislabelledFlag(e, result, sure.contains(e.face), -1, names));
            if (flags.back().flagged)
                suspected.insert(e.face);
        }
        const std::set<dataset::IdentityId> concerned(touched.begin(), touched.end());
        const PeopleHints hints = peopleHints(input, result, 1, context);
        for (const MergeHint& hint : hints.merges)
            if ((concerned.contains(hint.from) || concerned.contains(hint.into)) &&
                judged.contains(input.faces[hint.face]))
                flags.push_back(mergeFlag(hint, input, method, names));
        for (const SplitHint& hint : hints.splits)
            if (concerned.contains(hint.identity))
                for (auto& flag : splitFlags(hint, input, method, names))
                    if (judged.contains(flag.face))
                        flags.push_back(std::move(flag));
        for (const OutlierHint& hint : hints.outliers) {
            const auto face = input.faces[hint.face];
            if (judged.contains(face) && !suspected.contains(face) && !sure.contains(face))
                flags.push_back(outlierFlag(hint, input, evidenceOf.at(face), method, names));
        }
    }

    // --- what is other than before
    std::map<dataset::FaceId, std::vector<dataset::FlagRow>> now;
    for (auto& flag : flags)
        now[flag.face].push_back(std::move(flag));
    std::vector<dataset::FaceId> different;
    std::vector<dataset::FlagRow> written;
    for (const auto face : core) {
        const auto& old = before[face];
        const auto& fresh = now[face];
        const bool same = old.size() == fresh.size() && std::all_of(fresh.begin(), fresh.end(), [&](const auto& flag) {
                              const auto at = old.find(flag.kind);
                              return at != old.end() && at->second.flagged == flag.flagged &&
                                     at->second.suggested == flag.suggested && at->second.reason == flag.reason &&
                                     std::abs(at->second.score - flag.score) < kSameScore;
                          });
        if (same)
            continue;
        different.push_back(face);
        written.insert(written.end(), fresh.begin(), fresh.end());
    }
    if (!different.empty())
        project.updateFlags(method, different, kKinds, written);
    return different;
}

std::vector<dataset::FaceId>
refreshFlags(dataset::Project& project, std::span<const std::int64_t> entries, jobs::Context& context)
{
    std::set<dataset::FaceId> out;
    for (const char* method : {"embedding", "lbph"}) {
        try {
            if (const auto live = LiveCuration::open(project, method))
                for (const auto face : live->refresh(project, entries, context))
                    out.insert(face);
        } catch (const Error& e) {
            if (e.code() == ErrorCode::Interrupted)
                throw;
            context.issue({jobs::Issue::Severity::Warning, std::string("flags by ") + method, e.code(), e.what()});
        }
    }
    return {out.begin(), out.end()};
}

} // namespace likeness::curate
