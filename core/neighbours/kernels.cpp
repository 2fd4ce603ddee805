// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neighbours/kernels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace likeness::neighbours {
namespace {

// Each kernel holds rows × 3 sums in registers, which leaves three for a step's columns and one for an item of the row.
constexpr std::size_t kWide = 3;

// Appends the pairs of one row that `passed` names, bit by bit.
inline Survivor* append(std::uint64_t passed, const float* scores, Survivor first, std::size_t row, Survivor* out)
{
    for (; passed != 0; passed &= passed - 1) {
        const auto c = static_cast<std::size_t>(std::countr_zero(passed));
        *out++ = {static_cast<std::uint16_t>(first.row + row), static_cast<std::uint16_t>(first.column + c), scores[c]};
    }
    return out;
}

#ifdef __x86_64__

constexpr std::size_t kRows512 = 8;
constexpr std::size_t kColumns512 = kWide * 16;
using Sums512 = __m512[kRows512][kWide];

template<bool kHalves>
__attribute__((target("avx512f,avx512bw,avx512bf16"), always_inline)) inline void
multiply512(const std::uint32_t* a, const std::uint32_t* b, std::size_t steps, Sums512& sums)
{
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kRows512; ++r)
#pragma GCC unroll 3
        for (std::size_t c = 0; c < kWide; ++c)
            sums[r][c] = _mm512_setzero_ps();
    for (std::size_t s = 0; s < steps; ++s, a += kColumns512, b += kColumns512) {
        __m512 column[kWide];
#pragma GCC unroll 3
        for (std::size_t c = 0; c < kWide; ++c)
            column[c] = _mm512_load_ps(b + c * 16);
#pragma GCC unroll 8
        for (std::size_t r = 0; r < kRows512; ++r) {
            const __m512 row = _mm512_castsi512_ps(_mm512_set1_epi32(static_cast<int>(a[r])));
#pragma GCC unroll 3
            for (std::size_t c = 0; c < kWide; ++c)
                if constexpr (kHalves)
                    sums[r][c] = _mm512_dpbf16_ps(sums[r][c], reinterpret_cast<__m512bh>(row),
                                                  reinterpret_cast<__m512bh>(column[c]));
                else
                    sums[r][c] = _mm512_fmadd_ps(row, column[c], sums[r][c]);
        }
    }
}

template<bool kHalves>
__attribute__((target("avx512f,avx512bw,avx512bf16"))) void
products512(const std::uint32_t* a, const std::uint32_t* b, std::size_t steps, float* out)
{
    Sums512 sums;
    multiply512<kHalves>(a, b, steps, sums);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kRows512; ++r)
#pragma GCC unroll 3
        for (std::size_t c = 0; c < kWide; ++c)
            _mm512_store_ps(out + r * kColumns512 + c * 16, sums[r][c]);
}

template<bool kHalves>
__attribute__((target("avx512f,avx512bw,avx512bf16"))) std::size_t scores512(const std::uint32_t* a,
                                                                             const std::uint32_t* b,
                                                                             std::size_t steps,
                                                                             const float* rowThresholds,
                                                                             const float* columnThresholds,
                                                                             Survivor first,
                                                                             Survivor* out)
{
    const Survivor* const begin = out;
    constexpr std::size_t kLanes = 16;
    Sums512 sums;
    multiply512<kHalves>(a, b, steps, sums);
    __m512 columnThreshold[kWide];
    for (std::size_t c = 0; c < kWide; ++c)
        columnThreshold[c] = _mm512_loadu_ps(columnThresholds + c * kLanes);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kRows512; ++r) {
        const __m512 rowThreshold = _mm512_set1_ps(rowThresholds[r]);
        std::uint64_t passed = 0;
#pragma GCC unroll 3
        for (std::size_t c = 0; c < kWide; ++c)
            passed |= std::uint64_t{_mm512_cmp_ps_mask(sums[r][c], _mm512_min_ps(rowThreshold, columnThreshold[c]),
                                                       _CMP_GE_OQ)}
                      << (c * kLanes);
        if (passed != 0) {
            alignas(64) float values[kColumns512];
#pragma GCC unroll 3
            for (std::size_t c = 0; c < kWide; ++c)
                _mm512_store_ps(values + c * kLanes, sums[r][c]);
            out = append(passed, values, first, r, out);
        }
    }
    return static_cast<std::size_t>(out - begin);
}

constexpr std::size_t kRows256 = 4;
constexpr std::size_t kColumns256 = kWide * 8;
using Sums256 = __m256[kRows256][kWide];

__attribute__((target("avx2,fma"), always_inline)) inline void
multiply256(const std::uint32_t* a, const std::uint32_t* b, std::size_t steps, Sums256& sums)
{
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows256; ++r)
#pragma GCC unroll 3
        for (std::size_t c = 0; c < kWide; ++c)
            sums[r][c] = _mm256_setzero_ps();
    for (std::size_t s = 0; s < steps; ++s, a += kColumns256, b += kColumns256) {
        __m256 column[kWide];
#pragma GCC unroll 3
        for (std::size_t c = 0; c < kWide; ++c)
            column[c] = _mm256_castsi256_ps(_mm256_load_si256(reinterpret_cast<const __m256i*>(b + c * 8)));
#pragma GCC unroll 4
        for (std::size_t r = 0; r < kRows256; ++r) {
            const __m256 row = _mm256_castsi256_ps(_mm256_set1_epi32(static_cast<int>(a[r])));
#pragma GCC unroll 3
            for (std::size_t c = 0; c < kWide; ++c)
                sums[r][c] = _mm256_fmadd_ps(row, column[c], sums[r][c]);
        }
    }
}

__attribute__((target("avx2,fma"))) void
products256(const std::uint32_t* a, const std::uint32_t* b, std::size_t steps, float* out)
{
    Sums256 sums;
    multiply256(a, b, steps, sums);
    for (std::size_t r = 0; r < kRows256; ++r)
        for (std::size_t c = 0; c < kWide; ++c)
            _mm256_store_ps(out + r * kColumns256 + c * 8, sums[r][c]);
}

__attribute__((target("avx2,fma"))) std::size_t scores256(const std::uint32_t* a,
                                                          const std::uint32_t* b,
                                                          std::size_t steps,
                                                          const float* rowThresholds,
                                                          const float* columnThresholds,
                                                          Survivor first,
                                                          Survivor* out)
{
    const Survivor* const begin = out;
    constexpr std::size_t kLanes = 8;
    Sums256 sums;
    multiply256(a, b, steps, sums);
    for (std::size_t r = 0; r < kRows256; ++r) {
        const __m256 rowThreshold = _mm256_set1_ps(rowThresholds[r]);
        std::uint64_t passed = 0;
        for (std::size_t c = 0; c < kWide; ++c) {
            const __m256 threshold = _mm256_min_ps(rowThreshold, _mm256_loadu_ps(columnThresholds + c * kLanes));
            const int bits = _mm256_movemask_ps(_mm256_cmp_ps(sums[r][c], threshold, _CMP_GE_OQ));
            passed |= static_cast<std::uint64_t>(bits) << (c * kLanes);
        }
        if (passed != 0) {
            alignas(32) float values[kColumns256];
            for (std::size_t c = 0; c < kWide; ++c)
                _mm256_store_ps(values + c * kLanes, sums[r][c]);
            out = append(passed, values, first, r, out);
        }
    }
    return static_cast<std::size_t>(out - begin);
}

#endif

// Registers of four floats, which every 64-bit processor has.
constexpr std::size_t kRows128 = 4;
constexpr std::size_t kColumns128 = kWide * 4;
using Lanes128 = float __attribute__((vector_size(4 * sizeof(float))));
using Sums128 = Lanes128[kRows128][kWide];

inline void multiply128(const std::uint32_t* a, const std::uint32_t* b, std::size_t steps, Sums128& sums)
{
    std::memset(sums, 0, sizeof sums);
    for (std::size_t s = 0; s < steps; ++s, a += kColumns128, b += kColumns128) {
        Lanes128 column[kWide];
        std::memcpy(column, b, sizeof column);
#pragma GCC unroll 4
        for (std::size_t r = 0; r < kRows128; ++r) {
            const auto row = std::bit_cast<float>(a[r]);
#pragma GCC unroll 3
            for (std::size_t c = 0; c < kWide; ++c)
                sums[r][c] += row * column[c];
        }
    }
}

void products128(const std::uint32_t* a, const std::uint32_t* b, std::size_t steps, float* out)
{
    Sums128 sums;
    multiply128(a, b, steps, sums);
    std::memcpy(out, sums, sizeof sums);
}

std::size_t scores128(const std::uint32_t* a,
                      const std::uint32_t* b,
                      std::size_t steps,
                      const float* rowThresholds,
                      const float* columnThresholds,
                      Survivor first,
                      Survivor* out)
{
    const Survivor* const begin = out;
    Sums128 sums;
    multiply128(a, b, steps, sums);
    for (std::size_t r = 0; r < kRows128; ++r) {
        float values[kColumns128];
        std::memcpy(values, sums[r], sizeof values);
        std::uint64_t passed = 0;
        for (std::size_t c = 0; c < kColumns128; ++c)
            passed |= std::uint64_t{values[c] >= std::min(rowThresholds[r], columnThresholds[c])} << c;
        out = append(passed, values, first, r, out);
    }
    return static_cast<std::size_t>(out - begin);
}

// The rates were measured on an EPYC of the fourth generation (Zen 4).
constexpr Kernel kKernels[] = {
#ifdef __x86_64__
    {"AVX512-BF16", 8, 48, true, 7e8, [] { return __builtin_cpu_supports("avx512bf16") != 0; }, scores512<true>,
     products512<true>},
    {"AVX-512", 8, 48, false, 4e8, [] { return __builtin_cpu_supports("avx512bw") != 0; }, scores512<false>,
     products512<false>},
    {"AVX2", 4, 24, false, 4e8,
     [] { return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0; }, scores256, products256},
#endif
    {"portable", 4, 12, false, 5e7, [] { return true; }, scores128, products128},
};

} // namespace

std::span<const Kernel* const> kernels()
{
    static const std::vector<const Kernel*> supported = [] {
        std::vector<const Kernel*> out;
        for (const Kernel& kernel : kKernels)
            if (kernel.isSupported())
                out.push_back(&kernel);
        return out;
    }();
    return supported;
}

} // namespace likeness::neighbours
