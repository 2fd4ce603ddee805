// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/nn/fused_kernels.h"

namespace likeness::nn {

// One for each file that is compiled for its own processor.
extern const FusedKernels kFusedAvx2, kFusedAvx512, kFusedBf16;

} // namespace likeness::nn
