// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/list_sink.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/marked_picture.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

fs::path listFile(const Staging& staging, bool isFile, const fs::path& list)
{
    if (isFile)
        return staging.path();
    const fs::path file = staging.path() / list;
    std::error_code ec;
    fs::create_directories(file.parent_path(), ec); // a failure shows when the file is made
    return file;
}

bool namesTheList(const fs::path& target, const fs::path& list)
{
    return toLower(target.extension().native()) == list.extension();
}

} // namespace

ListSink::ListSink(const fs::path& target, const fs::path& list, fs::path pictures, const SinkOptions& options)
    : m_staging(target, namesTheList(target, list)), m_list(listFile(m_staging, namesTheList(target, list), list)),
      m_folder(std::move(pictures)), m_pictures(options.pictures && !namesTheList(target, list))
{
}

std::string ListSink::place(const Item& item, std::span<const std::uint8_t> encoded)
{
    if (m_pictures)
        return m_staging.write(m_folder / safeRelative(item.key), encoded).lexically_relative(m_folder);
    if (item.where.length > 0)
        throw Error(ErrorCode::BadArgument, "this picture lies inside " + displayPath(item.where.file) +
                                                " and has no name of its own; export into a folder, with pictures");
    // Relative where it lies below the list, so that both can be moved together.
    const fs::path relative = item.where.file.lexically_relative(fs::absolute(m_staging.target()).parent_path());
    return relative.empty() || *relative.begin() == ".." ? item.where.file.native() : relative.native();
}

void ListSink::publish()
{
    m_list.close();
    m_staging.publish();
}

std::vector<Mark> labelledMarks(const Item& item, int width, int height)
{
    std::vector<Mark> marks;
    for (const Mark& mark : item.marks) {
        marks.push_back(mark);
        if (mark.box.area() <= 0)
            marks.back().box = boxAround(mark);
        if (marks.back().box.area() <= 0 && !mark.points)
            marks.pop_back();
    }
    const bool has =
        std::any_of(marks.begin(), marks.end(), [&](const Mark& mark) { return mark.person == item.person; });
    if (marks.empty() || item.person.empty() || has)
        return marks;
    const image::Point middle{static_cast<float>(width) / 2, static_cast<float>(height) / 2};
    const auto less = [&](const Mark& a, const Mark& b) {
        const bool inA = a.box.contains(middle), inB = b.box.contains(middle);
        return inA != inB ? inB : a.box.area() < b.box.area();
    };
    Mark& primary = *std::max_element(marks.begin(), marks.end(), less);
    if (primary.person.empty())
        primary.person = item.person;
    return marks;
}

std::string shortest(float value)
{
    std::array<char, 64> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
    return {buffer.data(), result.ptr};
}

} // namespace likeness::formats
