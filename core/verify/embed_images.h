// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/parallel.h"
#include "core/compute/compute.h"
#include "core/crops/crop_cache.h"
#include "core/image/image.h"
#include "core/jobs/job.h"
#include "core/run/run_folder.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::verify {

// Rows of images that could be embedded; one without a crop has none.
struct Embedded {
    std::vector<float> rows;
    std::vector<std::int64_t> rowOf;  // image → row, −1 without one
    std::vector<std::size_t> imageOf; // row → image
    std::size_t leftOut() const { return rowOf.size() - imageOf.size(); }
};

// Embeds what crop(i) gives (an RGB image of the model's side, or an empty one), batch by batch, mirrored crops added.
// crop is called by several threads. Throws Error(Interrupted).
template<typename Crop>
Embedded embedAll(const compute::Model& model, std::size_t count, int threads, const Crop& crop, jobs::Context& context)
{
    constexpr std::size_t kBatch = 64; // crops in memory at once
    const auto dim = static_cast<std::size_t>(model.dim());
    const auto bytes =
        static_cast<std::size_t>(model.input().cropSize) * static_cast<std::size_t>(model.input().cropSize) * 3;
    Embedded out;
    out.rowOf.assign(count, -1);
    context.stage("embed");
    for (std::size_t first = 0; first < count; first += kBatch) {
        context.checkStop();
        std::vector<image::Image> crops(std::min(kBatch, count - first));
        parallelFor(
            crops.size(), threads, [&](std::size_t k) { crops[k] = crop(first + k); }, context.stopToken());
        context.checkStop();
        std::vector<const std::uint8_t*> pointers;
        for (std::size_t k = 0; k < crops.size(); ++k) {
            if (crops[k].pixels.size() != bytes)
                continue;
            out.rowOf[first + k] = static_cast<std::int64_t>(out.imageOf.size());
            out.imageOf.push_back(first + k);
            pointers.push_back(crops[k].pixels.data());
        }
        const std::size_t before = out.rows.size();
        out.rows.resize(before + pointers.size() * dim);
        model.embed(pointers, true, std::span<float>(out.rows).subspan(before), context.stopToken());
        context.progress(first + crops.size(), count, "images");
    }
    return out;
}

// The crops that a run was trained and is verified on. Throws Error(NeedsPrepare) where they have not the model's side.
class RunCrops
{
public:
    RunCrops(const run::RunFolder& run, const compute::Model& model);
    image::Image crop(std::int64_t face) const; // empty without one; thread-safe

private:
    crops::CropReader m_crops;
};

// The faces that a run kept for verification. Throws Error(NotFound) where it has no model yet, TooFewIdentities where
// they make no pairs.
std::vector<run::Sample> validationOf(const run::RunFolder& run);

} // namespace likeness::verify
