// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/rec_checks.h"
#include "core/formats/recordio.h"
#include "core/formats/sources.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

namespace likeness::formats {

namespace fs = std::filesystem;
using recordio::kExact;
using recordio::Record;

namespace {

constexpr std::size_t kLongestIndexLine = 200;

struct IndexEntry {
    std::uint64_t key = 0;
    std::uint64_t offset = 0;
};

std::optional<IndexEntry> parseIndexLine(std::string_view line)
{
    IndexEntry entry;
    const char* end = line.data() + line.size();
    const auto skipSpace = [&](const char* p) {
        while (p < end && (*p == ' ' || *p == '\t'))
            ++p;
        return p;
    };
    const auto key = std::from_chars(line.data(), end, entry.key);
    if (key.ec != std::errc() || key.ptr == end || (*key.ptr != '\t' && *key.ptr != ' '))
        return std::nullopt;
    const auto offset = std::from_chars(skipSpace(key.ptr), end, entry.offset);
    if (offset.ec != std::errc() || skipSpace(offset.ptr) != end)
        return std::nullopt;
    return entry;
}

// A float32 that stands for a key or a class number.
std::optional<std::uint64_t> wholeNumber(float value)
{
    if (!(value >= 0 && value < 9.2e18F) || value != std::floor(value))
        return std::nullopt;
    return static_cast<std::uint64_t>(value);
}

std::string shown(float value)
{
    return formatNumber(static_cast<double>(value), value == std::floor(value) ? 0 : 3);
}

std::string nameOf(std::uint64_t key)
{
    return "key " + std::to_string(key);
}

// Every record says itself whether it is a picture, of which class, and under which key; header0 and the identity
// records are compared with that and not relied on, because they hold keys as float32.
class RecSource final : public Source
{
public:
    RecSource(RecordFiles files, Report& report, jobs::Context& context)
        : m_files(std::move(files)), m_report(report), m_context(context), m_records(*m_files.records), m_seen(0),
          m_classes(0)
    {
        if (m_files.index)
            surveyIndex();
        // A record has 32 bytes at least. What the tables may take follows from the files' size, not from what they
        // say.
        const std::uint64_t most = m_lines ? m_entries : m_records.size() / 32;
        m_seen = SeenKeys(1024 + 64 * most);
        m_classes = ClassTally(1024 + 8 * most);
    }

    bool next(Item& item) override
    {
        IndexEntry entry;
        while (advance(entry)) {
            m_context.checkStop();
            Record record;
            try {
                record = m_records.at(entry.offset);
            } catch (const Error& e) {
                if (e.code() != ErrorCode::BadFile)
                    throw;
                reportBad(entry, e.what());
                if (!m_lines)
                    m_at = m_records.find(entry.offset + 4, m_context);
                continue;
            }
            if (!m_lines) {
                m_at = record.end;
                entry.key = record.header.id;
            }
            const std::uint32_t before = m_seen.add(entry.key);
            if (before > 0)
                m_report.add("duplicate_key", nameOf(entry.key),
                             "another record has the key " + std::to_string(entry.key) + " too");
            if (record.pictureSize() == 0) {
                readAbout(entry.key, record);
                continue;
            }
            fill(item, entry, record, before);
            return true;
        }
        return false;
    }

    std::uint64_t total() const override
    {
        return m_header0 && m_header0->first - 1 <= m_entries ? m_header0->first - 1 : m_entries;
    }

    void finish() override
    {
        m_classes.report(m_report);
        finishHeader();
        finishProperty();
    }

private:
    struct Range {
        std::uint64_t first = 0;
        std::uint64_t last = 0; // one past the end
    };

    // Counts the lines and finds key 0, which RecBuilder writes last.
    void surveyIndex()
    {
        std::optional<std::uint64_t> zero;
        LineReader lines(*m_files.index, kLongestIndexLine, m_context);
        while (lines.next()) {
            const auto entry = parseIndexLine(lines.text());
            m_entries += entry ? 1 : 0;
            if (entry && entry->key == 0)
                zero = entry->offset; // MXNet takes the last one
        }
        if (m_entries == 0) {
            m_report.add("bad_entry", "index",
                         "the index names no record; the records are read one after the other instead");
            return;
        }
        m_lines.emplace(*m_files.index, kLongestIndexLine, m_context);
        if (!zero)
            return;
        try {
            const Record record = m_records.at(*zero);
            if (record.pictureSize() == 0 && record.header.flag >= 2)
                readHeader0(record);
        } catch (const Error& e) {
            if (e.code() != ErrorCode::BadFile) // said when its turn comes
                throw;
        }
    }

    // The next record's place.
    bool advance(IndexEntry& entry)
    {
        if (!m_lines) {
            entry.offset = m_at;
            return m_at < m_records.size();
        }
        while (m_lines->next()) {
            if (m_lines->text().empty() && !m_lines->tooLong())
                continue;
            if (const auto read = parseIndexLine(m_lines->text())) {
                entry = *read;
                return true;
            }
            m_report.add("bad_entry", "line " + std::to_string(m_lines->number()),
                         "line " + std::to_string(m_lines->number()) +
                             " of the index is not a key and an offset of a record");
        }
        return false;
    }

    void reportBad(const IndexEntry& entry, const std::string& what)
    {
        const std::string place = "byte " + std::to_string(entry.offset);
        m_report.add("bad_entry", m_lines ? nameOf(entry.key) : place, what + " (" + place + ")");
        m_runs.giveUp();
        if (m_header0 && entry.key > 0 && entry.key < m_header0->first)
            countPicture(entry.key);
    }

    // A record without a picture: header0, an identity's range of keys, or nothing that makes sense.
    void readAbout(std::uint64_t key, const Record& record)
    {
        if (record.header.flag < 2) {
            m_report.add("bad_entry", nameOf(key), "the record with key " + std::to_string(key) + " has no picture");
        } else if (key == 0) {
            if (!m_header0Read)
                readHeader0(record);
        } else {
            ++m_identities;
            checkRange(key, record);
        }
    }

    void readHeader0(const Record& record)
    {
        m_header0Read = true;
        const auto first = wholeNumber(record.header.labels[0]);
        const auto last = wholeNumber(record.header.labels[1]);
        if (!first || !last || *first < 1 || *last < *first)
            m_report.add("header", nameOf(0),
                         "the header record says that identities are the keys from " + shown(record.header.labels[0]) +
                             " to " + shown(record.header.labels[1]) + ", which is impossible; it is not used");
        else
            m_header0 = Range{*first, *last};
    }

    void checkRange(std::uint64_t key, const Record& record)
    {
        const auto [a, b] = record.header.labels;
        const auto first = wholeNumber(a);
        const auto last = wholeNumber(b);
        const bool sane = first && last && *first <= *last;
        if (sane && m_runs.isRun(*first, *last).value_or(true))
            return;
        // Beyond 2^24 float32 rounds; that is no fault of this file alone.
        const bool rounded = sane && *last > kExact;
        m_report.add(rounded ? "float_label" : "header", nameOf(key),
                     "the identity record says that a person's pictures have the keys from " + shown(a) +
                         " to before " + shown(b) +
                         (rounded ? "; numbers beyond 16777216 are not exact in it" : ", which they have not") +
                         "; the pictures' own labels are used");
    }

    void fill(Item& item, const IndexEntry& entry, const Record& record, std::uint32_t before)
    {
        item = {};
        const float label = record.header.labels[0];
        if (const auto number = wholeNumber(label)) {
            item.person = std::to_string(*number);
            m_classes.add(*number);
            if (*number > kExact)
                m_report.add("float_label", nameOf(entry.key),
                             "class " + item.person +
                                 " is beyond 16777216, from where on float32 holds only every "
                                 "second number; it may be its neighbour");
        } else {
            m_report.add("bad_entry", nameOf(entry.key),
                         "the record says that its class number is " + shown(label) + "; the picture gets no label");
        }
        std::array<char, 24> digits{};
        std::snprintf(digits.data(), digits.size(), "%08llu", static_cast<unsigned long long>(entry.key));
        if (!item.person.empty())
            item.key = item.person + '/';
        item.key += digits.data();
        if (before > 0)
            item.key += '~' + std::to_string(before + 1);
        item.key += pictureExtension(record.picture);
        item.where.file = m_files.file;
        if (record.split)
            item.where = {m_files.file, record.offset, record.stored, Coding::RecordIo};
        else
            item.where = {m_files.file, record.pictureOffset(), record.pictureSize(), Coding::Plain};
        if (before == 0) {
            countPicture(entry.key);
            m_runs.add(entry.key, item.person);
        }
    }

    void countPicture(std::uint64_t key)
    {
        ++m_pictures;
        m_lastKey = std::max(m_lastKey, key);
    }

    void finishHeader()
    {
        if (!m_header0) {
            if (m_identities > 0 && !m_header0Read)
                m_report.add("header", nameOf(0),
                             "there are identity records and no header record that says where they begin");
            return;
        }
        const auto [first, last] = *m_header0;
        if (first == m_lastKey + 1 && first - 1 == m_pictures && last - first == m_identities)
            return;
        // As far as float32 rounds numbers of this size.
        const auto near = [last = last](std::uint64_t a, std::uint64_t b) {
            return (a > b ? a - b : b - a) <= 2 * (last / kExact);
        };
        const bool rounded = last > kExact && near(first, m_lastKey + 1) && near(first - 1, m_pictures) &&
                             near(last - first, m_identities);
        m_report.add(rounded ? "float_label" : "header", nameOf(0),
                     "the header record says " + std::to_string(first - 1) + " pictures and " +
                         std::to_string(last - first) + " identities; there are " + std::to_string(m_pictures) +
                         " (up to key " + std::to_string(m_lastKey) + ") and " + std::to_string(m_identities) +
                         (rounded ? ", because numbers beyond 16777216 are not exact in it" : ""));
    }

    // "classes,height,width", in one dialect with a second line: the number of pictures.
    void finishProperty()
    {
        if (!m_files.property)
            return;
        const auto lines = split(*m_files.property, '\n');
        const auto number = [](std::string_view text) -> std::optional<std::uint64_t> {
            text = trim(text);
            std::uint64_t value = 0;
            const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
            if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size())
                return std::nullopt;
            return value;
        };
        const auto fields = split(lines.empty() ? "" : lines[0], ',');
        const auto classes = fields.empty() ? std::nullopt : number(fields[0]);
        const auto says = [&](const std::string& what) { m_report.add("header", "property", what); };
        if (fields.size() != 3 || !classes || !number(fields[1]) || !number(fields[2])) {
            says("the file property does not say number of classes, height and width");
            return;
        }
        if (*classes != m_classes.classes())
            says("the file property says " + std::to_string(*classes) + " classes; the highest class number makes it " +
                 std::to_string(m_classes.classes()));
        if (const auto count = lines.size() > 1 ? number(lines[1]) : std::nullopt; count && *count != m_pictures)
            says("the file property says " + std::to_string(*count) + " pictures; there are " +
                 std::to_string(m_pictures));
    }

    RecordFiles m_files;
    Report& m_report;
    jobs::Context& m_context;
    recordio::Reader m_records;
    std::optional<LineReader> m_lines; // nothing: the records are walked
    std::uint64_t m_at = 0;            // where the walk is
    std::uint64_t m_entries = 0;
    std::optional<Range> m_header0; // keys of the identity records, where header0 makes sense
    bool m_header0Read = false;
    SeenKeys m_seen;
    ClassTally m_classes;
    ClassRuns m_runs;
    std::uint64_t m_pictures = 0; // different keys; with those that header0 counts and that are broken
    std::uint64_t m_identities = 0;
    std::uint64_t m_lastKey = 0; // the highest of a picture
};

// The .rec that a folder, a .rec or an .idx stands for; empty when there is none.
fs::path recordsOf(const fs::path& path)
{
    std::error_code ec;
    if (fs::is_directory(path, ec)) {
        if (fs::exists(path / "train.rec", ec))
            return path / "train.rec";
        fs::path only;
        for (auto it = fs::directory_iterator(path, ec); !ec && it != fs::directory_iterator(); it.increment(ec)) {
            if (it->path().extension() != ".rec")
                continue;
            if (!only.empty())
                return {};
            only = it->path();
        }
        return only;
    }
    const auto extension = path.extension();
    if (extension == ".rec")
        return path;
    return extension == ".idx" ? fs::path(path).replace_extension(".rec") : fs::path();
}

} // namespace

std::unique_ptr<Source> makeRecSource(RecordFiles files, Report& report, jobs::Context& context)
{
    return std::make_unique<RecSource>(std::move(files), report, context);
}

bool looksLikeRec(const fs::path& path)
{
    const fs::path file = recordsOf(path);
    if (file.empty())
        return false;
    try {
        std::array<std::uint8_t, 4> magic{};
        return FileReader(file, magic.size()).read(0, magic) == 4 &&
               magic == std::array<std::uint8_t, 4>{0x0A, 0x23, 0xD7, 0xCE};
    } catch (const Error&) {
        return false;
    }
}

std::unique_ptr<Source> openRec(const fs::path& path, const SourceOptions&, Report& report, jobs::Context& context)
{
    RecordFiles files;
    files.file = recordsOf(path);
    if (files.file.empty())
        throw Error(ErrorCode::NotFound,
                    "there is no single .rec file in " + displayPath(path) + "; name the train.rec or its folder");
    files.records = std::make_unique<FileReader>(files.file);
    std::error_code ec;
    if (const auto index = fs::path(files.file).replace_extension(".idx"); fs::exists(index, ec))
        files.index = std::make_unique<FileReader>(index);
    if (const auto property = files.file.parent_path() / "property"; fs::exists(property, ec)) {
        try {
            files.property = readTextFile(property, 1 << 12);
        } catch (const Error& e) {
            report.add("header", "property", e.what(), e.code());
        }
    }
    return makeRecSource(std::move(files), report, context);
}

} // namespace likeness::formats
