// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"

#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace likeness::jobs {

// One bad item of a long job: reported, never thrown.
struct Issue {
    enum class Severity { Note, Warning, Error };
    Severity severity = Severity::Warning;
    std::string item; // path or name, valid UTF-8
    ErrorCode code = ErrorCode::BadFile;
    std::string message;   // one English sentence
    std::string kind = {}; // a stable word that says more than the code ("duplicate_image", formats/report.h); or empty
};

// What a long operation is given: where it reports and how it learns that it should stop. The command line prints, the
// window shows, tests record. The functions may be called from several threads of the job at once; implementations
// lock.
class Context
{
public:
    virtual ~Context() = default;
    // A new stage begins ("Detecting faces"): a stable English id such as "detect", which front ends translate.
    virtual void stage(const std::string& id) = 0;
    // total 0: not known. unit: "images", "faces", "steps" …
    virtual void progress(std::uint64_t done, std::uint64_t total, const char* unit) = 0;
    virtual void issue(const Issue& issue) = 0;
    virtual std::stop_token stopToken() const = 0;

    bool stopRequested() const { return stopToken().stop_requested(); }
    // Throws Error(Interrupted) once a stop was asked for. Call it between items; keep what is finished.
    void checkStop() const;
};

// Records everything; for tests and for callers that only want the issues.
class RecordingContext : public Context
{
public:
    void stage(const std::string& id) override;
    void progress(std::uint64_t done, std::uint64_t total, const char* unit) override;
    void issue(const Issue& issue) override;
    std::stop_token stopToken() const override { return m_stop.get_token(); }
    void requestStop() { m_stop.request_stop(); }
    // Asks for a stop once progress has been reported `calls` times.
    void stopAfter(int calls) { m_stopAfter = calls; }

    std::vector<std::string> stages;
    std::vector<Issue> issues;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    int progressCalls = 0;

private:
    std::mutex m_mutex;
    std::stop_source m_stop;
    int m_stopAfter = -1;
};

} // namespace likeness::jobs
