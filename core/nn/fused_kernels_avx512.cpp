// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled for processors with AVX-512, whatever the rest of the program is compiled for.
#include "core/nn/fused_kernels_all.h"

#ifdef __AVX512F__
#include "core/nn/fused_loops.h"

#include <immintrin.h>

namespace likeness::nn {
namespace {

struct Lanes {
    using Item = float;
    using V = __m512;
    using Pair = __m512;
    static constexpr int kLanes = 16, kPanel = 4, kDepthStep = 1;
    static V load(const float* p) { return _mm512_loadu_ps(p); }
    static V loadFloats(const float* p) { return _mm512_loadu_ps(p); }
    static void store(float* p, V v) { _mm512_storeu_ps(p, v); }
    static V fma(V a, V b, V c) { return _mm512_fmadd_ps(a, b, c); }
    static V add(V a, V b) { return _mm512_add_ps(a, b); }
    static V prelu(V z, V slope)
    {
        const V zero = _mm512_setzero_ps();
        return _mm512_fmadd_ps(_mm512_min_ps(z, zero), slope, _mm512_max_ps(z, zero));
    }
    static Pair broadcast(const float* p) { return _mm512_set1_ps(*p); }
    static V multiply(V sum, Pair x, const float* weights) { return _mm512_fmadd_ps(x, _mm512_loadu_ps(weights), sum); }
};

} // namespace

constinit const FusedKernels kFusedAvx512 = FusedLoops<Lanes>::table();

} // namespace likeness::nn
#endif
