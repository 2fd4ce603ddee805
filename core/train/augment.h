// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/random.h"
#include "core/run/config.h"

#include <ATen/core/Tensor.h>

namespace likeness::train {

// Mask, flip, rotation, shift, scale, low resolution, blur, brightness, contrast, noise and erasing on a batch of
// aligned crops N×3×H×W in −1..1, on its device. All numbers come from `random`, in a fixed order.
at::Tensor augment(const at::Tensor& batch, const run::Config::Augment& options, Rng& random);

} // namespace likeness::train
