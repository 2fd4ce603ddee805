// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/synth/synth.h"

#include <algorithm>
#include <cmath>

namespace likeness::synth {

Shot randomShot(std::uint64_t seed, double difficulty)
{
    Rng rng = Rng::forItem(0x5407u, seed);
    const double hard = std::clamp(std::isfinite(difficulty) ? difficulty : 0.5, 0.0, 1.0);
    const auto bell = [&](double sd, double limit) { return std::clamp(rng.normal(0, sd), -limit, limit); };
    Shot shot;
    shot.yaw = bell(4 + 18 * hard, 12 + 48 * hard);
    shot.pitch = bell(2 + 7 * hard, 6 + 19 * hard);
    shot.roll = bell(2 + 6 * hard, 6 + 19 * hard);
    shot.lightAzimuth = bell(18 + 30 * hard, 40 + 45 * hard);
    shot.lightElevation = rng.uniform(24 - 10 * hard, 42 + 14 * hard);
    shot.ambient = std::clamp(rng.uniform(0.62, 0.8) - 0.35 * hard * rng.uniform(), 0.15, 1.0);
    // Most pictures of people are friendly; the rest of the expression is rarer and goes with difficulty.
    shot.smile = rng.uniform() < 0.55 ? rng.uniform(0.15, 0.5 + 0.5 * hard) : 0.0;
    shot.mouthOpen = rng.uniform() < 0.3 * hard ? rng.uniform(0.1, 0.2 + 0.7 * hard) : 0.0;
    shot.eyeOpen = rng.uniform() < 0.08 * hard ? rng.uniform(0.0, 0.3) : rng.uniform(0.85, 1.0);
    shot.browRaise = rng.uniform() < 0.35 ? rng.uniform(0.0, 0.3 + 0.7 * hard) : 0.0;
    const double cover = rng.uniform();
    if (cover < 0.22 * hard)
        shot.occlusion = rng.uniform(0.1, 0.4); // glasses
    else if (cover < 0.22 * hard + 0.14 * std::max(0.0, hard - 0.6))
        shot.occlusion = rng.uniform(0.42, 1.0); // sunglasses, a hand, a mask
    shot.noise = rng.uniform(0.8, 2 + 5 * hard);
    shot.blur = rng.uniform() < 0.6 ? rng.uniform(0.0, 0.3 + 0.9 * hard) : 0.0;
    shot.exposure = std::exp(bell(0.06 + 0.14 * hard, 0.12 + 0.33 * hard));
    shot.faceSize = rng.uniform(0.5 - 0.08 * hard, 0.58);
    shot.centerX = 0.5 + bell(0.03, 0.06);
    shot.centerY = 0.5 + bell(0.02, 0.05);
    shot.background = rng.next();
    return shot;
}

} // namespace likeness::synth
