// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/lbph_projection.h"

#include "core/base/clones.h"
#include "core/base/parallel.h"
#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace likeness::curate {
namespace {

constexpr int kIterations = 5;
constexpr std::size_t kRowsTogether = 8; // of the basis: they stay in a core's cache while the sample passes by

LIKENESS_CLONES float dot(const float* a, const float* b, std::size_t n)
{
    std::array<float, 32> sum{};
    std::size_t i = 0;
    for (; i + sum.size() <= n; i += sum.size())
        for (std::size_t l = 0; l < sum.size(); ++l)
            sum[l] += a[i + l] * b[i + l];
    float total = 0;
    for (; i < n; ++i)
        total += a[i] * b[i];
    for (const float s : sum)
        total += s;
    return total;
}

LIKENESS_CLONES void addScaled(float* to, const float* row, float factor, std::size_t n)
{
    for (std::size_t i = 0; i < n; ++i)
        to[i] += factor * row[i];
}

// Gram and Schmidt, each row twice; rows that lie in the span of those before become zero.
void orthonormalise(std::vector<float>& rows, std::size_t length)
{
    for (std::size_t k = 0; k * length < rows.size(); ++k) {
        float* row = rows.data() + k * length;
        const float before = std::sqrt(dot(row, row, length));
        for (int pass = 0; pass < 2; ++pass)
            for (std::size_t j = 0; j < k; ++j) {
                const float* other = rows.data() + j * length;
                addScaled(row, other, -dot(row, other, length), length);
            }
        const float after = std::sqrt(dot(row, row, length));
        const float scale = after > 1e-5f * before ? 1 / after : 0;
        std::transform(row, row + length, row, [scale](float v) { return scale * v; });
    }
}

} // namespace

LbphProjection::LbphProjection(
    std::span<const float> sample, std::size_t length, std::size_t dims, int threads, jobs::Context& context)
    : m_length(length), m_dims(dims), m_basis(dims * length)
{
    const std::size_t count = sample.size() / length;
    Rng rng(1);
    for (float& v : m_basis)
        v = static_cast<float>(rng.uniform(-1, 1));
    std::vector<float> weights(count * dims);
    for (int iteration = 0; iteration < kIterations; ++iteration) {
        context.checkStop();
        orthonormalise(m_basis, length);
        parallelFor(count, threads, [&](std::size_t i) {
            for (std::size_t k = 0; k < dims; ++k)
                weights[i * dims + k] = dot(sample.data() + i * length, m_basis.data() + k * length, length);
        });
        parallelFor((dims + kRowsTogether - 1) / kRowsTogether, threads, [&](std::size_t block) {
            const std::size_t first = block * kRowsTogether, last = std::min(dims, first + kRowsTogether);
            std::fill(m_basis.begin() + static_cast<std::ptrdiff_t>(first * length),
                      m_basis.begin() + static_cast<std::ptrdiff_t>(last * length), 0.0f);
            for (std::size_t i = 0; i < count; ++i)
                for (std::size_t k = first; k < last; ++k)
                    addScaled(m_basis.data() + k * length, sample.data() + i * length, weights[i * dims + k], length);
        });
    }
    orthonormalise(m_basis, length);
}

void LbphProjection::project(std::span<const float> row, std::span<float> out) const
{
    float norm = 0;
    for (std::size_t k = 0; k < m_dims; ++k) {
        out[k] = dot(row.data(), m_basis.data() + k * m_length, m_length);
        norm += out[k] * out[k];
    }
    if (norm > 0)
        for (float& v : out)
            v /= std::sqrt(norm);
}

} // namespace likeness::curate
