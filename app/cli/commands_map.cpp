// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/curate/face_map.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace likeness::cli {

void addMapCommands(Registry& registry)
{
    struct Arguments {
        std::string folder, precision = "fp32";
        curate::MapOptions options;
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add("map", "place all faces in a plane, alike faces together, for the window's map",
                                 [args, &registry]() -> Json {
                                     const auto start = std::chrono::steady_clock::now();
                                     const Global& global = registry.global();
                                     auto project = dataset::Project::open(args->folder);
                                     auto options = args->options;
                                     options.compute = {global.device, global.threads, args->precision};
                                     options.layout.threads = global.threads;
                                     options.layout.seed = global.seed;
                                     const auto map = curate::buildMap(project, options, Console::instance());
                                     return {{"points", map.faces.size()},
                                             {"model", map.model},
                                             {"file", displayPath(curate::mapFile(project))},
                                             {"seconds", secondsSince(start)}};
                                 });
    command->add_option("project", args->folder, "the project folder")->required();
    modelOption(registry, command, args->options.model, "instead of what computed the last embeddings");
    command
        ->add_option("--neighbours", args->options.layout.neighbours, "neighbours that pull; fewer show smaller groups")
        ->check(CLI::Range(2, 200));
    command->add_option("--rounds", args->options.layout.epochs, "rounds in which every face moves once")
        ->check(CLI::Range(1, 100000));
    precisionOption(command, args->precision);
}

} // namespace likeness::cli
