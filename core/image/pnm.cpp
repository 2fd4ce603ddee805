// SPDX-License-Identifier: GPL-3.0-or-later
// Netpbm's P1 to P6: the ORL and Yale sets are PGM. http://netpbm.sourceforge.net/doc/pnm.html
#include "core/base/error.h"
#include "core/image/readers.h"

#include <cctype>

namespace likeness::image {
namespace {

class Tokens
{
public:
    explicit Tokens(std::span<const std::uint8_t> bytes) : m_bytes(bytes) {}
    int number()
    {
        skipSpace();
        if (m_at >= m_bytes.size() || !std::isdigit(m_bytes[m_at]))
            fail();
        int value = 0;
        for (; m_at < m_bytes.size() && std::isdigit(m_bytes[m_at]); ++m_at)
            if (value = value * 10 + (m_bytes[m_at] - '0'); value > 1 << 27)
                fail();
        return value;
    }
    int bit() // P1 needs no space between its digits
    {
        skipSpace();
        if (m_at >= m_bytes.size() || (m_bytes[m_at] != '0' && m_bytes[m_at] != '1'))
            fail();
        return m_bytes[m_at++] - '0';
    }
    std::span<const std::uint8_t> rest(std::size_t size) // exactly one space ends the header
    {
        if (m_bytes.size() - m_at < 1 || m_bytes.size() - m_at - 1 < size)
            fail();
        return m_bytes.subspan(m_at + 1, size);
    }
    [[noreturn]] static void fail() { throw Error(ErrorCode::BadFile, "the PNM file is damaged or truncated"); }

private:
    void skipSpace()
    {
        for (; m_at < m_bytes.size(); ++m_at) {
            if (m_bytes[m_at] == '#')
                while (m_at < m_bytes.size() && m_bytes[m_at] != '\n')
                    ++m_at;
            else if (!std::isspace(m_bytes[m_at]))
                break;
        }
        if (m_at > m_bytes.size())
            m_at = m_bytes.size();
    }
    std::span<const std::uint8_t> m_bytes;
    std::size_t m_at = 2;
};

} // namespace

Image readPnm(std::span<const std::uint8_t> encoded, const Header& header)
{
    const int kind = encoded[1] - '0';
    Tokens tokens(encoded);
    if (tokens.number() != header.width || tokens.number() != header.height)
        Tokens::fail();
    const bool bitmap = kind == 1 || kind == 4;
    const int most = bitmap ? 1 : tokens.number();
    if (most < 1 || most > 65535)
        Tokens::fail();
    const int channels = kind == 3 || kind == 6 ? 3 : 1;
    const auto samples = static_cast<std::size_t>(header.width) * static_cast<std::size_t>(header.height) *
                         static_cast<std::size_t>(channels);
    if (kind <= 3 && samples > encoded.size()) // a digit a sample at least: nothing is allocated for a short file
        Tokens::fail();
    const auto scaled = [most](int value) {
        return static_cast<std::uint8_t>((std::min(value, most) * 255 + most / 2) / most);
    };

    if (kind == 4) { // a bit a pixel, 1 is black
        const std::size_t stride = (static_cast<std::size_t>(header.width) + 7) / 8;
        const auto raw = tokens.rest(stride * static_cast<std::size_t>(header.height));
        Image image(header.width, header.height, 1);
        for (int y = 0; y < header.height; ++y)
            for (int x = 0; x < header.width; ++x) {
                const int byte = raw[static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x) / 8];
                image.row(y)[x] = byte >> (7 - x % 8) & 1 ? 0 : 255;
            }
        return image;
    }
    if (kind >= 5) {
        const auto raw = tokens.rest(samples * (most > 255 ? 2 : 1));
        Image image(header.width, header.height, channels);
        for (std::size_t i = 0; i < samples; ++i)
            image.pixels[i] = most == 255  ? raw[i]
                              : most > 255 ? scaled(raw[2 * i] << 8 | raw[2 * i + 1])
                                           : scaled(raw[i]);
        return image;
    }
    Image image(header.width, header.height, channels);
    for (std::uint8_t& value : image.pixels)
        value = kind == 1 ? static_cast<std::uint8_t>(tokens.bit() ? 0 : 255) : scaled(tokens.number());
    return image;
}

} // namespace likeness::image
