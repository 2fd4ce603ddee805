// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/compute/embed.h"

#include <cstring>

namespace likeness::compute {

void writeNpy(const std::filesystem::path& file, std::span<const float> values, std::size_t rows, std::size_t columns)
{
    if (values.size() != rows * columns)
        throw Error(ErrorCode::Internal, "the array does not have the shape that is to be written");
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                         std::to_string(columns) + "), }";
    constexpr std::size_t kPrefix = 10, kAlignment = 64;
    header.append((kAlignment - (kPrefix + header.size() + 1) % kAlignment) % kAlignment, ' ');
    header += '\n';
    Bytes out(kPrefix + header.size() + values.size_bytes());
    std::memcpy(out.data(), "\x93NUMPY\x01\x00", 8);
    out[8] = static_cast<std::uint8_t>(header.size() & 0xff);
    out[9] = static_cast<std::uint8_t>(header.size() >> 8);
    std::memcpy(out.data() + kPrefix, header.data(), header.size());
    if (!values.empty())
        std::memcpy(out.data() + kPrefix + header.size(), values.data(), values.size_bytes());
    writeFileAtomically(file, out);
}

} // namespace likeness::compute
