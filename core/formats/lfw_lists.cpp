// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/lfw_lists.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <set>
#include <span>

namespace likeness::formats {
namespace {

constexpr std::size_t kFolds = 10;
constexpr std::size_t kHalfFold = 300; // LFW's own

// At TABs where that gives as many words as a list can have, else at white space.
std::vector<std::string> wordsOf(std::string_view line, std::size_t least, std::size_t most)
{
    std::vector<std::string> words;
    if (line.find('\t') != std::string_view::npos) {
        for (const auto& word : split(line, '\t'))
            if (const auto trimmed = trim(word); !trimmed.empty() && words.size() <= most)
                words.emplace_back(trimmed);
        if (words.size() >= least && words.size() <= most)
            return words;
        words.clear();
    }
    constexpr std::string_view kBlank = " \t\r\n\v\f";
    for (std::size_t at = 0; words.size() <= most;) {
        at = line.find_first_not_of(kBlank, at);
        if (at == std::string_view::npos)
            break;
        const auto end = std::min(line.find_first_of(kBlank, at), line.size());
        words.emplace_back(line.substr(at, end - at));
        at = end;
    }
    return words;
}

void forEachLine(std::string_view text, const std::function<void(std::string_view line, int number)>& visit)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (int number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        if (!trim(line).starts_with('#'))
            visit(line, number);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

int numberIn(const std::string& word, int line, const char* list)
{
    int value = 0;
    const auto result = std::from_chars(word.data(), word.data() + word.size(), value);
    if (result.ec != std::errc() || result.ptr != word.data() + word.size() || value < 0)
        throw Error(ErrorCode::BadFile, "Line " + std::to_string(line) + " of the " + list + " file: \"" +
                                            toUtf8(word.substr(0, 100)) + "\" is no image number.");
    return value;
}

bool isNumber(const std::string& word)
{
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

using LfwFold = std::vector<PersonLine>;

// Unordered choices of two, kept apart by their numbers.
using Drawn = std::set<std::array<std::size_t, 4>>; // person, picture, person, picture

std::size_t choose2(std::size_t n)
{
    return n < 2 ? 0 : n * (n - 1) / 2;
}

std::size_t matchedIn(const LfwFold& fold)
{
    std::size_t sum = 0;
    for (const auto& person : fold)
        sum += choose2(static_cast<std::size_t>(person.pictures));
    return sum;
}

std::size_t mismatchedIn(const LfwFold& fold)
{
    std::size_t all = 0;
    for (const auto& person : fold)
        all += static_cast<std::size_t>(person.pictures);
    return choose2(all) - matchedIn(fold);
}

// First a person and then two of the pictures, as LFW did, so that nobody's many pictures fill the list.
Drawn drawMatched(const LfwFold& fold, std::size_t count, Rng& rng)
{
    struct Left {
        std::size_t person;
        std::size_t pairs; // not drawn yet
    };
    std::vector<Left> able;
    for (std::size_t i = 0; i < fold.size(); ++i)
        if (fold[i].pictures > 1)
            able.push_back({i, choose2(static_cast<std::size_t>(fold[i].pictures))});
    Drawn out;
    while (out.size() < count) {
        const auto k = rng.below(able.size());
        const auto pictures = static_cast<std::size_t>(fold[able[k].person].pictures);
        const auto a = 1 + rng.below(pictures);
        auto b = 1 + rng.below(pictures - 1);
        b += b >= a ? 1 : 0;
        if (out.insert({able[k].person, std::min(a, b), able[k].person, std::max(a, b)}).second && --able[k].pairs == 0)
            able.erase(able.begin() + static_cast<std::ptrdiff_t>(k));
    }
    return out;
}

Drawn drawMismatched(const LfwFold& fold, std::size_t count, Rng& rng)
{
    const auto pictures = [&](std::size_t i) { return static_cast<std::size_t>(fold[i].pictures); };
    Drawn out;
    if (mismatchedIn(fold) > 4 * count) {
        while (out.size() < count) {
            auto i = rng.below(fold.size());
            auto j = rng.below(fold.size() - 1);
            j += j >= i ? 1 : 0;
            if (i > j)
                std::swap(i, j);
            out.insert({i, 1 + rng.below(pictures(i)), j, 1 + rng.below(pictures(j))});
        }
        return out;
    }
    std::vector<std::array<std::size_t, 4>> all;
    for (std::size_t i = 0; i < fold.size(); ++i)
        for (std::size_t j = i + 1; j < fold.size(); ++j)
            for (std::size_t a = 1; a <= pictures(i); ++a)
                for (std::size_t b = 1; b <= pictures(j); ++b)
                    all.push_back({i, a, j, b});
    rng.shuffle(std::span(all));
    out.insert(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
    return out;
}

// People over ten folds, so that each has about as many matched pairs.
std::vector<LfwFold> dealFolds(std::vector<PersonLine> people, Rng& rng)
{
    rng.shuffle(std::span(people));
    std::stable_sort(people.begin(), people.end(), [](auto& a, auto& b) { return a.pictures > b.pictures; });
    std::vector<LfwFold> folds(kFolds);
    std::array<std::size_t, kFolds> matched{};
    for (auto& person : people) {
        std::size_t best = 0;
        for (std::size_t f = 1; f < kFolds; ++f)
            if (std::pair(std::min(matched[f], 2 * kHalfFold), folds[f].size()) <
                std::pair(std::min(matched[best], 2 * kHalfFold), folds[best].size()))
                best = f;
        matched[best] += choose2(static_cast<std::size_t>(person.pictures));
        folds[best].push_back(std::move(person));
    }
    for (auto& fold : folds)
        std::sort(fold.begin(), fold.end(), [](auto& a, auto& b) { return naturalLess(a.name, b.name); });
    return folds;
}

std::size_t halfOf(const LfwFold& fold)
{
    return std::min({kHalfFold, matchedIn(fold), mismatchedIn(fold)});
}

} // namespace

std::vector<PairLine> parsePairs(std::string_view text)
{
    std::vector<PairLine> out;
    forEachLine(text, [&](std::string_view line, int number) {
        const auto words = wordsOf(line, 3, 4);
        const auto numeric = [&](std::size_t i) { return numberIn(words[i], number, "pairs"); };
        if (words.size() == 3)
            out.push_back({words[0], words[0], numeric(1), numeric(2), true});
        else if (words.size() == 4)
            out.push_back({words[0], words[2], numeric(1), numeric(3), false});
        else if (!words.empty() && !(out.empty() && std::all_of(words.begin(), words.end(), isNumber)))
            throw Error(ErrorCode::BadFile,
                        "Line " + std::to_string(number) +
                            " of the pairs file has neither three words (same person) nor four (different people).");
    });
    return out;
}

std::vector<PersonLine> parsePeople(std::string_view text)
{
    std::vector<PersonLine> out;
    forEachLine(text, [&](std::string_view line, int number) {
        const auto words = wordsOf(line, 2, 2);
        if (words.empty() || (words.size() == 1 && isNumber(words[0])))
            return;
        if (words.size() != 2)
            throw Error(ErrorCode::BadFile, "Line " + std::to_string(number) +
                                                " of the people file is not a name and how many pictures there are.");
        out.push_back({words[0], numberIn(words[1], number, "people")});
    });
    return out;
}

std::string lfwStem(std::string_view name, int number)
{
    std::string digits = std::to_string(number);
    digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
    return std::string(name) + "/" + std::string(name) + "_" + digits;
}

LfwLists drawLfwLists(const std::vector<PersonLine>& people, std::uint64_t seed)
{
    Rng rng(seed);
    LfwLists out;
    std::vector<LfwFold> folds = dealFolds(people, rng);
    std::size_t half = kHalfFold;
    for (const auto& fold : folds)
        half = std::min(half, halfOf(fold));
    const auto list = [&](const LfwFold& fold) {
        out.people += std::to_string(fold.size()) + "\n";
        for (const auto& person : fold)
            out.people += person.name + "\t" + std::to_string(person.pictures) + "\n";
    };
    if (half > 0) {
        out.people = std::to_string(kFolds) + "\n";
        std::for_each(folds.begin(), folds.end(), list);
    } else {
        LfwFold everybody = people;
        std::sort(everybody.begin(), everybody.end(), [](auto& a, auto& b) { return naturalLess(a.name, b.name); });
        list(everybody);
        half = halfOf(everybody);
        folds.assign(kFolds, everybody);
    }
    if (half == 0)
        return out;
    out.pairs = std::to_string(kFolds) + "\t" + std::to_string(half) + "\n";
    for (const auto& fold : folds) {
        for (const auto& [i, a, j, b] : drawMatched(fold, half, rng))
            out.pairs += fold[i].name + "\t" + std::to_string(a) + "\t" + std::to_string(b) + "\n";
        for (const auto& [i, a, j, b] : drawMismatched(fold, half, rng))
            out.pairs +=
                fold[i].name + "\t" + std::to_string(a) + "\t" + fold[j].name + "\t" + std::to_string(b) + "\n";
    }
    return out;
}

} // namespace likeness::formats
