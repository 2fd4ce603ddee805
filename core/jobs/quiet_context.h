// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/log.h"
#include "core/jobs/job.h"

#include <utility>

namespace likeness::jobs {

// Passes a stop on, and has nobody to tell the rest: for work in the background, and for parts of a job whose progress
// is not that of the whole.
class QuietContext final : public Context
{
public:
    explicit QuietContext(std::stop_token stop) : m_stop(std::move(stop)) {}
    void stage(const std::string&) override {}
    void progress(std::uint64_t, std::uint64_t, const char*) override {}
    void issue(const Issue& issue) override { log::warn(issue.item + ": " + issue.message); }
    std::stop_token stopToken() const override { return m_stop; }

private:
    std::stop_token m_stop;
};

} // namespace likeness::jobs
