// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_options.h"

#include "core/run/settings.h"

#include <CLI/CLI.hpp>

namespace likeness::cli {
namespace {

Json bound(double value)
{
    return value == static_cast<double>(static_cast<std::int64_t>(value)) ? Json(static_cast<std::int64_t>(value))
                                                                          : Json(value);
}

const char* kindName(run::Field::Kind kind)
{
    using Kind = run::Field::Kind;
    return kind == Kind::Bool   ? "bool"
           : kind == Kind::Int  ? "int"
           : kind == Kind::Real ? "real"
           : kind == Kind::Text ? "text"
                                : "choice";
}

} // namespace

void addRunOptions(CLI::App* command, RunOptions& options)
{
    std::vector<std::string> names;
    std::string help = "settings to begin with:";
    for (const auto& preset : run::presets()) {
        help += "\n" + preset.id + ": " + preset.help;
        names.push_back(preset.id);
    }
    command->add_option("--preset", options.preset, help)->check(CLI::IsMember(names));
    command->add_option("--config", options.config,
                        "run.json with the sections data, model, loss, train, augment, verify");
    command->add_option("--set", options.set, "key=value, such as train.epochs=30; may be repeated")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

run::Config configOf(const RunOptions& options, const CLI::App& command, const Global& global)
{
    run::Config config;
    if (!options.config.empty())
        config = run::readConfig(options.config);
    if (!options.preset.empty())
        run::applyPreset(config, options.preset);
    assignOptions(config, options, command, global);
    return config;
}

void assignOptions(run::Config& config, const RunOptions& options, const CLI::App& command, const Global& global)
{
    for (const auto& assignment : options.set)
        run::assign(config, assignment);
    if (command.count("--seed") > 0)
        config.train.seed = global.seed;
    if (command.count("--threads") > 0)
        config.train.threads = global.threads;
    if (command.count("--device") > 0)
        config.train.device = global.device;
}

std::string findingLine(const launch::PreflightFinding& finding)
{
    const bool note = finding.severity == launch::PreflightFinding::Severity::Note;
    return (note ? std::string() : launch::severityName(finding.severity) + std::string(": ")) + finding.message;
}

Json settingsJson()
{
    Json out = Json::object();
    const run::Config plain;
    for (const auto& field : run::fields()) {
        Json entry = {{"help", field.help}, {"kind", kindName(field.kind)}, {"default", field.get(plain)}};
        if (field.kind == run::Field::Kind::Choice)
            entry["choices"] = field.choices;
        if (field.kind == run::Field::Kind::Int || field.kind == run::Field::Kind::Real)
            entry["range"] = {bound(field.minimum), bound(field.maximum)};
        if (field.usual)
            entry["usual"] = {bound(field.usual->low), bound(field.usual->high)};
        if (const auto when = run::condition(field.key); !when.empty())
            entry["only"] = when;
        out[field.key] = std::move(entry);
    }
    return out;
}

std::string settingsText()
{
    std::string out;
    const Json settings = settingsJson();
    for (const auto& [key, entry] : settings.items()) {
        out += key + " = " +
               (entry["default"].is_string() ? entry["default"].get<std::string>() : dumpJson(entry["default"]));
        if (entry.contains("range"))
            out += "  (" + dumpJson(entry["range"][0]) + " to " + dumpJson(entry["range"][1]) + ")";
        if (entry.contains("choices")) {
            out += "  (";
            for (const auto& choice : entry["choices"])
                out += (out.back() == '(' ? "" : ", ") + choice.get<std::string>();
            out += ")";
        }
        out += "\n    " + entry["help"].get<std::string>() + "\n";
        if (entry.contains("only"))
            out += "    Only " + entry["only"].get<std::string>() + ".\n";
    }
    return out;
}

} // namespace likeness::cli
