// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/celeba_lists.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/formats/marked_picture.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace likeness::formats {
namespace {

constexpr std::size_t kMaxAttributes = 1000;
constexpr std::size_t kMaxName = 255;
constexpr std::array<std::string_view, 4> kParts = {"train", "val", "test", ""};

std::vector<std::string_view> wordsOf(std::string_view line)
{
    std::vector<std::string_view> words;
    for (std::size_t at = 0; words.size() <= kMaxAttributes + 1;) {
        at = line.find_first_not_of(" \t\r", at);
        if (at == std::string_view::npos)
            break;
        const auto end = std::min(line.find_first_of(" \t\r", at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end;
    }
    return words;
}

std::optional<int> numberOf(std::string_view word)
{
    int value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size() ? std::optional(value) : std::nullopt;
}

template<typename Visit>
void forEachLine(std::string_view text, Visit visit)
{
    for (std::size_t line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size());
        if (const auto words = wordsOf(text.substr(0, end)); !words.empty())
            visit(line, words);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

bool isName(std::string_view word)
{
    return word.size() <= kMaxName && word.find('\0') == std::string_view::npos;
}

} // namespace

CelebaIndex::Row& CelebaIndex::rowOf(std::string_view name)
{
    const auto hash = hash64({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
    const auto [at, fresh] = m_byName.emplace(hash, static_cast<std::uint32_t>(m_rows.size()));
    if (fresh) {
        m_rows.emplace_back().name = m_names.size();
        m_names.append(name).push_back('\0');
    }
    return m_rows[at->second];
}

void CelebaIndex::readIdentities(std::string_view text, const Complain& complain)
{
    forEachLine(text, [&](std::size_t line, const auto& words) {
        if (words.size() != 2 || !isName(words[0]) || words[1].size() > kMaxName)
            return complain(line, "this is not a picture and the number of a person");
        const auto [at, fresh] =
            m_identityNumbers.emplace(std::string(words[1]), static_cast<std::uint32_t>(m_identities.size()));
        if (fresh)
            m_identities.push_back(at->first);
        rowOf(words[0]).identity = at->second;
    });
}

void CelebaIndex::readParts(std::string_view text, const Complain& complain)
{
    forEachLine(text, [&](std::size_t line, const auto& words) {
        const auto part = words.size() == 2 ? numberOf(words[1]) : std::nullopt;
        if (!part || *part < 0 || *part > 2 || !isName(words[0]))
            return complain(line, "this is not a picture and 0, 1 or 2");
        rowOf(words[0]).part = static_cast<std::uint8_t>(*part);
    });
}

void CelebaIndex::readAttributes(std::string_view text, const Complain& complain)
{
    bool counted = false, named = false;
    forEachLine(text, [&](std::size_t line, const auto& words) {
        if (!counted && words.size() == 1 && numberOf(words[0])) {
            counted = true;
            return;
        }
        if (!named) {
            named = true;
            if (words.size() > kMaxAttributes)
                return complain(line, "there are too many attributes");
            for (const auto word : words)
                m_attributes.push_back(toUtf8(word));
            return;
        }
        std::vector<std::int8_t> values;
        for (std::size_t i = 1; i < words.size(); ++i)
            if (const auto value = numberOf(words[i]); value && *value >= INT8_MIN && *value <= INT8_MAX)
                values.push_back(static_cast<std::int8_t>(*value));
        if (words.size() != m_attributes.size() + 1 || values.size() != m_attributes.size() || !isName(words[0]))
            return complain(line, "this is not a picture and a number for each attribute");
        auto& row = rowOf(words[0]);
        if (row.values != kNone)
            return complain(line, "this picture has its attributes already");
        row.values = static_cast<std::uint32_t>(m_attributes.empty() ? 0 : m_values.size() / m_attributes.size());
        m_values.insert(m_values.end(), values.begin(), values.end());
    });
}

void CelebaIndex::readBoxes(std::string_view text, const Complain& complain)
{
    forEachLine(text, [&](std::size_t line, const auto& words) {
        if (line <= 2)
            return; // how many lines, and the columns' names
        std::array<float, 4> box{};
        bool good = words.size() == 5 && isName(words[0]);
        for (std::size_t i = 0; good && i < 4; ++i) {
            const auto value = coordinate(words[i + 1]);
            good = value && (i < 2 || *value >= 0);
            box[i] = value.value_or(0);
        }
        if (!good)
            return complain(line, "this is not a picture and a box");
        auto& row = rowOf(words[0]);
        if (row.box != kNone)
            return complain(line, "this picture has its box already");
        row.box = static_cast<std::uint32_t>(m_boxes.size());
        m_boxes.push_back({box[0], box[1], box[2], box[3]});
    });
}

std::string_view CelebaIndex::identity(std::size_t i) const
{
    return m_rows[i].identity == kNone ? std::string_view() : m_identities[m_rows[i].identity];
}

std::string_view CelebaIndex::part(std::size_t i) const
{
    return kParts[m_rows[i].part];
}

image::Rect CelebaIndex::box(std::size_t i) const
{
    return m_rows[i].box == kNone ? image::Rect() : m_boxes[m_rows[i].box];
}

std::vector<int> CelebaIndex::attributes(std::size_t i) const
{
    if (m_rows[i].values == kNone)
        return {};
    const auto first = m_values.begin() + static_cast<std::ptrdiff_t>(m_rows[i].values * m_attributes.size());
    return {first, first + static_cast<std::ptrdiff_t>(m_attributes.size())};
}

} // namespace likeness::formats
