// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/decisions_file.h"
#include "app/cli/scratch_folder.h"
#include "core/base/clock.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/crops/crop_sizes.h"
#include "core/curate/live.h"
#include "core/dataset/demo.h"
#include "core/dataset/import.h"
#include "core/dataset/origins.h"
#include "core/faces/prepare.h"
#include "core/formats/formats.h"
#include "core/image/codec.h"
#include "likeness_version.h"

#include <CLI/CLI.hpp>
#include <atomic>
#include <set>
#include <unistd.h>

namespace likeness::cli {

namespace fs = std::filesystem;
using dataset::Project;

namespace {

// What the options of one command are read into; kept alive by the command's function.
struct Arguments {
    std::string folder;
    std::string source;
    std::string name;
    dataset::ImportOptions import;
    dataset::Origin origin; // of what is imported
    faces::PrepareOptions prepare;
    std::string light = "none";
    bool demo = false;
    bool acknowledge = false;
    int number = 1;
};

// What corrections mean for the other flags, where faces were curated: how many flags are other than before. After very
// many corrections curating again is quicker and says more.
std::size_t refreshFlags(Project& project, const std::vector<dataset::JournalEntry>& entries)
{
    std::vector<std::int64_t> ids;
    for (const auto& entry : entries)
        ids.push_back(entry.id);
    return curate::LiveCurations().refresh(project, ids, Console::instance()).size();
}

Json rejectedJson(const dataset::ImportResult& result)
{
    Json list = Json::array();
    for (const auto& [path, reason] : result.rejected)
        list.push_back({{"path", path}, {"reason", reason}});
    return list;
}

Json entryJson(const dataset::JournalEntry& e)
{
    return {{"id", e.id},   {"time", e.time},     {"who", e.who},           {"verb", e.verb},      {"what", e.what},
            {"why", e.why}, {"undone", e.undone}, {"undoable", e.undoable}, {"changes", e.changes}};
}

Json entriesJson(const std::vector<dataset::JournalEntry>& entries)
{
    Json list = Json::array();
    for (const auto& e : entries)
        list.push_back(entryJson(e));
    return list;
}

std::string entryLines(const Json& entries)
{
    std::string out;
    for (const auto& e : entries) {
        const std::string why = e["why"].get<std::string>();
        out += std::to_string(e["id"].get<std::int64_t>()) + "  " + localTime(e["time"].get<std::int64_t>()) + "  " +
               e["who"].get<std::string>() + "  " + e["verb"].get<std::string>() + "  " + e["what"].get<std::string>() +
               (why.empty() ? "" : "  (" + why + ")") + (e["undone"].get<bool>() ? "  [undone]" : "") + "\n";
    }
    return out;
}

void addNew(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "new", "make an empty project, or with --demo one with drawn faces and some wrong labels",
        [args, &registry]() -> Json {
            dataset::DemoOptions demo;
            demo.seed = registry.global().seed;
            const Project project = args->demo ? dataset::createDemo(args->folder, demo, Console::instance())
                                               : Project::create(args->folder);
            const auto counts = project.counts();
            return {{"project", displayPath(project.folder())},
                    {"images", counts.images},
                    {"identities", counts.identities}};
        },
        [](const Json& r) {
            return "made " + r["project"].get<std::string>() + " with " + dumpJson(r["images"]) + " images\n";
        });
    command->add_option("DIR", args->folder, "folder of the project, NAME.likeness by convention")->required();
    command->add_flag("--demo", args->demo, "40 drawn people with 12 pictures each, 5 % of them under a wrong name");
}

void addImport(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "import", "bring pictures in: a folder for each person, or a dataset in one of the field's formats",
        [args, &registry]() -> Json {
            args->import.threads = registry.global().threads;
            auto project = Project::open(args->folder);
            args->import.origin = dataset::ensureOrigin(project, args->origin);
            const auto result = dataset::importFrom(project, args->source, args->import, Console::instance());
            Json json = {{"format", result.format},
                         {"images_added", result.imagesAdded},
                         {"identities_added", result.identitiesAdded},
                         {"duplicates", result.duplicates},
                         {"duplicates_across_identities", result.duplicatesAcross},
                         {"already_there", result.alreadyThere},
                         {"annotated", result.annotated},
                         {"rejected", rejectedJson(result)},
                         {"report", result.report},
                         {"seconds", result.seconds}};
            if (result.format == "pts" ||
                (result.format == "folders" && !args->import.aligned && formats::havePointsBeside(args->source)))
                json["points_base"] = args->import.pointBase.value_or(1);
            return json;
        },
        [](const Json& r) {
            std::string out = dumpJson(r["images_added"]) + " images of " + dumpJson(r["identities_added"]) +
                              " new people (" + r["format"].get<std::string>() + "); " + dumpJson(r["duplicates"]) +
                              " duplicates and " + dumpJson(r["already_there"]) + " known files skipped, " +
                              std::to_string(r["rejected"].size()) + " rejected\n";
            if (r.contains("points_base"))
                out += "coordinates were taken to count from " + dumpJson(r["points_base"]) +
                       "; --points-base changes that\n";
            for (const auto& [kind, count] : r["report"]["counts"].items())
                out += "  " + kind + ": " + dumpJson(count) + "\n";
            if (r["images_added"] > 0 && r["identities_added"] == 0 && r["format"] == "folders" &&
                r["already_there"] == 0)
                out += "no new person: a label comes from the folder that a picture lies in\n";
            return out;
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("SOURCE", args->source, "folder with the pictures")->required();
    auto formats = formats::formatNames();
    formats.insert(formats.begin(), "auto");
    command->add_option("--format", args->import.format, "how SOURCE is laid out")->check(CLI::IsMember(formats));
    command->add_option("--images", args->import.images, "where the pictures are that a list in SOURCE names");
    command
        ->add_option("--points-base", args->import.pointBase, "what .pts files count pixels from: 1 (the default) or 0")
        ->check(CLI::Range(0, 1));
    command->add_flag("--aligned", args->import.aligned, "the pictures are aligned crops already");
    command->add_flag("--copy", args->import.copy, "copy the pictures into the project");
    command->add_option("--source-note", args->origin.source, "who or what the pictures were got from");
    command->add_option("--licence", args->origin.licence, "what may be done with them");
    command->add_option("--consent", args->origin.consent, "what the people in them agreed to");
}

void addPrepare(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "prepare", "find the faces, align them and fill the crop cache",
        [args, &registry]() -> Json {
            args->prepare.threads = registry.global().threads;
            args->prepare.light = image::lightingOf(args->light);
            if (args->prepare.detector == "yunet" || args->prepare.detector == "scrfd")
                throw Error(ErrorCode::Unsupported,
                            "the detector '" + args->prepare.detector + "' is not supported yet; hog and haar are");
            if (!args->name.empty())
                throw Error(ErrorCode::BadArgument, "--detector-model goes with yunet and scrfd; the detector '" +
                                                        args->prepare.detector + "' brings its own");
            auto project = Project::open(args->folder);
            const auto result = faces::prepare(project, args->prepare, Console::instance());
            return {{"faces", result.faces},
                    {"no_face", result.noFace},
                    {"multi_face", result.multiFace},
                    {"seconds", result.seconds}};
        },
        [](const Json& r) {
            return dumpJson(r["faces"]) + " images with a face, " + dumpJson(r["no_face"]) + " without, " +
                   dumpJson(r["multi_face"]) + " with several\n";
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--detector", args->prepare.detector, "what finds the faces")
        ->check(CLI::IsMember({"hog", "haar", "yunet", "scrfd", "none"}));
    command->add_option("--detector-model", args->name, "model file of the detector, for yunet and scrfd");
    command->add_option("--size", args->prepare.size, "side of the crops")->check(CLI::IsMember(crops::kCropSizes));
    command
        ->add_option(
            "--light", args->light,
            "what evens out the light before faces and landmarks are looked for (crops stay as they are); with "
            "--again also where faces are known")
        ->check(CLI::IsMember({"none", "equalise", "clahe", "retinex"}));
    command->add_flag("--again", args->prepare.again,
                      "detect anew where it was done before; labels and edited landmarks stay");
}

void addDecide(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "decide",
        "apply decisions from a CSV file with the columns path,action,identity,other; actions are keep, move, reject, "
        "unsure, confirm_different, merge, split and rename, and the person that one names stands in `other` (for move "
        "in `identity`)",
        [args]() -> Json {
            auto project = Project::open(args->folder);
            auto& console = Console::instance();
            std::function<void(int, const std::string&)> said;
            if (args->acknowledge)
                said = [&console](int line, const std::string& skipped) {
                    console.say("line " + std::to_string(line) +
                                (skipped.empty() ? " stored" : " skipped: " + skipped));
                };
            const auto newest = project.journal(1);
            std::set<dataset::IdentityId> known;
            for (const auto& person : project.identities())
                known.insert(person.id);
            const auto result = applyDecisions(project, args->source, console, said);
            constexpr int kEnough = curate::LiveCurations::kMostEntries + 1; // more are passed over
            auto entries = project.journal(std::min(result.applied, kEnough));
            std::erase_if(entries, [&](const auto& e) { return !newest.empty() && e.id <= newest.front().id; });
            const auto refreshed = refreshFlags(project, entries);
            Json skipped = Json::array();
            for (const auto& row : result.skipped)
                skipped.push_back({{"line", row.line}, {"path", row.path}, {"reason", row.reason}});
            Json made = Json::array(); // a name that is misspelt makes a person
            for (const auto& person : project.identities())
                if (!known.contains(person.id))
                    made.push_back(person.name);
            return {{"applied", result.applied}, {"skipped", skipped}, {"refreshed", refreshed}, {"made", made}};
        },
        [](const Json& r) {
            std::string out = dumpJson(r["applied"]) + " decisions applied";
            out += r["skipped"].empty() ? "\n" : ", " + std::to_string(r["skipped"].size()) + " lines skipped:\n";
            for (const auto& name : r["made"])
                out += "new person: " + name.get<std::string>() + "\n";
            for (const auto& row : r["skipped"])
                out += "line " + dumpJson(row["line"]) + " skipped: " + row["reason"].get<std::string>() + "\n";
            return out;
        });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--from", args->source, "the CSV file; - is standard input, a line at a time")->required();
    command->add_flag("--acknowledge", args->acknowledge,
                      "a line on standard error for each decision, as soon as it is safely on disk");
}

void addHistory(Registry& registry)
{
    for (const bool undo : {true, false}) {
        const auto args = std::make_shared<Arguments>();
        const char* key = undo ? "undone" : "redone";
        auto* command = registry.add(
            undo ? "undo" : "redo", undo ? "take back the last changes" : "do again what undo took back",
            [args, undo, key]() -> Json {
                auto project = Project::open(args->folder);
                const auto entries = undo ? project.undo(args->number) : project.redo(args->number);
                const auto refreshed = refreshFlags(project, entries);
                return {{key, entries.size()}, {"entries", entriesJson(entries)}, {"refreshed", refreshed}};
            },
            [key](const Json& r) {
                return std::string(key) + ": " + dumpJson(r[key]) + "\n" + entryLines(r["entries"]);
            });
        command->add_option("DIR", args->folder, "the project")->required();
        command->add_option("N", args->number, "how many changes")->check(CLI::Range(1, 1000000000));
    }
    const auto args = std::make_shared<Arguments>();
    args->number = 1000;
    auto* command = registry.add(
        "journal", "who changed what, newest first",
        [args]() -> Json {
            const auto project = Project::open(args->folder, Project::Mode::ReadOnly);
            return {{"entries", entriesJson(project.journal(args->number))}};
        },
        [](const Json& r) { return entryLines(r["entries"]); });
    command->add_option("DIR", args->folder, "the project")->required();
    command->add_option("--limit", args->number, "how many entries at most")->check(CLI::Range(1, 1000000000));
}

void addBenchImport(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "import", "images a second through import, and through decoding alone",
        [args, &registry]() -> Json {
            auto& console = Console::instance();
            const ScratchFolder scratch;
            auto project = Project::create(scratch.path() / "bench.likeness");
            args->import.threads = registry.global().threads;
            const auto result = dataset::importFrom(project, args->source, args->import, console);
            const auto ids = project.allFaces();
            std::vector<dataset::ImageId> images;
            for (const auto& row : project.faces(ids))
                images.push_back(row.image);
            std::vector<formats::Location> files;
            for (const auto& row : project.images(images))
                files.push_back(project.location(row));
            console.stage("decode");
            std::atomic<std::uint64_t> done{0};
            const auto start = std::chrono::steady_clock::now();
            parallelFor(
                files.size(), registry.global().threads,
                [&](std::size_t i) {
                    image::decode(formats::readAt(files[i], image::kMaxFileBytes), true);
                    console.progress(++done, files.size(), "images");
                },
                console.stopToken());
            console.checkStop();
            const double seconds = secondsSince(start);
            const auto rate = [](std::size_t count, double s) { return s > 0 ? static_cast<double>(count) / s : 0.0; };
            return {{"images_per_second", rate(files.size() + result.rejected.size(), result.seconds)},
                    {"decode_images_per_second", rate(files.size(), seconds)},
                    {"images", files.size()},
                    {"seconds", result.seconds},
                    {"decode_seconds", seconds},
                    {"threads", threadCount(registry.global().threads)},
                    {"device", "cpu"},
                    {"versions", {{"likeness", LIKENESS_VERSION}}}};
        },
        {}, registry.group("bench", "measure this machine"));
    command->add_option("SOURCE", args->source, "folder with pictures")->required();
}

} // namespace

void addDatasetCommands(Registry& registry)
{
    addNew(registry);
    addImport(registry);
    addPrepare(registry);
    addDecide(registry);
    addHistory(registry);
    addBenchImport(registry);
}

} // namespace likeness::cli
