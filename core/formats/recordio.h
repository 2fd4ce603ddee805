// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only: the framing of MXNet's RecordIO and its IRHeader (formats.md 2.1).
#include "core/formats/byte_reader.h"

#include <array>
#include <cstdint>
#include <span>

namespace likeness::formats::recordio {

inline constexpr std::uint32_t kMagic = 0xCED7230A;
inline constexpr std::uint64_t kMostBytes = (1u << 29) - 1; // of one payload
inline constexpr std::uint64_t kExact = 1u << 24;           // whole numbers up to here are exact in float32

// What is in front of the picture in a record's payload.
struct Header {
    std::uint32_t flag = 0;        // how many labels follow the header; 0: the header's own one
    std::array<float, 2> labels{}; // the first two of them (or the header's own, and 0)
    std::uint64_t id = 0;
    std::uint64_t id2 = 0;
    std::uint64_t bytes() const { return 24 + 4 * std::uint64_t{flag}; }
};

// One record as it lies in the file; its picture is not read.
struct Record {
    std::uint64_t offset = 0; // of its first magic
    std::uint64_t stored = 0; // bytes from there to the end of its data: all parts, without the last padding
    std::uint64_t end = 0;    // where the next one begins
    std::uint64_t size = 0;   // of the payload, joined
    bool split = false;       // in parts, because the payload holds the magic
    Header header;
    std::array<std::uint8_t, 16> picture{}; // how it begins
    std::uint64_t pictureSize() const { return size - header.bytes(); }
    std::uint64_t pictureOffset() const { return offset + 8 + header.bytes(); } // of a record that is not split
};

// Reads records at any offset. The work for all of them together is bounded by the size of the file, even where an
// index leads to one record of a million parts again and again.
class Reader
{
public:
    explicit Reader(ByteReader& bytes) : m_bytes(bytes), m_partsLeft(bytes.size() / 8 + 1024) {}
    // Throws Error(BadFile) with a sentence without a place, and what the ByteReader throws.
    Record at(std::uint64_t offset);
    // Where the next record begins from `offset` on, by its magic at a place that 4 divides; size() if none does.
    std::uint64_t find(std::uint64_t offset, jobs::Context& context);
    std::uint64_t size() const { return m_bytes.size(); }

private:
    ByteReader& m_bytes;
    std::uint64_t m_partsLeft;
};

// The picture of a record from the bytes of all its parts. Throws Error(BadFile) with a sentence without a place.
Bytes join(std::span<const std::uint8_t> parts);

// A record as dmlc's writer frames it: cut where the payload holds the magic at an offset that 4 divides, padded.
// `labels` follow the header when there is more than one. Throws Error(TooLarge) from 2^29 bytes on.
Bytes frame(std::span<const float> labels, std::uint64_t id, std::uint64_t id2, std::span<const std::uint8_t> picture);

} // namespace likeness::formats::recordio
