// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/vector_files.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/verify/all_pairs.h"
#include "likeness_version.h"

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>

namespace likeness::cli {
namespace {

struct RocOptions {
    std::string embeddings, labels;
    std::size_t count = 10'000, each = 10;
    int dim = 512;
    int rounds = 3;
};

struct Faces {
    std::vector<float> values;
    std::vector<int> labels;
    int dim = 0;
};

Faces fromFiles(const RocOptions& o)
{
    if (o.labels.empty())
        throw Error(ErrorCode::BadArgument, "Embeddings need the labels that say whose they are: --labels L.csv.");
    auto set = readUnitVectors(o.embeddings);
    Faces out{{}, {}, static_cast<int>(set.dim)};
    Numbers people;
    for (const auto& row : readRows(o.labels, set.size()))
        out.labels.push_back(static_cast<int>(people.of(row.back())));
    out.values = std::move(set.values);
    return out;
}

// A direction for each person, and as much noise around it as leaves a cosine of about 0.5 between two of their images.
Faces madeUp(const RocOptions& o, std::uint64_t seed)
{
    const auto dim = static_cast<std::size_t>(o.dim);
    Faces out{std::vector<float>(o.count * dim), {}, o.dim};
    for (std::size_t i = 0; i < o.count; ++i)
        out.labels.push_back(static_cast<int>(i / o.each));
    parallelFor(o.count, 0, [&](std::size_t i) {
        Rng person = Rng::forItem(seed, i / o.each);
        Rng image = Rng::forItem(seed + 1, i);
        float* const row = out.values.data() + i * dim;
        double length = 0;
        for (std::size_t k = 0; k < dim; ++k) {
            row[k] = static_cast<float>(person.normal(0, 1) + image.normal(0, 1));
            length += static_cast<double>(row[k]) * static_cast<double>(row[k]);
        }
        for (std::size_t k = 0; k < dim; ++k)
            row[k] /= static_cast<float>(std::sqrt(length));
    });
    return out;
}

Json benchRoc(const RocOptions& o, const Global& global)
{
    auto& console = Console::instance();
    const Faces faces = o.embeddings.empty() ? madeUp(o, global.seed) : fromFiles(o);
    // In turns, and the least of each: a machine is never quiet.
    double gemm = 0;
    verify::AllPairs found;
    for (int round = 0; round < o.rounds; ++round) {
        const double bare = verify::secondsOfProducts(faces.values, faces.dim, faces.labels, global.threads, console);
        gemm = round == 0 ? bare : std::min(gemm, bare);
        auto once = verify::allPairs(faces.values, faces.dim, faces.labels, global.threads, console);
        if (round == 0 || once.seconds < found.seconds)
            found = std::move(once);
    }
    Json out = found.toJson();
    out["count"] = faces.labels.size();
    out["dim"] = faces.dim;
    out["gemm_seconds"] = gemm;
    out["ratio"] = found.seconds / gemm;
    out["pairs_per_second"] = static_cast<double>(found.genuine + found.impostors) / found.seconds;
    out["peak_rss_mb"] = peakMegabytes();
    out["threads"] = threadCount(global.threads);
    out["device"] = "cpu";
    out["version"] = LIKENESS_VERSION;
    return out;
}

} // namespace

void addBenchRocCommands(Registry& registry)
{
    const auto o = std::make_shared<RocOptions>();
    auto* command = registry.add(
        "roc", "every pair of a set: exact curve, and the time beside that of the bare products",
        [o, &registry] { return benchRoc(*o, registry.global()); }, {},
        registry.group("bench", "measure this machine"));
    command->add_option("--count", o->count, "images of a made-up set")
        ->check(CLI::Range(4, 10'000'000))
        ->capture_default_str();
    command->add_option("--each", o->each, "images of each person in it")
        ->check(CLI::Range(2, 100'000))
        ->capture_default_str();
    command->add_option("--dim", o->dim, "features of an embedding")->check(CLI::Range(1, 8192))->capture_default_str();
    command->add_option("--embeddings", o->embeddings, "float32 or float64 vectors, one a row (.npy)");
    command->add_option("--labels", o->labels, "CSV with a row for each vector; the label is its last column");
    command->add_option("--rounds", o->rounds, "times each, in turns; the least counts")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
}

} // namespace likeness::cli
