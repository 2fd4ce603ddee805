// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <cstddef>
#include <deque>
#include <optional>

namespace likeness::train {

// Tells when training has gone wrong, by what each step says: a loss or gradient that is not finite, or a training
// accuracy that has fallen to less than half of what it was at the end of the last epoch while the loss has risen.
// (A loss alone may rise for good reasons: a margin that grows.)
class DivergenceWatch
{
public:
    enum class Finding { None, NotFinite, Collapsed };
    Finding add(double loss, double gradientNorm, double accuracy);
    void remember();                  // an epoch ends now: what comes is compared with this
    void forget() { m_good.reset(); } // until the next epoch ends
    // All of it, so that a run that is resumed is watched as if it had not been stopped.
    Json state() const;
    void set(const Json& state); // anything but what state() gave: nothing is known

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
