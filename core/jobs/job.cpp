// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job.h"

namespace likeness::jobs {

void Context::checkStop() const
{
    if (stopRequested())
        throw Error(ErrorCode::Interrupted, "stopped");
}

void RecordingContext::stage(const std::string& id)
{
    const std::lock_guard lock(m_mutex);
    stages.push_back(id);
}

void RecordingContext::progress(std::uint64_t doneNow, std::uint64_t totalNow, const char* /*unit*/)
{
    const std::lock_guard lock(m_mutex);
    done = doneNow;
    total = totalNow;
    if (++progressCalls == m_stopAfter)
        m_stop.request_stop();
}

void RecordingContext::issue(const Issue& issue)
{
    const std::lock_guard lock(m_mutex);
    issues.push_back(issue);
}

} // namespace likeness::jobs
