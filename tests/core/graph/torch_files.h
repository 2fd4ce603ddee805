// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

// What torch.save() writes, byte by byte, sound and otherwise.
namespace likeness::test {

template<typename T>
std::string le(T value)
{
    std::string out(sizeof value, '\0');
    std::memcpy(out.data(), &value, sizeof value);
    return out;
}

struct ZipEntry {
    std::string name, data;
    std::uint16_t method = 0;
    std::uint16_t flags = 0;
};

// `zip64` writes sizes and offsets as PyTorch does beyond 4 GB.
inline std::string zipOf(const std::vector<ZipEntry>& entries, bool zip64 = false, const std::string& comment = {})
{
    std::string out, directory;
    for (const auto& e : entries) {
        const std::uint64_t at = out.size(), size = e.data.size();
        std::string extra = le<std::uint16_t>(0x4246); // PyTorch's padding
        const std::size_t data = at + 30 + e.name.size() + 4;
        const auto padding = static_cast<std::uint16_t>((64 - data % 64) % 64);
        extra += le(padding) + std::string(padding, 'Z');
        const auto half = static_cast<std::uint32_t>(size);
        out += le<std::uint32_t>(0x04034B50) + le<std::uint16_t>(0) + le(e.flags) + le(e.method) +
               std::string(8, '\0') + le(half) + le(half) + le(static_cast<std::uint16_t>(e.name.size())) +
               le(static_cast<std::uint16_t>(extra.size())) + e.name + extra + e.data;
        const std::string wide =
            zip64 ? le<std::uint16_t>(1) + le<std::uint16_t>(24) + le(size) + le(size) + le(at) : "";
        directory += le<std::uint32_t>(0x02014B50) + std::string(4, '\0') + le(e.flags) + le(e.method) +
                     std::string(8, '\0') + (zip64 ? std::string(8, '\xFF') : le(half) + le(half)) +
                     le(static_cast<std::uint16_t>(e.name.size())) + le(static_cast<std::uint16_t>(wide.size())) +
                     std::string(10, '\0') + (zip64 ? std::string(4, '\xFF') : le(static_cast<std::uint32_t>(at))) +
                     e.name + wide;
    }
    const std::uint64_t start = out.size();
    out += directory;
    if (zip64) {
        const std::uint64_t end = out.size();
        out += le<std::uint32_t>(0x06064B50) + le<std::uint64_t>(44) + std::string(12, '\0') +
               le<std::uint64_t>(entries.size()) + le<std::uint64_t>(entries.size()) +
               le<std::uint64_t>(directory.size()) + le(start);
        out += le<std::uint32_t>(0x07064B50) + le<std::uint32_t>(0) + le(end) + le<std::uint32_t>(1);
    }
    const auto count = zip64 ? std::uint16_t{0xFFFF} : static_cast<std::uint16_t>(entries.size());
    out += le<std::uint32_t>(0x06054B50) + le<std::uint32_t>(0) + le(count) + le(count) +
           le(static_cast<std::uint32_t>(directory.size())) + le(static_cast<std::uint32_t>(start)) +
           le(static_cast<std::uint16_t>(comment.size())) + comment;
    return out;
}

inline std::string pickledText(const std::string& text)
{
    return "X" + le(static_cast<std::uint32_t>(text.size())) + text;
}

inline std::string pickledTuple(const std::vector<std::int32_t>& numbers)
{
    std::string out = "(";
    for (const auto n : numbers)
        out += "J" + le(n);
    return out + "t";
}

inline std::string pickledTensor(const std::string& key,
                                 std::int32_t offset,
                                 const std::vector<std::int32_t>& sizes,
                                 const std::vector<std::int32_t>& strides,
                                 const std::string& storage = "FloatStorage")
{
    return "ctorch._utils\n_rebuild_tensor_v2\n((" + pickledText("storage") + "ctorch\n" + storage + "\n" +
           pickledText(key) + pickledText("cpu") + "K\x04tQJ" + le(offset) + pickledTuple(sizes) +
           pickledTuple(strides) + "\x89" + "ccollections\nOrderedDict\n)RtR";
}

inline const std::string kPickleStart = "\x80\x02", kPickledDict = "ccollections\nOrderedDict\n)R";

inline std::string pickledDict(const std::vector<std::pair<std::string, std::string>>& items)
{
    std::string out = kPickledDict + "(";
    for (const auto& [key, value] : items)
        out += pickledText(key) + value;
    return out + "u";
}

// A file with those values in its storage "0", and that pickle.
inline Bytes torchFile(const std::string& pickle, const std::vector<float>& values = {1, 2, 3, 4, 5, 6})
{
    std::string data(values.size() * sizeof(float), '\0');
    std::memcpy(data.data(), values.data(), data.size());
    const auto zip = zipOf({{"m/data.pkl", kPickleStart + pickle + "."}, {"m/data/0", data}, {"m/version", "3\n"}});
    return {zip.begin(), zip.end()};
}

} // namespace likeness::test
