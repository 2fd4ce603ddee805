// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/embed.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json_util.h"
#include "core/base/log.h"
#include "core/compute/embedding_file.h"
#include "core/compute/known_models.h"

#include <algorithm>

namespace likeness::compute {
namespace {

// Rows between two writes to the cache, and what a stop loses at most: seconds of work on a CPU.
constexpr std::size_t kCpuBatch = 64;
constexpr std::size_t kGpuBatch = 512;
constexpr std::size_t kStopEvery = 4096; // faces that are looked up

std::filesystem::path latestFile(const std::filesystem::path& cacheFolder)
{
    return cacheFolder / "embeddings" / "latest.json";
}

// A cache, so what cannot be written is done without.
void noteLatest(const std::filesystem::path& cacheFolder, const EmbeddingCache& cache)
{
    try {
        writeJsonFile(latestFile(cacheFolder), toJson(cache));
    } catch (const Error& e) {
        log::warn(e.what());
    }
}

} // namespace

Json toJson(const EmbeddingCache& cache)
{
    return {{"file", cache.file.filename().string()},
            {"model", cache.model},
            {"dim", cache.dim},
            {"crop_size", cache.cropSize},
            {"salt", cache.salt}};
}

EmbeddingCache embeddingCacheFrom(const Json& json, const std::filesystem::path& cacheFolder)
{
    constexpr int kMostDim = 1 << 16;
    EmbeddingCache cache;
    cache.file = cacheFolder / "embeddings" / std::filesystem::path(json.at("file").get<std::string>()).filename();
    cache.model = json.at("model").get<std::string>();
    cache.dim = json.at("dim").get<int>();
    cache.cropSize = json.at("crop_size").get<int>();
    cache.salt = json.at("salt").get<std::uint64_t>();
    if (cache.dim < 1 || cache.dim > kMostDim)
        throw Error(ErrorCode::BadFile, "The note about a cache of embeddings gives a length that no model has.");
    return cache;
}

std::optional<EmbeddingCache> latestCache(const std::filesystem::path& cacheFolder)
{
    try {
        const Json json = readJsonFile(latestFile(cacheFolder), 1 << 16);
        EmbeddingCache cache = embeddingCacheFrom(json, cacheFolder);
        std::error_code ec;
        if (std::filesystem::is_regular_file(cache.file, ec))
            return cache;
    } catch (const Error&) {
        // none, or none that can be read: there is nothing to use
    } catch (const Json::exception&) {
        // another program's file of that name
    }
    return std::nullopt;
}

Embeddings
cachedEmbeddings(const EmbeddingCache& cache, const crops::CropReader& crops, std::span<const std::int64_t> faces)
{
    const EmbeddingFile known(cache.file, cache.dim);
    const auto dim = static_cast<std::size_t>(cache.dim);
    Embeddings out;
    out.dim = cache.dim;
    out.values.reserve(faces.size() * dim); // grown step by step it would need twice the room
    std::vector<float> row(dim);
    for (const auto face : faces)
        if (const auto record = crops.find(face); record && known.read(record->hash ^ cache.salt, row)) {
            out.faces.push_back(face);
            out.values.insert(out.values.end(), row.begin(), row.end());
        }
    return out;
}

Embeddings embedFaces(const Model& model,
                      const ModelSource& source,
                      const crops::CropReader& crops,
                      std::span<const std::int64_t> faces,
                      bool mirror,
                      const std::filesystem::path& cacheFolder,
                      jobs::Context& context)
{
    if (crops.size() != model.input().cropSize)
        throw Error(ErrorCode::NeedsPrepare, source.name + " wants crops of " + std::to_string(model.input().cropSize) +
                                                 " pixels, these have " + std::to_string(crops.size()) +
                                                 "; prepare with that size first");
    // What the numbers depend on beside the crop: the weights, the precision and the description beside an ONNX file.
    const std::string spec = dumpJson(model.input().toJson());
    const auto salt = hash64({reinterpret_cast<const std::uint8_t*>(spec.data()), spec.size()});
    const auto file =
        cacheFolder / "embeddings" / (source.hash + "-" + model.precision() + (mirror ? "-mirror" : "") + ".lke");
    EmbeddingFile cache(file, model.dim());
    const auto dim = static_cast<std::size_t>(model.dim());
    Embeddings out;
    out.dim = model.dim();
    out.faces.reserve(faces.size());
    out.values.reserve(faces.size() * dim); // grown step by step it would need twice the room
    struct Missing {
        std::size_t row;
        crops::Record record;
    };
    std::vector<Missing> missing; // to compute
    for (const auto face : faces) {
        const auto record = crops.find(face);
        if (!record) {
            context.issue({jobs::Issue::Severity::Warning, "face " + std::to_string(face), ErrorCode::NeedsPrepare,
                           "this face has no crop; prepare makes it"});
            continue;
        }
        const std::size_t row = out.faces.size();
        out.faces.push_back(face);
        out.values.resize((row + 1) * dim);
        if (!cache.read(record->hash ^ salt, std::span(out.values).subspan(row * dim)))
            missing.push_back({row, *record});
        if (row % kStopEvery == 0)
            context.checkStop();
    }
    context.progress(out.faces.size() - missing.size(), out.faces.size(), "faces");
    const std::size_t batch = model.device() == "cpu" ? kCpuBatch : kGpuBatch;
    std::vector<const std::uint8_t*> pixels;
    std::vector<std::uint64_t> hashes;
    std::vector<float> rows;
    for (std::size_t first = 0; first < missing.size(); first += batch) {
        context.checkStop();
        const auto part = std::span(missing).subspan(first, std::min(batch, missing.size() - first));
        pixels.clear();
        hashes.clear();
        for (const auto& [row, record] : part) {
            pixels.push_back(crops.pixels(record).data());
            hashes.push_back(record.hash ^ salt);
        }
        rows.resize(part.size() * dim);
        model.embed(pixels, mirror, rows, context.stopToken());
        cache.append(hashes, rows);
        for (std::size_t i = 0; i < part.size(); ++i)
            std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(i * dim), dim,
                        out.values.begin() + static_cast<std::ptrdiff_t>(part[i].row * dim));
        context.progress(out.faces.size() - missing.size() + first + part.size(), out.faces.size(), "faces");
    }
    noteModel(cacheFolder, source.file);
    noteLatest(cacheFolder, {file, source.name, model.dim(), crops.size(), salt});
    return out;
}

} // namespace likeness::compute
