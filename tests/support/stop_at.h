// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"

#include <string>

namespace likeness::test {

// Asks for a stop as soon as a stage begins.
class StopAt final : public jobs::RecordingContext
{
public:
    explicit StopAt(std::string stage) : m_stage(std::move(stage)) {}
    void stage(const std::string& id) override
    {
        RecordingContext::stage(id);
        if (id == m_stage)
            requestStop();
    }

private:
    std::string m_stage;
};

} // namespace likeness::test
