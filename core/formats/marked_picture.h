// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only: what the sources that read lists and annotations share.
#include "core/formats/formats.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace likeness::formats {

// A hostile file may name more faces in one picture than memory holds.
inline constexpr std::size_t kMaxMarks = 10000;
// Numbers of a file beyond this are no pixels.
inline constexpr double kMaxCoordinate = 1e6;

// A picture as an annotation file names it.
struct MarkedPicture {
    std::string name; // as the file spells it
    std::string person;
    std::string part;
    std::vector<Mark> marks;
    std::vector<std::string> oddities; // bad_entry: what was passed over
};

// "train", "val" or "test" for the words that are used for them, in any case; empty for other words.
std::string partNamed(std::string_view word);
// Whether a category or shape of this name says what kind of thing it is, and not who: face, person, head, …
bool isKindOfThing(std::string_view label);
// A finite number that fills the text, within ±kMaxCoordinate.
std::optional<float> coordinate(std::string_view text);
// The person of the whole picture where its marks say it: that of the only one.
void adoptPerson(Item& item);
// The rectangle around points that are there.
image::Rect boxAround(const Mark& mark);

// Pictures of each person, for "single_image".
class PeopleCount
{
public:
    void count(const std::string& person) { ++m_counts[person]; }
    void count(const Item& item);
    void reportSingles(Report& report) const;

private:
    std::unordered_map<std::string, std::uint32_t> m_counts;
};

// Finds the pictures that a list names, in one of several folders, and sees that none comes twice.
class PictureFinder
{
public:
    PictureFinder(std::vector<std::filesystem::path> folders, Report& report, jobs::Context& context)
        : m_folders(std::move(folders)), m_report(report), m_context(context)
    {
    }
    // Fills key and where. False for a picture that is not there or was named before; that is reported. A name without
    // a picture's extension stands for one with (CVAT's frames). Asks checkStop().
    bool place(Item& item, const std::string& name);

private:
    std::vector<std::filesystem::path> m_folders;
    Report& m_report;
    jobs::Context& m_context;
    std::unordered_set<std::uint64_t> m_seen; // hashes of keys
};

// The item for a picture of an annotation file; false where it is passed over (reported).
bool take(MarkedPicture&& picture, PictureFinder& finder, PeopleCount& people, Report& report, Item& item);

} // namespace likeness::formats
