// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/erase_parts.h"

#include <cstring>

namespace likeness::dataset::erasing {
namespace {

constexpr std::string_view kInstead = "erased";
constexpr std::size_t kBuckets = std::size_t{1} << 20;

bool isWordByte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Scripts without spaces have no words to end at, so only Latin letters and digits must.
std::size_t findWord(std::string_view text, std::string_view name, std::size_t from)
{
    for (auto at = text.find(name, from); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const auto end = at + name.size();
        const bool before = at > 0 && isWordByte(name.front()) && isWordByte(text[at - 1]);
        const bool after = end < text.size() && isWordByte(name.back()) && isWordByte(text[end]);
        if (!before && !after)
            return at;
    }
    return std::string_view::npos;
}

std::size_t bucketOf(const std::uint8_t* bytes)
{
    std::uint32_t head = 0;
    std::memcpy(&head, bytes, sizeof head);
    return (head * 2654435761U) >> 12;
}

} // namespace

bool mentions(std::string_view text, const std::vector<std::string>& names)
{
    for (const auto& name : names)
        if (findWord(text, name, 0) != std::string_view::npos)
            return true;
    return false;
}

std::string withoutMentions(std::string text, const std::vector<std::string>& names)
{
    for (const auto& name : names)
        for (auto at = findWord(text, name, 0); at != std::string::npos; at = findWord(text, name, at))
            text.replace(at, name.size(), kInstead), at += kInstead.size();
    return text;
}

void ByteSearch::add(std::string bytes, std::string what)
{
    if (bytes.size() < kShortest)
        return;
    m_buckets.resize(kBuckets);
    m_used.resize(kBuckets / 64);
    const auto bucket = bucketOf(reinterpret_cast<const std::uint8_t*>(bytes.data()));
    m_buckets[bucket].push_back(static_cast<std::uint32_t>(m_patterns.size()));
    m_used[bucket / 64] |= std::uint64_t{1} << (bucket % 64);
    m_longest = std::max(m_longest, bytes.size());
    m_patterns.push_back({std::move(bytes), std::move(what)});
}

void ByteSearch::visit(std::span<const std::uint8_t> bytes, const std::function<void(std::size_t)>& found) const
{
    if (m_patterns.empty() || bytes.size() < kShortest)
        return;
    for (std::size_t at = 0; at + kShortest <= bytes.size(); ++at) {
        const auto bucket = bucketOf(bytes.data() + at);
        if (!(m_used[bucket / 64] >> (bucket % 64) & 1))
            continue;
        for (const auto index : m_buckets[bucket]) {
            const auto& pattern = m_patterns[index].bytes;
            if (pattern.size() <= bytes.size() - at &&
                std::memcmp(pattern.data(), bytes.data() + at, pattern.size()) == 0)
                found(index);
        }
    }
}

std::set<std::string> ByteSearch::find(std::span<const std::uint8_t> bytes) const
{
    std::set<std::string> kinds;
    visit(bytes, [&](std::size_t index) { kinds.insert(m_patterns[index].what); });
    return kinds;
}

void ByteSearch::exceptIn(std::string_view text, const std::string& what)
{
    std::set<std::size_t> known;
    visit({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, [&](std::size_t index) {
        if (m_patterns[index].what == what)
            known.insert(index);
    });
    for (const auto index : known) {
        std::erase(m_buckets[bucketOf(reinterpret_cast<const std::uint8_t*>(m_patterns[index].bytes.data()))],
                   static_cast<std::uint32_t>(index));
        m_patterns[index].bytes.clear();
    }
}

} // namespace likeness::dataset::erasing
