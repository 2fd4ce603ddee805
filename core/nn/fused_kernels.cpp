// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/fused_kernels.h"

#include "core/nn/fused_kernels_all.h"

namespace likeness::nn {

const FusedKernels* fusedKernels(FusedLevel level) noexcept
{
#ifdef __x86_64__
    switch (level) {
    case FusedLevel::Avx2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kFusedAvx2 : nullptr;
    case FusedLevel::Avx512:
        return __builtin_cpu_supports("avx512f") ? &kFusedAvx512 : nullptr;
    case FusedLevel::Avx512Bf16:
        return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vl") &&
                       __builtin_cpu_supports("avx512bw")
                   ? &kFusedBf16
                   : nullptr;
    }
#endif
    return nullptr;
}

const FusedKernels* bestFusedKernels(bool bf16) noexcept
{
    if (bf16)
        return fusedKernels(FusedLevel::Avx512Bf16);
    const auto* widest = fusedKernels(FusedLevel::Avx512);
    return widest ? widest : fusedKernels(FusedLevel::Avx2);
}

} // namespace likeness::nn
