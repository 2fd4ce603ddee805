// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/face_counts.h"
#include "core/base/text.h"
#include "core/crops/crop_sizes.h"
#include "core/dataset/export.h"
#include "core/formats/formats.h"

#include <CLI/CLI.hpp>

namespace likeness::cli {

using dataset::ExportOptions;
using dataset::Project;
using dataset::Split;

void addExportCommands(Registry& registry)
{
    struct Arguments {
        std::string folder, out, pictures = "auto", split;
        ExportOptions how;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "export", "write the dataset in another format, or draw a verification pack from its people",
        [args, &registry]() -> Json {
            using Pictures = ExportOptions::Pictures;
            args->how.pictures = args->pictures == "original" ? Pictures::Original
                                 : args->pictures == "crops"  ? Pictures::Crops
                                 : args->pictures == "none"   ? Pictures::None
                                                              : Pictures::Auto;
            if (!args->split.empty())
                args->how.split = args->split == "train" ? Split::Train
                                  : args->split == "val" ? Split::Validation
                                                         : Split::Test;
            args->how.seed = registry.global().seed;
            const auto project = Project::open(args->folder, Project::Mode::ReadOnly);
            const auto result = dataset::exportTo(project, args->out, args->how, Console::instance());
            Json json = {{"written", displayPath(result.written)},
                         {"count", result.count},
                         {"people", result.people},
                         {"format", args->how.format},
                         {"report", result.report},
                         {"seconds", result.seconds}};
            if (result.pack.is_object())
                json["pack"] = result.pack;
            else if (args->how.version.empty() && args->split.empty() && !args->how.unlabelled)
                json["faces"] = faceCounts(project);
            return json;
        },
        [](const Json& r) {
            std::string out = dumpJson(r["count"]) + (r.contains("pack") ? " pairs" : " images") + " of " +
                              dumpJson(r["people"]) + " people written to " + r["written"].get<std::string>() + "\n";
            if (r.contains("pack") && !r["pack"]["shortage"].get<std::string>().empty())
                out += r["pack"]["shortage"].get<std::string>() + "\n";
            if (r.contains("faces")) {
                if (const auto text = leftOutText(r["faces"], 0, {}); !text.empty())
                    out += text + "\n";
            }
            for (const auto& [kind, count] : r["report"]["counts"].items())
                out += "  " + kind + ": " + dumpJson(count) + "\n";
            return out;
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--format", args->how.format, "what to write")
        ->required()
        ->check(CLI::IsMember(formats::writableFormats()));
    command->add_option("--out", args->out, "folder or file to write; nothing that exists is overwritten")->required();
    command->add_option("--version", args->how.version, "hash or name of a snapshot; as it is now without it");
    command
        ->add_option("--pictures", args->pictures,
                     "the pictures' own bytes, aligned crops as PNG, or no pictures; auto: crops for rec and pack")
        ->check(CLI::IsMember({"auto", "original", "crops", "none"}));
    command->add_option("--size", args->how.cropSize, "side of the crops")->check(CLI::IsMember(crops::kCropSizes));
    command->add_option("--split", args->split, "only the people on this side of the division")
        ->check(CLI::IsMember({"train", "val", "test"}));
    command->add_flag("--unlabelled", args->how.unlabelled, "faces without a name too, where the format can hold them");
    command->add_option("--points-base", args->how.pointBase, "what .pts files count pixels from")
        ->check(CLI::Range(0, 1));
    command->add_option("--pairs", args->how.pack.pairs, "of a pack")->check(CLI::Range(4, 100'000'000));
    command->add_option("--folds", args->how.pack.folds, "of a pack; no person is in two")->check(CLI::Range(2, 1000));
}

} // namespace likeness::cli
