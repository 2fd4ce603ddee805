// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/rehearsal.h"

#include "core/base/error.h"
#include "core/compute/client.h"

namespace likeness::compute {

Rehearsal rehearse(const run::Config& config,
                   int identities,
                   std::span<const std::uint8_t> start,
                   double seconds,
                   const std::stop_token& stop)
{
    Json json =
        ask("train.try", {{"config", run::toJson(config)}, {"classes", identities}, {"seconds", seconds}}, start, stop)
            .json;
    Rehearsal out;
    out.device = json.value("device", "");
    out.deviceName = json.value("device_name", "");
    out.batch = json.value("batch", 0);
    out.fits = json.value("fits", false);
    out.largestBatch = json.value("largest_batch", 0);
    out.stepSeconds = json.value("step_seconds", 0.0);
    out.imagesPerSecond = json.value("images_per_second", 0.0);
    out.peakMemory = json.value("peak_memory_bytes", std::uint64_t{0});
    out.memoryFree = json.value("memory_free", std::uint64_t{0});
    out.memoryTotal = json.value("memory_total", std::uint64_t{0});
    out.json = std::move(json);
    return out;
}

Bytes augmented(std::span<const std::uint8_t> crops,
                int size,
                const run::Config& config,
                int copies,
                std::uint64_t seed,
                const std::stop_token& stop)
{
    auto answer = ask("augment.preview",
                      {{"augment", run::toJson(config)["augment"]}, {"size", size}, {"copies", copies}, {"seed", seed}},
                      crops, stop);
    if (answer.blob.size() != crops.size() * static_cast<std::size_t>(copies))
        throw Error(ErrorCode::Internal, "the compute module answered with another number of crops");
    return std::move(answer.blob);
}

} // namespace likeness::compute
