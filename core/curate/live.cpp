// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/live.h"

#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/curate/flag_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

namespace likeness::curate {
namespace {

constexpr std::size_t kMembersJudged = 96;   // of a person whom a change touched
constexpr std::size_t kMembersBeside = 48;   // of a person who is only compared with
constexpr std::size_t kSuspectsJudged = 256; // faces suspected to be one of the people touched
constexpr double kLeastSuspicion = 0.05;
constexpr double kSameScore = 0.005;
constexpr char kMislabelled[] = "mislabelled", kOutlier[] = "outlier";
const std::vector<std::string> kKinds = {kMislabelled, kOutlier, "merge", "split"};

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

// What a flag's evidence holds under that key.
template<typename T>
T evidenceOf(const dataset::FlagRow& flag, const char* key, T otherwise)
{
    try {
        return parseJson(flag.evidence, "a flag's evidence").value(key, otherwise);
    } catch (const std::exception&) { // of another version
        return otherwise;
    }
}

// The suggested person's share of a score that became `factor` times as large.
void scaleShare(dataset::FlagRow& flag, double factor)
{
    if (const double share = evidenceOf(flag, "suggested_share", -1.0); share >= 0 && factor != 1) {
        Json evidence = parseJson(flag.evidence, "a flag's evidence");
        evidence["suggested_share"] = std::min(share * factor, flag.score);
        flag.evidence = dumpJson(evidence);
    }
}

bool saysTheSame(const dataset::FlagRow& a, const dataset::FlagRow& b)
{
    return a.kind == b.kind && a.suggested == b.suggested && a.flagged == b.flagged && a.reason == b.reason &&
           std::abs(a.score - b.score) < kSameScore;
}

bool isTheSame(const dataset::FlagRow& a, const dataset::FlagRow& b)
{
    return saysTheSame(a, b) && a.score == b.score && a.rivalFace == b.rivalFace && a.evidence == b.evidence;
}

template<typename Same>
bool areSame(const std::vector<dataset::FlagRow>& a, const std::vector<dataset::FlagRow>& b, const Same& same)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

void sortByKind(std::vector<dataset::FlagRow>& flags)
{
    std::sort(flags.begin(), flags.end(), [](const auto& a, const auto& b) {
        return a.kind != b.kind ? a.kind < b.kind : a.suggested < b.suggested;
    });
}

std::vector<dataset::FlagRow> ofKind(const std::vector<dataset::FlagRow>& flags, const std::string& kind)
{
    std::vector<dataset::FlagRow> out;
    for (const auto& flag : flags)
        if (flag.kind == kind)
            out.push_back(flag);
    return out;
}

// Faces under the labels of one moment; all ascending.
struct Labelling {
    std::vector<dataset::FaceId> faces;
    std::vector<dataset::IdentityId> labels;
    std::vector<dataset::FaceId> confirmed;
    std::vector<std::pair<dataset::FaceId, dataset::IdentityId>> cannot;

    bool isConfirmed(dataset::FaceId face) const
    {
        return std::binary_search(confirmed.begin(), confirmed.end(), face);
    }
    dataset::IdentityId labelOf(dataset::FaceId face) const // 0: it takes no part
    {
        const auto at = std::lower_bound(faces.begin(), faces.end(), face);
        return at != faces.end() && *at == face ? labels[static_cast<std::size_t>(at - faces.begin())] : 0;
    }
};

// The people whose faces, or what is known of them, are other ones.
std::set<dataset::IdentityId> changedPeople(const Labelling& then, const Labelling& now)
{
    std::set<dataset::IdentityId> out;
    const auto add = [&](dataset::FaceId face) {
        for (const auto id : {then.labelOf(face), now.labelOf(face)})
            if (id != 0)
                out.insert(id);
    };
    for (const auto* side : {&then, &now})
        for (const auto face : side->faces)
            if (then.labelOf(face) != now.labelOf(face) || then.isConfirmed(face) != now.isConfirmed(face))
                add(face);
    std::vector<std::pair<dataset::FaceId, dataset::IdentityId>> ruledOut;
    std::set_symmetric_difference(then.cannot.begin(), then.cannot.end(), now.cannot.begin(), now.cannot.end(),
                                  std::back_inserter(ruledOut));
    for (const auto& [face, identity] : ruledOut)
        add(face);
    return out;
}

// What curation said, moved as far as the part's judgement moved, but not
// beyond what that says now.
double moved(double said, double then, double now)
{
    using C = ScoreCalibration;
    const double score = logistic(C::clampedOdds(said) + C::clampedOdds(now) - C::clampedOdds(then));
    return std::clamp(score, std::min(said, now), std::max(said, now));
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

    bool isUsable(dataset::FaceId face) const // it has what is compared
    {
        if (!lesson.embeddings)
            return !crops.pixels(face).empty();
        std::vector<float> vector(static_cast<std::size_t>(lesson.embeddings->dim));
        const auto record = crops.find(face);
        return record && embeddings->read(record->hash ^ lesson.embeddings->salt, vector);
    }

    std::unique_ptr<Material> material(const Labelling& at, jobs::Context& context) const
    {
        if (!lesson.embeddings)
            return lbphMaterial(crops, at.faces, at.labels, lesson.lbph, 1, context);
        compute::Embeddings found;
        found.dim = lesson.embeddings->dim;
        found.faces = at.faces;
        found.values.resize(at.faces.size() * static_cast<std::size_t>(found.dim));
        std::span<float> rest = found.values;
        for (const auto face : at.faces) {
            const auto row = rest.first(static_cast<std::size_t>(found.dim));
            const auto record = crops.find(face);
            if (!record || !embeddings->read(record->hash ^ lesson.embeddings->salt, row))
                throw Error(ErrorCode::NotFound, "face " + std::to_string(face) + " has no embedding any more");
            rest = rest.subspan(row.size());
        }
        return embeddingMaterial(std::move(found), at.labels, 1, context);
    }

    Scale scaleFor(std::span<const dataset::FaceId> faces) const
    {
        Scale out{lesson.scale.model,      {}, lesson.scale.wrongShare, lesson.scale.names, lesson.scale.freeNames,
                  lesson.scale.calibration};
        for (const auto face : faces)
            out.offsets.push_back(lesson.offsetOf(face));
        return out;
    }

    Labelling then(const std::set<dataset::FaceId>& faces) const
    {
        Labelling out;
        for (const auto face : faces)
            if (const auto at = lesson.find(face); at && isUsable(face)) {
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
            if (row.identity == 0 || row.label == dataset::LabelState::Rejected ||
                row.status == dataset::FaceStatus::NotFound || !isUsable(row.id))
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

    // What judging these faces says of those of them that are `wanted`, sorted by
    // kind.
    FlagsOf judged(const Labelling& at,
                   const std::set<dataset::FaceId>& wanted,
                   const CrossValidated& cross,
                   const dataset::Project& project,
                   jobs::Context& context) const
    {
        FlagsOf out;
        if (at.faces.empty())
            return out;
        const auto parts = material(at, context);
        const Scale scale = scaleFor(parts->faces);
        const Case input = parts->asCase(at.cannot, at.confirmed, &scale);
        Result result = judge(input, 1, context);
        result.method = lesson.method;
        result.threshold = lesson.threshold;
        const NameBook names(project, parts->labels);
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

namespace {

// A face's flags: what curation said where the part says of it what it said
// then, else moved.
std::vector<dataset::FlagRow> together(const std::vector<dataset::FlagRow>& said,
                                       const std::vector<dataset::FlagRow>& then,
                                       const std::vector<dataset::FlagRow>& now,
                                       dataset::IdentityId own,
                                       bool confirmed,
                                       const std::set<dataset::IdentityId>& changed)
{
    const auto concerned = [&](const dataset::FlagRow& flag) {
        return changed.contains(own) || changed.contains(flag.suggested);
    };
    std::vector<dataset::FlagRow> out;
    for (const auto& kind : kKinds) {
        const auto before = ofKind(said, kind), old = ofKind(then, kind), fresh = ofKind(now, kind);
        if (kind != kMislabelled) {
            const bool same = areSame(old, fresh, saysTheSame);
            for (const auto& flag : before)
                if (same || !concerned(flag))
                    out.push_back(flag);
            for (const auto& flag : fresh)
                if (!same && concerned(flag))
                    out.push_back(flag);
            continue;
        }
        if (before.empty() || old.empty() || fresh.empty()) {
            out.insert(out.end(), fresh.begin(), fresh.end());
            continue;
        }
        const auto &b = before.front(), &o = old.front(), &n = fresh.front();
        const bool sameRival = o.suggested == n.suggested;
        if (sameRival && std::abs(o.score - n.score) < kSameScore && !concerned(b)) {
            out.push_back(b);
            continue;
        }
        // All faces may suggest somebody else than a part of them.
        dataset::FlagRow flag = sameRival && b.suggested != n.suggested ? b : n;
        const double judged = flag.score;
        flag.score = std::abs(o.score - n.score) < kSameScore ? b.score : moved(b.score, o.score, n.score);
        scaleShare(flag, judged > 0 ? flag.score / judged : 0);
        flag.flagged = !confirmed && flag.score >= flag.threshold;
        out.push_back(std::move(flag));
    }
    return out;
}

} // namespace

std::vector<dataset::FaceId>
LiveCuration::refresh(dataset::Project& project, std::span<const std::int64_t> entries, jobs::Context& context)
{
    const Lesson& lesson = m_parts->lesson;
    const std::string& method = lesson.method;
    const auto touchedIds = project.peopleTouchedBy(entries);
    const std::set<dataset::IdentityId> touched(touchedIds.begin(), touchedIds.end());
    const auto changedRows = project.changedBy(entries);
    const std::set<dataset::FaceId> changed(changedRows.faces.begin(), changedRows.faces.end());

    // --- whom it concerns
    std::set<dataset::FaceId> wanted;
    const auto add = [&](const std::vector<dataset::FaceId>& faces) {
        for (const auto face : faces)
            if (wanted.size() < kMostFaces / 2)
                wanted.insert(face);
    };
    std::map<dataset::IdentityId, std::vector<dataset::FaceId>> membersOf;
    const auto membersNow = [&](dataset::IdentityId id) -> const std::vector<dataset::FaceId>& {
        const auto [at, isNew] = membersOf.try_emplace(id);
        if (isNew)
            at->second = project.facesOf(id);
        return at->second;
    };
    // Those that are not where they were, and others evenly.
    const auto members = [&](dataset::IdentityId id, std::size_t most) {
        std::set<dataset::FaceId> always;
        for (const auto face : membersNow(id))
            if (changed.contains(face) || lesson.labelOf(face) != id)
                always.insert(face);
        return sample(membersNow(id), most, always);
    };
    add(project.changedSinceCuration(touchedIds, method));
    for (const auto id : touched)
        add(members(id, kMembersJudged));
    add(project.suspectedToBe(touchedIds, method, kLeastSuspicion, static_cast<int>(kSuspectsJudged)));
    const std::vector<dataset::FaceId> core(wanted.begin(), wanted.end());

    // --- what is said of them, and whom they are compared with
    std::set<dataset::IdentityId> people = touched;
    FlagsOf before, said;
    std::set<std::pair<dataset::FaceId, std::string>> decided; // these stay as they are
    for (const auto face : core)
        for (auto& flag : project.flagsOf(face)) {
            if (flag.method != method || std::find(kKinds.begin(), kKinds.end(), flag.kind) == kKinds.end())
                continue;
            people.insert(flag.suggested);
            said[face].push_back(flag);
            if (flag.decision.empty())
                before[face].push_back(std::move(flag));
            else
                decided.emplace(face, flag.kind);
        }
    FlagsOf curated;
    for (auto& flag : project.curatedFlags(core, method)) {
        people.insert(flag.suggested);
        curated[flag.face].push_back(std::move(flag));
    }
    for (auto& [face, flags] : curated)
        said[face] = std::move(flags);
    for (const auto& row : project.faces(core))
        people.insert(row.identity);
    for (const auto face : core)
        people.insert(lesson.labelOf(face));
    people.erase(0);
    std::set<dataset::FaceId> all = wanted;
    const auto compare = [&](const std::vector<dataset::FaceId>& faces, std::size_t most) {
        for (const auto face : faces)
            if (all.size() < most)
                all.insert(face);
    };
    for (const auto id : people)
        membersNow(id);
    compare(m_parts->formerMembers(membersOf), kMostFaces * 3 / 4);
    for (const auto id : people)
        compare(members(id, kMembersBeside), kMostFaces);

    // --- judged as curate() does, on the scale that it found
    const Labelling then = m_parts->then(all), now = m_parts->now(all, project);
    const auto affected = changedPeople(then, now);
    FlagsOf old, fresh;
    if (!affected.empty()) {
        CrossValidated cross; // of labels that are as they were
        for (const auto& [face, flags] : said)
            for (const auto& flag : flags)
                if (const double p = evidenceOf(flag, "cross", -1.0); p >= 0 && then.labelOf(face) == now.labelOf(face))
                    cross.emplace(face, p);
        old = m_parts->judged(then, wanted, cross, project, context);
        fresh = m_parts->judged(now, wanted, cross, project, context);
    }

    // --- what is other than before
    const std::set<dataset::IdentityId> renamed(changedRows.people.begin(), changedRows.people.end());
    std::vector<dataset::FaceId> different;
    std::vector<dataset::FlagRow> written;
    for (const auto face : core) {
        const auto label = now.labelOf(face);
        const bool known = label != 0 && label == then.labelOf(face);
        auto& flags = known && affected.empty() ? said[face] : fresh[face];
        if (known && !affected.empty())
            flags = together(said[face], old[face], fresh[face], label, now.isConfirmed(face), affected);
        const bool suspected = std::any_of(flags.begin(), flags.end(), [](const auto& flag) {
            return flag.kind == kMislabelled && flag.score >= flag.threshold;
        });
        std::erase_if(flags, [&](const auto& flag) {
            return decided.contains({face, flag.kind}) ||
                   (flag.kind == kOutlier && (suspected || now.isConfirmed(face)));
        });
        for (auto& flag : flags) {
            const std::array named = {label, flag.suggested, evidenceOf(flag, "rival", dataset::IdentityId{})};
            if (std::any_of(named.begin(), named.end(), [&](auto id) { return renamed.contains(id); }))
                flag.reason = reasonOf(flag, label, NameBook(project, named));
        }
        sortByKind(flags);
        sortByKind(before[face]);
        if (areSame(before[face], flags, known ? isTheSame : saysTheSame))
            continue;
        different.push_back(face);
        written.insert(written.end(), std::make_move_iterator(flags.begin()), std::make_move_iterator(flags.end()));
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
