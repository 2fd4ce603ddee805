// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/verify_arguments.h"
#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/verify/slices_extra.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace likeness::cli {
namespace {

std::string share(const Json& figure)
{
    if (!figure["value"].is_number())
        return "-";
    std::string out = formatNumber(figure["value"].get<double>() * 100, 2) + " %";
    if (!figure["sufficient"].get<bool>())
        return out + " (not enough data)";
    if (figure["ci95"][0].is_number())
        out += " [" + formatNumber(figure["ci95"][0].get<double>() * 100, 2) + ", " +
               formatNumber(figure["ci95"][1].get<double>() * 100, 2) + "]";
    return out;
}

std::string attributesOf(const verify::SliceInput& input)
{
    std::string out;
    for (const auto& source : input.sources)
        out += (out.empty() ? " \"" : ", \"") + source.attribute + "\"";
    return out.empty() ? " none" : out;
}

// "age=18,30,60": where the numbers of an attribute are divided.
std::pair<std::string, std::vector<double>> edgesIn(const std::string& given)
{
    std::pair<std::string, std::vector<double>> out;
    const auto equals = given.find('=');
    out.first = given.substr(0, equals);
    std::string_view rest =
        equals == std::string::npos ? std::string_view() : std::string_view(given).substr(equals + 1);
    while (!rest.empty()) {
        const std::string_view part = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        const auto value = numberIn(part);
        if (!value || (!out.second.empty() && *value <= out.second.back())) {
            out.second.clear();
            break;
        }
        out.second.push_back(*value);
    }
    if (out.first.empty() || out.second.empty())
        throw Error(ErrorCode::BadArgument,
                    "\"" + given + "\" names no edges; an attribute and ascending numbers: --edges age=18,30,60.");
    return out;
}

// " over 2 of 3 values", where some have not enough data and may be the best or the worst.
std::string comparedOf(const Json& r, const Json& attribute, std::size_t compared)
{
    const auto all = static_cast<std::size_t>(std::count_if(
        r["slices"].begin(), r["slices"].end(), [&](const Json& slice) { return slice["attribute"] == attribute; }));
    return all > compared
               ? " over the " + std::to_string(compared) + " of " + std::to_string(all) + " values with enough data"
               : std::string();
}

std::string sliceLines(const Json& r)
{
    std::string out = "Accuracy: 1 - (FNMR + FMR) / 2 at the threshold " + figure(r["threshold"], 4) +
                      ". Not enough data: fewer than 30 pairs or 5 people of a kind.\n";
    for (const Json& slice : r["slices"])
        out += slice["attribute"].get<std::string>() + " = " + slice["value"].get<std::string>() + ": " +
               dumpJson(slice["genuine"]) + " genuine and " + dumpJson(slice["impostor"]) +
               " impostor pairs, accuracy " + share(slice["accuracy"]) + "\n";
    for (const Json& attribute : r["attributes"])
        for (const Json& gap : attribute["gaps"])
            if (gap["metric"] == "accuracy" && gap["gap"].is_number())
                out += attribute["attribute"].get<std::string>() + ": the accuracies lie " +
                       formatNumber(gap["gap"].get<double>() * 100, 2) + " points apart" +
                       comparedOf(r, attribute["attribute"], gap["compared"].get<std::size_t>()) +
                       (gap["p_holm"].is_number() ? ", p = " + figure(gap["p_holm"], 4) +
                                                        (r["attributes"].size() > 1 ? " (corrected after Holm)" : "")
                                                  : std::string()) +
                       "\n";
    for (const Json& left : r["left"])
        if (left["images_without"].is_number() && left["images_without"].get<std::size_t>() > 0)
            out += dumpJson(left["images_without"]) +
                   (left["images_without"] == 1 ? " image has no " : " images have no ") +
                   left["attribute"].get<std::string>() + "\n";
    return out;
}

} // namespace

void addSlicesCommands(Registry& registry)
{
    struct Arguments {
        VerifyArguments verify;
        std::vector<std::string> by, edges;
        std::optional<int> bins;
        bool measures = false, keep = false;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "slices", "accuracy by attribute (age, gender, camera, quality …), with the gap between groups",
        [args, &registry]() -> Json {
            auto& console = Console::instance();
            if (args->keep && !args->verify.isStored())
                throw Error(ErrorCode::BadArgument,
                            "--keep adds the figures to a stored verification; name it (--from).");
            verify::SliceOptions options;
            if (args->bins)
                options.bins = *args->bins;
            for (const std::string& given : args->edges)
                if (const auto edges = edgesIn(given); !options.edges.insert(edges).second)
                    throw Error(ErrorCode::BadArgument, "--edges names \"" + edges.first + "\" twice.");
            auto verified = args->verify.verification(registry.global(), false);
            auto input = verify::sliceInputFrom(verified.extras.value("slices", Json()), verified.scores.size());
            auto files = args->by;
            if (const auto own = verify::ownSlicesFile(verified); files.empty() && !args->measures && !own.empty())
                files.push_back(own.native());
            if ((args->bins || !options.edges.empty()) && files.empty() && !args->measures)
                throw Error(
                    ErrorCode::BadArgument,
                    "--edges and --bins divide what --by or --measure gives; slices that were kept stay as they "
                    "are.");
            for (const std::string& file : files)
                input = verify::mergedSlices(std::move(input), verify::sliceInputOf(verified, file, console, options));
            if (args->measures)
                input = verify::mergedSlices(std::move(input), verify::measuredSlices(verified, console, options));
            for (const auto& [attribute, edges] : options.edges)
                if (std::none_of(input.sources.begin(), input.sources.end(),
                                 [&](const auto& source) { return source.attribute == attribute; }))
                    throw Error(ErrorCode::BadArgument, "--edges: there is no attribute \"" + attribute +
                                                            "\"; there are" + attributesOf(input) + ".");
            if (input.slices.empty())
                throw Error(ErrorCode::BadArgument, "Name what to slice by: a CSV with path and attributes (--by), or "
                                                    "what can be measured of the images (--measure).");
            console.stage("score");
            Json result = verify::measuredExtra(verified, input, [&] { console.checkStop(); });
            if (args->keep)
                args->verify.keep("slices", result, verified.facts);
            result.erase("members");
            return result;
        },
        sliceLines);
    args->verify.add(registry, command, {.from = true});
    command->add_option(
        "--by", args->by,
        "CSV: path and attribute columns, or pair, attribute, value (NAME.slices.csv); several files add "
        "up. Without it the set's own, where it has one");
    command->add_flag("--measure", args->measures, "also by brightness, sharpness, pose and quality of the crops");
    command->add_option("--edges", args->edges,
                        "where an attribute's numbers are divided, NAME=1,5,10: under 1, 1 to 5, 5 to 10, 10 and more; "
                        "once for each attribute");
    command->add_option("--bins", args->bins, "else so many parts with as many images each (3)")
        ->check(CLI::Range(2, 20));
    command->add_flag("--keep", args->keep, "add the figures to the stored verification, for reports and gates");
}

} // namespace likeness::cli
