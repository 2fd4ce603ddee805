// SPDX-License-Identifier: GPL-3.0-or-later
// Training and verification on a machine with LibTorch and nothing else: a run folder and its crop file are all it
// needs.
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/compute/compute.h"
#include "core/crops/crop_cache.h"
#include "core/eval/pairs.h"
#include "core/run/run_folder.h"
#include "likeness_version.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

using namespace likeness;

namespace {

volatile std::sig_atomic_t g_stop = 0;

class Printer final : public compute::TrainObserver
{
public:
    void onEvent(const Json& event) override
    {
        if (event["type"] != "step" || event.value("step", 0) % 20 == 0) {
            Json line = event;
            line.erase("roc");
            line.erase("hist");
            std::fprintf(stderr, "%s\n", dumpJson(line).c_str());
        }
    }
    bool shouldContinue() override { return g_stop == 0; }
};

// The validation faces of a run, which no training has seen, by the run's own or another model.
Json verify(const std::string& folder, const std::string& model, const compute::Options& options)
{
    const run::RunFolder run(folder);
    const crops::CropReader crops(run.cropFile());
    const auto loaded = compute::Model::load(compute::findModel(model.empty() ? folder : model), options);
    if (loaded.input().cropSize != crops.size())
        throw Error(ErrorCode::NeedsPrepare, "the model wants crops of " + std::to_string(loaded.input().cropSize) +
                                                 " pixels, the run's have " + std::to_string(crops.size()));
    std::vector<const std::uint8_t*> pixels;
    std::vector<int> labels;
    for (const auto& sample : run.samples())
        if (const auto crop = sample.validation ? crops.pixels(sample.face) : std::span<const std::uint8_t>();
            !crop.empty()) {
            pixels.push_back(crop.data());
            labels.push_back(sample.label);
        }
    std::vector<float> rows(pixels.size() * static_cast<std::size_t>(loaded.dim()));
    loaded.embed(pixels, true, rows);
    const auto pairs =
        eval::makePairs(labels, static_cast<std::size_t>(run.config().verify.maxPairs), run.config().train.seed);
    const auto scores = eval::scorePairs(rows, loaded.dim(), pairs);
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
    for (const auto& pair : pairs) {
        same.push_back(pair.same);
        identities.push_back(static_cast<std::uint32_t>(labels[pair.a]));
        identities.push_back(static_cast<std::uint32_t>(labels[pair.b]));
    }
    return eval::verifyScores(scores, same, identities, {.balancedFolds = true}).toJson();
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app{"Trains and verifies Likeness runs without the rest of Likeness", "likeness-engine"};
    app.set_version_flag("--version", "likeness-engine " LIKENESS_VERSION);
    app.require_subcommand(1);
    std::string folder, model, backbone = "mobilefacenet", precision = "fp32", device = "auto";
    bool json = false;
    int threads = 0, batch = 32, embedding = 512, classes = 1000, steps = 10;
    const auto machine = [&](CLI::App* command) {
        command->add_flag("--json", json, "accepted for scripts; results are always one JSON object");
        command->add_option("--device", device, "auto, cpu or cuda:N");
        command->add_option("--threads", threads, "processor threads, 0 = all");
        command->add_option("--precision", precision, "fp32 or bf16")->check(CLI::IsMember({"fp32", "bf16"}));
    };
    auto* train = app.add_subcommand("train", "train a run folder, from its last checkpoint if it has one");
    train->add_option("run", folder, "run folder")->required();
    train->add_flag("--json", json, "accepted for scripts; results are always one JSON object");
    auto* check = app.add_subcommand("verify", "verify a model on a run's validation identities");
    check->add_option("run", folder, "run folder")->required();
    check->add_option("--model", model, "another model.safetensors than the run's own");
    machine(check);
    auto* bench = app.add_subcommand("bench", "measure speed on random pixels");
    bench->require_subcommand(1);
    for (const char* what : {"train", "embed"}) {
        auto* command = bench->add_subcommand(what, "images per second");
        command->add_option("--backbone", backbone, "backbone");
        command->add_option("--batch", batch, "faces at once");
        command->add_option("--embedding", embedding, "length of the embedding");
        command->add_option("--classes", classes, "identities of the head");
        command->add_option("--steps", steps, "batches to measure");
        machine(command);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    std::signal(SIGINT, [](int) { g_stop = 1; });
    std::signal(SIGTERM, [](int) { g_stop = 1; });
    try {
        Json result;
        if (train->parsed()) {
            Printer printer;
            result = compute::train(folder, printer);
        } else if (check->parsed()) {
            result = verify(folder, model, {device, threads, precision});
        } else {
            const Json request = {{"backbone", backbone}, {"batch", batch},  {"embedding", embedding},
                                  {"classes", classes},   {"steps", steps},  {"precision", precision},
                                  {"threads", threads},   {"device", device}};
            result = bench->got_subcommand("train") ? compute::benchTrain(request) : compute::benchEmbed(request);
        }
        std::printf("%s\n", dumpJson(result).c_str());
        return g_stop ? 130 : 0;
    } catch (const Error& e) {
        std::printf("%s\n", dumpJson({{"error", {{"code", codeName(e.code())}, {"message", e.what()}}}}).c_str());
        return 1;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "likeness-engine: %s\n", e.what());
        return 1;
    }
}
