// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/made_up_runs.h"

#include "core/base/random.h"
#include "core/run/run_folder.h"

#include <algorithm>
#include <cmath>
#include <fstream>

namespace likeness::run {
namespace {

constexpr int kVerifications = 50;

Json verification(int epoch, int step, double time, double quality)
{
    constexpr int kBins = 64;
    constexpr int kPoints = 200;
    Json fpr = Json::array(), tpr = Json::array(), edges = Json::array(), genuine = Json::array(),
         impostor = Json::array();
    for (int i = 0; i < kPoints; ++i) {
        const double x = std::pow(10.0, -5.0 + 5.0 * i / (kPoints - 1));
        fpr.push_back(x);
        tpr.push_back(std::pow(x, 1 / (1 + 8 * quality)));
    }
    const auto bell = [](double x, double middle) { return std::exp(-(x - middle) * (x - middle) / 0.03) * 0.1; };
    for (int i = 0; i <= kBins; ++i)
        edges.push_back(-1 + 2.0 * i / kBins);
    for (int i = 0; i < kBins; ++i) {
        genuine.push_back(bell(-1 + 2.0 * i / kBins, 0.7 * quality));
        impostor.push_back(bell(-1 + 2.0 * i / kBins, 0));
    }
    const auto spread = [](double middle) {
        return Json{{"mean", middle}, {"std", 0.1}, {"p05", middle - 0.15}, {"p50", middle}, {"p95", middle + 0.15}};
    };
    return {{"type", "verify"},
            {"time", time},
            {"epoch", epoch},
            {"step", step},
            {"pairs", 20000},
            {"genuine", 10000},
            {"impostor", 10000},
            {"auc", 0.5 + 0.5 * quality},
            {"eer", 0.5 * (1 - quality)},
            {"accuracy", 0.5 + 0.45 * quality},
            {"fisher", 6 * quality},
            {"fisher_trace_ratio", 2 * quality},
            {"d_prime", 4 * quality},
            {"roc", {{"fpr", fpr}, {"tpr", tpr}}},
            {"hist", {{"edges", edges}, {"genuine", genuine}, {"impostor", impostor}}},
            {"intra", spread(1 - 0.7 * quality)},
            {"inter", spread(1)}};
}

// Everything that is different in another run is drawn from `rng`.
std::string events(const std::string& id, int steps, Rng rng)
{
    const int each = std::max(1, steps / kVerifications);
    const double rate = rng.uniform(0.02, 0.2);
    const double skill = rng.uniform(0.6, 0.99);
    std::string out = dumpJson({{"type", "start"},
                                {"time", 0.1},
                                {"run", id},
                                {"device", "cpu"},
                                {"device_name", "nowhere"},
                                {"threads", 1},
                                {"classes", 1000},
                                {"images", 100000},
                                {"val_identities", 50},
                                {"val_images", 1000},
                                {"steps_per_epoch", each},
                                {"epochs", kVerifications},
                                {"step", 0}}) +
                      "\n";
    for (int step = 1; step <= steps; ++step) {
        const double done = static_cast<double>(step) / steps;
        const double time = 0.5 * step;
        out += dumpJson({{"type", "step"},
                         {"time", time},
                         {"step", step},
                         {"epoch", (step - 1) / each + 1},
                         {"loss", 20 * std::exp(-4 * done) + rng.uniform(0, 2)},
                         {"lr", rate * 0.5 * (1 + std::cos(3.14159265 * done))},
                         {"accuracy", std::clamp(done * skill + rng.uniform(-0.05, 0.05), 0.0, 1.0)},
                         {"grad_norm", 5 * std::exp(-2 * done) + rng.uniform(0, 1)},
                         {"images_per_second", 120 + rng.uniform(0, 10)},
                         {"memory", 900'000'000 + 1000 * step}}) +
               "\n";
        if (step % each == 0)
            out += dumpJson(verification(step / each, step, time + 0.1, skill * (1 - std::exp(-5 * done)))) + "\n";
    }
    return out +
           dumpJson({{"type", "end"},
                     {"time", 0.5 * steps + 1},
                     {"state", "completed"},
                     {"epochs", kVerifications},
                     {"steps", steps},
                     {"images_per_second", 125.0}}) +
           "\n";
}

} // namespace

void makeUpRuns(const std::filesystem::path& runsFolder,
                const MadeUpRuns& options,
                const std::function<void(int)>& made)
{
    static const char* const kBackbones[] = {"mobilefacenet", "iresnet18", "iresnet50"};
    static const char* const kHeads[] = {"arcface", "cosface", "softmax"};
    for (int i = 0; i < options.runs; ++i) {
        Rng rng = Rng::forItem(options.seed, static_cast<std::uint64_t>(i));
        Config config;
        config.model.backbone = kBackbones[rng.below(std::size(kBackbones))];
        config.loss.head = kHeads[rng.below(std::size(kHeads))];
        config.train.epochs = kVerifications;
        const RunFolder run =
            RunFolder::create(runsFolder, config, {{1, 0, false, "Ann"}, {2, 1, true, "Bob"}}, runsFolder / "none.lkc");
        std::ofstream(run.folder() / "metrics.jsonl", std::ios::binary) << events(run.id(), options.steps, rng);
        run.setState({"completed", kVerifications, options.steps, ""});
        if (made)
            made(i + 1);
    }
}

} // namespace likeness::run
