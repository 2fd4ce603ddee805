// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes and EXIF from the first bytes of a picture, each format by its own specification. Nothing here allocates by
// what a file says, and every read is bounded.
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/image/exif.h"
#include "core/image/readers.h"
#include "core/image/tiff.h"

#include <algorithm>
#include <array>

namespace likeness::image {
namespace {

// What the first bytes say; `exif` points into them.
struct Found {
    Header header;
    Span exif;
};

Found jpegHeader(Span bytes)
{
    const Reader read(bytes, true, "JPEG");
    Found found{{"jpeg", 0, 0, 1}, {}};
    Header& header = found.header;
    bool sized = false;
    bool exifSeen = false;
    std::uint64_t at = 2;
    for (;;) {
        if (read.u8(at) != 0xFF)
            bad("the JPEG header is damaged");
        while (read.u8(at) == 0xFF) // fill bytes are allowed
            ++at;
        const std::uint32_t marker = read.u8(at++);
        if (marker == 0xDA) { // start of scan
            if (!sized)
                bad("the JPEG has no frame header");
            return found;
        }
        if (marker == 0xD9)
            bad("the JPEG ends before its picture");
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7))
            continue; // without a length
        const std::uint32_t length = read.u16(at);
        if (length < 2)
            bad("the JPEG header is damaged");
        const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame && !sized) {
            if (read.u8(at + 2) != 8)
                throw Error(ErrorCode::Unsupported,
                            "JPEG with other than 8 bits a sample is not supported; convert it to 8-bit JPEG or PNG");
            header.height = static_cast<int>(read.u16(at + 3));
            header.width = static_cast<int>(read.u16(at + 5));
            sized = true;
        }
        if (marker == 0xE1 && !exifSeen && length > 8 && startsWith(bytes, std::string_view("Exif\0\0", 6), at + 2)) {
            const auto from = static_cast<std::size_t>(at) + 8;
            found.exif = bytes.subspan(from, std::min<std::size_t>(length - 8, bytes.size() - from));
            exifSeen = true;
        }
        at += length;
    }
}

Found pngHeader(Span bytes)
{
    const Reader read(bytes, true, "PNG");
    if (!startsWith(bytes, "IHDR", 12))
        bad("the PNG has no header chunk");
    Found found{{"png", 0, 0, 1}, {}};
    const std::uint32_t width = read.u32(16), height = read.u32(20);
    if (width > INT32_MAX || height > INT32_MAX)
        bad("the PNG header is damaged");
    found.header.width = static_cast<int>(width);
    found.header.height = static_cast<int>(height);
    for (std::uint64_t at = 8; at + 12 <= bytes.size();) {
        const std::uint64_t length = read.u32(at);
        if (startsWith(bytes, "eXIf", static_cast<std::size_t>(at) + 4) && length <= bytes.size() - at - 12) {
            found.exif = bytes.subspan(static_cast<std::size_t>(at) + 8, static_cast<std::size_t>(length));
            break;
        }
        at += 12 + length;
    }
    return found;
}

Header bmpHeader(Span bytes)
{
    const Reader read(bytes, false, "BMP");
    Header header{"bmp", 0, 0, 1};
    if (read.u32(14) == 12) {
        header.width = static_cast<int>(read.u16(18));
        header.height = static_cast<int>(read.u16(20));
    } else {
        header.width = static_cast<int>(read.u32(18));
        const std::int64_t height = static_cast<std::int32_t>(read.u32(22)); // negative: rows top to bottom
        header.height = static_cast<int>(std::min<std::int64_t>(height < 0 ? -height : height, INT32_MAX));
    }
    return header;
}

Found webpHeader(Span bytes)
{
    const Reader read(bytes, false, "WebP");
    if (read.u32(4) + 8ull > bytes.size())
        bad("the WebP file is truncated");
    Found found{{"webp", 0, 0, 1}, {}};
    Header& header = found.header;
    if (startsWith(bytes, "VP8X", 12)) {
        if (read.u8(20) & 0x02)
            throw Error(ErrorCode::Unsupported, "animated WebP is not supported; save the wanted frame as JPEG or PNG");
        header.width = static_cast<int>(read.u24(24)) + 1;
        header.height = static_cast<int>(read.u24(27)) + 1;
    } else if (startsWith(bytes, "VP8L", 12)) {
        const std::uint32_t bits = read.u32(21);
        header.width = static_cast<int>(bits & 0x3FFF) + 1;
        header.height = static_cast<int>(bits >> 14 & 0x3FFF) + 1;
    } else if (startsWith(bytes, "VP8 ", 12)) {
        header.width = static_cast<int>(read.u16(26) & 0x3FFF);
        header.height = static_cast<int>(read.u16(28) & 0x3FFF);
    } else {
        bad("the WebP header is damaged");
    }
    for (std::uint64_t at = 12; at + 8 <= bytes.size();) {
        const std::uint64_t length = read.u32(at + 4);
        if (startsWith(bytes, "EXIF", static_cast<std::size_t>(at)) && length <= bytes.size() - at - 8) {
            found.exif = bytes.subspan(static_cast<std::size_t>(at) + 8, static_cast<std::size_t>(length));
            if (startsWith(found.exif, std::string_view("Exif\0\0", 6))) // some writers keep JPEG's prefix
                found.exif = found.exif.subspan(6);
            break;
        }
        at += 8 + length + (length & 1);
    }
    return found;
}

Header tiffHeader(Span bytes)
{
    const Reader read(bytes, bytes[0] == 'M', "TIFF");
    Header header{"tiff", 0, 0, 1};
    std::uint64_t width = 0, height = 0, tileWidth = 0, tileHeight = 0, bits = 0;
    visitTiff(bytes, read, [&](const TiffEntry& e) {
        switch (e.tag) {
        case 256:
            width = tiffValue(read, e);
            break;
        case 257:
            height = tiffValue(read, e);
            break;
        case 258:
            bits = e.count <= 2 ? tiffValue(read, e) : read.u16(read.u32(e.valueAt)); // of the first channel
            break;
        case 274:
            header.orientation = checkedOrientation(tiffValue(read, e));
            break;
        case 322:
            tileWidth = tiffValue(read, e);
            break;
        case 323:
            tileHeight = tiffValue(read, e);
            break;
        default:
            break;
        }
    });
    if (width > INT32_MAX || height > INT32_MAX)
        bad("the TIFF header is damaged");
    if (bits > 16)
        throw Error(ErrorCode::Unsupported,
                    "TIFF with more than 16 bits a sample is not supported; convert it to JPEG or PNG");
    if (tileWidth * tileHeight > kMaxPixels)
        throw Error(ErrorCode::TooLarge,
                    "the TIFF has tiles of more than " + std::to_string(kMaxPixels >> 20) + " megapixels");
    header.width = static_cast<int>(width);
    header.height = static_cast<int>(height);
    return header;
}

Header gifHeader(Span bytes)
{
    const Reader read(bytes, false, "GIF");
    return {"gif", static_cast<int>(read.u16(6)), static_cast<int>(read.u16(8)), 1};
}

// Width and height are decimal text with comments between.
Header pnmHeader(Span bytes)
{
    std::size_t at = 2;
    const auto number = [&] {
        for (; at < bytes.size(); ++at) {
            if (bytes[at] == '#')
                while (at < bytes.size() && bytes[at] != '\n')
                    ++at;
            else if (!std::isspace(bytes[at]))
                break;
        }
        std::int64_t value = -1;
        for (; at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '9' && value < INT32_MAX; ++at)
            value = std::max<std::int64_t>(value, 0) * 10 + (bytes[at] - '0');
        if (value < 0 || at >= bytes.size())
            bad("the PNM header is damaged");
        return static_cast<int>(std::min<std::int64_t>(value, INT32_MAX));
    };
    Header header{"pnm", 0, 0, 1};
    header.width = number();
    header.height = number();
    return header;
}

// Pictures that people do have and that need another program first.
void refuseKnown(Span bytes)
{
    const char* name = nullptr;
    if (startsWith(bytes, "ftyp", 4))
        name = startsWith(bytes, "avif", 8)                                  ? "AVIF"
               : startsWith(bytes, "hei", 8) || startsWith(bytes, "mif1", 8) ? "HEIC"
                                                                             : "a film, not a picture:";
    else if (startsWith(bytes, std::string_view("\0\0\0\x0CjP  ", 8)) || startsWith(bytes, "\xFF\x4F\xFF\x51"))
        name = "JPEG 2000";
    else if (startsWith(bytes, "\xFF\x0A") || startsWith(bytes, std::string_view("\0\0\0\x0CJXL ", 8)))
        name = "JPEG XL";
    else if (startsWith(bytes, "8BPS"))
        name = "Photoshop's PSD";
    else if (startsWith(bytes, "%PDF"))
        name = "PDF";
    if (name)
        throw Error(ErrorCode::Unsupported, std::string(name) + " is not supported; convert it to JPEG or PNG");
}

Found anyHeader(Span bytes)
{
    if (startsWith(bytes, "\xFF\xD8\xFF"))
        return jpegHeader(bytes);
    if (startsWith(bytes, "\x89PNG\r\n\x1A\n"))
        return pngHeader(bytes);
    if (startsWith(bytes, "BM") && bytes.size() >= 26)
        return {bmpHeader(bytes), {}};
    if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8))
        return webpHeader(bytes);
    if (startsWith(bytes, std::string_view("II*\0", 4)) || startsWith(bytes, std::string_view("MM\0*", 4)))
        return {tiffHeader(bytes), bytes};
    if (startsWith(bytes, "GIF87a") || startsWith(bytes, "GIF89a"))
        return {gifHeader(bytes), {}};
    if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
        (std::isspace(bytes[2]) || bytes[2] == '#'))
        return {pnmHeader(bytes), {}};
    refuseKnown(bytes);
    bad("this is not a picture that Likeness knows (JPEG, PNG, BMP, PNM, WebP, TIFF, GIF)");
}

Found findHeader(Span encoded)
{
    if (encoded.empty())
        bad("the file is empty");
    if (encoded.size() > kMaxFileBytes)
        throw Error(ErrorCode::TooLarge, "the file has more than " + std::to_string(kMaxFileBytes >> 20) + " MiB");
    return anyHeader(encoded);
}

} // namespace

bool hasImageExtension(const std::filesystem::path& path)
{
    static constexpr std::array kKnown = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp",  ".dib", ".pnm",
                                          ".pgm", ".ppm",  ".pbm", ".webp", ".tif", ".tiff", ".gif"};
    const std::string extension = toLower(path.extension().string());
    return std::find(kKnown.begin(), kKnown.end(), extension) != kKnown.end();
}

Header readHeader(Span encoded)
{
    Found found = findHeader(encoded);
    Header& header = found.header;
    if (header.format != "tiff") // whose reader has seen its orientation
        header.orientation = exifOrientation(found.exif);
    if (header.width <= 0 || header.height <= 0)
        bad("the picture has no pixels");
    const bool byModule = header.format == "bmp" || header.format == "webp" || header.format == "tiff";
    const std::uint64_t limit = byModule ? kMaxModulePixels : kMaxPixels;
    if (static_cast<std::uint64_t>(header.width) * static_cast<std::uint64_t>(header.height) > limit)
        throw Error(ErrorCode::TooLarge, "the picture has " + std::to_string(header.width) + " x " +
                                             std::to_string(header.height) + " pixels; the limit is " +
                                             std::to_string(limit >> 20) + " megapixels" +
                                             (byModule ? " for " + header.format + ", more for JPEG and PNG" : ""));
    return header;
}

std::optional<std::chrono::year_month_day> captureDate(Span encoded)
{
    return exifDate(findHeader(encoded).exif);
}

TiffOrientation findTiffOrientation(Span encoded)
{
    TiffOrientation found;
    found.bigEndian = encoded[0] == 'M';
    const Reader read(encoded, found.bigEndian, "TIFF");
    visitTiff(encoded, read, [&](const TiffEntry& e) {
        if (e.tag == 274 && e.type == 3)
            found.offset = static_cast<std::size_t>(e.valueAt);
    });
    return found;
}

} // namespace likeness::image
