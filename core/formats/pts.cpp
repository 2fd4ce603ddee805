// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pts.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/base/text.h"
#include "core/formats/list_sink.h"
#include "core/formats/marked_picture.h"
#include "core/formats/walk.h"

#include <algorithm>
#include <array>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxPoints = 10'000;
constexpr std::uint64_t kMaxFile = 1 << 22;

[[noreturn]] void bad(const std::string& what)
{
    throw Error(ErrorCode::BadFile, what);
}

std::optional<image::Point> pointOf(const Json& yx)
{
    if (!yx.is_array() || yx.size() < 2)
        bad("a point is not a pair of numbers");
    if (yx[0].is_null() || yx[1].is_null())
        return {};
    if (!yx[0].is_number() || !yx[1].is_number())
        bad("a point is not a pair of numbers");
    const auto x = yx[1].get<double>(), y = yx[0].get<double>();
    if (!(std::abs(x) <= kMaxCoordinate) || !(std::abs(y) <= kMaxCoordinate))
        bad("a point is far outside of every picture");
    return image::Point{static_cast<float>(x), static_cast<float>(y)};
}

void read(const fs::path& file, int base, Item& item, Report& report)
{
    const std::string text = readTextFile(file, kMaxFile);
    std::vector<std::optional<image::Point>> points;
    if (file.extension() == ".ljson") {
        points = parseLjson(text);
    } else {
        const auto all = parsePts(text, base);
        points.assign(all.begin(), all.end());
    }
    if (points.size() != image::kLandmarkCount) {
        report.add("bad_entry", item.key,
                   std::to_string(points.size()) + " points are not the 68 points; they are left out",
                   ErrorCode::Unsupported, jobs::Issue::Severity::Note);
        return;
    }
    Mark mark;
    mark.points.emplace();
    PointStates states;
    states.fill(PointState::Visible);
    bool absent = false;
    for (std::size_t i = 0; i < points.size(); ++i) {
        (*mark.points)[i] = points[i].value_or(image::Point());
        if (!points[i])
            states[i] = PointState::Absent;
        absent = absent || !points[i];
    }
    if (absent)
        mark.states = states;
    item.marks.push_back(std::move(mark));
}

// Pictures with a .pts or .ljson file of the same base name beside them. The format names nobody.
class PtsSource final : public Source
{
public:
    PtsSource(const fs::path& path, const SourceOptions& options, Report& report, jobs::Context& context)
        : m_root(path), m_images(options.images.empty() ? path : options.images), m_base(options.pointBase.value_or(1)),
          m_report(report), m_pictures(findPictures(m_images, options.except, context))
    {
    }

    bool next(Item& item) override
    {
        if (m_next == m_pictures.size())
            return false;
        const fs::path relative = m_pictures[m_next++];
        item = {};
        item.key = displayPath(relative);
        item.where.file = m_images / relative;
        if (!readPointsBeside(m_root / relative, m_base, item, m_report))
            ++m_without;
        return true;
    }

    std::uint64_t total() const override { return m_pictures.size(); }

    void finish() override
    {
        if (m_without > 0)
            m_report.add("missing_file", displayPath(m_root),
                         std::to_string(m_without) + " of " + std::to_string(m_pictures.size()) +
                             " pictures have no landmarks beside them",
                         ErrorCode::NotFound, jobs::Issue::Severity::Note);
    }

private:
    fs::path m_root;
    fs::path m_images;
    int m_base;
    Report& m_report;
    PathList m_pictures;
    std::uint64_t m_without = 0;
    std::size_t m_next = 0;
};

// A file of points for each face; a picture of several faces comes once for each, as in HELEN (name_2.jpg, name_2.pts).
// The format names nobody: the people are folders, as with "folders".
class PtsSink final : public Sink
{
public:
    PtsSink(const fs::path& target, bool named, const SinkOptions& options)
        : m_staging(target, false), m_options(options), m_named(named)
    {
    }

    void add(const Item& item, std::span<const std::uint8_t> encoded, int, int) override
    {
        std::vector<const Mark*> marks;
        for (const Mark& mark : item.marks) {
            if (!mark.points)
                continue;
            if (mark.states &&
                std::find(mark.states->begin(), mark.states->end(), PointState::Absent) != mark.states->end())
                throw Error(ErrorCode::BadArgument, "a .pts file has no word for a landmark that is absent");
            marks.push_back(&mark);
        }
        if (marks.size() > 1 && !m_options.pictures)
            throw Error(ErrorCode::BadArgument, "a .pts file holds one face, and " + std::to_string(marks.size()) +
                                                    " are marked in this picture; export with the pictures");
        // In a set without people the folders are the set's own, such as helen/ and lfpw/.
        fs::path wanted = safeRelative(m_named ? item.key.substr(item.key.rfind('/') + 1) : item.key);
        if (!item.person.empty())
            wanted = m_people.of(item.person) / wanted;
        if (marks.empty() && m_options.pictures)
            write(wanted, encoded, nullptr);
        for (std::size_t i = 0; i < marks.size(); ++i) {
            fs::path name = wanted;
            if (i > 0)
                name.replace_filename(wanted.stem().native() + "_" + std::to_string(i + 1) +
                                      wanted.extension().native());
            write(name, encoded, marks[i]);
        }
    }

    void finish() override { m_staging.publish(); }

private:
    // Two pictures that differ in the extension alone would share their points: the second gets another name.
    void write(fs::path name, std::span<const std::uint8_t> encoded, const Mark* mark)
    {
        const auto pointsName = [](fs::path picture) { return picture.replace_extension(".pts"); };
        const fs::path wanted = name;
        std::error_code ec;
        for (int n = 2; fs::exists(m_staging.path() / pointsName(name), ec); ++n)
            name.replace_filename(wanted.stem().native() + "~" + std::to_string(n) + wanted.extension().native());
        if (m_options.pictures)
            name = m_staging.write(name, encoded);
        if (mark)
            m_staging.write(pointsName(name), textOf(*mark->points));
    }

    Bytes textOf(const image::Landmarks& points) const
    {
        std::string text = "version: 1\nn_points: " + std::to_string(points.size()) + "\n{\n";
        for (const auto& p : points)
            text += number(p.x) + " " + number(p.y) + "\n";
        text += "}\n";
        return {text.begin(), text.end()};
    }
    std::string number(float value) const { return formatNumber(static_cast<double>(value) + m_options.pointBase, 3); }

    Staging m_staging;
    SinkOptions m_options;
    bool m_named;
    FolderNames m_people;
};

} // namespace

bool readPointsBeside(const fs::path& picture, int base, Item& item, Report& report)
{
    for (const char* extension : {".pts", ".ljson"}) {
        fs::path file = picture;
        file.replace_extension(extension);
        std::error_code ec;
        if (!fs::is_regular_file(file, ec))
            continue;
        try {
            read(file, base, item, report);
        } catch (const Error& e) {
            report.add("bad_entry", displayPath(fs::path(item.key).replace_extension(extension)), e.what(), e.code());
        }
        return true;
    }
    return false;
}

bool havePointsBeside(const fs::path& folder)
{
    constexpr int kMostLooks = 2000;
    int looked = 0;
    std::error_code ec;
    for (auto it = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, ec);
         !ec && it != fs::recursive_directory_iterator() && ++looked < kMostLooks; it.increment(ec))
        if (it->path().extension() == ".pts")
            return true;
    return false;
}

std::vector<image::Point> parsePts(std::string_view text, int base)
{
    std::vector<image::Point> out;
    const bool braces = text.find('{') != std::string_view::npos;
    bool inside = !braces, closed = !braces;
    std::size_t said = std::string_view::npos;
    while (!text.empty() && !(braces && closed)) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        const auto line = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.starts_with("n_points:"))
            if (const auto count = coordinate(line.substr(9)); count && *count >= 0)
                said = static_cast<std::size_t>(*count);
        if (line.empty() || line.starts_with("n_points:") || line.starts_with("version:"))
            continue;
        if (!inside || line.starts_with('}')) {
            inside = inside || line.starts_with('{');
            closed = closed || (inside && line.starts_with('}'));
            continue;
        }
        constexpr std::string_view kBlank = " \t";
        const auto first = std::min(line.find_first_of(kBlank), line.size());
        const auto rest = trim(line.substr(first));
        const auto x = coordinate(line.substr(0, first));
        const auto y = coordinate(rest.substr(0, rest.find_first_of(kBlank)));
        if (!x || !y)
            bad("this line is not a point: \"" + toUtf8(line.substr(0, 60)) + "\"");
        if (out.size() == kMaxPoints)
            bad("there are too many points");
        out.push_back({*x - static_cast<float>(base), *y - static_cast<float>(base)});
    }
    if (!closed)
        bad("the file ends before the '}' after the points");
    if (out.empty() && !braces)
        bad("there are no points in the file");
    if (said != std::string_view::npos && said != out.size())
        bad("the file says n_points: " + std::to_string(said) + " and has " + std::to_string(out.size()));
    return out;
}

std::vector<std::optional<image::Point>> parseLjson(std::string_view text)
{
    const Json json = parseJson(text, "the file");
    std::vector<std::optional<image::Point>> out;
    const auto add = [&](const Json& yx) {
        if (out.size() == kMaxPoints)
            bad("there are too many points");
        out.push_back(pointOf(yx));
    };
    const auto addAll = [&](const Json& set) {
        if (!set.is_object() || !set.contains("landmarks") || !set["landmarks"].is_object() ||
            !set["landmarks"].contains("points") || !set["landmarks"]["points"].is_array())
            bad("there are no landmarks in the file");
        for (const auto& yx : set["landmarks"]["points"])
            add(yx);
    };
    const bool grouped = json.is_object() && json.contains("groups");
    if (!grouped) {
        addAll(json); // version 2
    } else if (json["groups"].is_object() && !json["groups"].empty()) {
        addAll(json["groups"].begin().value()); // version 3: several sets, by name
    } else if (json["groups"].is_array()) {
        for (const auto& group : json["groups"]) { // version 1: parts of one face
            if (!group.is_object() || !group.contains("landmarks") || !group["landmarks"].is_array())
                bad("there are no landmarks in the file");
            for (const auto& landmark : group["landmarks"]) {
                if (!landmark.is_object() || !landmark.contains("point"))
                    bad("a landmark has no point");
                add(landmark["point"]);
            }
        }
    } else {
        bad("there are no landmarks in the file");
    }
    return out;
}

bool looksLikePts(const fs::path& path)
{
    // Files of points here, or in the folders of 300-W. Other folders may be people: their names must not be lost.
    static constexpr std::array kSubsets = {"afw",     "helen",    "ibug",      "lfpw",       "frgc",
                                            "xm2vts",  "trainset", "01_indoor", "02_outdoor", "indoor",
                                            "outdoor", "train",    "test",      "testset"};
    std::vector<fs::path> folders = {path};
    const auto has = [&](const fs::path& folder) {
        std::error_code ec;
        std::size_t looked = 0;
        for (auto it = fs::directory_iterator(folder, ec); !ec && it != fs::directory_iterator(); it.increment(ec)) {
            constexpr std::size_t kMostLooks = 20'000;
            if (++looked > kMostLooks)
                return false;
            const auto extension = it->path().extension();
            if (extension == ".pts" || extension == ".ljson")
                return true;
            const std::string name = toLower(it->path().filename().native());
            if (folder == path && std::find(kSubsets.begin(), kSubsets.end(), name) != kSubsets.end())
                folders.push_back(it->path());
        }
        return false;
    };
    for (std::size_t i = 0; i < folders.size(); ++i)
        if (has(fs::path(folders[i])))
            return true;
    return false;
}

std::unique_ptr<Source>
openPts(const fs::path& path, const SourceOptions& options, Report& report, jobs::Context& context)
{
    if (options.pointBase && *options.pointBase != 0 && *options.pointBase != 1)
        throw Error(ErrorCode::BadArgument, "the coordinates of .pts files count from 0 or from 1");
    return std::make_unique<PtsSource>(path, options, report, context);
}

std::unique_ptr<Sink>
sinkPts(const fs::path& target, const std::vector<std::string>& people, const SinkOptions& options)
{
    if (options.pointBase != 0 && options.pointBase != 1)
        throw Error(ErrorCode::BadArgument, "the coordinates of .pts files count from 0 or from 1");
    return std::make_unique<PtsSink>(target, !people.empty(), options);
}

} // namespace likeness::formats
