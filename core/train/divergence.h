// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <deque>
#include <optional>

namespace likeness::train {

// Tells when training has gone wrong, by what each step says: a loss or gradient that is not finite, or a training
// accuracy that has fallen to less than half of what it was at the last good checkpoint while the loss has risen.
// (A loss alone may rise for good reasons: a margin that grows.)
class DivergenceWatch
{
public:
    enum class Finding { None, NotFinite, Collapsed };
    Finding add(double loss, double gradientNorm, double accuracy);
    // A good checkpoint was made now: what comes is compared with this.
    void remember();
    void restart() { m_recent.clear(); }
    void forget() { m_good.reset(); } // until the next checkpoint

    static constexpr std::size_t kWindow = 50; // steps

private:
    struct Step {
        double loss, accuracy;
    };
    std::optional<Step> mean() const; // of the last kWindow steps

    std::deque<Step> m_recent;
    std::optional<Step> m_good;
};

} // namespace likeness::train
