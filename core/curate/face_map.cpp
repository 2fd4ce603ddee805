// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/face_map.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/compute/embed.h"
#include "core/crops/crop_cache.h"
#include "core/curate/material.h"
#include "core/faces/prepare.h"
#include "core/neighbours/search.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace likeness::curate {
namespace {

static_assert(std::endian::native == std::endian::little, "maps are read in place");
static_assert(sizeof(layout::Point) == 8);

constexpr int kCropSize = 112; // of a project that has no embeddings yet
constexpr char kMagic[] = "LKFMAP01";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeader = 32;
constexpr std::size_t kPerFace = 16;
constexpr std::size_t kMostName = 4096;
constexpr std::uint64_t kMostBytes = 1ull << 30; // 64 million faces

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

template<typename T>
void put(std::uint8_t*& at, const T* values, std::size_t count)
{
    std::memcpy(at, values, count * sizeof(T));
    at += count * sizeof(T);
}

template<typename T>
T get(const Bytes& bytes, std::size_t at)
{
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof(T));
    return value;
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

void writeMap(const std::filesystem::path& file, const FaceMap& map)
{
    const std::string name = toUtf8(map.model).substr(0, kMostName);
    const auto nameBytes = static_cast<std::uint32_t>(name.size());
    const std::uint64_t count = map.faces.size();
    Bytes bytes(kHeader + name.size() + map.faces.size() * kPerFace);
    auto* at = bytes.data() + kHeader;
    put(at, name.data(), name.size());
    put(at, map.faces.data(), map.faces.size());
    put(at, map.points.data(), map.points.size());
    const std::uint64_t check = hash64({bytes.data() + kHeader, bytes.size() - kHeader});
    at = bytes.data();
    put(at, kMagic, 8);
    put(at, &kVersion, 1);
    put(at, &nameBytes, 1);
    put(at, &count, 1);
    put(at, &check, 1);
    std::filesystem::create_directories(file.parent_path());
    writeFileAtomically(file, bytes);
}

FaceMap readMap(const std::filesystem::path& file)
{
    const Bytes bytes = readFile(file, kMostBytes);
    const auto bad = [&](const std::string& what) {
        return Error(ErrorCode::BadFile, displayPath(file) + " is not a whole map of faces (" + what + ").");
    };
    if (bytes.size() < kHeader || std::memcmp(bytes.data(), kMagic, 8) != 0)
        throw bad("no header");
    if (get<std::uint32_t>(bytes, 8) != kVersion)
        throw bad("another version");
    const std::size_t nameBytes = get<std::uint32_t>(bytes, 12);
    const std::uint64_t count = get<std::uint64_t>(bytes, 16);
    // Divided, not multiplied: a hostile count must not wrap around.
    if (nameBytes > kMostName || kHeader + nameBytes > bytes.size() ||
        (bytes.size() - kHeader - nameBytes) / kPerFace != count ||
        (bytes.size() - kHeader - nameBytes) % kPerFace != 0)
        throw bad("wrong size");
    if (hash64({bytes.data() + kHeader, bytes.size() - kHeader}) != get<std::uint64_t>(bytes, 24))
        throw bad("damaged");
    FaceMap out;
    out.model.assign(reinterpret_cast<const char*>(bytes.data()) + kHeader, nameBytes);
    out.model = toUtf8(out.model);
    out.faces.resize(static_cast<std::size_t>(count));
    out.points.resize(static_cast<std::size_t>(count));
    const auto* at = bytes.data() + kHeader + nameBytes;
    if (count > 0) {
        std::memcpy(out.faces.data(), at, out.faces.size() * sizeof(dataset::FaceId));
        std::memcpy(out.points.data(), at + out.faces.size() * sizeof(dataset::FaceId), out.points.size() * 8);
    }
    for (std::size_t i = 0; i < out.faces.size(); ++i)
        if (out.faces[i] <= (i == 0 ? 0 : out.faces[i - 1]) || !std::isfinite(out.points[i].x) ||
            !std::isfinite(out.points[i].y))
            throw bad("values out of range");
    return out;
}

} // namespace likeness::curate
