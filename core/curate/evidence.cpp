// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/curate/cosines.h"
#include "core/curate/judge.h"
#include "core/curate/lbph.h"
#include "core/curate/neighbours.h"
#include "core/image/transform.h"
#include "core/neighbours/search.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

namespace likeness::curate {
namespace {

// A number for each identity, in order of their first faces.
std::vector<std::uint32_t> groupsOf(std::span<const dataset::IdentityId> labels)
{
    std::unordered_map<dataset::IdentityId, std::uint32_t> number;
    std::vector<std::uint32_t> out;
    for (const auto id : labels)
        out.push_back(number.try_emplace(id, static_cast<std::uint32_t>(number.size())).first->second);
    return out;
}

} // namespace

Result fromEmbeddings(const compute::Embeddings& embeddings,
                      std::span<const dataset::IdentityId> labels,
                      std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot,
                      jobs::Context& context,
                      std::span<const dataset::FaceId> confirmed,
                      int threads)
{
    if (embeddings.dim < 1 ||
        embeddings.values.size() != embeddings.faces.size() * static_cast<std::size_t>(embeddings.dim))
        throw Error(ErrorCode::BadArgument, "The embeddings do not hold one whole row for each face.");
    if (!std::all_of(embeddings.values.begin(), embeddings.values.end(), [](float v) { return std::isfinite(v); }))
        throw Error(ErrorCode::Compute,
                    "The model gave embeddings that are not finite numbers; check the model and its input.");
    if (embeddings.faces.size() != labels.size())
        throw Error(ErrorCode::BadArgument, "Faces, labels and similarities do not match in number.");
    context.stage("compare");
    const neighbours::Vectors vectors{embeddings.values, static_cast<std::size_t>(embeddings.dim)};
    const auto groups = groupsOf(labels);
    const auto own = neighbours::nearestInGroup(vectors, groups, kNearestOwn, threads, context);
    const auto others = neighbours::nearest(vectors, groups, {kNearestOthers, {}, threads}, context);
    const Cosines similarity(embeddings);
    Result out = judge({similarity, own, others.lists, embeddings.faces, labels, cannot, confirmed}, threads, context);
    out.method = "embedding";
    return out;
}

Result fromLbph(const crops::CropReader& crops,
                std::span<const dataset::FaceId> faces,
                std::span<const dataset::IdentityId> labels,
                std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot,
                const LbphOptions& options,
                int threads,
                jobs::Context& context,
                std::span<const dataset::FaceId> confirmed)
{
    if (faces.size() != labels.size())
        throw Error(ErrorCode::BadArgument, "Faces and labels do not match in number.");
    std::vector<dataset::FaceId> present;
    std::vector<dataset::IdentityId> presentLabels;
    for (std::size_t i = 0; i < faces.size(); ++i) {
        if (crops.pixels(faces[i]).empty()) {
            context.issue({jobs::Issue::Severity::Warning, "face " + std::to_string(faces[i]), ErrorCode::NeedsPrepare,
                           "This face has no crop and was left out; run prepare again."});
            continue;
        }
        present.push_back(faces[i]);
        presentLabels.push_back(labels[i]);
    }
    context.stage("lbph");
    LbphHistograms histograms(present.size(), crops.size(), options);
    constexpr std::size_t kBatch = 64;
    for (std::size_t first = 0; first < present.size(); first += kBatch) {
        context.checkStop();
        parallelFor(std::min(kBatch, present.size() - first), threads, [&](std::size_t k) {
            image::Image rgb(crops.size(), crops.size(), 3);
            const auto pixels = crops.pixels(present[first + k]);
            std::memcpy(rgb.pixels.data(), pixels.data(), rgb.pixels.size());
            histograms.set(first + k, image::toGrey(rgb));
        });
        context.progress(std::min(first + kBatch, present.size()), present.size(), "faces");
    }
    context.stage("compare");
    const Neighbours near = findNeighbours(histograms, groupsOf(presentLabels), threads, context);
    Result out =
        judge({histograms, near.own, near.others, present, presentLabels, cannot, confirmed}, threads, context);
    out.method = "lbph";
    return out;
}

std::string reasonSentence(const Evidence& evidence, const std::string& ownName, const std::string& rivalName)
{
    const auto shown = [](float similarity) { return formatNumber(static_cast<double>(similarity), 2); };
    const std::string rival = evidence.rival == 0
                                  ? ""
                                  : "similarity to " + rivalName + " (" + std::to_string(evidence.rivalCount) +
                                        (evidence.rivalCount == 1 ? " face" : " faces") + ") is " +
                                        shown(evidence.rivalSimilarity);
    if (evidence.ownCount == 0)
        return "The only face of " + ownName + (rival.empty() ? "." : "; its " + rival + ".");
    return "Similarity to " + std::to_string(evidence.ownCount) +
           (evidence.ownCount == 1 ? " other face of " : " other faces of ") + ownName + " is " +
           shown(evidence.ownSimilarity) + (rival.empty() ? "." : "; " + rival + ".");
}

} // namespace likeness::curate
