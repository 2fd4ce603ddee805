// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <cstdint>
#include <span>

namespace likeness::module {

// {"backbone","batch","embedding","classes","steps","input_size","precision","device","threads","seed"} → the same plus
// images_per_second, seconds, loss and versions. Head, loss, backward pass and optimiser included; random pixels; two
// steps of warm-up.
Json benchTrain(const Json& request);
// Either `image` (a model image) or "backbone": forward passes of `batch` crops, preprocessing included.
Json benchEmbed(const Json& request, std::span<const std::uint8_t> image);

} // namespace likeness::module
