// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/all_pairs.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/eval/score_table.h"
#include "core/neighbours/every_pair.h"

#include <algorithm>
#include <chrono>
#include <deque>

namespace likeness::verify {
namespace {

using Counter = eval::ScoreTable::Counter;

// Images in the order of their people, so that pairs of one person lie in few tiles.
struct Order {
    std::vector<std::uint32_t> images;
    std::vector<int> labels;

    explicit Order(std::span<const int> all)
    {
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i] >= 0)
                images.push_back(static_cast<std::uint32_t>(i));
        std::stable_sort(images.begin(), images.end(), [&](auto a, auto b) { return all[a] < all[b]; });
        for (const std::uint32_t image : images)
            labels.push_back(all[image]);
    }
    std::uint64_t people() const
    {
        std::uint64_t out = labels.empty() ? 0 : 1;
        for (std::size_t i = 1; i < labels.size(); ++i)
            out += labels[i] != labels[i - 1];
        return out;
    }
};

neighbours::Vectors rowsOf(std::span<const float> embeddings, int dim, std::span<const int> labels)
{
    if (dim < 1 || embeddings.size() != labels.size() * static_cast<std::size_t>(dim))
        throw Error(ErrorCode::BadArgument, "There are " + std::to_string(embeddings.size()) + " numbers for " +
                                                std::to_string(labels.size()) + " images of " + std::to_string(dim) +
                                                " features each.");
    return {embeddings, static_cast<std::size_t>(dim)};
}

class Counting final : public neighbours::TileSink
{
public:
    Counting(const std::vector<int>& labels, eval::ScoreTable& table) : m_labels(labels), m_counter(table) {}
    void take(const neighbours::Tile& tile) override
    {
        const std::size_t count = tile.rows * tile.columns;
        // Labels rise with the places: nobody is in both where the last of the rows is below the first of the columns.
        if (tile.whole && m_labels[tile.row + tile.rows - 1] < m_labels[tile.column]) {
            m_counter.addImpostors({tile.products, count});
            return;
        }
        std::size_t impostors = 0;
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t row = tile.row + k / tile.columns;
            const std::size_t column = tile.column + k % tile.columns;
            if (row >= column || column >= m_labels.size())
                continue;
            if (m_labels[row] == m_labels[column])
                m_counter.addGenuine(tile.products[k]);
            else
                m_impostors[impostors++] = tile.products[k];
        }
        m_counter.addImpostors({m_impostors.data(), impostors});
    }

private:
    const std::vector<int>& m_labels;
    Counter m_counter;
    std::array<float, Counter::kBatch> m_impostors{};
};

class Nothing final : public neighbours::TileSink
{
public:
    void take(const neighbours::Tile& /*tile*/) override {}
};

} // namespace

Json AllPairs::toJson() const
{
    Json points = Json::array();
    for (const eval::Operating& point : operating)
        points.push_back(point.toJson());
    return {{"pairs", genuine + impostors},
            {"genuine", genuine},
            {"impostor", impostors},
            {"images", images},
            {"people", people},
            {"auc", auc},
            {"eer", eer},
            {"tpr_at_fpr", points},
            {"score_fisher", stats.fisher},
            {"d_prime", stats.dPrime},
            {"intra", intra.toJson()},
            {"inter", inter.toJson()},
            {"roc", {{"fpr", curve.fpr}, {"tpr", curve.tpr}}},
            {"hist", histogram.toJson()},
            {"seconds", seconds}};
}

AllPairs
allPairs(std::span<const float> embeddings, int dim, std::span<const int> labels, int threads, jobs::Context& context)
{
    constexpr std::size_t kCurveParts = 100;
    const auto start = std::chrono::steady_clock::now();
    const auto rows = rowsOf(embeddings, dim, labels);
    const Order order(labels);
    context.stage("score");
    eval::ScoreTable table;
    {
        std::deque<Counting> counters;
        neighbours::everyPair(
            rows, order.images, threads,
            [&](std::size_t) -> neighbours::TileSink& { return counters.emplace_back(order.labels, table); }, context);
    }
    AllPairs out;
    out.images = order.images.size();
    out.people = order.people();
    out.genuine = table.genuine();
    out.impostors = table.impostors();
    out.auc = table.auc();
    out.eer = table.eer();
    out.operating = table.tprAtFpr(eval::defaultTargets());
    context.checkStop();
    out.stats = table.stats();
    out.intra = table.distances(true);
    out.inter = table.distances(false);
    context.checkStop();
    out.histogram = table.histogram();
    out.curve = table.curve(kCurveParts);
    out.seconds = secondsSince(start);
    return out;
}

double secondsOfProducts(
    std::span<const float> embeddings, int dim, std::span<const int> labels, int threads, jobs::Context& context)
{
    const auto start = std::chrono::steady_clock::now();
    Nothing nothing;
    neighbours::everyPair(
        rowsOf(embeddings, dim, labels), Order(labels).images, threads,
        [&](std::size_t) -> neighbours::TileSink& { return nothing; }, context);
    return secondsSince(start);
}

} // namespace likeness::verify
