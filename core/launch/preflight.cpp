// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/preflight.h"

#include "core/dataset/versions.h"
#include "core/launch/findings.h"
#include "core/launch/start_model.h"

#include <algorithm>

namespace likeness::launch {

using Severity = PreflightFinding::Severity;

const char* severityName(Severity severity)
{
    return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "note";
}

void Findings::error(const char* code, const std::string& message, const std::string& key, Json facts)
{
    m_list.push_back({Severity::Error, code, message, key, std::move(facts)});
}

void Findings::warn(const char* code, const std::string& message, const std::string& key, Json facts)
{
    m_list.push_back({Severity::Warning, code, message, key, std::move(facts)});
}

void Findings::note(const char* code, const std::string& message, const std::string& key, Json facts)
{
    m_list.push_back({Severity::Note, code, message, key, std::move(facts)});
}

std::vector<PreflightFinding> Findings::sorted() &&
{
    std::stable_sort(m_list.begin(), m_list.end(),
                     [](const auto& a, const auto& b) { return a.severity > b.severity; });
    return std::move(m_list);
}

std::vector<PreflightFinding>
preflight(const dataset::Project& project, const run::Config& given, const std::string& version)
{
    Findings out;
    run::Config config = given;
    try {
        adoptStartModel(config, project.runsFolder());
    } catch (const Error& e) {
        out.error(e.code() == ErrorCode::NotFound ? "from_missing" : "from_unusable", e.what(), "model.from",
                  {{"model", config.model.from}, {"reason", e.what()}});
    }
    const auto sides = sidesOf(project, config, version);
    const auto noise = version.empty() ? labelNoise(project) : std::nullopt;
    if (const auto& wanted = config.data.snapshot;
        !wanted.empty() && (version.empty() || dataset::findVersion(project, version).hash != wanted))
        out.warn("snapshot_ignored",
                 "data.snapshot=" + wanted + " has no say, it is filled in when the run is made; --snapshot " + wanted +
                     " trains on that version",
                 "data.snapshot", {{"snapshot", wanted}});
    dataFindings(out, project, config, sides, noise, version.empty());
    settingFindings(out, config, sides, noise);
    return std::move(out).sorted();
}

ErrorCode errorCodeOf(const std::string& finding)
{
    if (finding == "no_crops")
        return ErrorCode::NeedsPrepare;
    if (finding == "too_few_identities")
        return ErrorCode::TooFewIdentities;
    if (finding == "disk_space")
        return ErrorCode::DiskFull;
    if (finding == "no_device")
        return ErrorCode::NoDevice;
    if (finding == "from_missing")
        return ErrorCode::NotFound;
    if (finding == "from_unusable")
        return ErrorCode::BadFile;
    if (finding == "batch_memory")
        return ErrorCode::OutOfMemory;
    return ErrorCode::BadArgument;
}

} // namespace likeness::launch
