// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/location.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <array>
#include <cstring>

namespace likeness::formats {
namespace {

[[noreturn]] void bad(const Location& where, const std::string& what)
{
    throw Error(ErrorCode::BadFile, displayPath(where.file) + " at byte " + std::to_string(where.offset) + ": " + what);
}

constexpr auto kDigits = [] {
    std::array<std::int8_t, 256> digits{};
    digits.fill(-1);
    constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < 64; ++i)
        digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    return digits;
}();

Bytes fromBase64(const Bytes& text, const Location& where)
{
    Bytes out;
    out.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t bits = 0;
    int have = 0;
    std::size_t padding = 0;
    for (const auto c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        if (c == '=') {
            ++padding;
            continue;
        }
        const int digit = kDigits[c];
        if (digit < 0 || padding > 0)
            bad(where, "this is no base64");
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        if ((have += 6) >= 8) {
            have -= 8;
            out.push_back(static_cast<std::uint8_t>(bits >> have));
        }
    }
    if (padding > 2 || have >= 6)
        bad(where, "the base64 ends in the middle");
    return out;
}

Bytes fromLatin1Text(const Bytes& text, const Location& where)
{
    Bytes out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] < 0x80) {
            out.push_back(text[i]);
        } else if ((text[i] == 0xC2 || text[i] == 0xC3) && i + 1 < text.size() && (text[i + 1] & 0xC0) == 0x80) {
            out.push_back(static_cast<std::uint8_t>((text[i] & 3) << 6 | (text[i + 1] & 0x3F)));
            ++i;
        } else {
            bad(where, "this text does not stand for bytes");
        }
    }
    return out;
}

std::uint32_t u32(const Bytes& bytes, std::size_t at)
{
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

// Joins the parts of a RecordIO record, the magic between them put back, and takes the IRHeader off.
Bytes fromRecord(const Bytes& parts, const Location& where)
{
    constexpr std::uint32_t kMagic = 0xCED7230A;
    Bytes out;
    out.reserve(parts.size());
    for (std::size_t at = 0; at < parts.size();) {
        if (parts.size() - at < 8 || u32(parts, at) != kMagic)
            bad(where, "a part of a record is expected here");
        const std::size_t length = u32(parts, at + 4) & 0x1FFFFFFF;
        at += 8;
        if (length > parts.size() - at)
            bad(where, "a part of a record reaches beyond its end");
        if (!out.empty())
            out.insert(out.end(), {0x0A, 0x23, 0xD7, 0xCE});
        out.insert(out.end(), parts.begin() + static_cast<std::ptrdiff_t>(at),
                   parts.begin() + static_cast<std::ptrdiff_t>(at + length));
        at += (length + 3) / 4 * 4;
    }
    if (out.size() < 24)
        bad(where, "the record is too short for its header");
    const std::uint64_t header = 24 + 4 * static_cast<std::uint64_t>(u32(out, 0));
    if (header > out.size())
        bad(where, "the record's header is longer than the record");
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(header));
    return out;
}

} // namespace

std::uint64_t bytesAt(const Location& where) noexcept
{
    std::error_code ec;
    const auto whole = where.length > 0 ? where.length : std::filesystem::file_size(where.file, ec);
    return ec ? 0 : whole;
}

Bytes readAt(const Location& where, std::uint64_t limit)
{
    if (where.length == 0)
        return readFile(where.file, limit);
    if (where.length / 2 > limit)
        throw Error(ErrorCode::TooLarge, displayPath(where.file) + " at byte " + std::to_string(where.offset) +
                                             ": a picture of " + std::to_string(where.length) + " bytes is too large");
    Bytes bytes = readRange(where.file, where.offset, where.length);
    switch (where.coding) {
    case Coding::Plain:
        break;
    case Coding::Base64:
        bytes = fromBase64(bytes, where);
        break;
    case Coding::RecordIo:
        bytes = fromRecord(bytes, where);
        break;
    case Coding::Latin1:
        bytes = fromLatin1Text(bytes, where);
        break;
    }
    if (bytes.size() > limit)
        throw Error(ErrorCode::TooLarge, displayPath(where.file) + " at byte " + std::to_string(where.offset) +
                                             ": a picture of " + std::to_string(bytes.size()) + " bytes is too large");
    return bytes;
}

} // namespace likeness::formats
