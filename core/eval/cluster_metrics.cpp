// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/cluster_metrics.h"

#include "core/base/error.h"

#include <cmath>
#include <string>
#include <unordered_map>
#include <vector>

namespace likeness::eval {
namespace {

struct Dense {
    std::vector<std::uint32_t> number; // of each item, 0 … size.size() − 1
    std::vector<std::uint64_t> size;   // of each number
    std::uint64_t alone = 0;           // items of kNoCluster
    std::uint32_t named = 0;           // numbers that are not of those
};

Dense dense(std::span<const std::uint32_t> values)
{
    Dense out;
    out.number.reserve(values.size());
    std::unordered_map<std::uint32_t, std::uint32_t> known;
    for (const std::uint32_t value : values) {
        auto number = static_cast<std::uint32_t>(out.size.size());
        if (value == kNoCluster)
            ++out.alone;
        else
            number = known.try_emplace(value, number).first->second;
        if (number == out.size.size())
            out.size.push_back(0);
        ++out.size[number];
        out.number.push_back(number);
    }
    out.named = static_cast<std::uint32_t>(known.size());
    return out;
}

double pairsOf(std::uint64_t items)
{
    return static_cast<double>(items) * (static_cast<double>(items) - 1) / 2;
}

// −Σ p·log p
double entropy(const Dense& dense)
{
    const auto n = static_cast<double>(dense.number.size());
    double sum = 0;
    for (const std::uint64_t size : dense.size)
        sum -= static_cast<double>(size) / n * std::log(static_cast<double>(size) / n);
    return sum;
}

Agreement agreement(double precision, double recall)
{
    const double sum = precision + recall;
    return {precision, recall, sum > 0 ? 2 * precision * recall / sum : 0};
}

} // namespace

ClusterMetrics clusterMetrics(std::span<const std::uint32_t> clusters, std::span<const std::uint32_t> labels)
{
    if (clusters.size() != labels.size())
        throw Error(ErrorCode::BadArgument, "There are " + std::to_string(clusters.size()) + " items in clusters but " +
                                                std::to_string(labels.size()) + " labels; give one for each.");
    ClusterMetrics out;
    if (clusters.empty())
        return out;
    const Dense c = dense(clusters), l = dense(labels);
    out.clusters = c.named;
    out.noise = c.alone;

    // The items cluster by cluster; within one a flat count of its labels.
    std::vector<std::uint64_t> next(c.size.size() + 1, 0);
    for (std::size_t k = 0; k < c.size.size(); ++k)
        next[k + 1] = next[k] + c.size[k];
    std::vector<std::uint32_t> labelsInOrder(clusters.size());
    for (std::size_t i = 0; i < clusters.size(); ++i)
        labelsInOrder[next[c.number[i]]++] = l.number[i];

    const auto n = static_cast<double>(clusters.size());
    double togetherInBoth = 0, precision = 0, recall = 0, information = 0;
    std::vector<std::uint64_t> shared(l.size.size(), 0); // zero between clusters
    std::size_t at = 0;
    for (const std::uint64_t size : c.size) {
        const std::span members = std::span(labelsInOrder).subspan(at, size);
        at += size;
        for (const std::uint32_t label : members)
            ++shared[label];
        for (const std::uint32_t label : members) {
            const auto both = static_cast<double>(shared[label]);
            if (shared[label] == 0)
                continue; // that label is done
            const auto inCluster = static_cast<double>(size), inLabel = static_cast<double>(l.size[label]);
            togetherInBoth += pairsOf(shared[label]);
            precision += both * both / inCluster;
            recall += both * both / inLabel;
            information += both / n * std::log(both * n / (inCluster * inLabel));
            shared[label] = 0;
        }
    }
    double together = 0, same = 0;
    for (const std::uint64_t size : c.size)
        together += pairsOf(size);
    for (const std::uint64_t size : l.size)
        same += pairsOf(size);
    out.pairs = agreement(together > 0 ? togetherInBoth / together : 1, same > 0 ? togetherInBoth / same : 1);
    out.bcubed = agreement(precision / n, recall / n);
    const double mean = (entropy(c) + entropy(l)) / 2;
    out.nmi = c.size.size() == 1 && l.size.size() == 1 ? 1 : mean > 0 ? std::max(0.0, information) / mean : 0;
    return out;
}

Json ClusterMetrics::toJson() const
{
    const auto json = [](const Agreement& a) -> Json {
        return {{"precision", a.precision}, {"recall", a.recall}, {"f", a.f}};
    };
    return {
        {"pairwise", json(pairs)}, {"bcubed", json(bcubed)}, {"nmi", nmi}, {"clusters", clusters}, {"noise", noise}};
}

} // namespace likeness::eval
