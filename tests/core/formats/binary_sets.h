// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/text.h"
#include "core/formats/formats.h"
#include "core/image/codec.h"
#include "tests/support/shared.h"

#include <bit>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <vector>

// Datasets as bytes, and what a source makes of them.
namespace likeness::test {

inline void spill(const std::filesystem::path& file, const std::string& content)
{
    std::ofstream(file, std::ios::binary) << content;
}

inline std::string slurp(const std::filesystem::path& file)
{
    return readTextFile(file);
}

template<typename T>
std::string raw(T value)
{
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

inline Bytes bytesOf(const std::string& text)
{
    return {text.begin(), text.end()};
}

struct Entry {
    std::string key;
    std::string person;
    std::string picture;
    bool operator==(const Entry&) const = default;
};

// A dataset read to its end.
struct Reading {
    std::vector<Entry> entries;
    std::vector<formats::Item> items;
    std::map<std::string, std::uint64_t> odd; // counts by kind
    std::string messages;
    std::uint64_t total = 0;

    explicit Reading(const std::filesystem::path& path, const std::string& format = "auto")
    {
        jobs::RecordingContext context;
        formats::Report report(context);
        const auto source = formats::openSource(path, format, {}, report, context);
        total = source->total();
        formats::Item item;
        while (source->next(item)) {
            const auto picture = formats::readAt(item.where, image::kMaxFileBytes);
            entries.push_back({item.key, item.person, {picture.begin(), picture.end()}});
            items.push_back(item);
        }
        source->finish();
        odd = report.counts();
        odd.erase("single_image"); // small sets are full of them
        for (const auto& o : report.kept())
            messages += o.kind + ' ' + o.item + ": " + o.message + '\n';
    }
};

inline formats::Item labelled(const std::string& person)
{
    formats::Item item;
    item.person = person;
    return item;
}

// Writes entries as they come.
inline std::vector<std::string> writeSet(const std::filesystem::path& target,
                                         const std::string& format,
                                         const std::vector<std::string>& people,
                                         const std::vector<Entry>& entries)
{
    const auto sink = formats::openSink(target, format, people, {});
    for (const auto& entry : entries)
        sink->add(labelled(entry.person), bytesOf(entry.picture), 112, 112);
    sink->finish();
    return sink->warnings();
}

inline std::vector<std::string> classNames(int count)
{
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i)
        names.push_back(std::to_string(i));
    return names;
}

// The pictures of a folder per person, and the people in their order.
struct Folders {
    std::vector<Entry> entries;
    std::vector<std::string> people;

    explicit Folders(const std::filesystem::path& root)
        : entries(Reading(std::filesystem::absolute(root), "folders").entries)
    {
        for (const auto& entry : entries)
            if (people.empty() || people.back() != entry.person)
                people.push_back(entry.person);
    }
};

} // namespace likeness::test
