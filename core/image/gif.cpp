// SPDX-License-Identifier: GPL-3.0-or-later
// The first frame of a GIF (87a, 89a): https://www.w3.org/Graphics/GIF/spec-gif89a.txt
#include "core/base/error.h"
#include "core/image/readers.h"

#include <array>

namespace likeness::image {
namespace {

class Source
{
public:
    explicit Source(std::span<const std::uint8_t> bytes) : m_bytes(bytes) {}
    int byte()
    {
        if (m_at >= m_bytes.size())
            fail();
        return m_bytes[m_at++];
    }
    int word()
    {
        const int low = byte();
        return low | byte() << 8;
    }
    void skip(std::size_t count)
    {
        if (m_bytes.size() - m_at < count)
            fail();
        m_at += count;
    }
    std::span<const std::uint8_t> palette(int flags)
    {
        const std::size_t size = 3u << ((flags & 7) + 1);
        const std::size_t from = m_at;
        skip(size);
        return m_bytes.subspan(from, size);
    }
    void skipBlocks()
    {
        while (const int size = byte())
            skip(static_cast<std::size_t>(size));
    }
    [[noreturn]] static void fail() { throw Error(ErrorCode::BadFile, "the GIF is damaged or truncated"); }

private:
    std::span<const std::uint8_t> m_bytes;
    std::size_t m_at = 6;
};

// Variable-length codes out of sub-blocks, least significant bit first.
class Codes
{
public:
    explicit Codes(Source& source) : m_source(source) {}
    int next(int width)
    {
        while (m_count < width) {
            if (m_left == 0 && (m_left = m_source.byte()) == 0)
                Source::fail(); // the picture is not complete
            m_bits |= static_cast<std::uint32_t>(m_source.byte()) << m_count;
            m_count += 8;
            --m_left;
        }
        const int code = static_cast<int>(m_bits & ((1u << width) - 1));
        m_bits >>= width;
        m_count -= width;
        return code;
    }

private:
    Source& m_source;
    std::uint32_t m_bits = 0;
    int m_count = 0;
    int m_left = 0;
};

// LZW as GIF has it: codes grow to 12 bits, a clear code starts again.
std::vector<std::uint8_t> unpack(Source& source, std::size_t pixels)
{
    const int rootBits = source.byte();
    if (rootBits < 1 || rootBits > 8)
        Source::fail();
    const int clear = 1 << rootBits;
    std::array<std::int16_t, 4096> prefix = {};
    std::array<std::uint8_t, 4096> suffix = {};
    std::array<std::uint8_t, 4097> reversed = {};
    std::vector<std::uint8_t> out;
    out.reserve(pixels);
    Codes codes(source);
    int width = rootBits + 1, next = clear + 2, previous = -1, first = 0;
    while (out.size() < pixels) {
        const int code = codes.next(width);
        if (code == clear) {
            width = rootBits + 1;
            next = clear + 2;
            previous = -1;
            continue;
        }
        if (code == clear + 1 || code > next || (code == next && previous < 0) || (previous < 0 && code > clear))
            Source::fail();
        std::size_t length = 0;
        int walk = code;
        if (code == next) { // the one code that is not in the table yet: the last string and its own first byte
            reversed[length++] = static_cast<std::uint8_t>(first);
            walk = previous;
        }
        for (; walk >= clear + 2; walk = prefix[static_cast<std::size_t>(walk)])
            reversed[length++] = suffix[static_cast<std::size_t>(walk)];
        if (walk >= clear)
            Source::fail();
        first = walk;
        reversed[length++] = static_cast<std::uint8_t>(first);
        while (length > 0 && out.size() < pixels)
            out.push_back(reversed[--length]);
        if (previous >= 0 && next < 4096) {
            prefix[static_cast<std::size_t>(next)] = static_cast<std::int16_t>(previous);
            suffix[static_cast<std::size_t>(next)] = static_cast<std::uint8_t>(first);
            if (++next == 1 << width && width < 12)
                ++width;
        }
        previous = code;
    }
    return out;
}

} // namespace

Image readGif(std::span<const std::uint8_t> encoded, const Header& header)
{
    Source source(encoded);
    source.skip(4); // the screen's size, already in the header
    const int flags = source.byte();
    source.skip(2);
    std::span<const std::uint8_t> palette;
    if (flags & 0x80)
        palette = source.palette(flags);
    int transparent = -1;
    for (;;) {
        const int kind = source.byte();
        if (kind == 0x21) { // extension; of interest is only which colour is transparent
            if (source.byte() == 0xF9) {
                if (source.byte() != 4)
                    Source::fail();
                const int packed = source.byte();
                source.skip(2);
                const int index = source.byte();
                transparent = packed & 1 ? index : -1;
            }
            source.skipBlocks();
            continue;
        }
        if (kind != 0x2C)
            Source::fail(); // ends before a picture
        break;
    }
    const int left = source.word(), top = source.word(), width = source.word(), height = source.word();
    const int local = source.byte();
    if (local & 0x80)
        palette = source.palette(local);
    if (palette.empty() || width == 0 || height == 0 || left + width > header.width || top + height > header.height)
        Source::fail();
    const auto indices = unpack(source, static_cast<std::size_t>(width) * static_cast<std::size_t>(height));

    Image image(header.width, header.height, 3); // black where the frame leaves the screen open
    std::size_t at = 0;
    const auto put = [&](int y) {
        for (int x = 0; x < width; ++x) {
            const int index = indices[at++];
            if (index == transparent)
                continue;
            if (3u * static_cast<unsigned>(index) + 2 >= palette.size())
                Source::fail();
            std::uint8_t* to = image.row(top + y) + 3 * (left + x);
            for (int c = 0; c < 3; ++c)
                to[c] = palette[static_cast<std::size_t>(3 * index + c)];
        }
    };
    if (local & 0x40) { // interlaced: four passes
        constexpr std::array<std::array<int, 2>, 4> kPasses = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
        for (const auto& [from, step] : kPasses)
            for (int y = from; y < height; y += step)
                put(y);
    } else {
        for (int y = 0; y < height; ++y)
            put(y);
    }
    return image;
}

} // namespace likeness::image
