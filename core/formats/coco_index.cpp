// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/coco_index.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/json_util.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace likeness::formats {

namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::ptrdiff_t kMaxValue = 1 << 24; // bytes of one number or text
constexpr std::uint64_t kMaxObject = 1 << 22; // bytes of one picture or annotation
constexpr std::size_t kMaxCategories = 100'000;

// How far the parser has read: the events themselves say nothing of it.
struct Position {
    const char* now = nullptr;
    const char* lastEvent = nullptr;
};

struct Cursor {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    const char* at;
    Position* position;

    reference operator*() const { return *at; }
    Cursor& operator++()
    {
        position->now = ++at;
        if (at - position->lastEvent > kMaxValue)
            throw Error(ErrorCode::BadFile, "a value in the file is too long");
        return *this;
    }
    Cursor operator++(int)
    {
        const Cursor before = *this;
        ++*this;
        return before;
    }
    bool operator==(const Cursor& other) const { return at == other.at; }
    bool operator!=(const Cursor& other) const { return at != other.at; }
};

std::uint64_t idOf(const std::string& text)
{
    return hash64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string textOf(const Json& object, const char* key)
{
    const auto at = object.find(key);
    if (at == object.end())
        return {};
    return at->is_string()           ? std::string(trim(at->get<std::string>()))
           : at->is_number_integer() ? std::to_string(at->get<std::int64_t>())
                                     : "";
}

// `count` finite numbers; empty for anything else.
std::vector<float> numbersOf(const Json& object, const char* key, std::size_t count)
{
    std::vector<float> out;
    const auto at = object.find(key);
    if (at == object.end() || !at->is_array() || at->size() != count)
        return out;
    for (const auto& value : *at) {
        if (!value.is_number() || !(std::abs(value.get<double>()) <= kMaxCoordinate))
            return {};
        out.push_back(static_cast<float>(value.get<double>()));
    }
    return out;
}

std::size_t lengthOf(const Json& object, const char* key)
{
    const auto at = object.find(key);
    return at != object.end() && at->is_array() ? at->size() : 0;
}

} // namespace

// The first pass: notes where the elements of images[] and annotations[] are, and their ids.
class CocoScan final : public nlohmann::json_sax<Json>
{
public:
    CocoScan(CocoIndex& index, Position& position, const std::string& name, const std::function<void()>& poll)
        : m_index(index), m_position(position), m_begin(position.now), m_name(name), m_poll(poll)
    {
    }

    bool null() override { return value(); }
    bool boolean(bool) override { return value(); }
    bool number_integer(number_integer_t number) override { return id(static_cast<std::uint64_t>(number)); }
    bool number_unsigned(number_unsigned_t number) override { return id(number); }
    bool number_float(number_float_t, const string_t&) override { return value(); }
    bool binary(binary_t&) override { return value(); }
    bool string(string_t& text) override
    {
        if (m_depth == kElement && m_list == List::Categories && m_key == "name")
            m_category = text.substr(0, 1000);
        return id(idOf(text));
    }
    bool start_object(std::size_t) override { return open(true); }
    bool start_array(std::size_t) override { return open(false); }
    bool key(string_t& name) override
    {
        if (m_depth == 1)
            m_list = name == "images"        ? List::Images
                     : name == "annotations" ? List::Annotations
                     : name == "categories"  ? List::Categories
                                             : List::Other;
        else if (m_depth == kElement)
            m_key = name.substr(0, 32);
        return value();
    }
    bool end_object() override
    {
        if (m_depth == kElement && m_isObject)
            endElement();
        return close();
    }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception& e) override
    {
        throw Error(ErrorCode::BadFile, m_name + " is not valid JSON (byte " + std::to_string(at) + ")", e.what());
    }

private:
    enum class List { Other, Images, Annotations, Categories };
    static constexpr std::size_t kElement = 3; // depth inside of an element: object, list, element

    bool value()
    {
        m_position.lastEvent = m_position.now;
        return true;
    }

    bool id(std::uint64_t number)
    {
        if (m_depth == kElement && m_isObject) {
            if (m_key == "id")
                m_id = number;
            else if (m_key == "image_id")
                m_image = number;
        }
        return value();
    }

    bool open(bool isObject)
    {
        if (m_depth == 0 && !isObject)
            throw Error(ErrorCode::BadFile, m_name + " is not a COCO file: it is a list");
        if (++m_depth > kMaxDepth)
            throw Error(ErrorCode::BadFile, m_name + " is nested too deeply");
        if (m_depth == 2 && isObject)
            m_list = List::Other; // an object where the list should be
        if (m_depth == kElement) {
            m_isObject = isObject;
            m_start = static_cast<std::uint64_t>(m_position.now - m_begin) - 1;
            m_id.reset();
            m_image.reset();
            m_category.clear();
            m_key.clear();
        }
        return value();
    }

    bool close()
    {
        --m_depth;
        return value();
    }

    void endElement()
    {
        m_poll();
        const std::uint64_t length = static_cast<std::uint64_t>(m_position.now - m_begin) - m_start;
        const CocoIndex::Range where{m_start, static_cast<std::uint32_t>(std::min<std::uint64_t>(length, UINT32_MAX))};
        if (m_list == List::Images && m_id)
            m_index.m_images.push_back({*m_id, where});
        else if (m_list == List::Annotations && m_image)
            m_index.m_annotations.push_back({*m_image, where});
        else if (m_list == List::Categories && m_id && m_index.m_categories.size() < kMaxCategories)
            m_index.m_categories.emplace(*m_id, m_category);
        else if (m_list != List::Other)
            ++m_index.m_strays;
    }

    CocoIndex& m_index;
    Position& m_position;
    const char* m_begin;
    const std::string& m_name;
    const std::function<void()>& m_poll;
    std::size_t m_depth = 0;
    List m_list = List::Other;
    bool m_isObject = false;
    std::uint64_t m_start = 0; // of the element
    std::string m_key;
    std::optional<std::uint64_t> m_id;
    std::optional<std::uint64_t> m_image;
    std::string m_category;
};

CocoIndex::CocoIndex(std::string_view text, const std::string& name, const std::function<void()>& poll) : m_text(text)
{
    Position position{text.data(), text.data()};
    CocoScan scan(*this, position, name, poll);
    Json::sax_parse(Cursor{text.data(), &position}, Cursor{text.data() + text.size(), &position}, &scan);
    if (m_images.size() >= UINT32_MAX)
        throw Error(ErrorCode::TooLarge, name + " lists too many pictures");
    std::unordered_map<std::uint64_t, std::uint32_t> byId;
    byId.reserve(m_images.size());
    for (std::size_t i = 0; i < m_images.size(); ++i)
        byId.emplace(m_images[i].id, static_cast<std::uint32_t>(i));
    std::erase_if(m_annotations, [&](Annotation& annotation) {
        const auto image = byId.find(annotation.image);
        if (image == byId.end())
            ++m_strays;
        else
            annotation.image = image->second;
        return image == byId.end();
    });
    std::stable_sort(m_annotations.begin(), m_annotations.end(), [](auto& a, auto& b) { return a.image < b.image; });
    for (std::size_t i = 0; i < m_annotations.size(); ++i) {
        auto& image = m_images[m_annotations[i].image];
        if (image.count++ == 0)
            image.first = i;
    }
}

MarkedPicture CocoIndex::picture(std::size_t i) const
{
    const Image& image = m_images[i];
    MarkedPicture picture;
    if (image.where.length > kMaxObject) {
        picture.oddities.emplace_back("the entry of a picture is too long");
        return picture;
    }
    const Json json = parseJson(m_text.substr(image.where.offset, image.where.length), "the entry of a picture");
    if (const auto name = json.find("file_name"); name != json.end() && name->is_string())
        picture.name = name->get<std::string>();
    picture.person = textOf(json, "identity");
    picture.part = partNamed(textOf(json, "part"));
    for (std::size_t k = 0; k < image.count; ++k) {
        if (picture.marks.size() == kMaxMarks) {
            picture.oddities.emplace_back("too many annotations for one picture");
            break;
        }
        annotate(picture, m_annotations[image.first + k].where);
    }
    return picture;
}

void CocoIndex::annotate(MarkedPicture& picture, const Range& where) const
{
    const auto oddity = [&](std::string what) {
        constexpr std::size_t kMost = 100;
        if (picture.oddities.size() < kMost)
            picture.oddities.push_back(std::move(what));
    };
    if (where.length > kMaxObject)
        return oddity("an annotation is too long");
    const Json json = parseJson(m_text.substr(where.offset, where.length), "an annotation");
    if (const auto crowd = json.find("iscrowd"); crowd != json.end() && *crowd == 1)
        return; // many people at once
    Mark mark;
    const std::size_t own = lengthOf(json, "keypoints");
    constexpr std::size_t kNumbers = 3 * image::kLandmarkCount;
    const bool wholeBody = own != kNumbers && lengthOf(json, "face_kpts") == kNumbers;
    if (own > 0 && own != kNumbers && !wholeBody)
        return oddity("an annotation has " + std::to_string(own / 3) + " keypoints; 68 are a face");
    const auto points = numbersOf(json, wholeBody ? "face_kpts" : "keypoints", kNumbers);
    if (own == kNumbers && points.empty())
        oddity("keypoints that are not all numbers");
    if (!points.empty()) {
        PointStates states{};
        image::Landmarks landmarks{};
        for (std::size_t i = 0; i < image::kLandmarkCount; ++i) {
            const float v = points[3 * i + 2];
            states[i] = v >= 2 ? PointState::Visible : v > 0 ? PointState::Occluded : PointState::Absent;
            if (states[i] != PointState::Absent)
                landmarks[i] = {points[3 * i], points[3 * i + 1]};
        }
        const auto is = [&](PointState state) {
            return std::all_of(states.begin(), states.end(), [=](PointState s) { return s == state; });
        };
        if (!is(PointState::Absent))
            mark.points = landmarks;
        if (mark.points && !is(PointState::Visible))
            mark.states = states;
    }
    // COCO-WholeBody's bbox is around the body.
    const char* boxKey = wholeBody ? "face_box" : "bbox";
    const auto box = numbersOf(json, boxKey, 4);
    if (!box.empty() && box[2] >= 0 && box[3] >= 0)
        mark.box = {box[0], box[1], box[2], box[3]};
    else if (lengthOf(json, boxKey) > 0)
        oddity("a box that is not four numbers");
    if (!mark.points && mark.box.area() <= 0)
        return;
    if (const auto attributes = json.find("attributes"); attributes != json.end() && attributes->is_object())
        for (const char* key : {"identity", "person", "name"})
            if (mark.person.empty())
                mark.person = textOf(*attributes, key);
    if (mark.person.empty())
        mark.person = textOf(json, "identity");
    if (mark.person.empty()) {
        const auto number = json.find("category_id");
        std::uint64_t id = 0;
        if (number != json.end() && number->is_number_unsigned())
            id = number->get<std::uint64_t>();
        else if (number != json.end() && number->is_number_integer())
            id = static_cast<std::uint64_t>(number->get<std::int64_t>());
        else if (number != json.end() && number->is_string())
            id = idOf(number->get<std::string>());
        const auto category = m_categories.find(id);
        if (category != m_categories.end() && !isKindOfThing(category->second))
            mark.person = trim(category->second);
    }
    picture.marks.push_back(std::move(mark));
}

} // namespace likeness::formats
