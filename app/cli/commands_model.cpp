// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/embed_pictures.h"
#include "app/cli/event_printer.h"
#include "app/cli/run_options.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/output_file.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/compute/embed.h"
#include "core/dataset/project.h"
#include "core/faces/prepare.h"
#include "core/formats/features.h"
#include "core/launch/fork.h"
#include "core/launch/launch.h"
#include "core/run/settings.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct EmbedOptions {
    std::string source, model, out, detector = "hog", precision = "fp32";
    bool aligned = false;
};

compute::Options computeOptions(const Global& global, const std::string& precision)
{
    return {global.device, global.threads, precision};
}

Json figures(std::size_t count, int dim, double seconds)
{
    return {{"count", count},
            {"dim", dim},
            {"seconds", seconds},
            {"images_per_second", seconds > 0 ? static_cast<double>(count) / seconds : 0.0}};
}

fs::path pathsFile(const fs::path& npy)
{
    return fs::path(npy).replace_extension(".paths.txt");
}

void checkOut(const EmbedOptions& o)
{
    checkWritable(o.out);
    checkWritable(pathsFile(o.out));
}

void write(const EmbedOptions& o, std::span<const float> values, int dim, const std::string& paths)
{
    writeOrKeep(o.out, [&](const fs::path& file) {
        compute::writeNpy(file, values, values.size() / static_cast<std::size_t>(dim), static_cast<std::size_t>(dim));
        writeFileAtomically(pathsFile(file), paths);
    });
}

// learn-to-cluster's pair of files: FILE.bin and FILE.meta with a class number for each row, people in natural order.
void writeFeatures(const fs::path& bin, const dataset::Project& project, const compute::Embeddings& rows)
{
    std::map<dataset::IdentityId, std::int64_t> classes;
    for (const auto& person : project.identities())
        if (person.faces > 0)
            classes.emplace(person.id, static_cast<std::int64_t>(classes.size()));
    std::map<dataset::FaceId, dataset::IdentityId> labels;
    for (const auto& [face, identity] : project.labelledFaces())
        labels.emplace(face, identity);
    formats::FeatureSet features{rows.dim, rows.values, {}};
    for (const auto face : rows.faces)
        features.labels.push_back(classes.at(labels.at(face)));
    formats::writeFeatures(bin, fs::path(bin).replace_extension(".meta"), features);
}

Json embedProject(const EmbedOptions& o, const Global& global, Console& console)
{
    auto project = dataset::Project::open(o.source);
    const auto source = compute::findModel(o.model, project.runsFolder());
    const auto model = compute::Model::load(source, computeOptions(global, o.precision));
    const auto start = Clock::now();
    std::vector<std::int64_t> faces;
    for (const auto& [face, identity] : project.labelledFaces())
        faces.push_back(face);
    faces::renewCrops(project, model.input().cropSize, console);
    const crops::CropReader crops(project.cropFile(model.input().cropSize));
    console.stage("embed");
    const auto rows = compute::embedFaces(model, source, crops, faces, false, project.cacheFolder(), console);
    if (fs::path(o.out).extension() == ".bin") {
        writeFeatures(o.out, project, rows);
    } else if (!o.out.empty()) {
        std::string paths;
        for (const auto face : rows.faces) {
            const auto row = project.face(face);
            const auto image = row ? project.image(row->image) : std::nullopt;
            paths += displayPath(fs::path(image ? image->key : std::to_string(face))) + "\n";
        }
        write(o, rows.values, rows.dim, paths);
    }
    Json out = figures(rows.faces.size(), rows.dim, secondsSince(start));
    out["device"] = model.device();
    return out;
}

Json embedLoose(const EmbedOptions& o, const Global& global, Console& console)
{
    if (fs::path(o.out).extension() == ".bin")
        throw Error(ErrorCode::BadArgument,
                    "a .bin of features goes with labels, which only a project has; name an .npy");
    const auto files = imagesBelow(o.source);
    const auto model = compute::Model::load(compute::findModel(o.model), computeOptions(global, o.precision));
    const auto start = Clock::now();
    const auto rows = embedPictures(files, model, {o.detector, o.aligned, global.threads}, console);
    std::string paths;
    for (const auto& file : rows.files)
        paths += displayPath(file) + "\n";
    write(o, rows.values, model.dim(), paths);
    Json out = figures(rows.files.size(), model.dim(), secondsSince(start));
    out["left_out"] = files.size() - rows.files.size();
    out["device"] = model.device();
    return out;
}

// Training as the terminal shows it; Ctrl-C stops it after a checkpoint.
class Printer final : public compute::TrainObserver
{
public:
    explicit Printer(Console& console) : m_console(console), m_printer(console) {}
    void onEvent(const Json& event) override { m_printer.print(event); }
    bool shouldContinue() override { return !m_console.stopRequested(); }

private:
    Console& m_console;
    EventPrinter m_printer;
};

struct TrainOptions {
    std::string project, resume, fork, at = "last", snapshot, writeConfig;
    RunOptions run;
    bool helpSettings = false;
};

run::RunFolder namedRun(const dataset::Project& project, const std::string& name)
{
    std::error_code ec;
    const fs::path given(name);
    return run::RunFolder(fs::exists(given / "run.json", ec) ? given : project.runsFolder() / given);
}

run::RunFolder runToTrain(const TrainOptions& o, const CLI::App& command, const Global& global, Console& console)
{
    auto project = dataset::Project::open(o.project);
    if (!o.fork.empty()) {
        if (!o.run.config.empty() || !o.run.preset.empty() || !o.resume.empty() || !o.snapshot.empty())
            throw Error(ErrorCode::BadArgument,
                        "a fork goes on with the data and settings of its run; change them with --set, and leave "
                        "--preset, --config, --resume and --snapshot away");
        const auto parent = namedRun(project, o.fork);
        auto config = parent.config();
        assignOptions(config, o.run, command, global);
        for (const auto& change : launch::changesBetween(parent.config(), config))
            console.say(change.key + ": " + dumpJson(change.from) + " -> " + dumpJson(change.to));
        return launch::forkRun(project.runsFolder(), parent, config, o.at == "best", console);
    }
    if (!o.resume.empty()) {
        if (o.run.any() || !o.snapshot.empty())
            throw Error(ErrorCode::BadArgument, "a run is resumed with its own settings and version; leave --preset, "
                                                "--config, --set and --snapshot away");
        const auto run = namedRun(project, o.resume);
        if (command.count("--seed") > 0)
            throw Error(ErrorCode::BadArgument, "a run keeps its seed; start a new run for another one");
        const bool device = command.count("--device") > 0, threads = command.count("--threads") > 0;
        if (device)
            compute::requireDevice(global.device);
        run.setMachine(device ? std::optional(global.device) : std::nullopt,
                       threads ? std::optional(global.threads) : std::nullopt);
        return run;
    }
    const auto config = configOf(o.run, command, global);
    for (const auto& finding : launch::preflight(project, config, o.snapshot))
        if (finding.severity != launch::PreflightFinding::Severity::Error)
            console.say(findingLine(finding));
    return launch::prepareRun(project, config, console, o.snapshot);
}

// What train.writeConfig names, for the wizard and for other machines; nothing is trained.
Json writeSettings(const TrainOptions& o, const CLI::App& command, const Global& global)
{
    const auto config = configOf(o.run, command, global);
    if (const auto problems = run::validate(config); !problems.empty())
        throw Error(ErrorCode::BadArgument, problems.front());
    checkWritable(o.writeConfig);
    writeOrKeep(o.writeConfig, [&](const fs::path& file) { run::writeConfig(file, config); });
    return {{"written", displayPath(fs::path(o.writeConfig))}};
}

// How a run ended that has nothing left to train; null for all others.
Json endOf(const run::RunFolder& folder)
{
    Json end;
    if (folder.state().state == "completed")
        for (auto& event : folder.events())
            if (event["type"] == "end")
                end = std::move(event);
    return end;
}

Json train(const TrainOptions& o, const CLI::App& command, const Global& global)
{
    if (o.helpSettings)
        return settingsJson();
    if (!o.writeConfig.empty())
        return writeSettings(o, command, global);
    auto& console = Console::instance();
    const auto folder = runToTrain(o, command, global, console);
    Json end = endOf(folder);
    if (end.is_null()) {
        Printer printer(console);
        end = compute::train(folder.folder(), printer);
    } else {
        console.say(folder.id() + " is already finished, after " + dumpJson(end["steps"]) + " steps; train --fork " +
                    folder.id() + " --set train.epochs=" + std::to_string(2 * folder.config().train.epochs) +
                    " goes on as a new run");
    }
    console.finishLine();
    // The epoch that model.safetensors holds, which need not be the last one.
    Json last = {{"loss", end.value("loss", 0.0)}, {"epoch", end.value("model_epoch", 0)}};
    for (const auto& event : folder.events()) {
        if (event.value("epoch", -1) != end.value("model_epoch", 0))
            continue;
        if (event["type"] == "epoch")
            last["loss"] = event["loss"];
        else if (event["type"] == "verify")
            for (const char* key : {"auc", "eer", "accuracy", "d_prime", "fisher_trace_ratio"})
                if (event.contains(key))
                    last[key] = event[key];
    }
    if (end.contains("best_auc"))
        last["best_auc"] = end["best_auc"];
    return {{"run", folder.id()},
            {"snapshot", folder.config().data.snapshot},
            {"state", end["state"]},
            {"epochs", end["epochs"]},
            {"steps", end["steps"]},
            {"images_per_second", end["images_per_second"]},
            {"final", last},
            {"folder", displayPath(folder.folder())},
            {"seconds", end["seconds"]}};
}

struct BenchOptions {
    std::string backbone = "mobilefacenet", model, precision = "fp32", source, detector = "hog";
    bool aligned = false;
    int batch = 32, embedding = 512, classes = 1000, steps = 10, inputSize = 112;
};

Json request(const BenchOptions& o, const Global& global)
{
    return {{"backbone", o.backbone},   {"batch", o.batch},          {"embedding", o.embedding},
            {"classes", o.classes},     {"steps", o.steps},          {"input_size", o.inputSize},
            {"precision", o.precision}, {"threads", global.threads}, {"device", global.device},
            {"seed", global.seed}};
}

// A measurement keeps nothing and is never between two items for long, so the first Ctrl-C ends the program at once.
Json measured(const std::function<Json()>& work, const Global& global)
{
    const std::stop_callback end(Console::instance().stopToken(), [json = global.json] {
        if (json) {
            const Json error = {{"code", codeName(ErrorCode::Interrupted)}, {"message", "stopped"}};
            std::printf("%s\n", dumpJson({{"error", error}}).c_str());
            std::fflush(stdout);
        }
        std::_Exit(130);
    });
    return work();
}

// From the files of a folder to unit vectors, everything that `embed` does but the writing.
Json benchPictures(const BenchOptions& o, const Global& global)
{
    if (o.model.empty())
        throw Error(ErrorCode::BadArgument, "--source needs a --model to embed with");
    const auto files = imagesBelow(o.source);
    const auto model = compute::Model::load(compute::findModel(o.model), computeOptions(global, o.precision));
    const PictureOptions options{o.detector, o.aligned, global.threads};
    try { // loads the detector, the landmarks' model and the codecs
        jobs::RecordingContext silent;
        embedPictures({files.front()}, model, options, silent);
    } catch (const Error& e) {
        if (e.code() != ErrorCode::NoFaces)
            throw;
    }
    const auto start = Clock::now();
    const double cpuStart = cpuSeconds();
    const auto rows = embedPictures(files, model, options, Console::instance());
    const double cpu = cpuSeconds() - cpuStart;
    Json out = figures(rows.files.size(), model.dim(), secondsSince(start));
    out.update({{"images_per_cpu_second", static_cast<double>(rows.files.size()) / cpu},
                {"left_out", files.size() - rows.files.size()},
                {"crop_seconds", rows.cropSeconds},
                {"embed_seconds", rows.embedSeconds},
                {"model", o.model},
                {"precision", o.precision},
                {"threads", threadCount(global.threads)},
                {"device", model.device()},
                {"library", compute::info().libraryVersion}});
    return out;
}

} // namespace

void addModelCommands(Registry& registry)
{
    const auto embed = std::make_shared<EmbedOptions>();
    auto* command =
        registry.add("embed", "Embed the faces of a project, or of loose images", [embed, &registry]() -> Json {
            auto& console = Console::instance();
            if (!embed->out.empty())
                checkOut(*embed);
            if (dataset::Project::isAt(embed->source))
                return embedProject(*embed, registry.global(), console);
            if (embed->out.empty())
                throw Error(ErrorCode::BadArgument, "loose images need --out E.npy for their embeddings");
            return embedLoose(*embed, registry.global(), console);
        });
    command->add_option("source", embed->source, "project, folder or image")->required();
    modelOption(registry, command, embed->model, "what embeds")->required();
    command->add_option(
        "--out", embed->out,
        "E.npy, the paths go to E.paths.txt; or, of a project, learn-to-cluster's E.bin with the labels in E.meta");
    command->add_flag("--aligned", embed->aligned, "the images are aligned crops already");
    command->add_option("--detector", embed->detector, "hog or haar");
    precisionOption(command, embed->precision);

    const auto options = std::make_shared<TrainOptions>();
    const auto self = std::make_shared<CLI::App*>(nullptr);
    command = registry.add(
        "train", "Train a model on a project",
        [options, self, &registry] { return train(*options, **self, registry.global()); },
        [options](const Json& result) { return options->helpSettings ? settingsText() : listed(result); });
    *self = command;
    auto* project = command->add_option("project", options->project, "project folder");
    addRunOptions(command, options->run);
    command->add_option("--write-config", options->writeConfig,
                        "write the settings to this run.json and end: --config and the window read it");
    command->add_flag("--help-settings", options->helpSettings,
                      "list the settings with range, usual values and when they matter, and end");
    command->callback([options, project] {
        if (project->count() == 0 && !options->helpSettings && options->writeConfig.empty())
            throw CLI::RequiredError("project");
    });
    command->add_option("--snapshot", options->snapshot,
                        "dataset version to train on, by hash or name; a new one of now without it");
    command->add_option("--resume", options->resume, "run to go on with from its last checkpoint");
    command->add_option("--fork", options->fork,
                        "run whose checkpoint a new run goes on from, with the changes of --set");
    command->add_option("--at", options->at, "which checkpoint --fork takes: last or best")
        ->check(CLI::IsMember({"last", "best"}));

    auto* bench = registry.group("bench", "Measure speed");
    const auto training = std::make_shared<BenchOptions>();
    command = registry.add(
        "train", "Training steps per second on random pixels",
        [training, &registry] {
            const Global& global = registry.global();
            return measured([&] { return compute::benchTrain(request(*training, global)); }, global);
        },
        {}, bench);
    command->add_option("--backbone", training->backbone, "backbone");
    command->add_option("--batch", training->batch, "faces in a step");
    command->add_option("--embedding", training->embedding, "length of the embedding");
    command->add_option("--classes", training->classes, "identities of the head");
    command->add_option("--steps", training->steps, "steps to measure");
    command->add_option("--input-size", training->inputSize, "side of the crop");
    precisionOption(command, training->precision);

    const auto embedding = std::make_shared<BenchOptions>();
    command = registry.add(
        "embed", "Embeddings per second on random pixels, or from the pictures of a folder",
        [embedding, &registry] {
            if (!embedding->source.empty())
                return measured([&] { return benchPictures(*embedding, registry.global()); }, registry.global());
            Json json = request(*embedding, registry.global());
            if (!embedding->model.empty())
                json["model"] = embedding->model;
            return measured([&] { return compute::benchEmbed(json); }, registry.global());
        },
        {}, bench);
    command->add_option("--backbone", embedding->backbone, "backbone with fresh weights");
    command->add_option("--model", embedding->model, "run, .onnx file, model.safetensors or state dict (.pth)");
    command->add_option("--batch", embedding->batch, "faces at once");
    command->add_option("--embedding", embedding->embedding, "length of the embedding");
    command->add_option("--steps", embedding->steps, "batches to measure");
    command->add_option("--source", embedding->source, "folder of pictures: from file to vector, every one once");
    command->add_flag("--aligned", embedding->aligned, "they are aligned crops already");
    command->add_option("--detector", embedding->detector, "hog or haar");
    precisionOption(command, embedding->precision);
}

} // namespace likeness::cli
