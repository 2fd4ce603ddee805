// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include "core/base/csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

namespace likeness {
namespace {

// Length of the valid UTF-8 sequence at s[i], or 0.
std::size_t sequenceLength(std::string_view s, std::size_t i)
{
    const auto byte = [&](std::size_t k) { return static_cast<std::uint8_t>(s[k]); };
    const std::uint8_t b = byte(i);
    std::size_t n = 0;
    std::uint32_t value = 0;
    if (b < 0x80)
        return 1;
    if (b >= 0xC2 && b <= 0xDF) {
        n = 2;
        value = b & 0x1Fu;
    } else if (b >= 0xE0 && b <= 0xEF) {
        n = 3;
        value = b & 0x0Fu;
    } else if (b >= 0xF0 && b <= 0xF4) {
        n = 4;
        value = b & 0x07u;
    } else {
        return 0;
    }
    if (i + n > s.size())
        return 0;
    for (std::size_t k = 1; k < n; ++k) {
        if ((byte(i + k) & 0xC0u) != 0x80u)
            return 0;
        value = (value << 6) | (byte(i + k) & 0x3Fu);
    }
    if ((n == 3 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF))) ||
        (n == 4 && (value < 0x10000 || value > 0x10FFFF)))
        return 0;
    return n;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::string toUtf8(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size();) {
        const auto n = sequenceLength(bytes, i);
        if (n == 0) {
            out += "\xEF\xBF\xBD";
            ++i;
        } else {
            out.append(bytes.substr(i, n));
            i += n;
        }
    }
    return out;
}

std::string displayPath(const std::filesystem::path& path)
{
    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (const char c : toUtf8(path.native())) {
        const auto b = static_cast<std::uint8_t>(c);
        if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (b < 0x20 || b == 0x7F)
            out += {'\\', 'x', kHex[b >> 4], kHex[b & 15]};
        else
            out += c;
    }
    return out;
}

std::string toLower(std::string_view ascii)
{
    std::string out(ascii);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view trim(std::string_view text)
{
    const auto blank = " \t\r\n";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> out;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i == text.size() || text[i] == separator) {
            out.emplace_back(text.substr(start, i - start));
            start = i + 1;
        }
    }
    return out;
}

std::string nearestWord(std::string_view word, std::span<const std::string> candidates)
{
    std::string best;
    std::size_t bestDistance = word.size() / 2 + 1;
    for (const auto& c : candidates) {
        if (!word.empty() && c.starts_with(word))
            return c;
        std::vector<std::size_t> before, last, row(c.size() + 1);
        std::iota(row.begin(), row.end(), std::size_t{0});
        for (std::size_t i = 0; i < word.size(); ++i) {
            before = std::exchange(last, row);
            row[0] = i + 1;
            for (std::size_t j = 0; j < c.size(); ++j) {
                row[j + 1] = std::min({last[j + 1] + 1, row[j] + 1, last[j] + (word[i] == c[j] ? 0 : 1)});
                if (i > 0 && j > 0 && word[i] == c[j - 1] && word[i - 1] == c[j])
                    row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
            }
        }
        if (row.back() < bestDistance) {
            bestDistance = row.back();
            best = c;
        }
    }
    return best;
}

bool naturalLess(std::string_view a, std::string_view b)
{
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            const auto skipZeros = [](std::string_view s, std::size_t& k) {
                while (k + 1 < s.size() && s[k] == '0' && isDigit(s[k + 1]))
                    ++k;
                const auto start = k;
                while (k < s.size() && isDigit(s[k]))
                    ++k;
                return s.substr(start, k - start);
            };
            const auto x = skipZeros(a, i);
            const auto y = skipZeros(b, j);
            if (x.size() != y.size())
                return x.size() < y.size();
            if (x != y)
                return x < y;
        } else {
            if (a[i] != b[j])
                return static_cast<std::uint8_t>(a[i]) < static_cast<std::uint8_t>(b[j]);
            ++i;
            ++j;
        }
    }
    const auto restA = a.size() - i;
    const auto restB = b.size() - j;
    return restA != restB ? restA < restB : a < b;
}

std::vector<std::string> parseCsvLine(std::string_view line)
{
    std::vector<std::string> out;
    if (!CsvReader(line).next(out))
        out.emplace_back();
    return out;
}

std::string csvField(std::string_view value)
{
    if (value.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(value);
    std::string out = "\"";
    for (const char c : value) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

std::string formatNumber(double value, int decimals)
{
    if (std::isnan(value))
        return "nan";
    std::array<char, 400> buffer{};
    const auto result =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals);
    const std::string_view text(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
    const bool zero = text.find_first_not_of("-0.") == std::string_view::npos; // no "-0.00"
    return std::string(zero && text.starts_with('-') ? text.substr(1) : text);
}

} // namespace likeness
