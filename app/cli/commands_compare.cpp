// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/verify_arguments.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/project.h"
#include "core/verify/compare.h"
#include "core/verify/verification_file.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;

std::string chance(const Json& p)
{
    return p.is_number() && p.get<double>() < 1e-4 ? "< 0.0001" : "= " + figure(p, 4);
}

std::string verdict(const Json& v, const Json& all)
{
    const std::string a = v["a"].get<std::string>();
    const std::string b = v["b"].get<std::string>();
    const std::string reason = v["reason"].get<std::string>();
    const std::string enough = std::to_string(eval::kFewestForVerdict);
    const std::string p = "p " + chance(v["p"]);
    if (v["better"].is_string()) {
        const bool first = v["better"] == v["a"];
        return (first ? a : b) + " is better than " + (first ? b : a) + " by its AUC (" + p + ").";
    }
    if (reason == "equal")
        return "No difference was found between " + a + " and " + b + ", and these pairs would have shown one of " +
               figure(v["smallest_difference"], 3) + " in AUC (" + p + ").";
    const std::string start = "Not enough data to say whether " + a + " or " + b + " is better: ";
    if (reason == "few_people")
        return start + "the pairs are of " + dumpJson(all["people"]) + " people, and it takes " + enough + ".";
    if (reason == "few_pairs")
        return start + "it takes " + enough + " genuine and " + enough + " impostor pairs.";
    if (reason == "few_differing")
        return start + "they judge only " + std::to_string(v["only_a"].get<int>() + v["only_b"].get<int>()) +
               " pairs differently, and it takes " + enough + ".";
    if (reason == "few_resamples")
        return start + "too few resamples; raise --bootstraps.";
    return start + "the difference of " + figure(v["difference"], 5) + " in AUC may be chance (" + p +
           "), and one below " + figure(v["detectable"], 5) + " can easily be missed on so few pairs.";
}

std::string compareLines(const Json& r)
{
    std::string out = dumpJson(r["pairs"]) + " pairs, " + dumpJson(r["genuine"]) + " genuine and " +
                      dumpJson(r["impostor"]) + " impostor\n";
    for (const Json& model : r["models"])
        out += model["model"].get<std::string>() + ": AUC " + figure(model["auc"], 5) + ", EER " +
               figure(model["eer"], 5) + ", accuracy " + figure(model["accuracy"], 5) + "\n";
    for (const Json& d : r["results"])
        out +=
            d["a"].get<std::string>() + " − " + d["b"].get<std::string>() + ", " + d["metric"].get<std::string>() +
            ": " + figure(d["difference"], 5) +
            (d["sufficient"].get<bool>() ? " [" + figure(d["ci95"][0], 5) + ", " + figure(d["ci95"][1], 5) + "], p " +
                                               chance(d["p_holm"]) + " (" + d["test"].get<std::string>() + ")"
                                         : "  (fewer than 10 false accepts: not enough data)") +
            "\n";
    for (const Json& v : r["verdicts"]) {
        out += verdict(v, r) + "\n";
        const auto onlyA = v["only_a"].get<std::size_t>();
        const auto onlyB = v["only_b"].get<std::size_t>();
        if (onlyA + onlyB > 0)
            out += "They differ on " + std::to_string(onlyA + onlyB) + " pairs: " + v["a"].get<std::string>() +
                   " alone is right on " + std::to_string(onlyA) + ", " + v["b"].get<std::string>() + " on " +
                   std::to_string(onlyB) + " (--json names those that are farthest apart).\n";
    }
    out += "intervals: 95 %";
    if (r["bootstraps"].get<int>() > 0)
        out +=
            "; bootstrap over " + r["resampled"].get<std::string>() + ", " + dumpJson(r["bootstraps"]) + " resamples";
    return out + "; p after Holm's correction\n";
}

bool isStored(const std::string& name)
{
    return fs::path(name).extension() == ".lkv";
}

// Without a set the first name may be the project that the others are runs of.
verify::CompareOptions optionsFor(std::vector<std::string> names, verify::CompareOptions options)
{
    if (dataset::Project::isAt(names.front())) {
        options.on.runsFolder = fs::path(names.front()) / "runs";
        names.erase(names.begin());
    }
    if (names.size() < 2)
        throw Error(ErrorCode::BadArgument, "Name two models or more to compare.");
    options.models = std::move(names);
    return options;
}

} // namespace

void addCompareCommands(Registry& registry)
{
    struct Arguments {
        verify::CompareOptions options;
        std::vector<std::string> names;
        VerifyArguments on;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "compare", "say whether models differ on the same pairs, with paired tests",
        [args, &registry]() -> Json {
            const auto stored = std::count_if(args->names.begin(), args->names.end(), isStored);
            if (stored == std::ssize(args->names)) {
                auto& console = Console::instance();
                std::vector<verify::Verification> read;
                for (const std::string& name : args->names)
                    read.push_back(readStored(name));
                std::vector<const verify::Verification*> those;
                for (const verify::Verification& one : read)
                    those.push_back(&one);
                return verify::compareStored(those, args->options.bootstraps, console).toJson();
            }
            if (stored > 0)
                throw Error(ErrorCode::BadArgument,
                            "\"" + *std::find_if_not(args->names.begin(), args->names.end(), isStored) +
                                "\" is no stored verification (FILE.lkv), while others are; compare such files with "
                                "each other.");
            auto options = optionsFor(args->names, args->options);
            const auto runs = options.on.runsFolder;
            options.on = args->on.options(registry.global());
            options.on.runsFolder = runs;
            return verify::compare(options, Console::instance()).toJson();
        },
        compareLines);
    command
        ->add_option("models", args->names,
                     "models as `verify --model` takes them; stored verifications (FILE.lkv) of the same pairs; or a "
                     "project and ids of its runs. Without --set, runs are "
                     "compared on people that none of them has trained on")
        ->required();
    args->on.add(registry, command, {.model = nullptr});
    command->add_option("--bootstraps", args->options.bootstraps, "resamples behind the intervals")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
}

} // namespace likeness::cli
