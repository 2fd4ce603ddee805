// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/csv_rows.h"
#include "core/formats/list_sink.h"
#include "core/formats/marked_picture.h"
#include "core/formats/probe.h"
#include "core/image/codec.h"

#include <algorithm>
#include <array>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr const char* kListName = "labels.csv";
constexpr std::size_t kNone = std::string::npos;

struct Columns {
    std::size_t path = 0;
    std::size_t label = kNone;
    std::size_t part = kNone;
    std::array<std::size_t, 4> box = {kNone, kNone, kNone, kNone}; // x, y, w, h
    std::vector<std::string> unused;

    bool hasBox() const { return std::find(box.begin(), box.end(), kNone) == box.end(); }
};

bool isOneOf(const std::string& word, std::initializer_list<const char*> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

// What a header line names; nothing where the line is no header.
std::optional<Columns> columnsOf(const std::vector<std::string>& header)
{
    Columns columns;
    columns.path = kNone;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::string word = toLower(trim(header[i]));
        std::size_t* column = nullptr;
        if (isOneOf(word, {"path", "file", "filename", "file_name", "image", "image_path", "img"}))
            column = &columns.path;
        else if (isOneOf(word, {"label", "identity", "name", "person", "class"}))
            column = &columns.label;
        else if (isOneOf(word, {"split", "part", "partition", "subset"}))
            column = &columns.part;
        else if (isOneOf(word, {"x", "left"}))
            column = &columns.box[0];
        else if (isOneOf(word, {"y", "top"}))
            column = &columns.box[1];
        else if (isOneOf(word, {"w", "width"}))
            column = &columns.box[2];
        else if (isOneOf(word, {"h", "height"}))
            column = &columns.box[3];
        if (column && *column == kNone)
            *column = i;
        else if (!word.empty())
            columns.unused.push_back(toUtf8(word));
    }
    return columns.path == kNone ? std::nullopt : std::optional(columns);
}

// Without a header: path and label; whichever of the first two looks like a picture is the path.
Columns columnsByPosition(const std::vector<std::string>& row)
{
    Columns columns;
    columns.label = row.size() > 1 ? 1 : kNone;
    if (row.size() > 1 && !image::hasImageExtension(row[0]) && image::hasImageExtension(row[1]))
        std::swap(columns.path, columns.label);
    for (std::size_t i = 2; i < row.size(); ++i)
        columns.unused.push_back(std::to_string(i + 1));
    return columns;
}

class CsvSource final : public Source
{
public:
    CsvSource(const fs::path& file, const SourceOptions& options, Report& report, jobs::Context& context)
        : m_file(file), m_bytes(file), m_rows(m_bytes), m_report(report),
          m_finder(pictureFolders(file.parent_path(), options), report, context)
    {
        m_more = m_rows.next(m_row);
        if (!m_more)
            throw Error(ErrorCode::EmptySource, displayPath(file) + " has no lines");
        if (const auto columns = columnsOf(m_row)) {
            m_columns = *columns;
            m_more = m_rows.next(m_row);
        } else {
            m_columns = columnsByPosition(m_row);
        }
        if (!m_columns.unused.empty()) {
            std::string names;
            for (const auto& name : m_columns.unused)
                names += (names.empty() ? "" : ", ") + name;
            context.issue({jobs::Issue::Severity::Note, displayPath(file), ErrorCode::Unsupported,
                           "columns that are not used: " + names});
        }
    }

    bool next(Item& item) override
    {
        while (m_more) {
            MarkedPicture picture = row();
            const bool boxed = !picture.marks.empty();
            // Faces of one picture follow each other, one line each.
            while ((m_more = m_rows.next(m_row)) && boxed && field(m_columns.path) == picture.name) {
                MarkedPicture more = row();
                if (more.marks.empty() || picture.marks.size() == kMaxMarks)
                    break;
                picture.marks.push_back(std::move(more.marks.front()));
            }
            if (take(std::move(picture), m_finder, m_people, m_report, item)) {
                ++m_taken;
                return true;
            }
        }
        return false;
    }

    std::uint64_t total() const override { return estimate(m_taken, m_rows.position(), m_bytes.size()); }
    void finish() override { m_people.reportSingles(m_report); }

private:
    std::string_view field(std::size_t column) const
    {
        return column < m_row.size() ? std::string_view(m_row[column]) : std::string_view();
    }

    MarkedPicture row()
    {
        MarkedPicture picture;
        const std::string where = displayPath(m_file.filename()) + " line " + std::to_string(m_rows.line());
        picture.name = field(m_columns.path);
        const std::string label(trim(field(m_columns.label)));
        const auto part = trim(field(m_columns.part));
        picture.part = partNamed(part);
        if (m_columns.label != kNone && m_columns.label >= m_row.size())
            m_report.add("bad_entry", where, "there is no label in this line");
        if (picture.part.empty() && !part.empty())
            m_report.add("bad_entry", where, "\"" + toUtf8(part) + "\" is not train, val or test");
        if (m_columns.hasBox() && !trim(field(m_columns.box[0])).empty()) {
            std::array<float, 4> box{};
            bool good = true;
            for (std::size_t i = 0; i < 4; ++i) {
                const auto value = coordinate(field(m_columns.box[i]));
                good = good && value && (i < 2 || *value >= 0);
                box[i] = value.value_or(0);
            }
            if (good)
                picture.marks.push_back({label, {box[0], box[1], box[2], box[3]}, {}, {}});
            else
                m_report.add("bad_entry", where, "x, y, w, h are no box");
        }
        if (picture.marks.empty())
            picture.person = label;
        return picture;
    }

    fs::path m_file;
    FileReader m_bytes;
    CsvRows m_rows;
    Report& m_report;
    PictureFinder m_finder;
    PeopleCount m_people;
    Columns m_columns;
    std::vector<std::string> m_row; // the one to come
    bool m_more = false;
    std::uint64_t m_taken = 0;
};

class CsvSink final : public ListSink
{
public:
    CsvSink(const fs::path& target, const SinkOptions& options) : ListSink(target, kListName, "", options)
    {
        m_list << "path,label,part,x,y,w,h\n";
    }

    void add(const Item& item, std::span<const std::uint8_t> encoded, int width, int height) override
    {
        const std::string path = csvField(place(item, encoded));
        const auto marks = labelledMarks(item, width, height);
        for (const Mark& mark : marks)
            m_list << path << "," << csvField(mark.person) << "," << csvField(item.part) << "," << shortest(mark.box.x)
                   << "," << shortest(mark.box.y) << "," << shortest(mark.box.width) << "," << shortest(mark.box.height)
                   << "\n";
        if (marks.empty())
            m_list << path << "," << csvField(item.person) << "," << csvField(item.part) << ",,,,\n";
    }

    void finish() override { publish(); }
};

} // namespace

bool looksLikeCsv(const fs::path& path)
{
    std::error_code ec;
    const fs::path file = fs::is_directory(path, ec) ? path / kListName : path;
    const std::string extension = toLower(file.extension().native());
    if (extension != ".csv" && extension != ".tsv" && extension != ".txt" && extension != ".lst")
        return false;
    const std::string head = firstBytes(file);
    if (head.empty() || head.find('\0') != std::string::npos)
        return false;
    CsvReader rows(head, CsvReader::separatorOf(head));
    std::vector<std::string> row;
    if (!rows.next(row) || row.size() < 2)
        return false;
    return columnsOf(row) || image::hasImageExtension(row[0]) || image::hasImageExtension(row[1]);
}

std::unique_ptr<Source>
openCsv(const fs::path& path, const SourceOptions& options, Report& report, jobs::Context& context)
{
    std::error_code ec;
    return std::make_unique<CsvSource>(fs::is_directory(path, ec) ? path / kListName : path, options, report, context);
}

std::unique_ptr<Sink> sinkCsv(const fs::path& target, const std::vector<std::string>&, const SinkOptions& options)
{
    return std::make_unique<CsvSink>(target, options);
}

} // namespace likeness::formats
