// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/application.h"

int main(int argc, char** argv)
{
    return likeness::app::run(argc, argv);
}
