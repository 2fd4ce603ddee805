// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/retrieval.h"

#include "core/base/error.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace likeness::eval {

RetrievalFigures retrieval(std::span<const double> scores, std::span<const std::uint8_t> wrong, double threshold)
{
    if (scores.size() != wrong.size())
        throw Error(ErrorCode::BadArgument, "Scores and truth do not match in number.");
    RetrievalFigures out;
    out.items = scores.size();
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
    double hits = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        out.wrong += wrong[i] ? 1 : 0;
        if (scores[i] >= threshold) {
            ++out.flagged;
            hits += wrong[i] ? 1 : 0;
        }
    }
    const auto bad = static_cast<double>(std::max<std::size_t>(out.wrong, 1));
    const auto f1 = [&](double found, std::size_t taken) {
        return 2 * found / std::max(static_cast<double>(taken + out.wrong), 1.0);
    };
    out.precision = hits / static_cast<double>(std::max<std::size_t>(out.flagged, 1));
    out.recall = hits / bad;
    out.f1 = f1(hits, out.flagged);
    double found = 0;
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        double here = 0;
        for (; end < order.size() && scores[order[end]] == scores[order[i]]; ++end)
            here += wrong[order[end]] ? 1 : 0;
        found += here;
        out.averagePrecision += here / bad * found / static_cast<double>(end);
        out.bestF1 = std::max(out.bestF1, f1(found, end));
        i = end;
    }
    return out;
}

Json RetrievalFigures::toJson() const
{
    return {{"images", items},
            {"wrong", wrong},
            {"average_precision", averagePrecision},
            {"best_f1", bestF1},
            {"flagged", flagged},
            {"precision", precision},
            {"recall", recall},
            {"f1", f1}};
}

} // namespace likeness::eval
