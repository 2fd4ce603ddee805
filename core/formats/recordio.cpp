// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/recordio.h"

#include "core/base/error.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace likeness::formats::recordio {

static_assert(std::endian::native == std::endian::little, "RecordIO is little-endian");

namespace {

[[noreturn]] void bad(const std::string& what)
{
    throw Error(ErrorCode::BadFile, what);
}

template<typename T>
T valueAt(std::span<const std::uint8_t> bytes, std::size_t at)
{
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

template<typename T>
void append(Bytes& out, T value)
{
    const auto* p = reinterpret_cast<const std::uint8_t*>(&value);
    out.insert(out.end(), p, p + sizeof value);
}

// What a part says about itself.
struct Part {
    std::uint32_t kind;   // 0 a whole record; 1, 2, 3 the first, a middle and the last part of one
    std::uint32_t length; // of its data
};

Part partFrom(std::span<const std::uint8_t> head)
{
    if (head.size() < 8)
        bad("the file ends where a record is expected");
    if (valueAt<std::uint32_t>(head, 0) != kMagic)
        bad("there is no record here");
    const auto word = valueAt<std::uint32_t>(head, 4);
    return {word >> 29, word & 0x1FFFFFFF};
}

// Whether a part may come here: first of all, or after another.
void requireOrder(const Part& part, bool first)
{
    if (first ? part.kind > 1 : part.kind != 2 && part.kind != 3)
        bad(first ? "this is the middle of a record" : "the rest of a split record is missing");
}

constexpr std::uint64_t padded(std::uint64_t length)
{
    return (length + 3) / 4 * 4;
}

Header headerFrom(std::span<const std::uint8_t> payload)
{
    if (payload.size() < 24)
        bad("the record is too short for its header");
    Header header;
    header.flag = valueAt<std::uint32_t>(payload, 0);
    header.labels[0] = valueAt<float>(payload, 4);
    header.id = valueAt<std::uint64_t>(payload, 8);
    header.id2 = valueAt<std::uint64_t>(payload, 16);
    for (std::size_t i = 0; i < std::min<std::size_t>(2, header.flag) && 24 + 4 * (i + 1) <= payload.size(); ++i)
        header.labels[i] = valueAt<float>(payload, 24 + 4 * i);
    return header;
}

void requireRoom(const Header& header, std::uint64_t payload)
{
    if (header.bytes() > payload)
        bad("the record's header says that " + std::to_string(header.flag) + " labels follow, which is longer than it");
}

} // namespace

Record Reader::at(std::uint64_t offset)
{
    std::array<std::uint8_t, 8 + 256> buffer;
    auto here = std::span(buffer).first(m_bytes.read(offset, buffer));
    Part part = partFrom(here);
    requireOrder(part, true);
    Record record;
    record.offset = offset;
    record.split = part.kind == 1;

    std::array<std::uint8_t, 256> head; // the first bytes of the payload
    std::size_t filled = 0;
    const auto keep = [&](std::span<const std::uint8_t> bytes) {
        const auto count = std::min(bytes.size(), head.size() - filled);
        std::copy_n(bytes.begin(), count, head.begin() + static_cast<std::ptrdiff_t>(filled));
        filled += count;
    };
    for (std::uint64_t at = offset;;) {
        if (at + 8 + part.length > m_bytes.size())
            bad("the file ends inside a record of " + std::to_string(part.length) + " bytes");
        here = here.subspan(8);
        keep(here.first(std::min<std::size_t>(here.size(), part.length)));
        record.size += part.length;
        if (record.size > kMostBytes)
            bad("a split record of more than " + std::to_string(kMostBytes) + " bytes");
        record.stored = at + 8 + part.length - offset;
        at += 8 + padded(part.length);
        record.end = at;
        if (part.kind == 0 || part.kind == 3)
            break;
        if (m_partsLeft == 0)
            bad("the index leads to the same split records again and again");
        --m_partsLeft;
        constexpr auto kMagicBytes = std::bit_cast<std::array<std::uint8_t, 4>>(kMagic);
        keep(kMagicBytes);
        record.size += 4;
        here = std::span(buffer).first(m_bytes.read(at, buffer));
        part = partFrom(here);
        requireOrder(part, false);
    }

    record.header = headerFrom(std::span(head).first(filled));
    requireRoom(record.header, record.size);
    const auto before = record.header.bytes();
    if (before < filled)
        std::copy_n(head.begin() + static_cast<std::ptrdiff_t>(before),
                    std::min<std::size_t>(record.picture.size(), filled - static_cast<std::size_t>(before)),
                    record.picture.begin());
    else if (!record.split) // more labels than are kept
        m_bytes.read(
            record.pictureOffset(),
            std::span(record.picture)
                .first(static_cast<std::size_t>(std::min<std::uint64_t>(record.picture.size(), record.pictureSize()))));
    return record;
}

std::uint64_t Reader::find(std::uint64_t offset, jobs::Context& context)
{
    Bytes block(static_cast<std::size_t>(std::min<std::uint64_t>(1 << 16, size())));
    for (std::uint64_t at = padded(offset); at + 8 <= size();) {
        context.checkStop();
        const auto got = m_bytes.read(at, block);
        if (got < 8)
            break;
        std::size_t i = 0;
        for (; i + 8 <= got; i += 4)
            if (valueAt<std::uint32_t>(block, i) == kMagic && valueAt<std::uint32_t>(block, i + 4) >> 29 <= 1)
                return at + i;
        at += i;
    }
    return size();
}

Bytes join(std::span<const std::uint8_t> parts)
{
    Bytes out;
    out.reserve(parts.size());
    for (std::uint64_t at = 0;;) {
        const auto here = parts.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(at, parts.size())));
        const Part part = partFrom(here);
        requireOrder(part, at == 0);
        if (part.length > here.size() - 8)
            bad("a part of a record reaches beyond its end");
        if (at > 0)
            append(out, kMagic);
        const auto data = here.subspan(8, part.length);
        out.insert(out.end(), data.begin(), data.end());
        if (part.kind == 0 || part.kind == 3)
            break;
        at += 8 + padded(part.length);
    }
    const Header header = headerFrom(out);
    requireRoom(header, out.size());
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(header.bytes()));
    return out;
}

Bytes frame(std::span<const float> labels, std::uint64_t id, std::uint64_t id2, std::span<const std::uint8_t> picture)
{
    const bool vector = labels.size() > 1;
    const std::uint64_t size = 24 + (vector ? 4 * labels.size() : 0) + picture.size();
    if (size > kMostBytes)
        throw Error(ErrorCode::TooLarge,
                    "a picture of " + std::to_string(picture.size()) + " bytes is too large for a RecordIO file");
    Bytes payload;
    payload.reserve(static_cast<std::size_t>(size));
    append(payload, static_cast<std::uint32_t>(vector ? labels.size() : 0));
    append(payload, vector || labels.empty() ? 0.0F : labels[0]);
    append(payload, id);
    append(payload, id2);
    if (vector)
        for (const float label : labels)
            append(payload, label);
    payload.insert(payload.end(), picture.begin(), picture.end());

    Bytes out;
    out.reserve(payload.size() + 16);
    std::size_t from = 0;
    const auto write = [&](std::uint32_t kind, std::size_t to) {
        append(out, kMagic);
        append(out, kind << 29 | static_cast<std::uint32_t>(to - from));
        out.insert(out.end(), payload.begin() + static_cast<std::ptrdiff_t>(from),
                   payload.begin() + static_cast<std::ptrdiff_t>(to));
    };
    for (std::size_t i = 0; i + 4 <= payload.size(); i += 4) {
        if (valueAt<std::uint32_t>(payload, i) != kMagic)
            continue;
        write(from == 0 ? 1 : 2, i);
        from = i + 4;
    }
    write(from == 0 ? 0 : 3, payload.size());
    out.resize(static_cast<std::size_t>(padded(out.size())));
    return out;
}

} // namespace likeness::formats::recordio
