// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>
#include <vector>

namespace likeness::curate {

// What a similarity says about two faces being one person: the log likelihood ratio log p(s | one person) / p(s | two
// people), clipped to kLeast..kMost and never falling with s. Fitted to pairs within labels, some of which are pairs of
// strangers because labels are wrong, and pairs across labels. Immutable, thread-safe.
class PairModel
{
public:
    static constexpr double kLeast = -5;
    static constexpr double kMost = 10;
    // Across: normal, by median and MAD. Within: a mixture of that and a normal, by EM. Any number of either, also
    // none.
    PairModel(std::span<const float> within, std::span<const float> across);
    // All that it consists of, to be kept and made again from.
    struct Parameters {
        double impostor = 0, impostorSpread = 0.1; // means and standard deviations
        double genuine = 0.4, genuineSpread = 0.1;
        double genuineShare = 0.8; // of the pairs within labels that look like one person, 0.02..0.999
    };
    explicit PairModel(const Parameters& parameters);
    double logRatio(double similarity) const;
    const Parameters& parameters() const { return m_p; }

private:
    void tabulate();
    Parameters m_p;
    double m_first = 0, m_step = 1; // of the table
    std::vector<double> m_table;
};

} // namespace likeness::curate
