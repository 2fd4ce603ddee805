// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/attributes.h"

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/image/exif.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>
#include <unordered_map>

namespace likeness::verify {
namespace {

constexpr std::uint64_t kMaxTable = 1ull << 28;
constexpr std::size_t kMaxColumns = 256;
constexpr std::size_t kMaxText = 100;  // bytes of a name or a value
constexpr std::size_t kFewNumbers = 8; // codes rather than quantities
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr char kAgeGap[] = "age gap";

std::string cleaned(std::string_view text)
{
    std::string out = toUtf8(trim(text).substr(0, kMaxText));
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7F)
            c = ' ';
    return out;
}

// '/' between components, nothing before the first.
std::string normalPath(std::string_view text)
{
    std::string out = toUtf8(trim(text));
    std::replace(out.begin(), out.end(), '\\', '/');
    std::string_view rest = out;
    while (rest.starts_with("./") || rest.starts_with('/'))
        rest.remove_prefix(rest.starts_with('/') ? 1 : 2);
    return std::string(rest);
}

template<typename Visit>
void forEachTail(std::string_view path, Visit visit) // without the whole; the longest first
{
    for (auto at = path.find('/'); at != std::string_view::npos; at = path.find('/', at + 1))
        if (!visit(path.substr(at + 1)))
            return;
}

std::optional<double> yearIn(std::string_view text)
{
    const auto date = image::parseDate(text);
    if (!date)
        return std::nullopt;
    return 1970 + static_cast<double>(std::chrono::sys_days(*date).time_since_epoch().count()) / 365.2425;
}

std::string brief(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

std::string day(double year)
{
    const auto days = std::chrono::days(std::lround((year - 1970) * 365.2425));
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

// What one attribute says of things: the number of a value, −1 for unknown.
struct Coded {
    std::vector<std::int32_t> codes;
    std::vector<std::string> values;
};

using Spelling = std::string (*)(double);

Coded binned(std::span<const double> numbers, const std::vector<double>& edges, Spelling spell, const std::string& unit)
{
    Coded out;
    const std::string behind = unit.empty() ? "" : " " + unit;
    if (edges.empty())
        out.values = {"all"};
    else
        out.values.push_back("under " + spell(edges.front()) +
                             (edges.front() == 1 && unit == "years" ? " year" : behind));
    for (std::size_t i = 1; i < edges.size(); ++i)
        out.values.push_back(spell(edges[i - 1]) + " to " + spell(edges[i]) + behind);
    if (!edges.empty())
        out.values.push_back(spell(edges.back()) + behind + " and more");
    for (const double number : numbers)
        out.codes.push_back(
            std::isnan(number)
                ? -1
                : static_cast<std::int32_t>(std::upper_bound(edges.begin(), edges.end(), number) - edges.begin()));
    return out;
}

// Such that each part has as many of the numbers, as far as ties let it.
std::vector<double> quantiles(std::vector<double> numbers, int parts)
{
    std::erase_if(numbers, [](double v) { return std::isnan(v); });
    std::sort(numbers.begin(), numbers.end());
    std::vector<double> edges;
    for (std::size_t i = 1; i < static_cast<std::size_t>(parts) && !numbers.empty(); ++i) {
        const double edge = numbers[numbers.size() * i / static_cast<std::size_t>(parts)];
        if (edge > numbers.front() && (edges.empty() || edge > edges.back()))
            edges.push_back(edge);
    }
    return edges;
}

const std::vector<double>* givenEdges(const SliceOptions& options, const std::string& attribute)
{
    const auto at = options.edges.find(attribute);
    return at == options.edges.end() ? nullptr : &at->second;
}

void checkOptions(const SliceOptions& options)
{
    if (options.bins < 2 || options.bins > 20)
        throw Error(ErrorCode::BadArgument, "Numbers are divided into 2 to 20 parts.");
    for (const auto& [name, edges] : options.edges)
        if (edges.empty() || edges.size() >= kMaxValues ||
            std::adjacent_find(edges.begin(), edges.end(), [](double a, double b) { return !(a < b); }) !=
                edges.end() ||
            !std::all_of(edges.begin(), edges.end(), [](double v) { return std::isfinite(v); }))
            throw Error(ErrorCode::BadArgument, "The edges of \"" + name + "\" are not ascending numbers, fewer than " +
                                                    std::to_string(kMaxValues) + ".");
}

// One slice for each value that a pair has.
void add(Sliced& out, const std::string& attribute, const Coded& pairs, std::size_t different = 0)
{
    std::vector<eval::Slice> slices;
    for (const std::string& value : pairs.values)
        slices.push_back({attribute, value, {}});
    std::size_t unknown = 0;
    for (std::size_t i = 0; i < pairs.codes.size(); ++i) {
        if (pairs.codes[i] >= 0)
            slices[static_cast<std::size_t>(pairs.codes[i])].pairs.push_back(static_cast<std::uint32_t>(i));
        else
            ++unknown;
    }
    for (auto& slice : slices)
        if (!slice.pairs.empty())
            out.slices.push_back(std::move(slice));
    out.left.push_back({attribute, unknown - different, different});
}

void requireImages(const Verification& verified)
{
    for (const std::uint32_t image : verified.images)
        if (image >= verified.set.size())
            throw Error(ErrorCode::BadArgument, "the verification does not say what its images are");
}

// The value that both images of a pair share.
void addShared(Sliced& out, const Verification& verified, const std::string& attribute, const Coded& images)
{
    Coded pairs;
    pairs.values = images.values;
    std::size_t different = 0;
    for (std::size_t i = 0; i < verified.scores.size(); ++i) {
        const std::int32_t a = images.codes[verified.images[2 * i]], b = images.codes[verified.images[2 * i + 1]];
        pairs.codes.push_back(a == b ? a : -1);
        different += a >= 0 && b >= 0 && a != b ? 1 : 0;
    }
    add(out, attribute, pairs, different);
}

Coded words(const std::vector<std::string>& texts)
{
    std::vector<std::string> values(texts);
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    std::erase(values, std::string());
    std::unordered_map<std::string, std::int32_t> codes;
    std::stable_sort(values.begin(), values.end(), naturalLess);
    for (std::size_t i = 0; i < values.size(); ++i)
        codes.emplace(values[i], static_cast<std::int32_t>(i));
    Coded out;
    for (const std::string& text : texts)
        out.codes.push_back(text.empty() ? -1 : codes.at(text));
    out.values = std::move(values);
    return out;
}

// The values as numbers; nothing where over one in twenty is none, or there are none. `others`: how many are none.
template<typename Parse>
std::optional<std::vector<double>> numbersOf(const std::vector<std::string>& texts, Parse parse, std::size_t& others)
{
    constexpr std::size_t kOneIn = 20;
    std::vector<double> numbers(texts.size(), kUnknown);
    std::size_t found = 0;
    others = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (texts[i].empty())
            continue;
        const std::optional<double> number = parse(texts[i]);
        (number ? found : others) += 1;
        if (number)
            numbers[i] = *number;
    }
    return found > 0 && others * kOneIn <= found ? std::optional(std::move(numbers)) : std::nullopt;
}

bool isDates(const std::string& attribute, const std::vector<std::string>& texts)
{
    return toLower(attribute) == "date" || std::any_of(texts.begin(), texts.end(), [](const std::string& text) {
               return text.find_first_of("-:/", 1) != std::string::npos;
           });
}

void addColumn(Sliced& out,
               const Verification& verified,
               const std::string& attribute,
               const std::vector<std::string>& texts,
               const SliceOptions& options,
               jobs::Context& context)
{
    const std::vector<double>* edges = givenEdges(options, attribute);
    std::size_t others = 0;
    const auto dates = isDates(attribute, texts) ? numbersOf(texts, yearIn, others) : std::nullopt;
    const auto numbers = dates ? dates : numbersOf(texts, numberIn, others);
    Coded images = words(texts);
    if (numbers && (edges || dates || images.values.size() > kFewNumbers)) {
        images = binned(*numbers, edges ? *edges : quantiles(*numbers, options.bins), dates ? day : brief, "");
        if (others > 0)
            context.issue({jobs::Issue::Severity::Warning, attribute, ErrorCode::BadFile,
                           std::to_string(others) + " values are no numbers; they count as unknown."});
    } else if (images.values.size() > kMaxValues) {
        out.passedOver.push_back(attribute);
        return;
    }
    addShared(out, verified, attribute, images);
}

void addPairNumbers(Sliced& out,
                    const std::string& attribute,
                    const std::vector<double>& ofPair,
                    const SliceOptions& options,
                    std::vector<double> usual,
                    const std::string& unit)
{
    const std::vector<double>* edges = givenEdges(options, attribute);
    if (edges)
        usual = *edges;
    else if (usual.empty())
        usual = quantiles(ofPair, options.bins);
    add(out, attribute, binned(ofPair, usual, brief, unit));
}

Sliced sliceByImages(const Verification& verified,
                     const ImageTable& table,
                     const std::string& name,
                     const SliceOptions& options,
                     jobs::Context& context)
{
    requireImages(verified);
    std::vector<std::string> names;
    for (const SetImage& image : verified.set)
        names.push_back(image.name);
    const auto rows = table.match(names);
    const auto warn = [&](std::size_t count, const char* what) {
        if (count > 0)
            context.issue({jobs::Issue::Severity::Warning, name, ErrorCode::NotFound,
                           std::to_string(count) + " of " + std::to_string(table.rows()) + " lines " + what});
    };
    warn(rows.unmatched, "name no image of the set.");
    warn(rows.ambiguous, "have a path that fits several images of the set; write more of it.");
    warn(rows.repeated, "name an image for the second time and were left out.");
    Sliced out;
    for (std::size_t c = 0; c < table.columns().size(); ++c) {
        context.checkStop();
        std::vector<std::string> texts(names.size());
        for (std::size_t i = 0; i < names.size(); ++i)
            if (rows.ofImage[i] >= 0)
                texts[i] = table.value(static_cast<std::size_t>(rows.ofImage[i]), c);
        addColumn(out, verified, table.columns()[c], texts, options, context);
    }
    for (const std::string& attribute : out.passedOver)
        context.issue(
            {jobs::Issue::Severity::Note, attribute, ErrorCode::TooLarge,
             "The attribute has more than " + std::to_string(kMaxValues) + " different values; it was passed over."});
    if (table.column("date") || table.column("age")) {
        const auto years = yearsOf(table, rows.ofImage);
        std::vector<double> gaps;
        for (std::size_t i = 0; i < verified.scores.size(); ++i)
            gaps.push_back(std::abs(years[verified.images[2 * i]] - years[verified.images[2 * i + 1]]));
        addPairNumbers(out, kAgeGap, gaps, options, {5}, "years");
    }
    return out;
}

// The place of each pair of the set among those that were verified. A set may lose pairs to images that cannot be used.
std::vector<std::int64_t> placesOf(const Verification& verified, const std::string& name)
{
    bool pack = true; // images 2i and 2i + 1 are pair i
    for (std::size_t i = 0; i < verified.scores.size() && pack; ++i)
        pack = verified.images[2 * i] % 2 == 0 && verified.images[2 * i + 1] == verified.images[2 * i] + 1;
    if (verified.facts.contains("seed"))
        throw Error(ErrorCode::BadFile, "The pairs were drawn, so that the numbers in " + name +
                                            " are not about them; verify on the set's own list of pairs (--pairs).");
    if (!pack && (verified.facts.contains("left_out") || verified.facts.contains("pairs_left_out")))
        throw Error(ErrorCode::BadFile, "Some images of the set could not be used, so its pairs cannot be told by the "
                                        "numbers in " +
                                            name + "; replace the images that are reported above.");
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < verified.scores.size(); ++i) {
        const std::size_t number = pack ? verified.images[2 * i] / 2 : i;
        places.resize(std::max(places.size(), number + 1), -1);
        places[number] = static_cast<std::int64_t>(i);
    }
    return places;
}

Sliced sliceByPairs(const Verification& verified,
                    CsvReader& lines,
                    const std::vector<std::string>& head,
                    const std::string& name,
                    jobs::Context& context)
{
    const auto columnOf = [&](const char* column) {
        const auto at = std::find(head.begin(), head.end(), column);
        if (at == head.end())
            throw Error(ErrorCode::BadFile, name + " has no column \"" + column + "\".");
        return static_cast<std::size_t>(at - head.begin());
    };
    const std::size_t pairAt = columnOf("pair"), attributeAt = columnOf("attribute"), valueAt = columnOf("value");
    const auto places = placesOf(verified, name);
    std::vector<std::string> attributes; // in their order
    std::unordered_map<std::string, std::vector<std::string>> values;
    std::size_t gone = 0, beyond = 0, read = 0;
    for (std::vector<std::string> fields; lines.next(fields);) {
        if (++read % 65536 == 0)
            context.checkStop();
        fields.resize(std::max(fields.size(), head.size()));
        const auto number = numberIn(fields[pairAt]);
        const std::string attribute = cleaned(fields[attributeAt]);
        if (!number || *number < 0 || *number != std::floor(*number) || attribute.empty())
            throw Error(ErrorCode::BadFile,
                        "Line " + std::to_string(lines.line()) + " of " + name + " names no pair or no attribute.");
        if (*number >= static_cast<double>(places.size())) {
            ++beyond;
            continue;
        }
        const std::int64_t place = places[static_cast<std::size_t>(*number)];
        if (place < 0) {
            ++gone;
            continue;
        }
        auto [at, isNew] = values.try_emplace(attribute);
        if (isNew) {
            if (values.size() > kMaxColumns)
                throw Error(ErrorCode::TooLarge,
                            name + " names more than " + std::to_string(kMaxColumns) + " attributes.");
            attributes.push_back(attribute);
            at->second.resize(verified.scores.size());
        }
        at->second[static_cast<std::size_t>(place)] = cleaned(fields[valueAt]);
    }
    if (attributes.empty() && beyond + gone > 0)
        throw Error(ErrorCode::BadFile, name + " is of another set: none of its pairs is in this one.");
    if (beyond + gone > 0)
        context.issue({jobs::Issue::Severity::Warning, name, ErrorCode::NotFound,
                       std::to_string(beyond + gone) + " lines name pairs that were not verified."});
    Sliced out;
    for (const std::string& attribute : attributes) {
        const Coded pairs = words(values.at(attribute));
        if (pairs.values.size() > kMaxValues)
            out.passedOver.push_back(attribute);
        else
            add(out, attribute, pairs);
    }
    return out;
}

std::vector<std::string> headOf(CsvReader& lines, const std::string& name)
{
    std::vector<std::string> head;
    if (!lines.next(head))
        throw Error(ErrorCode::BadFile, name + " is empty; its first line names the columns.");
    for (std::string& field : head)
        field = cleaned(field);
    if (head.size() > kMaxColumns)
        throw Error(ErrorCode::TooLarge, name + " has more than " + std::to_string(kMaxColumns) + " columns.");
    return head;
}

} // namespace

ImageTable ImageTable::read(const std::filesystem::path& csv)
{
    return parse(readTextFile(csv, kMaxTable), displayPath(csv.filename()));
}

ImageTable ImageTable::parse(std::string_view text, const std::string& name)
{
    CsvReader lines(text, CsvReader::separatorOf(text));
    const auto head = headOf(lines, name);
    std::size_t path = head.size();
    for (const char* word : {"name", "file", "image", "path"}) // the last one found counts
        for (std::size_t i = 0; i < head.size(); ++i)
            if (toLower(head[i]) == word)
                path = i;
    if (path == head.size())
        throw Error(ErrorCode::BadFile, name + " has no column \"path\" that says which image a line is about.");
    ImageTable table;
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < head.size(); ++i)
        if (i != path && !head[i].empty() &&
            std::find(table.m_columns.begin(), table.m_columns.end(), head[i]) == table.m_columns.end()) {
            columns.push_back(i);
            table.m_columns.push_back(head[i]);
        }
    constexpr std::size_t kMostValues = 20'000'000;
    for (std::vector<std::string> fields; lines.next(fields);) {
        if (table.m_paths.size() * columns.size() > kMostValues)
            throw Error(ErrorCode::TooLarge, name + " has more than " + std::to_string(kMostValues) +
                                                 " values; leave out columns that are not asked for.");
        fields.resize(std::max(fields.size(), head.size()));
        std::vector<std::string> values;
        for (const std::size_t i : columns)
            values.push_back(cleaned(fields[i]));
        table.m_paths.push_back(normalPath(fields[path]));
        table.m_values.push_back(std::move(values));
    }
    return table;
}

std::optional<std::size_t> ImageTable::column(std::string_view name) const
{
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        if (toLower(m_columns[i]) == toLower(name))
            return i;
    return std::nullopt;
}

ImageTable::Rows ImageTable::match(std::span<const std::string> names) const
{
    constexpr std::int64_t kNone = -1, kSeveral = -2;
    std::unordered_map<std::string, std::int64_t> whole, tails;
    const auto note = [](auto& map, std::string_view key, std::size_t image) {
        const auto [at, isNew] = map.try_emplace(std::string(key), static_cast<std::int64_t>(image));
        if (!isNew)
            at->second = kSeveral;
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string name = normalPath(names[i]);
        note(whole, name, i);
        forEachTail(name, [&](std::string_view tail) {
            note(tails, tail, i);
            return true;
        });
    }
    const auto find = [](const auto& map, std::string_view key) {
        const auto at = map.find(std::string(key));
        return at == map.end() ? kNone : at->second;
    };
    Rows out;
    out.ofImage.assign(names.size(), -1);
    for (std::size_t row = 0; row < m_paths.size(); ++row) {
        const std::string& path = m_paths[row];
        std::int64_t image = find(whole, path);
        if (image == kNone)
            forEachTail(path, [&](std::string_view tail) {
                image = find(whole, tail);
                return image == kNone;
            });
        if (image == kNone)
            image = find(tails, path);
        if (image == kNone)
            ++out.unmatched;
        else if (image == kSeveral)
            ++out.ambiguous;
        else if (auto& at = out.ofImage[static_cast<std::size_t>(image)]; at >= 0)
            ++out.repeated;
        else
            at = static_cast<std::int64_t>(row);
    }
    return out;
}

std::vector<double> yearsOf(const ImageTable& table, std::span<const std::int64_t> rows)
{
    const auto date = table.column("date"), age = table.column("age");
    std::vector<double> years;
    for (const std::int64_t row : rows) {
        std::optional<double> year;
        if (row >= 0 && date)
            year = yearIn(table.value(static_cast<std::size_t>(row), *date));
        else if (row >= 0 && age)
            year = numberIn(table.value(static_cast<std::size_t>(row), *age));
        years.push_back(year.value_or(kUnknown));
    }
    return years;
}

Sliced sliceByFile(const Verification& verified,
                   const std::filesystem::path& csv,
                   const SliceOptions& options,
                   jobs::Context& context)
{
    checkOptions(options);
    const std::string name = displayPath(csv.filename());
    const std::string text = readTextFile(csv, kMaxTable);
    CsvReader lines(text, CsvReader::separatorOf(text));
    auto head = headOf(lines, name);
    for (std::string& field : head)
        field = toLower(field);
    if (std::find(head.begin(), head.end(), "pair") != head.end())
        return sliceByPairs(verified, lines, head, name, context);
    return sliceByImages(verified, ImageTable::parse(text, name), name, options, context);
}

Sliced sliceByMeasures(const Verification& verified,
                       std::span<const std::optional<image::Quality>> ofImage,
                       const SliceOptions& options)
{
    checkOptions(options);
    requireImages(verified);
    if (ofImage.size() < verified.set.size())
        throw Error(ErrorCode::BadArgument, "every image of the set is measured, or none");
    std::array<std::vector<double>, 4> values;
    for (std::size_t i = 0; i < verified.scores.size(); ++i) {
        const auto& a = ofImage[verified.images[2 * i]];
        const auto& b = ofImage[verified.images[2 * i + 1]];
        const auto lower = [&](float image::Quality::*of) {
            return a && b ? static_cast<double>(std::min((*a).*of, (*b).*of)) : kUnknown;
        };
        values[0].push_back(lower(&image::Quality::score));
        values[1].push_back(lower(&image::Quality::brightness));
        values[2].push_back(lower(&image::Quality::sharpness));
        const bool posed = a && b && a->size > 0 && b->size > 0;
        values[3].push_back(posed ? static_cast<double>(std::max(std::abs(a->yaw), std::abs(b->yaw))) : kUnknown);
    }
    Sliced out;
    addPairNumbers(out, "quality", values[0], options, {}, "");
    addPairNumbers(out, "brightness", values[1], options, {}, "");
    addPairNumbers(out, "sharpness", values[2], options, {}, "");
    addPairNumbers(out, "yaw", values[3], options, {15, 30}, "degrees");
    return out;
}

} // namespace likeness::verify
