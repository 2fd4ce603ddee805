// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats and tests/fuzz only.
#include "core/image/image.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace likeness::formats {

// The lists of CelebA (Liu et al. 2015), whose lines begin with the picture's file name: some sixty bytes for each
// picture and one for each attribute. A picture is in the index as soon as one list names it.
class CelebaIndex
{
public:
    // Told of each line that makes no sense: the line's number and what is wrong.
    using Complain = std::function<void(std::size_t line, const std::string& what)>;

    // identity_CelebA.txt: "NAME number".
    void readIdentities(std::string_view text, const Complain& complain);
    // list_eval_partition.txt: "NAME 0|1|2".
    void readParts(std::string_view text, const Complain& complain);
    // list_attr_celeba.txt: how many lines, the names of the attributes, then "NAME 1 -1 …".
    void readAttributes(std::string_view text, const Complain& complain);
    // list_bbox_celeba.txt: how many lines, the names of the columns, then "NAME x y width height".
    void readBoxes(std::string_view text, const Complain& complain);

    std::size_t size() const { return m_rows.size(); } // in the order of the first list
    std::string_view name(std::size_t i) const { return m_names.data() + m_rows[i].name; }
    std::string_view identity(std::size_t i) const; // empty: no list says it
    std::string_view part(std::size_t i) const;     // train, val, test or empty
    image::Rect box(std::size_t i) const;           // area 0: no list says it
    const std::vector<std::string>& attributeNames() const { return m_attributes; }
    std::vector<int> attributes(std::size_t i) const; // empty: no list says them

private:
    static constexpr std::uint32_t kNone = UINT32_MAX;
    struct Row {
        std::uint64_t name = 0; // in m_names
        std::uint32_t identity = kNone;
        std::uint32_t values = kNone; // row of m_values
        std::uint32_t box = kNone;
        std::uint8_t part = 3;
    };
    Row& rowOf(std::string_view name);

    std::vector<Row> m_rows;
    std::string m_names;                                       // each with a NUL behind it
    std::unordered_map<std::uint64_t, std::uint32_t> m_byName; // by hash
    std::vector<std::string> m_identities;
    std::unordered_map<std::string, std::uint32_t> m_identityNumbers;
    std::vector<std::string> m_attributes;
    std::vector<std::int8_t> m_values; // m_attributes.size() for each row
    std::vector<image::Rect> m_boxes;
};

} // namespace likeness::formats
