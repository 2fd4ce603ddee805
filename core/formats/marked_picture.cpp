// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/marked_picture.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/image/codec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace likeness::formats {

namespace fs = std::filesystem;

std::string partNamed(std::string_view word)
{
    const std::string lower = toLower(word);
    if (lower == "train" || lower == "training")
        return "train";
    if (lower == "val" || lower == "valid" || lower == "validation")
        return "val";
    return lower == "test" ? lower : "";
}

bool isKindOfThing(std::string_view label)
{
    static constexpr std::array kKinds = {"",      "face",      "faces",     "person", "people",  "head",
                                          "human", "landmarks", "keypoints", "points", "skeleton"};
    return std::find(kKinds.begin(), kKinds.end(), toLower(label)) != kKinds.end();
}

std::optional<float> coordinate(std::string_view text)
{
    text = trim(text);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(std::abs(value) <= kMaxCoordinate))
        return {};
    return static_cast<float>(value);
}

void adoptPerson(Item& item)
{
    if (item.person.empty() && item.marks.size() == 1)
        item.person = item.marks.front().person;
}

image::Rect boxAround(const Mark& mark)
{
    bool any = false;
    float left = 0, top = 0, right = 0, bottom = 0;
    for (std::size_t i = 0; mark.points && i < mark.points->size(); ++i) {
        if (mark.states && (*mark.states)[i] == PointState::Absent)
            continue;
        const auto p = (*mark.points)[i];
        left = any ? std::min(left, p.x) : p.x;
        top = any ? std::min(top, p.y) : p.y;
        right = any ? std::max(right, p.x) : p.x;
        bottom = any ? std::max(bottom, p.y) : p.y;
        any = true;
    }
    return {left, top, right - left, bottom - top};
}

void PeopleCount::count(const Item& item)
{
    if (!item.person.empty())
        count(item.person);
    for (const auto& mark : item.marks)
        if (!mark.person.empty() && mark.person != item.person)
            count(mark.person);
}

void PeopleCount::reportSingles(Report& report) const
{
    std::vector<std::string_view> singles;
    for (const auto& [person, count] : m_counts)
        if (count == 1)
            singles.push_back(person);
    std::sort(singles.begin(), singles.end(), naturalLess);
    for (const auto person : singles)
        report.add("single_image", displayPath(person), "there is one picture of this person; pairs need two",
                   ErrorCode::TooFewIdentities, jobs::Issue::Severity::Note);
}

bool PictureFinder::place(Item& item, const std::string& name)
{
    m_context.checkStop();
    // stat() ends at a NUL, and no key may have one.
    if (name.empty() || name.find('\0') != std::string::npos || name.size() > 4096) {
        m_report.add("bad_entry", displayPath(name.substr(0, 200)), "this is no name of a picture");
        return false;
    }
    static constexpr std::array kExtensions = {".PNG", ".png", ".jpg", ".JPG", ".jpeg"};
    std::vector<std::string> spellings = {name};
    if (!image::hasImageExtension(name))
        for (const char* extension : kExtensions)
            spellings.push_back(name + extension);
    if (name.find('\\') != std::string::npos) { // written on Windows
        spellings.push_back(name);
        std::replace(spellings.back().begin(), spellings.back().end(), '\\', '/');
    }
    std::error_code ec;
    for (const auto& spelling : spellings) {
        const fs::path relative = fs::path(spelling).lexically_normal();
        for (const auto& folder : m_folders) {
            fs::path file = (folder / relative).lexically_normal();
            if (!fs::is_regular_file(file, ec))
                continue;
            item.where.file = std::move(file);
            const std::string key = displayPath(relative);
            item.key = key.substr(std::min(key.find_first_not_of('/'), key.size()));
            const auto hash = hash64({reinterpret_cast<const std::uint8_t*>(key.data()), key.size()});
            if (m_seen.insert(hash).second)
                return true;
            m_report.add("duplicate_key", item.key, "the list names this picture twice; the first entry counts");
            return false;
        }
    }
    m_report.add("missing_file", displayPath(name), "the list names this picture, and it is not there",
                 ErrorCode::NotFound);
    return false;
}

bool take(MarkedPicture&& picture, PictureFinder& finder, PeopleCount& people, Report& report, Item& item)
{
    item = {};
    for (const auto& oddity : picture.oddities)
        report.add("bad_entry", displayPath(picture.name), oddity);
    if (!finder.place(item, picture.name))
        return false;
    item.person = std::move(picture.person);
    item.part = std::move(picture.part);
    item.marks = std::move(picture.marks);
    adoptPerson(item);
    people.count(item);
    return true;
}

} // namespace likeness::formats
