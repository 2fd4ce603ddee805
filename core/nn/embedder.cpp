// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/embedder.h"

#include "core/base/error.h"
#include "core/nn/device.h"
#include "core/nn/torch_compat.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cstring>

namespace likeness::nn {
namespace {

constexpr int kCpuBatch = 32;
constexpr int kGpuBatch = 256;

at::ScalarType typeOf(const std::string& precision)
{
    if (precision == "fp32")
        return at::kFloat;
    if (precision == "bf16")
        return at::kBFloat16;
    throw Error(ErrorCode::BadArgument, "there is no precision \"" + precision + "\"; use fp32 or bf16");
}

} // namespace

at::Tensor stack(std::span<const std::uint8_t* const> crops, int side)
{
    const auto bytes = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
    auto out = at::empty({static_cast<std::int64_t>(crops.size()), side, side, 3}, at::kByte);
    auto* p = out.data_ptr<std::uint8_t>();
    for (const auto* crop : crops) {
        std::memcpy(p, crop, bytes);
        p += bytes;
    }
    return out;
}

at::Tensor pixels(const at::Tensor& batch)
{
    // rows of interleaved pixels are channels-last already
    return batch.permute({0, 3, 1, 2}).to(at::kFloat, false, true, at::MemoryFormat::ChannelsLast);
}

at::Tensor preprocess(const at::Tensor& batch, const graph::InputSpec& input, at::ScalarType type)
{
    return fit(pixels(batch), input, type);
}

at::Tensor fit(at::Tensor x, const graph::InputSpec& input, at::ScalarType type)
{
    if (input.crop != std::array<int, 4>{0, 0, input.cropSize, input.cropSize})
        x = x.slice(2, input.crop[1], input.crop[3])
                .slice(3, input.crop[0], input.crop[2])
                .contiguous(at::MemoryFormat::ChannelsLast);
    if (x.size(2) != input.height || x.size(3) != input.width)
        x = at::upsample_bilinear2d(x, {input.height, input.width}, false);
    if (input.bgr)
        x = x.flip({1}).contiguous(at::MemoryFormat::ChannelsLast);
    const auto uniform = [](const std::array<float, 3>& v) { return v[0] == v[1] && v[1] == v[2]; };
    if (uniform(input.mean) && uniform(input.std)) {
        x.sub_(input.mean[0]).div_(input.std[0]);
    } else {
        const auto values = [&](const std::array<float, 3>& v) {
            return at::tensor(at::ArrayRef<float>(v.data(), v.size()), at::kFloat).to(x.device()).view({1, 3, 1, 1});
        };
        x.sub_(values(input.mean)).div_(values(input.std));
    }
    return type == at::kFloat ? x : x.to(type);
}

at::Tensor unitRows(const at::Tensor& rows)
{
    return rows / rows.norm(2, {1}, true).clamp_min(1e-12);
}

Embedder::Embedder(std::span<const std::uint8_t> image, const EmbedderOptions& options)
    : m_device(parseDevice(options.device)), m_threads(options.threads), m_type(typeOf(options.precision)),
      m_batch(options.batch > 0    ? options.batch
              : m_device.is_cuda() ? kGpuBatch
                                   : kCpuBatch)
{
    const auto file = graph::TensorFile::parse(image);
    const Json spec = graph::modelSpec(file);
    if (spec.contains("role") && spec["role"] != "embedding")
        throw Error(ErrorCode::Unsupported,
                    "this model's role is " + dumpJson(spec["role"]) + "; an embedding model is needed");
    if (!spec.contains("input"))
        throw Error(ErrorCode::NeedsInputSpec, "the model file does not say how it wants its input");
    m_input = graph::InputSpec::fromJson(spec["input"]);
    const c10::InferenceMode guard;
    const int threads = setThreads(m_threads);
    if (options.batch <= 0 && m_device.is_cpu())
        m_batch = (m_batch + threads - 1) / threads * threads; // as many images for every thread
    m_network = makeNetwork(file, spec);
    m_network->to(m_device);
    m_network->freeze(m_type, options.fold, m_input.height, m_input.width);
    // Two blank crops show the length of the embedding, and whether the graph was exported for a fixed batch of one.
    auto blank = at::zeros({2, m_input.cropSize, m_input.cropSize, 3}, at::kByte).to(m_device);
    at::Tensor rows;
    try {
        rows = run(blank);
    } catch (const Error& e) {
        if (e.code() != ErrorCode::BadFile)
            throw;
    }
    std::int64_t expected = 2;
    if (!rows.defined() || rows.dim() != 2 || rows.size(0) != expected) {
        m_batch = 1;
        expected = 1;
        rows = run(blank.slice(0, 0, 1));
    }
    if (rows.dim() != 2 || rows.size(0) != expected || rows.size(1) < 2)
        throw Error(ErrorCode::Unsupported, "the model does not give one embedding for each face");
    m_dim = static_cast<int>(rows.size(1));
}

at::Tensor Embedder::run(const at::Tensor& batch) const
{
    auto rows = m_network->forward(preprocess(batch, m_input, m_type));
    if (rows.dim() > 2)
        rows = rows.flatten(1);
    return rows.to(at::kFloat);
}

void Embedder::embed(std::span<const std::uint8_t* const> crops,
                     Flip flip,
                     bool unit,
                     float* out,
                     const std::function<void()>& check) const
{
    const c10::InferenceMode guard;
    const auto finished = [&](const at::Tensor& rows) { return unit ? unitRows(rows) : rows; };
    m_network->betweenLayers = check;
    setThreads(m_threads);
    for (std::size_t first = 0; first < crops.size(); first += static_cast<std::size_t>(m_batch)) {
        const auto part = crops.subspan(first, std::min(static_cast<std::size_t>(m_batch), crops.size() - first));
        const auto batch = stack(part, m_input.cropSize).to(m_device);
        auto rows = run(batch);
        if (flip == Flip::Sum)
            rows = rows + run(batch.flip({2}));
        rows = finished(rows);
        if (flip == Flip::Both)
            rows = at::cat({rows, finished(run(batch.flip({2})))}, 1);
        rows = rows.to(at::kCPU).contiguous();
        std::memcpy(out + first * static_cast<std::size_t>(rows.size(1)), rows.data_ptr<float>(), rows.nbytes());
    }
}

} // namespace likeness::nn
