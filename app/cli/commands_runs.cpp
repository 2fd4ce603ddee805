// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/event_printer.h"
#include "app/cli/sibling.h"
#include "core/base/error.h"
#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/dataset/project.h"
#include "core/run/followed.h"
#include "core/run/run_export.h"
#include "core/run/run_folder.h"
#include "core/run/run_summary.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <thread>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto kPoll = std::chrono::milliseconds(500);

// PROJECT/runs/ID, also where it is written with a slash at its end.
fs::path runFolder(const std::string& name)
{
    fs::path folder = name;
    if (folder.filename().empty())
        folder = folder.parent_path();
    std::error_code ec;
    if (!fs::is_regular_file(folder / "run.json", ec))
        throw Error(ErrorCode::NotFound, "There is no run in " + displayPath(folder) + "; it is PROJECT/runs/ID.");
    return folder;
}

Json listRuns(const fs::path& folder)
{
    std::error_code ec;
    if (!fs::is_directory(folder, ec))
        throw Error(ErrorCode::NotFound, "There is no folder " + displayPath(folder) + ".");
    Json runs = Json::array();
    Json followed = Json::array();
    const auto read = [&](const fs::path& place, const fs::path& cache, bool isFollowed) {
        run::SummaryCache(cache).read(place, isFollowed, [&](const run::Summary& summary) {
            Console::instance().checkStop();
            Json entry = summary.toJson();
            entry["followed"] = isFollowed;
            runs.push_back(std::move(entry));
        });
    };
    if (dataset::Project::isAt(folder)) {
        const fs::path project = fs::absolute(folder).lexically_normal();
        read(project / "runs", project / "cache" / "runs.json", false);
        for (const fs::path& place : run::readFollowed(project / "runs")) {
            followed.push_back(displayPath(place));
            read(place, run::summaryFile(project / "cache", place), true);
        }
    } else {
        for (const fs::path& run : run::findRuns(folder))
            try {
                Json entry = run::SummaryCache({}).summary(run).toJson(); // nothing is written into a foreign folder
                entry["followed"] = false;
                runs.push_back(std::move(entry));
            } catch (const Error& e) {
                Console::instance().issue(
                    {jobs::Issue::Severity::Warning, displayPath(run.filename()), e.code(), e.what()});
            }
    }
    return {{"runs", runs}, {"followed", followed}};
}

std::string runLines(const Json& result)
{
    std::string out;
    for (const Json& run : result["runs"]) {
        out += run["id"].get<std::string>() + "  " + run["state"].get<std::string>() + "  epoch " +
               dumpJson(run["epoch"]) + " of " + dumpJson(run["epochs"]) + ", loss " + figure(run["loss"], 3) +
               ", best AUC " + figure(run["best_auc"], 4) + ", EER " + figure(run["eer"], 4) + ", " +
               figure(run["images_per_second"], 0) + " images/s  " + run["backbone"].get<std::string>() + " " +
               run["head"].get<std::string>();
        if (const auto parent = run["forked_from"].get<std::string>(); !parent.empty())
            out += "  fork of " + parent;
        if (run["followed"].get<bool>())
            out += "  followed, " + run["host"].get<std::string>() +
                   (run["reachable"].get<bool>() ? "" : ", cannot be reached now");
        out += "\n";
    }
    return out.empty() ? "no runs\n" : out;
}

void addRuns(Registry& registry)
{
    struct Arguments {
        std::string folder, follow, unfollow;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "runs", "list the runs of a project or folder with their figures",
        [args]() -> Json {
            if (!args->follow.empty() || !args->unfollow.empty()) {
                if (!dataset::Project::isAt(args->folder))
                    throw Error(ErrorCode::NotAProject,
                                displayPath(args->folder) + " is not a project; --follow keeps the place with one.");
                const fs::path runs = fs::path(args->folder) / "runs";
                auto places = run::readFollowed(runs);
                const auto normal = [](const std::string& name) {
                    const fs::path path = fs::absolute(name).lexically_normal();
                    return path.filename().empty() ? path.parent_path() : path;
                };
                if (!args->follow.empty()) {
                    const fs::path place = normal(args->follow);
                    if (!fs::is_directory(place))
                        throw Error(ErrorCode::NotFound, "There is no folder " + displayPath(place) + ".");
                    if (std::find(places.begin(), places.end(), place) == places.end())
                        places.push_back(place);
                }
                if (!args->unfollow.empty() && std::erase(places, normal(args->unfollow)) == 0)
                    throw Error(ErrorCode::NotFound, displayPath(args->unfollow) + " is not followed.");
                run::writeFollowed(runs, places);
            }
            return listRuns(args->folder);
        },
        runLines);
    command->add_option("folder", args->folder, "a project, a folder of runs, or a run")->required();
    command->add_option("--follow", args->follow, "from now on, list the runs of this folder too");
    command->add_option("--unfollow", args->unfollow, "do not list that folder any more");
}

void addFollow(Registry& registry)
{
    const auto name = std::make_shared<std::string>();
    auto* command = registry.add(
        "follow", "print what a run does, here or on another machine, until it ends",
        [name]() -> Json {
            auto& console = Console::instance();
            const fs::path folder = runFolder(*name);
            const run::RunFolder run(folder);
            run::EventReader reader(folder);
            EventPrinter printer(console);
            std::uint64_t events = 0;
            const auto read = [&] {
                reader.read(
                    [&](std::string_view line) {
                        if (const auto event = run::parseEvent(line)) {
                            printer.print(*event);
                            ++events;
                        }
                    },
                    [&] {
                        console.say("its events are others now; from the beginning:");
                        events = 0;
                    });
            };
            for (;;) {
                // Asked before the events are read: those of its end are among them then.
                const run::State state = run.state();
                read();
                if (state.state != "running" && state.state != "created") {
                    Json result = run::SummaryCache({}).summary(folder).toJson();
                    result["events"] = events;
                    return result;
                }
                for (auto waited = kPoll.zero(); waited < kPoll; waited += std::chrono::milliseconds(50)) {
                    if (console.stopRequested())
                        throw Error(ErrorCode::Interrupted, "no longer followed; the run goes on");
                    std::this_thread::sleep_for(std::chrono::milliseconds(50));
                }
            }
        },
        [](const Json& result) {
            Json words = result;
            words["changed"] = localTime(result["changed"].get<std::int64_t>());
            return listed(words);
        });
    command->add_option("run", *name, "the run's folder")->required();
}

void addExportRun(Registry& registry)
{
    struct Arguments {
        std::string run, format, out, language = "en";
    };
    const auto args = std::make_shared<Arguments>();
    auto* command =
        registry.add("export-run", "write a run's course as CSV, TensorBoard event file, PNG or PDF", [args]() -> Json {
            const fs::path folder = runFolder(args->run);
            const fs::path out = fs::absolute(args->out);
            auto& console = Console::instance();
            std::vector<fs::path> files;
            const auto check = [&] { console.checkStop(); };
            if (args->format == "csv") {
                files = run::exportCsv(folder, out, check);
            } else if (args->format == "tensorboard") {
                files = {run::exportTensorBoard(folder, out, check)};
            } else {
                if (toLower(out.extension().string()) != "." + args->format)
                    throw Error(ErrorCode::BadArgument, "--out names a ." + args->format + " file with --format " +
                                                            args->format + "; \"" + displayPath(out.filename()) +
                                                            "\" is none.");
                checkWritable(out);
                runSibling({"--export-run", folder.string(), "--out", out.string(), "--lang", args->language}, console);
                files = {out};
            }
            Json written = Json::array();
            for (const fs::path& file : files)
                written.push_back(displayPath(file));
            return {{"written", written}, {"count", files.size()}};
        });
    command->add_option("run", args->run, "the run's folder")->required();
    command->add_option("--format", args->format, "csv, tensorboard, png or pdf")
        ->required()
        ->check(CLI::IsMember({"csv", "tensorboard", "png", "pdf"}));
    command->add_option("--out", args->out, "a folder; for png and pdf the file")->required();
    languageOption(command, args->language, "of the picture: en or zh");
}

} // namespace

void addRunsCommands(Registry& registry)
{
    addRuns(registry);
    addFollow(registry);
    addExportRun(registry);
}

} // namespace likeness::cli
