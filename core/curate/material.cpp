// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/material.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/curate/cosines.h"
#include "core/curate/lbph_neighbours.h"
#include "core/faces/prepare.h"
#include "core/neighbours/search.h"

#include <algorithm>
#include <cmath>
#include <numeric>
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

// Those of the faces that have a crop, in order; an issue for each other one.
std::vector<dataset::FaceId>
withCrops(const crops::CropReader& crops, std::span<const dataset::FaceId> faces, jobs::Context& context)
{
    std::vector<dataset::FaceId> out;
    for (const auto face : faces)
        if (!crops.pixels(face).empty())
            out.push_back(face);
        else
            context.issue({jobs::Issue::Severity::Warning, "face " + std::to_string(face), ErrorCode::NeedsPrepare,
                           "This face has no crop and was left out; run prepare again."});
    return out;
}

void requireFinite(const compute::Embeddings& embeddings)
{
    if (embeddings.dim < 1 ||
        embeddings.values.size() != embeddings.faces.size() * static_cast<std::size_t>(embeddings.dim))
        throw Error(ErrorCode::BadArgument, "The embeddings do not hold one whole row for each face.");
    if (!std::all_of(embeddings.values.begin(), embeddings.values.end(), [](float v) { return std::isfinite(v); }))
        throw Error(ErrorCode::Compute,
                    "The model gave embeddings that are not finite numbers; check the model and its input.");
}

neighbours::Vectors vectorsOf(const compute::Embeddings& embeddings)
{
    return {embeddings.values, static_cast<std::size_t>(embeddings.dim)};
}

std::unique_ptr<Material> materialOf(compute::Embeddings embeddings)
{
    auto out = std::make_unique<Material>();
    out->method = "embedding";
    out->embeddings = std::move(embeddings);
    out->faces = out->embeddings.faces;
    out->similarity = std::make_unique<Cosines>(out->embeddings);
    return out;
}

// What LBPH finds among candidates is not measured for each set.
void setExact(Material& material, bool exact)
{
    material.exact = exact;
    if (!exact)
        material.recall.reset();
}

} // namespace

std::unique_ptr<Material> embeddingMaterial(compute::Embeddings embeddings,
                                            std::span<const dataset::IdentityId> labels,
                                            int threads,
                                            jobs::Context& context)
{
    requireMatch(embeddings.faces.size(), labels.size());
    requireFinite(embeddings);
    context.stage("compare");
    auto out = materialOf(std::move(embeddings));
    out->labels.assign(labels.begin(), labels.end());
    const auto vectors = vectorsOf(out->embeddings);
    const auto groups = groupsOf(labels);
    out->own = neighbours::nearestInGroup(vectors, groups, kNearestOwn, threads, context);
    auto found = neighbours::nearest(vectors, groups, {kNearestOthers, {}, threads}, context);
    out->others = std::move(found.lists);
    out->exact = found.exact;
    out->recall = found.recall;
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
    out->faces = withCrops(crops, faces, context);
    for (std::size_t i = 0, k = 0; k < out->faces.size(); ++i)
        if (faces[i] == out->faces[k]) {
            out->labels.push_back(labels[i]);
            ++k;
        }
    auto found = lbphNeighbours(crops, out->faces, groupsOf(out->labels), options, threads, context,
                                {.own = kNearestOwn, .others = kNearestOthers});
    out->own = std::move(found.own);
    out->others = std::move(found.others);
    out->similarity = std::move(found.pairs);
    setExact(*out, found.exact);
    return out;
}

void requireMethod(const Options& options)
{
    if (options.method != "lbph" && options.method != "embedding")
        throw Error(ErrorCode::BadArgument,
                    "There is no method \"" + toUtf8(options.method) + "\"; use lbph or embedding.");
    if (options.method == "embedding" && options.model.empty())
        throw Error(ErrorCode::BadArgument,
                    "The embedding method needs a model: name a run, an .onnx file or a model file.");
}

crops::CropReader openCrops(const dataset::Project& project, int size)
{
    try {
        return crops::CropReader(project.cropFile(size));
    } catch (const Error& e) {
        if (e.code() != ErrorCode::NotFound)
            throw;
        throw Error(ErrorCode::NeedsPrepare, "The faces of this project have no crops of " + std::to_string(size) +
                                                 " pixels yet; run prepare first.");
    }
}

crops::CropReader renewedCrops(dataset::Project& project, int size, int threads, jobs::Context& context)
{
    faces::renewCrops(project, size, context, threads);
    return openCrops(project, size);
}

void requireAnyCrop(const crops::CropReader& crops, std::span<const dataset::FaceId> faces)
{
    if (std::none_of(faces.begin(), faces.end(), [&](auto face) { return crops.find(face).has_value(); }))
        throw Error(ErrorCode::NeedsPrepare, "None of these faces has a crop yet; run prepare first.");
}

compute::Embeddings projectEmbeddings(dataset::Project& project,
                                      std::span<const dataset::FaceId> faces,
                                      const Options& options,
                                      std::string& model,
                                      jobs::Context& context)
{
    context.stage("load");
    const auto source = compute::findModel(options.model, project.runsFolder());
    model = source.name;
    const auto loaded = compute::Model::load(source, options.compute);
    const auto crops = renewedCrops(project, loaded.input().cropSize, options.threads, context);
    requireAnyCrop(crops, faces);
    context.stage("embed");
    return compute::embedFaces(loaded, source, crops, faces, true, project.cacheFolder(), context);
}

std::unique_ptr<Material> unnamedMaterial(dataset::Project& project,
                                          const crops::CropReader* crops,
                                          std::span<const dataset::FaceId> faces,
                                          std::size_t k,
                                          const Options& options,
                                          jobs::Context& context)
{
    if (options.method == "embedding") {
        std::string model;
        auto embeddings = projectEmbeddings(project, faces, options, model, context);
        requireFinite(embeddings);
        context.stage("compare");
        auto out = materialOf(std::move(embeddings));
        out->model = model;
        auto found = neighbours::nearest(vectorsOf(out->embeddings), {}, {k, {}, options.threads}, context);
        out->others = std::move(found.lists);
        out->exact = found.exact;
        out->recall = found.recall;
        return out;
    }
    requireAnyCrop(*crops, faces);
    auto out = std::make_unique<Material>();
    out->method = "lbph";
    out->faces = withCrops(*crops, faces, context);
    std::vector<std::uint32_t> alone(out->faces.size());
    std::iota(alone.begin(), alone.end(), 0U);
    auto found = lbphNeighbours(*crops, out->faces, alone, options.lbph, options.threads, context,
                                {.own = 0, .others = k, .candidates = 2 * k});
    out->others = std::move(found.others);
    out->similarity = std::move(found.pairs);
    setExact(*out, found.exact);
    return out;
}

} // namespace likeness::curate
