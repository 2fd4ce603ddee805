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

void addReport(Registry& registry)
{
    struct Arguments {
        std::string run, out, language = "en";
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add("report", "write a run's report as HTML or PDF", [args, &registry]() -> Json {
        // A run's folder, or a verification that was stored.
        fs::path what = args->run;
        if (what.filename().empty())
            what = what.parent_path();
        const bool stored = fs::is_regular_file(what);
        if (!stored && !fs::is_directory(what))
            throw Error(ErrorCode::NotFound, "There is no run folder " + displayPath(what) +
                                                 "; it is PROJECT/runs/ID. A stored verification ends in .lkv.");
        const fs::path out = fs::absolute(args->out);
        const std::string kind = toLower(out.extension().string());
        if (kind != ".pdf" && kind != ".html" && kind != ".htm")
            throw Error(ErrorCode::BadArgument,
                        "A report is written as .html or .pdf; \"" + displayPath(out.filename()) + "\" is neither.");
        checkWritable(out);
        const Global& global = registry.global();
        if (kind == ".pdf") {
            runSibling({"--report-pdf", what.string(), "--out", out.string(), "--lang", args->language, "--device",
                        global.device, "--threads", std::to_string(global.threads)},
                       Console::instance());
        } else {
            const auto outcome = verify::verificationFor(what, computeOptions(global, "fp32"), Console::instance());
            const std::string html = report::toHtml(report::build(outcome, args->language));
            writeOrKeep(out, [&](const fs::path& file) { writeFileAtomically(file, html); });
        }
        return {{"report", displayPath(out)}, {"bytes", fs::file_size(out)}};
    });
    command->add_option("run", args->run, "the run's folder, or a stored verification (FILE.lkv)")->required();
    command->add_option("--out", args->out, "FILE.html or FILE.pdf")->required();
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
