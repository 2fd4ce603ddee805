// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"

#include <algorithm>
#include <cstdint>

namespace likeness::cluster {

// Asks for a stop every few thousand steps of a loop, which is within milliseconds, and reports progress where asked.
class Ticker
{
public:
    Ticker(jobs::Context& context, std::uint64_t total, const char* unit = nullptr)
        : m_context(context), m_total(total), m_unit(unit)
    {
    }
    void step()
    {
        if ((m_done++ & 0xFFF) == 0)
            look();
    }

private:
    void look()
    {
        m_context.checkStop();
        if (m_unit && (m_done & 0xFFFF) == 1)
            m_context.progress(m_done, std::max(m_done, m_total), m_unit); // joining makes new pairs to look at
    }

    jobs::Context& m_context;
    std::uint64_t m_total;
    const char* m_unit;
    std::uint64_t m_done = 0;
};

} // namespace likeness::cluster
