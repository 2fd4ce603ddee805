// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/text_coding.h"
#include "core/formats/probe.h"
#include "core/formats/sources.h"
#include "core/formats/staging.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>
#include <unordered_set>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestLine = 64u << 20; // a picture of 48 MB
constexpr std::size_t kColumns = 7;             // person, rank, image URL, page URL, face id, rectangle, picture
constexpr std::size_t kMostColumns = 32;
constexpr std::size_t kLongestName = 200;

// The columns of a line; the picture is the last one, however many there are.
std::vector<std::string_view> columnsOf(std::string_view line)
{
    std::vector<std::string_view> columns;
    for (std::size_t from = 0; columns.size() <= kMostColumns;) {
        const auto tab = line.find('\t', from);
        columns.push_back(line.substr(from, tab == std::string_view::npos ? tab : tab - from));
        if (tab == std::string_view::npos)
            break;
        from = tab + 1;
    }
    return columns;
}

// A field as one part of a key: no separators, no control characters, no end.
std::string keyPart(std::string_view field)
{
    std::string out = toUtf8(field.substr(0, kLongestName));
    for (char& c : out)
        if (c == '/' || c == '\\' || c == '~' || static_cast<unsigned char>(c) < 0x20)
            c = '_';
    return out;
}

std::span<const std::uint8_t> bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

class MsCelebSource final : public Source
{
public:
    MsCelebSource(std::unique_ptr<ByteReader> bytes, fs::path file, Report& report, jobs::Context& context)
        : m_bytes(std::move(bytes)), m_file(std::move(file)), m_report(report), m_lines(*m_bytes, kLongestLine, context)
    {
    }

    bool next(Item& item) override
    {
        while (m_lines.next()) {
            if (m_lines.tooLong())
                reportBad("is longer than " + std::to_string(kLongestLine) + " bytes");
            else if (!trim(m_lines.text()).empty() && fill(item)) {
                ++m_taken;
                return true;
            }
        }
        return false;
    }

    std::uint64_t total() const override
    {
        return estimate(m_taken, m_lines.offset() + m_lines.text().size(), m_bytes->size());
    }

    void finish() override
    {
        for (const auto& [person, pictures] : m_people)
            if (pictures == 1)
                m_report.add("single_image", person, person + " has one picture", ErrorCode::BadFile,
                             jobs::Issue::Severity::Note);
    }

private:
    void reportBad(const std::string& what)
    {
        const std::string line = "line " + std::to_string(m_lines.number());
        m_report.add("bad_entry", line, line + " " + what);
    }

    bool fill(Item& item)
    {
        const auto columns = columnsOf(m_lines.text());
        if (columns.size() < 2 || columns.size() > kMostColumns) {
            reportBad("has not the columns of MS-Celeb: a person first, a picture in base64 last, tabs between");
            return false;
        }
        const std::string_view picture = trim(columns.back());
        const std::string person(trim(columns.front()));
        if (person.empty() || person.size() > kLongestName || toUtf8(person) != person) {
            reportBad("does not begin with a person");
            return false;
        }
        Bytes head;
        try {
            head = fromBase64(bytesOf(picture.substr(0, 24)));
        } catch (const Error&) { // said below
        }
        if (head.empty()) {
            reportBad("does not end with a picture in base64");
            return false;
        }

        item = {};
        item.person = person;
        item.key = keyFor(columns);
        item.key += pictureExtension(head);
        item.where = {m_file, m_lines.offset() + static_cast<std::uint64_t>(picture.data() - m_lines.text().data()),
                      picture.size(), Coding::Base64};
        return true;
    }

    // "person/rank-face". Ranks and face ids are told apart within a person's lines in a row, which is how the file is
    // sorted; where a person comes back later, or a face twice, the line's number makes it unique.
    std::string keyFor(const std::vector<std::string_view>& columns)
    {
        const std::string person = keyPart(trim(columns.front())); // what tells keys apart
        auto& pictures = m_people[person];
        if (person != m_current) {
            m_current = person;
            m_currentReturns = pictures > 0;
            m_currentFaces.clear();
        }
        ++pictures;
        std::string face;
        if (columns.size() == kColumns)
            face = keyPart(columns[1]) + '-' + keyPart(columns[4]);
        else if (columns.size() > 2)
            face = keyPart(columns[1]);
        std::string key = person + '/' + face;
        const bool repeated = !face.empty() && !m_currentFaces.insert(face).second;
        if (repeated)
            m_report.add("duplicate_key", key,
                         "line " + std::to_string(m_lines.number()) + " has the rank and face id of an earlier one");
        if (repeated || m_currentReturns || face.empty())
            key += '~' + std::to_string(m_lines.number());
        return key;
    }

    std::uint64_t m_taken = 0;
    std::unique_ptr<ByteReader> m_bytes;
    fs::path m_file;
    Report& m_report;
    LineReader m_lines;
    std::unordered_map<std::string, std::uint32_t> m_people; // pictures of each
    std::string m_current;
    bool m_currentReturns = false;
    std::unordered_set<std::string> m_currentFaces;
};

class MsCelebSink final : public Sink
{
public:
    MsCelebSink(const fs::path& target, const std::vector<std::string>& people)
        : m_staging(target, true), m_out(m_staging.path())
    {
        for (const auto& person : people)
            m_pictures.emplace(person, 0);
    }

    void add(const Item& item, std::span<const std::uint8_t> encoded, int width, int height) override
    {
        const auto found = m_pictures.find(item.person);
        if (found == m_pictures.end())
            throw Error(ErrorCode::BadArgument,
                        item.person.empty() ? "a picture without a label has no place in this format; label it first"
                                            : "'" + toUtf8(item.person) + "' is none of the people of this export");
        if (item.person.find_first_of("\t\r\n") != std::string::npos || trim(item.person).size() != item.person.size())
            throw Error(ErrorCode::BadArgument,
                        "a name with a tab or a line end, or white space around it, has no place in this format");
        if (encoded.empty() || encoded.size() / 3 * 4 + 4096 > kLongestLine)
            throw Error(ErrorCode::BadArgument, "a picture of " + std::to_string(encoded.size()) +
                                                    " bytes has no place in this format (1 byte to 48 MB)");
        m_out << item.person + '\t' + std::to_string(++found->second) + "\t\t\tFaceId-0\t" +
                     toBase64(rectangleOf(item, width, height)) + '\t';
        m_out << toBase64(encoded) << "\n";
    }

    void finish() override
    {
        m_out.close();
        m_staging.publish();
    }

private:
    // Left, top, right, bottom in parts of the width and height: four float32.
    static Bytes rectangleOf(const Item& item, int width, int height)
    {
        std::array<float, 4> sides = {0, 0, 1, 1};
        if (!item.marks.empty() && item.marks.front().box.area() > 0 && width > 0 && height > 0) {
            const image::Rect& box = item.marks.front().box;
            const auto w = static_cast<float>(width);
            const auto h = static_cast<float>(height);
            sides = {box.x / w, box.y / h, (box.x + box.width) / w, (box.y + box.height) / h};
        }
        Bytes bytes(sizeof sides);
        std::memcpy(bytes.data(), sides.data(), sizeof sides);
        return bytes;
    }

    Staging m_staging;
    Output m_out;
    std::unordered_map<std::string, std::uint32_t> m_pictures; // written of each person
};

} // namespace

std::unique_ptr<Source>
makeMsCelebSource(std::unique_ptr<ByteReader> lines, const fs::path& file, Report& report, jobs::Context& context)
{
    return std::make_unique<MsCelebSource>(std::move(lines), file, report, context);
}

bool looksLikeMsCeleb(const fs::path& path)
{
    if (const auto extension = path.extension(); !extension.empty() && toLower(extension.native()) != ".tsv")
        return false;
    try {
        std::array<std::uint8_t, 8192> head;
        FileReader file(path, head.size());
        const std::string_view text(reinterpret_cast<const char*>(head.data()), file.read(0, head));
        const auto columns = columnsOf(text.substr(0, text.find('\n')));
        return columns.size() == kColumns &&
               pictureExtension(fromBase64(bytesOf(trim(columns.back()).substr(0, 24)))) != ".img";
    } catch (const Error&) {
        return false;
    }
}

std::unique_ptr<Source> openMsCeleb(const fs::path& path, const SourceOptions&, Report& report, jobs::Context& context)
{
    return makeMsCelebSource(std::make_unique<FileReader>(path), path, report, context);
}

std::unique_ptr<Sink>
openMsCelebSink(const fs::path& target, const std::vector<std::string>& people, const SinkOptions&)
{
    return std::make_unique<MsCelebSink>(target, people);
}

} // namespace likeness::formats
