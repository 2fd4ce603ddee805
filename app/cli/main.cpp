// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "core/base/log.h"
#include "likeness_version.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

using namespace likeness;

namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kInterrupted = 130;

int fail(bool json, std::string_view code, const std::string& message)
{
    if (json)
        std::printf("%s\n", dumpJson({{"error", {{"code", code}, {"message", message}}}}).c_str());
    else
        cli::Console::instance().say("likeness-cli: " + message);
    return code == codeName(ErrorCode::Interrupted) ? kInterrupted : kFailed;
}

// What CLI11 says, and the word it did not know where it only says that a command is missing. Scripts that asked for
// JSON get an object here too; the parse may have ended before it came to --json.
int wrongUsage(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    const CLI::App* at = &app;
    std::string message = error.what();
    for (const std::string& word : words) {
        if (word.empty() || word.front() == '-')
            continue;
        const auto known = at->get_subcommands([&](const CLI::App* command) { return command->check_name(word); });
        if (known.empty()) {
            if (!at->get_subcommands([](const CLI::App*) { return true; }).empty())
                message = "there is no command \"" + word + "\"; --help lists them";
            break;
        }
        at = known.front();
    }
    if (std::find(words.begin(), words.end(), "--json") != words.end())
        std::printf("%s\n",
                    dumpJson({{"error", {{"code", codeName(ErrorCode::BadArgument)}, {"message", message}}}}).c_str());
    else
        std::fprintf(stderr, "likeness-cli: %s\nRun with --help for more information.\n", message.c_str());
    return kUsage;
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app{"Likeness: face datasets one can trust, and the models trained on them", "likeness-cli"};
    app.set_version_flag("--version", "likeness-cli " LIKENESS_VERSION);
    app.require_subcommand(1);
    cli::Global global;
    cli::Registry registry(app, global);
    cli::addDatasetCommands(registry);
    cli::addExportCommands(registry);
    cli::addVersionsCommands(registry);
    cli::addPrivacyCommands(registry);
    cli::addCurateCommands(registry);
    cli::addGroupCommands(registry);
    cli::addBenchCommands(registry);
    cli::addMapCommands(registry);
    cli::addQualityCommands(registry);
    cli::addModelCommands(registry);
    cli::addOnnxCommands(registry);
    cli::addPreflightCommands(registry);
    cli::addVerifyCommands(registry);
    cli::addThresholdCommands(registry);
    cli::addRobustnessCommands(registry);
    cli::addSlicesCommands(registry);
    cli::addHardSetCommands(registry);
    cli::addGatesCommands(registry);
    cli::addReportCommands(registry);
    cli::addRunsCommands(registry);
    cli::addCompareCommands(registry);
    cli::addProtocolsCommands(registry);
    cli::addBenchRunsCommands(registry);
    cli::addBenchClusteringCommands(registry);
    cli::addBenchFlagsCommands(registry);
    cli::addBenchRocCommands(registry);
    cli::addBenchIntervalsCommands(registry);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& e) { // --help and --version
        return app.exit(e);
    } catch (const CLI::ParseError& e) {
        return wrongUsage(app, e, argc, argv);
    }
    const CLI::App* chosen = app.get_subcommands().front();
    if (!chosen->get_subcommands().empty())
        chosen = chosen->get_subcommands().front();
    auto& console = cli::Console::instance();
    try {
        const auto& entry = registry.entries().at(chosen);
        const Json result = entry.work();
        console.finishLine();
        if (global.json)
            std::printf("%s\n", dumpJson(result).c_str());
        else
            std::printf("%s", entry.people ? entry.people(result).c_str() : cli::listed(result).c_str());
        if (result.contains("error")) // a check that ended and says that something cannot be done
            return kFailed;
        // A training that was stopped has a result, and was interrupted all the same.
        return console.stopRequested() && result.value("state", "") == "stopped" ? kInterrupted : kDone;
    } catch (const Error& e) {
        console.finishLine();
        const int status = fail(global.json, codeName(e.code()), e.what());
        if (!e.detail().empty())
            log::warn(e.detail());
        return status;
    } catch (const std::bad_alloc&) {
        return fail(global.json, codeName(ErrorCode::OutOfMemory),
                    "not enough memory for this work; try smaller batches or fewer threads");
    } catch (const std::exception& e) {
        return fail(global.json, codeName(ErrorCode::Internal), e.what());
    }
}
