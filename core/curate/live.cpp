// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/live.h"

#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/curate/flag_rows.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

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

using FlagsOf = std::map<dataset::FaceId, std::vector<dataset::FlagRow>>;

// Below 0 where there is none.
double crossOf(const dataset::FlagRow& flag)
{
    try {
        return parseJson(flag.evidence, "a flag's evidence").value("cross", -1.0);
    } catch (const std::exception&) { // of another version
        return -1;
    }
}

bool saysTheSame(const dataset::FlagRow& a, const dataset::FlagRow& b)
{
    return a.kind == b.kind && a.suggested == b.suggested && a.flagged == b.flagged && a.reason == b.reason &&
           std::abs(a.score - b.score) < kSameScore;
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

    Scale scaleFor(std::span<const dataset::FaceId> faces) const
    {
        Scale out{lesson.scale.model,      {}, lesson.scale.wrongShare, lesson.scale.names, lesson.scale.freeNames,
                  lesson.scale.calibration};
        for (const auto face : faces)
            out.offsets.push_back(lesson.offsetOf(face));
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
    FlagsOf before;
    std::set<std::pair<dataset::FaceId, std::string>> decided; // these stay as they are
    CrossValidated cross;                                      // of labels that are as they were
    for (const auto face : core)
        for (auto& flag : project.flagsOf(face)) {
            if (flag.method != method || std::find(kKinds.begin(), kKinds.end(), flag.kind) == kKinds.end())
                continue;
            if (flag.suggested != 0)
                beside.insert(flag.suggested);
            if (const double p = crossOf(flag); p >= 0 && !changed.contains(face))
                cross.emplace(face, p);
            if (!flag.decision.empty())
                decided.emplace(face, flag.kind);
            else
                before[face].push_back(std::move(flag));
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
    FlagsOf now;
    if (!rows.empty()) {
        const auto material = m_parts->material(rows, context);
        const Scale scale = m_parts->scaleFor(material->faces);
        const auto cannot = project.cannotIdentity(material->faces);
        std::vector<dataset::FaceId> confirmed;
        for (const auto& row : rows)
            if (row.label == dataset::LabelState::Confirmed)
                confirmed.push_back(row.id);
        const Case input = material->asCase(cannot, confirmed, &scale);
        Result result = judge(input, 1, context);
        result.method = method;
        result.threshold = m_parts->lesson.threshold;
        const NameBook names(project, material->labels);
        for (Evidence& e : result.evidence) { // of large people only some were looked at
            e.ownCount = std::max(names.faces(e.own) - 1, 0);
            e.rivalCount = names.faces(e.rival);
        }
        PeopleHints hints = peopleHints(input, result, 1, context);
        const std::set<dataset::IdentityId> concerned(touched.begin(), touched.end());
        std::erase_if(hints.merges, [&](const MergeHint& hint) {
            return !concerned.contains(hint.from) && !concerned.contains(hint.into);
        });
        std::erase_if(hints.splits, [&](const SplitHint& hint) { return !concerned.contains(hint.identity); });
        for (auto& flag : labelFlags(input, result, hints, cross, &judged, names))
            if (!decided.contains({flag.face, flag.kind}))
                now[flag.face].push_back(std::move(flag));
    }

    // --- what is other than before
    std::vector<dataset::FaceId> different;
    std::vector<dataset::FlagRow> written;
    for (const auto face : core) {
        auto& old = before[face];
        auto& fresh = now[face];
        for (auto* list : {&old, &fresh})
            std::sort(list->begin(), list->end(), [](const auto& a, const auto& b) {
                return a.kind != b.kind ? a.kind < b.kind : a.suggested < b.suggested;
            });
        if (std::equal(old.begin(), old.end(), fresh.begin(), fresh.end(), saysTheSame))
            continue;
        different.push_back(face);
        written.insert(written.end(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
    }
    if (!different.empty())
        project.updateFlags(method, different, kKinds, written);
    return different;
}

std::vector<dataset::FaceId>
LiveCurations::refresh(dataset::Project& project, std::span<const std::int64_t> entries, jobs::Context& context)
{
    std::set<dataset::FaceId> out;
    if (entries.empty() || entries.size() > kMostEntries)
        return {};
    for (const char* method : {"embedding", "lbph"}) {
        try {
            auto at = m_live.find(method);
            if (at == m_live.end())
                at = m_live.emplace(method, LiveCuration::open(project, method)).first;
            if (at->second)
                for (const auto face : at->second->refresh(project, entries, context))
                    out.insert(face);
        } catch (const Error& e) {
            m_live.erase(method);
            if (e.code() == ErrorCode::Interrupted)
                throw;
            context.issue({jobs::Issue::Severity::Warning, std::string("flags by ") + method, e.code(), e.what()});
        }
    }
    return {out.begin(), out.end()};
}

} // namespace likeness::curate
