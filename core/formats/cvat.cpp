// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/text_coding.h"
#include "core/formats/list_sink.h"
#include "core/formats/probe.h"
#include "core/formats/xml_pictures.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr const char* kListName = "annotations.xml";
constexpr const char* kPictures = "images";

std::optional<int> wholeNumber(std::string_view text, int least, int most)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return {};
    return value;
}

// "x,y;x,y;…"; nothing where that is no list of points, or a longer one than `most`.
std::optional<std::vector<image::Point>> pointsOf(std::string_view text, std::size_t most)
{
    std::vector<image::Point> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(';'), text.size());
        const auto pair = text.substr(0, end);
        const auto comma = pair.find(',');
        if (comma == std::string_view::npos || out.size() == most)
            return {};
        const auto x = coordinate(pair.substr(0, comma)), y = coordinate(pair.substr(comma + 1));
        if (!x || !y)
            return {};
        out.push_back({*x, *y});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

// A shape while its element is open.
struct Shape {
    std::string element; // box, points, skeleton, tag
    std::string label;
    std::string identity;
    int group = 0;
    int frame = 0;
    bool shown = true; // not outside, and not made up between two keyframes
    Mark mark;
    std::size_t placed = 0; // points of a skeleton
    bool usable = true;     // box or points are in `mark`
};

// Of a track that is annotated over frames, what its keyframes say: the frames come when the file ends.
class CvatParser final : public PictureParser, private XmlReader::Handler
{
public:
    explicit CvatParser(const std::string& name) : m_reader(*this, name) {}

    void feed(std::string_view text, bool last) override
    {
        m_reader.feed(text, last);
        if (!last)
            return;
        for (auto& [number, frame] : m_frames)
            found.push_back(std::move(frame.picture));
        m_frames.clear();
    }

private:
    struct Frame {
        MarkedPicture picture;
        std::map<int, std::size_t> groups; // group_id → mark
    };

    void start(std::string_view element, const XmlAttributes& attributes) override
    {
        if (!m_inside && element != "annotations")
            throw Error(ErrorCode::BadFile, "this is no CVAT file: its first element is not <annotations>");
        m_inside = true;
        if (element == "image") {
            m_image.emplace();
            m_image->picture.name = attributes["name"];
            m_image->picture.part = partNamed(attributes["subset"]);
        } else if (element == "track") {
            m_track.emplace();
            m_track->label = attributes["label"];
            m_track->group = wholeNumber(attributes["group_id"], 1, kMaxGroup).value_or(0);
        } else if (m_shape && m_shape->element == "skeleton" && element == "points") {
            addPoint(attributes);
        } else if (element == "attribute" && (m_shape || m_track)) {
            m_attribute = attributes["name"];
        } else if (!m_shape && (m_image || m_track) && isShape(element)) {
            beginShape(element, attributes);
        } else if (!m_shape && (m_image || m_track) && isOtherShape(element)) {
            oddity("a " + std::string(element) + " is neither a box nor landmarks; it is left out");
        }
    }

    void end(std::string_view element, const std::string& text) override
    {
        if (element == "attribute" && (m_shape || m_track)) {
            const std::string name = toLower(m_attribute);
            if (name == "identity" || name == "person" || name == "name")
                (m_shape ? m_shape->identity : m_track->identity) = trim(text);
        } else if (m_shape && element == m_shape->element) {
            endShape();
        } else if (element == "image" && m_image) {
            found.push_back(std::move(m_image->picture));
            m_image.reset();
        } else if (element == "track") {
            m_track.reset();
        }
    }

    static bool isShape(std::string_view element)
    {
        return element == "box" || element == "points" || element == "skeleton" || element == "tag";
    }
    static bool isOtherShape(std::string_view element)
    {
        return element == "polygon" || element == "polyline" || element == "ellipse" || element == "cuboid" ||
               element == "mask";
    }

    void beginShape(std::string_view element, const XmlAttributes& attributes)
    {
        m_shape.emplace();
        m_shape->element = element;
        m_shape->label = m_track ? m_track->label : std::string(attributes["label"]);
        m_shape->group = m_track ? m_track->group : wholeNumber(attributes["group_id"], 1, kMaxGroup).value_or(0);
        if (m_track) {
            const auto frame = wholeNumber(attributes["frame"], 0, 99'999'999);
            m_shape->frame = frame.value_or(0);
            m_shape->shown = frame && attributes["keyframe"] != "0" && attributes["outside"] != "1";
        }
        if (element == "box") {
            const auto left = coordinate(attributes["xtl"]), top = coordinate(attributes["ytl"]);
            const auto right = coordinate(attributes["xbr"]), bottom = coordinate(attributes["ybr"]);
            m_shape->usable = left && top && right && bottom && *left <= *right && *top <= *bottom;
            if (m_shape->usable)
                m_shape->mark.box = {*left, *top, *right - *left, *bottom - *top};
            else
                oddity("a box without a place");
        } else if (element == "points") {
            setPoints(attributes);
        }
    }

    void setPoints(const XmlAttributes& attributes)
    {
        const auto points = pointsOf(attributes["points"], 10'000);
        m_shape->usable = points && points->size() == image::kLandmarkCount;
        if (!m_shape->usable) {
            oddity(points ? std::to_string(points->size()) + " points are not the 68 points; they are left out"
                          : "a list of points that is none");
            return;
        }
        std::copy(points->begin(), points->end(), m_shape->mark.points.emplace().begin());
        if (attributes["occluded"] == "1")
            m_shape->mark.states.emplace().fill(PointState::Occluded);
    }

    void addPoint(const XmlAttributes& attributes)
    {
        auto& mark = m_shape->mark;
        if (!mark.points) {
            mark.points.emplace();
            mark.states.emplace(); // all absent
        }
        const auto number = wholeNumber(attributes["label"], 0, image::kLandmarkCount - 1);
        const auto points = pointsOf(attributes["points"], 1);
        if (!number || !points || points->empty()) {
            m_shape->usable = false;
            return;
        }
        const auto i = static_cast<std::size_t>(*number);
        ++m_shape->placed;
        if (attributes["outside"] == "1")
            return;
        (*mark.points)[i] = points->front();
        (*mark.states)[i] = attributes["occluded"] == "1" ? PointState::Occluded : PointState::Visible;
    }

    void endShape()
    {
        Shape shape = std::move(*m_shape);
        m_shape.reset();
        if (m_track && !shape.identity.empty())
            m_track->identity = shape.identity;
        if (!shape.shown)
            return;
        if (shape.identity.empty() && m_track)
            shape.identity = m_track->identity;
        if (shape.identity.empty() && !isKindOfThing(shape.label))
            shape.identity = shape.label;
        if (shape.element == "skeleton" && (!shape.usable || shape.placed != image::kLandmarkCount)) {
            oddity("a skeleton's elements are not named 0 to 67; it is left out");
            return;
        }
        if (!shape.usable)
            return;
        Frame* frame = m_track ? frameOf(shape.frame) : m_image ? &*m_image : nullptr;
        if (!frame)
            return;
        if (shape.element == "tag")
            frame->picture.person = shape.identity;
        else
            addMark(*frame, std::move(shape));
    }

    // Box and landmarks of one group are one face.
    void addMark(Frame& frame, Shape&& shape)
    {
        auto& marks = frame.picture.marks;
        Mark& mark = shape.mark;
        mark.person = std::move(shape.identity);
        if (mark.states && *mark.states == allVisible())
            mark.states.reset();
        const auto group = shape.group > 0 ? frame.groups.find(shape.group) : frame.groups.end();
        if (group != frame.groups.end()) {
            Mark& known = marks[group->second];
            if ((known.box.area() > 0) != (mark.box.area() > 0) &&
                known.points.has_value() != mark.points.has_value()) {
                if (mark.points) {
                    known.points = mark.points;
                    known.states = mark.states;
                } else {
                    known.box = mark.box;
                }
                if (known.person.empty())
                    known.person = std::move(mark.person);
                return;
            }
        }
        if (marks.size() == kMaxMarks || (m_track && ++m_held > kMaxHeld)) {
            if (frame.picture.oddities.empty())
                frame.picture.oddities.emplace_back("too many shapes");
            return;
        }
        if (shape.group > 0)
            frame.groups.emplace(shape.group, marks.size());
        marks.push_back(std::move(mark));
    }

    static const PointStates& allVisible()
    {
        static const PointStates all = [] {
            PointStates states;
            states.fill(PointState::Visible);
            return states;
        }();
        return all;
    }

    Frame* frameOf(int number)
    {
        auto& frame = m_frames[number];
        if (frame.picture.name.empty()) {
            std::string digits = std::to_string(number);
            digits.insert(0, digits.size() < 6 ? 6 - digits.size() : 0, '0');
            frame.picture.name = "frame_" + digits; // as CVAT names the pictures that it exports
        }
        return &frame;
    }

    void oddity(const std::string& what)
    {
        constexpr std::size_t kMost = 100; // of one picture
        auto* frame = m_image ? &*m_image : m_shape && m_track && m_shape->shown ? frameOf(m_shape->frame) : nullptr;
        if (frame && frame->picture.oddities.size() < kMost)
            frame->picture.oddities.push_back(what);
    }

    static constexpr int kMaxGroup = 1'000'000'000;
    static constexpr std::size_t kMaxHeld = 1'000'000; // shapes of tracks are held until the end of the file
    XmlReader m_reader;
    bool m_inside = false;
    std::optional<Frame> m_image;
    std::optional<Shape> m_track; // only label, group and identity
    std::optional<Shape> m_shape;
    std::string m_attribute;
    std::map<int, Frame> m_frames;
    std::size_t m_held = 0;
};

bool isCvat(const fs::path& file)
{
    return hasXmlRoot(file, "annotations");
}

// Each face is a box, a skeleton, or both in one group. The label is "face", who it is an attribute.
class CvatSink final : public ListSink
{
public:
    CvatSink(const fs::path& target, const SinkOptions& options) : ListSink(target, kListName, kPictures, options)
    {
        m_list << "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n  <version>1.1</version>\n  <meta>\n"
                  "    <task>\n      <name>"
               << xmlEscape(options.comment.empty() ? "faces" : options.comment)
               << "</name>\n      <mode>annotation</mode>\n      <labels>\n" + label("face", "rectangle") +
                      label("landmarks", "skeleton");
        for (int i = 0; i < image::kLandmarkCount; ++i)
            m_list << "        <label>\n          <name>" << std::to_string(i)
                   << "</name>\n          <type>points</type>\n          <attributes></attributes>\n"
                      "          <parent>landmarks</parent>\n        </label>\n";
        m_list << "      </labels>\n    </task>\n  </meta>\n";
    }

    void add(const Item& item, std::span<const std::uint8_t> encoded, int width, int height) override
    {
        m_list << "  <image id=\"" << std::to_string(m_next++) << "\" name=\"" << xmlEscape(place(item, encoded))
               << "\"" << (item.part.empty() ? "" : " subset=\"" + xmlEscape(item.part) + "\"") << " width=\""
               << std::to_string(width) << "\" height=\"" << std::to_string(height) << "\">\n";
        const auto marks = labelledMarks(item, width, height);
        for (std::size_t i = 0; i < marks.size(); ++i)
            write(marks[i], std::to_string(i + 1));
        if (marks.empty() && !item.person.empty())
            m_list << "    <tag label=\"face\" source=\"manual\">\n" << identity(item.person) << "    </tag>\n";
        m_list << "  </image>\n";
    }

    void finish() override
    {
        m_list << "</annotations>\n";
        publish();
    }

private:
    static std::string label(const std::string& name, const std::string& type)
    {
        return "        <label>\n          <name>" + name + "</name>\n          <type>" + type +
               "</type>\n          <attributes>\n            <attribute>\n              <name>identity</name>\n"
               "              <mutable>False</mutable>\n              <input_type>text</input_type>\n"
               "              <default_value></default_value>\n              <values></values>\n"
               "            </attribute>\n          </attributes>\n        </label>\n";
    }
    static std::string identity(const std::string& person)
    {
        return person.empty() ? "" : "      <attribute name=\"identity\">" + xmlEscape(person) + "</attribute>\n";
    }
    static std::string number(float value) { return formatNumber(static_cast<double>(value), 2); }

    void write(const Mark& mark, const std::string& group)
    {
        const std::string groupId = mark.points && mark.box.area() > 0 ? " group_id=\"" + group + "\"" : "";
        if (mark.box.area() > 0)
            m_list << "    <box label=\"face\" source=\"manual\" occluded=\"0\" xtl=\"" << number(mark.box.x)
                   << "\" ytl=\"" << number(mark.box.y) << "\" xbr=\"" << number(mark.box.x + mark.box.width)
                   << "\" ybr=\"" << number(mark.box.y + mark.box.height) << "\" z_order=\"0\"" << groupId << ">\n"
                   << identity(mark.person) << "    </box>\n";
        if (!mark.points)
            return;
        m_list << "    <skeleton label=\"landmarks\" source=\"manual\" z_order=\"0\"" << groupId << ">\n"
               << identity(mark.person);
        for (std::size_t i = 0; i < mark.points->size(); ++i) {
            const auto state = mark.states ? (*mark.states)[i] : PointState::Visible;
            m_list << "      <points label=\"" << std::to_string(i) << "\" source=\"manual\" outside=\""
                   << (state == PointState::Absent ? "1" : "0") << "\" occluded=\""
                   << (state == PointState::Occluded ? "1" : "0") << "\" points=\"" << number((*mark.points)[i].x)
                   << "," << number((*mark.points)[i].y) << "\"/>\n";
        }
        m_list << "    </skeleton>\n";
    }

    int m_next = 0;
};

} // namespace

std::unique_ptr<PictureParser> cvatParser(const std::string& name)
{
    return std::make_unique<CvatParser>(name);
}

bool looksLikeCvat(const fs::path& path)
{
    std::error_code ec;
    return isCvat(fs::is_directory(path, ec) ? path / kListName : path);
}

std::unique_ptr<Source>
openCvat(const fs::path& path, const SourceOptions& options, Report& report, jobs::Context& context)
{
    const fs::path file = xmlFile(path, isCvat, "CVAT");
    const fs::path folder = file.parent_path();
    return xmlSource(file, cvatParser(displayPath(file)), pictureFolders(folder, options, {folder / kPictures}), report,
                     context);
}

std::unique_ptr<Sink> sinkCvat(const fs::path& target, const std::vector<std::string>&, const SinkOptions& options)
{
    return std::make_unique<CvatSink>(target, options);
}

} // namespace likeness::formats
