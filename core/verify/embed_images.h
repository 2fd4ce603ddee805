// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/compute/compute.h"
#include "core/crops/crop_cache.h"
#include "core/image/image.h"
#include "core/jobs/job.h"
#include "core/run/run_folder.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <numbers>
#include <span>
#include <string_view>
#include <vector>

namespace likeness::verify {

// VerifyOptions::flip. "sum" (insightface): the embeddings of the crop and of the mirrored crop are added as the
// network gives them. "concat" (facenet): they stand behind each other, each of unit length, so that a similarity is
// the mean of the two cosines. "none": the crop alone. Throws Error(BadArgument) for any other word.
inline compute::Flip flipNamed(std::string_view word)
{
    if (word == "sum")
        return compute::Flip::Sum;
    if (word == "concat")
        return compute::Flip::Both;
    if (word == "none")
        return compute::Flip::None;
    throw Error(ErrorCode::BadArgument,
                "There is no flip \"" + toUtf8(word) + "\"; use sum (insightface), concat (facenet) or none.");
}

// Rows of images that could be embedded; one without a crop has none.
struct Embedded {
    int dim = 0;                      // of a row: twice the model's where flips stand behind each other
    std::vector<float> rows;          // of unit length
    std::vector<std::int64_t> rowOf;  // image → row, −1 without one
    std::vector<std::size_t> imageOf; // row → image
    double cropSeconds = 0;           // spent on crops
    double modelSeconds = 0;          // and in the model
    std::size_t leftOut() const { return rowOf.size() - imageOf.size(); }
};

// Embeds what crop(i) gives (an RGB image of the model's side, or an empty one), batch by batch. crop is called by
// several threads. Throws Error(Interrupted).
template<typename Crop>
Embedded embedAll(const compute::Model& model,
                  std::size_t count,
                  int threads,
                  const Crop& crop,
                  jobs::Context& context,
                  compute::Flip flip = compute::Flip::Sum)
{
    constexpr std::size_t kBatch = 64; // crops in memory at once
    const bool both = flip == compute::Flip::Both;
    const auto dim = static_cast<std::size_t>(model.dim()) * (both ? 2 : 1);
    const auto bytes =
        static_cast<std::size_t>(model.input().cropSize) * static_cast<std::size_t>(model.input().cropSize) * 3;
    Embedded out;
    out.dim = static_cast<int>(dim);
    out.rowOf.assign(count, -1);
    context.stage("embed");
    for (std::size_t first = 0; first < count; first += kBatch) {
        context.checkStop();
        const auto start = std::chrono::steady_clock::now();
        std::vector<image::Image> crops(std::min(kBatch, count - first));
        parallelFor(
            crops.size(), threads, [&](std::size_t k) { crops[k] = crop(first + k); }, context.stopToken());
        context.checkStop();
        const auto cropped = std::chrono::steady_clock::now();
        out.cropSeconds += std::chrono::duration<double>(cropped - start).count();
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
        const auto rows = std::span<float>(out.rows).subspan(before);
        model.embed(pointers, flip, true, rows, context.stopToken());
        if (both)
            for (float& value : rows)
                value *= std::numbers::sqrt2_v<float> / 2; // of two unit halves one unit row
        out.modelSeconds += secondsSince(cropped);
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
