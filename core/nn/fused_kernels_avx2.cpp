// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled for processors with AVX2 and FMA, whatever the rest of the program is compiled for.
#include "core/nn/fused_kernels_all.h"

#ifdef __AVX2__
#include "core/nn/fused_loops.h"

#include <immintrin.h>

namespace likeness::nn {
namespace {

struct Lanes {
    using Item = float;
    using V = __m256;
    using Pair = __m256;
    static constexpr int kLanes = 8, kPanel = 2, kDepthStep = 1;
    static V load(const float* p) { return _mm256_loadu_ps(p); }
    static V loadFloats(const float* p) { return _mm256_loadu_ps(p); }
    static void store(float* p, V v) { _mm256_storeu_ps(p, v); }
    static V fma(V a, V b, V c) { return _mm256_fmadd_ps(a, b, c); }
    static V add(V a, V b) { return _mm256_add_ps(a, b); }
    static V prelu(V z, V slope)
    {
        const V zero = _mm256_setzero_ps();
        return _mm256_fmadd_ps(_mm256_min_ps(z, zero), slope, _mm256_max_ps(z, zero));
    }
    static Pair broadcast(const float* p) { return _mm256_broadcast_ss(p); }
    static V multiply(V sum, Pair x, const float* weights) { return _mm256_fmadd_ps(x, _mm256_loadu_ps(weights), sum); }
};

} // namespace

constinit const FusedKernels kFusedAvx2 = FusedLoops<Lanes>::table();

} // namespace likeness::nn
#endif
