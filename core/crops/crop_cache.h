// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace likeness::crops {

// The crop cache: one append-only, memory-mapped file of aligned square RGB crops, cache/crops-<size>.lkc. Derived
// data: deleting it loses nothing but time. Labels are not in it. Layout, little-endian:
//   header, 64 bytes: "LKCROPS1", u32 version = 2, u32 size, u32 channels = 3, u32 recordsPerBlock = 64, rest 0
//   blocks: u32 "BLK1", u32 count (1..64), i64 face[64], u64 hash[64] (XXH3 of the record), u64 cut[64] (what the crop
//           was cut by, see Record), u64 XXH3 of these fields; then count records of size·size·3 bytes, rows top to
//           bottom, RGB interleaved
// A later record of a face replaces an earlier one. A torn last block (killed process) fails its checksum and is cut
// off by the next writer. The last block on disk may hold fewer than 64 records; the next writer starts a new block
// after it.
inline constexpr int kRecordsPerBlock = 64;

struct Record {
    std::uint64_t offset = 0; // bytes from the start of the file
    std::uint64_t hash = 0;
    std::uint64_t cut = 0; // faces::cutOf() of the face when it was cropped; another value now means an outdated crop
};

// Many readers may be open at once, on any thread; all functions are const and thread-safe.
class CropReader
{
public:
    // Throws Error(NotFound) when there is no file, BadFile when its header is wrong. Stops at the first damaged block.
    explicit CropReader(const std::filesystem::path& file);
    int size() const { return m_size; }
    std::size_t recordBytes() const { return static_cast<std::size_t>(m_size) * static_cast<std::size_t>(m_size) * 3; }
    std::size_t count() const { return m_index.size(); } // distinct faces
    std::optional<Record> find(std::int64_t face) const;
    // The record's pixels: size·size·3 bytes inside the map, valid as long as the reader.
    std::span<const std::uint8_t> pixels(const Record& record) const;
    std::span<const std::uint8_t> pixels(std::int64_t face) const; // empty when there is none
    // True when the record's bytes still have their hash.
    bool verify(const Record& record) const;
    std::span<const std::pair<std::int64_t, Record>> index() const { return m_index; } // by face

private:
    MappedFile m_map;
    int m_size = 0;
    std::vector<std::pair<std::int64_t, Record>> m_index;
};

// For looking at a few crops of very many: 16 bytes a crop, and what was read of the file does not stay in this
// process. Otherwise as CropReader.
class CropViewer
{
public:
    explicit CropViewer(const std::filesystem::path& file);
    ~CropViewer();
    CropViewer(const CropViewer&) = delete;
    CropViewer& operator=(const CropViewer&) = delete;
    int size() const { return m_size; }
    std::size_t count() const { return m_index.size(); }
    Bytes pixels(std::int64_t face) const; // size·size·3 bytes; empty when there is none, or it cannot be read

private:
    int m_fd = -1;
    int m_size = 0;
    std::vector<std::pair<std::int64_t, std::uint64_t>> m_index; // face, offset; by face
};

// One writer at a time (the project's lock sees to it); not thread-safe. Records reach readers that open after flush().
class CropWriter
{
public:
    CropWriter(const std::filesystem::path& file, int size);
    ~CropWriter(); // flushes; errors are lost, so call flush() yourself
    CropWriter(const CropWriter&) = delete;
    CropWriter& operator=(const CropWriter&) = delete;
    // `rgb` has size·size·3 bytes; `cut` as in Record. A full block is written at once. Returns the record's hash.
    std::uint64_t add(std::int64_t face, std::span<const std::uint8_t> rgb, std::uint64_t cut = 0);
    // Writes the started block and fsyncs. Throws Error(DiskFull | ReadOnly | Io); the file then ends at the last good
    // block.
    void flush();

private:
    struct Impl;
    std::unique_ptr<Impl> m_d;
};

} // namespace likeness::crops
