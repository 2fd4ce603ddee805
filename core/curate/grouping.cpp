// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/grouping.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/cluster/threshold.h"
#include "core/curate/grouping_parts.h"
#include "core/faces/prepare.h"

#include <algorithm>
#include <limits>
#include <set>

namespace likeness::curate {
namespace {

using dataset::FaceId;
using dataset::FaceStatus;
using dataset::IdentityId;
using dataset::LabelState;

constexpr int kCropSize = 112; // of LBPH
constexpr std::size_t kNeighbours = 50;
constexpr std::size_t kKnownPeople = 8; // with two faces or more, before their pairs say what a threshold is
constexpr std::size_t kKnownPairs = 50;
constexpr std::size_t kGenuine = 20000, kImpostor = 100000; // pairs at most
constexpr std::size_t kSlow = 10; // so many times fewer where a pair is computed from two crops

// Faces whose label somebody should look at and nobody has.
std::set<FaceId> suspected(const dataset::Project& project)
{
    std::set<FaceId> out;
    for (const char* kind : {"mislabelled", "outlier", "split"})
        for (const auto& flag : project.flagQueue({}, kind, std::numeric_limits<int>::max()))
            if (flag.decision.empty())
                out.insert(flag.face);
    return out;
}

// Who takes part, by id.
std::vector<Participant> participants(const dataset::Project& project, GroupScope scope)
{
    const auto columns = project.faceColumns();
    const auto doubted = suspected(project);
    std::vector<Participant> out;
    for (std::size_t row = 0; row < columns.size(); ++row) {
        const auto status = columns.status(row);
        if (status != FaceStatus::Found && status != FaceStatus::Aligned)
            continue;
        Participant face{columns.ids()[row], columns.identity(row), columns.label(row), false};
        if (face.label == LabelState::Rejected)
            continue;
        const bool doubtful = face.label == LabelState::Unsure || (!face.confirmed() && doubted.contains(face.face));
        if (face.identity == 0 && face.label == LabelState::Unreviewed)
            face.inScope = true;
        else if (doubtful)
            face.inScope = scope != GroupScope::Unlabelled;
        else
            face.inScope = scope == GroupScope::All && !face.confirmed();
        if (face.inScope || (face.identity != 0 && !doubtful))
            out.push_back(face);
    }
    return out;
}

// Similarities of pairs that the labels say are of one person, and of two.
struct LabelledPairs {
    std::vector<float> genuine, impostor;
    bool enough = false;
};

LabelledPairs labelledPairs(std::span<const Participant> faces,
                            const Similarity& similarity,
                            std::size_t slower,
                            std::uint64_t seed,
                            jobs::Context& context)
{
    LabelledPairs out;
    std::vector<std::uint32_t> labelled; // by person
    for (std::uint32_t i = 0; i < faces.size(); ++i)
        if (faces[i].identity != 0 && faces[i].label != LabelState::Unsure)
            labelled.push_back(i);
    std::stable_sort(labelled.begin(), labelled.end(),
                     [&](auto a, auto b) { return faces[a].identity < faces[b].identity; });
    std::vector<std::pair<std::size_t, std::size_t>> people; // ranges of `labelled`, of those with two faces or more
    double possible = 0;
    for (std::size_t first = 0, end = 0; first < labelled.size(); first = end) {
        for (end = first; end < labelled.size() && faces[labelled[end]].identity == faces[labelled[first]].identity;)
            ++end;
        const auto size = static_cast<double>(end - first);
        if (end - first > 1)
            people.emplace_back(first, end);
        possible += size * (size - 1) / 2;
    }
    if (people.size() < kKnownPeople || possible < static_cast<double>(kKnownPairs))
        return out;
    Rng rng(seed);
    // Each person the same number, so that the thousand pictures of one do not speak for all.
    const std::size_t each = std::max<std::size_t>(1, kGenuine / slower / people.size());
    const std::size_t mostPeople = kGenuine / slower;
    for (std::size_t p = 0; p < std::min(people.size(), mostPeople); ++p) {
        const auto [first, end] = people[people.size() <= mostPeople ? p : p * people.size() / mostPeople];
        const std::size_t size = end - first;
        if (size * (size - 1) / 2 <= each) {
            for (std::size_t i = first; i < end; ++i)
                for (std::size_t j = i + 1; j < end; ++j)
                    out.genuine.push_back(similarity.pair(labelled[i], labelled[j]));
            continue;
        }
        for (std::size_t k = 0; k < each; ++k) {
            const auto i = static_cast<std::size_t>(rng.below(size));
            auto j = static_cast<std::size_t>(rng.below(size - 1));
            j += j >= i;
            out.genuine.push_back(similarity.pair(labelled[first + i], labelled[first + j]));
        }
        if (p % 256 == 0)
            context.checkStop();
    }
    for (std::size_t k = 0; k < kImpostor / slower; ++k) {
        const auto i = labelled[static_cast<std::size_t>(rng.below(labelled.size()))];
        const auto j = labelled[static_cast<std::size_t>(rng.below(labelled.size()))];
        if (faces[i].identity != faces[j].identity)
            out.impostor.push_back(similarity.pair(i, j));
        if (k % 4096 == 0)
            context.checkStop();
    }
    out.enough = true;
    return out;
}

std::vector<float> anyPairs(const Similarity& similarity, std::size_t count, std::uint64_t seed, jobs::Context& context)
{
    std::vector<float> out;
    Rng rng(seed);
    for (std::size_t k = 0; k < count; ++k) {
        const auto i = static_cast<std::size_t>(rng.below(similarity.count()));
        auto j = static_cast<std::size_t>(rng.below(similarity.count() - 1));
        j += j >= i;
        out.push_back(similarity.pair(i, j));
        if (k % 4096 == 0)
            context.checkStop();
    }
    return out;
}

float medianOf(std::vector<float> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// What people have said, as clustering and naming want it: numbers of faces.
struct Said {
    std::vector<std::uint32_t> owner;
    std::vector<cluster::Pair> cannot;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> differ;
    std::vector<std::pair<std::uint32_t, IdentityId>> excluded; // ascending
};

Said said(const dataset::Project& project, std::span<const Participant> faces)
{
    Said out;
    out.owner.assign(faces.size(), cluster::kNoise);
    std::unordered_map<IdentityId, std::uint32_t> confirmed; // person → a face
    for (std::uint32_t i = 0; i < faces.size(); ++i)
        if (faces[i].confirmed())
            out.owner[i] = confirmed.try_emplace(faces[i].identity, i).first->second;
    const auto indexOf = [&](FaceId face) -> std::optional<std::uint32_t> {
        const auto at = std::lower_bound(faces.begin(), faces.end(), face,
                                         [](const Participant& p, FaceId id) { return p.face < id; });
        if (at == faces.end() || at->face != face)
            return std::nullopt;
        return static_cast<std::uint32_t>(at - faces.begin());
    };
    for (const auto& [a, b] : project.cannotLinks()) {
        const auto i = indexOf(a), j = indexOf(b);
        if (!i || !j)
            continue;
        out.cannot.push_back({*i, *j});
        out.differ.emplace_back(*i, *j);
    }
    for (const auto& [face, identity] : project.cannotIdentity()) {
        const auto i = indexOf(face);
        if (!i)
            continue;
        out.excluded.emplace_back(*i, identity);
        if (const auto rep = confirmed.find(identity); rep != confirmed.end())
            out.cannot.push_back({*i, rep->second});
    }
    std::sort(out.excluded.begin(), out.excluded.end());
    return out;
}

std::optional<eval::ClusterMetrics> agreementOf(std::span<const Participant> faces,
                                                std::span<const std::uint32_t> clusters)
{
    std::vector<std::uint32_t> found, labels;
    std::unordered_map<IdentityId, std::uint32_t> number;
    for (std::size_t i = 0; i < faces.size(); ++i)
        if (faces[i].identity != 0 && !faces[i].confirmed()) { // constraints keep confirmed ones right
            found.push_back(clusters[i] == cluster::kNoise ? eval::kNoCluster : clusters[i]);
            labels.push_back(
                number.try_emplace(faces[i].identity, static_cast<std::uint32_t>(number.size())).first->second);
        }
    if (found.empty())
        return std::nullopt;
    return eval::clusterMetrics(found, labels);
}

// The participants in the order of the material, which lacks those without a crop.
std::vector<Participant> compared(std::span<const Participant> faces, const Material& material)
{
    std::vector<Participant> out;
    out.reserve(material.faces.size());
    for (const Participant& face : faces)
        if (out.size() < material.faces.size() && face.face == material.faces[out.size()])
            out.push_back(face);
    return out;
}

} // namespace

int FaceGroup::named() const
{
    return static_cast<int>(
        std::count_if(faces.begin(), faces.end(), [](const GroupFace& f) { return !f.out && f.identity == 0; }));
}

int FaceGroup::moved() const
{
    return static_cast<int>(std::count_if(faces.begin(), faces.end(), [this](const GroupFace& f) {
        return !f.out && f.identity != 0 && f.identity != person;
    }));
}

GroupProposal groupFaces(dataset::Project& project, const GroupOptions& options, jobs::Context& context)
{
    requireMethod(options.compare);
    if (!(options.threshold >= 0 && options.threshold <= 1))
        throw Error(ErrorCode::BadArgument, "The threshold of a grouping is a similarity; it must lie between 0 (which "
                                            "means: the default for this dataset) and 1.");
    const auto lock = project.lockForJob("group");
    const bool lbph = options.compare.method == "lbph";
    if (lbph)
        faces::renewCrops(project, kCropSize, context, options.compare.threads);
    auto settings = cluster::defaultOptions(options.algorithm);
    settings.seed = options.seed;
    if (options.minimumSize > 0)
        settings.minimumSize = options.minimumSize;
    if (options.algorithm == cluster::Algorithm::Hdbscan)
        settings.minimumSize = std::max<std::size_t>(2, settings.minimumSize);
    GroupProposal out;
    out.method = options.compare.method;
    out.model = lbph ? std::string() : options.compare.model;
    out.algorithm = options.algorithm;
    out.scope = options.scope;
    out.minimumSize = settings.minimumSize;

    const auto all = participants(project, options.scope);
    const auto inScope = [](const Participant& face) { return face.inScope; };
    if (all.size() < 2 || std::none_of(all.begin(), all.end(), inScope)) {
        keepProposal(project, out);
        return out;
    }
    std::vector<FaceId> ids;
    for (const Participant& face : all)
        ids.push_back(face.face);
    const auto crops = lbph ? std::optional(openCrops(project, kCropSize)) : std::nullopt;
    const auto material =
        unnamedMaterial(project, crops ? &*crops : nullptr, ids, kNeighbours, options.compare, context);
    const auto faces = compared(all, *material);
    out.looked = static_cast<int>(std::count_if(faces.begin(), faces.end(), inScope));
    out.anchors = static_cast<int>(faces.size()) - out.looked;
    out.exact = material->exact;
    out.recall = material->recall;
    if (faces.size() < 2) {
        keepProposal(project, out);
        return out;
    }

    context.stage("group");
    const std::size_t slower = lbph && !material->exact ? kSlow : 1;
    const auto known = labelledPairs(faces, *material->similarity, slower, options.seed, context);
    const auto any = anyPairs(*material->similarity, kImpostor / slower, options.seed, context);
    if (options.threshold > 0) {
        out.threshold = options.threshold;
        out.thresholdFrom = "given";
    } else if (known.enough) {
        out.threshold = cluster::defaultThreshold(options.algorithm, faces.size(), known.genuine, known.impostor);
        out.thresholdFrom = "labels";
    } else {
        out.threshold = cluster::unlabelledThreshold(options.algorithm, faces.size(),
                                                     cluster::nearestSimilarities(material->others), any);
        out.thresholdFrom = "pictures";
    }
    settings.threshold = out.threshold;
    // Pairs that are in no list are as alike as strangers are.
    settings.missing = std::min(medianOf(any), out.threshold - 0.001F);
    const Said constraints = said(project, faces);
    const auto clusters =
        cluster::group(material->others, {{}, constraints.cannot, constraints.owner}, settings, context);
    for (const auto& pair : clusters.contradictions)
        out.contradictions.push_back({faces[pair.a].face, faces[pair.b].face});
    out.agreement = agreementOf(faces, clusters.cluster);

    GroupPeople people({faces, *material->similarity, material->others, clusters.cluster, clusters.count, out.threshold,
                        out.minimumSize, slower == 1 ? std::size_t{16} : std::size_t{4}, constraints.differ,
                        constraints.excluded});
    out.groups = people.groups(known.genuine, known.enough ? std::span<const float>(known.impostor) : any,
                               options.compare.threads, context);
    keepProposal(project, out);
    return out;
}

} // namespace likeness::curate
