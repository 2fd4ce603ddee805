// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/training_norm.h"

#include "core/base/clones.h"
#include "core/nn/blocked.h"
#include "core/nn/torch_compat.h"

#include <ATen/Parallel.h>
#include <cmath>
#include <torch/csrc/autograd/custom_function.h>
#include <vector>

// Rows are pixels, columns channels; without PReLU the slopes are 1, which memory hides. Sums run in float over some
// hundred rows, in double over those: as exact as LibTorch's, and the order does not depend on the number of threads.

namespace likeness::nn {
namespace {

constexpr std::int64_t kRowsPerTask = 512;
constexpr std::int64_t kWidest = 128; // floats of a row that is made of several pixels

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

LIKENESS_CLONES void applyRowsOnto(const float* __restrict x,
                                   std::int64_t rows,
                                   std::int64_t c,
                                   const float* __restrict scale,
                                   const float* __restrict offset,
                                   const float* __restrict onto,
                                   float* __restrict y)
{
    for (std::int64_t r = 0; r < rows; ++r, x += c, y += c, onto += c)
        for (std::int64_t i = 0; i < c; ++i)
            y[i] = onto[i] + (x[i] * scale[i] + offset[i]);
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

// How a value lies in memory: for every image and group of channels `rows` rows of `width` floats, which are `pixels`
// pixels of `block` channels. Channels last is one group, and one image of all pixels. Work is divided into tasks of
// one group.
struct Layout {
    std::int64_t images, groups, rows, width, pixels, block;

    static Layout of(const at::Tensor& x)
    {
        if (!isBlocked(x))
            return {1, 1, x.numel() / x.size(1), x.size(1), 1, x.size(1)};
        const std::int64_t all = x.size(2) * x.size(3), b = x.size(4);
        std::int64_t pixels = std::max<std::int64_t>(1, std::min(all, kWidest / b));
        while (all % pixels != 0)
            --pixels;
        return {x.size(0), x.size(1), all / pixels, pixels * b, pixels, b};
    }
    std::int64_t channels() const { return groups * block; }
    double pixelCount() const { return static_cast<double>(images * rows * pixels); }
    std::int64_t imagesPerTask() const { return std::max<std::int64_t>(1, kRowsPerTask / rows); }
    std::int64_t imageTasks() const { return (images + imagesPerTask() - 1) / imagesPerTask(); }
    std::int64_t rowTasks() const { return (rows + kRowsPerTask - 1) / kRowsPerTask; }
    std::int64_t tasksOfAGroup() const { return imageTasks() * rowTasks(); }
    std::int64_t tasks() const { return groups * tasksOfAGroup(); }

    // Calls body(offset in floats, rows, group, task) for every piece of memory, tasks in parallel.
    template<typename Body>
    void each(const Body& body) const
    {
        at::parallel_for(0, tasks(), 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t task = begin; task < end; ++task) {
                const std::int64_t group = task / tasksOfAGroup(), rest = task % tasksOfAGroup();
                const std::int64_t image = rest / rowTasks() * imagesPerTask(), row = rest % rowTasks() * kRowsPerTask;
                for (std::int64_t n = image; n < std::min(images, image + imagesPerTask()); ++n)
                    body(((n * groups + group) * rows + row) * width, std::min(kRowsPerTask, rows - row), group, task);
            }
        });
    }

    // A value for each channel, as often as a row has it: at `group` × width.
    std::vector<float> spread(const float* values) const
    {
        std::vector<float> out(static_cast<std::size_t>(groups * width));
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            out[i] = values[at / width * block + at % width % block];
        }
        return out;
    }

    // Adds up what the tasks wrote, `kinds` × width floats each: kinds × channels.
    std::vector<double> addUp(const std::vector<float>& parts, std::int64_t kinds) const
    {
        std::vector<double> out(static_cast<std::size_t>(kinds * channels()), 0.0);
        const float* part = parts.data();
        for (std::int64_t task = 0; task < tasks(); ++task) {
            const std::int64_t group = task / tasksOfAGroup();
            for (std::int64_t kind = 0; kind < kinds; ++kind)
                for (std::int64_t pixel = 0; pixel < pixels; ++pixel)
                    for (std::int64_t i = 0; i < block; ++i)
                        out[static_cast<std::size_t>(kind * channels() + group * block + i)] +=
                            static_cast<double>(*part++);
        }
        return out;
    }
    std::vector<float> parts(std::int64_t kinds) const
    {
        return std::vector<float>(static_cast<std::size_t>(tasks() * kinds * width), 0.0f);
    }
};

at::Tensor inItsLayout(const at::Tensor& x)
{
    return isBlocked(x) ? x.contiguous() : x.contiguous(at::MemoryFormat::ChannelsLast);
}

struct Normalise : torch::autograd::Function<Normalise> {
    static at::Tensor forward(torch::autograd::AutogradContext* context,
                              const at::Tensor& given,
                              const at::Tensor& weight,
                              const at::Tensor& bias,
                              const c10::optional<at::Tensor>& givenSlope,
                              const c10::optional<at::Tensor>& givenOnto,
                              at::Tensor mean,
                              at::Tensor variance,
                              double momentum,
                              double epsilon)
    {
        const auto x = inItsLayout(given);
        const auto layout = Layout::of(x);
        const std::int64_t c = layout.channels(), width = layout.width;
        const float* p = x.data_ptr<float>();
        const double count = layout.pixelCount();
        // The first pixel is near enough to the mean.
        std::vector<float> first;
        for (std::int64_t group = 0; group < layout.groups; ++group)
            first.insert(first.end(), p + group * layout.rows * width, p + group * layout.rows * width + layout.block);
        const auto shift = layout.spread(first.data());
        auto parts = layout.parts(2);
        layout.each([&](std::int64_t at, std::int64_t rows, std::int64_t group, std::int64_t task) {
            float* sums = parts.data() + task * width * 2;
            moments(p + at, rows, width, shift.data() + group * width, sums, sums + width);
        });
        const auto sums = layout.addUp(parts, 2);
        auto facts = at::empty({3, c}, at::kFloat); // mean, 1/deviation, and of those scale and offset
        auto offset = at::empty({c}, at::kFloat);
        float *m = facts.data_ptr<float>(), *inverse = m + c, *scale = m + 2 * c, *o = offset.data_ptr<float>();
        const float *w = weight.data_ptr<float>(), *b = bias.data_ptr<float>();
        float *runningMean = mean.data_ptr<float>(), *runningVariance = variance.data_ptr<float>();
        for (std::size_t i = 0; i < first.size(); ++i) {
            const double shifted = sums[i] / count;
            const double var = std::max(0.0, sums[first.size() + i] / count - shifted * shifted);
            const double average = static_cast<double>(first[i]) + shifted;
            const double invStd = 1 / std::sqrt(var + epsilon);
            m[i] = static_cast<float>(average);
            inverse[i] = static_cast<float>(invStd);
            scale[i] = static_cast<float>(invStd * static_cast<double>(w[i]));
            o[i] = static_cast<float>(static_cast<double>(b[i]) - average * invStd * static_cast<double>(w[i]));
            const auto move = [&](float& value, double to) {
                value = static_cast<float>((1 - momentum) * static_cast<double>(value) + momentum * to);
            };
            move(runningMean[i], average);
            move(runningVariance[i], count > 1 ? var * count / (count - 1) : var);
        }
        const auto slope = givenSlope ? *givenSlope : at::ones({c}, at::kFloat);
        const auto onto = givenOnto ? inItsLayout(*givenOnto) : at::Tensor();
        auto y = at::empty_like(x);
        float* out = y.data_ptr<float>();
        const auto scales = layout.spread(scale), offsets = layout.spread(o),
                   slopes = layout.spread(slope.data_ptr<float>());
        const float* base = onto.defined() ? onto.data_ptr<float>() : nullptr;
        layout.each([&](std::int64_t at, std::int64_t rows, std::int64_t group, std::int64_t) {
            const std::int64_t k = group * width;
            if (base != nullptr)
                applyRowsOnto(p + at, rows, width, &scales[k], &offsets[k], base + at, out + at);
            else
                applyRows(p + at, rows, width, &scales[k], &offsets[k], &slopes[k], out + at);
        });
        context->save_for_backward({x, slope, facts, offset});
        context->saved_data["prelu"] = givenSlope.has_value();
        context->saved_data["onto"] = onto.defined();
        return y;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients)
    {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &slope = saved[1], &facts = saved[2], &offset = saved[3];
        const auto g = inItsLayout(gradients[0]);
        const auto layout = Layout::of(x);
        const std::int64_t c = layout.channels(), width = layout.width;
        const float *p = x.data_ptr<float>(), *q = g.data_ptr<float>();
        const float *m = facts.data_ptr<float>(), *inverse = m + c, *scale = m + 2 * c;
        const auto scales = layout.spread(scale), offsets = layout.spread(offset.data_ptr<float>()),
                   slopes = layout.spread(slope.data_ptr<float>()), means = layout.spread(m);
        auto parts = layout.parts(3);
        layout.each([&](std::int64_t at, std::int64_t rows, std::int64_t group, std::int64_t task) {
            float* sums = parts.data() + task * width * 3;
            const std::int64_t k = group * width;
            gradientSums(p + at, q + at, rows, width, &scales[k], &offsets[k], &slopes[k], &means[k], sums,
                         sums + width, sums + 2 * width);
        });
        const auto sums = layout.addUp(parts, 3);
        auto ofWeight = at::empty({c}, at::kFloat), ofBias = at::empty({c}, at::kFloat),
             ofSlope = at::empty({c}, at::kFloat);
        const auto channels = static_cast<std::size_t>(c);
        std::vector<float> a(channels), b(channels);
        for (std::size_t i = 0; i < channels; ++i) {
            const auto inv = static_cast<double>(inverse[i]), k = static_cast<double>(scale[i]);
            const double sum = sums[i], dot = sums[channels + i];
            ofBias.data_ptr<float>()[i] = static_cast<float>(sum);
            ofWeight.data_ptr<float>()[i] = static_cast<float>(dot * inv);
            ofSlope.data_ptr<float>()[i] = static_cast<float>(sums[2 * channels + i]);
            const double along = -k * dot * inv * inv / layout.pixelCount();
            a[i] = static_cast<float>(along);
            b[i] = static_cast<float>(-k * sum / layout.pixelCount() - along * static_cast<double>(m[i]));
        }
        const auto as = layout.spread(a.data()), bs = layout.spread(b.data());
        auto ofX = at::empty_like(x);
        float* out = ofX.data_ptr<float>();
        layout.each([&](std::int64_t at, std::int64_t rows, std::int64_t group, std::int64_t) {
            const std::int64_t k = group * width;
            gradientRows(p + at, q + at, rows, width, &scales[k], &offsets[k], &slopes[k], &as[k], &bs[k], out + at);
        });
        const bool prelu = context->saved_data["prelu"].toBool(), onto = context->saved_data["onto"].toBool();
        return {ofX, ofWeight, ofBias, prelu ? ofSlope : at::Tensor(), onto ? gradients[0] : at::Tensor(), {},
                {},  {},       {}};
    }
};

at::Tensor normalised(const at::Tensor& x,
                      const TrainingNorm& n,
                      const c10::optional<at::Tensor>& slope,
                      const c10::optional<at::Tensor>& onto)
{
    return Normalise::apply(x, n.weight, n.bias, slope, onto, n.mean, n.variance, n.momentum, n.epsilon);
}

} // namespace

bool canNormalise(const at::Tensor& x)
{
    return x.is_cpu() && x.scalar_type() == at::kFloat && (x.dim() == 4 || isBlocked(x)) && x.numel() > 0;
}

at::Tensor normalise(const at::Tensor& x, const TrainingNorm& norm)
{
    return normalised(x, norm, {}, {});
}

at::Tensor normalisePrelu(const at::Tensor& x, const TrainingNorm& norm, const at::Tensor& slope)
{
    return normalised(x, norm, slope, {});
}

at::Tensor normaliseOnto(const at::Tensor& x, const TrainingNorm& norm, const at::Tensor& onto)
{
    return normalised(x, norm, {}, onto);
}

} // namespace likeness::nn
