// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/vector_files.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/curate/curate.h"
#include "core/eval/retrieval.h"
#include "likeness_version.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <numeric>

namespace likeness::cli {
namespace {

struct FlagsOptions {
    std::string embeddings, labels;
    double rate = 0;
};

// A share of the labels becomes that of a random other identity.
void plant(std::vector<dataset::IdentityId>& labels, std::size_t identities, double rate, std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<std::size_t> order(labels.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    rng.shuffle(std::span<std::size_t>(order));
    order.resize(static_cast<std::size_t>(rate * static_cast<double>(labels.size()) + 0.5));
    for (const auto i : order) {
        auto other = static_cast<dataset::IdentityId>(rng.below(identities - 1)) + 1;
        labels[i] = other + (other >= labels[i] ? 1 : 0);
    }
}

Json benchFlags(const FlagsOptions& o, const Global& global)
{
    formats::FeatureSet set = readUnitVectors(o.embeddings);
    compute::Embeddings embeddings;
    embeddings.dim = set.dim;
    Numbers identities;
    std::vector<dataset::IdentityId> labels, truth;
    for (const auto& row : readRows(o.labels, set.size())) {
        truth.push_back(identities.of(row.back()) + dataset::IdentityId{1});
        labels.push_back(identities.of(row.size() > 1 && o.rate == 0 ? row[row.size() - 2] : row.back()) +
                         dataset::IdentityId{1});
        embeddings.faces.push_back(static_cast<dataset::FaceId>(labels.size()));
    }
    if (identities.count() < 2)
        throw Error(ErrorCode::TooFewIdentities, "Wrong labels can only be found among at least two identities.");
    embeddings.values = std::move(set.values);
    if (o.rate > 0)
        plant(labels, identities.count(), o.rate, global.seed);
    const auto start = std::chrono::steady_clock::now();
    const auto result = curate::fromEmbeddings(embeddings, labels, {}, Console::instance(), {}, global.threads);
    const double seconds = secondsSince(start);
    std::vector<double> scores;
    std::vector<std::uint8_t> wrong;
    double suggested = 0, hits = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto& e = result.evidence[i];
        scores.push_back(e.score);
        wrong.push_back(labels[i] != truth[i] ? 1 : 0);
        if (wrong.back() && e.score >= result.threshold) {
            hits += 1;
            suggested += e.rival == truth[i] ? 1 : 0;
        }
    }
    Json out = eval::retrieval(scores, wrong, result.threshold).toJson();
    out["suggestion_right"] = hits > 0 ? suggested / hits : 0.0;
    out["threshold"] = result.threshold;
    out["wrong_share"] = result.wrongShare;
    out["expected_precision"] = result.expectedPrecision;
    out["expected_recall"] = result.expectedRecall;
    out["identities"] = identities.count();
    out["dim"] = embeddings.dim;
    out["seconds"] = seconds;
    out["threads"] = threadCount(global.threads);
    out["device"] = "cpu";
    out["version"] = LIKENESS_VERSION;
    return out;
}

} // namespace

void addBenchFlagsCommands(Registry& registry)
{
    const auto o = std::make_shared<FlagsOptions>();
    auto* command = registry.add(
        "flags", "how well wrong labels are found among embeddings whose truth is known",
        [o, &registry] { return benchFlags(*o, registry.global()); }, {},
        registry.group("bench", "measure this machine"));
    command->add_option("--embeddings", o->embeddings, "float32 or float64 vectors, one a row (.npy)")->required();
    command->add_option("--labels", o->labels, "CSV with a row for each vector: …, label, true identity")->required();
    command->add_option("--rate", o->rate, "plant this share of wrong labels into the true ones (with --seed)")
        ->check(CLI::Range(0.0, 0.9));
}

} // namespace likeness::cli
