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
#include "core/report/report.h"
#include "core/verify/verify_model.h"

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

std::string percent(const Json& v)
{
    return v.is_number() ? formatNumber(v.get<double>() * 100, 2) + " %" : "-";
}

std::string verifyLines(const Json& r)
{
    const auto all = r["pairs"].get<std::size_t>();
    const auto judged = r["accuracy_pairs"].get<std::size_t>();
    const std::string pairs = judged == all ? std::to_string(all) + " pairs"
                                            : std::to_string(judged) + " pairs, as many of each kind; all else over " +
                                                  dumpJson(r["genuine"]) + " genuine and " + dumpJson(r["impostor"]) +
                                                  " impostor pairs";
    std::string out = "accuracy " + percent(r["accuracy"]) + " ± " + percent(r["accuracy_std"]) + " over " +
                      std::to_string(r["fold_accuracy"].size()) + " folds, " + pairs +
                      " (embedding of crop and mirrored crop added, normalised)\nAUC " + percent(r["auc"]) + ", EER " +
                      percent(r["eer"]) + ", threshold (cosine) " + formatNumber(r["threshold"].get<double>(), 4) +
                      ", Fisher " + formatNumber(r["score_fisher"].get<double>(), 3) + ", d' " +
                      formatNumber(r["d_prime"].get<double>(), 3) + "\n";
    for (const auto& p : r["tpr_at_fpr"])
        out += "TPR " + percent(p["tpr"]) + " [" + percent(p["ci95"][0]) + ", " + percent(p["ci95"][1]) +
               "] at FPR <= " + dumpJson(p["target"]) +
               (p["sufficient"].get<bool>() ? "" : "  (fewer than 10 false accepts: not enough data)") + "\n";
    return out + "intervals: 95 %, " + r["resampled"].get<std::string>() + " resampled\n";
}

void addVerify(Registry& registry)
{
    struct Arguments {
        verify::VerifyOptions options;
        std::string set, pairs, scores, runs, precision = "fp32";
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "verify", "measure a model on a verification pack or a folder per identity",
        [args, &registry]() -> Json {
            auto options = args->options;
            options.set = args->set;
            options.pairs = args->pairs;
            options.runsFolder = args->runs;
            options.seed = registry.global().seed;
            options.compute = computeOptions(registry.global(), args->precision);
            options.forReport = false;
            const fs::path scores = args->scores;
            if (!scores.empty())
                checkWritable(scores);
            const auto outcome = verify::verifyModel(options, Console::instance());
            Json result = outcome.result.toJson();
            for (const char* key : {"model", "model_hash", "set_hash", "left_out", "device", "version", "library"})
                if (outcome.facts.contains(key))
                    result[key] = outcome.facts[key];
            result["mirror"] = "sum";
            result["seconds"] = outcome.seconds;
            if (!scores.empty())
                writeOrKeep(scores, [&](const fs::path& file) {
                    std::string csv;
                    for (std::size_t i = 0; i < outcome.scores.size(); ++i)
                        csv += formatNumber(static_cast<double>(outcome.scores[i]), 9) +
                               (outcome.same[i] ? ",1\n" : ",0\n");
                    writeFileAtomically(file, csv);
                    if (file != scores) // elsewhere: with what would have been printed
                        writeJsonFile(fs::path(file).replace_extension(".json"), result);
                });
            return result;
        },
        verifyLines);
    modelOption(registry, command, args->options.model, "what is measured")->required();
    command->add_option("--set", args->set, "PACK.bin, or a folder with a folder per identity")->required();
    command->add_option("--pairs", args->pairs, "LFW pairs.txt, for a folder");
    command->add_flag("--aligned", args->options.aligned, "the folder's images are aligned crops already");
    command->add_option("--detector", args->options.detector, "detector for images that are not aligned");
    command->add_option("--max-pairs", args->options.maxPairs, "pairs of each kind, for a folder without pairs.txt")
        ->check(CLI::Range(std::size_t{10}, std::size_t{10'000'000}));
    command->add_option("--scores", args->scores, "write a line a pair: cosine, same");
    command->add_option("--runs", args->runs, "where run ids are looked up");
    precisionOption(command, args->precision);
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
        fs::path folder = args->run;
        if (folder.filename().empty())
            folder = folder.parent_path();
        if (!fs::is_directory(folder))
            throw Error(ErrorCode::NotFound,
                        "There is no run folder " + displayPath(folder) + "; it is PROJECT/runs/ID.");
        const fs::path out = fs::absolute(args->out);
        const std::string kind = toLower(out.extension().string());
        if (kind != ".pdf" && kind != ".html" && kind != ".htm")
            throw Error(ErrorCode::BadArgument,
                        "A report is written as .html or .pdf; \"" + displayPath(out.filename()) + "\" is neither.");
        checkWritable(out);
        const Global& global = registry.global();
        if (kind == ".pdf") {
            runSibling({"--report-pdf", folder.string(), "--out", out.string(), "--lang", args->language, "--device",
                        global.device, "--threads", std::to_string(global.threads)},
                       Console::instance());
        } else {
            const run::RunFolder run(folder);
            auto project = verify::projectOf(run);
            const auto outcome = verify::verifyRun(project ? &*project : nullptr, run, computeOptions(global, "fp32"),
                                                   Console::instance());
            const std::string html = report::toHtml(report::build(outcome, args->language));
            writeOrKeep(out, [&](const fs::path& file) { writeFileAtomically(file, html); });
        }
        return {{"report", displayPath(out)}, {"bytes", fs::file_size(out)}};
    });
    command->add_option("run", args->run, "the run's folder")->required();
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
    addVerify(registry);
    addSeparability(registry);
    addReport(registry);
    addBenchGui(registry);
}

} // namespace likeness::cli
