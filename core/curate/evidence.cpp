// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/curate/cosines.h"
#include "core/curate/judge.h"
#include "core/curate/lbph.h"

#include <algorithm>
#include <cmath>

namespace likeness::curate {

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
    Result out = judge(Cosines(embeddings), embeddings.faces, labels, cannot, confirmed, threads, context);
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
        parallelFor(std::min(kBatch, present.size() - first), threads,
                    [&](std::size_t k) { histograms.set(first + k, lbphCrop(crops, present[first + k])); });
        context.progress(std::min(first + kBatch, present.size()), present.size(), "faces");
    }
    Result out = judge(histograms, present, presentLabels, cannot, confirmed, threads, context);
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
