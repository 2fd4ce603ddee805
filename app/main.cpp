// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/application.h"
#include "core/compute/waiting.h"

#include <unistd.h>

int main(int argc, char** argv)
{
    // OpenMP asks for this when it is loaded, and Qt has loaded it (through libb2) before main(): so begin again.
    if (likeness::compute::chooseWaiting())
        ::execv("/proc/self/exe", argv);
    return likeness::app::run(argc, argv);
}
