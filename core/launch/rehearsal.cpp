// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/rehearsal.h"

#include "core/base/text.h"
#include "core/compute/compute.h"
#include "core/compute/rehearsal.h"
#include "core/launch/findings.h"
#include "core/launch/start_model.h"

#include <algorithm>
#include <cmath>

namespace likeness::launch {
namespace {

constexpr double kLongRun = 48; // hours

// A face that is verified is embedded twice, as it is and mirrored; forward is a third of forward and backward.
double secondsOf(const run::Config& config, const TrainingData& data, double stepSeconds, double imagesPerSecond)
{
    const int every = config.verify.everyEpochs;
    const double verifications = data.validationIdentities < 2 ? 0 : every > 0 ? config.train.epochs / every : 1;
    return static_cast<double>(data.steps) * config.train.accumulate * stepSeconds +
           verifications * data.validationImages * 2.0 / 3.0 / imagesPerSecond;
}

} // namespace

std::string durationText(double seconds)
{
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    const auto two = [](std::int64_t large, const char* unit, std::int64_t small, const char* smaller) {
        return std::to_string(large) + " " + unit + (small > 0 ? " " + std::to_string(small) + " " + smaller : "");
    };
    if (whole < 60)
        return std::to_string(std::max<std::int64_t>(1, whole)) + " s";
    if (whole < 3600)
        return std::to_string((whole + 30) / 60) + " min";
    if (whole < 24 * 3600)
        return two(whole / 3600, "h", whole % 3600 / 600 * 10, "min");
    return two(whole / 86400, "d", whole % 86400 / 3600, "h");
}

std::vector<PreflightFinding> deviceFindings(const run::Config& config)
{
    const std::string& device = config.train.device;
    Findings out;
    try {
        if (device.starts_with("cuda"))
            compute::requireDevice(device);
        else if (config.train.precision == "fp16" &&
                 (device == "cpu" || compute::info().devices.size() < 2)) // the first is it
            out.error("fp16_cpu", "train.precision fp16 needs a GPU, and there is none here; use bf16 or fp32",
                      "train.precision");
    } catch (const Error& e) {
        if (e.code() != ErrorCode::NoDevice)
            throw;
        out.error("no_device", e.what(), "train.device", {{"device", device}, {"reason", e.what()}});
    }
    return std::move(out).sorted();
}

Rehearsed rehearse(const run::Config& given,
                   const TrainingData& data,
                   const std::filesystem::path& runsFolder,
                   double seconds,
                   const std::stop_token& stop)
{
    Rehearsed out;
    Findings findings;
    try {
        out.dryRun = Json::object();
        out.findings = deviceFindings(given);
        if (!out.findings.empty())
            return out;
        auto config = given;
        const auto start = adoptStartModel(config, runsFolder);
        const auto tried = compute::rehearse(config, std::max(2, data.identities), start, seconds, stop);
        out.dryRun = tried.json;
        const std::string name = tried.deviceName.empty() ? tried.device : tried.deviceName;
        const auto mb = [](std::uint64_t bytes) { return bytes >> 20; };
        const bool cpu = tried.device == "cpu";
        if (!tried.fits)
            findings.error("batch_memory",
                           "a batch of " + std::to_string(tried.batch) + " does not fit into the memory of " + name +
                               (tried.peakMemory > 0 ? " (" + std::to_string(mb(tried.peakMemory)) + " MB, " +
                                                           std::to_string(mb(tried.memoryFree)) + " MB are free)"
                                                     : std::string()) +
                               (tried.largestBatch > 0 ? "; " + std::to_string(tried.largestBatch) +
                                                             " does: train.accumulate makes several batches one step"
                                                       : "; choose a smaller network"),
                           "train.batch_size",
                           {{"batch", tried.batch},
                            {"fits", tried.largestBatch},
                            {"device", name},
                            {"needed_mb", mb(tried.peakMemory)},
                            {"free_mb", mb(tried.memoryFree)}});
        if (!cpu && config.train.precision == "fp32")
            findings.note("gpu_precision",
                          "on " + name + " bf16 takes about half of the time and of the memory, and learns as well",
                          "train.precision", {{"device", name}});
        if (tried.fits && tried.imagesPerSecond > 0) {
            const double total = secondsOf(config, data, tried.stepSeconds, tried.imagesPerSecond);
            out.dryRun["seconds"] = total;
            if (total > kLongRun * 3600)
                findings.warn("slow_run",
                              "the run takes about " + durationText(total) + " on " + name +
                                  ": a smaller network, fewer epochs or a GPU make it shorter",
                              "model.backbone", {{"hours", std::llround(total / 3600)}, {"device", name}});
            findings.note("estimate",
                          "about " + durationText(total) + " on " + name + ", " +
                              formatNumber(tried.imagesPerSecond, 0) + " faces a second" +
                              (tried.peakMemory > 0 ? ", " + std::to_string(mb(tried.peakMemory)) + " MB of memory"
                                                    : std::string()),
                          "",
                          {{"seconds", total},
                           {"images_per_second", tried.imagesPerSecond},
                           {"device", name},
                           {"memory_mb", mb(tried.peakMemory)}});
        }
    } catch (const Error& e) {
        if (e.code() == ErrorCode::Interrupted)
            throw;
        out.dryRun = Json::object();
        findings.error("dry_run_failed", std::string("trying some steps failed: ") + e.what());
    }
    out.findings = std::move(findings).sorted();
    return out;
}

} // namespace likeness::launch
