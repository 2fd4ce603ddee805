// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdlib>

namespace likeness::compute {

// How OpenMP's threads wait for one another: they spin for some tens of microseconds, which a short pause between two
// layers takes, then they sleep. Spinning for long, as is the default, makes a busy machine several times slower and
// holds up a window; sleeping at once costs a tenth of the speed of small networks. OpenMP reads this once, when it is
// loaded. False: somebody has chosen already, that stays.
inline bool chooseWaiting()
{
    if (std::getenv("OMP_WAIT_POLICY") || ::setenv("OMP_WAIT_POLICY", "PASSIVE", 1) != 0)
        return false;
    ::setenv("GOMP_SPINCOUNT", "2000", 0);
    return true;
}

} // namespace likeness::compute
