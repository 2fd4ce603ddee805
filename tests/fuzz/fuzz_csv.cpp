// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/celeba_lists.h"
#include "core/formats/csv_rows.h"
#include "core/formats/lfw_lists.h"

#include <algorithm>

using namespace likeness;

namespace {

// What is written and read again is the same.
void csv(std::string_view text)
{
    CsvReader rows(text, CsvReader::separatorOf(text));
    std::string line;
    std::vector<std::string> row, again;
    while (rows.next(row)) {
        line.clear();
        std::size_t longest = 0;
        for (const auto& field : row) {
            line += (line.empty() && &field == &row.front() ? "" : ",") + csvField(field);
            longest =
                std::max(longest, field.size() + static_cast<std::size_t>(std::count(field.begin(), field.end(), '"')));
        }
        const bool blank = row.size() == 1 && row[0].empty(); // written, that is an empty line
        const bool mark =
            row[0].starts_with("\xEF\xBB\xBF") && csvField(row[0]) == row[0]; // or a mark at the beginning
        if (longest >= CsvReader::kMaxField || blank || mark)
            continue;
        if (!CsvReader(line).next(again) || again != row)
            __builtin_trap();
    }
}

// Read bit by bit, to the end.
void windowed(std::span<const std::uint8_t> bytes)
{
    formats::MemoryReader reader(bytes);
    formats::CsvRows rows(reader, 16);
    std::vector<std::string> row;
    while (rows.next(row)) {
    }
    if (rows.position() != bytes.size())
        __builtin_trap();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    csv(text);
    windowed({data, size});
    try {
        (void)formats::parsePairs(text);
    } catch (const Error&) { // what a hostile file is answered with
    }
    try {
        auto people = formats::parsePeople(text);
        for (auto& person : people)
            person.pictures = std::min(person.pictures, 6);
        std::erase_if(people, [](const auto& person) { return person.pictures == 0; });
        if (people.size() < 60)
            (void)formats::drawLfwLists(people, 1);
    } catch (const Error&) {
    }
    formats::CelebaIndex index;
    const auto ignore = [](std::size_t, const std::string&) {};
    index.readIdentities(text, ignore);
    index.readParts(text, ignore);
    index.readAttributes(text, ignore);
    index.readBoxes(text, ignore);
    for (std::size_t i = 0; i < index.size(); ++i) {
        if (index.name(i).empty())
            __builtin_trap();
        (void)index.identity(i);
        (void)index.part(i);
        (void)index.box(i);
        const auto values = index.attributes(i);
        if (!values.empty() && values.size() != index.attributeNames().size())
            __builtin_trap();
    }
    return 0;
}
