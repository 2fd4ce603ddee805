// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/blocked.h"

#include "core/nn/torch_compat.h"

#include <torch/csrc/autograd/custom_function.h>

#ifdef LIKENESS_ONEDNN
#include <dnnl.hpp>
#endif

namespace likeness::nn {

namespace {

std::int64_t channelsOf(const at::Tensor& x)
{
    return isBlocked(x) ? x.size(1) * x.size(4) : x.size(1);
}

} // namespace

at::Tensor fromBlocked(const at::Tensor& x)
{
    return x.permute({0, 1, 4, 2, 3}).reshape({x.size(0), x.size(1) * x.size(4), x.size(2), x.size(3)});
}

at::Tensor alongChannels(const at::Tensor& values, const at::Tensor& of)
{
    return values.view({1, of.size(1), 1, 1, of.size(4)});
}

at::Tensor toBlocked(const at::Tensor& x, std::int64_t block)
{
    return x.reshape({x.size(0), x.size(1) / block, block, x.size(2), x.size(3)}).permute({0, 1, 3, 4, 2});
}

#ifdef LIKENESS_ONEDNN

namespace {

using Tag = dnnl::memory::format_tag;
constexpr auto kFloat = dnnl::memory::data_type::f32;
constexpr auto kDirect = dnnl::algorithm::convolution_direct;

// LibTorch's own oneDNN, the same library.
const dnnl::engine& engine()
{
    static const dnnl::engine one(dnnl::engine::kind::cpu, 0);
    return one;
}

dnnl::memory::desc describe(const at::Tensor& x)
{
    if (isBlocked(x))
        return {{x.size(0), x.size(1) * x.size(4), x.size(2), x.size(3)},
                kFloat,
                x.size(4) == 16 ? Tag::nChw16c : Tag::nChw8c};
    return {{x.size(0), x.size(1), x.size(2), x.size(3)}, kFloat, Tag::nchw};
}

dnnl::memory memoryOf(const dnnl::memory::desc& desc, const at::Tensor& x)
{
    return {desc, engine(), x.data_ptr<float>()};
}

// One convolution's three computations over the same shapes.
class Convolution
{
public:
    // x, y: contiguous; weight: channels last.
    Convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& y, const BlockedConv& conv)
        : m_x(describe(x)), m_y(describe(y)), m_weight(describeWeight(weight, conv.groups, false)),
          m_any(describeWeight(weight, conv.groups, true)), m_strides{conv.stride, conv.stride},
          m_padding{conv.paddingY, conv.paddingX},
          m_forward({dnnl::prop_kind::forward_training, kDirect, m_x, m_any, m_y, m_strides, m_padding, m_padding},
                    engine())
    {
    }
    void forward(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& y)
    {
        const auto own = reordered(memoryOf(m_weight, weight), m_forward.weights_desc());
        dnnl::convolution_forward(m_forward).execute(
            m_stream, {{DNNL_ARG_SRC, memoryOf(m_x, x)}, {DNNL_ARG_WEIGHTS, own}, {DNNL_ARG_DST, memoryOf(m_y, y)}});
        m_stream.wait();
    }
    void backwardData(const at::Tensor& g, const at::Tensor& weight, const at::Tensor& ofX)
    {
        const dnnl::convolution_backward_data::primitive_desc back(
            {kDirect, m_x, m_any, m_y, m_strides, m_padding, m_padding}, engine(), m_forward);
        const auto own = reordered(memoryOf(m_weight, weight), back.weights_desc());
        dnnl::convolution_backward_data(back).execute(
            m_stream,
            {{DNNL_ARG_DIFF_DST, memoryOf(m_y, g)}, {DNNL_ARG_WEIGHTS, own}, {DNNL_ARG_DIFF_SRC, memoryOf(m_x, ofX)}});
        m_stream.wait();
    }
    void backwardWeight(const at::Tensor& x, const at::Tensor& g, const at::Tensor& ofWeight)
    {
        const dnnl::convolution_backward_weights::primitive_desc back(
            {kDirect, m_x, m_any, m_y, m_strides, m_padding, m_padding}, engine(), m_forward);
        auto wanted = memoryOf(m_weight, ofWeight);
        const bool same = back.diff_weights_desc() == m_weight;
        auto own = same ? wanted : dnnl::memory(back.diff_weights_desc(), engine());
        dnnl::convolution_backward_weights(back).execute(
            m_stream,
            {{DNNL_ARG_SRC, memoryOf(m_x, x)}, {DNNL_ARG_DIFF_DST, memoryOf(m_y, g)}, {DNNL_ARG_DIFF_WEIGHTS, own}});
        if (!same)
            dnnl::reorder(own, wanted).execute(m_stream, own, wanted);
        m_stream.wait();
    }

private:
    static dnnl::memory::desc describeWeight(const at::Tensor& w, std::int64_t groups, bool any)
    {
        if (groups == 1)
            return {{w.size(0), w.size(1), w.size(2), w.size(3)}, kFloat, any ? Tag::any : Tag::ohwi};
        return {{groups, 1, 1, w.size(2), w.size(3)}, kFloat, any ? Tag::any : Tag::goihw};
    }
    dnnl::memory reordered(dnnl::memory given, const dnnl::memory::desc& wanted)
    {
        if (given.get_desc() == wanted)
            return given;
        dnnl::memory own(wanted, engine());
        dnnl::reorder(given, own).execute(m_stream, given, own);
        return own;
    }

    dnnl::stream m_stream{engine()};
    dnnl::memory::desc m_x, m_y, m_weight, m_any;
    dnnl::memory::dims m_strides, m_padding;
    dnnl::convolution_forward::primitive_desc m_forward;
};

struct Convolve : torch::autograd::Function<Convolve> {
    static at::Tensor forward(torch::autograd::AutogradContext* context,
                              const at::Tensor& given,
                              const at::Tensor& weight,
                              std::int64_t stride,
                              std::int64_t paddingY,
                              std::int64_t paddingX,
                              std::int64_t groups)
    {
        const auto x = given.contiguous(), w = weight.contiguous(at::MemoryFormat::ChannelsLast);
        const auto out = [&](std::int64_t size, std::int64_t padding, std::int64_t kernel) {
            return (size + 2 * padding - kernel) / stride + 1;
        };
        const std::int64_t b = channelBlock();
        auto y = at::empty(
            {x.size(0), w.size(0) / b, out(x.size(2), paddingY, w.size(2)), out(x.size(3), paddingX, w.size(3)), b},
            x.options());
        Convolution(x, w, y, {stride, paddingY, paddingX, groups}).forward(x, w, y);
        context->save_for_backward({x, w});
        context->saved_data["conv"] = std::vector<std::int64_t>{stride, paddingY, paddingX, groups};
        context->saved_data["of_x"] = given.requires_grad();
        context->saved_data["of_weight"] = weight.requires_grad();
        return y;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients)
    {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &w = saved[1];
        const auto g = gradients[0].contiguous();
        const auto conv = context->saved_data["conv"].toIntVector();
        Convolution convolution(x, w, g, {conv[0], conv[1], conv[2], conv[3]});
        at::Tensor ofX, ofWeight;
        if (context->saved_data["of_x"].toBool()) {
            ofX = at::empty_like(x);
            convolution.backwardData(g, w, ofX);
        }
        if (context->saved_data["of_weight"].toBool()) {
            ofWeight = at::empty_like(w);
            convolution.backwardWeight(x, g, ofWeight);
        }
        return {ofX, ofWeight, {}, {}, {}, {}};
    }
};

} // namespace

// By what oneDNN has kernels for, which its environment may limit.
std::int64_t channelBlock() noexcept
{
    static const std::int64_t block = [] {
        const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
        const auto has = [isa](dnnl::cpu_isa wanted) {
            return (isa & static_cast<unsigned>(wanted)) == static_cast<unsigned>(wanted);
        };
        return has(dnnl::cpu_isa::avx512_core) ? 16 : has(dnnl::cpu_isa::avx2) ? 8 : 0;
    }();
    return block;
}

bool canConvolveBlocked(const at::Tensor& x, const at::Tensor& weight, const BlockedConv& conv)
{
    const std::int64_t b = channelBlock();
    if (b == 0 || !x.is_cpu() || x.scalar_type() != at::kFloat || weight.scalar_type() != at::kFloat ||
        x.numel() == 0 || weight.size(0) % b != 0)
        return false;
    const std::int64_t channels = channelsOf(x);
    const bool whole = channels % b == 0;
    return (conv.groups == 1 && (whole || channels < b)) ||
           (conv.groups * weight.size(1) == channels && weight.size(1) <= 2 && whole && weight.size(0) == channels);
}

at::Tensor convolveBlocked(const at::Tensor& x, const at::Tensor& weight, const BlockedConv& conv)
{
    const std::int64_t b = channelBlock(), channels = channelsOf(x);
    const auto blocked = isBlocked(x) || channels < b ? x : toBlocked(x, b);
    const auto convolve = [&](const at::Tensor& of, const at::Tensor& filters, std::int64_t groups) {
        return Convolve::apply(of, filters, conv.stride, conv.paddingY, conv.paddingX, groups);
    };
    if (conv.groups == 1 || weight.size(1) == 1)
        return convolve(blocked, weight, conv.groups);
    // Pairs, for which oneDNN has no kernel: each channel of its own, and of the other one of its pair.
    const auto pairs = weight.view({conv.groups, 2, 2, weight.size(2), weight.size(3)});
    const auto filtersOf = [&](std::int64_t second) { // of the even and of the odd channels
        return at::stack({pairs.select(1, 0).select(1, second), pairs.select(1, 1).select(1, 1 - second)}, 1)
            .reshape({channels, 1, weight.size(2), weight.size(3)});
    };
    const auto others = blocked.unflatten(4, {b / 2, 2}).flip(5).flatten(4);
    return convolve(blocked, filtersOf(0), weight.size(0)) + convolve(others, filtersOf(1), weight.size(0));
}

#else // without oneDNN's headers

std::int64_t channelBlock() noexcept
{
    return 0;
}

bool canConvolveBlocked(const at::Tensor&, const at::Tensor&, const BlockedConv&)
{
    return false;
}

at::Tensor convolveBlocked(const at::Tensor& x, const at::Tensor&, const BlockedConv&)
{
    return x;
}

#endif

} // namespace likeness::nn
