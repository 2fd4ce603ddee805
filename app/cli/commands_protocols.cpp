// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/eval/protocols.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = 1ull << 32; // of a file of scores: some 300 million pairs

std::string percent(const Json& rate)
{
    return rate.is_number() ? figure(rate.get<double>() * 100, 3) + " %" : "-";
}

// "TPR 98.300 % at FPR 0.090 % (target 0.001)" and the like, a line a point.
std::string pointLines(const Json& points)
{
    std::string out;
    for (const Json& p : points) {
        const bool tpr = p.contains("tpr");
        out += std::string("  ") + (tpr ? "TPR " : "VAL ") + percent(p[tpr ? "tpr" : "val"]) + " at " +
               (tpr ? "FPR " : "FAR ") + percent(p[tpr ? "achieved_fpr" : "far"]) + ", target " +
               dumpJson(p["target"]) + (p["sufficient"].get<bool>() ? "" : ": not enough data") + "\n";
    }
    return out;
}

bool isUneven(std::size_t genuine, std::size_t impostors)
{
    return std::max(genuine, impostors) > 2 * std::min(genuine, impostors);
}

std::string rocLines(const Json& r)
{
    std::string out = dumpJson(r["genuine"]) + " genuine and " + dumpJson(r["impostor"]) + " impostor pairs\n";
    if (!r["balanced"].get<bool>() && isUneven(r["genuine"].get<std::size_t>(), r["impostor"].get<std::size_t>()))
        out +=
            "Accuracy counts every pair, and the rarer kind hardly counts. `verify` takes as many of each kind where "
            "it draws the pairs itself: --balanced does so here.\n";
    const auto range = [](const Json& ci95) {
        return ci95[0].is_number() ? " [" + percent(ci95[0]) + ", " + percent(ci95[1]) + "]" : std::string();
    };
    out += "AUC " + percent(r["auc"]) + range(r["auc_ci95"]) + ", EER " + percent(r["eer"]) + range(r["eer_ci95"]) +
           ", accuracy " + percent(r["accuracy"]) + range(r["accuracy_ci95"]) + "; intervals: 95 %, pairs resampled\n";
    for (const Json& f : r["protocols"]) {
        out += f["name"].get<std::string>();
        if (f.contains("accuracy"))
            out += ": " + percent(f["accuracy"]) + " ± " + percent(f[f.contains("std") ? "std" : "standard_error"]);
        if (f.contains("value"))
            out += ": " + percent(f["value"]);
        out += "\n" + (f.contains("points") ? pointLines(f["points"]) : std::string()) + "  " +
               f["convention"].get<std::string>() + "\n";
    }
    return out;
}

} // namespace

void addProtocolsCommands(Registry& registry)
{
    struct Arguments {
        std::string scores, curve, flip = "sum";
        bool balanced = false;
        int bootstraps = 1000;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "roc", "every protocol's figures from a file of scores",
        [args, &registry]() -> Json {
            const auto start = std::chrono::steady_clock::now();
            auto& console = Console::instance();
            const fs::path curve = args->curve;
            if (!curve.empty())
                checkWritable(curve);
            console.stage("load");
            const auto pairs = eval::parseScores(readTextFile(args->scores, kMostBytes));
            console.stage("score");
            const eval::Check check = [&] { console.checkStop(); };
            const auto result = eval::verifyScores(pairs.scores, pairs.same, {},
                                                   {.bootstraps = args->bootstraps,
                                                    .seed = registry.global().seed,
                                                    .balancedFolds = args->balanced,
                                                    .check = check});
            Json out = result.toJson();
            out["balanced"] = args->balanced;
            out["protocols"] = eval::toJson(eval::protocolFigures(
                pairs.scores, pairs.same, result,
                {.concatenated = args->flip == "concat", .balancedFolds = args->balanced, .check = check}));
            if (!curve.empty())
                writeOrKeep(curve,
                            [&](const fs::path& file) { writeFileAtomically(file, eval::curveCsv(result.roc)); });
            out["seconds"] = secondsSince(start);
            return out;
        },
        rocLines);
    command
        ->add_option("--scores", args->scores, "a line a pair: cosine, same (1 or 0), as `verify --scores` writes them")
        ->required();
    command->add_option("--curve", args->curve, "write every point of the ROC curve: fpr, tpr, threshold");
    command
        ->add_option("--flip", args->flip, "how mirrored crops went into the scores: facenet's distances need to know")
        ->check(CLI::IsMember({"sum", "concat", "none"}))
        ->capture_default_str();
    command->add_flag("--balanced", args->balanced, "accuracy takes as many impostor as genuine pairs");
    command->add_option("--bootstraps", args->bootstraps, "resamples behind the intervals")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
}

} // namespace likeness::cli
