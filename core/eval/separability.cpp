// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/separability.h"

#include "core/base/clones.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/eval/resampling.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

namespace likeness::eval {
namespace {

using Groups = std::vector<std::vector<std::uint32_t>>;

constexpr double kMostProducts = 4e9; // of an interval, in numbers of embeddings: some seconds of one processor
constexpr int kFewestBootstraps = 200;
constexpr std::size_t kCandidates = 5; // people who may be the nearest one
constexpr std::size_t kThresholdPairs = 200'000;
constexpr std::size_t kBlock = 96; // people of which products are made at a time

Json orNull(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

void requireFinite(std::span<const float> embeddings)
{
    if (!std::all_of(embeddings.begin(), embeddings.end(), [](float v) { return std::isfinite(v); }))
        throw Error(ErrorCode::BadArgument, "An embedding holds a number that is not finite.");
}

Groups peopleOf(std::span<const int> labels)
{
    Groups groups = groupRows(labels);
    if (groups.size() < 2)
        throw Error(ErrorCode::TooFewIdentities, "The Fisher ratio needs at least two identities.");
    return groups;
}

// What a resample of people needs to know of each.
struct Scatter {
    std::vector<float> offset;           // n_c (m_c − m), row by row
    std::vector<double> between, within; // n_c |m_c − m|², Σ |x − m_c|²
    std::vector<double> images;
};
Scatter scatter(std::span<const float> rows, std::size_t dim, const Groups& groups)
{
    Scatter out;
    std::vector<double> mean(dim, 0);
    double total = 0;
    for (const auto& group : groups)
        for (const auto row : group) {
            for (std::size_t k = 0; k < dim; ++k)
                mean[k] += static_cast<double>(rows[row * dim + k]);
            total += 1;
        }
    for (double& m : mean)
        m /= total;
    std::vector<double> own(dim);
    for (const auto& group : groups) {
        std::fill(own.begin(), own.end(), 0.0);
        for (const auto row : group)
            for (std::size_t k = 0; k < dim; ++k)
                own[k] += static_cast<double>(rows[row * dim + k]);
        const auto n = static_cast<double>(group.size());
        double between = 0;
        double within = 0;
        for (std::size_t k = 0; k < dim; ++k) {
            own[k] /= n;
            between += n * (own[k] - mean[k]) * (own[k] - mean[k]);
            out.offset.push_back(static_cast<float>(n * (own[k] - mean[k])));
        }
        for (const auto row : group)
            for (std::size_t k = 0; k < dim; ++k) {
                const double x = static_cast<double>(rows[row * dim + k]) - own[k];
                within += x * x;
            }
        out.between.push_back(between);
        out.within.push_back(within);
        out.images.push_back(n);
    }
    return out;
}

double ratioOf(double between, double within)
{
    return between / std::max(within, 1e-300);
}

double ratioOf(const Scatter& s)
{
    return ratioOf(std::accumulate(s.between.begin(), s.between.end(), 0.0),
                   std::accumulate(s.within.begin(), s.within.end(), 0.0));
}

LIKENESS_CLONES void addScaled(float* to, const float* row, float factor, std::size_t n)
{
    for (std::size_t k = 0; k < n; ++k)
        to[k] += factor * row[k];
}

// The ratio of people drawn with replacement. Their grand mean is off by Σ w n_c (m_c − m) / Σ w n_c, which takes
// |Σ w n_c (m_c − m)|² / Σ w n_c from the scatter between them.
double resampledRatio(const Scatter& s, std::size_t dim, Rng rng)
{
    const std::size_t people = s.images.size();
    std::vector<float> drawn(people, 0);
    for (std::size_t i = 0; i < people; ++i)
        drawn[rng.below(people)] += 1;
    std::vector<float> shift(dim, 0);
    double between = 0;
    double within = 0;
    double images = 0;
    for (std::size_t c = 0; c < people; ++c) {
        if (drawn[c] == 0)
            continue;
        const auto w = static_cast<double>(drawn[c]);
        between += w * s.between[c];
        within += w * s.within[c];
        images += w * s.images[c];
        addScaled(shift.data(), s.offset.data() + c * dim, drawn[c], dim);
    }
    double moved = 0;
    for (const float x : shift)
        moved += static_cast<double>(x) * static_cast<double>(x);
    return ratioOf(std::max(between - moved / images, 0.0), within);
}

TraceRatio traceRatio(std::span<const float> rows,
                      std::size_t dim,
                      const Groups& groups,
                      int bootstraps,
                      std::uint64_t seed,
                      const Check& check)
{
    const Scatter s = scatter(rows, dim, groups);
    TraceRatio out;
    out.value = ratioOf(s);
    out.people = groups.size();
    out.images = static_cast<std::size_t>(std::accumulate(s.images.begin(), s.images.end(), 0.0));
    if (out.people < kFewestPeople || bootstraps < 1)
        return out;
    const double products = static_cast<double>(out.people) * static_cast<double>(dim);
    out.bootstraps =
        std::min(bootstraps, static_cast<int>(std::max<double>(kFewestBootstraps, kMostProducts / products)));
    std::vector<double> ratios(static_cast<std::size_t>(out.bootstraps));
    const auto block =
        std::max(static_cast<std::size_t>(processorCount()), static_cast<std::size_t>(kMostProducts / 40 / products));
    for (std::size_t first = 0; first < ratios.size(); first += block) {
        if (check)
            check();
        parallelFor(std::min(block, ratios.size() - first), 0,
                    [&](std::size_t i) { ratios[first + i] = resampledRatio(s, dim, Rng::forItem(seed, first + i)); });
    }
    const auto people = static_cast<double>(out.people);
    out.ci95 = positiveInterval(out.value, sampleVariance(ratios) * people / (people - 1), student975(people - 1));
    return out;
}

// Rows one behind the other for products(): each filled up with zeros to whole vectors, their number to whole tiles.
struct Rows {
    static constexpr std::size_t kLanes = 8, kTileA = 4, kTileB = 3, kWhole = 12;
    std::vector<float> values;
    std::size_t count = 0, stride = 0;

    Rows(std::size_t rows, std::size_t dim) : count(rows), stride((dim + kLanes - 1) / kLanes * kLanes)
    {
        values.assign((rows + kWhole - 1) / kWhole * kWhole * stride, 0);
    }
    float* row(std::size_t i) { return values.data() + i * stride; }
    const float* row(std::size_t i) const { return values.data() + i * stride; }
};

// out[i · columns + j] = a_i · b_j for `rows` rows of a and `columns` of b; both are multiples of the tiles.
LIKENESS_CLONES void
products(const float* a, std::size_t rows, const float* b, std::size_t columns, std::size_t stride, float* out)
{
    typedef float Vector __attribute__((vector_size(Rows::kLanes * sizeof(float))));
    for (std::size_t i = 0; i < rows; i += Rows::kTileA)
        for (std::size_t j = 0; j < columns; j += Rows::kTileB) {
            Vector sum[Rows::kTileA][Rows::kTileB] = {};
            for (std::size_t k = 0; k < stride; k += Rows::kLanes) {
                Vector right[Rows::kTileB];
                for (std::size_t y = 0; y < Rows::kTileB; ++y)
                    std::memcpy(&right[y], b + (j + y) * stride + k, sizeof(Vector));
                for (std::size_t x = 0; x < Rows::kTileA; ++x) {
                    Vector left;
                    std::memcpy(&left, a + (i + x) * stride + k, sizeof left);
                    for (std::size_t y = 0; y < Rows::kTileB; ++y)
                        sum[x][y] += left * right[y];
                }
            }
            for (std::size_t x = 0; x < Rows::kTileA; ++x)
                for (std::size_t y = 0; y < Rows::kTileB; ++y) {
                    float total = 0;
                    for (std::size_t l = 0; l < Rows::kLanes; ++l)
                        total += sum[x][y][l];
                    out[(i + x) * columns + j + y] = total;
                }
        }
}

// Mean embeddings as unit vectors; zeros where images cancel out.
Rows centroids(std::span<const float> embeddings, std::size_t dim, const Groups& groups)
{
    Rows out(groups.size(), dim);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        std::vector<double> sum(dim, 0);
        for (const auto row : groups[g])
            for (std::size_t k = 0; k < dim; ++k)
                sum[k] += static_cast<double>(embeddings[row * dim + k]);
        const double norm = std::sqrt(std::inner_product(sum.begin(), sum.end(), sum.begin(), 0.0));
        for (std::size_t k = 0; k < dim; ++k)
            out.row(g)[k] = norm > 0 ? static_cast<float>(sum[k] / norm) : 0;
    }
    return out;
}

struct Candidate {
    float similarity = -2;
    std::uint32_t person = 0;
};
using Candidates = std::array<Candidate, kCandidates>; // the nearest first

// Of `count` people from `first`.
void nearestCentroids(const Rows& all, std::size_t first, std::size_t count, std::vector<Candidates>& out)
{
    const auto whole = [](std::size_t n) { return (n + Rows::kWhole - 1) / Rows::kWhole * Rows::kWhole; };
    std::vector<float> scores(kBlock * kBlock);
    for (std::size_t other = 0; other < all.count; other += kBlock) {
        const std::size_t others = std::min(kBlock, all.count - other);
        const std::size_t columns = whole(others);
        products(all.row(first), whole(count), all.row(other), columns, all.stride, scores.data());
        for (std::size_t i = 0; i < count; ++i) {
            Candidates& best = out[first + i];
            for (std::size_t j = 0; j < others; ++j) {
                const float s = scores[i * columns + j];
                if (s <= best.back().similarity || other + j == first + i)
                    continue;
                std::size_t place = kCandidates - 1;
                for (; place > 0 && best[place - 1].similarity < s; --place)
                    best[place] = best[place - 1];
                best[place] = {s, static_cast<std::uint32_t>(other + j)};
            }
        }
    }
}

// The images of each person that are looked at.
Groups lookedAt(const Groups& groups, std::size_t most, std::uint64_t seed)
{
    Groups out = groups;
    for (std::size_t g = 0; g < out.size(); ++g)
        if (out[g].size() > most) {
            Rng rng = Rng::forItem(seed, g);
            rng.shuffle(std::span(out[g]));
            out[g].resize(most);
        }
    return out;
}

Rows gather(std::span<const float> embeddings, std::size_t dim, const std::vector<std::uint32_t>& rows)
{
    Rows out(rows.size(), dim);
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy_n(embeddings.data() + rows[i] * dim, dim, out.row(i));
    return out;
}

// Distances of all pairs between two persons' images, or within one's.
std::vector<float> distances(const Rows& a, const Rows& b, bool within)
{
    const std::size_t rows = a.values.size() / a.stride;
    const std::size_t columns = b.values.size() / b.stride;
    std::vector<float> scores(rows * columns);
    products(a.values.data(), rows, b.values.data(), columns, a.stride, scores.data());
    std::vector<float> out;
    out.reserve(a.count * b.count);
    for (std::size_t i = 0; i < a.count; ++i)
        for (std::size_t j = within ? i + 1 : 0; j < b.count; ++j)
            out.push_back(1 - scores[i * columns + j]);
    return out;
}

// Share of values that `passes` holds for.
template<typename Passes>
double shareOf(const std::vector<float>& values, const Passes& passes)
{
    return static_cast<double>(std::count_if(values.begin(), values.end(), passes)) /
           static_cast<double>(values.size());
}

// P(a > b) + P(a = b) / 2.
double farther(const std::vector<float>& a, std::vector<float> b)
{
    std::sort(b.begin(), b.end());
    double sum = 0;
    for (const float x : a) {
        const auto [low, high] = std::equal_range(b.begin(), b.end(), x);
        sum += static_cast<double>((low - b.begin()) + (high - b.begin())) / 2;
    }
    return sum / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

// The cosine from which pairs are accepted where both error rates are equal, over pairs drawn from all; and the 95th
// percentile of the genuine ones' distances.
struct Pooled {
    double threshold = 0, intraP95 = 0;
};
Pooled pooled(std::span<const float> embeddings, int dim, const Groups& groups, std::uint64_t seed, const Check& check)
{
    Rng rng(seed);
    auto pairs = genuinePairs(groups, kThresholdPairs, rng, check);
    if (pairs.empty())
        throw Error(ErrorCode::TooFewIdentities, "Separability needs an identity with at least two images.");
    const auto impostors = impostorPairs(groups, kThresholdPairs, rng, check);
    const std::size_t genuine = pairs.size();
    pairs.insert(pairs.end(), impostors.begin(), impostors.end());
    const auto scores = scorePairs(embeddings, dim, pairs, check);
    std::vector<std::uint8_t> same;
    for (const Pair& pair : pairs)
        same.push_back(pair.same ? 1 : 0);
    std::vector<float> own(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(genuine));
    for (float& s : own)
        s = 1 - s;
    const Roc curve = roc(scores, same);
    std::size_t i = 1;
    while (i + 1 < curve.fpr.size() && curve.fpr[i] < 1 - curve.tpr[i])
        ++i;
    return {curve.threshold[i], describe(own).p95};
}

} // namespace

double fisherTraceRatio(std::span<const float> rows, int dim, std::span<const int> labels)
{
    rowCount(rows, dim, labels);
    return ratioOf(scatter(rows, static_cast<std::size_t>(dim), peopleOf(labels)));
}

TraceRatio fisherTraceRatioInterval(std::span<const float> rows,
                                    int dim,
                                    std::span<const int> labels,
                                    int bootstraps,
                                    std::uint64_t seed,
                                    const Check& check)
{
    rowCount(rows, dim, labels);
    return traceRatio(rows, static_cast<std::size_t>(dim), peopleOf(labels), bootstraps, seed, check);
}

Json Separability::toJson() const
{
    return {{"fisher_trace_ratio", fisherTraceRatio},
            {"fisher_trace_ratio_ci95", {orNull(fisherTraceRatioCi95[0]), orNull(fisherTraceRatioCi95[1])}},
            {"people", people},
            {"images", images},
            {"bootstraps", bootstraps},
            {"intra", intra.toJson()},
            {"inter", inter.toJson()},
            {"intra_pairs", intraPairs},
            {"inter_pairs", interPairs},
            {"score_fisher", scoreFisher},
            {"d_prime", dPrime},
            {"overlap", overlap}};
}

Separability separabilityFrom(const Json& json)
{
    const auto number = [](const Json& value) { return value.is_null() ? kUnknownFigure : value.get<double>(); };
    Separability out;
    out.fisherTraceRatio = json.at("fisher_trace_ratio").get<double>();
    const Json& ci95 = json.at("fisher_trace_ratio_ci95");
    out.fisherTraceRatioCi95 = {number(ci95.at(0)), number(ci95.at(1))};
    out.people = json.at("people").get<std::size_t>();
    out.images = json.at("images").get<std::size_t>();
    out.bootstraps = json.at("bootstraps").get<int>();
    out.intra = distributionFrom(json.at("intra"));
    out.inter = distributionFrom(json.at("inter"));
    out.intraPairs = json.at("intra_pairs").get<std::size_t>();
    out.interPairs = json.at("inter_pairs").get<std::size_t>();
    out.scoreFisher = json.at("score_fisher").get<double>();
    out.dPrime = json.at("d_prime").get<double>();
    out.overlap = json.at("overlap").get<double>();
    return out;
}

Separability separability(std::span<const float> embeddings,
                          int dim,
                          std::span<const int> labels,
                          std::size_t maxPairs,
                          std::uint64_t seed,
                          const Check& check)
{
    rowCount(embeddings, dim, labels);
    requireFinite(embeddings);
    const Groups groups = peopleOf(labels);
    const auto checkNow = [&] {
        if (check)
            check();
    };
    Separability out;
    const TraceRatio ratio = traceRatio(embeddings, static_cast<std::size_t>(dim), groups, 1000, seed, check);
    out.fisherTraceRatio = ratio.value;
    out.fisherTraceRatioCi95 = ratio.ci95;
    out.people = ratio.people;
    out.images = ratio.images;
    out.bootstraps = ratio.bootstraps;
    Rng rng(seed);
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    const auto distribution = [&](const std::vector<Pair>& pairs, bool kind) {
        auto distances = scorePairs(embeddings, dim, pairs, check);
        scores.insert(scores.end(), distances.begin(), distances.end());
        same.resize(scores.size(), kind ? 1 : 0);
        for (float& s : distances)
            s = 1.0f - s;
        checkNow();
        return describe(distances);
    };
    const auto genuine = genuinePairs(groups, maxPairs, rng, check);
    if (genuine.empty())
        throw Error(ErrorCode::TooFewIdentities, "Separability needs an identity with at least two images.");
    out.intraPairs = genuine.size();
    out.intra = distribution(genuine, true);
    checkNow();
    const auto impostor = impostorPairs(groups, maxPairs, rng, check);
    out.interPairs = impostor.size();
    out.inter = distribution(impostor, false);
    checkNow();
    const ScoreStats stats =
        scoreStats(out.intra.mean, out.intra.std * out.intra.std, out.inter.mean, out.inter.std * out.inter.std);
    out.scoreFisher = stats.fisher;
    out.dPrime = stats.dPrime;
    out.overlap = likeness::eval::overlap(histogram(scores, same));
    return out;
}

Json PersonSeparability::toJson() const
{
    return {{"label", label},
            {"images", images},
            {"gap", gap},
            {"intra_mean", orNull(intraMean)},
            {"intra_p95", orNull(intraP95)},
            {"nearest", nearest},
            {"nearest_mean", nearestMean},
            {"nearest_p05", nearestP05},
            {"ratio", orNull(ratio)},
            {"mixed", orNull(mixed)},
            {"missed", orNull(missed)},
            {"accepted", accepted},
            {"intra_pairs", intraPairs},
            {"nearest_pairs", nearestPairs}};
}

Json PeopleSeparability::toJson(std::size_t most) const
{
    Json rows = Json::array();
    for (std::size_t i = 0; i < std::min(most, people.size()); ++i)
        rows.push_back(people[i].toJson());
    return {{"threshold", threshold}, {"images", images}, {"count", people.size()}, {"people", std::move(rows)}};
}

PeopleSeparability separabilityByPerson(std::span<const float> embeddings,
                                        int dim,
                                        std::span<const int> labels,
                                        const PeopleSettings& settings)
{
    rowCount(embeddings, dim, labels);
    requireFinite(embeddings);
    if (settings.mostImages < 2)
        throw Error(ErrorCode::BadArgument, "At least two images of a person are needed for a distance.");
    const auto check = [&] {
        if (settings.check)
            settings.check();
    };
    const auto d = static_cast<std::size_t>(dim);
    const Groups groups = peopleOf(labels);
    const Pooled all = pooled(embeddings, dim, groups, settings.seed, settings.check);
    PeopleSeparability out;
    out.threshold = std::isnan(settings.threshold) ? all.threshold : settings.threshold;

    const auto inBlocks = [&](std::size_t size, const std::function<void(std::size_t, std::size_t)>& work) {
        const std::size_t blocks = (groups.size() + size - 1) / size;
        const auto step = static_cast<std::size_t>(processorCount());
        for (std::size_t first = 0; first < blocks; first += step) {
            check();
            parallelFor(std::min(step, blocks - first), 0, [&](std::size_t i) {
                const std::size_t from = (first + i) * size;
                work(from, std::min(size, groups.size() - from));
            });
        }
    };
    std::vector<Candidates> candidates(groups.size());
    {
        const Rows means = centroids(embeddings, d, groups);
        inBlocks(kBlock,
                 [&](std::size_t first, std::size_t count) { nearestCentroids(means, first, count, candidates); });
    }

    const Groups shown = lookedAt(groups, settings.mostImages, settings.seed);
    const auto accepts = [&](float distance) { return 1 - static_cast<double>(distance) >= out.threshold; };
    out.people.resize(groups.size());
    inBlocks(16, [&](std::size_t first, std::size_t count) {
        for (std::size_t g = first; g < first + count; ++g) {
            PersonSeparability& person = out.people[g];
            person.label = labels[groups[g].front()];
            person.images = groups[g].size();
            const Rows own = gather(embeddings, d, shown[g]);
            const std::vector<float> intra = distances(own, own, true);
            std::vector<float> nearest;
            Distribution nearestSpread;
            for (const Candidate& candidate : candidates[g]) {
                if (candidate.similarity < -1.5f) // fewer people than candidates
                    break;
                auto between = distances(own, gather(embeddings, d, shown[candidate.person]), false);
                const Distribution spread = describe(between);
                if (!nearest.empty() && spread.p05 >= nearestSpread.p05)
                    continue;
                nearest = std::move(between);
                nearestSpread = spread;
                person.nearest = labels[groups[candidate.person].front()];
            }
            person.nearestPairs = nearest.size();
            person.nearestMean = nearestSpread.mean;
            person.nearestP05 = nearestSpread.p05;
            person.accepted = shareOf(nearest, accepts);
            person.gap = person.nearestP05 - all.intraP95;
            if (intra.empty())
                continue;
            const Distribution spread = describe(intra);
            person.intraPairs = intra.size();
            person.intraMean = spread.mean;
            person.intraP95 = spread.p95;
            person.gap = person.nearestP05 - person.intraP95;
            person.ratio = scoreStats(spread.mean, spread.std * spread.std, nearestSpread.mean,
                                      nearestSpread.std * nearestSpread.std)
                               .fisher;
            person.missed = 1 - shareOf(intra, accepts);
            person.mixed = farther(intra, std::move(nearest));
        }
    });
    for (const PersonSeparability& person : out.people)
        out.images += person.images;
    std::stable_sort(out.people.begin(), out.people.end(),
                     [](const PersonSeparability& a, const PersonSeparability& b) { return a.gap < b.gap; });
    return out;
}

} // namespace likeness::eval
