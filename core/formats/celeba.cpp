// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/formats/celeba_lists.h"
#include "core/formats/marked_picture.h"
#include "core/formats/probe.h"
#include "core/formats/staging.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kLargestList = 1u << 30;
constexpr std::array kLists = {"identity_CelebA.txt", "list_eval_partition.txt", "list_attr_celeba.txt",
                               "list_bbox_celeba.txt"};
constexpr const char* kNames = "identity_names.txt"; // of ours: who the numbers are
constexpr std::array kParts = {"train", "val", "test"};

// The list, which the official archive has in Anno and Eval; empty where it is not there.
fs::path listIn(const fs::path& root, const char* name)
{
    std::error_code ec;
    for (const char* folder : {"", "Anno", "Eval"})
        if (const fs::path file = root / folder / name; fs::is_regular_file(file, ec))
            return file;
    return {};
}

class CelebaSource final : public Source
{
public:
    CelebaSource(const fs::path& root, const SourceOptions& options, Report& report, jobs::Context& context)
        : m_report(report), m_finder(folders(root, options), report, context)
    {
        bool any = false;
        using Read = void (CelebaIndex::*)(std::string_view, const CelebaIndex::Complain&);
        constexpr std::array<Read, 4> kReaders = {&CelebaIndex::readIdentities, &CelebaIndex::readParts,
                                                  &CelebaIndex::readAttributes, &CelebaIndex::readBoxes};
        for (std::size_t i = 0; i < kLists.size(); ++i) {
            context.checkStop();
            const fs::path file = listIn(root, kLists[i]);
            if (file.empty() || (i == 3 && m_aligned))
                continue; // the boxes are those of the pictures in the wild
            const std::string text = readTextFile(file, kLargestList);
            (m_index.*kReaders[i])(text, [&](std::size_t line, const std::string& what) {
                report.add("bad_entry", std::string(kLists[i]) + " line " + std::to_string(line), what);
            });
            any = true;
        }
        if (!any)
            throw Error(ErrorCode::NotFound, "there is none of CelebA's lists in " + displayPath(root) +
                                                 "; identity_CelebA.txt is one of them");
        readNames(root);
        if (!m_index.attributeNames().empty())
            m_attributeNames = std::make_shared<const std::vector<std::string>>(m_index.attributeNames());
    }

    bool next(Item& item) override
    {
        while (m_next < m_index.size()) {
            const std::size_t i = m_next++;
            item = {};
            if (!m_finder.place(item, std::string(m_index.name(i))))
                continue;
            const std::string identity(m_index.identity(i));
            const auto known = m_names.find(identity);
            item.person = known == m_names.end() ? identity : known->second;
            item.part = m_index.part(i);
            if (const auto box = m_index.box(i); box.area() > 0)
                item.marks.push_back({item.person, box, {}, {}});
            item.attributes.values = m_index.attributes(i);
            if (!item.attributes.values.empty())
                item.attributes.names = m_attributeNames;
            m_people.count(item);
            return true;
        }
        return false;
    }

    std::uint64_t total() const override { return m_index.size(); }
    void finish() override { m_people.reportSingles(m_report); }

private:
    // The aligned pictures where there are both.
    std::vector<fs::path> folders(const fs::path& root, const SourceOptions& options)
    {
        std::error_code ec;
        if (!options.images.empty()) {
            m_aligned = options.images.filename().native().find("align") != std::string::npos;
            return {options.images};
        }
        for (const char* name : {"img_align_celeba", "img_align_celeba_png", "img_celeba"})
            for (const char* folder : {"", "Img"}) {
                const fs::path pictures = root / folder / name;
                if (!fs::is_directory(pictures, ec))
                    continue;
                m_aligned = std::string_view(name) != "img_celeba";
                // Kaggle's archive has the folder inside a folder of the same name.
                return {pictures, pictures / name};
            }
        return {root};
    }

    // "number TAB name" lines.
    void readNames(const fs::path& root)
    {
        const fs::path file = listIn(root, kNames);
        if (file.empty())
            return;
        for (const auto& line : split(readTextFile(file), '\n')) {
            const auto tab = line.find('\t');
            if (tab != std::string::npos && !trim(line.substr(tab)).empty())
                m_names.emplace(line.substr(0, tab), trim(line.substr(tab)));
        }
    }

    bool m_aligned = false; // before m_finder, whose folders tell it
    Report& m_report;
    PictureFinder m_finder;
    CelebaIndex m_index;
    std::map<std::string, std::string> m_names;
    std::shared_ptr<const std::vector<std::string>> m_attributeNames;
    PeopleCount m_people;
    std::size_t m_next = 0;
};

bool isNumber(const std::string& name)
{
    return !name.empty() && name.size() <= 9 &&
           std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string oneWord(std::string name)
{
    for (char& c : name)
        if (c == ' ' || c == '/' || (c >= '\t' && c <= '\r'))
            c = '_';
    return name;
}

// img_celeba, and the three lists. Who has no number gets that of their class, from 1, and a line in a list of names.
class CelebaSink final : public Sink
{
public:
    CelebaSink(const fs::path& target, const std::vector<std::string>& people)
        : m_staging(target, false), m_identities(m_staging.path() / kLists[0]), m_parts(m_staging.path() / kLists[1]),
          m_attributes(m_staging.path() / "attributes"), m_boxes(m_staging.path() / "boxes")
    {
        m_numbered = std::all_of(people.begin(), people.end(), isNumber);
        for (std::size_t i = 0; i < people.size(); ++i)
            m_numbers.emplace(people[i], m_numbered ? people[i] : std::to_string(i + 1));
    }

    void add(const Item& item, std::span<const std::uint8_t> encoded, int, int) override
    {
        const auto number = m_numbers.find(item.person);
        if (!item.person.empty() && number == m_numbers.end())
            throw Error(ErrorCode::BadArgument, "\"" + toUtf8(item.person) + "\" is none of the people of this export");
        const auto& attributes = item.attributes;
        const bool has = attributes.names && !attributes.values.empty();
        if (item.person.empty() && item.part.empty() && !has)
            throw Error(ErrorCode::BadArgument, "none of CelebA's lists could name a picture without person, part and "
                                                "attributes");
        if (has && m_names.empty())
            m_names = *attributes.names;
        if (has && m_names != *attributes.names)
            throw Error(ErrorCode::BadArgument, "CelebA has the same attributes for all pictures; this one has others");
        // The lists are divided at blanks, and the pictures are in one folder.
        const fs::path folder = "img_celeba";
        const std::string name = m_staging.write(folder / safeRelative(oneWord(item.key)), encoded).filename().native();
        if (!item.person.empty())
            m_identities << name << " " << number->second << "\n";
        if (const auto* part = std::find(kParts.begin(), kParts.end(), item.part); part != kParts.end())
            m_parts << name << " " << std::to_string(part - kParts.begin()) << "\n";
        if (has) {
            m_attributes << name;
            for (const int value : attributes.values)
                m_attributes << " " << std::to_string(value);
            m_attributes << "\n";
            ++m_attributed;
        }
        writeBox(item, name);
    }

    void finish() override
    {
        m_identities.close();
        m_parts.close();
        std::string names;
        for (const auto& name : m_names)
            names += (names.empty() ? "" : " ") + oneWord(name);
        join(m_attributes, "attributes", kLists[2], m_attributed, names);
        join(m_boxes, "boxes", kLists[3], m_boxed, "image_id x_1 y_1 width height");
        if (!m_numbered) {
            Output list(m_staging.path() / kNames);
            for (const auto& [person, number] : m_numbers)
                list << number << "\t" << oneLine(person) << "\n";
            list.close();
        }
        m_staging.publish();
    }

private:
    static std::string oneLine(std::string name)
    {
        for (char& c : name)
            if (static_cast<unsigned char>(c) < 0x20)
                c = ' ';
        return name;
    }

    void writeBox(const Item& item, const std::string& name)
    {
        for (const Mark& mark : item.marks) {
            if (mark.box.area() <= 0 || (item.marks.size() > 1 && mark.person != item.person))
                continue;
            m_boxes << name;
            for (const float value : {mark.box.x, mark.box.y, mark.box.width, mark.box.height})
                m_boxes << " " << std::to_string(std::lround(value));
            m_boxes << "\n";
            ++m_boxed;
            return; // CelebA has one face in a picture
        }
    }

    // The number of lines comes first, and is known at the end.
    void join(Output& lines, const char* temporary, const char* name, std::uint64_t count, const std::string& columns)
    {
        lines.close();
        if (count > 0) {
            Output list(m_staging.path() / name);
            list << std::to_string(count) << "\n" << columns << "\n";
            list.append(m_staging.path() / temporary);
            list.close();
        }
        std::error_code ec;
        fs::remove(m_staging.path() / temporary, ec);
    }

    Staging m_staging;
    Output m_identities, m_parts, m_attributes, m_boxes;
    std::map<std::string, std::string> m_numbers;
    bool m_numbered = true;
    std::vector<std::string> m_names;
    std::uint64_t m_attributed = 0;
    std::uint64_t m_boxed = 0;
};

} // namespace

bool looksLikeCeleba(const fs::path& path)
{
    return std::any_of(kLists.begin(), kLists.end(), [&](const char* list) { return !listIn(path, list).empty(); });
}

std::unique_ptr<Source>
openCeleba(const fs::path& path, const SourceOptions& options, Report& report, jobs::Context& context)
{
    std::error_code ec;
    return std::make_unique<CelebaSource>(fs::is_directory(path, ec) ? path : path.parent_path(), options, report,
                                          context);
}

std::unique_ptr<Sink> sinkCeleba(const fs::path& target, const std::vector<std::string>& people, const SinkOptions&)
{
    return std::make_unique<CelebaSink>(target, people);
}

} // namespace likeness::formats
