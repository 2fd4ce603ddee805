// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace likeness::formats {

// A verification pack (lfw.bin and its kin, formats.md 2.2): encoded images 2i and 2i+1 are pair i.
struct Pack {
    MappedFile file;            // owns the bytes that `images` point into
    std::vector<Bytes> storage; // images that had to be converted (Latin-1 text of protocol 2)
    std::vector<std::span<const std::uint8_t>> images;
    std::vector<std::uint8_t> same;
};
// A whitelisting pickle reader: executes nothing, knows the opcodes and the five callables of formats.md 2.2, bounded
// memory. Throws Error(BadFile) naming opcode and offset.
Pack readPack(const std::filesystem::path& file);

// Writes a pack of same.size() pairs; image(i) gives the encoded bytes of image i, in order, and may throw to stop.
void writePack(const std::filesystem::path& file,
               std::span<const std::uint8_t> same,
               const std::function<Bytes(std::size_t)>& image);

} // namespace likeness::formats
