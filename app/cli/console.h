// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/jobs/job.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace likeness::cli {

// How the command line reports a job: progress on standard error (a bar on a terminal, a plain line every few seconds
// otherwise), issues as lines, Ctrl-C and SIGTERM as a stop request (a second one kills). One object lives for the
// whole program.
class Console final : public jobs::Context
{
public:
    static Console& instance();
    void stage(const std::string& id) override;
    void progress(std::uint64_t done, std::uint64_t total, const char* unit) override;
    void progress(std::uint64_t done, std::uint64_t total, const char* unit, double perSecond); // 0: not known
    void issue(const jobs::Issue& issue) override;
    std::stop_token stopToken() const override;
    void say(const std::string& line); // on standard error, above the bar
    void finishLine();

private:
    Console();
    void show(std::uint64_t done, std::uint64_t total, const char* unit, double perSecond);
    std::mutex m_mutex;
    std::string m_stage;
    bool m_terminal = false;
    bool m_barShown = false;
    std::chrono::steady_clock::time_point m_stageStart, m_lastPaint;
};

// What every command can read. A command returns its result object; main prints it (--json) or summary(result) for
// people.
struct Global {
    bool json = false;
    int threads = 0;
    std::string device = "auto";
    std::uint64_t seed = 1;
};

using Command = std::function<Json()>;
// Ties a CLI11 subcommand to its work. `people` turns the result into lines for a person; without it the keys are
// listed.
class Registry
{
public:
    Registry(CLI::App& app, Global& global) : m_app(app), m_global(global) {}
    // Adds the subcommand with the global options (--json --threads --device --seed) on it. `parent` for nested ones
    // (bench train).
    CLI::App* add(const std::string& name,
                  const std::string& help,
                  Command work,
                  std::function<std::string(const Json&)> people = {},
                  CLI::App* parent = nullptr);
    CLI::App* group(const std::string& name, const std::string& help);        // "bench"
    void before(const CLI::App* command, const std::function<void()>& check); // what the command does first
    const Global& global() const { return m_global; }
    struct Entry {
        Command work;
        std::function<std::string(const Json&)> people;
    };
    const std::map<const CLI::App*, Entry>& entries() const { return m_entries; }

private:
    CLI::App& m_app;
    Global& m_global;
    std::map<const CLI::App*, Entry> m_entries;
};

// One function for each commands_*.cpp.
void addDatasetCommands(Registry& registry);         // new import prepare decide undo redo journal, bench import
void addVersionsCommands(Registry& registry);        // snapshot diff versions revert split
void addPrivacyCommands(Registry& registry);         // provenance erase
void addExportCommands(Registry& registry);          // export
void addBenchCommands(Registry& registry);           // bench cluster
void addBenchFlagsCommands(Registry& registry);      // bench flags
void addBenchRocCommands(Registry& registry);        // bench roc
void addBenchIntervalsCommands(Registry& registry);  // bench intervals
void addCurateCommands(Registry& registry);          // curate, bench lbph
void addMapCommands(Registry& registry);             // map
void addGroupCommands(Registry& registry);           // group
void addQualityCommands(Registry& registry);         // check spot-check agreement approvals history preview
void addModelCommands(Registry& registry);           // embed train, bench train, bench embed
void addOnnxCommands(Registry& registry);            // export-model, bench onnx
void addPreflightCommands(Registry& registry);       // preflight augment-preview
void addVerifyCommands(Registry& registry);          // verify errors
void addThresholdCommands(Registry& registry);       // threshold
void addSlicesCommands(Registry& registry);          // slices
void addRobustnessCommands(Registry& registry);      // robustness
void addHardSetCommands(Registry& registry);         // hard-set
void addGatesCommands(Registry& registry);           // gates check models
void addReportCommands(Registry& registry);          // separability report, bench gui
void addRunsCommands(Registry& registry);            // runs follow export-run
void addCompareCommands(Registry& registry);         // compare
void addProtocolsCommands(Registry& registry);       // roc
void addBenchRunsCommands(Registry& registry);       // bench runs
void addBenchClusteringCommands(Registry& registry); // bench clustering

// --model M, and --backbone B, which a state dict of PyTorch is checked against before the command runs.
CLI::Option* modelOption(Registry& registry, CLI::App* command, std::string& model, const std::string& help);
CLI::Option* precisionOption(CLI::App* command, std::string& value);                         // fp32 or bf16
CLI::Option* languageOption(CLI::App* command, std::string& value, const std::string& help); // en or zh

std::string figure(const Json& value, int decimals); // "-": not a number
std::string brief(double value);                     // to four digits
// "faces: 480" and "final: loss=2.31, epoch=4" for every value that is not empty; arrays show their length.
std::string listed(const Json& result);

// A time of the journal (milliseconds since 1970) as the local "2026-11-28 03:07:12"; empty for 0.
std::string localTime(std::int64_t milliseconds);

} // namespace likeness::cli
