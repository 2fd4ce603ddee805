// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/disjoint_sets.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/sources.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <string_view>
#include <unordered_map>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

// For each image of the pack the first one with the same bytes.
std::vector<std::uint32_t> firstOfEqual(const Pack& pack, jobs::Context& context)
{
    // Images that are one value in the pickle are told by their place, so that no byte is looked at more than once.
    std::map<std::pair<const std::uint8_t*, std::size_t>, std::uint32_t> byPlace;
    std::unordered_map<std::string_view, std::uint32_t> byBytes;
    std::vector<std::uint32_t> first(pack.images.size());
    for (std::uint32_t i = 0; i < first.size(); ++i) {
        context.checkStop();
        const auto image = pack.images[i];
        const auto [known, fresh] = byPlace.emplace(std::pair(image.data(), image.size()), i);
        if (fresh)
            known->second =
                byBytes.emplace(std::string_view(reinterpret_cast<const char*>(image.data()), image.size()), i)
                    .first->second;
        first[i] = known->second;
    }
    return first;
}

std::string numbered(std::size_t number, int digits)
{
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%0*zu", digits, number);
    return text.data();
}

class PackSource final : public Source
{
public:
    PackSource(const Pack& pack, const fs::path& file, Report& report, jobs::Context& context)
        : m_file(file), m_report(report), m_stem(displayPath(file.stem()))
    {
        const std::vector<std::uint32_t> first = firstOfEqual(pack, context);
        DisjointSets people(first.size());
        std::vector<bool> labelled(first.size());
        for (std::size_t i = 0; i < pack.same.size(); ++i) {
            if (!pack.same[i])
                continue;
            people.join(first[2 * i], first[2 * i + 1]);
            labelled[first[2 * i]] = labelled[first[2 * i + 1]] = true;
        }
        for (std::size_t i = 0; i < pack.same.size(); ++i) {
            if (pack.same[i] || people.find(first[2 * i]) != people.find(first[2 * i + 1]))
                continue;
            const std::string pair = "pair " + std::to_string(i + 1);
            report.add("bad_entry", pair,
                       pair + " is called two people, and " +
                           (first[2 * i] == first[2 * i + 1] ? "its two pictures are equal"
                                                             : "other pairs make its two pictures the same person"));
        }

        std::unordered_map<std::uint32_t, std::size_t> numbers;
        for (std::uint32_t i = 0; i < first.size(); ++i) {
            if (first[i] != i)
                continue;
            Entry entry{pack.places[i], i, 0, pictureExtension(pack.images[i])};
            if (labelled[i]) {
                entry.person = numbers.emplace(people.find(i), numbers.size() + 1).first->second;
                m_pictures.resize(std::max(m_pictures.size(), entry.person));
                ++m_pictures[entry.person - 1];
            }
            m_entries.push_back(entry);
        }
    }

    bool next(Item& item) override
    {
        if (m_next == m_entries.size())
            return false;
        const Entry& entry = m_entries[m_next++];
        item = {};
        if (entry.person > 0) {
            item.person = personName(entry.person);
            item.key = item.person + '/';
        }
        item.key += numbered(entry.image / 2 + 1, 5) + (entry.image % 2 == 0 ? "a" : "b");
        item.key += entry.extension;
        item.where = {m_file, entry.place.offset, entry.place.length, entry.place.coding};
        return true;
    }

    std::uint64_t total() const override { return m_entries.size(); }

    void finish() override
    {
        for (std::size_t i = 0; i < m_pictures.size(); ++i)
            if (m_pictures[i] == 1)
                m_report.add("single_image", personName(i + 1), personName(i + 1) + " has one picture",
                             ErrorCode::BadFile, jobs::Issue::Severity::Note);
    }

private:
    struct Entry {
        Pack::Place place;
        std::size_t image;  // its index in the pack
        std::size_t person; // from 1; 0: no label
        std::string_view extension;
    };

    std::string personName(std::size_t number) const { return m_stem + ' ' + numbered(number, 4); }

    fs::path m_file;
    Report& m_report;
    std::string m_stem;
    std::vector<Entry> m_entries;
    std::vector<std::size_t> m_pictures; // of each person
    std::size_t m_next = 0;
};

} // namespace

std::unique_ptr<Source> makePackSource(const Pack& pack, const fs::path& file, Report& report, jobs::Context& context)
{
    return std::make_unique<PackSource>(pack, file, report, context);
}

bool looksLikePack(const fs::path& path)
{
    const std::string extension = toLower(path.extension().native());
    if (!extension.empty() && extension != ".bin" && extension != ".pkl" && extension != ".pickle")
        return false;
    try {
        std::array<std::uint8_t, 2> head{};
        return FileReader(path, head.size()).read(0, head) == 2 && head[0] == 0x80 && head[1] >= 2 && head[1] <= 5;
    } catch (const Error&) {
        return false;
    }
}

std::unique_ptr<Source> openPack(const fs::path& path, const SourceOptions&, Report& report, jobs::Context& context)
{
    return makePackSource(readPack(path), path, report, context);
}

} // namespace likeness::formats
