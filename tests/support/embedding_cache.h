// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/hash.h"
#include "core/base/json_util.h"
#include "core/base/random.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/project.h"

#include <cmath>
#include <cstring>

namespace likeness::test {

// Embeddings as if a model "test model" had been run on the project's crops of 112 pixels: unit vectors of 16 numbers,
// alike for faces of one person. Faces after `most` of them have none.
inline void writeEmbeddingCache(const dataset::Project& project, std::size_t most = SIZE_MAX)
{
    constexpr std::uint32_t kDim = 16;
    constexpr std::uint64_t kSalt = 99;
    const crops::CropReader crops(project.cropFile());
    Bytes out(16);
    std::memcpy(out.data(), "LKEMBED1", 8);
    std::memcpy(out.data() + 8, &kDim, 4);
    std::size_t written = 0;
    for (const auto& row : project.faces(project.allFaces())) {
        const auto record = crops.find(row.id);
        if (!record || written++ >= most)
            continue;
        Rng person(static_cast<std::uint64_t>(row.identity) + 1), own(static_cast<std::uint64_t>(row.id) + 1000);
        float values[kDim];
        float length = 0;
        for (float& value : values) {
            value = static_cast<float>(person.normal() + 0.2 * own.normal());
            length += value * value;
        }
        for (float& value : values)
            value /= std::sqrt(length);
        const std::uint64_t hash = record->hash ^ kSalt;
        const std::uint64_t check = hash64({reinterpret_cast<const std::uint8_t*>(values), sizeof values});
        const std::size_t at = out.size();
        out.resize(at + 16 + sizeof values);
        std::memcpy(out.data() + at, &hash, 8);
        std::memcpy(out.data() + at + 8, &check, 8);
        std::memcpy(out.data() + at + 16, values, sizeof values);
    }
    const auto folder = project.cacheFolder() / "embeddings";
    std::filesystem::create_directories(folder);
    writeFileAtomically(folder / "abc-fp32-mirror.lke", out);
    writeJsonFile(
        folder / "latest.json",
        {{"file", "abc-fp32-mirror.lke"}, {"model", "test model"}, {"dim", kDim}, {"crop_size", 112}, {"salt", kSalt}});
}

} // namespace likeness::test
