// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/verify_arguments.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/model_gates.h"
#include "core/verify/model_table.h"
#include "core/verify/verification_file.h"
#include "core/verify/verify_model.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;
using dataset::Project;
using verify::Gate;

std::vector<Gate> parsed(const std::vector<std::string>& lines)
{
    std::vector<Gate> out;
    for (const std::string& line : lines)
        out.push_back(Gate::parse(line));
    return out;
}

// A gate on the same figure gives way.
void put(std::vector<Gate>& gates, const Gate& gate)
{
    const auto same =
        std::find_if(gates.begin(), gates.end(), [&](const Gate& g) { return g.subject() == gate.subject(); });
    if (same == gates.end())
        gates.push_back(gate);
    else
        *same = gate;
}

// "all", a metric, or what stands before the comparison; a whole gate is one, too.
void take(std::vector<Gate>& gates, const std::string& what)
{
    const auto before = gates.size();
    if (what == "all")
        gates.clear();
    else if (what.find_first_of("@[<>") == std::string::npos && what.find("≥") == std::string::npos) {
        const std::string id = verify::gateMetric(trim(what)).id;
        std::erase_if(gates, [&](const Gate& g) { return g.metric == id; });
    } else {
        Gate named;
        try {
            named = Gate::parse(what);
        } catch (const Error&) { // without a comparison
            const std::string id = what.substr(0, what.find_first_of("@[ "));
            named = Gate::parse(what + (verify::gateMetric(id).higherIsBetter ? " >= 0" : " <= 0"));
        }
        std::erase_if(gates, [&](const Gate& g) { return g.subject() == named.subject(); });
    }
    if (gates.size() == before)
        throw Error(ErrorCode::NotFound, "The project has no gate \"" + toUtf8(what) + "\".");
}

std::string gatesLines(const Json& r)
{
    std::string out;
    for (const Json& gate : r["gates"])
        out += gate["gate"].get<std::string>() + "\n";
    if (!out.empty())
        return out;
    out = "This project asks nothing of a model yet. Usual gates, put in force by --defaults or one by one by --set:\n";
    for (const Json& gate : r["offered"])
        out += "  " + gate.get<std::string>() + "\n";
    return out;
}

void addGates(Registry& registry)
{
    struct Arguments {
        std::string folder, from;
        std::vector<std::string> set, remove;
        bool defaults = false;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "gates", "what a project asks of a model before people take it: list and change it",
        [args]() -> Json {
            const bool change = args->defaults || !args->from.empty() || !args->set.empty() || !args->remove.empty();
            auto project = Project::open(args->folder, change ? Project::Mode::ReadWrite : Project::Mode::ReadOnly);
            auto gates = parsed(dataset::modelGates(project));
            for (const std::string& gate : args->remove)
                take(gates, gate);
            if (args->defaults)
                for (const Gate& gate : verify::offeredGates())
                    put(gates, gate);
            if (!args->from.empty())
                for (const Gate& gate : verify::gatesFromJson(readJsonFile(args->from)))
                    put(gates, gate);
            for (const Gate& gate : parsed(args->set))
                put(gates, gate);
            std::vector<std::string> lines;
            Json list = Json::array(), offered = Json::array();
            for (const Gate& gate : gates) {
                lines.push_back(gate.text());
                list.push_back({{"gate", gate.text()}});
                list.back().update(gate.toJson());
            }
            for (const Gate& gate : verify::offeredGates())
                offered.push_back(gate.text());
            const std::int64_t entry = change ? dataset::setModelGates(project, lines) : 0;
            return {{"gates", list}, {"changed", entry != 0}, {"offered", offered}};
        },
        gatesLines);
    command->add_option("project", args->folder, "the project folder")->required();
    command->add_option("--set", args->set,
                        "a gate, e.g. \"tpr_at_fpr@1e-4 >= 0.995\"; it replaces one on the same figure");
    command->add_option("--remove", args->remove, "a gate, a metric, or all");
    command->add_flag("--defaults", args->defaults, "put the usual gates in force");
    command->add_option("--from", args->from, "FILE.json with {\"gates\": […]}, each as --set");
}

std::vector<Gate> gatesFor(const std::string& project, const std::vector<std::string>& lines)
{
    std::vector<Gate> gates;
    if (!project.empty())
        gates = parsed(dataset::modelGates(Project::open(project, Project::Mode::ReadOnly)));
    for (const Gate& gate : parsed(lines))
        put(gates, gate);
    return gates;
}

// JSON that a command printed, or a stored verification (.lkv).
Json evidenceIn(const fs::path& file)
{
    if (file.extension() == ".lkv")
        return verify::evidenceOf(readStored(file));
    try {
        return readJsonFile(file);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::BadFile)
            throw;
        throw Error(ErrorCode::BadFile, displayPath(file.filename()) +
                                            " is no JSON. Evidence is what verify, slices, robustness, separability or "
                                            "models print with --json, or a stored verification (FILE.lkv).");
    }
}

std::string verdictWord(const Json& verdict)
{
    return verdict == "pass" ? "pass" : verdict == "fail" ? "FAIL" : verdict == "none" ? "no gates" : "not enough data";
}

std::string judgeLines(const Json& r)
{
    std::string out;
    for (const Json& gate : r["gates"])
        out += verdictWord(gate["verdict"]) + ": " + gate["gate"].get<std::string>() + ". " +
               gate["message"].get<std::string>() + "\n";
    const Json& verdict = r["verdict"];
    return out + (verdict == "pass"   ? "The model passes.\n"
                  : verdict == "fail" ? "The model does not pass.\n"
                  : verdict == "none" ? "There are no gates to judge by; give --gate, or --project with gates.\n"
                                      : "There is not enough data to say that the model passes.\n");
}

void addJudge(Registry& registry)
{
    struct Arguments {
        std::vector<std::string> files, gates;
        std::string project;
        bool enforce = false;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "judge", "hold what was measured on a model against the gates of a project: pass, fail or not enough data",
        [args]() -> Json {
            std::vector<Json> parts;
            for (const std::string& file : args->files)
                parts.push_back(evidenceIn(file));
            const Json evidence = verify::mergedEvidence(parts);
            const auto gates = gatesFor(args->project, args->gates);
            if (gates.empty() && args->enforce)
                throw Error(ErrorCode::BadArgument,
                            "There are no gates to enforce; give --gate, or --project with gates.");
            const auto report = verify::checkGates(gates, evidence);
            Json out = report.toJson();
            for (const char* key : {"model", "model_hash", "set_hash", "pairs"})
                if (evidence.contains(key))
                    out[key] = evidence[key];
            if (args->enforce && report.verdict != verify::GateVerdict::Pass) {
                const bool failed = report.verdict == verify::GateVerdict::Fail;
                out["error"] = {{"code", "gate_failed"},
                                {"message", failed ? "The model does not pass its gates."
                                                   : "There is not enough data to say that the model passes."}};
            }
            return out;
        },
        judgeLines);
    command
        ->add_option("evidence", args->files,
                     "of one model, one file or several: a stored verification (.lkv), or what verify, separability, "
                     "robustness and "
                     "others printed with --json")
        ->required();
    command->add_option("--project", args->project, "project whose gates count");
    command->add_option("--gate", args->gates, "a further gate, e.g. \"eer <= 1 %\"");
    command->add_flag("--enforce", args->enforce, "exit with 1 unless the model passes");
}

// --- models

std::string scaled(const Json& value)
{
    if (!value.is_number())
        return "-";
    const double v = value.get<double>();
    return v >= 1e9 ? formatNumber(v / 1e9, 2) + " G" : v >= 1e6 ? formatNumber(v / 1e6, 2) + " M" : dumpJson(value);
}

std::string percent(const Json& value)
{
    return value.is_number() ? formatNumber(value.get<double>() * 100, 2) + " %" : "-";
}

std::string tprAt(const Json& entry, double target)
{
    if (entry.contains("tpr_at_fpr") && entry["tpr_at_fpr"].is_array())
        for (const Json& point : entry["tpr_at_fpr"])
            if (point.is_object() && point.value("target", Json()) == Json(target))
                return percent(point.value("tpr", Json())) +
                       (point.value("sufficient", Json()) == Json(true) ? "" : " (*)");
    return "-";
}

std::size_t width(const std::string& text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string aligned(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width(row[i]));
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string blanks(widths[i] - width(row[i]), ' ');
            line += i == 0 ? row[i] + blanks : "  " + blanks + row[i];
        }
        out += line + "\n";
    }
    return out;
}

std::string modelsLines(const Json& r)
{
    constexpr double kRate = 1e-4;
    std::vector<std::vector<std::string>> rows{{"model", "parameters", "multiply-adds", "MB", "ms/crop", "crops/s",
                                                "pairs", "accuracy", "AUC", "EER", "TPR@1e-4", "gates"}};
    for (const Json& model : r["models"]) {
        std::vector<std::string> row{model["model"].get<std::string>(),
                                     scaled(model["parameters"]),
                                     scaled(model["multiply_adds"]),
                                     formatNumber(model["bytes"].get<double>() / 1e6, 1),
                                     figure(model.value("latency_ms", Json()), 2),
                                     figure(model.value("images_per_second", Json()), 0)};
        const std::size_t own = row.size();
        for (const Json& entry : model["evidence"]) {
            row.insert(row.end(), {entry.contains("pairs") ? dumpJson(entry["pairs"]) : "-",
                                   percent(entry.value("accuracy", Json())), figure(entry.value("auc", Json()), 5),
                                   percent(entry.value("eer", Json())), tprAt(entry, kRate),
                                   entry.contains("gates") ? verdictWord(entry["gates"]["verdict"]) : "-"});
            rows.push_back(row);
            row.assign(own, ""); // a further set of the same model
        }
        if (model["evidence"].empty()) {
            row.resize(rows.front().size(), "-");
            rows.push_back(row);
        }
    }
    std::string out = aligned(rows);
    if (out.find("(*)") != std::string::npos)
        out += "(*) fewer than 10 false accepts: not enough data\n";
    for (const Json& model : r["models"])
        if (model.contains("unknown"))
            out += model["model"].get<std::string>() + ": multiply-adds are not known, because the shape at " +
                   model["unknown"].get<std::string>() + " is not\n";
    for (const Json& model : r["models"])
        if (model.contains("threads"))
            return out + "one crop at a time, median of " + dumpJson(model["runs"]) + " runs; crops/s in batches of " +
                   dumpJson(model["batch"]) + "; " + model["device"].get<std::string>() + ", " +
                   dumpJson(model["threads"]) + " threads, " + model["precision"].get<std::string>() + "\n";
    return out;
}

void addModels(Registry& registry)
{
    struct Arguments {
        verify::ModelTableOptions table;
        VerifyArguments on;
        std::vector<std::string> files, gates;
        std::string project;
        bool noTime = false;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "models", "compare models by parameters, multiply-adds, latency and accuracy",
        [args, &registry]() -> Json {
            const Global& global = registry.global();
            auto options = args->table;
            auto on = args->on.options(global);
            options.compute = on.compute;
            options.latency.seed = global.seed;
            options.time = !args->noTime;
            options.gates = gatesFor(args->project, args->gates);
            if (!args->project.empty())
                options.runsFolder = fs::path(args->project) / "runs";
            for (const std::string& file : args->files)
                options.evidence.push_back(evidenceIn(file));
            on.runsFolder = options.runsFolder;
            on.forReport = false;
            for (const std::string& name : on.set.empty() ? std::vector<std::string>() : options.models) {
                on.model = name;
                options.evidence.push_back(verify::evidenceOf(verify::verifyModel(on, Console::instance())));
            }
            Json rows = Json::array();
            for (const auto& row : verify::modelTable(options, Console::instance()))
                rows.push_back(row.toJson());
            return {{"models", rows}};
        },
        modelsLines);
    command->add_option("models", args->table.models, "models as `verify --model` takes them")->required();
    command->add_option("--project", args->project, "project that ids of runs are looked up in, and whose gates count");
    command->add_option("--evidence", args->files,
                        "stored verifications (.lkv) of these models, or what verify printed with --json");
    args->on.add(
        registry, command,
        {.set = "verify them now: PACK.bin, a folder with a folder per identity, templates as IJB's, or a project",
         .model = nullptr});
    command->add_option("--gate", args->gates, "a gate to judge them by, e.g. \"latency_ms <= 20\"");
    command->add_option("--passes", args->table.latency.runs, "single crops to time")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--batch", args->table.latency.batch, "crops at once, for crops/s")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    command->add_flag("--no-time", args->noTime, "count only, without timing");
}

} // namespace

void addGatesCommands(Registry& registry)
{
    addGates(registry);
    addJudge(registry);
    addModels(registry);
}

} // namespace likeness::cli
