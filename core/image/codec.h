// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/image/image.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace likeness::image {

// Bounds that every reader of pictures keeps: checked on the header, before anything is allocated.
inline constexpr std::uint64_t kMaxPixels = 1ull << 27; // 134 megapixels
inline constexpr std::uint64_t kMaxModulePixels = 1ull
                                                  << 26; // of BMP, WebP and TIFF, whose readers keep several copies
inline constexpr std::uint64_t kMaxFileBytes = 1ull << 29;

struct Header {
    std::string format; // "jpeg", "png", "bmp", "pnm", "webp", "tiff", "gif"
    int width = 0;      // as stored, before EXIF orientation
    int height = 0;
    int orientation = 1; // EXIF 1..8
};

// True when the extension is that of a picture that decode() may read.
bool hasImageExtension(const std::filesystem::path& path);

// From the first bytes only; throws Error(BadFile | TooLarge | Unsupported).
Header readHeader(std::span<const std::uint8_t> encoded);

// Decodes fully, applies EXIF orientation, converts to 8-bit RGB (grey stays grey when `keepGrey`): 16-bit is scaled,
// alpha is laid over black, CMYK converted, of an animated GIF the first frame. JPEG goes through libjpeg-turbo's
// default (islow, fancy upsampling), as the reference values of the field do. BMP, WebP and TIFF need
// likeness_codecs.so, loaded on their first use. Thread-safe; large pictures take turns (turn.h), so that memory stays
// below a gigabyte. Throws Error(BadFile) also for a truncated file, TooLarge, Unsupported, what readFile throws, and
// Interrupted within a second or so of a `stop`.
Image decode(std::span<const std::uint8_t> encoded, bool keepGrey = false, const std::stop_token& stop = {});
Image decodeFile(const std::filesystem::path& path, bool keepGrey = false);

Bytes encodePng(const Image& image);
Bytes encodeJpeg(const Image& image, int quality = 95);

} // namespace likeness::image
