// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/ijb_lists.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/byte_reader.h"
#include "core/formats/marked_picture.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace likeness::formats {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestLine = 4096;
constexpr std::size_t kMostLines = std::size_t{1} << 24; // of members; IJB-C has 469,375
constexpr std::size_t kPointWords = 12;                  // a name, five points, a score
constexpr std::string_view kMembersEnd = "_tid_mid.txt";

// A list whose lines are words. What it throws names the list and the line.
class WordLines
{
public:
    WordLines(ByteReader& reader, const char* list, std::size_t words, jobs::Context& context)
        : m_lines(reader, kLongestLine, context), m_list(list), m_count(words)
    {
    }
    // The next line that is not empty.
    bool next()
    {
        while (m_lines.next()) {
            if (m_lines.tooLong())
                bad("is longer than " + std::to_string(kLongestLine) + " bytes");
            cut(m_lines.number() == 1 && m_lines.text().starts_with("\xEF\xBB\xBF") ? m_lines.text().substr(3)
                                                                                    : m_lines.text());
            if (m_words.empty())
                continue;
            if (m_words.size() != m_count)
                bad("has not " + std::to_string(m_count) + " words");
            return true;
        }
        return false;
    }
    std::string_view word(std::size_t i) const { return m_words[i]; }
    std::uint32_t id(std::size_t i) const { return number<std::uint32_t>(i, "no id, a whole number from 0 on"); }
    float coordinate(std::size_t i) const
    {
        const auto value = number<double>(i, "no number");
        if (!(std::abs(value) <= kMaxCoordinate))
            bad("has a value far outside of every picture");
        return static_cast<float>(value);
    }
    // A path below the folder of the pictures: a list may be somebody else's, and must not lead elsewhere.
    std::string picture() const
    {
        const fs::path path{m_words[0]};
        const bool leaves = path.is_absolute() || m_words[0].find('\0') != std::string_view::npos ||
                            std::any_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
        if (leaves)
            bad("names no picture of the folder");
        return std::string(m_words[0]);
    }
    [[noreturn]] void bad(const std::string& what) const
    {
        throw Error(ErrorCode::BadFile,
                    "Line " + std::to_string(m_lines.number()) + " of the list of " + m_list + " " + what + ".");
    }

private:
    void cut(std::string_view line)
    {
        constexpr std::string_view kBlank = " \t\r\v\f";
        m_words.clear();
        for (std::size_t at = line.find_first_not_of(kBlank); at != std::string_view::npos && m_words.size() <= m_count;
             at = line.find_first_not_of(kBlank, at)) {
            const auto end = std::min(line.find_first_of(kBlank, at), line.size());
            m_words.push_back(line.substr(at, end - at));
            at = end;
        }
    }
    template<typename Number>
    Number number(std::size_t i, const char* complaint) const
    {
        Number value{};
        const auto word = m_words[i];
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc() || end != word.data() + word.size())
            bad("has \"" + toUtf8(word.substr(0, 100)) + "\", which is " + complaint);
        return value;
    }

    LineReader m_lines;
    const char* m_list;
    std::size_t m_count;
    std::vector<std::string_view> m_words; // of the line that was read last
};

std::vector<fs::path> memberLists(const fs::path& folder)
{
    std::vector<fs::path> out;
    std::error_code error;
    for (auto at = fs::directory_iterator(folder, error); !error && at != fs::directory_iterator(); at.increment(error))
        if (at->path().filename().native().ends_with(kMembersEnd) && at->is_regular_file(error))
            out.push_back(at->path());
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

std::optional<IjbFiles> findIjb(const fs::path& set)
{
    std::error_code error;
    std::vector<fs::path> lists;
    if (fs::is_directory(set, error)) {
        lists = memberLists(set / "meta");
        if (lists.empty())
            lists = memberLists(set);
    } else if (set.filename().native().ends_with(kMembersEnd) && fs::is_regular_file(set, error)) {
        lists = {set};
    }
    if (lists.empty())
        return std::nullopt;
    if (lists.size() > 1)
        throw Error(ErrorCode::BadArgument, displayPath(set) + " holds the lists of several sets; name one, such as " +
                                                displayPath(lists[0]) + ".");
    IjbFiles out;
    out.members = fs::absolute(lists[0]).lexically_normal();
    std::string prefix = out.members.filename().native();
    prefix.resize(prefix.size() - kMembersEnd.size());
    if (prefix.ends_with("_face"))
        prefix.resize(prefix.size() - 5);
    const fs::path folder = out.members.parent_path();
    out.name = toUtf8(prefix);
    out.pairs = folder / (prefix + "_template_pair_label.txt");
    out.points = folder / (prefix + "_name_5pts_score.txt");
    for (const auto& list : {out.pairs, out.points})
        if (!fs::is_regular_file(list, error))
            throw Error(ErrorCode::NotFound, "Beside " + displayPath(out.members) + " there is no " +
                                                 displayPath(list.filename()) + ", which a set of templates needs.");
    out.images = folder / "loose_crop";
    if (!fs::is_directory(out.images, error))
        out.images = folder.parent_path() / "loose_crop";
    if (!fs::is_directory(out.images, error))
        throw Error(ErrorCode::NotFound, "There is no folder " + displayPath(out.images) +
                                             ", in which the pictures of a set of templates are expected.");
    return out;
}

IjbTemplates readIjbTemplates(ByteReader& members, ByteReader& points, jobs::Context& context)
{
    IjbTemplates out;
    std::unordered_map<std::string, std::uint32_t> number; // of an image
    for (WordLines lines(members, "templates", 3, context); lines.next();) {
        if (out.members.size() == kMostLines)
            throw Error(ErrorCode::TooLarge,
                        "The list of templates has more than " + std::to_string(kMostLines) + " lines.");
        const auto [at, fresh] = number.emplace(lines.picture(), static_cast<std::uint32_t>(out.images.size()));
        if (fresh)
            out.images.push_back({at->first, {}, 0});
        out.members.push_back({lines.id(1), lines.id(2), at->second});
        out.ids.push_back(lines.id(1));
    }
    if (out.members.empty())
        throw Error(ErrorCode::EmptySource, "The list of templates names no picture.");
    for (WordLines lines(points, "points", kPointWords, context); lines.next();) {
        const auto at = number.find(std::string(lines.word(0)));
        if (at == number.end() || out.images[at->second].points)
            continue;
        IjbImage& image = out.images[at->second];
        image.points.emplace();
        for (std::size_t p = 0; p < 5; ++p)
            (*image.points)[p] = {lines.coordinate(1 + 2 * p), lines.coordinate(2 + 2 * p)};
        image.score = lines.coordinate(kPointWords - 1);
    }
    std::sort(out.ids.begin(), out.ids.end());
    out.ids.erase(std::unique(out.ids.begin(), out.ids.end()), out.ids.end());
    out.ids.shrink_to_fit();
    for (IjbMember& member : out.members)
        member.templ = static_cast<std::uint32_t>(std::lower_bound(out.ids.begin(), out.ids.end(), member.templ) -
                                                  out.ids.begin());
    std::stable_sort(out.members.begin(), out.members.end(), [](const IjbMember& a, const IjbMember& b) {
        return std::tie(a.templ, a.media) < std::tie(b.templ, b.media);
    });
    return out;
}

void readIjbPairs(ByteReader& pairs, const IjbPair& take, jobs::Context& context)
{
    for (WordLines lines(pairs, "pairs", 3, context); lines.next();) {
        const auto answer = lines.word(2);
        if (answer != "0" && answer != "1")
            lines.bad("says neither 0 nor 1");
        take(lines.id(0), lines.id(1), answer == "1");
    }
}

} // namespace likeness::formats
