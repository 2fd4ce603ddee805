// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/compute/compute.h"
#include "core/crops/crop_cache.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace likeness::compute {

// Row-major unit vectors and the faces they belong to.
struct Embeddings {
    int dim = 0;
    std::vector<std::int64_t> faces;
    std::vector<float> values; // faces.size() × dim
    std::span<const float> row(std::size_t i) const
    {
        return {values.data() + i * static_cast<std::size_t>(dim), static_cast<std::size_t>(dim)};
    }
};

// Embeddings of these faces by this model, from cache/embeddings/<model hash>-<precision>[-mirror].lke where the crop's
// hash is still the same, computed and appended otherwise. Faces without a crop are left out (an issue each). Stops
// between batches, keeping what is done.
Embeddings embedFaces(const Model& model,
                      const ModelSource& source,
                      const crops::CropReader& crops,
                      std::span<const std::int64_t> faces,
                      bool mirror,
                      const std::filesystem::path& cacheFolder,
                      jobs::Context& context);

// The cache file that embedFaces() used last in this folder, whatever the model: embeddings that can be had without
// loading it. Nothing when there is none.
struct EmbeddingCache {
    std::filesystem::path file;
    std::string model; // for people
    int dim = 0;
    int cropSize = 0;
    std::uint64_t salt = 0;
};
Json toJson(const EmbeddingCache& cache);
// Throws Error, Json::exception. The file's name only is taken: a project may be somebody else's, and must not lead
// outside its cache folder.
EmbeddingCache embeddingCacheFrom(const Json& json, const std::filesystem::path& cacheFolder);
std::optional<EmbeddingCache> latestCache(const std::filesystem::path& cacheFolder);
// Those of the faces whose present crop is in the cache, in order; `crops` are of cropSize.
Embeddings
cachedEmbeddings(const EmbeddingCache& cache, const crops::CropReader& crops, std::span<const std::int64_t> faces);

// float32 .npy (version 1.0, C order), count × dim.
void writeNpy(const std::filesystem::path& file, std::span<const float> values, std::size_t rows, std::size_t columns);

} // namespace likeness::compute
