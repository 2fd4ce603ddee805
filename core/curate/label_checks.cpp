// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/label_checks.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/curate/cosines.h"
#include "core/curate/material.h"
#include "core/faces/prepare.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

namespace likeness::curate {
namespace {

using dataset::FaceId;
using dataset::IdentityId;

constexpr std::size_t kPairs = 200000;
constexpr std::size_t kOthers = 256;
constexpr std::size_t kNearest = 32;
constexpr std::size_t kBatch = 256; // faces between two questions whether to stop
constexpr double kNoRoom = 1e-3;    // between the lower two knots, where a model does not separate

void requireMatch(const compute::Embeddings& embeddings, std::span<const IdentityId> labels)
{
    if (embeddings.faces.size() != labels.size())
        throw Error(ErrorCode::BadArgument, "Faces and labels do not match in number.");
    if (!std::all_of(embeddings.values.begin(), embeddings.values.end(), [](float v) { return std::isfinite(v); }))
        throw Error(ErrorCode::Compute,
                    "The model gave embeddings that are not finite numbers; check the model and its input.");
}

// Indices of each identity's faces.
std::map<IdentityId, std::vector<std::size_t>> membersOf(std::span<const IdentityId> labels)
{
    std::map<IdentityId, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < labels.size(); ++i)
        members[labels[i]].push_back(i);
    return members;
}

// The q-quantile, linear between order statistics (as numpy has it).
double quantile(std::vector<float>& values, double q)
{
    const double at = q * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::ptrdiff_t>(at);
    std::nth_element(values.begin(), values.begin() + low, values.end());
    const double first = static_cast<double>(values[static_cast<std::size_t>(low)]);
    if (static_cast<double>(low) == at)
        return first;
    const auto second = std::min_element(values.begin() + low + 1, values.end());
    return first + (at - static_cast<double>(low)) * (static_cast<double>(*second) - first);
}

void forAll(std::size_t count, int threads, jobs::Context& context, const std::function<void(std::size_t)>& body)
{
    for (std::size_t first = 0; first < count; first += kBatch) {
        context.checkStop();
        const auto batch = std::min(kBatch, count - first);
        parallelFor(batch, threads, [&](std::size_t k) { body(first + k); });
        context.progress(first + batch, count, "faces");
    }
}

// --- cross-validation

// Which fold each face is in. The faces of an identity are dealt out in random order, so that its folds are as even as
// can be; only a face that is alone has no other fold.
std::vector<int>
foldsOf(const std::map<IdentityId, std::vector<std::size_t>>& members, std::size_t faces, const CrossOptions& options)
{
    std::vector<int> folds(faces, 0);
    Rng rng(options.seed);
    for (const auto& [identity, indices] : members) {
        auto order = indices;
        rng.shuffle(std::span(order));
        const auto offset = rng.below(static_cast<std::uint64_t>(options.folds));
        for (std::size_t i = 0; i < order.size(); ++i)
            folds[order[i]] = static_cast<int>((i + offset) % static_cast<std::size_t>(options.folds));
    }
    return folds;
}

struct Scores {
    double own = 0;
    std::vector<float> others; // the nearest other centroids' similarities, nearest first
    bool possible = false;
};

// Mean log-likelihood of the labels when similarities are multiplied by `scale`.
double logLikelihood(const std::vector<Scores>& scores, double scale)
{
    double sum = 0;
    std::size_t n = 0;
    for (const auto& s : scores) {
        if (!s.possible || s.others.empty())
            continue;
        double below = 1;
        for (const float other : s.others)
            below += std::exp(scale * (static_cast<double>(other) - s.own));
        sum -= std::log(below);
        ++n;
    }
    return n ? sum / static_cast<double>(n) : 0;
}

// The likelihood is concave in the scale: golden section over 1 … 512 in its logarithm.
double bestScale(const std::vector<Scores>& scores)
{
    constexpr double kGolden = 0.6180339887498949;
    double low = 0;
    double high = std::log(512.0);
    for (int i = 0; i < 40; ++i) {
        const double a = high - kGolden * (high - low);
        const double b = low + kGolden * (high - low);
        if (logLikelihood(scores, std::exp(a)) < logLikelihood(scores, std::exp(b)))
            low = a;
        else
            high = b;
    }
    return std::exp((low + high) / 2);
}

// Unit centroids of the faces outside a fold, one row for each identity that has any; the rest in `rowOf` is −1.
struct Centroids {
    compute::Embeddings rows;
    std::vector<int> rowOf;
};

Centroids centroidsWithout(int fold,
                           const compute::Embeddings& embeddings,
                           const std::vector<std::size_t>& group,
                           const std::vector<int>& folds,
                           std::size_t groups)
{
    const auto dim = static_cast<std::size_t>(embeddings.dim);
    std::vector<double> sums(groups * dim, 0);
    std::vector<int> counts(groups, 0);
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (folds[i] == fold)
            continue;
        ++counts[group[i]];
        const auto row = embeddings.row(i);
        for (std::size_t k = 0; k < dim; ++k)
            sums[group[i] * dim + k] += static_cast<double>(row[k]);
    }
    Centroids out;
    out.rows.dim = embeddings.dim;
    out.rowOf.assign(groups, -1);
    for (std::size_t g = 0; g < groups; ++g) {
        if (!counts[g])
            continue;
        const auto* sum = sums.data() + g * dim;
        const double norm = std::sqrt(std::inner_product(sum, sum + dim, sum, 0.0));
        out.rowOf[g] = static_cast<int>(out.rows.faces.size());
        out.rows.faces.push_back(static_cast<std::int64_t>(g));
        for (std::size_t k = 0; k < dim; ++k)
            out.rows.values.push_back(static_cast<float>(norm > 0 ? sum[k] / norm : 0));
    }
    return out;
}

} // namespace

Calibration::Calibration(double impostorMedian, double genuineP5)
    : m_impostorMedian(impostorMedian), m_genuineP5(std::min(genuineP5, 1 - kNoRoom)),
      m_low(std::min(impostorMedian, m_genuineP5 - kNoRoom))
{
}

double Calibration::operator()(double similarity) const
{
    if (similarity <= m_low)
        return 0;
    if (similarity < m_genuineP5)
        return kGenuineAt * (similarity - m_low) / (m_genuineP5 - m_low);
    return std::min(1.0, kGenuineAt + (1 - kGenuineAt) * (similarity - m_genuineP5) / (1 - m_genuineP5));
}

namespace {

// The 5th percentile of genuine pairs, where some of the pairs that have one label are pairs of strangers because a
// label is wrong. Half of those are less alike than the impostors' median, where next to no genuine pair is: that tells
// how many there are, and they are taken to be the least alike. That needs a model that separates people: half of the
// pairs with one label are more alike than nearly all impostors. Otherwise nothing is left out.
double genuineFifth(std::vector<float>& genuine, std::vector<float>& impostor, double impostorMedian)
{
    constexpr double kPart = 0.05;
    constexpr double kMostWrong = 0.5;
    if (quantile(genuine, 0.5) < quantile(impostor, 0.95))
        return quantile(genuine, kPart);
    const auto below =
        std::count_if(genuine.begin(), genuine.end(), [&](float s) { return static_cast<double>(s) < impostorMedian; });
    const double wrong = 2 * static_cast<double>(below) / static_cast<double>(genuine.size());
    return quantile(genuine, wrong > kMostWrong ? kPart : wrong + kPart * (1 - wrong));
}

} // namespace

Calibration calibrate(const compute::Embeddings& embeddings, std::span<const IdentityId> labels, std::uint64_t seed)
{
    requireMatch(embeddings, labels);
    const Cosines similarity(embeddings);
    const auto members = membersOf(labels);
    std::size_t pairs = 0;
    for (const auto& [identity, indices] : members)
        pairs += indices.size() * (indices.size() - 1) / 2;
    if (pairs == 0 || members.size() < 2)
        throw Error(
            ErrorCode::TooFewIdentities,
            "Comparing needs two people, and one of them with two faces that have crops; import more pictures.");
    Rng rng(seed);
    std::vector<float> genuine, impostor;
    // Each genuine pair has the same chance to be taken; below the limit all are.
    const double share = std::min(1.0, static_cast<double>(kPairs) / static_cast<double>(pairs));
    for (const auto& [identity, indices] : members)
        for (std::size_t i = 0; i < indices.size(); ++i)
            for (std::size_t j = i + 1; j < indices.size(); ++j)
                if (share >= 1 || rng.uniform() < share)
                    genuine.push_back(similarity.pair(indices[i], indices[j]));
    const std::size_t wanted = std::clamp<std::size_t>(genuine.size(), 1000, kPairs);
    while (impostor.size() < wanted) {
        const auto a = static_cast<std::size_t>(rng.below(labels.size()));
        const auto b = static_cast<std::size_t>(rng.below(labels.size()));
        if (labels[a] != labels[b])
            impostor.push_back(similarity.pair(a, b));
    }
    const double middle = quantile(impostor, 0.5);
    return {middle, genuineFifth(genuine, impostor, middle)};
}

Checked compareToOwn(const compute::Embeddings& embeddings,
                     std::span<const IdentityId> labels,
                     const Calibration& calibration,
                     double threshold,
                     int threads,
                     jobs::Context& context)
{
    requireMatch(embeddings, labels);
    context.stage("compare");
    const Cosines similarity(embeddings);
    const auto members = membersOf(labels);
    std::vector<dataset::CheckResult> results(labels.size());
    forAll(labels.size(), threads, context, [&](std::size_t i) {
        const auto& own = members.at(labels[i]);
        if (own.size() < 2)
            return;
        const std::size_t step = (own.size() - 1 + kOthers - 1) / kOthers;
        std::vector<float> values;
        std::size_t other = 0;
        for (const auto j : own)
            if (j != i && other++ % step == 0)
                values.push_back(similarity.pair(i, j));
        auto& r = results[i];
        r.face = embeddings.faces[i];
        r.identity = labels[i];
        r.value = calibration(quantile(values, 0.5));
        r.threshold = threshold;
        r.passed = r.value >= threshold;
    });
    Checked out;
    out.notPossible = static_cast<int>(std::erase_if(results, [](const auto& r) { return r.face == 0; }));
    out.results = std::move(results);
    return out;
}

Checked crossValidate(const compute::Embeddings& embeddings,
                      std::span<const IdentityId> labels,
                      const CrossOptions& options,
                      jobs::Context& context)
{
    requireMatch(embeddings, labels);
    const auto members = membersOf(labels);
    if (members.size() < 2)
        throw Error(ErrorCode::TooFewIdentities, "Cross-validation needs two people; import more.");
    if (options.folds < 2)
        throw Error(ErrorCode::BadArgument, "Cross-validation needs two folds or more.");
    context.stage("cross-validate");
    std::vector<std::size_t> group(labels.size());
    std::size_t groups = 0;
    for (const auto& [identity, indices] : members) {
        for (const auto i : indices)
            group[i] = groups;
        ++groups;
    }
    const auto folds = foldsOf(members, labels.size(), options);
    std::vector<std::vector<std::size_t>> inFold(static_cast<std::size_t>(options.folds));
    for (std::size_t i = 0; i < labels.size(); ++i)
        inFold[static_cast<std::size_t>(folds[i])].push_back(i);
    std::vector<Scores> scores(labels.size());
    std::size_t done = 0;
    for (int fold = 0; fold < options.folds; ++fold) {
        context.checkStop();
        const auto& faces = inFold[static_cast<std::size_t>(fold)];
        if (faces.empty())
            continue;
        const auto centroids = centroidsWithout(fold, embeddings, group, folds, groups);
        // Faces of the fold and centroids side by side, so that the blocked product can be used.
        for (std::size_t first = 0; first < faces.size(); first += kBatch) {
            context.checkStop();
            const auto batch = std::min(kBatch, faces.size() - first);
            parallelFor(batch, options.threads, [&](std::size_t k) {
                const auto i = faces[first + k];
                const int own = centroids.rowOf[group[i]];
                if (own < 0)
                    return;
                auto& s = scores[i];
                s.possible = true;
                std::vector<float> row(centroids.rows.faces.size());
                Cosines::against(embeddings.row(i), centroids.rows, row);
                s.own = static_cast<double>(row[static_cast<std::size_t>(own)]);
                row.erase(row.begin() + own);
                const auto kept = std::min(kNearest, row.size());
                std::partial_sort(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(kept), row.end(),
                                  std::greater<>());
                row.resize(kept);
                s.others = std::move(row);
            });
            context.progress(done += batch, labels.size(), "faces");
        }
    }
    const double scale = bestScale(scores);
    Checked out;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto& s = scores[i];
        if (!s.possible) {
            ++out.notPossible;
            continue;
        }
        double below = 1;
        for (const float other : s.others)
            below += std::exp(scale * (static_cast<double>(other) - s.own));
        dataset::CheckResult r;
        r.face = embeddings.faces[i];
        r.identity = labels[i];
        r.value = 1 / below;
        r.passed = s.others.empty() || s.own >= static_cast<double>(s.others.front());
        out.results.push_back(std::move(r));
    }
    return out;
}

CheckSummary checkLabels(dataset::Project& project, const CheckOptions& options, jobs::Context& context)
{
    if (options.kind == dataset::CheckKind::Spot)
        throw Error(ErrorCode::BadArgument, "A spot check is made by a person; draw a sample instead.");
    if (options.model.empty())
        throw Error(ErrorCode::BadArgument,
                    "Checking labels needs a model: name a run, an .onnx file or a model file.");
    if (!(options.threshold > 0 && options.threshold <= 1))
        throw Error(ErrorCode::BadArgument, "The threshold is a calibrated similarity above 0, up to 1.");
    const auto lock = project.lockForJob("check");
    const auto labelled = project.labelledFaces();
    if (labelled.empty())
        throw Error(ErrorCode::TooFewIdentities, "No face has a name yet; import a folder for each person.");
    const auto source = compute::findModel(options.model, project.runsFolder());
    context.stage("load");
    const auto model = compute::Model::load(source, options.compute);
    const auto crops = renewedCrops(project, model.input().cropSize, options.compute.threads, context);
    std::vector<FaceId> faces;
    std::unordered_map<FaceId, IdentityId> identityOf;
    for (const auto& [face, identity] : labelled)
        if (crops.find(face)) {
            faces.push_back(face);
            identityOf.emplace(face, identity);
        }
    if (faces.empty())
        throw Error(ErrorCode::NeedsPrepare, "None of the labelled faces has a crop yet; run prepare first.");
    context.stage("embed");
    const auto embeddings = compute::embedFaces(model, source, crops, faces, true, project.cacheFolder(), context);
    std::vector<IdentityId> labels;
    for (const auto face : embeddings.faces)
        labels.push_back(identityOf.at(face));

    CheckSummary summary;
    summary.faces = static_cast<int>(labelled.size());
    summary.withoutCrop = static_cast<int>(labelled.size() - embeddings.faces.size());
    summary.method = source.name;
    Checked checked;
    if (options.kind == dataset::CheckKind::Automatic) {
        const auto calibration = calibrate(embeddings, labels);
        summary.genuineP5 = calibration.genuineP5();
        summary.impostorMedian = calibration.impostorMedian();
        summary.separates = calibration.separates();
        if (!summary.separates)
            context.issue(
                {jobs::Issue::Severity::Warning, source.name, ErrorCode::Compute,
                 "This model does not tell the people of this project apart, or very many labels are wrong, so "
                 "its comparison says little; cross-validate, or use another model."});
        checked = compareToOwn(embeddings, labels, calibration, options.threshold, options.compute.threads, context);
    } else {
        checked = crossValidate(embeddings, labels, options.cross, context);
    }
    for (auto& result : checked.results) {
        result.method = source.name;
        (result.passed ? summary.passed : summary.failed) += 1;
    }
    summary.notPossible = checked.notPossible;
    context.stage("store");
    dataset::storeChecks(project, options.kind, checked.results, true);
    return summary;
}

} // namespace likeness::curate
