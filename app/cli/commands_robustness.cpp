// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/verify_arguments.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/verify/robustness.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;

std::string percent(const Json& share)
{
    return share.is_number() ? formatNumber(share.get<double>() * 100, 1) + " %" : "-";
}

std::string withInterval(const Json& share, const Json& interval)
{
    return percent(share) + " [" + percent(interval[0]) + ", " + percent(interval[1]) + "]";
}

std::string kindWords(const Json& kind, const std::string& verb)
{
    return dumpJson(kind["flipped"]) + " of " + dumpJson(kind["attacked"]) + " " + verb + ", " +
           withInterval(kind["success"], kind["ci95"]);
}

std::string robustnessLines(const Json& r)
{
    std::string out = dumpJson(r["pairs"]) + " of " + dumpJson(r["of_pairs"]) + " pairs, " + dumpJson(r["genuine"]) +
                      " genuine and " + dumpJson(r["impostor"]) + " impostor; " + percent(r["accuracy"]) +
                      " decided rightly at the threshold " + figure(r["threshold"], 4) +
                      (r["threshold_from"] == "given" ? "" : " (that of the verification)") +
                      "\nThe first image of each pair was changed by at most ε grey levels of 255 a pixel:\n";
    for (const Json& p : r["points"])
        out += toLower(p["method"].get<std::string>()) + ", ε " + dumpJson(p["epsilon"]) +
               "/255: " + kindWords(p["genuine"], "genuine pairs rejected") + "; " +
               kindWords(p["impostor"], "impostor pairs accepted") + "; survived " +
               withInterval(p["survival"], p["survival_ci95"]) +
               (p["sufficient"].get<bool>() ? "" : "  (too few pairs: not enough data)") + "\n";
    if (r["no_slope"].get<std::size_t>() > 0)
        out += dumpJson(r["no_slope"]) + " pairs hold the same picture twice; FGSM finds no direction there.\n";
    out += "intervals: 95 %, " + r["interval"].get<std::string>() + "\n";
    if (r.contains("pictures") && !r["examples"].empty())
        out += "pictures of " + std::to_string(r["examples"].size()) + " attacks: " + r["pictures"].get<std::string>() +
               "\n";
    return out;
}

// Four pictures an example, and their names into its object.
void writePictures(const fs::path& folder, const std::vector<verify::Robustness::Example>& examples, Json& list)
{
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const auto& e = examples[i];
        const std::string stem = e.method + (e.same ? "_genuine_" : "_impostor_") + std::to_string(i + 1) + "_eps" +
                                 std::to_string(e.epsilon);
        Json files = Json::object();
        for (const auto& [what, png] : {std::pair<const char*, const Bytes*>{"original", &e.original},
                                        {"changed", &e.changed},
                                        {"other", &e.other},
                                        {"difference", &e.difference}}) {
            const std::string name = stem + "_" + what + ".png";
            writeFileAtomically(folder / name, *png);
            files[what] = name;
        }
        list[i]["files"] = files;
    }
}

} // namespace

void addRobustnessCommands(Registry& registry)
{
    struct Arguments {
        VerifyArguments on;
        verify::AttackOptions attack;
        std::string method = "both", pictures;
        bool keep = false;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "robustness", "attack a model's decisions with small changes of the pictures (FGSM, PGD)",
        [args, &registry]() -> Json {
            if (args->keep && !args->on.isStored())
                throw Error(ErrorCode::BadArgument,
                            "--keep adds the figures to a stored verification; name it (--from).");
            auto attack = args->attack;
            if (args->method != "both")
                attack.methods = {args->method};
            const fs::path folder = args->pictures;
            if (folder.empty() && !args->keep) {
                attack.examples = 0;
            } else if (!folder.empty()) {
                std::error_code error;
                fs::create_directories(folder, error);
                checkWritable(folder / "picture.png"); // now, and not after minutes
            }
            args->on.requireSomething();
            auto on = args->on.options(registry.global());
            if (args->on.isStored()) { // the same model on the same set in the same way
                const auto machine = on.compute;
                on = args->on.verification(registry.global(), false).options;
                on.compute.device = machine.device;
                on.compute.threads = machine.threads;
                on.compute.precision = "fp32"; // the gradient is taken in it
            }
            const auto outcome = verify::attackSet(on, attack, Console::instance());
            Json result = outcome.toJson();
            if (args->keep)
                args->on.keep("robustness", outcome.toExtra(), outcome.facts);
            if (!folder.empty()) {
                writePictures(folder, outcome.examples, result["examples"]);
                result["pictures"] = displayPath(folder);
            }
            return result;
        },
        robustnessLines);
    args->on.add(registry, command, {.model = "what is attacked", .from = true, .maxPairs = false, .precision = false});
    command->add_option("--method", args->method, "fgsm, pgd or both")
        ->check(CLI::IsMember({"fgsm", "pgd", "both"}))
        ->capture_default_str();
    command
        ->add_option("--eps", args->attack.epsilons, "how far a pixel may move, in grey levels of 255; several values")
        ->check(CLI::Range(1, 255))
        ->capture_default_str();
    command->add_option("--steps", args->attack.steps, "steps of PGD")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--step-size", args->attack.step, "grey levels a step of PGD; 2.5 · eps / steps")
        ->check(CLI::Range(0.0, 255.0));
    command
        ->add_option("--pairs-max", args->attack.maxPairs,
                     "pairs that are looked at, as many of each kind, evenly from all; 0: every one")
        ->check(CLI::Range(std::size_t{0}, std::size_t{100'000'000}))
        ->capture_default_str();
    command
        ->add_option("--threshold", args->attack.threshold,
                     "cosine from which a pair is accepted; the mean over the folds of the verification")
        ->check(CLI::Range(-1.0, 1.0));
    command
        ->add_option("--bootstraps", args->attack.bootstraps, "resamples behind the intervals of sets with identities")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
    command->add_flag("--keep", args->keep, "add the figures to the stored verification, for reports and gates");
    command->add_option("--pictures", args->pictures, "write pictures of some attacks into this folder");
}

} // namespace likeness::cli
