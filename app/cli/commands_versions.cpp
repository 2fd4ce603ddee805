// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "core/base/text.h"
#include "core/dataset/splits.h"
#include "core/dataset/versions.h"
#include "core/run/run_folder.h"

#include <CLI/CLI.hpp>

namespace likeness::cli {

using dataset::Project;

namespace {

struct Arguments {
    std::string folder;
    std::string a, b; // versions, or a name
    bool preview = false;
    bool ignoreParts = false;
    dataset::SplitOptions split;
};

Json changesJson(const std::vector<std::array<std::string, 3>>& rows, const char* key)
{
    Json list = Json::array();
    for (const auto& [what, before, after] : rows)
        list.push_back({{key, what}, {"before", before}, {"after", after}});
    return list;
}

std::string orWord(const Json& value, const char* word)
{
    const auto text = value.get<std::string>();
    return text.empty() ? word : text;
}

void addSnapshot(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "snapshot", "keep an immutable version of the dataset",
        [args]() -> Json {
            auto project = Project::open(args->folder);
            const auto row = project.snapshot(args->a);
            return {{"snapshot", row.hash}, {"images", row.images}, {"identities", row.identities}, {"name", row.name}};
        },
        [](const Json& r) {
            return r["snapshot"].get<std::string>() + "  " + dumpJson(r["images"]) + " images of " +
                   dumpJson(r["identities"]) + " people  " + r["name"].get<std::string>() + "\n";
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--name", args->a, "a name for it");
}

void addDiff(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "diff", "what changed between two versions",
        [args]() -> Json {
            const auto project = Project::open(args->folder, Project::Mode::ReadOnly);
            const auto diff = project.diff(args->a == "now" ? "" : args->a, args->b == "now" ? "" : args->b);
            return {{"added", diff.added},
                    {"removed", diff.removed},
                    {"relabelled", changesJson(diff.relabelled, "path")},
                    {"landmarks_changed", diff.landmarks},
                    {"split_changed", changesJson(diff.splits, "identity")}};
        },
        [](const Json& r) {
            std::string out;
            for (const auto& path : r["added"])
                out += "+ " + path.get<std::string>() + "\n";
            for (const auto& path : r["removed"])
                out += "- " + path.get<std::string>() + "\n";
            for (const auto& row : r["relabelled"])
                out += "~ " + row["path"].get<std::string>() + ": " + row["before"].get<std::string>() + " → " +
                       row["after"].get<std::string>() + "\n";
            for (const auto& path : r["landmarks_changed"])
                out += "* " + path.get<std::string>() + ": landmarks\n";
            for (const auto& row : r["split_changed"])
                out += "/ " + row["identity"].get<std::string>() + ": " + orWord(row["before"], "no split") + " → " +
                       orWord(row["after"], "no split") + "\n";
            return out.empty() ? "no difference\n" : out;
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("A", args->a, "hash, first digits of it, or name of a version")->required();
    command->add_option("B", args->b, "the same, or 'now' (the default)");
}

void addVersionList(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "versions", "the versions of the dataset, and the runs that were made from each",
        [args]() -> Json {
            const auto project = Project::open(args->folder, Project::Mode::ReadOnly);
            std::map<std::string, Json> runs;
            for (const auto& run : run::listRuns(project.runsFolder()))
                runs[run.config().data.snapshot].push_back({{"run", run.id()}, {"state", run.state().state}});
            Json list = Json::array();
            for (const auto& row : project.snapshots()) {
                const auto made = runs.find(row.hash);
                list.push_back({{"snapshot", row.hash},
                                {"name", row.name},
                                {"time", row.time},
                                {"images", row.images},
                                {"identities", row.identities},
                                {"erased", row.erased},
                                {"runs", made == runs.end() ? Json::array() : made->second}});
            }
            return {{"versions", list}};
        },
        [](const Json& r) {
            std::string out;
            for (const auto& v : r["versions"]) {
                out += v["snapshot"].get<std::string>().substr(0, 12) + "  " + dumpJson(v["images"]) + " images of " +
                       dumpJson(v["identities"]) + " people  " + v["name"].get<std::string>();
                if (v["erased"].get<int>() > 0)
                    out += "  [" + dumpJson(v["erased"]) + " faces were erased]";
                out += "\n";
                for (const auto& run : v["runs"])
                    out += "    run " + run["run"].get<std::string>() + ", " + run["state"].get<std::string>() + "\n";
            }
            return out.empty() ? "no version yet; snapshot makes one\n" : out;
        });
    command->add_option("DIR", args->folder, "the project")->required();
}

void addRevert(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "revert", "make labels, landmarks and splits those of a version again, as one change that undo takes back",
        [args]() -> Json {
            auto project =
                Project::open(args->folder, args->preview ? Project::Mode::ReadOnly : Project::Mode::ReadWrite);
            const auto done =
                args->preview ? dataset::previewRevert(project, args->a) : dataset::revert(project, args->a);
            for (const auto& key : done.missing)
                Console::instance().issue({jobs::Issue::Severity::Warning, key, ErrorCode::NotFound,
                                           "it is not in the project any more and cannot come back"});
            Json result = {{"snapshot", done.version.hash},    {"preview", args->preview},
                           {"relabelled", done.relabelled},    {"set_aside", done.setAside},
                           {"brought_back", done.broughtBack}, {"landmarks", done.landmarks},
                           {"label_states", done.labelStates}, {"splits", done.splits},
                           {"people_made", done.peopleMade},   {"people_renamed", done.renamed},
                           {"missing", done.missing},          {"erased", done.version.erased},
                           {"partial", done.partial}};
            if (!args->preview) {
                result["entry"] = done.entry;
                result["same"] = done.same;
            }
            return result;
        },
        [](const Json& r) {
            const auto n = [&](const char* key) { return dumpJson(r[key]); };
            std::string out = std::string(r["preview"].get<bool>() ? "would be" : "done") + ": " + n("relabelled") +
                              " faces relabelled, " + n("brought_back") + " brought back, " + n("set_aside") +
                              " set aside, landmarks of " + n("landmarks") + ", " + n("label_states") +
                              " label states, " + n("splits") + " splits, " + n("people_made") +
                              " people made again, " + n("people_renamed") + " renamed\n";
            if (!r["missing"].empty())
                out += std::to_string(r["missing"].size()) + " faces of the version are gone\n";
            if (r["erased"].get<int>() > 0)
                out += n("erased") + " faces of the version were erased\n";
            if (r["partial"].get<bool>())
                out += "this version is of an older Likeness: label states, landmarks and splits stay as they are\n";
            if (r.contains("same") && !r["same"].get<bool>())
                out += "the content differs from the version's: faces are gone, or were detected anew since\n";
            return out;
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("VERSION", args->a, "hash, first digits of it, or name")->required();
    command->add_flag("--preview", args->preview, "only count what would change");
}

void addSplit(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    const auto self = std::make_shared<CLI::App*>(nullptr);
    auto* command = registry.add(
        "split", "divide people into train, validation and test; who has a side keeps it when data is added",
        [args, self, &registry]() -> Json {
            auto project = Project::open(args->folder);
            // What is not said is as it was the last time.
            dataset::SplitOptions options = dataset::splitOptions(project);
            const CLI::App& given = **self;
            if (given.count("--val") > 0)
                options.validation = args->split.validation;
            if (given.count("--test") > 0)
                options.test = args->split.test;
            if (given.count("--min-images") > 0)
                options.minImages = args->split.minImages;
            if (given.count("--seed") > 0)
                options.seed = registry.global().seed;
            options.again = args->split.again;
            options.useParts = !args->ignoreParts;
            const auto result = dataset::makeSplits(project, options);
            Json out = {{"assigned", result.assigned}, {"by_part", result.byPart}, {"undecided", result.tooFew}};
            for (const auto split : {dataset::Split::Train, dataset::Split::Validation, dataset::Split::Test}) {
                const auto& count = result.counts[static_cast<int>(split)];
                out[dataset::splitName(split)] = {{"identities", count.people}, {"faces", count.faces}};
            }
            return out;
        },
        [](const Json& r) {
            std::string out = dumpJson(r["assigned"]) + " people assigned\n";
            if (r["assigned"].get<int>() == 0)
                out += "everybody has a side already and keeps it; --again divides everybody anew\n";
            for (const char* side : {"train", "validation", "test"})
                out += std::string(side) + ": " + dumpJson(r[side]["identities"]) + " people, " +
                       dumpJson(r[side]["faces"]) + " faces\n";
            if (r["undecided"].get<int>() > 0)
                out += dumpJson(r["undecided"]) + " people have too few faces and are not decided on yet\n";
            return out;
        });
    *self = command;
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--val", args->split.validation, "share of people for validation")->check(CLI::Range(0.0, 0.9));
    command->add_option("--test", args->split.test, "share of people for test, which no run sees")
        ->check(CLI::Range(0.0, 0.9));
    command->add_option("--min-images", args->split.minImages, "people with fewer faces are not decided on yet")
        ->check(CLI::Range(1, 1000000));
    command->add_flag("--again", args->split.again, "give everybody a new side");
    command->add_flag("--ignore-parts", args->ignoreParts, "do not follow the train/val/test parts of the source");
}

} // namespace

void addVersionsCommands(Registry& registry)
{
    addSnapshot(registry);
    addDiff(registry);
    addVersionList(registry);
    addRevert(registry);
    addSplit(registry);
}

} // namespace likeness::cli
