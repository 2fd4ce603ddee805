// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"

#include <filesystem>
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

} // namespace likeness::formats
