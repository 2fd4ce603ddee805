// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/norm_prelu.h"

#include "core/base/clones.h"
#include "core/nn/torch_compat.h"

#include <ATen/Parallel.h>
#include <cmath>
#include <torch/csrc/autograd/custom_function.h>
#include <vector>

// Rows are pixels, columns channels. Sums run in float over a block of rows, in double over blocks: as exact as
// LibTorch's, and the order does not depend on the number of threads.

namespace likeness::nn {
namespace {

constexpr std::int64_t kRowsPerBlock = 512;

std::int64_t blocksOf(std::int64_t rows)
{
    return (rows + kRowsPerBlock - 1) / kRowsPerBlock;
}

// sum and squares of x − shift
LIKENESS_CLONES void moments(const float* __restrict x,
                             std::int64_t rows,
                             std::int64_t c,
                             const float* __restrict shift,
                             float* __restrict sum,
                             float* __restrict squares)
{
    for (std::int64_t r = 0; r < rows; ++r, x += c)
        for (std::int64_t i = 0; i < c; ++i) {
            const float v = x[i] - shift[i];
            sum[i] += v;
            squares[i] += v * v;
        }
}

LIKENESS_CLONES void applyRows(const float* __restrict x,
                               std::int64_t rows,
                               std::int64_t c,
                               const float* __restrict scale,
                               const float* __restrict offset,
                               const float* __restrict slope,
                               float* __restrict y)
{
    for (std::int64_t r = 0; r < rows; ++r, x += c, y += c)
        for (std::int64_t i = 0; i < c; ++i) {
            const float z = x[i] * scale[i] + offset[i];
            y[i] = z > 0 ? z : z * slope[i];
        }
}

// With z = x·scale + offset and h the gradient at z: the sums of h, of h·(x − mean) and of the slope's gradient.
LIKENESS_CLONES void gradientSums(const float* __restrict x,
                                  const float* __restrict g,
                                  std::int64_t rows,
                                  std::int64_t c,
                                  const float* __restrict scale,
                                  const float* __restrict offset,
                                  const float* __restrict slope,
                                  const float* __restrict mean,
                                  float* __restrict sum,
                                  float* __restrict dot,
                                  float* __restrict slopes)
{
    for (std::int64_t r = 0; r < rows; ++r, x += c, g += c)
        for (std::int64_t i = 0; i < c; ++i) {
            const float z = x[i] * scale[i] + offset[i];
            const float h = z > 0 ? g[i] : g[i] * slope[i];
            sum[i] += h;
            dot[i] += h * (x[i] - mean[i]);
            slopes[i] += z > 0 ? 0.0f : z * g[i];
        }
}

// scale·h + a·x + b
LIKENESS_CLONES void gradientRows(const float* __restrict x,
                                  const float* __restrict g,
                                  std::int64_t rows,
                                  std::int64_t c,
                                  const float* __restrict scale,
                                  const float* __restrict offset,
                                  const float* __restrict slope,
                                  const float* __restrict a,
                                  const float* __restrict b,
                                  float* __restrict out)
{
    for (std::int64_t r = 0; r < rows; ++r, x += c, g += c, out += c)
        for (std::int64_t i = 0; i < c; ++i) {
            const float z = x[i] * scale[i] + offset[i];
            const float h = z > 0 ? g[i] : g[i] * slope[i];
            out[i] = scale[i] * h + a[i] * x[i] + b[i];
        }
}

// Calls body(first row, rows, block) over all blocks in parallel.
template<typename Body>
void overBlocks(std::int64_t rows, const Body& body)
{
    at::parallel_for(0, blocksOf(rows), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t block = begin; block < end; ++block)
            body(block * kRowsPerBlock, std::min(kRowsPerBlock, rows - block * kRowsPerBlock), block);
    });
}

// Adds up what the blocks wrote: `parts` rows of `width` floats each.
std::vector<double> addUp(const std::vector<float>& parts, std::int64_t width)
{
    std::vector<double> out(static_cast<std::size_t>(width), 0.0);
    for (std::size_t i = 0; i < parts.size(); ++i)
        out[i % out.size()] += static_cast<double>(parts[i]);
    return out;
}

at::Tensor channelsLast(const at::Tensor& x)
{
    return x.contiguous(at::MemoryFormat::ChannelsLast);
}

struct NormPrelu : torch::autograd::Function<NormPrelu> {
    static at::Tensor forward(torch::autograd::AutogradContext* context,
                              const at::Tensor& given,
                              const at::Tensor& weight,
                              const at::Tensor& bias,
                              const at::Tensor& slope,
                              at::Tensor mean,
                              at::Tensor variance,
                              double momentum,
                              double epsilon)
    {
        const auto x = channelsLast(given);
        const std::int64_t c = x.size(1), rows = x.numel() / c;
        const auto width = static_cast<std::size_t>(c);
        const float* p = x.data_ptr<float>();
        const auto count = static_cast<double>(rows);
        std::vector<float> parts(static_cast<std::size_t>(blocksOf(rows)) * width * 2, 0.0f);
        overBlocks(rows, [&](std::int64_t first, std::int64_t some, std::int64_t block) {
            float* sums = parts.data() + static_cast<std::size_t>(block) * width * 2;
            moments(p + first * c, some, c, p, sums, sums + c); // the first pixel is near enough to the mean
        });
        const auto sums = addUp(parts, 2 * c);
        auto facts = at::empty({3, c}, at::kFloat); // mean, 1/deviation, and of those scale and offset
        auto offset = at::empty({c}, at::kFloat);
        float *m = facts.data_ptr<float>(), *inverse = m + c, *scale = m + 2 * c, *o = offset.data_ptr<float>();
        const float *w = weight.data_ptr<float>(), *b = bias.data_ptr<float>();
        float *runningMean = mean.data_ptr<float>(), *runningVariance = variance.data_ptr<float>();
        for (std::size_t i = 0; i < width; ++i) {
            const double shifted = sums[i] / count;
            const double var = std::max(0.0, sums[width + i] / count - shifted * shifted);
            const double average = static_cast<double>(p[i]) + shifted;
            const double invStd = 1 / std::sqrt(var + epsilon);
            m[i] = static_cast<float>(average);
            inverse[i] = static_cast<float>(invStd);
            scale[i] = static_cast<float>(invStd * static_cast<double>(w[i]));
            o[i] = static_cast<float>(static_cast<double>(b[i]) - average * invStd * static_cast<double>(w[i]));
            const auto move = [&](float& value, double to) {
                value = static_cast<float>((1 - momentum) * static_cast<double>(value) + momentum * to);
            };
            move(runningMean[i], average);
            move(runningVariance[i], rows > 1 ? var * count / (count - 1) : var);
        }
        auto y = at::empty_like(x);
        float* out = y.data_ptr<float>();
        const float* s = slope.data_ptr<float>();
        overBlocks(rows, [&](std::int64_t first, std::int64_t some, std::int64_t) {
            applyRows(p + first * c, some, c, scale, o, s, out + first * c);
        });
        context->save_for_backward({x, slope, facts, offset});
        return y;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients)
    {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &slope = saved[1], &facts = saved[2], &offset = saved[3];
        const auto g = channelsLast(gradients[0]);
        const std::int64_t c = x.size(1), rows = x.numel() / c;
        const auto width = static_cast<std::size_t>(c);
        const float *p = x.data_ptr<float>(), *q = g.data_ptr<float>(), *s = slope.data_ptr<float>();
        const float *m = facts.data_ptr<float>(), *inverse = m + c, *scale = m + 2 * c, *o = offset.data_ptr<float>();
        std::vector<float> parts(static_cast<std::size_t>(blocksOf(rows)) * width * 3, 0.0f);
        overBlocks(rows, [&](std::int64_t first, std::int64_t some, std::int64_t block) {
            float* sums = parts.data() + static_cast<std::size_t>(block) * width * 3;
            gradientSums(p + first * c, q + first * c, some, c, scale, o, s, m, sums, sums + c, sums + 2 * c);
        });
        const auto sums = addUp(parts, 3 * c);
        auto ofWeight = at::empty({c}, at::kFloat), ofBias = at::empty({c}, at::kFloat),
             ofSlope = at::empty({c}, at::kFloat);
        std::vector<float> a(width), b(width);
        for (std::size_t i = 0; i < width; ++i) {
            const auto inv = static_cast<double>(inverse[i]), k = static_cast<double>(scale[i]);
            const double sum = sums[i], dot = sums[width + i];
            ofBias.data_ptr<float>()[i] = static_cast<float>(sum);
            ofWeight.data_ptr<float>()[i] = static_cast<float>(dot * inv);
            ofSlope.data_ptr<float>()[i] = static_cast<float>(sums[2 * width + i]);
            const double along = -k * dot * inv * inv / static_cast<double>(rows);
            a[i] = static_cast<float>(along);
            b[i] = static_cast<float>(-k * sum / static_cast<double>(rows) - along * static_cast<double>(m[i]));
        }
        auto ofX = at::empty_like(x);
        float* out = ofX.data_ptr<float>();
        overBlocks(rows, [&](std::int64_t first, std::int64_t some, std::int64_t) {
            gradientRows(p + first * c, q + first * c, some, c, scale, o, s, a.data(), b.data(), out + first * c);
        });
        return {ofX, ofWeight, ofBias, ofSlope, {}, {}, {}, {}};
    }
};

} // namespace

bool canNormPrelu(const at::Tensor& x)
{
    return x.is_cpu() && x.scalar_type() == at::kFloat && x.dim() == 4 && x.numel() > 0;
}

at::Tensor normPrelu(const at::Tensor& x,
                     const at::Tensor& weight,
                     const at::Tensor& bias,
                     const at::Tensor& slope,
                     at::Tensor mean,
                     at::Tensor variance,
                     double momentum,
                     double epsilon)
{
    return NormPrelu::apply(x, weight, bias, slope, std::move(mean), std::move(variance), momentum, epsilon);
}

} // namespace likeness::nn
