// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace likeness::run {

// Castagnoli's CRC-32 (RFC 3720, B.4), and as TFRecord stores it: rotated by 15 bits, plus 0xa282ead8.
std::uint32_t crc32c(std::string_view bytes) noexcept;
std::uint32_t maskedCrc32c(std::string_view bytes) noexcept;

// A TensorBoard event file: records of TFRecord (length, its checksum, data, its checksum; little-endian), each an
// Event message (tensorflow/core/util/event.proto) in protobuf's wire format. The first says "brain.Event:2".
class EventFileWriter
{
public:
    // wallTime in seconds since 1970.
    explicit EventFileWriter(double wallTime);
    // Several scalars of one step make one event.
    void scalars(double wallTime, std::int64_t step, std::span<const std::pair<std::string, double>> values);
    // counts[i] values lie between edges[i] and edges[i + 1].
    void histogram(double wallTime,
                   std::int64_t step,
                   const std::string& tag,
                   std::span<const double> edges,
                   std::span<const double> counts);
    std::string take(); // what was written since the last call

private:
    void event(double wallTime, std::int64_t step, int field, std::string_view payload);
    std::string m_bytes;
};

// events.out.tfevents.<seconds>.<host>
std::string eventFileName(std::int64_t seconds);

} // namespace likeness::run
