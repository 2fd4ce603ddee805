// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/byte_reader.h"
#include "core/formats/features.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace likeness::formats {
namespace {

constexpr std::size_t kLongestHeader = 1 << 16;

struct Failure {
    const std::string& name;
    [[noreturn]] void operator()(const std::string& what, ErrorCode code = ErrorCode::BadFile) const
    {
        throw Error(code, name + ": " + what);
    }
};

// What follows 'key': in the header, a Python dictionary of three entries in any order.
std::string_view valueOf(std::string_view header, std::string_view key, const Failure& fail)
{
    for (const char quote : {'\'', '"'}) {
        const std::string quoted = quote + std::string(key) + quote;
        const auto at = header.find(quoted);
        if (at == std::string_view::npos)
            continue;
        const auto rest = trim(header.substr(at + quoted.size()));
        if (rest.starts_with(':'))
            return trim(rest.substr(1));
    }
    fail("its header has no '" + std::string(key) + "'");
}

// "(rows, columns)" of two numbers.
std::array<std::uint64_t, 2> shapeFrom(std::string_view text, const Failure& fail)
{
    const auto end = text.find(')');
    if (!text.starts_with('(') || end == std::string_view::npos)
        fail("its header has no shape");
    auto sides = split(text.substr(1, end - 1), ',');
    if (!sides.empty() && trim(sides.back()).empty()) // (7,)
        sides.pop_back();
    if (sides.size() != 2)
        fail("it is an array of " + std::to_string(sides.size()) + " dimensions; a table of vectors has two",
             ErrorCode::Unsupported);
    std::array<std::uint64_t, 2> shape{};
    for (std::size_t i = 0; i < 2; ++i) {
        const auto side = trim(sides[i]);
        const auto read = std::from_chars(side.data(), side.data() + side.size(), shape[i]);
        if (side.empty() || read.ec != std::errc() || read.ptr != side.data() + side.size())
            fail("its header has an impossible shape");
    }
    return shape;
}

} // namespace

FeatureSet readNpy(const std::filesystem::path& file)
{
    FileReader reader(file);
    return readNpy(reader, displayPath(file));
}

FeatureSet readNpy(ByteReader& file, const std::string& name)
{
    const Failure fail{name};
    std::array<std::uint8_t, 12> start{};
    const auto got = file.read(0, start);
    if (got < 10 || std::memcmp(start.data(), "\x93NUMPY", 6) != 0)
        fail("this is no NumPy array file");
    const bool wide = start[6] >= 2; // the length of the header has four bytes instead of two
    if (start[6] < 1 || start[6] > 3 || (wide && got < 12))
        fail("version " + std::to_string(start[6]) + " of the array format is not known", ErrorCode::Unsupported);
    const std::uint64_t length = wide ? std::uint64_t{start[8]} | std::uint64_t{start[9]} << 8 |
                                            std::uint64_t{start[10]} << 16 | std::uint64_t{start[11]} << 24
                                      : std::uint64_t{start[8]} | std::uint64_t{start[9]} << 8;
    const std::uint64_t prefix = wide ? 12 : 10;
    if (length > kLongestHeader)
        fail("its header of " + std::to_string(length) + " bytes is too long");
    std::string header(static_cast<std::size_t>(length), '\0');
    if (file.read(prefix, {reinterpret_cast<std::uint8_t*>(header.data()), header.size()}) != header.size())
        fail("it ends inside its header");

    const auto type = valueOf(header, "descr", fail);
    const auto says = [&](std::string_view kind) { return type.substr(0, 4).ends_with(kind); };
    const std::size_t width = says("<f4") ? 4 : says("<f8") ? 8 : 0;
    if (width == 0)
        fail("its values are " + toUtf8(type.substr(0, 8)) + "; little-endian float32 or float64 is expected",
             ErrorCode::Unsupported);
    if (!valueOf(header, "fortran_order", fail).starts_with("False"))
        fail("it is in Fortran order; save it with numpy.ascontiguousarray", ErrorCode::Unsupported);
    const auto [rows, columns] = shapeFrom(valueOf(header, "shape", fail), fail);
    if (columns < 1 || columns > static_cast<std::uint64_t>(kMaxFeatureDim))
        fail("its vectors have " + std::to_string(columns) + " numbers; 1 to " + std::to_string(kMaxFeatureDim) +
             " are expected");
    const std::uint64_t data = file.size() - prefix - length;
    if (rows > data / columns / width || rows * columns * width != data)
        fail("it holds " + std::to_string(data) + " bytes of values, which is not what its shape says");
    if (data > kMaxFeatureBytes)
        fail("it is too large to be read at once", ErrorCode::TooLarge);

    FeatureSet features;
    features.dim = static_cast<int>(columns);
    features.values.resize(static_cast<std::size_t>(rows * columns));
    Bytes block;
    for (std::size_t done = 0; done < features.values.size();) {
        const std::size_t count = std::min<std::size_t>(1 << 16, features.values.size() - done);
        block.resize(count * width);
        if (file.read(prefix + length + done * width, block) != block.size())
            fail("it was cut off while it was read");
        if (width == 4) {
            std::memcpy(features.values.data() + done, block.data(), block.size());
        } else {
            for (std::size_t i = 0; i < count; ++i) {
                double value = 0;
                std::memcpy(&value, block.data() + 8 * i, sizeof value);
                features.values[done + i] = static_cast<float>(value);
            }
        }
        done += count;
    }
    return features;
}

} // namespace likeness::formats
