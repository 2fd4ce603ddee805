// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/curate/face_map.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace likeness::curate {
namespace {

static_assert(std::endian::native == std::endian::little, "maps are read in place");
static_assert(sizeof(layout::Point) == 8);

constexpr char kMagic[] = "LKFMAP01";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeader = 32;
constexpr std::size_t kPerFace = 16;
constexpr std::size_t kMostName = 4096;
constexpr std::uint64_t kMostBytes = 1ull << 30; // 64 million faces
constexpr float kFarthest = 1e9f;                // from the middle: sums and squares of these are finite

template<typename T>
void put(std::uint8_t*& at, const T* values, std::size_t count)
{
    if (count > 0) // of nothing there may be no address
        std::memcpy(at, values, count * sizeof(T));
    at += count * sizeof(T);
}

template<typename T>
T get(std::span<const std::uint8_t> bytes, std::size_t at)
{
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof(T));
    return value;
}

} // namespace

void writeMap(const std::filesystem::path& file, const FaceMap& map)
{
    const std::string name = toUtf8(map.model).substr(0, kMostName);
    const auto nameBytes = static_cast<std::uint32_t>(name.size());
    const std::uint64_t count = map.faces.size();
    Bytes bytes(kHeader + name.size() + map.faces.size() * kPerFace);
    auto* at = bytes.data() + kHeader;
    put(at, name.data(), name.size());
    put(at, map.faces.data(), map.faces.size());
    put(at, map.points.data(), map.points.size());
    const std::uint64_t check = hash64({bytes.data() + kHeader, bytes.size() - kHeader});
    at = bytes.data();
    put(at, kMagic, 8);
    put(at, &kVersion, 1);
    put(at, &nameBytes, 1);
    put(at, &count, 1);
    put(at, &check, 1);
    std::filesystem::create_directories(file.parent_path());
    writeFileAtomically(file, bytes);
}

FaceMap readMap(const std::filesystem::path& file)
{
    return parseMap(readFile(file, kMostBytes), displayPath(file));
}

FaceMap parseMap(std::span<const std::uint8_t> bytes, const std::string& file)
{
    const auto bad = [&](const std::string& what) {
        return Error(ErrorCode::BadFile, file + " is not a whole map of faces (" + what + ").");
    };
    if (bytes.size() < kHeader || std::memcmp(bytes.data(), kMagic, 8) != 0)
        throw bad("no header");
    if (get<std::uint32_t>(bytes, 8) != kVersion)
        throw bad("another version");
    const std::size_t nameBytes = get<std::uint32_t>(bytes, 12);
    const std::uint64_t count = get<std::uint64_t>(bytes, 16);
    // Divided, not multiplied: a hostile count must not wrap around.
    if (nameBytes > kMostName || kHeader + nameBytes > bytes.size() ||
        (bytes.size() - kHeader - nameBytes) / kPerFace != count ||
        (bytes.size() - kHeader - nameBytes) % kPerFace != 0)
        throw bad("wrong size");
    if (hash64(bytes.subspan(kHeader)) != get<std::uint64_t>(bytes, 24))
        throw bad("damaged");
    FaceMap out;
    out.model.assign(reinterpret_cast<const char*>(bytes.data()) + kHeader, nameBytes);
    out.model = toUtf8(out.model);
    out.faces.resize(static_cast<std::size_t>(count));
    out.points.resize(static_cast<std::size_t>(count));
    const auto* at = bytes.data() + kHeader + nameBytes;
    if (count > 0) {
        std::memcpy(out.faces.data(), at, out.faces.size() * sizeof(dataset::FaceId));
        std::memcpy(out.points.data(), at + out.faces.size() * sizeof(dataset::FaceId), out.points.size() * 8);
    }
    for (std::size_t i = 0; i < out.faces.size(); ++i)
        if (out.faces[i] <= (i == 0 ? 0 : out.faces[i - 1]) || !(std::abs(out.points[i].x) <= kFarthest) ||
            !(std::abs(out.points[i].y) <= kFarthest)) // NaN neither
            throw bad("values out of range");
    return out;
}

} // namespace likeness::curate
