// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/verify_arguments.h"
#include "core/base/text.h"
#include "core/verify/hard_set.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

namespace likeness::cli {
namespace {

std::string hardSetLines(const Json& r)
{
    std::string out = r["written"].get<std::string>() + ": " + dumpJson(r["pairs"]) + " pairs, " +
                      dumpJson(r["genuine"]) + " genuine and " + dumpJson(r["impostor"]) + " impostor\n";
    for (const auto& [attribute, values] : r["slices"].items())
        for (const auto& [value, count] : values.items())
            out += attribute + ", " + value + ": " + dumpJson(count["genuine"]) + " genuine and " +
                   dumpJson(count["impostor"]) + " impostor\n";
    return out + "Which pair is in which slice: " + r["slices_file"].get<std::string>() + "\n" +
           r["facts"]["note"].get<std::string>() + "\n";
}

Json jsonOf(const verify::HardSet& set)
{
    Json slices = Json::object();
    for (const auto& count : set.slices)
        slices[count.attribute][count.value] = {
            {"pairs", count.genuine + count.impostor}, {"genuine", count.genuine}, {"impostor", count.impostor}};
    Json facts = set.facts;
    facts.erase("slices"); // said above
    return {{"written", displayPath(set.written)},
            {"slices_file", displayPath(set.slicesFile)},
            {"pairs", set.pairs},
            {"genuine", set.genuine},
            {"impostor", set.impostor},
            {"slices", slices},
            {"facts", facts},
            {"seconds", set.seconds}};
}

} // namespace

void addHardSetCommands(Registry& registry)
{
    struct Arguments {
        VerifyArguments on;
        verify::HardSetOptions options;
        std::vector<std::string> variants;
        std::string out, dates, level = "all";
        double years = 0;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "hard-set",
        "make a harder verification set: pairs split into easy, medium and hard, with masks, turned heads, low "
        "resolution and difficult light, and across years",
        [args, &registry]() -> Json {
            auto options = args->options;
            options.on = args->on.options(registry.global());
            options.out = args->out;
            options.dates = args->dates;
            options.years = args->years > 0 || args->dates.empty() ? args->years : verify::kUsualYears;
            if (args->level != "all")
                options.level = verify::levelNamed(args->level);
            if (!args->variants.empty()) {
                options.variants.clear();
                for (const std::string& name : args->variants)
                    if (name != "none")
                        options.variants.push_back(image::variantOf(name));
                std::sort(options.variants.begin(), options.variants.end());
                options.variants.erase(std::unique(options.variants.begin(), options.variants.end()),
                                       options.variants.end());
            }
            return jsonOf(verify::makeHardSet(options, Console::instance()));
        },
        hardSetLines);
    args->on.add(registry, command, {.model = "says by its similarities which pairs are hard", .maxPairs = false});
    command
        ->add_option("--out", args->out,
                     "FILE.bin, a new verification pack; or a new folder per identity with pairs.txt")
        ->required();
    command
        ->add_option("--variants", args->variants,
                     "mask, profile, low-resolution, lighting (all, unless some are named), or none")
        ->delimiter(',')
        ->check(CLI::IsMember({"mask", "profile", "low-resolution", "lighting", "none"}));
    command->add_option("--level", args->level, "which pairs: easy, medium, hard, or all")
        ->check(CLI::IsMember({"easy", "medium", "hard", "all"}))
        ->capture_default_str();
    command->add_option("--max-pairs", args->options.maxPairs, "pairs of each kind and level, drawn at random")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}))
        ->capture_default_str();
    command->add_option("--years", args->years, "add pairs that many years apart; by EXIF, unless --dates says it")
        ->check(CLI::Range(0.0, 100.0));
    command->add_option("--dates", args->dates,
                        "CSV with columns path and date (or age); 5 years apart, unless --years");
    command->add_option("--size", args->options.size, "side of the crops in pixels")
        ->check(CLI::IsMember({112, 160, 224}))
        ->capture_default_str();
}

} // namespace likeness::cli
