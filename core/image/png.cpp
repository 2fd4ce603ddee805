// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/image/readers.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <png.h>

namespace likeness::image {
namespace {

// libpng reports by longjmp; nothing with a destructor may live in a function that calls setjmp here.
struct State {
    const std::uint8_t* data = nullptr;
    std::size_t left = 0;
    const std::stop_token* stop = nullptr;
    Bytes* out = nullptr;
    char message[160] = {};
};

void onError(png_structp png, png_const_charp text)
{
    auto* state = static_cast<State*>(png_get_error_ptr(png));
    std::snprintf(state->message, sizeof state->message, "%s", text);
    png_longjmp(png, 1);
}

void onWarning(png_structp, png_const_charp) {} // colour profiles with small mistakes, mostly

void onRead(png_structp png, png_bytep to, png_size_t size)
{
    auto* state = static_cast<State*>(png_get_io_ptr(png));
    if (size > state->left)
        png_error(png, "the file ends early");
    std::memcpy(to, state->data, size);
    state->data += size;
    state->left -= size;
}

void onWrite(png_structp png, png_bytep from, png_size_t size)
{
    auto* state = static_cast<State*>(png_get_io_ptr(png));
    bool full = false;
    try {
        state->out->insert(state->out->end(), from, from + size);
    } catch (const std::bad_alloc&) {
        full = true;
    }
    if (full)
        png_error(png, "not enough memory");
}

struct Decoder {
    State state;
    png_structp png = nullptr;
    png_infop info = nullptr;
    int passes = 1;
    Decoder()
    {
        png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state, onError, onWarning);
        info = png ? png_create_info_struct(png) : nullptr;
        if (!info)
            throw std::bad_alloc();
    }
    ~Decoder() { png_destroy_read_struct(&png, &info, nullptr); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
};

// To 8 bits, 1 (grey), 2 (grey, alpha), 3 or 4 channels.
bool start(Decoder& d)
{
    if (setjmp(png_jmpbuf(d.png)))
        return false;
    png_set_read_fn(d.png, &d.state, onRead);
    // Texts and profiles can unpack to gigabytes, and nothing of them is used.
    static constexpr png_byte kPassedOver[] = "zTXt\0iTXt\0tEXt\0iCCP\0sPLT\0hIST\0eXIf";
    png_set_keep_unknown_chunks(d.png, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
    png_set_keep_unknown_chunks(d.png, PNG_HANDLE_CHUNK_NEVER, kPassedOver, sizeof kPassedOver / 5);
    png_set_user_limits(d.png, 1u << 27, 1u << 27);
    png_read_info(d.png, d.info);
    png_set_expand(d.png);   // palettes, 1/2/4-bit grey, transparency
    png_set_scale_16(d.png); // rounds, where strip_16 would cut
    d.passes = png_set_interlace_handling(d.png);
    png_read_update_info(d.png, d.info);
    return true;
}

bool readRows(Decoder& d, std::uint8_t* pixels, std::size_t stride, std::size_t height)
{
    if (setjmp(png_jmpbuf(d.png)))
        return false;
    for (int pass = 0; pass < d.passes; ++pass)
        for (std::size_t y = 0; y < height; ++y) {
            if (d.state.stop->stop_requested())
                png_error(d.png, "stopped");
            png_read_row(d.png, pixels + y * stride, nullptr);
        }
    png_read_end(d.png, nullptr); // an error when the end chunk is missing
    return true;
}

struct Encoder {
    State state;
    png_structp png = nullptr;
    png_infop info = nullptr;
    Encoder()
    {
        png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, onError, onWarning);
        info = png ? png_create_info_struct(png) : nullptr;
        if (!info)
            throw std::bad_alloc();
    }
    ~Encoder() { png_destroy_write_struct(&png, &info); }
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;
};

bool write(Encoder& e, const Image& image)
{
    if (setjmp(png_jmpbuf(e.png)))
        return false;
    png_set_write_fn(e.png, &e.state, onWrite, nullptr);
    png_set_IHDR(e.png, e.info, static_cast<png_uint_32>(image.width), static_cast<png_uint_32>(image.height), 8,
                 image.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(e.png, 3); // crops and frames: small files cost more time than they save space
    png_write_info(e.png, e.info);
    for (int y = 0; y < image.height; ++y)
        png_write_row(e.png, image.row(y));
    png_write_end(e.png, nullptr);
    return true;
}

} // namespace

Image readPng(std::span<const std::uint8_t> encoded, const Header& header, const std::stop_token& stop)
{
    Decoder d;
    d.state.stop = &stop;
    d.state.data = encoded.data();
    d.state.left = encoded.size();
    const auto fail = [&] {
        if (stop.stop_requested())
            throw Error(ErrorCode::Interrupted, "stopped");
        throw Error(ErrorCode::BadFile, "the PNG is damaged or truncated", d.state.message);
    };
    if (!start(d))
        fail();
    const auto width = static_cast<std::size_t>(header.width), height = static_cast<std::size_t>(header.height);
    const std::size_t channels = png_get_channels(d.png, d.info);
    if (png_get_image_width(d.png, d.info) != width || png_get_image_height(d.png, d.info) != height ||
        png_get_bit_depth(d.png, d.info) != 8 || channels < 1 || channels > 4)
        fail();
    Image image(header.width, header.height, static_cast<int>(channels));
    if (!readRows(d, image.pixels.data(), width * channels, height))
        fail();
    if (channels == 4)
        return overBlack(std::move(image));
    if (channels == 2) {
        Image grey(image.width, image.height, 1);
        for (std::size_t i = 0; i < grey.pixels.size(); ++i)
            grey.pixels[i] = static_cast<std::uint8_t>((image.pixels[2 * i] * image.pixels[2 * i + 1] + 127) / 255);
        return grey;
    }
    return image;
}

Bytes encodePng(const Image& image)
{
    if (image.empty() || (image.channels != 1 && image.channels != 3))
        throw Error(ErrorCode::BadArgument, "a PNG needs at least one pixel, grey or RGB");
    Bytes out;
    Encoder e;
    e.state.out = &out;
    if (!write(e, image))
        throw Error(ErrorCode::Internal, "the picture could not be written as PNG", e.state.message);
    return out;
}

} // namespace likeness::image
