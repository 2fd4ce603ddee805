// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/image/codecs_module.h"
#include "core/image/readers.h"
#include "core/image/transform.h"
#include "core/image/turn.h"

#include <algorithm>
#include <cstring>

namespace likeness::image {
namespace {

// BMP, WebP and TIFF through the module.
Image readByModule(std::span<const std::uint8_t> encoded, const Header& header)
{
    Bytes upright;
    if (header.format == "tiff" && header.orientation != 1) {
        if (const auto tag = findTiffOrientation(encoded); tag.offset != 0) {
            upright.assign(encoded.begin(), encoded.end());
            upright[tag.offset] = tag.bigEndian ? 0 : 1;
            upright[tag.offset + 1] = tag.bigEndian ? 1 : 0;
            encoded = upright;
        }
    }
    const LikenessCodecs& module = codecs();
    LikenessPicture picture = {};
    char message[LIKENESS_CODECS_MESSAGE] = {};
    switch (module.decode(encoded.data(), encoded.size(), &picture, message)) {
    case LIKENESS_CODECS_OK:
        break;
    case LIKENESS_CODECS_NO_MEMORY:
        throw std::bad_alloc();
    case LIKENESS_CODECS_UNKNOWN:
        throw Error(ErrorCode::Unsupported,
                    "this kind of " + header.format + " is not supported; convert it to JPEG or PNG", message);
    default:
        throw Error(ErrorCode::BadFile, "the " + header.format + " file is damaged or truncated", message);
    }
    const struct Release {
        const LikenessCodecs& module;
        LikenessPicture& picture;
        ~Release() { module.release(&picture); }
    } release{module, picture};
    if (picture.width != header.width || picture.height != header.height)
        throw Error(ErrorCode::BadFile, "the " + header.format + " header disagrees with its picture");
    Image image(picture.width, picture.height, picture.channels);
    std::memcpy(image.pixels.data(), picture.pixels, image.pixels.size());
    if (image.channels == 4 && header.format == "bmp") // the fourth byte of a BMP is padding in practice, mostly 0
        for (std::size_t i = 3; i < image.pixels.size(); i += 4)
            image.pixels[i] = 255;
    return image.channels == 4 ? overBlack(std::move(image)) : image;
}

// EXIF 2.32, tag 0x0112: what row 0 and column 0 of the stored picture are in the scene.
Image upright(Image image, int orientation, const std::stop_token& stop)
{
    if (orientation <= 1)
        return image;
    const bool turned = orientation >= 5;
    Image out(turned ? image.height : image.width, turned ? image.width : image.height, image.channels);
    const auto channels = static_cast<std::size_t>(image.channels);
    const int w = image.width, h = image.height;
    for (int y = 0; y < out.height; ++y) {
        if (stop.stop_requested())
            throw Error(ErrorCode::Interrupted, "stopped");
        std::uint8_t* to = out.row(y);
        for (int x = 0; x < out.width; ++x, to += channels) {
            int sx = x, sy = y;
            switch (orientation) {
            case 2:
                sx = w - 1 - x;
                break;
            case 3:
                sx = w - 1 - x;
                sy = h - 1 - y;
                break;
            case 4:
                sy = h - 1 - y;
                break;
            case 5:
                sx = y;
                sy = x;
                break;
            case 6:
                sx = y;
                sy = h - 1 - x;
                break;
            case 7:
                sx = w - 1 - y;
                sy = h - 1 - x;
                break;
            case 8:
                sx = w - 1 - y;
                sy = x;
                break;
            default:
                break;
            }
            std::memcpy(to, image.row(sy) + static_cast<std::size_t>(sx) * channels, channels);
        }
    }
    return out;
}

} // namespace

Image overBlack(Image rgba)
{
    auto& pixels = rgba.pixels;
    const std::size_t count = pixels.size() / 4;
    for (std::size_t i = 0; i < count; ++i) { // what is written lies before what is still to be read
        const int alpha = pixels[4 * i + 3];
        for (std::size_t c = 0; c < 3; ++c)
            pixels[3 * i + c] = static_cast<std::uint8_t>((pixels[4 * i + c] * alpha + 127) / 255);
    }
    pixels.resize(3 * count);
    rgba.channels = 3;
    return rgba;
}

Image decode(std::span<const std::uint8_t> encoded, bool keepGrey, const std::stop_token& stop)
{
    const Header header = readHeader(encoded);
    const Turn turn(4 * static_cast<std::uint64_t>(header.width) * static_cast<std::uint64_t>(header.height), stop);
    Image image = header.format == "jpeg"  ? readJpeg(encoded, header, stop)
                  : header.format == "png" ? readPng(encoded, header, stop)
                  : header.format == "pnm" ? readPnm(encoded, header)
                  : header.format == "gif" ? readGif(encoded, header)
                                           : readByModule(encoded, header);
    image = upright(std::move(image), header.orientation, stop);
    return keepGrey || image.channels == 3 ? image : toRgb(image);
}

Image decodeFile(const std::filesystem::path& path, bool keepGrey)
{
    const Bytes bytes = readFile(path, kMaxFileBytes);
    try {
        return decode(bytes, keepGrey);
    } catch (const Error& e) {
        throw Error(e.code(), displayPath(path) + ": " + e.what(), e.detail());
    }
}

} // namespace likeness::image
