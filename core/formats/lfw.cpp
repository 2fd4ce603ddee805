// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/formats/formats.h"
#include "core/formats/lfw_lists.h"
#include "core/formats/marked_picture.h"
#include "core/formats/probe.h"
#include "core/formats/staging.h"
#include "core/formats/walk.h"
#include "core/image/codec.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMaxList = 1ull << 28;

// The official names: pairs.txt, people.txt, pairsDevTrain.txt, peopleDevTest.txt, …
bool isList(const fs::path& file, const char* what)
{
    return toLower(file.filename().native()).starts_with(what);
}

std::uint64_t hashOf(std::string_view text)
{
    return hash64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// NAME/NAME_0001.jpg. The lists say which pictures there should be; every picture that is there comes, listed or not.
class LfwSource final : public Source
{
public:
    LfwSource(const fs::path& path, const SourceOptions& options, Report& report, jobs::Context& context)
        : m_report(report), m_context(context)
    {
        std::error_code ec;
        const bool isFolder = fs::is_directory(path, ec);
        const fs::path folder = isFolder ? path : path.parent_path();
        m_root = options.images.empty() ? folder : options.images;
        for (const auto& file : isFolder ? filesWith(folder, ".txt") : std::vector<fs::path>{path})
            if (isList(file, "pairs") || isList(file, "people"))
                m_lists.push_back(file);
        m_pictures = findPictures(m_root, options.except, context);
        m_there.reserve(m_pictures.size());
        for (std::size_t i = 0; i < m_pictures.size(); ++i)
            m_there.insert(hashOf(m_pictures[i].substr(0, m_pictures[i].rfind('.'))));
    }

    bool next(Item& item) override
    {
        if (m_next == m_pictures.size())
            return false;
        const auto relative = m_pictures[m_next++];
        item = {};
        item.key = displayPath(relative);
        item.where.file = m_root / relative;
        if (const auto slash = relative.find('/'); slash != std::string_view::npos)
            item.person = relative.substr(0, slash);
        m_people.count(item);
        return true;
    }

    std::uint64_t total() const override { return m_pictures.size(); }

    void finish() override
    {
        for (const auto& list : m_lists) {
            try {
                check(list);
            } catch (const Error& e) {
                if (e.code() == ErrorCode::Interrupted)
                    throw;
                m_report.add("bad_entry", displayPath(list.filename()), e.what(), e.code());
            }
        }
        m_people.reportSingles(m_report);
    }

private:
    void check(const fs::path& list)
    {
        const std::string text = readTextFile(list, kMaxList);
        if (isList(list, "pairs")) {
            for (const auto& line : parsePairs(text)) {
                expect(line.nameA, line.numberA, list);
                expect(line.nameB, line.numberB, list);
            }
            return;
        }
        for (const auto& line : parsePeople(text)) {
            m_context.checkStop();
            constexpr int kMost = 100000; // a list that says more of one person is no list
            if (line.pictures > kMost)
                m_report.add("bad_entry", displayPath(list.filename()),
                             "there are hardly " + std::to_string(line.pictures) + " pictures of " + toUtf8(line.name));
            for (int number = 1; number <= std::min(line.pictures, kMost); ++number)
                if (!expect(line.name, number, list) && number == 1 && !anyOf(line.name))
                    break; // the whole person is missing: said once
        }
    }

    bool expect(const std::string& name, int number, const fs::path& list)
    {
        const std::string stem = lfwStem(name, number);
        const auto hash = hashOf(stem);
        if (m_there.contains(hash))
            return true;
        if (m_missing.insert(hash).second)
            m_report.add("missing_file", toUtf8(stem),
                         displayPath(list.filename()) + " names this picture, and it is not there",
                         ErrorCode::NotFound);
        return false;
    }

    bool anyOf(const std::string& name) const
    {
        std::error_code ec;
        return fs::is_directory(m_root / name, ec);
    }

    fs::path m_root;
    Report& m_report;
    jobs::Context& m_context;
    std::vector<fs::path> m_lists;
    PathList m_pictures;
    std::unordered_set<std::uint64_t> m_there;   // hashes of paths without the extension
    std::unordered_set<std::uint64_t> m_missing; // the same; reported already
    PeopleCount m_people;
    std::size_t m_next = 0;
};

// Readers of the layout divide lines at white space and look for .jpg, or .jpg and .png.
class LfwSink final : public Sink
{
public:
    LfwSink(const fs::path& target, std::uint64_t seed) : m_staging(target, false), m_seed(seed) {}

    void add(const Item& item, std::span<const std::uint8_t> encoded, int, int) override
    {
        if (item.person.empty())
            throw Error(ErrorCode::BadArgument, "LFW's layout has no place for a picture without a label");
        const std::string format = image::readHeader(encoded).format;
        if (format != "jpeg" && format != "png")
            throw Error(ErrorCode::BadArgument, "LFW's layout holds JPEG and PNG pictures; this is " + format);
        const std::string& name = m_people.of(item.person);
        int& count = m_counts[name];
        const std::string stem = lfwStem(name, count + 1);
        m_staging.write(stem + (format == "jpeg" ? ".jpg" : ".png"), encoded);
        ++count;
    }

    void finish() override
    {
        std::vector<PersonLine> people;
        for (const auto& [name, pictures] : m_counts)
            people.push_back({name, pictures});
        const LfwLists lists = drawLfwLists(people, m_seed);
        writeFileAtomically(m_staging.path() / "people.txt", lists.people);
        if (!lists.pairs.empty())
            writeFileAtomically(m_staging.path() / "pairs.txt", lists.pairs);
        m_staging.publish();
    }

private:
    // "Ann Lee" is Ann_Lee in LFW.
    static std::string withoutBlanks(std::string name)
    {
        for (char& c : name)
            if (c == ' ' || (c >= '\t' && c <= '\r'))
                c = '_';
        return name.starts_with('#') ? "_" + name : name;
    }

    static constexpr std::size_t kLongestName = 230; // NAME_0001.jpg must fit into 255 bytes
    Staging m_staging;
    FolderNames m_people{kLongestName, withoutBlanks};
    std::map<std::string, int> m_counts;
    std::uint64_t m_seed;
};

} // namespace

bool looksLikeLfw(const fs::path& path)
{
    std::error_code ec;
    const bool isFolder = fs::is_directory(path, ec);
    for (const auto& file : isFolder ? filesWith(path, ".txt") : std::vector<fs::path>{path}) {
        if (!isList(file, "pairs") && !isList(file, "people"))
            continue;
        std::string head = firstBytes(file);
        head.resize(head.size() < 1 << 16 ? head.size() : head.rfind('\n') + 1); // no half line
        try {
            if (isList(file, "pairs") ? !parsePairs(head).empty() : !parsePeople(head).empty())
                return true;
        } catch (const Error&) { // another list of that name
        }
    }
    return false;
}

std::unique_ptr<Source>
openLfw(const fs::path& path, const SourceOptions& options, Report& report, jobs::Context& context)
{
    return std::make_unique<LfwSource>(path, options, report, context);
}

std::unique_ptr<Sink> sinkLfw(const fs::path& target, const std::vector<std::string>&, const SinkOptions& options)
{
    return std::make_unique<LfwSink>(target, options.seed);
}

} // namespace likeness::formats
