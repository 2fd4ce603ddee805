// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/augment_sample.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/crops/crop_cache.h"
#include "core/launch/training_data.h"

#include <algorithm>

namespace likeness::launch {

AugmentSample augmentSample(const dataset::Project& project,
                            const run::Config& config,
                            const std::string& version,
                            int count,
                            std::uint64_t seed)
{
    auto people = sidesOf(project, config, version).train;
    if (people.empty())
        throw Error(ErrorCode::NeedsPrepare, "there are no crops of " + std::to_string(config.model.inputSize) +
                                                 " pixels to train on; prepare makes them");
    const crops::CropReader crops(project.cropFile(config.model.inputSize));
    Rng random(seed);
    random.shuffle(std::span(people));
    AugmentSample out;
    out.size = crops.size();
    const int faces = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(count), people.size()));
    for (int i = 0; i < faces; ++i) {
        const auto& own = people[static_cast<std::size_t>(i)].faces;
        const auto pixels = crops.pixels(own[static_cast<std::size_t>(random.below(own.size()))]);
        out.crops.insert(out.crops.end(), pixels.begin(), pixels.end());
    }
    out.count = faces;
    return out;
}

image::Image contactSheet(const AugmentSample& sample, const Bytes& augmented)
{
    constexpr int kGap = 4;
    constexpr std::uint8_t kWhite = 255;
    const auto each = static_cast<std::size_t>(sample.size) * static_cast<std::size_t>(sample.size) * 3;
    const int copies = static_cast<int>(augmented.size() / each) / std::max(1, sample.count);
    const int step = sample.size + kGap;
    // The original stands a little apart.
    image::Image sheet((copies + 1) * step + 2 * kGap, sample.count * step + kGap, 3);
    std::fill(sheet.pixels.begin(), sheet.pixels.end(), kWhite);
    const auto put = [&](const std::uint8_t* crop, int left, int top) {
        const int bytes = sample.size * 3;
        for (int y = 0; y < sample.size; ++y)
            std::copy_n(crop + static_cast<std::ptrdiff_t>(y) * bytes, bytes, sheet.row(top + y) + left * 3);
    };
    for (int face = 0; face < sample.count; ++face) {
        const int top = kGap + face * step;
        put(sample.crops.data() + each * static_cast<std::size_t>(face), kGap, top);
        for (int copy = 0; copy < copies; ++copy)
            put(augmented.data() + each * static_cast<std::size_t>(copy * sample.count + face),
                2 * kGap + (copy + 1) * step, top);
    }
    return sheet;
}

} // namespace likeness::launch
