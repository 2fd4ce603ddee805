// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/text_coding.h"
#include "core/formats/list_sink.h"
#include "core/formats/probe.h"
#include "core/formats/xml_pictures.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

// Which of the 68 points a part's name stands for; nothing where it is no number of 0 to 67.
std::optional<std::size_t> pointNumber(const std::string& name)
{
    if (name.empty() || name.size() > 2 ||
        !std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return {};
    const auto number = static_cast<std::size_t>(std::stoi(name));
    return number < image::kLandmarkCount ? std::optional(number) : std::nullopt;
}

class ImglabParser final : public PictureParser, private XmlReader::Handler
{
public:
    explicit ImglabParser(const std::string& name)
        : m_repair({"dataset", "name", "comment", "images", "image", "box", "label", "part"}), m_reader(*this, name)
    {
    }

    void feed(std::string_view text, bool last) override { m_reader.feed(m_repair.feed(text, last), last); }

private:
    void start(std::string_view element, const XmlAttributes& attributes) override
    {
        if (!m_inside && element != "dataset")
            throw Error(ErrorCode::BadFile, "this is no imglab file: its first element is not <dataset>");
        m_inside = true;
        if (element == "image") {
            m_mark.reset(); // of a picture that this one is inside of
            m_picture = MarkedPicture();
            m_picture->name = attributes["file"];
        } else if (element == "box" && m_picture) {
            beginBox(attributes);
        } else if (element == "part" && m_mark) {
            const std::string name(attributes["name"]);
            const auto x = coordinate(attributes["x"]), y = coordinate(attributes["y"]);
            if (name.empty() || !x || !y)
                oddity("a part without a name or a place");
            else if (m_parts.size() == kMaxParts)
                oddity("a box with too many parts");
            else if (!m_parts.emplace(name, image::Point{*x, *y}).second)
                m_twice = name;
        }
    }

    void end(std::string_view element, const std::string& text) override
    {
        if (element == "label" && m_mark) {
            m_mark->person = trim(text);
        } else if (element == "box" && m_mark) {
            endBox();
        } else if (element == "image" && m_picture) {
            found.push_back(std::move(*m_picture));
            m_picture.reset();
            m_mark.reset(); // a box is never without its picture
        }
    }

    void beginBox(const XmlAttributes& attributes)
    {
        m_parts.clear();
        m_twice.clear();
        const auto left = coordinate(attributes["left"]), top = coordinate(attributes["top"]);
        const auto width = coordinate(attributes["width"]), height = coordinate(attributes["height"]);
        if (m_picture->marks.size() == kMaxMarks) {
            oddity("too many boxes in one picture");
        } else if (!left || !top || !width || !height || *width < 0 || *height < 0) {
            oddity("a box without left, top, width and height");
        } else {
            m_mark = Mark();
            m_mark->box = {*left, *top, *width, *height};
        }
    }

    void endBox()
    {
        if (!m_twice.empty())
            oddity("a box has two parts of the name \"" + toUtf8(m_twice) + "\"; its points are left out");
        else if (!m_parts.empty())
            setPoints();
        m_picture->marks.push_back(std::move(*m_mark));
        m_mark.reset();
    }

    // The landmarks where the parts are the 68 points: by their numbers, "07" and "7" alike; 68 other names in the
    // order of std::map, as dlib has them. Numbers of which some are missing count as the 68 where at least half of
    // them are there and they are not simply counted through (49, 51 and 66 points are other schemes of the field).
    void setPoints()
    {
        image::Landmarks points{};
        PointStates states{};
        std::size_t placed = 0;
        bool counted = true; // 0, 1, 2 … without a gap
        for (const auto& [name, point] : m_parts) {
            if (const auto number = pointNumber(name); number && states[*number] == PointState::Absent) {
                points[*number] = point;
                states[*number] = PointState::Visible;
                ++placed;
            }
        }
        for (std::size_t i = 0; i < placed; ++i)
            counted = counted && states[i] == PointState::Visible;
        const bool all = placed == image::kLandmarkCount;
        if (placed == m_parts.size() && (all || (2 * placed >= image::kLandmarkCount && !counted))) {
            m_mark->points = points;
            if (!all)
                m_mark->states = states;
        } else if (m_parts.size() == image::kLandmarkCount) {
            std::size_t i = 0;
            for (const auto& [name, point] : m_parts)
                points[i++] = point;
            m_mark->points = points;
        } else {
            oddity(std::to_string(m_parts.size()) + " parts are not the 68 points; they are left out");
        }
    }

    void oddity(const std::string& what)
    {
        constexpr std::size_t kMost = 100; // of one picture
        if (m_picture->oddities.size() < kMost)
            m_picture->oddities.push_back(what);
    }

    static constexpr std::size_t kMaxParts = 1000;
    XmlRepair m_repair;
    XmlReader m_reader;
    bool m_inside = false;
    std::optional<MarkedPicture> m_picture;
    std::optional<Mark> m_mark;
    std::map<std::string, image::Point> m_parts;
    std::string m_twice; // a name that came twice in this box
};

bool isImglab(const fs::path& file)
{
    return hasXmlRoot(file, "dataset");
}

class ImglabSink final : public ListSink
{
public:
    ImglabSink(const fs::path& target, const SinkOptions& options) : ListSink(target, "dataset.xml", "", options)
    {
        m_list << "<?xml version='1.0' encoding='UTF-8'?>\n"
                  "<dataset>\n<name>"
               << xmlEscape(target.stem().native()) << "</name>\n<comment>" << xmlEscape(options.comment)
               << "</comment>\n<images>\n";
    }

    void add(const Item& item, std::span<const std::uint8_t> encoded, int width, int height) override
    {
        const auto marks = labelledMarks(item, width, height);
        if (marks.empty() && !item.person.empty())
            throw Error(ErrorCode::BadArgument,
                        "no face is marked in this picture; imglab has a label only with a box");
        m_list << "  <image file='" << xmlEscape(place(item, encoded)) << "' width='" << std::to_string(width)
               << "' height='" << std::to_string(height) << "'>\n";
        for (const Mark& mark : marks)
            write(mark);
        m_list << "  </image>\n";
    }

    void finish() override
    {
        m_list << "</images>\n</dataset>\n";
        publish();
    }

private:
    // dlib has whole pixels.
    static std::string whole(float value) { return std::to_string(std::lround(value)); }

    void write(const Mark& mark)
    {
        m_list << "    <box top='" << whole(mark.box.y) << "' left='" << whole(mark.box.x) << "' width='"
               << whole(mark.box.width) << "' height='" << whole(mark.box.height) << "'";
        if (mark.person.empty() && !mark.points) {
            m_list << "/>\n";
            return;
        }
        m_list << ">\n";
        if (!mark.person.empty())
            m_list << "      <label>" << xmlEscape(mark.person) << "</label>\n";
        // Two digits, so that dlib's order of names is the order of the points.
        for (std::size_t i = 0; mark.points && i < mark.points->size(); ++i)
            if (!mark.states || (*mark.states)[i] != PointState::Absent)
                m_list << "      <part name='" << (i < 10 ? "0" : "") << std::to_string(i) << "' x='"
                       << whole((*mark.points)[i].x) << "' y='" << whole((*mark.points)[i].y) << "'/>\n";
        m_list << "    </box>\n";
    }
};

} // namespace

std::unique_ptr<PictureParser> imglabParser(const std::string& name)
{
    return std::make_unique<ImglabParser>(name);
}

bool looksLikeImglab(const fs::path& path)
{
    std::error_code ec;
    if (!fs::is_directory(path, ec))
        return isImglab(path);
    const auto files = filesWith(path, ".xml", 100);
    return std::count_if(files.begin(), files.end(), isImglab) == 1;
}

std::unique_ptr<Source>
openImglab(const fs::path& path, const SourceOptions& options, Report& report, jobs::Context& context)
{
    const fs::path file = xmlFile(path, isImglab, "imglab");
    return xmlSource(file, imglabParser(displayPath(file)), pictureFolders(file.parent_path(), options), report,
                     context);
}

std::unique_ptr<Sink> sinkImglab(const fs::path& target, const std::vector<std::string>&, const SinkOptions& options)
{
    return std::make_unique<ImglabSink>(target, options);
}

} // namespace likeness::formats
