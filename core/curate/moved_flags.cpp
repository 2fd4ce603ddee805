// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/moved_flags.h"

#include "core/curate/flag_rows.h"
#include "core/curate/looks.h"

#include <cmath>
#include <iterator>

namespace likeness::curate {
namespace {

constexpr double kSameScore = 0.005;

bool says(const dataset::FlagRow& a, const dataset::FlagRow& b)
{
    return a.kind == b.kind && a.suggested == b.suggested && a.flagged == b.flagged && a.reason == b.reason &&
           std::abs(a.score - b.score) < kSameScore;
}

bool is(const dataset::FlagRow& a, const dataset::FlagRow& b)
{
    return says(a, b) && a.score == b.score && a.rivalFace == b.rivalFace && a.evidence == b.evidence;
}

Flags ofKind(const Flags& flags, const std::string& kind)
{
    Flags out;
    std::copy_if(flags.begin(), flags.end(), std::back_inserter(out), [&](const auto& f) { return f.kind == kind; });
    return out;
}

double moved(double said, double then, double now)
{
    using C = ScoreCalibration;
    const double score = logistic(C::clampedOdds(said) + C::clampedOdds(now) - C::clampedOdds(then));
    return std::clamp(score, std::min(said, now), std::max(said, now));
}

// The suggested person has the same part of another score.
void scaleShare(dataset::FlagRow& flag, double judged)
{
    const double share = evidenceOf(flag, "suggested_share", -1.0);
    if (share < 0 || judged == flag.score)
        return;
    Json evidence = parseJson(flag.evidence, "a flag's evidence");
    evidence["suggested_share"] = judged > 0 ? std::min(share / judged, 1.0) * flag.score : 0.0;
    flag.evidence = dumpJson(evidence);
}

} // namespace

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

void sortByKind(Flags& flags)
{
    std::sort(flags.begin(), flags.end(), [](const auto& a, const auto& b) {
        return a.kind != b.kind ? a.kind < b.kind : a.suggested < b.suggested;
    });
}

bool isTheSame(const Flags& a, const Flags& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), is);
}

bool saysTheSame(const Flags& a, const Flags& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), says);
}

Flags movedFlags(const Flags& curated,
                 const Flags& then,
                 const Flags& now,
                 dataset::IdentityId own,
                 bool confirmed,
                 const std::set<dataset::IdentityId>& changed)
{
    const auto concerned = [&](const dataset::FlagRow& flag) {
        return changed.contains(own) || changed.contains(flag.suggested);
    };
    Flags out;
    for (const auto& kind : kLabelKinds) {
        const auto before = ofKind(curated, kind), old = ofKind(then, kind), fresh = ofKind(now, kind);
        if (kind != kMislabelled) {
            const bool same = saysTheSame(old, fresh);
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
        const bool sameScore = std::abs(o.score - n.score) < kSameScore;
        if (sameRival && sameScore && !concerned(b)) {
            out.push_back(b);
            continue;
        }
        // All faces may suggest somebody else than a part of them, who may be gone by now.
        const bool other = sameRival && b.suggested != n.suggested && !changed.contains(b.suggested);
        dataset::FlagRow flag = other ? b : n;
        const double judged = flag.score;
        flag.score = sameScore ? b.score : moved(b.score, o.score, n.score);
        scaleShare(flag, judged);
        flag.flagged = !confirmed && flag.score >= flag.threshold;
        out.push_back(std::move(flag));
    }
    return out;
}

} // namespace likeness::curate
