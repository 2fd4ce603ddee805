// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/jobs/job.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace likeness::formats {

// What was odd about a dataset that was read. Kinds are stable words, translated by the window
// (app/mainwindow/format_text.cpp):
//   undecodable      a picture that does not decode          missing_file    a file that the list names is not there
//   duplicate_key    two records under one key                duplicate_image the same bytes twice under one label
//   duplicate_across the same bytes under two labels          label_gap       class numbers that no picture has
//   single_image     an identity with one picture             header          a header that says something impossible
//   bad_entry        a line or record that makes no sense     odd_size        a crop of another size than the others
//   outside          marks that lie outside of the picture    float_label     a label or key beyond 2^24 in float32
//   other_file       files that are no pictures               empty_folder    a person's folder without a picture
//   no_label         a picture of nobody where others have a label
struct Oddity {
    std::string kind;
    std::string item; // path, key or line, valid UTF-8
    std::string message;
};

// Collects them: exact counts, and the first kKept of each kind with their words. Thread-safe.
class Report
{
public:
    static constexpr std::size_t kKept = 1000;
    // Every oddity is also an issue of the job; `severity` is that issue's.
    explicit Report(jobs::Context& context) : m_context(context) {}
    void add(const std::string& kind,
             const std::string& item,
             const std::string& message,
             ErrorCode code = ErrorCode::BadFile,
             jobs::Issue::Severity severity = jobs::Issue::Severity::Warning);
    std::map<std::string, std::uint64_t> counts() const;
    std::vector<Oddity> kept() const; // in order of kind, then of arrival
    Json toJson() const;              // {"counts": {kind: n}, "first": [{kind, item, message}]}

private:
    jobs::Context& m_context;
    mutable std::mutex m_mutex;
    std::map<std::string, std::uint64_t> m_counts;
    std::map<std::string, std::vector<Oddity>> m_kept;
};

} // namespace likeness::formats
