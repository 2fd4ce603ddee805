// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "core/base/clock.h"
#include "core/base/parallel.h"
#include "core/eval/coverage.h"
#include "likeness_version.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace likeness::cli {
namespace {

Json benchIntervals(eval::CoverageSettings settings, const std::string& pairs, const Global& global)
{
    auto& console = Console::instance();
    console.stage("simulate");
    settings.seed = global.seed;
    settings.pairs = pairs == "all"      ? eval::SimulatedPairs::All
                     : pairs == "single" ? eval::SimulatedPairs::Single
                                         : eval::SimulatedPairs::Drawn;
    settings.check = [&] { console.checkStop(); };
    settings.progress = [&](int done, int total) {
        console.progress(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total), "repetitions");
    };
    const auto start = std::chrono::steady_clock::now();
    Json out = eval::measureCoverage(settings).toJson();
    out["seconds"] = secondsSince(start);
    out["identities"] = settings.identities;
    out["images_per_identity"] = settings.images;
    out["pairs_rule"] = pairs;
    out["repetitions"] = settings.repetitions;
    out["bootstraps"] = settings.bootstraps;
    out["dim"] = settings.population.dim;
    out["noise"] = settings.population.noise;
    out["offset"] = settings.population.offset;
    out["spread"] = settings.population.spread;
    out["truth_pairs"] = settings.truthPairs;
    out["seed"] = global.seed;
    out["threads"] = processorCount();
    out["device"] = "cpu";
    out["version"] = LIKENESS_VERSION;
    return out;
}

std::string table(const Json& result)
{
    std::string out = "metric               truth      mean       covered  width      sufficient\n";
    const auto column = [](std::string text, std::size_t width) {
        text.resize(std::max(width, text.size() + 1), ' ');
        return text;
    };
    for (const Json& row : result["intervals"])
        out += column(row["metric"].get<std::string>(), 21) + column(figure(row["truth"], 5), 11) +
               column(figure(row["mean"], 5), 11) + column(figure(row["coverage"], 3), 9) +
               column(figure(row["mean_width"], 5), 11) + figure(row["sufficient"], 3) + "\n";
    return out + result["pairs"].dump() + " pairs of " + result["identities"].dump() + " people, " +
           result["repetitions"].dump() + " repetitions in " + figure(result["seconds"], 1) + " s";
}

} // namespace

void addBenchIntervalsCommands(Registry& registry)
{
    struct Arguments {
        eval::CoverageSettings settings;
        std::string pairs = "drawn";
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "intervals", "how often the 95 % intervals of verify hold a truth that is known",
        [args, &registry] { return benchIntervals(args->settings, args->pairs, registry.global()); }, table,
        registry.group("bench", "measure this machine"));
    auto& settings = args->settings;
    command->add_option("--identities", settings.identities, "people in a simulated set")
        ->check(CLI::Range(5, 100'000));
    command->add_option("--images", settings.images, "images of each")->check(CLI::Range(2, 1000));
    command
        ->add_option("--pairs", args->pairs, "drawn as by verify, all, or single: one of each kind a person, as in LFW")
        ->check(CLI::IsMember({"drawn", "all", "single"}));
    command->add_option("--repetitions", settings.repetitions, "simulated sets")->check(CLI::Range(2, 1'000'000));
    command->add_option("--bootstraps", settings.bootstraps, "resamples of each set")->check(CLI::Range(2, 100'000));
    command->add_option("--dim", settings.population.dim, "numbers in an embedding")->check(CLI::Range(1, 4096));
    command->add_option("--noise", settings.population.noise, "of an image against its person")
        ->check(CLI::Range(0.0, 100.0));
    command->add_option("--offset", settings.population.offset, "what all people share: some then resemble everyone")
        ->check(CLI::Range(0.0, 100.0));
    command->add_option("--spread", settings.population.spread, "how much that noise differs between people")
        ->check(CLI::Range(0.0, 5.0));
    command->add_option("--truth-pairs", settings.truthPairs, "independent pairs of each kind behind the truth")
        ->check(CLI::Range(1000, 100'000'000));
}

} // namespace likeness::cli
