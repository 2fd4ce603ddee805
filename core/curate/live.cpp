// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/live.h"

#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/curate/cosines.h"
#include "core/curate/flag_rows.h"
#include "core/curate/lbph.h"
#include "core/curate/moved_flags.h"
#include "core/curate/pair_matrix.h"
#include "core/dataset/review_queue.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

namespace likeness::curate {
namespace {

constexpr std::size_t kMembersJudged = 96; // of a person whom a change touched
constexpr std::size_t kMembersBeside = 48; // of a person who is only compared with
constexpr int kSuspectsJudged = 64;        // faces suspected to be that person
constexpr std::size_t kMostJudged = 500;   // in one part, and no further person then
constexpr double kLeastSuspicion = 0.05;

using FlagsOf = std::map<dataset::FaceId, Flags>;

bool isOfLabels(const dataset::FlagRow& flag)
{
    return std::find(kLabelKinds.begin(), kLabelKinds.end(), flag.kind) != kLabelKinds.end();
}

bool isJudged(const dataset::FaceRow& row)
{
    return row.identity != 0 && row.label != dataset::LabelState::Rejected &&
           row.status != dataset::FaceStatus::NotFound;
}

} // namespace

struct LiveCuration::Part {
    std::span<const dataset::IdentityId> people;
    std::set<dataset::FaceId> wanted; // what is said of these may be another thing now
};

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

    bool isUsable(dataset::FaceId face) const // it has what is compared
    {
        if (!lesson.embeddings)
            return !crops.pixels(face).empty();
        std::vector<float> vector(static_cast<std::size_t>(lesson.embeddings->dim));
        const auto record = crops.find(face);
        return record && embeddings->read(record->hash ^ lesson.embeddings->salt, vector);
    }

    // How alike these faces are, which are usable.
    PairMatrix compared(const std::vector<dataset::FaceId>& faces, jobs::Context& context) const
    {
        if (!lesson.embeddings) {
            LbphHistograms histograms(faces.size(), crops.size(), lesson.lbph);
            for (std::size_t i = 0; i < faces.size(); ++i) {
                context.checkStop();
                histograms.set(i, lbphCrop(crops, faces[i]));
            }
            return {histograms, context};
        }
        compute::Embeddings found;
        found.dim = lesson.embeddings->dim;
        found.faces = faces;
        found.values.resize(faces.size() * static_cast<std::size_t>(found.dim));
        std::span<float> rest = found.values;
        for (const auto face : faces) {
            const auto row = rest.first(static_cast<std::size_t>(found.dim));
            const auto record = crops.find(face);
            if (!record || !embeddings->read(record->hash ^ lesson.embeddings->salt, row))
                throw Error(ErrorCode::NotFound, "face " + std::to_string(face) + " has no embedding any more");
            rest = rest.subspan(row.size());
        }
        return {Cosines(found), context};
    }

    // As curation left it; the mean of all is the offset of a face that is new since then.
    Scale scaleFor(std::span<const dataset::FaceId> faces) const
    {
        Scale out{lesson.scale.model,      {}, lesson.scale.wrongShare, lesson.scale.names, lesson.scale.freeNames,
                  lesson.scale.calibration};
        for (const auto face : faces)
            out.offsets.push_back(lesson.offsetOf(face));
        return out;
    }

    // Of these faces, which are usable, as they were when they were curated, and as they are.
    Labelling then(const std::set<dataset::FaceId>& faces) const
    {
        Labelling out;
        for (const auto face : faces)
            if (const auto at = lesson.find(face)) {
                out.faces.push_back(face);
                out.labels.push_back(lesson.labels[*at]);
                if (lesson.confirmed[*at])
                    out.confirmed.push_back(face);
                for (auto pair = std::lower_bound(lesson.cannot.begin(), lesson.cannot.end(),
                                                  std::pair(face, dataset::IdentityId{}));
                     pair != lesson.cannot.end() && pair->first == face; ++pair)
                    out.cannot.push_back(*pair);
            }
        return out;
    }

    Labelling now(const std::set<dataset::FaceId>& faces, const dataset::Project& project) const
    {
        Labelling out;
        for (const auto& row : project.faces(std::vector<dataset::FaceId>(faces.begin(), faces.end()))) {
            if (!isJudged(row))
                continue;
            out.faces.push_back(row.id);
            out.labels.push_back(row.identity);
            if (row.label == dataset::LabelState::Confirmed)
                out.confirmed.push_back(row.id);
        }
        out.cannot = project.cannotIdentity(out.faces);
        std::sort(out.cannot.begin(), out.cannot.end());
        return out;
    }

    // At most `most` of a person's faces, evenly spread, and in any case those that are not where they were.
    std::vector<dataset::FaceId> sample(const std::vector<dataset::FaceId>& faces,
                                        dataset::IdentityId id,
                                        std::size_t most,
                                        const dataset::ChangedRows& changed) const
    {
        if (faces.size() <= most)
            return faces;
        std::vector<dataset::FaceId> out;
        for (std::size_t k = 0; k < most; ++k)
            out.push_back(faces[k * faces.size() / most]);
        for (const auto face : faces)
            if (lesson.labelOf(face) != id || std::binary_search(changed.faces.begin(), changed.faces.end(), face))
                out.push_back(face);
        return out;
    }

    // As many of these people as are judged together, one at least, and whom a change of theirs concerns.
    Part partFrom(std::span<const dataset::IdentityId> people,
                  const dataset::ChangedRows& changed,
                  const dataset::Project& project) const
    {
        Part out;
        const auto add = [&](const std::vector<dataset::FaceId>& faces) {
            for (const auto face : faces)
                if (out.wanted.size() < kMostFaces)
                    out.wanted.insert(face);
        };
        while (out.people.size() < people.size() && out.wanted.size() < kMostJudged) {
            out.people = people.first(out.people.size() + 1);
            const std::span id(&out.people.back(), 1);
            const auto members = project.facesOf(id.front());
            std::vector<dataset::FaceId> first; // what was decided
            std::set_intersection(members.begin(), members.end(), changed.faces.begin(), changed.faces.end(),
                                  std::back_inserter(first));
            add(first);
            add(project.changedSinceCuration(id, lesson.method));
            add(sample(members, id.front(), kMembersJudged, changed));
            add(project.suspectedToBe(id, lesson.method, kLeastSuspicion, kSuspectsJudged));
        }
        return out;
    }

    // Who was one of these people when they were judged and is not now. `members`: whose they are now, ascending.
    std::vector<dataset::FaceId>
    formerMembers(const std::map<dataset::IdentityId, std::vector<dataset::FaceId>>& members) const
    {
        std::vector<dataset::FaceId> out;
        for (std::size_t i = 0; i < lesson.faces.size(); ++i)
            if (const auto at = members.find(lesson.labels[i]);
                at != members.end() && !std::binary_search(at->second.begin(), at->second.end(), lesson.faces[i]))
                out.push_back(lesson.faces[i]);
        return out;
    }

    // What judging these faces says of those of them that are `wanted`, sorted by kind. `pairs`: of `all`, ascending.
    FlagsOf judged(const Labelling& at,
                   const std::vector<dataset::FaceId>& all,
                   const PairMatrix& pairs,
                   const std::set<dataset::FaceId>& wanted,
                   const CrossValidated& cross,
                   const NameBook& names,
                   jobs::Context& context) const
    {
        FlagsOf out;
        if (at.faces.empty())
            return out;
        std::vector<std::uint32_t> rows;
        for (const auto face : at.faces)
            rows.push_back(static_cast<std::uint32_t>(std::lower_bound(all.begin(), all.end(), face) - all.begin()));
        const PairView view(pairs, std::move(rows), at.labels);
        const Scale scale = scaleFor(at.faces);
        const Case input{view, view.own(), view.others(), at.faces, at.labels, at.cannot, at.confirmed, &scale};
        Result result = judge(input, 1, context);
        result.method = lesson.method;
        result.threshold = lesson.threshold;
        for (Evidence& e : result.evidence) { // of large people only some were looked at
            e.ownCount = std::max(names.faces(e.own) - 1, 0);
            e.rivalCount = names.faces(e.rival);
        }
        const PeopleHints hints = peopleHints(input, result, 1, context);
        for (auto& flag : labelFlags(input, result, hints, cross, &wanted, names))
            out[flag.face].push_back(std::move(flag));
        for (auto& [face, flags] : out)
            sortByKind(flags);
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
    const auto touched = project.peopleTouchedBy(entries);
    const auto changed = project.changedBy(entries);
    std::set<dataset::FaceId> out;
    for (std::size_t at = 0; at < touched.size();) {
        context.checkStop();
        const auto part = m_parts->partFrom(std::span(touched).subspan(at), changed, project);
        at += part.people.size();
        for (const auto face : refresh(project, part, changed, context))
            out.insert(face);
    }
    return {out.begin(), out.end()};
}

std::vector<dataset::FaceId> LiveCuration::refresh(dataset::Project& project,
                                                   const Part& part,
                                                   const dataset::ChangedRows& changed,
                                                   jobs::Context& context)
{
    const std::string& method = m_parts->lesson.method;
    const std::vector<dataset::FaceId> wanted(part.wanted.begin(), part.wanted.end());

    // --- what is said of them, and whom they are compared with
    std::set<dataset::IdentityId> people(part.people.begin(), part.people.end());
    FlagsOf before, said;
    std::set<std::pair<dataset::FaceId, std::string>> decided; // these stay as they are
    std::map<dataset::FaceId, dataset::LabelState> states;
    std::set<dataset::FaceId> labelled;
    for (const auto& row : project.faces(wanted)) {
        people.insert(row.identity);
        states.emplace(row.id, row.label);
        if (isJudged(row))
            labelled.insert(row.id);
    }
    for (const auto face : part.wanted)
        for (auto& flag : project.flagsOf(face)) {
            if (flag.method != method || !isOfLabels(flag))
                continue;
            people.insert(flag.suggested);
            said[face].push_back(flag);
            if (dataset::isAnswered(flag.decision, states[face]))
                decided.emplace(face, flag.kind);
            else
                before[face].push_back(std::move(flag));
        }
    FlagsOf curated;
    for (auto& flag : project.curatedFlags(wanted, method)) {
        if (!isOfLabels(flag))
            continue;
        people.insert(flag.suggested);
        curated[flag.face].push_back(std::move(flag));
    }
    for (const auto& [face, flags] : curated)
        said[face] = flags;
    for (const auto face : part.wanted)
        people.insert(m_parts->lesson.labelOf(face));
    people.erase(0);
    std::set<dataset::FaceId> all = part.wanted;
    const auto compare = [&](const std::vector<dataset::FaceId>& faces, std::size_t most) {
        for (const auto face : faces)
            if (all.size() < most)
                all.insert(face);
    };
    std::map<dataset::IdentityId, std::vector<dataset::FaceId>> members;
    for (const auto id : people)
        members.emplace(id, project.facesOf(id));
    compare(m_parts->formerMembers(members), kMostFaces * 3 / 4);
    for (const auto& [id, faces] : members)
        compare(m_parts->sample(faces, id, kMembersBeside, changed), kMostFaces);

    std::erase_if(all, [&](auto face) { return !m_parts->isUsable(face); });

    // --- judged as curate() does, on the scale that it found
    const Labelling then = m_parts->then(all), now = m_parts->now(all, project);
    const auto affected = changedPeople(then, now);
    std::set<dataset::IdentityId> named; // by any flag
    for (const auto* labels : {&then.labels, &now.labels})
        named.insert(labels->begin(), labels->end());
    for (const auto& [face, flags] : said)
        for (const auto& flag : flags)
            named.insert({flag.suggested, evidenceOf(flag, "rival", dataset::IdentityId{})});
    named.erase(0);
    const NameBook names(project, std::vector<dataset::IdentityId>(named.begin(), named.end()));
    FlagsOf old, fresh;
    if (!affected.empty()) {
        CrossValidated cross; // of labels that are as they were
        for (const auto& [face, flags] : said)
            for (const auto& flag : flags)
                if (const double p = evidenceOf(flag, "cross", -1.0); p >= 0 && then.labelOf(face) == now.labelOf(face))
                    cross.emplace(face, p);
        std::vector<dataset::FaceId> compared;
        std::set_union(then.faces.begin(), then.faces.end(), now.faces.begin(), now.faces.end(),
                       std::back_inserter(compared));
        const PairMatrix pairs = m_parts->compared(compared, context);
        old = m_parts->judged(then, compared, pairs, part.wanted, cross, names, context);
        fresh = m_parts->judged(now, compared, pairs, part.wanted, cross, names, context);
    }

    // --- what is other than before
    const std::set<dataset::IdentityId> renamed(changed.people.begin(), changed.people.end());
    std::vector<dataset::FaceId> different;
    std::vector<dataset::FlagRow> written;
    for (const auto face : part.wanted) {
        const auto label = now.labelOf(face);
        if (label == 0 && labelled.contains(face))
            continue; // its crop is new and not compared yet: the next curation does that
        const bool known = label != 0 && label == then.labelOf(face);
        auto& flags = known && affected.empty() ? said[face] : fresh[face];
        if (known && !affected.empty())
            flags = movedFlags(said[face], old[face], fresh[face], label, now.isConfirmed(face), affected);
        const bool suspected = std::any_of(flags.begin(), flags.end(), [](const auto& flag) {
            return flag.kind == kMislabelled && flag.score >= flag.threshold;
        });
        std::erase_if(flags, [&](const auto& flag) {
            return decided.contains({face, flag.kind}) ||
                   (flag.kind == kOutlier && (suspected || now.isConfirmed(face)));
        });
        for (auto& flag : flags) {
            const std::array whose = {label, flag.suggested, evidenceOf(flag, "rival", dataset::IdentityId{})};
            if (curated.contains(face) ||
                std::any_of(whose.begin(), whose.end(), [&](auto id) { return renamed.contains(id); }))
                flag.reason = reasonOf(flag, label, names);
        }
        sortByKind(flags);
        sortByKind(before[face]);
        if (known ? isTheSame(before[face], flags) : saysTheSame(before[face], flags))
            continue;
        different.push_back(face);
        written.insert(written.end(), std::make_move_iterator(flags.begin()), std::make_move_iterator(flags.end()));
    }
    if (!different.empty())
        project.updateFlags(method, different, kLabelKinds, written);
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
