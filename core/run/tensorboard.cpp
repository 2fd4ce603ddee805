// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/tensorboard.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <limits>
#include <unistd.h>

namespace likeness::run {
namespace {

constexpr auto kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t c = i;
        for (int k = 0; k < 8; ++k)
            c = (c & 1) != 0 ? (c >> 1) ^ 0x82f63b78u : c >> 1;
        table[i] = c;
    }
    return table;
}();

template<typename T>
void putLittle(std::string& out, T value)
{
    for (std::size_t i = 0; i < sizeof(T); ++i)
        out.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
}

// Protobuf's wire types.
enum Wire { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

void putVarint(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<char>((value & 0x7f) | 0x80));
    out.push_back(static_cast<char>(value));
}

void putKey(std::string& out, int field, Wire wire)
{
    putVarint(out, static_cast<std::uint64_t>(field) << 3 | wire);
}

void putDouble(std::string& out, int field, double value)
{
    putKey(out, field, kFixed64);
    putLittle(out, std::bit_cast<std::uint64_t>(value));
}

void putBytes(std::string& out, int field, std::string_view bytes)
{
    putKey(out, field, kBytes);
    putVarint(out, bytes.size());
    out += bytes;
}

void putDoubles(std::string& out, int field, const std::vector<double>& values) // packed
{
    std::string packed;
    for (const double value : values)
        putLittle(packed, std::bit_cast<std::uint64_t>(value));
    putBytes(out, field, packed);
}

// Numbers of the fields in event.proto, summary.proto and histogram.proto.
constexpr int kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5;
constexpr int kValue = 1, kTag = 1, kSimpleValue = 2, kHisto = 5;
constexpr int kMin = 1, kMax = 2, kNum = 3, kSum = 4, kSumSquares = 5, kBucketLimit = 6, kBucket = 7;

} // namespace

std::uint32_t crc32c(std::string_view bytes) noexcept
{
    std::uint32_t c = 0xffffffffu;
    for (const char byte : bytes)
        c = kTable[(c ^ static_cast<std::uint8_t>(byte)) & 0xff] ^ (c >> 8);
    return ~c;
}

std::uint32_t maskedCrc32c(std::string_view bytes) noexcept
{
    return std::rotr(crc32c(bytes), 15) + 0xa282ead8u;
}

EventFileWriter::EventFileWriter(double wallTime)
{
    event(wallTime, 0, kFileVersion, "brain.Event:2");
}

void EventFileWriter::event(double wallTime, std::int64_t step, int field, std::string_view payload)
{
    std::string data;
    putDouble(data, kWallTime, wallTime);
    if (step != 0) {
        putKey(data, kStep, kVarint);
        putVarint(data, static_cast<std::uint64_t>(step));
    }
    putBytes(data, field, payload);
    std::string length;
    putLittle(length, static_cast<std::uint64_t>(data.size()));
    m_bytes += length;
    putLittle(m_bytes, maskedCrc32c(length));
    m_bytes += data;
    putLittle(m_bytes, maskedCrc32c(data));
}

void EventFileWriter::scalars(double wallTime,
                              std::int64_t step,
                              std::span<const std::pair<std::string, double>> values)
{
    std::string summary;
    for (const auto& [tag, number] : values) {
        std::string value;
        putBytes(value, kTag, tag);
        putKey(value, kSimpleValue, kFixed32);
        putLittle(value, std::bit_cast<std::uint32_t>(static_cast<float>(number)));
        putBytes(summary, kValue, value);
    }
    if (!summary.empty())
        event(wallTime, step, kSummary, summary);
}

void EventFileWriter::histogram(double wallTime,
                                std::int64_t step,
                                const std::string& tag,
                                std::span<const double> edges,
                                std::span<const double> counts)
{
    if (counts.empty() || edges.size() != counts.size() + 1)
        return;
    // TensorBoard's buckets are half open and each begins where the last one ends; the first holds nothing, so that the
    // second begins at our first edge.
    std::vector<double> limits{edges.front()};
    std::vector<double> buckets{0};
    double count = 0;
    double sum = 0;
    double squares = 0;
    double low = edges.back();
    double high = edges.front();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double middle = (edges[i] + edges[i + 1]) / 2;
        limits.push_back(edges[i + 1]);
        buckets.push_back(counts[i]);
        count += counts[i];
        sum += counts[i] * middle;
        squares += counts[i] * middle * middle;
        if (counts[i] > 0) {
            low = std::min(low, edges[i]);
            high = std::max(high, edges[i + 1]);
        }
    }
    std::string histo;
    putDouble(histo, kMin, low);
    putDouble(histo, kMax, high);
    putDouble(histo, kNum, count);
    putDouble(histo, kSum, sum);
    putDouble(histo, kSumSquares, squares);
    putDoubles(histo, kBucketLimit, limits);
    putDoubles(histo, kBucket, buckets);
    std::string value;
    putBytes(value, kTag, tag);
    putBytes(value, kHisto, histo);
    std::string summary;
    putBytes(summary, kValue, value);
    event(wallTime, step, kSummary, summary);
}

std::string EventFileWriter::take()
{
    return std::exchange(m_bytes, {});
}

std::string eventFileName(std::int64_t seconds)
{
    char host[256] = {};
    ::gethostname(host, sizeof host - 1);
    char number[32];
    std::snprintf(number, sizeof number, "%010lld", static_cast<long long>(seconds));
    return std::string("events.out.tfevents.") + number + "." + toUtf8(host);
}

} // namespace likeness::run
