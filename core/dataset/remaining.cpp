// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/remaining.h"

#include "core/base/binomial.h"
#include "core/dataset/review_queue.h"

#include <algorithm>
#include <cmath>

namespace likeness::dataset {
namespace {

constexpr double kTail = 0.025;

// Mean and spread of a sum of beta-binomial numbers whose shares move together.
struct Sum {
    double open = 0;
    double mean = 0;
    double chance = 0; // variance of the numbers when the shares are known
    double spread = 0; // standard deviations of the shares, times how many they are of

    void add(const ScoreBin& bin)
    {
        if (bin.open == 0)
            return;
        const double score = std::clamp(bin.openScore / bin.open, 1e-6, 1 - 1e-6);
        const double strength = kPriorFaces / std::min(score, 1 - score);
        const double a = strength * score + (bin.flagged ? bin.wrong : 0);
        const double b = strength * (1 - score) + (bin.flagged ? bin.right : 0);
        const double share = a / (a + b);
        const double variance = share * (1 - share) / (a + b + 1);
        open += bin.open;
        mean += bin.open * share;
        chance += bin.open * (share * (1 - share) - variance);
        spread += bin.open * std::sqrt(variance);
    }

    Estimate estimate() const
    {
        Estimate out{mean, mean, mean};
        const double variance = chance + spread * spread;
        if (open <= 0 || variance <= 0)
            return out;
        const double share = mean / open;
        const double strength = share * (1 - share) * open * open / variance - 1;
        if (strength <= 0) // no beta distribution is that wide: nothing is known
            return {mean, 0, open};
        out.low = open * betaQuantile(kTail, share * strength, (1 - share) * strength);
        out.high = open * betaQuantile(1 - kTail, share * strength, (1 - share) * strength);
        return out;
    }
};

} // namespace

Remaining remaining(std::span<const ScoreBin> bins)
{
    Remaining out;
    Sum all;
    Sum unflagged;
    for (const ScoreBin& bin : bins) {
        out.labels += bin.open + bin.right + bin.wrong;
        out.decided += bin.right + bin.wrong;
        all.add(bin);
        if (!bin.flagged)
            unflagged.add(bin);
    }
    out.now = all.estimate();
    out.afterFlagged = unflagged.estimate();
    return out;
}

Remaining remaining(const Project& project, const std::string& method)
{
    std::vector<ScoreBin> bins(2 * kScoreBins);
    for (const auto& count : scoreCounts(project, method, "mislabelled", kScoreBins)) {
        if (count.decision == "reject") // says that the picture is poor, and nothing of the label
            continue;
        ScoreBin& bin = bins[static_cast<std::size_t>(2 * count.bin + count.flagged)];
        bin.flagged = count.flagged;
        if (count.decision == "keep") {
            bin.right += count.flags;
        } else if (count.decision == "move" || count.decision == "split") {
            bin.wrong += count.flags;
        } else {
            bin.open += count.flags;
            bin.openScore += count.score;
        }
    }
    return remaining(bins);
}

} // namespace likeness::dataset
