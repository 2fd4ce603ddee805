// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_options.h"
#include "core/base/error.h"
#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/compute/rehearsal.h"
#include "core/image/codec.h"
#include "core/launch/augment_sample.h"
#include "core/launch/rehearsal.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

namespace likeness::cli {
namespace {

using Severity = launch::PreflightFinding::Severity;

constexpr double kTrySeconds = 3;

struct PreflightOptions {
    std::string project, snapshot;
    RunOptions run;
    bool noDryRun = false;
};

Json toJson(const launch::PreflightFinding& finding)
{
    Json out = {{"severity", launch::severityName(finding.severity)},
                {"code", finding.code},
                {"message", finding.message},
                {"key", finding.key}};
    if (!finding.facts.empty())
        out["facts"] = finding.facts;
    return out;
}

Json toJson(const launch::TrainingData& data)
{
    return {{"identities", data.identities},
            {"images", data.images},
            {"validation_identities", data.validationIdentities},
            {"validation_images", data.validationImages},
            {"left_out", data.leftOut},
            {"empty", data.empty},
            {"without_crop", data.withoutCrop},
            {"steps", data.steps}};
}

Json preflight(const PreflightOptions& o, const CLI::App& command, const Global& global)
{
    auto& console = Console::instance();
    const auto project = dataset::Project::open(o.project, dataset::Project::Mode::ReadOnly);
    const auto config = configOf(o.run, command, global);
    const auto data = launch::trainingData(project, config, o.snapshot);
    auto findings = launch::preflight(project, config, o.snapshot);
    const auto blocked = [&] { return !findings.empty() && findings.front().severity == Severity::Error; };
    Json out = {{"ok", true}, {"data", toJson(data)}};
    if (!blocked()) { // what cannot start need not be tried
        launch::Rehearsed tried;
        if (o.noDryRun) {
            tried.findings = launch::deviceFindings(config);
        } else {
            console.stage("try");
            tried = launch::rehearse(config, data, project.runsFolder(), kTrySeconds, console.stopToken());
            out["dry_run"] = std::move(tried.dryRun);
        }
        findings.insert(findings.end(), tried.findings.begin(), tried.findings.end());
        std::stable_sort(findings.begin(), findings.end(),
                         [](const auto& a, const auto& b) { return a.severity > b.severity; });
    }
    out["findings"] = Json::array();
    for (const auto& finding : findings)
        out["findings"].push_back(toJson(finding));
    if (blocked()) {
        out["ok"] = false;
        out["error"] = {{"code", codeName(launch::errorCodeOf(findings.front().code))},
                        {"message", findings.front().message}};
    }
    return out;
}

std::string preflightText(const Json& result)
{
    std::string out;
    const auto& findings = result["findings"];
    for (const auto& [severity, title] :
         {std::pair{"error", "Must be fixed"}, std::pair{"warning", "Warnings"}, std::pair{"note", "Notes"}}) {
        std::string lines;
        for (const auto& finding : findings)
            if (finding["severity"] == severity)
                lines +=
                    "  " + finding["message"].get<std::string>() +
                    (finding["key"].get<std::string>().empty() ? "" : "  [" + finding["key"].get<std::string>() + "]") +
                    "\n";
        if (!lines.empty())
            out += std::string(title) + ":\n" + lines;
    }
    if (!result["ok"].get<bool>())
        return out + "Training cannot start.\n";
    const auto warnings =
        std::count_if(findings.begin(), findings.end(), [](const Json& f) { return f["severity"] == "warning"; });
    return out + "Training can start" +
           (warnings == 0   ? ".\n"
            : warnings == 1 ? ", with 1 warning.\n"
                            : ", with " + std::to_string(warnings) + " warnings.\n");
}

struct PreviewOptions {
    std::string project, snapshot, out;
    RunOptions run;
    int count = 8, copies = 6;
};

Json augmentPreview(const PreviewOptions& o, const CLI::App& command, const Global& global)
{
    checkWritable(o.out);
    const auto project = dataset::Project::open(o.project, dataset::Project::Mode::ReadOnly);
    const auto config = configOf(o.run, command, global);
    const auto sample = launch::augmentSample(project, config, o.snapshot, o.count, config.train.seed);
    const auto augmented = compute::augmented(sample.crops, sample.size, config, o.copies, config.train.seed,
                                              Console::instance().stopToken());
    const auto png = image::encodePng(launch::contactSheet(sample, augmented));
    writeOrKeep(o.out, [&](const std::filesystem::path& file) { writeFileAtomically(file, png); });
    return {{"written", displayPath(o.out)}, {"faces", sample.count}, {"copies", o.copies}, {"size", sample.size}};
}

} // namespace

void addPreflightCommands(Registry& registry)
{
    const auto check = std::make_shared<PreflightOptions>();
    const auto checkSelf = std::make_shared<CLI::App*>(nullptr);
    auto* command = registry.add(
        "preflight", "Say what would fail or disappoint in a training, and how long it takes, without starting it",
        [check, checkSelf, &registry] { return preflight(*check, **checkSelf, registry.global()); }, preflightText);
    *checkSelf = command;
    command->add_option("project", check->project, "project folder")->required();
    addRunOptions(command, check->run);
    command->add_option("--snapshot", check->snapshot, "dataset version to train on; the labels of now without it");
    command->add_flag("--no-dry-run", check->noDryRun, "try no steps on the device: no estimate of time and memory");

    const auto preview = std::make_shared<PreviewOptions>();
    const auto previewSelf = std::make_shared<CLI::App*>(nullptr);
    command = registry.add(
        "augment-preview", "Draw faces as training would see them, beside what they are",
        [preview, previewSelf, &registry] { return augmentPreview(*preview, **previewSelf, registry.global()); });
    *previewSelf = command;
    command->add_option("project", preview->project, "project folder")->required();
    command->add_option("--out", preview->out, "contact sheet, a PNG")->required();
    addRunOptions(command, preview->run);
    command->add_option("--snapshot", preview->snapshot, "dataset version; the labels of now without it");
    command->add_option("--count", preview->count, "faces")->check(CLI::Range(1, 256));
    command->add_option("--copies", preview->copies, "augmented ones beside each")->check(CLI::Range(1, 64));
}

} // namespace likeness::cli
