// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/console.h"

namespace likeness::cli {

// A run's events as lines on standard error; steps are the progress. Values of another type than run/run_folder.h says
// count as not known: the events may be another program's.
class EventPrinter
{
public:
    explicit EventPrinter(Console& console) : m_console(console) {}
    void print(const Json& event);

private:
    Console& m_console;
    void sittingBegins(std::uint64_t step, double seconds);
    std::string m_run;
    std::uint64_t m_steps = 0; // of the whole run
    std::uint64_t m_firstStep = 0;
    double m_begin = 0; // seconds
};

} // namespace likeness::cli
