// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/cosines.h"

#include "core/base/clones.h"

#include <array>

namespace likeness::curate {
namespace {

// Four dot products at once, so that a row of `a` is read once for four of `b`.
LIKENESS_CLONES void dotFour(const float* a, const float* b, std::size_t dim, float* out)
{
    constexpr std::size_t kLanes = 16;
    std::array<std::array<float, kLanes>, 4> sum{};
    std::size_t i = 0;
    for (; i + kLanes <= dim; i += kLanes)
        for (std::size_t r = 0; r < 4; ++r)
            for (std::size_t l = 0; l < kLanes; ++l)
                sum[r][l] += a[i + l] * b[r * dim + i + l];
    for (std::size_t r = 0; r < 4; ++r) {
        float total = 0;
        for (const float s : sum[r])
            total += s;
        for (std::size_t k = i; k < dim; ++k)
            total += a[k] * b[r * dim + k];
        out[r] = total;
    }
}

LIKENESS_CLONES float dotOne(const float* a, const float* b, std::size_t dim)
{
    constexpr std::size_t kLanes = 16;
    std::array<float, kLanes> sum{};
    std::size_t i = 0;
    for (; i + kLanes <= dim; i += kLanes)
        for (std::size_t l = 0; l < kLanes; ++l)
            sum[l] += a[i + l] * b[i + l];
    float total = 0;
    for (const float s : sum)
        total += s;
    for (; i < dim; ++i)
        total += a[i] * b[i];
    return total;
}

float dot(std::span<const float> x, std::span<const float> y)
{
    return dotOne(x.data(), y.data(), x.size());
}

void dotRows(std::span<const float> vector, const compute::Embeddings& rows, std::size_t b0, std::size_t b1, float* out)
{
    std::size_t b = b0;
    for (; b + 4 <= b1; b += 4, out += 4)
        dotFour(vector.data(), rows.row(b).data(), vector.size(), out);
    for (; b < b1; ++b)
        *out++ = dot(vector, rows.row(b));
}

} // namespace

float Cosines::pair(std::size_t a, std::size_t b) const
{
    return dot(m_embeddings.row(a), m_embeddings.row(b));
}

void Cosines::tile(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, float* out) const
{
    for (std::size_t a = a0; a < a1; ++a, out += b1 - b0)
        dotRows(m_embeddings.row(a), m_embeddings, b0, b1, out);
}

void Cosines::against(std::span<const float> vector, const compute::Embeddings& rows, std::span<float> out)
{
    dotRows(vector, rows, 0, rows.faces.size(), out.data());
}

} // namespace likeness::curate
