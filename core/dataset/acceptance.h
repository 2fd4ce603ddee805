// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>

namespace likeness::dataset {

struct Interval {
    double low = 0, high = 1;
};
// likeness::clopperPearson() of `errors` in `looked`; looked = 0 gives 0..1. Throws Error(BadArgument) for errors
// outside 0..looked.
Interval clopperPearson(int errors, int looked, double confidence = 0.95);

// Whether a set of labels is good enough, by a sample of it. accepted: the upper end of the 95 % interval is no more
// than the target; rejected: the lower end is above it.
enum class Verdict { MoreNeeded, Accepted, Rejected };
struct Acceptance {
    int looked = 0; // right + wrong; what could not be said counts in neither
    int errors = 0;
    double rate = 0; // errors / looked
    Interval interval;
    Verdict verdict = Verdict::MoreNeeded;
    // How many more to look at until the verdict falls, if errors go on at the present rate; nothing when it has
    // fallen, or when that rate is the target itself.
    std::optional<int> more;
    // Everything was looked at: the rate is the whole set's, the interval is that one number. For a sample that is a
    // good part of the set the interval is wider than it need be (it takes the set for endless), never too narrow.
    bool whole = false;
};
// population: how many faces the sample was drawn from. Throws Error(BadArgument) for a target outside 0..1.
Acceptance acceptance(int errors, int looked, int population, double target);

// The smallest sample of which `expectedErrors` wrong labels still let the verdict be "accepted" at this confidence.
// target in 0..1 exclusive, at least 0.0005.
int sampleSizeFor(double target, double confidence = 0.95, int expectedErrors = 0);

} // namespace likeness::dataset
