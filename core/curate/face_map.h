// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"
#include "core/dataset/project.h"
#include "core/layout/layout.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace likeness::curate {

// All faces that a model has seen, in a plane where alike faces lie together.
struct FaceMap {
    std::string model;                  // for people
    std::vector<dataset::FaceId> faces; // ascending
    std::vector<layout::Point> points;  // of the faces; within 1e9
};

struct MapOptions {
    std::string model; // empty: the embeddings that were computed last
    compute::Options compute;
    layout::Options layout; // its threads count for everything
};

// Draws the map and keeps it in mapFile(). Every face that has a crop takes part, labelled or not, rejected ones
// included. The model is loaded only where embeddings of it are missing; without a named model faces without an
// embedding are left out (one issue). Throws NeedsPrepare without crops, BadArgument without embeddings and model,
// Interrupted.
FaceMap buildMap(dataset::Project& project, const MapOptions& options, jobs::Context& context);

// cache/map-embedding.lkm. Derived data: deleting it loses nothing but time. Layout, little-endian:
//   header, 32 bytes: "LKFMAP01", u32 version = 1, u32 bytes of the name, u64 count, u64 XXH3 of all that follows
//   the model's name in UTF-8; i64 face[count]; count times f32 x, f32 y
std::filesystem::path mapFile(const dataset::Project& project);
void writeMap(const std::filesystem::path& file, const FaceMap& map); // replaces it as a whole
// Throws Error(NotFound) when there is none, BadFile for anything but a whole map.
FaceMap readMap(const std::filesystem::path& file);
FaceMap parseMap(std::span<const std::uint8_t> bytes, const std::string& file); // `file`: for the error's sentence

} // namespace likeness::curate
