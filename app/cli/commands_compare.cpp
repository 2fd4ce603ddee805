// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/verify/compare.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;

std::string chance(const Json& p)
{
    return p.is_number() && p.get<double>() < 1e-4 ? "< 0.0001" : "= " + figure(p, 4);
}

std::string verdict(const Json& d)
{
    if (!d["decides"].get<bool>())
        return {};
    const double difference = d["difference"].get<double>();
    const std::string better = d[difference < 0 ? "b" : "a"].get<std::string>(),
                      worse = d[difference < 0 ? "a" : "b"].get<std::string>();
    if (!d["p_holm"].is_number())
        return "Whether " + better + " is better than " + worse + " cannot be told from so few people or pairs.\n";
    if (d["p_holm"].get<double>() >= verify::Comparison::kSure)
        return "The difference between " + better + " and " + worse + " may be chance.\n";
    return better + " is better than " + worse + " by its AUC.\n";
}

std::string compareLines(const Json& r)
{
    std::string out = dumpJson(r["pairs"]) + " pairs, " + dumpJson(r["genuine"]) + " genuine and " +
                      dumpJson(r["impostor"]) + " impostor\n";
    for (const Json& model : r["models"])
        out += model["model"].get<std::string>() + ": AUC " + figure(model["auc"], 5) + ", EER " +
               figure(model["eer"], 5) + ", accuracy " + figure(model["accuracy"], 5) + "\n";
    for (const Json& d : r["results"])
        out += d["a"].get<std::string>() + " − " + d["b"].get<std::string>() + ", " + d["metric"].get<std::string>() +
               ": " + figure(d["difference"], 5) + " [" + figure(d["ci95"][0], 5) + ", " + figure(d["ci95"][1], 5) +
               "], p " + chance(d["p_holm"]) + " (" + d["test"].get<std::string>() + ")" +
               (d["sufficient"].get<bool>() ? "" : "  (fewer than 10 false accepts: not enough data)") + "\n";
    for (const Json& d : r["results"])
        out += verdict(d);
    out += "intervals: 95 %";
    if (r["bootstraps"].get<int>() > 0)
        out +=
            "; bootstrap over " + r["resampled"].get<std::string>() + ", " + dumpJson(r["bootstraps"]) + " resamples";
    return out + "; p after Holm's correction\n";
}

// Without a set the first name may be the project that the others are runs of.
verify::CompareOptions optionsFor(std::vector<std::string> names, verify::CompareOptions options)
{
    std::error_code ec;
    if (fs::is_regular_file(fs::path(names.front()) / "project.db", ec)) {
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
        std::string set, pairs, precision = "fp32";
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "compare", "say whether models differ on the same pairs, with paired tests",
        [args, &registry]() -> Json {
            const Global& global = registry.global();
            auto options = optionsFor(args->names, args->options);
            options.on.set = args->set;
            options.on.pairs = args->pairs;
            options.on.seed = global.seed;
            options.on.compute = {global.device, global.threads, args->precision};
            return verify::compare(options, Console::instance()).toJson();
        },
        compareLines);
    command
        ->add_option("models", args->names,
                     "models as `verify --model` takes them; or a project and ids of its runs. Without --set, runs are "
                     "compared on people that none of them has trained on")
        ->required();
    command->add_option("--set", args->set, "PACK.bin, or a folder with a folder per identity");
    command->add_option("--pairs", args->pairs, "LFW pairs.txt, for a folder");
    command->add_flag("--aligned", args->options.on.aligned, "the folder's images are aligned crops already");
    command->add_option("--detector", args->options.on.detector, "detector for images that are not aligned");
    command->add_option("--max-pairs", args->options.on.maxPairs, "pairs of each kind where the set does not name them")
        ->check(CLI::Range(std::size_t{10}, std::size_t{10'000'000}));
    command->add_option("--bootstraps", args->options.bootstraps, "resamples behind the intervals")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
    precisionOption(command, args->precision);
}

} // namespace likeness::cli
