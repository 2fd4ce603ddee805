// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/formats/formats.h"
#include "core/image/codec.h"
#include "tests/support/error_code.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

namespace likeness::test {

// Everything that a source gives, and what it found odd.
struct Dataset {
    std::vector<formats::Item> items;
    std::map<std::string, std::uint64_t> counts;
    std::vector<formats::Oddity> odd;
    std::vector<jobs::Issue> issues;
};

inline Dataset readAll(const std::filesystem::path& path,
                       const std::string& format = "auto",
                       const formats::SourceOptions& options = {})
{
    jobs::RecordingContext context;
    formats::Report report(context);
    Dataset out;
    const auto source = formats::openSource(path, format, options, report, context);
    for (formats::Item item; source->next(item);)
        out.items.push_back(item);
    source->finish();
    out.counts = report.counts();
    out.odd = report.kept();
    out.issues = context.issues;
    return out;
}

inline std::vector<std::string> peopleOf(const std::vector<formats::Item>& items)
{
    std::vector<std::string> people;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && std::find(people.begin(), people.end(), name) == people.end())
            people.push_back(name);
    };
    for (const auto& item : items) {
        add(item.person);
        for (const auto& mark : item.marks)
            add(mark.person);
    }
    return people;
}

inline void writeAll(const std::vector<formats::Item>& items,
                     const std::filesystem::path& target,
                     const std::string& format,
                     const formats::SinkOptions& options = {})
{
    const auto sink = formats::openSink(target, format, peopleOf(items), options);
    for (const auto& item : items) {
        const auto bytes = formats::readAt(item.where, image::kMaxFileBytes);
        const auto header = image::readHeader(bytes);
        sink->add(item, bytes, header.width, header.height);
    }
    sink->finish();
}

inline Bytes pngOf(int seed, int width = 40, int height = 30)
{
    image::Image picture(width, height, 3);
    for (std::size_t i = 0; i < picture.pixels.size(); ++i)
        picture.pixels[i] = static_cast<std::uint8_t>(i * 7 + static_cast<std::size_t>(seed) * 31);
    return image::encodePng(picture);
}

// Writes a picture of its own for `key` below `root`, and returns the item.
inline formats::Item
itemAt(const std::filesystem::path& root, const std::string& key, const std::string& person, int seed = 1)
{
    formats::Item item;
    item.key = key;
    item.person = person;
    item.where.file = root / key;
    std::filesystem::create_directories(item.where.file.parent_path());
    writeFileAtomically(item.where.file, pngOf(seed));
    return item;
}

inline formats::Mark markAt(float x, float y, const std::string& person = {})
{
    formats::Mark mark;
    mark.person = person;
    mark.box = {x, y, 20, 25};
    mark.points.emplace();
    for (std::size_t i = 0; i < mark.points->size(); ++i)
        (*mark.points)[i] = {x + static_cast<float>(i % 10) * 1.25F, y + static_cast<float>(i / 10) * 2.5F};
    return mark;
}

inline std::filesystem::path write(const std::filesystem::path& file, const std::string& text)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
}

// A set with all that formats with labels, parts and states of points can say.
inline std::vector<formats::Item>
everyMark(const std::filesystem::path& root, const std::string& person, const std::string& part)
{
    std::vector<formats::Item> items = {itemAt(root, "Ann/1.png", person, 1), itemAt(root, "2.png", "", 2),
                                        itemAt(root, "Bob/3.png", "Bob", 3), itemAt(root, "4.png", "", 4)};
    items[0].marks = {markAt(3.125F, 4.7F, person)};
    items[0].part = part;
    items[1].marks = {markAt(1, 2, "Bob"), markAt(20, 3)};
    items[1].marks[1].states.emplace().fill(formats::PointState::Occluded);
    (*items[1].marks[1].states)[0] = formats::PointState::Absent;
    (*items[1].marks[1].points)[0] = {};
    items[1].marks[0].points.reset();
    return items;
}

// For a _data() function: adds the column "text", and returns what adds a row to it.
inline auto textRows()
{
    QTest::addColumn<QByteArray>("text");
    return [](const char* name, const std::string& text) { QTest::newRow(name) << QByteArray::fromStdString(text); };
}

// Empty where both sets say the same, places within `tolerance` pixels; otherwise what differs. The items may be in
// another order.
inline std::string difference(std::vector<formats::Item> a, std::vector<formats::Item> b, double tolerance)
{
    const auto byKey = [](const auto& x, const auto& y) { return x.key < y.key; };
    std::sort(a.begin(), a.end(), byKey);
    std::sort(b.begin(), b.end(), byKey);
    if (a.size() != b.size())
        return std::to_string(a.size()) + " items and " + std::to_string(b.size());
    const auto near = [&](float x, float y) { return std::abs(x - y) <= tolerance; };
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::string where = a[i].key + ": ";
        if (a[i].key != b[i].key)
            return where + "another key, " + b[i].key;
        if (a[i].person != b[i].person)
            return where + "person " + a[i].person + " and " + b[i].person;
        if (a[i].part != b[i].part)
            return where + "part " + a[i].part + " and " + b[i].part;
        if (formats::readAt(a[i].where, 1 << 24) != formats::readAt(b[i].where, 1 << 24))
            return where + "other bytes";
        if (a[i].attributes.values != b[i].attributes.values)
            return where + "other attributes";
        if (!a[i].attributes.values.empty() && *a[i].attributes.names != *b[i].attributes.names)
            return where + "other names of attributes";
        if (a[i].marks.size() != b[i].marks.size())
            return where + std::to_string(a[i].marks.size()) + " marks and " + std::to_string(b[i].marks.size());
        for (std::size_t k = 0; k < a[i].marks.size(); ++k) {
            const auto &m = a[i].marks[k], &n = b[i].marks[k];
            if (m.person != n.person)
                return where + "mark of " + m.person + " and " + n.person;
            if (!near(m.box.x, n.box.x) || !near(m.box.y, n.box.y) || !near(m.box.width, n.box.width) ||
                !near(m.box.height, n.box.height))
                return where + "another box";
            if (m.states != n.states || m.points.has_value() != n.points.has_value())
                return where + "other states of points";
            for (std::size_t p = 0; m.points && p < m.points->size(); ++p)
                if (!near((*m.points)[p].x, (*n.points)[p].x) || !near((*m.points)[p].y, (*n.points)[p].y))
                    return where + "point " + std::to_string(p);
        }
    }
    return {};
}

} // namespace likeness::test

#define LIKENESS_SAME(a, b, tolerance)                                                                                 \
    do {                                                                                                               \
        const std::string differs = likeness::test::difference(a, b, tolerance);                                       \
        QVERIFY2(differs.empty(), differs.c_str());                                                                    \
    } while (false)

// A set of the reference material, written in a format and read back, is the same.
#define LIKENESS_ROUND_TRIP(source, format, target, tolerance)                                                         \
    do {                                                                                                               \
        const auto set = likeness::test::readAll(likeness::test::shared(source));                                      \
        likeness::test::writeAll(set.items, target, format);                                                           \
        LIKENESS_SAME(set.items, likeness::test::readAll(target).items, tolerance);                                    \
    } while (false)
