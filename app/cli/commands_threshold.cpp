// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/vector_files.h"
#include "app/cli/verify_arguments.h"
#include "core/base/clock.h"
#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/eval/advisor.h"
#include "core/verify/slices_extra.h"
#include "core/verify/verify_model.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <optional>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = 1ull << 32; // some 300 million pairs

struct ScoredPairs {
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
    std::vector<eval::Slice> slices;
    bool drawn = false;
};

struct NaturalLess {
    bool operator()(const std::string& a, const std::string& b) const { return naturalLess(a, b); }
};

// Which column holds what.
struct Columns {
    std::size_t score = 0, same = 1;
    std::optional<std::size_t> personA, personB;
    std::vector<std::size_t> attributes;
};

Columns columnsOf(const std::vector<std::string>& header, const std::vector<std::string>& by, const std::string& file)
{
    const auto find = [&](std::string_view name) -> std::optional<std::size_t> {
        const auto at =
            std::find_if(header.begin(), header.end(), [&](const std::string& field) { return trim(field) == name; });
        return at == header.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - header.begin()));
    };
    const auto need = [&](std::string_view name) {
        const auto at = find(name);
        if (!at)
            throw Error(ErrorCode::BadFile, "The first line of " + file + " names no column \"" + toUtf8(name) + "\".");
        return *at;
    };
    Columns out;
    out.score = find("cosine") ? *find("cosine") : need("score");
    out.same = need("same");
    out.personA = find("person_a");
    out.personB = find("person_b");
    for (const std::string& name : by)
        out.attributes.push_back(need(name));
    return out;
}

// What `verify --scores` writes, a line a pair: cosine, same; perhaps with the names of the two people behind. A first
// line with names of columns may put them anywhere, and further columns are attributes that --by may ask for.
ScoredPairs readScores(const fs::path& path, const std::vector<std::string>& by, jobs::Context& context)
{
    const std::string file = displayPath(path.filename());
    context.stage("read");
    const std::string text = readTextFile(path, kMostBytes);
    CsvReader reader(text, CsvReader::separatorOf(text));
    ScoredPairs out;
    Columns columns;
    Numbers people;
    std::vector<std::map<std::string, std::vector<std::uint32_t>, NaturalLess>> slices(by.size());
    std::vector<std::string> fields;
    for (bool first = true; reader.next(fields); first = false) {
        if (first) {
            if (!numberIn(fields.front())) {
                columns = columnsOf(fields, by, file);
                continue;
            }
            if (!by.empty())
                throw Error(ErrorCode::BadFile, "--by needs a first line in " + file + " that names the columns.");
            if (fields.size() >= 4) {
                columns.personA = 2;
                columns.personB = 3;
            }
        }
        if (out.scores.size() % 65536 == 0)
            context.checkStop();
        const auto refuse = [&](const std::string& why) {
            throw Error(ErrorCode::BadFile, file + ", line " + std::to_string(reader.line()) + ": " + why);
        };
        const auto field = [&](std::size_t column) -> const std::string& {
            if (column >= fields.size())
                refuse("it has only " + std::to_string(fields.size()) + " fields.");
            return fields[column];
        };
        const auto score = numberIn(field(columns.score));
        const auto same = numberIn(field(columns.same));
        if (!score || !std::isfinite(static_cast<float>(*score)))
            refuse("the score is not a number.");
        if (!same || (*same != 0 && *same != 1))
            refuse("same must be 1 (one person) or 0 (two people).");
        const auto pair = static_cast<std::uint32_t>(out.scores.size());
        out.scores.push_back(static_cast<float>(*score));
        out.same.push_back(*same == 1 ? 1 : 0);
        if (columns.personA && columns.personB)
            out.identities.insert(out.identities.end(),
                                  {people.of(field(*columns.personA)), people.of(field(*columns.personB))});
        for (std::size_t k = 0; k < by.size(); ++k)
            if (const std::string& value = field(columns.attributes[k]); !trim(value).empty()) // not known of this pair
                slices[k][toUtf8(value)].push_back(pair);
    }
    for (std::size_t k = 0; k < by.size(); ++k)
        for (auto& [value, pairs] : slices[k])
            out.slices.push_back({by[k], value, std::move(pairs)});
    return out;
}

std::string share(const Json& value)
{
    return value.is_number() ? brief(value.get<double>()) : std::string("-");
}

std::string range(const Json& ci95)
{
    return ci95[0].is_number() ? "95 % interval " + share(ci95[0]) + " to " + share(ci95[1]) : "no interval";
}

std::string warning(const Json& w)
{
    const std::string code = w["code"].get<std::string>();
    if (code == "insufficient")
        return "Not enough data: " + dumpJson(w["impostors"]) + " impostor pairs allow " + dumpJson(w["budget"]) +
               " false accepts at that rate, and it takes 10. The smallest rate that they support is " +
               share(w["smallest_fmr"]) + ".";
    if (code == "beyond_data")
        return "The rate asked for lies beyond the data. The threshold is above every impostor pair, and all that is "
               "known of its false match rate is that it is below " +
               share(w["most"]) + (w["independent"].get<bool>() ? " (95 %, were the pairs independent)." : " (95 %).");
    if (code == "slice_above_target")
        return "Where " + w["attribute"].get<std::string>() + " is " + w["value"].get<std::string>() +
               ", the false match rate is " + share(w["fmr"]) + " (" + range(w["fmr_ci95"]) +
               "), above the target; these pairs need the threshold " + figure(w["needed_threshold"], 4) +
               (w["needed_sufficient"].get<bool>() ? "" : ", as far as so few can tell") + ".";
    if (code == "slices_not_checked")
        return "Too few impostor pairs to check " + dumpJson(w["slices"]) + " of the slices.";
    if (code == "no_people")
        return "The pairs do not say whose they are, so they count as independent, and the intervals are too narrow.";
    return "The pairs are of only " + dumpJson(w["people"]) + " people; below " + dumpJson(w["needed"]) +
           " the intervals are too narrow, and below " + std::to_string(eval::kFewestPeople) + " there are none.";
}

// Beyond the data nothing was accepted, which is not to say that nothing will be.
std::string expected(const Json& r)
{
    const Json& most = r["expected_false_accepts_per_day_ci95"][1];
    if (r["false_accepts"] == 0 && most.is_number())
        return ", expect no more than " + share(most) + " false accepts a day (95 %)";
    return ", expect " + share(r["expected_false_accepts_per_day"]) + " false accepts a day (" +
           range(r["expected_false_accepts_per_day_ci95"]) + ")";
}

std::string thresholdLines(const Json& r)
{
    const auto gallery = r["gallery"].get<std::uint64_t>();
    std::string out = "For a false match rate of " + share(r["target"]) + " accept from the cosine " +
                      figure(r["threshold"], 4) + " up (" + range(r["threshold_ci95"]) +
                      ").\nOn these pairs it accepts " + dumpJson(r["false_accepts"]) + " of " +
                      dumpJson(r["impostor"]) + " impostor pairs, a false match rate of " + share(r["achieved_fmr"]) +
                      " (" + range(r["fmr_ci95"]) + "), and rejects " + share(r["fnmr"]) + " of the " +
                      dumpJson(r["genuine"]) + " genuine pairs (" + range(r["fnmr_ci95"]) + ").\nWith " +
                      share(r["attempts_per_day"]) + " attempts of other people a day" +
                      (gallery > 1 ? ", each compared with " + std::to_string(gallery) + " people" : std::string()) +
                      expected(r) + ".\n";
    for (const Json& w : r["warnings"])
        out += warning(w) + "\n";
    if (r["bootstraps"].get<int>() > 0)
        out += "intervals: 95 %, " + dumpJson(r["bootstraps"]) + " resamples of " + r["resampled"].get<std::string>() +
               "\n";
    return out;
}

} // namespace

void addThresholdCommands(Registry& registry)
{
    struct Arguments {
        VerifyArguments verify;
        eval::AdvisorSettings advisor;
        std::vector<std::string> by;
        std::string scores;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "threshold", "find the threshold for a false match rate, and what it costs",
        [args, &registry]() -> Json {
            const auto start = std::chrono::steady_clock::now();
            const Global& global = registry.global();
            auto& console = Console::instance();
            if (!args->scores.empty() && !args->verify.isEmpty())
                throw Error(ErrorCode::BadArgument,
                            "Name one thing only: scores, a stored verification, or model and set.");
            if (args->scores.empty() && args->verify.isEmpty())
                throw Error(ErrorCode::BadArgument, "Name the pairs: a file that `verify --scores` wrote (--scores), "
                                                    "--model and --set, or a stored verification (--from).");
            ScoredPairs pairs;
            Json facts = Json::object();
            if (args->scores.empty()) {
                auto outcome = args->verify.verification(global, false);
                for (const char* key : {"model", "model_hash", "set_hash", "left_out", "device", "version", "library"})
                    if (outcome.facts.contains(key))
                        facts[key] = outcome.facts[key];
                pairs.drawn = outcome.balancedFolds;
                pairs.slices =
                    verify::sliceInputFrom(outcome.extras.value("slices", Json()), outcome.scores.size()).slices;
                pairs.scores = std::move(outcome.scores);
                pairs.same = std::move(outcome.same);
                pairs.identities = std::move(outcome.identities);
            } else {
                pairs = readScores(args->scores, args->by, console);
            }
            console.stage("score");
            auto settings = args->advisor;
            settings.seed = global.seed;
            settings.balancedFolds = pairs.drawn;
            settings.check = [&] { console.checkStop(); };
            Json result =
                eval::adviseThreshold(pairs.scores, pairs.same, pairs.identities, pairs.slices, settings).toJson();
            result.update(facts);
            result["seconds"] = secondsSince(start);
            return result;
        },
        thresholdLines);
    auto* scores = command->add_option("--scores", args->scores,
                                       "scored pairs, as `verify --scores` writes them: a line a pair with cosine and "
                                       "same (1 or 0). A first line may name the columns: cosine, same, person_a, "
                                       "person_b, and attributes for --by");
    args->verify.add(registry, command, {.from = true});
    command->add_option("--by", args->by, "a column of --scores whose values may need thresholds of their own")
        ->needs(scores);
    command->add_option("--fmr", args->advisor.fmr, "the false match rate that is to be kept")
        ->check(CLI::Range(1e-12, 0.999))
        ->capture_default_str();
    command->add_option("--attempts", args->advisor.attemptsPerDay, "attempts of other people a day")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--gallery", args->advisor.gallery, "people whom each attempt is compared with")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}))
        ->capture_default_str();
    command->add_option("--bootstraps", args->advisor.bootstraps, "resamples behind the intervals")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
}

} // namespace likeness::cli
