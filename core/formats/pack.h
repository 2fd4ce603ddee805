// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/formats/location.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace likeness::formats {

// A verification pack (lfw.bin and its kin, formats.md 2.2): encoded images 2i and 2i+1 are pair i.
struct Pack {
    struct Place {
        std::uint64_t offset;
        std::uint64_t length;
        Coding coding; // Plain or Latin1
    };
    Bytes file;                 // owns the bytes that `images` point into
    std::vector<Bytes> storage; // images that had to be converted (Latin-1 text of protocol 2)
    std::vector<std::span<const std::uint8_t>> images;
    std::vector<Place> places; // of each image in the file
    std::vector<std::uint8_t> same;
};

inline constexpr std::uint64_t kMaxPackBytes = 1ull << 31; // ten times the largest of the field

// A whitelisting pickle reader: executes nothing, knows the opcodes and the five callables of formats.md 2.2. Reads
// the whole file into memory: a foreign file that is cut off while it is mapped would end the process. Throws
// Error(BadFile) naming opcode and offset, TooLarge, and what readFile() throws.
Pack readPack(const std::filesystem::path& file);
// The same from memory; `name` is for messages.
Pack readPack(Bytes content, const std::string& name);

// Writes a pack as a pickle of protocol 3 with bytes and bools, what Python 3 reads with and without encoding='bytes'
// (and so every loader of the field; Python 2 itself reads no protocol above 2). `image` is asked for the encoded
// images 0 … 2·same.size()-1 in order, one at a time; nothing is kept. The file appears complete or not at all. Throws
// Error(BadArgument) for an empty image, one beyond 4 GB, no pairs, or a file that exists; DiskFull, ReadOnly, Io; and
// what `image` throws.
void writePack(const std::filesystem::path& file,
               const std::function<Bytes(std::size_t)>& image,
               const std::vector<std::uint8_t>& same);

} // namespace likeness::formats
