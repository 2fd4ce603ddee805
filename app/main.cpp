// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/application.h"

#include <cstdlib>
#include <unistd.h>

int main(int argc, char** argv)
{
    // Threads that spin while they wait for one another would hold up the window while it trains. OpenMP asks for this
    // when it is loaded, and Qt has loaded it (through libb2) before main(): so begin again. A person's own setting
    // stays.
    if (!std::getenv("OMP_WAIT_POLICY") && ::setenv("OMP_WAIT_POLICY", "PASSIVE", 1) == 0)
        ::execv("/proc/self/exe", argv);
    return likeness::app::run(argc, argv);
}
