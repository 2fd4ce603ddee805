// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/errors.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/curate/flag_rows.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace likeness::verify {
namespace {

// Another project has other faces under the same numbers.
std::optional<dataset::FaceRow> faceOf(const dataset::Project& project, const SetImage& image)
{
    auto face = image.face == 0 ? std::nullopt : project.face(image.face);
    const auto picture = face ? project.image(face->image) : std::nullopt;
    return picture && picture->key == image.name ? face : std::nullopt;
}

// By the first faces of the set.
bool knowsPictures(const dataset::Project& project, const Verification& v)
{
    constexpr int kLookedAt = 20;
    int left = kLookedAt;
    for (const SetImage& image : v.set) {
        if (image.face == 0)
            continue;
        if (faceOf(project, image))
            return true;
        if (--left == 0)
            break;
    }
    return false;
}

} // namespace

PairErrors errorsAt(const Verification& v, double threshold)
{
    PairErrors out;
    for (std::size_t p = 0; p < v.scores.size(); ++p) {
        const bool accepted = static_cast<double>(v.scores[p]) >= threshold;
        if (accepted != (v.same[p] != 0))
            (accepted ? out.falseAccepts : out.falseRejects).push_back(static_cast<std::uint32_t>(p));
    }
    std::stable_sort(out.falseAccepts.begin(), out.falseAccepts.end(),
                     [&](auto a, auto b) { return v.scores[a] > v.scores[b]; });
    std::stable_sort(out.falseRejects.begin(), out.falseRejects.end(),
                     [&](auto a, auto b) { return v.scores[a] < v.scores[b]; });
    return out;
}

bool showsFacesOf(const dataset::Project& project, const Verification& v)
{
    namespace fs = std::filesystem;
    std::error_code ec;
    if (v.options.set.empty())
        return fs::exists(project.runsFolder() / fs::path(v.options.model).filename() / "run.json", ec);
    if (fs::exists(v.options.set, ec))
        return fs::equivalent(v.options.set, project.folder(), ec);
    return v.options.set.filename() == fs::path(project.folder()).filename();
}

LabelChanges labelChanges(const dataset::Project& project, const Verification& v)
{
    LabelChanges out;
    if (!showsFacesOf(project, v) || !knowsPictures(project, v))
        return out;
    const curate::NameBook names(project);
    std::unordered_map<dataset::FaceId, dataset::IdentityId> labels;
    for (const auto& [face, identity] : project.labelledFaces(true))
        labels.emplace(face, identity);
    for (const SetImage& image : v.set) {
        if (image.face == 0 || image.person >= v.people.size())
            continue;
        const auto label = labels.find(image.face);
        const bool same = label != labels.end() && toUtf8(names.of(label->second)) == v.people[image.person];
        out.faces += 1;
        out.changed += same ? 0 : 1;
    }
    return out;
}

std::vector<dataset::FlagRow>
queuePairs(dataset::Project& project, const Verification& v, std::span<const std::uint32_t> pairs, double threshold)
{
    constexpr double kFlagged = 0.5;
    const curate::NameBook names(project);
    const std::string model = v.facts.value("model", std::string());
    const std::string set = v.facts.value("set", v.facts.value("run", std::string()));
    std::map<dataset::FaceId, dataset::FlagRow> best;
    for (const std::uint32_t p : pairs) {
        if (p >= v.scores.size())
            throw Error(ErrorCode::BadArgument, "There is no pair " + std::to_string(p) + " in this verification.");
        const SetImage& a = v.set[v.images[2 * p]];
        const SetImage& b = v.set[v.images[2 * p + 1]];
        const auto score = static_cast<double>(v.scores[p]);
        const bool same = v.same[p] != 0;
        // How far beyond the threshold, of as far as it can be.
        const double beyond = same ? (threshold - score) / std::max(threshold + 1, 1e-9)
                                   : (score - threshold) / std::max(1 - threshold, 1e-9);
        for (const auto& [mine, other] : {std::pair(&a, &b), std::pair(&b, &a)}) {
            const auto face = faceOf(project, *mine);
            const auto rival = faceOf(project, *other);
            if (!face || !rival || (face->identity == rival->identity) != same) // the labels were corrected since
                continue;
            dataset::FlagRow flag;
            flag.face = face->id;
            flag.kind = "mislabelled";
            flag.method = kVerificationMethod;
            flag.score = std::clamp(kFlagged + kFlagged * beyond, kFlagged, 1.0);
            flag.threshold = kFlagged;
            flag.flagged = true;
            flag.suggested = same ? 0 : rival->identity;
            flag.rivalFace = rival->id;
            const std::string own = names.of(face->identity);
            flag.reason = (same ? model + " does not recognise " + own + " in " + other->name
                                : model + " takes this face of " + own + " and " + other->name + " of " +
                                      names.of(rival->identity) + " for one person") +
                          " (similarity " + formatNumber(score, 2) + ", threshold " + formatNumber(threshold, 2) + ").";
            flag.evidence = dumpJson({{"model", model},
                                      {"set", set},
                                      {"similarity", v.scores[p]},
                                      {"threshold", threshold},
                                      {"same", same ? 1 : 0},
                                      {"other", rival->id},
                                      {"picture", other->name}});
            const auto [at, fresh] = best.emplace(flag.face, flag);
            if (!fresh && at->second.score < flag.score)
                at->second = std::move(flag);
        }
    }
    std::vector<dataset::FlagRow> flags;
    std::vector<dataset::FaceId> faces;
    for (auto& [face, flag] : best) {
        faces.push_back(face);
        flags.push_back(std::move(flag));
    }
    const std::vector<std::string> kinds{"mislabelled"};
    if (!flags.empty())
        project.updateFlags(kVerificationMethod, faces, kinds, flags);
    return flags;
}

} // namespace likeness::verify
