// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/face_map.h"

#include "core/base/error.h"
#include "core/compute/embed.h"
#include "core/crops/crop_cache.h"
#include "core/curate/material.h"
#include "core/faces/prepare.h"
#include "core/neighbours/search.h"

namespace likeness::curate {
namespace {

constexpr int kCropSize = 112; // of a project that has no embeddings yet

struct Embedded {
    std::string model;
    compute::Embeddings embeddings;
};

std::vector<dataset::FaceId> facesWithCrop(const dataset::Project& project, const crops::CropReader& crops)
{
    std::vector<dataset::FaceId> out;
    for (const auto face : project.allFaces())
        if (crops.find(face))
            out.push_back(face);
    if (out.empty())
        throw Error(ErrorCode::NeedsPrepare, "No face of this project has a crop yet; run prepare first.");
    return out;
}

// What can be had without loading a model. Of `source` only, where one is given, and then of all faces or not at all.
std::optional<Embedded>
fromCache(dataset::Project& project, const compute::ModelSource* source, int threads, jobs::Context& context)
{
    const auto cache = compute::latestCache(project.cacheFolder());
    if (!cache || (source && !cache->file.filename().native().starts_with(source->hash + "-")))
        return std::nullopt;
    const auto crops = renewedCrops(project, cache->cropSize, threads, context);
    const auto faces = facesWithCrop(project, crops);
    Embedded out{cache->model, compute::cachedEmbeddings(*cache, crops, faces)};
    const std::size_t missing = faces.size() - out.embeddings.faces.size();
    if (source ? missing > 0 : out.embeddings.faces.empty())
        return std::nullopt;
    if (missing > 0)
        context.issue({jobs::Issue::Severity::Warning, std::to_string(missing) + " faces", ErrorCode::BadArgument,
                       "they have no embedding by " + cache->model +
                           " yet and are not on the map; name the model to have them computed"});
    return out;
}

Embedded embed(dataset::Project& project, const MapOptions& options, jobs::Context& context)
{
    const int threads = options.layout.threads;
    if (options.model.empty()) {
        if (auto cached = fromCache(project, nullptr, threads, context))
            return std::move(*cached);
        renewedCrops(project, kCropSize, threads, context); // where crops are missing, they come first
        throw Error(ErrorCode::BadArgument, "This project has no embeddings yet. Name a model: a run, an .onnx file or "
                                            "a model file.");
    }
    const auto source = compute::findModel(options.model, project.runsFolder());
    if (auto cached = fromCache(project, &source, threads, context))
        return std::move(*cached);
    context.stage("load");
    const auto model = compute::Model::load(source, options.compute);
    const auto crops = renewedCrops(project, model.input().cropSize, threads, context);
    const auto faces = facesWithCrop(project, crops);
    context.stage("embed");
    return {source.name, compute::embedFaces(model, source, crops, faces, true, project.cacheFolder(), context)};
}

} // namespace

FaceMap buildMap(dataset::Project& project, const MapOptions& options, jobs::Context& context)
{
    const auto lock = project.lockForJob("map");
    Embedded embedded = embed(project, options, context);
    const neighbours::Vectors vectors{embedded.embeddings.values, static_cast<std::size_t>(embedded.embeddings.dim)};
    const auto& layout = options.layout;
    context.stage("compare");
    const auto near =
        neighbours::nearest(vectors, {}, {layout.neighbours, neighbours::Method::Automatic, layout.threads}, context);
    context.stage("map");
    const auto start = layout::principalPlane(vectors, layout.seed, layout.threads, context);
    FaceMap out;
    out.points = layout::place(near.lists, start, layout, context);
    out.model = std::move(embedded.model);
    out.faces = std::move(embedded.embeddings.faces);
    writeMap(mapFile(project), out);
    return out;
}

std::filesystem::path mapFile(const dataset::Project& project)
{
    return project.cacheFolder() / "map-embedding.lkm";
}

} // namespace likeness::curate
