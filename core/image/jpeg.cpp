// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/image/readers.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
// jpeglib.h needs the three above
#include <jerror.h>
#include <jpeglib.h>

namespace likeness::image {
namespace {

// libjpeg reports by longjmp; nothing with a destructor may live in a function that calls setjmp here.
struct Failure {
    jpeg_error_mgr manager; // first, so that libjpeg's pointer to it is a pointer to this
    std::jmp_buf back;
    char message[JMSG_LENGTH_MAX];
    int maxScans;
    const std::stop_token* stop;
};

Failure& failureOf(j_common_ptr info)
{
    return *reinterpret_cast<Failure*>(info->err);
}

[[noreturn]] void onError(j_common_ptr info)
{
    Failure& failure = failureOf(info);
    info->err->format_message(info, failure.message);
    std::longjmp(failure.back, 1);
}

// libjpeg calls missing data a warning and fills the rest with grey; a dataset must not.
void onMessage(j_common_ptr info, int level)
{
    if (level >= 0)
        return;
    switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
        onError(info);
    default:
        ++info->err->num_warnings; // harmless bytes between segments and the like
    }
}

// A few kilobytes can hold thousands of scans over a large picture: hours of work. Encoders write about ten; the more
// pixels, the fewer are allowed.
int maxScans(std::uint64_t pixels)
{
    constexpr std::uint64_t kMost = 256, kFewest = 16;
    return static_cast<int>(std::clamp(kFewest * kMaxPixels / std::max<std::uint64_t>(pixels, 1), kFewest, kMost));
}

void onProgress(j_common_ptr info)
{
    Failure& failure = failureOf(info);
    const bool stopped = failure.stop->stop_requested();
    if (!stopped && reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= failure.maxScans)
        return;
    std::snprintf(failure.message, JMSG_LENGTH_MAX, stopped ? "stopped" : "more than %d scans", failure.maxScans);
    std::longjmp(failure.back, 1);
}

void prepareFailure(Failure& failure)
{
    jpeg_std_error(&failure.manager);
    failure.manager.error_exit = onError;
    failure.manager.emit_message = onMessage;
    failure.message[0] = 0;
}

struct Decoder {
    jpeg_decompress_struct info = {};
    Failure failure;
    jpeg_progress_mgr progress = {};
    Decoder()
    {
        prepareFailure(failure);
        info.err = &failure.manager;
        jpeg_create_decompress(&info);            // only fails on a library of another version
        info.mem->max_memory_to_use = 512L << 20; // a progressive picture is held as coefficients, twice its size
        progress.progress_monitor = onProgress;
        info.progress = &progress;
    }
    ~Decoder() { jpeg_destroy_decompress(&info); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
};

bool start(Decoder& d, const std::uint8_t* data, std::size_t size)
{
    if (setjmp(d.failure.back))
        return false;
    jpeg_mem_src(&d.info, data, static_cast<unsigned long>(size));
    jpeg_read_header(&d.info, TRUE);
    d.info.out_color_space = d.info.num_components == 1   ? JCS_GRAYSCALE
                             : d.info.num_components == 4 ? JCS_CMYK
                                                          : JCS_RGB;
    jpeg_calc_output_dimensions(&d.info);
    return true;
}

bool readRows(Decoder& d, std::uint8_t* pixels, std::size_t stride)
{
    if (setjmp(d.failure.back))
        return false;
    jpeg_start_decompress(&d.info);
    while (d.info.output_scanline < d.info.output_height) {
        JSAMPROW row = pixels + d.info.output_scanline * stride;
        jpeg_read_scanlines(&d.info, &row, 1);
    }
    jpeg_finish_decompress(&d.info);
    return true;
}

// Adobe stores CMYK inverted; this is OpenCV's conversion, to the bit. In place.
Image fromCmyk(Image picture)
{
    auto& pixels = picture.pixels;
    const std::size_t count = pixels.size() / 4;
    for (std::size_t i = 0; i < count; ++i) { // what is written lies before what is still to be read
        const int k = pixels[4 * i + 3];
        for (std::size_t c = 0; c < 3; ++c)
            pixels[3 * i + c] = static_cast<std::uint8_t>(k - ((255 - pixels[4 * i + c]) * k >> 8));
    }
    pixels.resize(3 * count);
    picture.channels = 3;
    return picture;
}

struct Encoder {
    jpeg_compress_struct info = {};
    Failure failure;
    unsigned char* out = nullptr;
    unsigned long outSize = 0;
    Encoder()
    {
        prepareFailure(failure);
        info.err = &failure.manager;
        jpeg_create_compress(&info);
    }
    ~Encoder()
    {
        jpeg_destroy_compress(&info);
        std::free(out);
    }
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;
};

bool write(Encoder& e, const Image& image, int quality)
{
    if (setjmp(e.failure.back))
        return false;
    jpeg_mem_dest(&e.info, &e.out, &e.outSize);
    e.info.image_width = static_cast<JDIMENSION>(image.width);
    e.info.image_height = static_cast<JDIMENSION>(image.height);
    e.info.input_components = image.channels;
    e.info.in_color_space = image.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&e.info);
    jpeg_set_quality(&e.info, quality, TRUE);
    jpeg_start_compress(&e.info, TRUE);
    while (e.info.next_scanline < e.info.image_height) {
        auto* row = const_cast<JSAMPROW>(image.row(static_cast<int>(e.info.next_scanline)));
        jpeg_write_scanlines(&e.info, &row, 1);
    }
    jpeg_finish_compress(&e.info);
    return true;
}

} // namespace

Image readJpeg(std::span<const std::uint8_t> encoded, const Header& header, const std::stop_token& stop)
{
    Decoder d;
    d.failure.stop = &stop;
    d.failure.maxScans = maxScans(static_cast<std::uint64_t>(header.width) * static_cast<std::uint64_t>(header.height));
    const auto fail = [&] {
        if (stop.stop_requested())
            throw Error(ErrorCode::Interrupted, "stopped");
        if (d.failure.manager.msg_code == JERR_NO_BACKING_STORE)
            throw Error(ErrorCode::TooLarge,
                        "the JPEG is progressive and too large: decoding it takes more than 512 MB; "
                        "save it as a plain (baseline) one");
        throw Error(ErrorCode::BadFile, "the JPEG is damaged or truncated", d.failure.message);
    };
    if (!start(d, encoded.data(), encoded.size()))
        fail();
    if (d.info.output_width != static_cast<JDIMENSION>(header.width) ||
        d.info.output_height != static_cast<JDIMENSION>(header.height))
        throw Error(ErrorCode::BadFile, "the JPEG has two frame headers that disagree");
    Image image(header.width, header.height, d.info.num_components == 1 ? 1 : d.info.num_components == 4 ? 4 : 3);
    if (!readRows(d, image.pixels.data(),
                  static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.channels)))
        fail();
    return image.channels == 4 ? fromCmyk(std::move(image)) : image;
}

Bytes encodeJpeg(const Image& image, int quality)
{
    if (image.empty() || (image.channels != 1 && image.channels != 3) || image.width > JPEG_MAX_DIMENSION ||
        image.height > JPEG_MAX_DIMENSION)
        throw Error(ErrorCode::BadArgument, "a JPEG has 1 to 65500 rows and columns, grey or RGB");
    if (quality < 1 || quality > 100)
        throw Error(ErrorCode::BadArgument, "JPEG quality is 1 to 100");
    Encoder e;
    if (!write(e, image, quality))
        throw Error(ErrorCode::Internal, "the picture could not be written as JPEG", e.failure.message);
    return Bytes(e.out, e.out + e.outSize);
}

} // namespace likeness::image
