// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text_coding.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace likeness {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr auto kDigits = [] {
    std::array<std::int8_t, 256> digits{};
    digits.fill(-1);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
        digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    return digits;
}();

} // namespace

Bytes fromBase64(std::span<const std::uint8_t> text)
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
            throw Error(ErrorCode::BadFile, "this is no base64");
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        if ((have += 6) >= 8) {
            have -= 8;
            out.push_back(static_cast<std::uint8_t>(bits >> have));
        }
    }
    if (padding > 2 || have >= 6)
        throw Error(ErrorCode::BadFile, "the base64 ends in the middle");
    return out;
}

std::string toBase64(std::span<const std::uint8_t> bytes)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (k < here ? bytes[i + k] : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= here ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

Bytes fromLatin1Text(std::span<const std::uint8_t> text)
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
            throw Error(ErrorCode::BadFile, "a text that is not Latin-1");
        }
    }
    return out;
}

std::string xmlEscape(std::string_view text)
{
    std::string out;
    for (const char c : toUtf8(text)) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '\'')
            out += "&#39;";
        else if (c == '"')
            out += "&quot;";
        else if (static_cast<unsigned char>(c) < 0x20)
            out += ' ';
        else
            out += c;
    }
    return out;
}

} // namespace likeness
