// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/location.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/text_coding.h"
#include "core/formats/recordio.h"

namespace likeness::formats {
namespace {

[[noreturn]] void fail(const Location& where, ErrorCode code, const std::string& what)
{
    throw Error(code, displayPath(where.file) + " at byte " + std::to_string(where.offset) + ": " + what);
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
        fail(where, ErrorCode::TooLarge, "a picture of " + std::to_string(where.length) + " bytes is too large");
    return decoded(readRange(where.file, where.offset, where.length), where, limit);
}

Bytes decoded(Bytes bytes, const Location& where, std::uint64_t limit)
{
    try {
        switch (where.coding) {
        case Coding::Plain:
            break;
        case Coding::Base64:
            bytes = fromBase64(bytes);
            break;
        case Coding::RecordIo:
            bytes = recordio::join(bytes);
            break;
        case Coding::Latin1:
            bytes = fromLatin1Text(bytes);
            break;
        }
    } catch (const Error& e) {
        fail(where, e.code(), e.what());
    }
    if (bytes.size() > limit)
        fail(where, ErrorCode::TooLarge, "a picture of " + std::to_string(bytes.size()) + " bytes is too large");
    return bytes;
}

} // namespace likeness::formats
