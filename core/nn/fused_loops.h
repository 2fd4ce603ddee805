// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The loops behind fused_kernels.h over one kind of vector register L. Only the files that are compiled for a processor
// include this, each with its own L in an unnamed namespace.
//   Item, V (kLanes floats), kPanel (registers across in a tile), kDepthStep
//   load(const Item*), store(Item*, V), loadFloats(const float*), fma(a, b, c) = a·b + c, prelu(z, slope), add(a, b),
//   Pair broadcast(const Item*) and multiply(V sum, Pair x, const Item* weights): a depth step of x times kLanes
//   channels.
#include "core/nn/fused_kernels.h"

namespace likeness::nn {

template<typename L>
struct FusedLoops {
    using Item = typename L::Item;
    using V = typename L::V;
    static constexpr int kRows = kTilePixels; // with kPanel registers across, the sums fill the register file
    static constexpr int kAcross = 4;         // pixels of a depthwise tile

    template<int Rows, int Vectors>
    [[gnu::always_inline]] static void
    denseTile(const DenseWork& d, std::int64_t pixel, std::int32_t channel, const Item* __restrict w)
    {
        const Item* x[Rows];
        V sum[Rows][Vectors];
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
            x[r] = static_cast<const Item*>(d.x) + d.windows[pixel + r];
#pragma GCC unroll 16
            for (int v = 0; v < Vectors; ++v)
                sum[r][v] = L::loadFloats(d.bias + channel + v * L::kLanes);
        }
        for (std::int32_t t = 0; t < d.tapCount; ++t) {
            const std::int64_t begin = d.taps[t], end = begin + d.depth;
            for (std::int64_t k = begin; k < end; k += L::kDepthStep) {
#pragma GCC unroll 16
                for (int r = 0; r < Rows; ++r) {
                    const auto pair = L::broadcast(x[r] + k);
#pragma GCC unroll 16
                    for (int v = 0; v < Vectors; ++v)
                        sum[r][v] = L::multiply(sum[r][v], pair, w + v * L::kLanes * L::kDepthStep);
                }
                w += Vectors * L::kLanes * L::kDepthStep;
            }
        }
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
            Item* y = static_cast<Item*>(d.y) + d.pixels[pixel + r] + channel;
#pragma GCC unroll 16
            for (int v = 0; v < Vectors; ++v) {
                V z = L::prelu(sum[r][v], L::loadFloats(d.slope + channel + v * L::kLanes));
                if (d.add)
                    z = L::add(
                        z, L::load(static_cast<const Item*>(d.add) + d.addPixels[pixel + r] + channel + v * L::kLanes));
                L::store(y + v * L::kLanes, z);
            }
        }
    }

    template<int Vectors>
    static void
    densePanel(const DenseWork& d, std::int64_t first, std::int64_t last, std::int32_t channel, const Item* w)
    {
        std::int64_t p = first;
        for (; p + kRows <= last; p += kRows)
            denseTile<kRows, Vectors>(d, p, channel, w);
        if (p < last && last - first >= kRows)
            denseTile<kRows, Vectors>(d, last - kRows, channel, w); // some pixels twice, the same both times
        else
            for (; p < last; ++p)
                denseTile<1, Vectors>(d, p, channel, w);
    }

    static void dense(const DenseWork& d, std::int64_t first, std::int64_t last)
    {
        const auto* w = static_cast<const Item*>(d.weights);
        for (std::int32_t channel = 0; channel < d.channels;) {
            const int left = (d.channels - channel) / L::kLanes;
            const int vectors = left < L::kPanel ? left : L::kPanel;
            if constexpr (L::kPanel >= 4) {
                if (vectors == 4)
                    densePanel<4>(d, first, last, channel, w);
                else if (vectors == 3)
                    densePanel<3>(d, first, last, channel, w);
            }
            if (vectors == 2)
                densePanel<2>(d, first, last, channel, w);
            else if (vectors == 1)
                densePanel<1>(d, first, last, channel, w);
            channel += vectors * L::kLanes;
            w += std::int64_t{d.tapCount} * d.depth * vectors * L::kLanes;
        }
    }

    template<int Size, int Stride>
    [[gnu::always_inline]] static void
    depthwiseTile(const DepthwiseWork& d, const Item* __restrict x, std::int32_t channel, Item* __restrict y)
    {
        V sum[kAcross];
#pragma GCC unroll 16
        for (int i = 0; i < kAcross; ++i)
            sum[i] = L::loadFloats(d.bias + channel);
        const float* w = d.weights + channel;
#pragma GCC unroll 16
        for (int row = 0; row < Size; ++row) {
            V seen[(kAcross - 1) * Stride + Size];
#pragma GCC unroll 16
            for (int i = 0; i < (kAcross - 1) * Stride + Size; ++i)
                seen[i] = L::load(x + std::int64_t{row} * d.pitch + std::int64_t{i} * d.channels);
#pragma GCC unroll 16
            for (int column = 0; column < Size; ++column) {
                const V weight = L::loadFloats(w);
                w += d.channels;
#pragma GCC unroll 16
                for (int i = 0; i < kAcross; ++i)
                    sum[i] = L::fma(seen[i * Stride + column], weight, sum[i]);
            }
        }
        const V slope = L::loadFloats(d.slope + channel);
#pragma GCC unroll 16
        for (int i = 0; i < kAcross; ++i)
            L::store(y + std::int64_t{i} * d.channels, L::prelu(sum[i], slope));
    }

    template<int Stride>
    static void depthwise3(const DepthwiseWork& d, std::int64_t first, std::int64_t last)
    {
        for (std::int64_t row = first; row < last; ++row)
            for (std::int32_t channel = 0; channel < d.channels; channel += L::kLanes)
                for (std::int32_t column = 0; column < d.width; column += kAcross) {
                    // The last tile reaches back: some pixels twice, the same both times.
                    const std::int64_t pixel =
                        row * d.width + (column + kAcross <= d.width ? column : d.width - kAcross);
                    depthwiseTile<3, Stride>(d, static_cast<const Item*>(d.x) + d.windows[pixel] + channel, channel,
                                             static_cast<Item*>(d.y) + d.pixels[pixel] + channel);
                }
    }

    static void depthwise(const DepthwiseWork& d, std::int64_t first, std::int64_t last)
    {
        if (d.kernelHeight == 3 && d.kernelWidth == 3 && d.width >= kAcross && d.stride <= 2) {
            d.stride == 1 ? depthwise3<1>(d, first, last) : depthwise3<2>(d, first, last);
            return;
        }
        for (std::int64_t pixel = first * d.width; pixel < last * d.width; ++pixel)
            for (std::int32_t channel = 0; channel < d.channels; channel += L::kLanes) {
                V sum = L::loadFloats(d.bias + channel);
                const Item* x = static_cast<const Item*>(d.x) + d.windows[pixel] + channel;
                const float* w = d.weights + channel;
                for (std::int32_t row = 0; row < d.kernelHeight; ++row)
                    for (std::int32_t column = 0; column < d.kernelWidth; ++column, w += d.channels)
                        sum = L::fma(L::load(x + std::int64_t{row} * d.pitch + std::int64_t{column} * d.channels),
                                     L::loadFloats(w), sum);
                L::store(static_cast<Item*>(d.y) + d.pixels[pixel] + channel,
                         L::prelu(sum, L::loadFloats(d.slope + channel)));
            }
    }

    static void pointwise(const PointwiseWork& d, std::int64_t first, std::int64_t last)
    {
        for (std::int64_t pixel = first; pixel < last; ++pixel) {
            const Item* x = static_cast<const Item*>(d.x) + d.windows[pixel];
            const Item* add = d.add ? static_cast<const Item*>(d.add) + d.addPixels[pixel] : nullptr;
            Item* y = static_cast<Item*>(d.y) + d.pixels[pixel];
            for (std::int32_t channel = 0; channel < d.channels; channel += L::kLanes) {
                V z = L::fma(L::load(x + channel), L::loadFloats(d.scale + channel), L::loadFloats(d.shift + channel));
                if (add)
                    z = L::add(z, L::load(add + channel));
                L::store(y + channel, L::prelu(z, L::loadFloats(d.slope + channel)));
            }
        }
    }

    static constexpr FusedKernels table()
    {
        return {sizeof(Item), L::kDepthStep, L::kPanel * L::kLanes, dense, depthwise, pointwise};
    }
};

} // namespace likeness::nn
