// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/graph/model_file.h"
#include "core/image/image.h"

#include <filesystem>
#include <vector>

namespace likeness::test {

// A model that needs no training and that a test can compute itself: an embedding is the means of the blocks of 8 × 8
// pixels of a crop of 112, normalised as InputSpec says, less the mean of them all in its channel.
inline constexpr int kBlock = 8, kBlockCells = 112 / kBlock;

inline void writeBlockModel(const std::filesystem::path& file)
{
    const auto node = [](const char* op, Json inputs, const char* output, const Json& attributes) {
        return Json{{"op", op},
                    {"name", output},
                    {"inputs", std::move(inputs)},
                    {"outputs", {output}},
                    {"attributes", attributes}};
    };
    const float zero = 0; // a model file holds at least one tensor
    const graph::TensorView tensor{
        "zero", graph::DType::F32, {1}, {reinterpret_cast<const std::uint8_t*>(&zero), sizeof zero}};
    const Json spec = {{"graph",
                        {{"inputs", {"crop"}},
                         {"outputs", {"features"}},
                         {"nodes",
                          {node("AveragePool", {"crop"}, "blocks",
                                {{"kernel_shape", {kBlock, kBlock}}, {"strides", {kBlock, kBlock}}}),
                           node("GlobalAveragePool", {"blocks"}, "mean", Json::object()),
                           node("Sub", {"blocks", "mean"}, "centred", Json::object()),
                           node("Add", {"centred", "zero"}, "same", Json::object()),
                           node("Flatten", {"same"}, "features", Json::object())}}}},
                       {"input", graph::InputSpec().toJson()},
                       {"role", "embedding"},
                       {"output", {{"dim", 3 * kBlockCells * kBlockCells}}}};
    writeFileAtomically(file, graph::serializeTensors({&tensor, 1}, graph::metadataWithSpec(spec)));
}

// What that model gives for a crop, at its length; channel by channel.
inline std::vector<double> blockEmbedding(const image::Image& crop)
{
    const graph::InputSpec input;
    std::vector<double> out;
    for (std::size_t c = 0; c < 3; ++c) {
        double mean = 0;
        const std::size_t first = out.size();
        for (int by = 0; by < kBlockCells; ++by)
            for (int bx = 0; bx < kBlockCells; ++bx) {
                double sum = 0;
                for (int y = by * kBlock; y < (by + 1) * kBlock; ++y)
                    for (int x = bx * kBlock; x < (bx + 1) * kBlock; ++x)
                        sum += (static_cast<double>(crop.row(y)[3 * static_cast<std::size_t>(x) + c]) -
                                static_cast<double>(input.mean[c])) /
                               static_cast<double>(input.std[c]);
                out.push_back(sum / (kBlock * kBlock));
                mean += out.back() / (kBlockCells * kBlockCells);
            }
        for (std::size_t i = first; i < out.size(); ++i)
            out[i] -= mean;
    }
    return out;
}

} // namespace likeness::test
