// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/verify_arguments.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/dataset/project.h"
#include "core/eval/advisor.h"
#include "core/eval/protocols.h"
#include "core/verify/errors.h"
#include "core/verify/verification_file.h"
#include "core/verify/verify_model.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

namespace likeness::cli {
namespace fs = std::filesystem;
namespace {

std::string percent(const Json& v)
{
    return v.is_number() ? formatNumber(v.get<double>() * 100, 2) + " %" : "-";
}

std::string interval(const Json& ci)
{
    return ci[0].is_number() ? " [" + percent(ci[0]) + ", " + percent(ci[1]) + "]" : std::string();
}

std::string flipText(const Json& flip)
{
    return flip == "sum"      ? "embedding of crop and mirrored crop added, normalised"
           : flip == "concat" ? "embeddings of crop and mirrored crop behind each other"
                              : "embedding of the crop alone";
}

std::string verifyLines(const Json& r)
{
    const auto all = r["pairs"].get<std::size_t>();
    const auto judged = r["accuracy_pairs"].get<std::size_t>();
    const std::string pairs = judged == all ? std::to_string(all) + " pairs"
                                            : std::to_string(judged) + " pairs, as many of each kind; all else over " +
                                                  dumpJson(r["genuine"]) + " genuine and " + dumpJson(r["impostor"]) +
                                                  " impostor pairs";
    std::string out =
        "accuracy " + percent(r["accuracy"]) + " ± " + percent(r["accuracy_std"]) + interval(r["accuracy_ci95"]) +
        " over " + std::to_string(r["fold_accuracy"].size()) + " folds, " + pairs + " (" + flipText(r["mirror"]) +
        ")\nAUC " + percent(r["auc"]) + interval(r["auc_ci95"]) + ", EER " + percent(r["eer"]) +
        ", threshold (cosine) " + formatNumber(r["threshold"].get<double>(), 4) + ", Fisher " +
        formatNumber(r["score_fisher"].get<double>(), 3) + ", d' " + formatNumber(r["d_prime"].get<double>(), 3) + "\n";
    for (const auto& p : r["tpr_at_fpr"])
        out += p["sufficient"].get<bool>()
                   ? "TPR " + percent(p["tpr"]) + interval(p["ci95"]) + " at FPR <= " + dumpJson(p["target"]) + "\n"
                   : "TPR " + percent(p["tpr"]) + " at FPR <= " + dumpJson(p["target"]) +
                         "  (fewer than 10 false accepts: not enough data)\n";
    if (r.contains("all_pairs")) {
        const Json& whole = r["all_pairs"];
        out += "all " + dumpJson(whole["pairs"]) + " pairs: AUC " + formatNumber(whole["auc"].get<double>(), 6) +
               ", EER " + percent(whole["eer"]) + "\n";
        for (const auto& p : whole["tpr_at_fpr"])
            out += "  TPR " + percent(p["tpr"]) + " at FPR <= " + dumpJson(p["target"]) +
                   (p["sufficient"].get<bool>() ? "" : "  (not enough data)") + "\n";
    }
    if (r.contains("stored"))
        out += "stored as " + r["stored"].get<std::string>() + "\n";
    const auto people = r["resampled_people"].get<std::size_t>();
    const std::string few = people > 0 && people < eval::kFewPeople
                                ? ", " + std::to_string(people) + " people; with fewer than " +
                                      std::to_string(eval::kFewPeople) + " they are too narrow"
                                : std::string();
    return out + "intervals: 95 %, " + r["resampled"].get<std::string>() + " resampled" + few + "\n";
}

void writeScores(const fs::path& file, const verify::Verification& v)
{
    std::string csv;
    for (std::size_t i = 0; i < v.scores.size(); ++i)
        csv += formatNumber(static_cast<double>(v.scores[i]), 9) + (v.same[i] ? ",1\n" : ",0\n");
    writeFileAtomically(file, csv);
}

Json resultOf(const verify::Verification& v)
{
    Json result = v.result.toJson();
    for (const char* key :
         {"model", "model_hash", "set_hash", "left_out", "trained_people", "device", "version", "library"})
        if (v.facts.contains(key))
            result[key] = v.facts[key];
    if (v.extras.contains("all_pairs"))
        result["all_pairs"] = v.extras["all_pairs"];
    result["protocols"] = eval::toJson(eval::protocolFigures(
        v.scores, v.same, v.result,
        {.concatenated = v.options.flip == "concat", .balancedFolds = v.balancedFolds, .check = {}}));
    result["mirror"] = v.options.flip;
    result["seconds"] = v.seconds;
    result["decode_seconds"] = v.decodeSeconds;
    result["embed_seconds"] = v.embedSeconds;
    result["metric_seconds"] = v.metricSeconds;
    return result;
}

void addVerify(Registry& registry)
{
    struct Arguments {
        VerifyArguments verify;
        std::string scores, out, project;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "verify", "measure a model on a verification pack, a folder per identity, a project, or a run's own people",
        [args, &registry]() -> Json {
            const fs::path scores = args->scores;
            fs::path out = args->out;
            if (!args->project.empty() && !dataset::Project::isAt(args->project))
                throw Error(ErrorCode::NotAProject, "There is no project in " + displayPath(args->project) + ".");
            for (const fs::path& file : {scores, out})
                if (!file.empty())
                    checkWritable(file);
            const bool stored = !out.empty() || !args->project.empty();
            const auto found = args->verify.verification(registry.global(), stored);
            Json result = resultOf(found);
            if (!scores.empty())
                writeOrKeep(scores, [&](const fs::path& file) {
                    writeScores(file, found);
                    if (file != scores) // elsewhere: with what would have been printed
                        writeJsonFile(fs::path(file).replace_extension(".json"), result);
                });
            if (!args->project.empty()) {
                const auto file = verify::verificationsFolder(args->project) / (verify::verificationId(found) + ".lkv");
                verify::writeVerification(file, found);
                result["stored"] = displayPath(file);
            }
            if (!out.empty()) {
                writeOrKeep(out, [&](const fs::path& file) { verify::writeVerification(file, found); });
                result["stored"] = displayPath(out);
            }
            return result;
        },
        verifyLines);
    args->verify.add(registry, command, {.from = true});
    command->add_flag("--all-pairs", args->verify.allPairs,
                      "also every pair of the set's images, exactly: 50,000 images have 1.2 thousand million");
    command->add_option("--scores", args->scores, "write a line a pair: cosine, same");
    command->add_option("--out", args->out,
                        "keep everything that reports, comparisons and gates need of it in one file (FILE.lkv)");
    command->add_option("--project", args->project, "keep that among the verifications of a project");
}

std::string errorLines(const Json& r)
{
    std::string out = dumpJson(r["false_accepts_total"]) + " false accepts and " + dumpJson(r["false_rejects_total"]) +
                      " false rejects at the threshold " + formatNumber(r["threshold"].get<double>(), 4) + "\n";
    for (const char* kind : {"false_accepts", "false_rejects"})
        for (const Json& pair : r[kind])
            out += std::string(kind[6] == 'a' ? "accepted  " : "rejected  ") +
                   formatNumber(pair["score"].get<double>(), 4) + "  " + pair["a"].get<std::string>() + "  " +
                   pair["b"].get<std::string>() + "\n";
    for (const auto& [total, kind] :
         {std::pair("false_accepts_total", "false_accepts"), {"false_rejects_total", "false_rejects"}})
        if (const auto all = r[total].get<std::size_t>(); all > r[kind].size())
            out += std::to_string(all - r[kind].size()) + " more " +
                   (kind[6] == 'a' ? "false accepts" : "false rejects") + " (--most)\n";
    if (r.contains("queued"))
        out += r["queued"].get<std::size_t>() > 0
                   ? dumpJson(r["queued"]) + " faces were put into the review\n"
                   : std::string("Nothing was put into the review: these pairs show no faces of that project, or their "
                                 "labels have been corrected since.\n");
    return out;
}

void addErrors(Registry& registry)
{
    struct Arguments {
        VerifyArguments verify;
        std::optional<double> threshold;
        std::optional<double> fmr;
        std::size_t most = 20;
        std::string queue;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "errors", "list the pairs that a model judges wrongly, and put them into the review",
        [args, &registry]() -> Json {
            const auto v = args->verify.verification(registry.global(), false);
            double threshold = v.result.kfold.threshold;
            if (args->fmr)
                threshold = eval::tprAtFpr(v.result.roc, v.result.genuine, v.result.impostor, std::array{*args->fmr})
                                .front()
                                .threshold;
            if (args->threshold)
                threshold = *args->threshold;
            const auto errors = verify::errorsAt(v, threshold);
            const auto listed = [&](const std::vector<std::uint32_t>& pairs) {
                Json out = Json::array();
                for (std::size_t i = 0; i < std::min(pairs.size(), args->most); ++i) {
                    const auto& a = v.set[v.images[2 * pairs[i]]];
                    const auto& b = v.set[v.images[2 * pairs[i] + 1]];
                    out.push_back({{"pair", pairs[i]},
                                   {"a", a.name},
                                   {"b", b.name},
                                   {"face_a", a.face},
                                   {"face_b", b.face},
                                   {"score", v.scores[pairs[i]]}});
                }
                return out;
            };
            Json result = {{"threshold", threshold},
                           {"false_accepts_total", errors.falseAccepts.size()},
                           {"false_rejects_total", errors.falseRejects.size()},
                           {"false_accepts", listed(errors.falseAccepts)},
                           {"false_rejects", listed(errors.falseRejects)}};
            if (!args->queue.empty()) {
                auto project = dataset::Project::open(args->queue);
                std::vector<std::uint32_t> pairs;
                for (const auto* kind : {&errors.falseAccepts, &errors.falseRejects})
                    pairs.insert(pairs.end(), kind->begin(),
                                 kind->begin() + static_cast<std::ptrdiff_t>(std::min(kind->size(), args->most)));
                result["queued"] = verify::queuePairs(project, v, pairs, threshold).size();
            }
            return result;
        },
        errorLines);
    args->verify.add(registry, command, {.from = true});
    auto* threshold = command
                          ->add_option("--threshold", args->threshold,
                                       "the cosine from which on two faces count as one person; the mean of the "
                                       "folds' without it")
                          ->check(CLI::Range(-1.0, 1.0));
    command->add_option("--fmr", args->fmr, "the threshold of this false-match rate")
        ->check(CLI::Range(0.0, 1.0))
        ->excludes(threshold);
    command->add_option("--most", args->most, "of each kind, the clearest errors first")->capture_default_str();
    command->add_option("--queue", args->queue, "put these into the review of a project whose faces they are");
}

} // namespace

void addVerifyCommands(Registry& registry)
{
    addVerify(registry);
    addErrors(registry);
}

} // namespace likeness::cli
