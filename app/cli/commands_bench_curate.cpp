// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "core/base/clock.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/curate/cosines.h"
#include "core/curate/judge.h"
#include "core/neighbours/search.h"
#include "likeness_version.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>

namespace likeness::cli {
namespace {

using Clock = std::chrono::steady_clock;

// Random directions with random labels: the hardest case for a search, because no vector has close neighbours.
struct RandomFaces {
    compute::Embeddings embeddings;
    std::vector<std::uint32_t> labels;
    neighbours::Vectors vectors;

    RandomFaces(std::size_t count, std::size_t dim, std::size_t identities, std::uint64_t seed, int threads)
        : labels(count)
    {
        embeddings.dim = static_cast<int>(dim);
        embeddings.faces.resize(count);
        std::iota(embeddings.faces.begin(), embeddings.faces.end(), dataset::FaceId{1});
        embeddings.values.resize(count * dim);
        parallelFor(count, threads, [&](std::size_t i) {
            Rng rng = Rng::forItem(seed, i);
            labels[i] = static_cast<std::uint32_t>(rng.below(identities));
            const auto row = std::span(embeddings.values).subspan(i * dim, dim);
            double squares = 0;
            for (float& v : row) {
                v = static_cast<float>(rng.normal());
                squares += double{v} * double{v};
            }
            for (float& v : row)
                v /= static_cast<float>(std::sqrt(squares));
        });
        vectors = {embeddings.values, dim};
    }
};

// The share of the neighbours of 500 faces that were found, against all products in single precision. Two similarities
// within a millionth are one: which comes first is a matter of rounding.
double
measuredRecall(const RandomFaces& faces, const curate::Cosines& similarity, const neighbours::Lists& found, int threads)
{
    constexpr std::size_t kQueries = 500;
    constexpr float kRounding = 1e-6f;
    const std::size_t count = faces.labels.size();
    const std::size_t queries = std::min(kQueries, count);
    std::vector<std::size_t> wanted(queries), hits(queries);
    parallelFor(queries, threads, [&](std::size_t q) {
        const std::size_t i = q * count / queries;
        std::vector<float> all;
        for (std::size_t j = 0; j < count; ++j)
            if (faces.labels[j] != faces.labels[i])
                all.push_back(similarity.pair(i, j));
        wanted[q] = std::min(found.most(), all.size());
        if (wanted[q] == 0)
            return;
        const auto last = all.begin() + static_cast<std::ptrdiff_t>(wanted[q] - 1);
        std::nth_element(all.begin(), last, all.end(), std::greater());
        hits[q] = static_cast<std::size_t>(std::ranges::count_if(found[i], [&](const neighbours::Neighbour& n) {
            return similarity.pair(i, n.index) >= *last - kRounding;
        }));
    });
    const auto total = [](const std::vector<std::size_t>& counts) {
        double sum = 0;
        for (const std::size_t c : counts)
            sum += static_cast<double>(c);
        return sum;
    };
    return total(wanted) > 0 ? total(hits) / total(wanted) : 1.0;
}

void addBenchCluster(Registry& registry)
{
    struct Arguments {
        std::size_t count = 100'000, dim = 128, identities = 1000, k = 40;
        std::string method = "auto";
    };
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "cluster", "time the search for neighbours among random vectors, and the flags made from it",
        [args, &registry]() -> Json {
            const std::map<std::string, neighbours::Method> methods{{"auto", neighbours::Method::Automatic},
                                                                    {"exact", neighbours::Method::Exact},
                                                                    {"approximate", neighbours::Method::Approximate}};
            const int threads = registry.global().threads;
            auto& console = Console::instance();
            const RandomFaces faces(args->count, args->dim, args->identities, registry.global().seed, threads);
            const neighbours::Options options{args->k, methods.at(args->method), threads};
            const auto start = Clock::now();
            console.stage("neighbours");
            const auto others = neighbours::nearest(faces.vectors, faces.labels, options, console);
            const auto own = neighbours::nearestInGroup(faces.vectors, faces.labels, args->k, threads, console);
            const double neighbourSeconds = secondsSince(start);
            const auto flagStart = Clock::now();
            const curate::Cosines similarity(faces.embeddings);
            const std::vector<dataset::IdentityId> labels(faces.labels.begin(), faces.labels.end());
            const auto judged = curate::judge({similarity, own, others.lists, faces.embeddings.faces, labels, {}, {}},
                                              threads, console);
            const double flagSeconds = secondsSince(flagStart);
            const double seconds = secondsSince(start);
            const double peak = peakMegabytes();
            return {{"seconds", seconds},
                    {"neighbour_seconds", neighbourSeconds},
                    {"flag_seconds", flagSeconds},
                    {"recall", measuredRecall(faces, similarity, others.lists, threads)},
                    {"flagged", std::ranges::count_if(judged.evidence,
                                                      [&](const auto& e) { return e.score >= judged.threshold; })},
                    {"peak_rss_mb", peak},
                    {"count", args->count},
                    {"dim", args->dim},
                    {"identities", args->identities},
                    {"k", args->k},
                    {"seed", registry.global().seed},
                    {"method", others.method},
                    {"kernel", neighbours::kernelName()},
                    {"threads", threadCount(threads)},
                    {"device", "cpu"},
                    {"version", LIKENESS_VERSION}};
        },
        {}, registry.group("bench", "measure this machine"));
    command->add_option("--count", args->count, "number of vectors")->check(CLI::Range(1, 20'000'000));
    command->add_option("--dim", args->dim, "features of each")->check(CLI::Range(1, 4096));
    command->add_option("--identities", args->identities, "number of identities")->check(CLI::Range(1, 20'000'000));
    command->add_option("--k", args->k, "neighbours of each")->check(CLI::Range(1, 1000));
    command->add_option("--method", args->method, "how neighbours are searched for")
        ->check(CLI::IsMember({"auto", "exact", "approximate"}));
}

} // namespace

void addBenchCommands(Registry& registry)
{
    addBenchCluster(registry);
}

} // namespace likeness::cli
