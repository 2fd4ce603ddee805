// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/vector_files.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/cluster/planted.h"
#include "core/cluster/threshold.h"
#include "core/eval/cluster_metrics.h"
#include "likeness_version.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <unordered_set>

namespace likeness::cli {
namespace {

struct ClusteringOptions {
    std::string embeddings, labels;
    std::size_t count = 10'000, groupSize = 20, k = 50;
    std::vector<std::string> algorithms;
    double threshold = 0;
    std::size_t minimumSize = 0, corePoints = 0; // 0: the algorithm's own
};

// What is grouped, and what the default thresholds are derived from: the labels play no part in them.
struct Material {
    neighbours::Lists lists;
    std::vector<float> nearest, random;
    std::vector<std::uint32_t> labels;
    Json told; // of its making
};

Material fromEmbeddings(const ClusteringOptions& o, const Global& global, Console& console)
{
    if (o.labels.empty())
        throw Error(ErrorCode::BadArgument,
                    "Embeddings need the labels that the groups are compared with: --labels L.csv.");
    Material out;
    const formats::FeatureSet set = readUnitVectors(o.embeddings);
    Numbers people;
    for (const auto& row : readRows(o.labels, set.size()))
        out.labels.push_back(people.of(row.back()));
    const neighbours::Vectors vectors{set.values, static_cast<std::size_t>(set.dim)};
    neighbours::Options search;
    search.k = std::min(o.k, std::max<std::size_t>(1, set.size()) - 1);
    search.threads = global.threads;
    console.stage("neighbours");
    const auto start = std::chrono::steady_clock::now();
    const double cpu = cpuSeconds();
    auto found = neighbours::nearest(vectors, {}, search, console);
    out.told = {{"dim", set.dim},
                {"neighbour_seconds", secondsSince(start)},
                {"neighbour_cpu_seconds", cpuSeconds() - cpu},
                {"neighbour_method", found.method},
                {"recall", found.recall}};
    out.lists = std::move(found.lists);
    out.nearest = cluster::nearestSimilarities(out.lists);
    out.random = cluster::randomPairs(vectors, 1'000'000, global.seed);
    return out;
}

Material fromPlanted(const ClusteringOptions& o, const Global& global)
{
    cluster::Planted planted = cluster::plantedGraph(o.count, o.groupSize, o.k, global.seed);
    return {std::move(planted.lists), {}, {}, std::move(planted.groups), {{"group_size", o.groupSize}}};
}

Json benchClustering(const ClusteringOptions& o, const Global& global)
{
    auto& console = Console::instance();
    Material material = o.embeddings.empty() ? fromPlanted(o, global) : fromEmbeddings(o, global, console);
    const std::size_t count = material.labels.size();
    Json results = Json::array();
    for (const auto algorithm : cluster::allAlgorithms()) {
        const std::string name(cluster::algorithmName(algorithm));
        if (!o.algorithms.empty() && std::find(o.algorithms.begin(), o.algorithms.end(), name) == o.algorithms.end())
            continue;
        cluster::Options options = cluster::defaultOptions(algorithm);
        if (o.minimumSize > 0)
            options.minimumSize = o.minimumSize;
        if (o.corePoints > 0)
            options.corePoints = o.corePoints;
        options.seed = global.seed;
        if (o.threshold != 0)
            options.threshold = static_cast<float>(o.threshold);
        else if (!material.random.empty())
            options.threshold = cluster::unlabelledThreshold(algorithm, count, material.nearest, material.random);
        console.stage(name);
        const auto start = std::chrono::steady_clock::now();
        const double cpu = cpuSeconds();
        const auto grouped = cluster::group(material.lists, {}, options, console);
        const double cpuTime = cpuSeconds() - cpu, seconds = secondsSince(start);
        Json one = eval::clusterMetrics(grouped.cluster, material.labels).toJson();
        one["algorithm"] = name;
        one["threshold"] = options.threshold;
        one["seconds"] = seconds;
        one["cpu_seconds"] = cpuTime;
        results.push_back(std::move(one));
    }
    Json out = std::move(material.told);
    out["items"] = count;
    out["identities"] = std::unordered_set<std::uint32_t>(material.labels.begin(), material.labels.end()).size();
    out["k"] = material.lists.most();
    out["results"] = std::move(results);
    out["peak_rss_mb"] = peakMegabytes();
    out["threads"] = threadCount(global.threads);
    out["device"] = "cpu";
    out["version"] = LIKENESS_VERSION;
    return out;
}

std::string table(const Json& result)
{
    std::string out = std::to_string(result["items"].get<std::size_t>()) + " items, " +
                      std::to_string(result["identities"].get<std::size_t>()) + " identities, " +
                      std::to_string(result["k"].get<std::size_t>()) + " neighbours each\n" +
                      "algorithm  threshold  pairs P / R / F        BCubed F  NMI     clusters  alone  seconds\n";
    for (const Json& one : result["results"]) {
        char line[160];
        const Json& pairs = one["pairwise"];
        std::snprintf(line, sizeof line, "%-9s  %9.3f  %.4f %.4f %.4f   %.4f    %.4f  %8llu  %5llu  %.3f\n",
                      one["algorithm"].get<std::string>().c_str(), one["threshold"].get<double>(),
                      pairs["precision"].get<double>(), pairs["recall"].get<double>(), pairs["f"].get<double>(),
                      one["bcubed"]["f"].get<double>(), one["nmi"].get<double>(),
                      one["clusters"].get<unsigned long long>(), one["noise"].get<unsigned long long>(),
                      one["seconds"].get<double>());
        out += line;
    }
    return out;
}

} // namespace

void addBenchClusteringCommands(Registry& registry)
{
    const auto o = std::make_shared<ClusteringOptions>();
    auto* command = registry.add(
        "clustering", "group faces whose labels are hidden, and compare",
        [o, &registry] { return benchClustering(*o, registry.global()); }, table,
        registry.group("bench", "measure this machine"));
    command->add_option("--embeddings", o->embeddings, "float32 or float64 vectors, one a row (.npy)");
    command->add_option("--labels", o->labels, "CSV with a row for each vector; the label is its last column");
    command->add_option("--count", o->count, "without embeddings: items of a made-up neighbour graph")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command->add_option("--group-size", o->groupSize, "items of each of its groups")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command->add_option("--k", o->k, "neighbours of each item")->check(CLI::Range(1, 1000))->capture_default_str();
    command->add_option("--algorithm", o->algorithms, "only these")
        ->delimiter(',')
        ->check(CLI::IsMember(cluster::algorithmNames()));
    command->add_option("--threshold", o->threshold, "a cosine for all of them instead of their defaults")
        ->check(CLI::Range(-1.0, 1.0));
    command->add_option("--minimum-size", o->minimumSize, "smaller groups count as single items")
        ->check(CLI::Range(1, 1'000'000));
    command->add_option("--core-points", o->corePoints, "dbscan, hdbscan: items around a core point, itself counted")
        ->check(CLI::Range(1, 1'000'000));
}

} // namespace likeness::cli
