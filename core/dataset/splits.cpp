// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/splits.h"

#include "core/base/hash.h"
#include "core/dataset/journal.h"
#include "core/dataset/versions.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace likeness::dataset {
namespace {

constexpr const char* kSetting = "splits";

struct Person {
    IdentityId id = 0;
    std::string name;
    Split split = Split::Undecided;
    int faces = 0;
    std::string part; // of the source, when all faces come from one
};

std::vector<Person> everybody(const db::Connection& db)
{
    std::vector<Person> people;
    auto rows = db.prepare("SELECT n.id, n.name, n.split, count(f.id), CASE WHEN min(i.part) = max(i.part) THEN "
                           "min(i.part) ELSE '' END FROM identities n LEFT JOIN faces f ON f.identity = n.id AND "
                           "f.label <> 3 LEFT JOIN images i ON i.id = f.image GROUP BY n.id");
    while (rows.step())
        people.push_back(
            {rows.int64(0), rows.text(1), static_cast<Split>(rows.integer(2)), rows.integer(3), rows.text(4)});
    return people;
}

Split splitOfPart(const std::string& part)
{
    if (part == "train")
        return Split::Train;
    if (part == "val")
        return Split::Validation;
    return part == "test" ? Split::Test : Split::Undecided;
}

std::size_t& countOf(std::size_t (&counts)[4], Split split)
{
    return counts[static_cast<std::size_t>(split)];
}

} // namespace

SplitResult makeSplits(Project& project, const SplitOptions& options)
{
    if (!(options.validation >= 0) || !(options.test >= 0) || !(options.validation + options.test <= 0.9))
        throw Error(ErrorCode::BadArgument,
                    "the shares for validation and test are 0 or more each, and 0.9 at most together");
    JournalWriter writer(project, "splits", {});
    SplitResult result;
    std::size_t counts[4] = {};
    std::vector<Person> open;
    std::map<IdentityId, Split> before;
    const auto decide = [&](const Person& person, Split split) {
        ++countOf(counts, split);
        result.assigned += split != before[person.id];
        writer.update("identities", person.id, {{"split", static_cast<std::int64_t>(split)}});
    };
    for (auto& person : everybody(writer.db())) {
        before[person.id] = person.split;
        if (person.split != Split::Undecided && !options.again)
            ++countOf(counts, person.split);
        else if (person.faces < options.minImages)
            ++result.tooFew;
        else
            open.push_back(std::move(person));
    }
    if (options.useParts)
        std::erase_if(open, [&](const Person& person) {
            const Split split = splitOfPart(person.part);
            if (split == Split::Undecided)
                return false;
            decide(person, split);
            ++result.byPart;
            return true;
        });
    std::vector<std::pair<std::uint64_t, const Person*>> order;
    for (const auto& person : open)
        order.emplace_back(
            hash64({reinterpret_cast<const std::uint8_t*>(person.name.data()), person.name.size()}, options.seed),
            &person);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second->name < b.second->name;
    });
    const auto all = static_cast<double>(order.size() + counts[1] + counts[2] + counts[3]);
    std::size_t next = 0;
    for (const auto& [split, share] : {std::pair(Split::Validation, options.validation), {Split::Test, options.test}}) {
        const auto wanted = static_cast<std::size_t>(std::llround(share * all));
        while (countOf(counts, split) < wanted && next < order.size())
            decide(*order[next++].second, split);
    }
    while (next < order.size())
        decide(*order[next++].second, Split::Train);
    writer.db()
        .cached("INSERT INTO settings VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value")
        ->bind(1, kSetting)
        .bind(2, dumpJson({{"validation", options.validation},
                           {"test", options.test},
                           {"seed", options.seed},
                           {"min_images", options.minImages}}))
        .exec();
    const auto now = [&](Split split) { return std::to_string(countOf(counts, split)); };
    result.entry = writer.commit("train " + now(Split::Train) + ", validation " + now(Split::Validation) + ", test " +
                                     now(Split::Test),
                                 {{"train", countOf(counts, Split::Train)},
                                  {"validation", countOf(counts, Split::Validation)},
                                  {"test", countOf(counts, Split::Test)}});
    const SplitResult counted = countSplits(project);
    std::copy(std::begin(counted.counts), std::end(counted.counts), std::begin(result.counts));
    return result;
}

SplitOptions splitOptions(const Project& project)
{
    SplitOptions options;
    try {
        const Json json = Json::parse(project.setting(kSetting, "{}"));
        options.validation = json.value("validation", options.validation);
        options.test = json.value("test", options.test);
        options.seed = json.value("seed", options.seed);
        options.minImages = json.value("min_images", options.minImages);
    } catch (const Json::exception&) { // a setting that somebody edited: the defaults
    }
    return options;
}

SplitResult countSplits(const Project& project)
{
    SplitResult result;
    const int fewest = splitOptions(project).minImages;
    auto rows = project.impl().db.prepare(
        "SELECT n.split, (SELECT count(*) FROM faces f WHERE f.identity = n.id AND f.label <> 3) FROM identities n");
    while (rows.step()) {
        auto& count = result.counts[rows.int64(0) & 3];
        ++count.people;
        count.faces += rows.integer(1);
        result.tooFew += rows.int64(0) == 0 && rows.integer(1) < fewest;
    }
    return result;
}

bool hasSplits(const Project& project)
{
    return project.impl().db.scalar("SELECT EXISTS(SELECT 1 FROM identities WHERE split <> 0)") != 0;
}

Split mergedSplit(Split a, Split b)
{
    if (a == Split::Undecided || b == Split::Undecided)
        return std::max(a, b);
    return std::min(a, b);
}

std::string mergeWarning(const Project& project, IdentityId from, IdentityId into)
{
    const auto a = project.identity(from);
    const auto b = project.identity(into);
    if (!a || !b || a->split == b->split || a->split == Split::Undecided || b->split == Split::Undecided)
        return {};
    const Split wins = mergedSplit(a->split, b->split);
    return a->name + " is in " + splitName(a->split) + " and " + b->name + " in " + splitName(b->split) +
           "; as one person they are in " + splitName(wins) +
           ". Figures of earlier runs that counted them as two are too good";
}

} // namespace likeness::dataset
