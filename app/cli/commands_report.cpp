// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/scratch_folder.h"
#include "app/cli/sibling.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/compute/embed.h"
#include "core/dataset/scale_project.h"
#include "core/eval/separability.h"
#include "core/report/report.h"
#include "core/report/tables.h"
#include "core/verify/compare.h"
#include "core/verify/verification_file.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>

namespace likeness::cli {
namespace fs = std::filesystem;
namespace {

compute::Options computeOptions(const Global& global, const std::string& precision)
{
    return {global.device, global.threads, precision};
}

void addSeparability(Registry& registry)
{
    struct Arguments {
        std::string folder, model, precision = "fp32";
    };
    const auto args = std::make_shared<Arguments>();
    auto* command =
        registry.add("separability", "how well a model tells this project's people apart", [args, &registry]() -> Json {
            const auto start = std::chrono::steady_clock::now();
            auto& console = Console::instance();
            const auto project = dataset::Project::open(args->folder);
            const auto source = compute::findModel(args->model, project.runsFolder());
            console.stage("load");
            const auto model = compute::Model::load(source, computeOptions(registry.global(), args->precision));
            std::unordered_map<dataset::FaceId, dataset::IdentityId> labels;
            std::vector<dataset::FaceId> faces;
            for (const auto& [face, identity] : project.labelledFaces()) {
                faces.push_back(face);
                labels.emplace(face, identity);
            }
            const auto cropFile = project.cropFile(model.input().cropSize);
            if (!fs::exists(cropFile))
                throw Error(ErrorCode::NeedsPrepare, "The faces of this project have no crops yet; run prepare first.");
            console.stage("embed");
            const auto embeddings = compute::embedFaces(model, source, crops::CropReader(cropFile), faces, true,
                                                        project.cacheFolder(), console);
            std::vector<int> rows;
            for (const auto face : embeddings.faces)
                rows.push_back(static_cast<int>(labels.at(face)));
            console.stage("score");
            Json result =
                eval::separability(embeddings.values, embeddings.dim, rows, 5'000'000, registry.global().seed).toJson();
            result["faces"] = rows.size();
            result["model"] = source.name;
            result["model_hash"] = source.hash;
            result["seconds"] = secondsSince(start);
            return result;
        });
    command->add_option("project", args->folder, "the project folder")->required();
    modelOption(registry, command, args->model, "what embeds the faces")->required();
    precisionOption(command, args->precision);
}

enum class ReportKind { Html, Pdf, Json, Tables };

ReportKind reportKind(const fs::path& out)
{
    const std::string kind = toLower(out.extension().string());
    std::error_code ec;
    if (out.filename().empty() || fs::is_directory(out, ec))
        return ReportKind::Tables;
    if (kind == ".html" || kind == ".htm")
        return ReportKind::Html;
    if (kind == ".pdf")
        return ReportKind::Pdf;
    if (kind == ".json")
        return ReportKind::Json;
    throw Error(ErrorCode::BadArgument, "A report is written as .html, .pdf or .json, or as tables into FOLDER/; \"" +
                                            displayPath(out.filename()) + "\" is none of these.");
}

// A run's folder, or a verification that was stored.
fs::path reported(const std::string& given)
{
    fs::path what = fs::absolute(given);
    if (what.filename().empty())
        what = what.parent_path();
    if (!fs::is_regular_file(what) && !fs::is_directory(what))
        throw Error(ErrorCode::NotFound, "There is no run folder " + displayPath(fs::path(given)) +
                                             "; it is PROJECT/runs/ID. A stored verification ends in .lkv.");
    return what;
}

Json writeReport(const std::vector<std::string>& given,
                 const std::string& to,
                 const std::string& language,
                 const Global& global)
{
    auto& console = Console::instance();
    std::vector<fs::path> what;
    for (const std::string& one : given)
        what.push_back(reported(one));
    const ReportKind kind = reportKind(to);
    fs::path out = fs::absolute(to);
    if (kind == ReportKind::Tables)
        report::checkTablesFolder(out);
    else
        checkWritable(out);
    if (kind == ReportKind::Pdf)
        runSibling({"--version"}, console); // says now that it is not there

    const eval::Check check = [&] { console.checkStop(); };
    std::vector<verify::Verification> all;
    std::vector<report::Extras> beside;
    std::vector<verify::GateReport> gates;
    for (const fs::path& one : what) {
        all.push_back(verify::verificationFor(one, computeOptions(global, "fp32"), console));
        // Of the project that it lies in: PROJECT/runs/ID, PROJECT/verifications/FILE.lkv.
        beside.push_back(report::extrasIn(one.parent_path().parent_path(), all.back(), check));
        gates.push_back(beside.back().gates.value_or(verify::GateReport()));
    }
    std::optional<verify::Comparison> comparison;
    std::vector<const verify::Verification*> same;
    for (const auto& one : all)
        if (verify::samePairs(all.front(), one))
            same.push_back(&one);
    if (all.size() > 1 && same.size() == all.size())
        comparison = verify::compareStored(same, verify::CompareOptions().bootstraps, console);
    const bool several = all.size() > 1;
    const bool anyGates = std::any_of(gates.begin(), gates.end(), [](const auto& g) { return g.verdict.has_value(); });
    const std::span<const verify::GateReport> judged = anyGates ? gates : std::span<const verify::GateReport>();
    const verify::Comparison* const compared = comparison ? &*comparison : nullptr;
    const auto document = [&] {
        return several ? report::buildComparison(all, compared, language, judged)
                       : report::build(all[0], language, beside[0]);
    };

    console.stage("report");
    std::size_t files = 1;
    std::uintmax_t bytes = 0;
    switch (kind) {
    case ReportKind::Html:
        writeOrKeep(out,
                    [html = report::toHtml(document())](const fs::path& file) { writeFileAtomically(file, html); });
        break;
    case ReportKind::Pdf: {
        const ScratchFolder scratch;
        const fs::path drawn = scratch.path() / "document.json";
        writeJsonFile(drawn, report::toJson(document()));
        runSibling({"--report-pdf", drawn.string(), "--out", out.string(), "--lang", language}, console);
        break;
    }
    case ReportKind::Json:
        writeOrKeep(out, [json = several ? report::comparisonJson(all, compared, judged, check)
                                         : report::toJson(all[0], beside[0])](const fs::path& file) {
            writeJsonFile(file, json);
        });
        break;
    case ReportKind::Tables: {
        if (out.filename().empty())
            out = out.parent_path();
        const auto tables =
            several ? report::comparisonTables(all, compared, judged) : report::tables(all[0], beside[0]);
        report::writeTables(out, tables);
        files = tables.size();
        for (const auto& table : tables)
            bytes += fs::file_size(out / (table.name + ".csv"));
        break;
    }
    }
    Json result = {{"report", displayPath(out)},
                   {"bytes", kind == ReportKind::Tables ? bytes : fs::file_size(out)},
                   {"files", files},
                   {"models", all.size()}};
    if (!several) {
        if (anyGates)
            result["gates"] = gates[0].toJson();
        result["labels_changed"] = beside[0].labels.changed;
    }
    if (compared) {
        const Json json = compared->toJson();
        result["verdict"] = json["verdict"];
        result["best"] = json["best"];
    }
    return result;
}

void addReport(Registry& registry)
{
    struct Arguments {
        std::vector<std::string> what;
        std::string out, language = "en";
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "report", "write a run's report, or that of several models side by side, as HTML, PDF, JSON or CSV",
        [args, &registry]() -> Json { return writeReport(args->what, args->out, args->language, registry.global()); });
    command
        ->add_option("run", args->what,
                     "the run's folder, or a stored verification (FILE.lkv); several of them are compared")
        ->required();
    command->add_option("--out", args->out, "FILE.html, FILE.pdf, FILE.json, or FOLDER/ for a CSV a table")->required();
    languageOption(command, args->language, "en or zh");
}

void addBenchGui(Registry& registry)
{
    struct Arguments {
        dataset::ScaleOptions project;
        std::string keep;
        int starts = 3;
    };
    const auto args = std::make_shared<Arguments>();
    args->project.images = 10'000;
    args->project.identities = 0;
    auto* command = registry.add(
        "gui", "time the window: opening, scrolling, sorting, deciding",
        [args]() -> Json {
            auto options = args->project;
            if (options.identities == 0)
                options.identities = std::max(2, options.images / 20);
            std::optional<ScratchFolder> scratch;
            fs::path folder = args->keep;
            if (folder.empty())
                folder = scratch.emplace().path() / "bench.likeness";
            auto& context = Console::instance();
            if (!fs::exists(folder / "project.db"))
                dataset::createScaleProject(folder, options, context);
            const auto counts = dataset::Project::open(folder).counts(); // merges what the writing left in its log
            if (counts.images != options.images || counts.identities != options.identities)
                throw Error(ErrorCode::BadArgument, displayPath(folder) + " holds " + std::to_string(counts.images) +
                                                        " images of " + std::to_string(counts.identities) +
                                                        " people; name another folder or the same numbers");
            std::vector<double> starts;
            for (int i = 0; i < args->starts; ++i)
                starts.push_back(
                    parseJson(runSibling({"--startup-time", folder.string()}, context), "the window's start")
                        .value("first_paint_ms", 0.0));
            std::sort(starts.begin(), starts.end());
            Json result = parseJson(runSibling({"--bench-gui", folder.string()}, context), "the window's figures");
            result["images"] = counts.images;
            result["identities"] = counts.identities;
            result["first_paint_ms"] = starts[starts.size() / 2];
            return result;
        },
        {}, registry.group("bench", "measure this machine"));
    command->add_option("--images", args->project.images, "images in the project that is made up for it")
        ->check(CLI::Range(4, 10'000'000))
        ->capture_default_str();
    command->add_option("--identities", args->project.identities, "people in it; a twentieth of the images")
        ->check(CLI::Range(2, 1'000'000));
    command->add_option("--flagged", args->project.flagged, "share of the labels that are flagged as wrong")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--keep", args->keep, "make the project here, or use the one that is here from before");
}

} // namespace

void addReportCommands(Registry& registry)
{
    addSeparability(registry);
    addReport(registry);
    addBenchGui(registry);
}

} // namespace likeness::cli
