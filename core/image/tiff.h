// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/image that read headers: numbers at places, and the directories of TIFF, which EXIF is
// made of. Nothing here allocates by what a file says, and every read is bounded.
#include "core/base/error.h"

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace likeness::image {

using Span = std::span<const std::uint8_t>;

[[noreturn]] inline void bad(const std::string& what)
{
    throw Error(ErrorCode::BadFile, what);
}

// Numbers at a position; past the end is a truncated file.
class Reader
{
public:
    Reader(Span bytes, bool bigEndian, const char* format) : m_bytes(bytes), m_big(bigEndian), m_format(format) {}
    std::uint32_t number(std::uint64_t at, int width) const
    {
        if (at > m_bytes.size() || m_bytes.size() - at < static_cast<std::size_t>(width))
            bad(std::string("the ") + m_format + " header is truncated");
        std::uint32_t value = 0;
        for (int i = 0; i < width; ++i) {
            const auto k = static_cast<std::size_t>(at) + static_cast<std::size_t>(m_big ? i : width - 1 - i);
            value = value << 8 | m_bytes[k];
        }
        return value;
    }
    std::uint32_t u8(std::uint64_t at) const { return number(at, 1); }
    std::uint32_t u16(std::uint64_t at) const { return number(at, 2); }
    std::uint32_t u24(std::uint64_t at) const { return number(at, 3); }
    std::uint32_t u32(std::uint64_t at) const { return number(at, 4); }

private:
    Span m_bytes;
    bool m_big;
    const char* m_format;
};

inline bool startsWith(Span bytes, std::string_view magic, std::size_t at = 0)
{
    return bytes.size() >= at + magic.size() && std::memcmp(bytes.data() + at, magic.data(), magic.size()) == 0;
}

// One entry of a directory of a TIFF structure.
struct TiffEntry {
    std::uint32_t tag = 0, type = 0, count = 0;
    std::uint64_t valueAt = 0; // of the first value, when it fits in place
};

template<typename Visit>
void visitDirectory(Span bytes, const Reader& read, std::uint64_t directory, Visit visit)
{
    const std::uint32_t entries = read.u16(directory);
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::uint64_t at = directory + 2 + 12ull * i;
        if (at + 12 > bytes.size())
            return;
        visit(TiffEntry{read.u16(at), read.u16(at + 2), read.u32(at + 4), at + 8});
    }
}

template<typename Visit>
void visitTiff(Span bytes, const Reader& read, Visit visit) // of the first directory
{
    visitDirectory(bytes, read, read.u32(4), visit);
}

inline std::uint32_t tiffValue(const Reader& read, const TiffEntry& e)
{
    return e.type == 3 ? read.u16(e.valueAt) : e.type == 1 ? read.u8(e.valueAt) : read.u32(e.valueAt);
}

inline int checkedOrientation(std::uint32_t value)
{
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
}

} // namespace likeness::image
