// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/formats.h"
#include "core/formats/marked_picture.h"
#include "core/formats/pts.h"
#include "core/formats/staging.h"
#include "core/formats/walk.h"

#include <algorithm>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

// "a/b/c" without its first component; empty where that is the last.
std::string_view below(std::string_view path)
{
    const auto slash = path.find('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
}

// The first component of a path that has further ones; empty for a mere file name.
std::string_view firstFolder(std::string_view path)
{
    const auto slash = path.find('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// A folder for each person, points beside the pictures where there are any (.pts, .ljson): the name of the first folder
// below the source is the label; what lies directly in the source has none. Where every picture lies in train/ID,
// val/ID or test/ID, these are the parts.
class FolderSource final : public Source
{
public:
    FolderSource(fs::path root, const SourceOptions& options, Report& report, jobs::Context& context)
        : m_root(std::move(root)), m_base(options.pointBase.value_or(1)), m_points(options.pointsBeside),
          m_report(report), m_pictures(findPictures(m_root, options.except, context, &m_besides))
    {
        m_divided = m_pictures.size() > 0;
        for (std::size_t i = 0; i < m_pictures.size() && m_divided; ++i)
            m_divided = !partNamed(firstFolder(m_pictures[i])).empty() && !firstFolder(below(m_pictures[i])).empty();
    }

    bool next(Item& item) override
    {
        if (m_next == m_pictures.size())
            return false;
        std::string_view relative = m_pictures[m_next++];
        item = {};
        item.key = displayPath(relative);
        item.where.file = m_root / relative;
        if (m_divided) {
            item.part = partNamed(firstFolder(relative));
            relative = below(relative);
        }
        item.person = firstFolder(relative);
        if (!item.person.empty())
            m_people.count(item.person);
        else if (++m_unlabelledCount <= Besides::kMostNamed)
            m_unlabelled.push_back(item.key);
        if (m_points)
            readPointsBeside(item.where.file, m_base, item, m_report);
        return true;
    }

    std::uint64_t total() const override { return m_pictures.size(); }
    void finish() override
    {
        constexpr auto kNote = jobs::Issue::Severity::Note;
        m_people.reportSingles(m_report);
        if (m_besides.files > 0)
            m_report.add("other_file", m_besides.firstFile,
                         std::to_string(m_besides.files) + " files are no pictures; this is the first",
                         ErrorCode::Unsupported, kNote);
        for (const auto& folder : m_besides.emptyFolders)
            m_report.add("empty_folder", folder, "there is no picture in this folder", ErrorCode::EmptySource, kNote);
        if (m_unlabelledCount < m_pictures.size()) // else it is a set without labels, as is meant
            for (const auto& key : m_unlabelled)
                m_report.add("no_label", key, "it lies in no person's folder and has no label",
                             ErrorCode::TooFewIdentities, kNote);
    }

private:
    fs::path m_root;
    int m_base;
    bool m_points;
    Report& m_report;
    Besides m_besides;
    std::uint64_t m_unlabelledCount = 0;
    std::vector<std::string> m_unlabelled; // the first ones
    PathList m_pictures;                   // relative
    PeopleCount m_people;
    bool m_divided = false;
    std::size_t m_next = 0;
};

// ID/NAME, or PART/ID/NAME where the items are divided: the first one decides.
class FolderSink final : public Sink
{
public:
    explicit FolderSink(const fs::path& target) : m_staging(target, false) {}

    void add(const Item& item, std::span<const std::uint8_t> encoded, int, int) override
    {
        if (m_divided.value_or(!item.part.empty()) == item.part.empty())
            throw Error(ErrorCode::BadArgument,
                        item.part.empty()
                            ? "a set divided into train, val and test has no place for a picture of none"
                            : "the set began with pictures of no part; this one is of \"" + item.part + "\"");
        if (!item.part.empty() && item.person.empty())
            throw Error(ErrorCode::BadArgument, "a set divided into train, val and test has no place for a picture "
                                                "without a label");
        // What the key says beyond part and person is kept.
        std::string_view rest = item.key;
        if (!item.part.empty() && partNamed(firstFolder(rest)) == item.part)
            rest = below(rest);
        if (!item.person.empty() && firstFolder(rest) == item.person)
            rest = below(rest);
        else
            rest = rest.substr(rest.rfind('/') + 1);
        fs::path name = item.part.empty() ? "" : safeComponent(item.part);
        if (!item.person.empty())
            name /= m_people.of(item.person);
        m_staging.write(name / safeRelative(rest), encoded);
        m_divided = !item.part.empty();
    }

    void finish() override { m_staging.publish(); }

private:
    Staging m_staging;
    FolderNames m_people;
    std::optional<bool> m_divided;
};

} // namespace

std::unique_ptr<Source>
openFolders(const fs::path& path, const SourceOptions& options, Report& report, jobs::Context& context)
{
    return std::make_unique<FolderSource>(path, options, report, context);
}

std::unique_ptr<Sink> sinkFolders(const fs::path& target, const std::vector<std::string>&, const SinkOptions&)
{
    return std::make_unique<FolderSink>(target);
}

} // namespace likeness::formats
