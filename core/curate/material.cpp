// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/material.h"

#include "core/base/error.h"
#include "core/curate/cosines.h"
#include "core/curate/lbph_neighbours.h"
#include "core/neighbours/search.h"

#include <algorithm>
#include <cmath>
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

void requireMatch(std::size_t faces, std::size_t labels)
{
    if (faces != labels)
        throw Error(ErrorCode::BadArgument, "Faces and labels do not match in number.");
}

} // namespace

std::unique_ptr<Material> embeddingMaterial(compute::Embeddings embeddings,
                                            std::span<const dataset::IdentityId> labels,
                                            int threads,
                                            jobs::Context& context)
{
    requireMatch(embeddings.faces.size(), labels.size());
    if (embeddings.dim < 1 ||
        embeddings.values.size() != embeddings.faces.size() * static_cast<std::size_t>(embeddings.dim))
        throw Error(ErrorCode::BadArgument, "The embeddings do not hold one whole row for each face.");
    if (!std::all_of(embeddings.values.begin(), embeddings.values.end(), [](float v) { return std::isfinite(v); }))
        throw Error(ErrorCode::Compute,
                    "The model gave embeddings that are not finite numbers; check the model and its input.");
    context.stage("compare");
    auto out = std::make_unique<Material>();
    out->method = "embedding";
    out->embeddings = std::move(embeddings);
    out->faces = out->embeddings.faces;
    out->labels.assign(labels.begin(), labels.end());
    const neighbours::Vectors vectors{out->embeddings.values, static_cast<std::size_t>(out->embeddings.dim)};
    const auto groups = groupsOf(labels);
    out->own = neighbours::nearestInGroup(vectors, groups, kNearestOwn, threads, context);
    auto found = neighbours::nearest(vectors, groups, {kNearestOthers, {}, threads}, context);
    out->others = std::move(found.lists);
    out->exact = found.exact;
    out->recall = found.recall;
    out->similarity = std::make_unique<Cosines>(out->embeddings);
    return out;
}

std::unique_ptr<Material> lbphMaterial(const crops::CropReader& crops,
                                       std::span<const dataset::FaceId> faces,
                                       std::span<const dataset::IdentityId> labels,
                                       const LbphOptions& options,
                                       int threads,
                                       jobs::Context& context)
{
    requireMatch(faces.size(), labels.size());
    auto out = std::make_unique<Material>();
    out->method = "lbph";
    for (std::size_t i = 0; i < faces.size(); ++i) {
        if (crops.pixels(faces[i]).empty()) {
            context.issue({jobs::Issue::Severity::Warning, "face " + std::to_string(faces[i]), ErrorCode::NeedsPrepare,
                           "This face has no crop and was left out; run prepare again."});
            continue;
        }
        out->faces.push_back(faces[i]);
        out->labels.push_back(labels[i]);
    }
    auto found = lbphNeighbours(crops, out->faces, groupsOf(out->labels), options, threads, context,
                                {.own = kNearestOwn, .others = kNearestOthers});
    out->own = std::move(found.own);
    out->others = std::move(found.others);
    out->similarity = std::move(found.pairs);
    out->exact = found.exact;
    return out;
}

} // namespace likeness::curate
