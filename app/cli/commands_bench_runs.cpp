// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/scratch_folder.h"
#include "app/cli/sibling.h"
#include "core/base/clock.h"
#include "core/dataset/project.h"
#include "core/run/made_up_runs.h"
#include "core/run/run_summary.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <optional>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;

// How long the list of a project takes without the window.
double secondsToList(const fs::path& project)
{
    const auto start = std::chrono::steady_clock::now();
    run::SummaryCache(project / "cache" / "runs.json").read(project / "runs", false, [](const run::Summary&) {
        Console::instance().checkStop();
    });
    return secondsSince(start);
}

} // namespace

void addBenchRunsCommands(Registry& registry)
{
    struct Arguments {
        run::MadeUpRuns made;
        std::string keep;
        bool window = true;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "runs", "time the list of runs: opening, sorting, choosing one",
        [args, &registry]() -> Json {
            auto& console = Console::instance();
            args->made.seed = registry.global().seed;
            std::optional<ScratchFolder> scratch;
            fs::path folder = args->keep;
            if (folder.empty())
                folder = scratch.emplace().path() / "bench.likeness";
            if (!fs::exists(folder / "project.db")) {
                dataset::Project::create(folder);
                console.stage("runs");
                run::makeUpRuns(folder / "runs", args->made, [&](int made) {
                    console.checkStop();
                    console.progress(static_cast<std::uint64_t>(made), static_cast<std::uint64_t>(args->made.runs),
                                     "runs");
                });
            }
            const fs::path cache = folder / "cache" / "runs.json";
            fs::remove(cache);
            Json result = {{"first_list_seconds", secondsToList(folder)}, {"list_seconds", secondsToList(folder)}};
            result["runs"] = run::findRuns(folder).size();
            if (args->window) {
                fs::remove(cache);
                result["first"] = parseJson(runSibling({"--bench-runs", folder.string()}, console), "the figures");
                result["again"] = parseJson(runSibling({"--bench-runs", folder.string()}, console), "the figures");
            }
            return result;
        },
        {}, registry.group("bench", "measure this machine"));
    command->add_option("--runs", args->made.runs, "runs in the project that is made up for it")
        ->check(CLI::Range(2, 100'000))
        ->capture_default_str();
    command->add_option("--steps", args->made.steps, "steps of each")
        ->check(CLI::Range(50, 10'000'000))
        ->capture_default_str();
    command->add_option("--keep", args->keep, "make the project here, or use the one that is here from before");
    command->add_flag("--window,!--no-window", args->window, "with the window")->capture_default_str();
}

} // namespace likeness::cli
