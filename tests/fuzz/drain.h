// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/sources.h"

#include <cstdlib>
#include <span>

namespace likeness::fuzz {

inline Bytes copyOf(std::span<const std::uint8_t> bytes)
{
    return {bytes.begin(), bytes.end()};
}

// The part of `data` before the first zero byte; `data` becomes what is behind that.
inline std::span<const std::uint8_t> takeToZero(std::span<const std::uint8_t>& data)
{
    const auto end = std::find(data.begin(), data.end(), std::uint8_t{0});
    const auto count = static_cast<std::size_t>(end - data.begin());
    const auto out = data.first(count);
    data = data.subspan(std::min(count + 1, data.size()));
    return out;
}

// Reads a source to its end, checks what every item promises, and takes its pictures out of `file` as readAt() does.
inline void drain(formats::Source& source, std::span<const std::uint8_t> file)
{
    const auto promise = [](bool kept) {
        if (!kept)
            std::abort();
    };
    formats::Item item;
    std::size_t budget = 1 << 20; // an index may lead to one record without end
    while (source.next(item)) {
        promise(!item.key.empty() && toUtf8(item.key) == item.key && item.key.find('\n') == std::string::npos);
        promise(toUtf8(item.person) == item.person);
        promise(item.where.length > 0 && item.where.offset <= file.size() &&
                item.where.length <= file.size() - item.where.offset);
        if (item.where.length > budget)
            continue;
        budget -= static_cast<std::size_t>(item.where.length);
        try {
            formats::decoded(copyOf(file.subspan(static_cast<std::size_t>(item.where.offset),
                                                 static_cast<std::size_t>(item.where.length))),
                             item.where, 1 << 20);
        } catch (const Error&) { // reported as a picture that does not decode
        }
    }
    source.finish();
}

} // namespace likeness::fuzz
