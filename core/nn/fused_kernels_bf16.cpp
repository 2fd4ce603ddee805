// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled for processors with AVX-512 BF16, whatever the rest of the program is compiled for.
#include "core/nn/fused_kernels_all.h"

#ifdef __AVX512BF16__
#include "core/nn/fused_loops.h"

#include <immintrin.h>

namespace likeness::nn {
namespace {

struct Lanes {
    using Item = std::uint16_t;
    using V = __m512;
    using Pair = __m512bh;
    static constexpr int kLanes = 16, kPanel = 4, kDepthStep = 2;
    static V load(const Item* p)
    {
        const __m256i items = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
        return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(items), 16));
    }
    static V loadFloats(const float* p) { return _mm512_loadu_ps(p); }
    static void store(Item* p, V v)
    {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(v)));
    }
    static V fma(V a, V b, V c) { return _mm512_fmadd_ps(a, b, c); }
    static V add(V a, V b) { return _mm512_add_ps(a, b); }
    static V prelu(V z, V slope)
    {
        const V zero = _mm512_setzero_ps();
        return _mm512_fmadd_ps(_mm512_min_ps(z, zero), slope, _mm512_max_ps(z, zero));
    }
    static Pair broadcast(const Item* p)
    {
        std::int32_t both;
        __builtin_memcpy(&both, p, sizeof both);
        return reinterpret_cast<Pair>(_mm512_set1_epi32(both));
    }
    static V multiply(V sum, Pair x, const Item* weights)
    {
        return _mm512_dpbf16_ps(sum, reinterpret_cast<Pair>(_mm512_loadu_si512(weights)), x);
    }
};

} // namespace

constinit const FusedKernels kFusedBf16 = FusedLoops<Lanes>::table();

} // namespace likeness::nn
#endif
