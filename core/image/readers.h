// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/codec.h"

namespace likeness::image {

// The readers behind decode(): the header has been checked by readHeader(). No orientation is applied. Grey pictures
// may come back with one channel. All throw Error(BadFile | Unsupported), Error(Interrupted) after a stop, and are
// thread-safe.
Image readJpeg(std::span<const std::uint8_t> encoded, const Header& header, const std::stop_token& stop);
Image readPng(std::span<const std::uint8_t> encoded, const Header& header, const std::stop_token& stop);
Image readPnm(std::span<const std::uint8_t> encoded, const Header& header);
Image readGif(std::span<const std::uint8_t> encoded, const Header& header);

// Lays four-channel pixels over black, in place.
Image overBlack(Image rgba);

// Where the TIFF orientation tag keeps its value, 0 when there is none: OpenCV applies it by itself, and it must happen
// once.
struct TiffOrientation {
    std::size_t offset = 0;
    bool bigEndian = false;
};
TiffOrientation findTiffOrientation(std::span<const std::uint8_t> encoded);

} // namespace likeness::image
