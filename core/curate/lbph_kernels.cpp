// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/lbph_kernels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>
#ifdef __x86_64__
#include <immintrin.h>
#endif
#if defined(__GNUC__) && !defined(__clang__) // its own intrinsics set these off (GCC bug 105593)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace likeness::curate {
namespace {

constexpr float kTiny = 1e-30f;           // vanishes beside any count, and makes 0 / 0 a 0
constexpr std::size_t kFloatBlock = 1024; // counts whose terms are added as floats before they become a double

// With planes p ("one or more") and q ("two"), ab / (a + b) is p p' / 2 + (p q' + q p' + q q') / 6: 1/2 for two ones,
// 2/3 for one and two, 1 for two twos.
double weigh(std::int64_t ones, std::int64_t twos)
{
    return 0.5 * static_cast<double>(ones) + static_cast<double>(twos) / 6.0;
}

[[gnu::always_inline]] inline double countPlanes(const std::uint64_t* a, const std::uint64_t* b, std::size_t words)
{
    std::int64_t ones = 0, twos = 0;
    for (std::size_t w = 0; w < words; ++w) {
        const std::uint64_t p = a[w], q = a[words + w], r = b[w], s = b[words + w];
        ones += std::popcount(p & r);
        twos += std::popcount(p & s) + std::popcount(q & r) + std::popcount(q & s);
    }
    return weigh(ones, twos);
}

double portableSquares(const std::uint8_t* a, const std::uint8_t* b, std::size_t n)
{
    double total = 0;
    for (std::size_t base = 0; base < n; base += kFloatBlock) {
        std::array<float, 16> sum{};
        for (std::size_t i = base; i < std::min(n, base + kFloatBlock); i += sum.size())
            for (std::size_t l = 0; l < sum.size(); ++l) {
                const auto x = static_cast<float>(a[i + l]);
                const auto y = static_cast<float>(b[i + l]);
                sum[l] += (x - y) * (x - y) / (x + y + kTiny);
            }
        for (const float s : sum)
            total += static_cast<double>(s);
    }
    return total;
}

double portableShared(const std::uint64_t* a, const std::uint64_t* b, std::size_t words)
{
    return countPlanes(a, b, words);
}

#ifdef __x86_64__
#define LIKENESS_AVX2 __attribute__((target("avx2,fma,popcnt")))
#define LIKENESS_AVX512 __attribute__((target("avx512f,avx512bw,avx512vnni,avx512vpopcntdq,popcnt")))

LIKENESS_AVX2 inline __m256 eightFloats(const std::uint8_t* at)
{
    return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(at))));
}

// The approximate reciprocal and one step of Newton: 23 bits, in a fifth of a division's time.
LIKENESS_AVX2 inline __m256 squareTerm(const std::uint8_t* a, const std::uint8_t* b)
{
    const __m256 x = eightFloats(a), y = eightFloats(b);
    const __m256 d = _mm256_sub_ps(x, y);
    const __m256 s = _mm256_add_ps(_mm256_add_ps(x, y), _mm256_set1_ps(kTiny));
    const __m256 r = _mm256_rcp_ps(s);
    const __m256 newton = _mm256_fnmadd_ps(s, r, _mm256_set1_ps(2));
    return _mm256_mul_ps(_mm256_mul_ps(d, d), _mm256_mul_ps(r, newton));
}

LIKENESS_AVX2 double avx2Squares(const std::uint8_t* a, const std::uint8_t* b, std::size_t n)
{
    double total = 0;
    for (std::size_t base = 0; base < n; base += kFloatBlock) {
        __m256 even = _mm256_setzero_ps(), odd = even;
        for (std::size_t i = base; i < std::min(n, base + kFloatBlock); i += 16) {
            even = _mm256_add_ps(even, squareTerm(a + i, b + i));
            odd = _mm256_add_ps(odd, squareTerm(a + i + 8, b + i + 8));
        }
        std::array<float, 8> sum{};
        _mm256_storeu_ps(sum.data(), _mm256_add_ps(even, odd));
        for (const float s : sum)
            total += static_cast<double>(s);
    }
    return total;
}

LIKENESS_AVX2 double avx2Shared(const std::uint64_t* a, const std::uint64_t* b, std::size_t words)
{
    return countPlanes(a, b, words);
}

// 1 / s for s below 64 as a fixed-point number of 25 bits in two halves: (high · 1024 + low) / (32767 · 1024).
constexpr int kLowBits = 10;
constexpr double kUnit = 32767.0 * (1 << kLowBits);
struct Reciprocals {
    std::array<std::uint16_t, 64> high{}, low{};
    constexpr Reciprocals()
    {
        for (unsigned s = 1; s < 64; ++s) {
            const auto r = static_cast<unsigned>(kUnit / s + 0.5);
            high[s] = static_cast<std::uint16_t>(r >> kLowBits);
            low[s] = static_cast<std::uint16_t>(r & ((1 << kLowBits) - 1));
        }
    }
};
constexpr Reciprocals kReciprocals;

LIKENESS_AVX512 inline __m512 sixteenFloats(const std::uint8_t* at)
{
    return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))));
}

LIKENESS_AVX512 inline __m512i shorts(const std::uint8_t* at) // 32 of them
{
    return _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)));
}

// A block with a sum of 64 or more somewhere: large even patches.
LIKENESS_AVX512 inline __m512 largeBlock(const std::uint8_t* a, const std::uint8_t* b, __m512 total)
{
    for (std::size_t i = 0; i < kLbphBlock; i += 16) {
        const __m512 x = sixteenFloats(a + i), y = sixteenFloats(b + i);
        const __m512 d = _mm512_sub_ps(x, y);
        const __m512 s = _mm512_add_ps(_mm512_add_ps(x, y), _mm512_set1_ps(kTiny));
        const __m512 r = _mm512_rcp14_ps(s);
        const __m512 newton = _mm512_fnmadd_ps(s, r, _mm512_set1_ps(2));
        total = _mm512_fmadd_ps(_mm512_mul_ps(d, d), _mm512_mul_ps(r, newton), total);
    }
    return total;
}

// Nearly all sums are small, so 1 / s is looked up, 32 at a time, and multiplied in integers.
LIKENESS_AVX512 double avx512Squares(const std::uint8_t* a, const std::uint8_t* b, std::size_t n)
{
    const __m512i high0 = _mm512_loadu_si512(kReciprocals.high.data());
    const __m512i high1 = _mm512_loadu_si512(kReciprocals.high.data() + 32);
    const __m512i low0 = _mm512_loadu_si512(kReciprocals.low.data());
    const __m512i low1 = _mm512_loadu_si512(kReciprocals.low.data() + 32);
    const __m512i large = _mm512_set1_epi16(static_cast<short>(0xFFC0));
    constexpr std::size_t kIntegerBlock = 64 * kLbphBlock; // 256 products of at most 63² · 1023 a lane fit 31 bits
    double total = 0;
    __m512 floats = _mm512_setzero_ps();
    for (std::size_t base = 0; base < n; base += kIntegerBlock) {
        __m512i high = _mm512_setzero_si512(), low = high;
        for (std::size_t i = base; i < std::min(n, base + kIntegerBlock); i += kLbphBlock) {
            const __m512i a0 = shorts(a + i), a1 = shorts(a + i + 32), b0 = shorts(b + i), b1 = shorts(b + i + 32);
            const __m512i s0 = _mm512_add_epi16(a0, b0), s1 = _mm512_add_epi16(a1, b1);
            if (_mm512_test_epi16_mask(_mm512_or_si512(s0, s1), large) != 0) [[unlikely]] {
                floats = largeBlock(a + i, b + i, floats);
                continue;
            }
            const __m512i d0 = _mm512_sub_epi16(a0, b0), d1 = _mm512_sub_epi16(a1, b1);
            const __m512i q0 = _mm512_mullo_epi16(d0, d0), q1 = _mm512_mullo_epi16(d1, d1);
            high = _mm512_dpwssd_epi32(high, q0, _mm512_permutex2var_epi16(high0, s0, high1));
            low = _mm512_dpwssd_epi32(low, q0, _mm512_permutex2var_epi16(low0, s0, low1));
            high = _mm512_dpwssd_epi32(high, q1, _mm512_permutex2var_epi16(high0, s1, high1));
            low = _mm512_dpwssd_epi32(low, q1, _mm512_permutex2var_epi16(low0, s1, low1));
        }
        std::array<std::int32_t, 16> highs{}, lows{};
        _mm512_storeu_si512(highs.data(), high);
        _mm512_storeu_si512(lows.data(), low);
        std::int64_t sum = 0;
        for (std::size_t l = 0; l < highs.size(); ++l)
            sum += (std::int64_t{highs[l]} << kLowBits) + lows[l];
        total += static_cast<double>(sum) / kUnit;
    }
    return total + static_cast<double>(_mm512_reduce_add_ps(floats));
}

LIKENESS_AVX512 double avx512Shared(const std::uint64_t* a, const std::uint64_t* b, std::size_t words)
{
    __m512i ones = _mm512_setzero_si512(), twos = ones, twos2 = ones;
    for (std::size_t w = 0; w < words; w += kLbphWords) {
        const __m512i p = _mm512_loadu_si512(a + w), q = _mm512_loadu_si512(a + words + w);
        const __m512i r = _mm512_loadu_si512(b + w), s = _mm512_loadu_si512(b + words + w);
        ones = _mm512_add_epi64(ones, _mm512_popcnt_epi64(_mm512_and_si512(p, r)));
        twos = _mm512_add_epi64(twos, _mm512_popcnt_epi64(_mm512_and_si512(p, s)));
        twos2 = _mm512_add_epi64(twos2, _mm512_popcnt_epi64(_mm512_and_si512(q, r)));
        twos = _mm512_add_epi64(twos, _mm512_popcnt_epi64(_mm512_and_si512(q, s)));
    }
    return weigh(_mm512_reduce_add_epi64(ones), _mm512_reduce_add_epi64(_mm512_add_epi64(twos, twos2)));
}
#endif

std::vector<LbphKernel> usableKernels()
{
    std::vector<LbphKernel> out;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni") &&
        __builtin_cpu_supports("avx512vpopcntdq"))
        out.push_back({"avx512", avx512Squares, avx512Shared});
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("popcnt"))
        out.push_back({"avx2", avx2Squares, avx2Shared});
#endif
    out.push_back({"portable", portableSquares, portableShared});
    return out;
}

} // namespace

std::span<const LbphKernel> lbphKernels()
{
    static const std::vector<LbphKernel> kernels = usableKernels();
    return kernels;
}

} // namespace likeness::curate
