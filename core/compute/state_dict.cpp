// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/state_dict.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/graph/residual_units.h"
#include "core/graph/torch_file.h"
#include "core/run/config.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace likeness::compute {
namespace {

using graph::TorchFile;

constexpr int kPatch = 9;           // pixels, of the vision transformers
constexpr int kInceptionSide = 160; // what facenet-pytorch was trained with
constexpr int kSideStep = 16;       // of a backbone's input
constexpr float kInceptionScale = 128;
constexpr std::array<float, 3> kVggMeans = {129.1863f, 104.7624f, 93.5940f}; // RGB

std::string iresnetOf(const TorchFile& file)
{
    std::array<int, 4> units{};
    for (std::size_t stage = 0; stage < units.size(); ++stage)
        while (file.find("layer" + std::to_string(stage + 1) + "." + std::to_string(units[stage]) + ".prelu.weight"))
            ++units[stage];
    for (const auto& [name, known] : graph::kResidualUnits)
        if (units == known)
            return std::string(name);
    return {};
}

std::string backboneOf(const TorchFile& file)
{
    if (const auto name = iresnetOf(file); !name.empty())
        return name;
    if (const auto width = file.side("layers.0.layers.0.weight", 0);
        width != 0 && file.find("conv_sep.layers.0.weight"))
        return width == 64 ? "mobilefacenet_small" : width == 128 ? "mobilefacenet" : "";
    if (const auto width = file.side("patch_embed.proj.weight", 0); width != 0 && file.find("feature.2.weight"))
        return width == 256 ? "vit_t" : width == 512 ? "vit_s" : "";
    if (file.find("conv2d_1a.conv.weight") && file.find("block8.conv2d.weight"))
        return "inception_resnet_v1";
    if (file.find("conv5_3.weight") && file.find("fc7.weight"))
        return "vgg16_face";
    return {};
}

int rootOf(std::int64_t square)
{
    return static_cast<int>(std::lround(std::sqrt(static_cast<double>(square))));
}

struct Described {
    Json backbone; // as a model's description has it
    graph::InputSpec input;
};

Described describe(const TorchFile& file, const std::string& backbone, const std::string& name)
{
    const auto side = [&](const char* tensor, std::size_t dimension) {
        const auto value = file.side(tensor, dimension);
        if (value <= 0 || value > (1 << 24))
            throw Error(ErrorCode::BadFile, name + " is no state dict of " + backbone + ": its tensor \"" + tensor +
                                                "\" is missing or has another shape");
        return value;
    };
    graph::InputSpec input;
    std::int64_t embedding = 0;
    int size = input.height;
    bool attention = false;
    if (backbone == "inception_resnet_v1") {
        embedding = side("last_linear.weight", 0);
        size = kInceptionSide;
        input.std = {kInceptionScale, kInceptionScale, kInceptionScale};
    } else if (backbone == "vgg16_face") {
        embedding = side("fc8.weight", 0);
        const int last = rootOf(side("fc6.weight", 1) / 512);
        size = last * 32 <= size && size < (last + 1) * 32 ? size : last * 32; // 112 where it may be 96 or 112
        input.mean = kVggMeans;
        input.std = {1, 1, 1};
    } else if (backbone.starts_with("vit")) {
        embedding = side("feature.2.weight", 0);
        const int patches = rootOf(side("pos_embed", 1));
        size = (patches * kPatch + kSideStep - 1) / kSideStep * kSideStep;
    } else if (backbone.starts_with("mobilefacenet")) {
        embedding = side("features.layers.2.weight", 0);
        size = static_cast<int>(side("features.layers.0.layers.0.weight", 2)) * kSideStep;
        attention = file.find("layers.3.layers.0.cbam.channel.fc1.weight") != nullptr;
    } else {
        embedding = side("fc.weight", 0);
        size = rootOf(side("fc.weight", 1) / 512) * kSideStep;
        attention = file.find("layer1.0.cbam.channel.fc1.weight") != nullptr;
    }
    input.height = input.width = input.cropSize = size;
    input.crop = {0, 0, size, size};
    Json description = {{"name", backbone}, {"embedding", embedding}, {"input_size", size}};
    if (attention)
        description["attention"] = "cbam";
    return {std::move(description), input};
}

bool isLeftOut(const std::string& tensor, const std::string& backbone)
{
    return tensor.ends_with(".num_batches_tracked") ||
           (backbone == "inception_resnet_v1" && tensor.starts_with("logits.")) ||
           (backbone.starts_with("vit") && tensor == "mask_token");
}

} // namespace

Bytes stateDictImage(std::span<const std::uint8_t> bytes, const std::string& name, const std::string& wanted)
{
    const auto& known = run::backboneNames();
    if (!wanted.empty() && std::ranges::find(known, wanted) == known.end()) {
        const auto near = nearestWord(wanted, known);
        throw Error(ErrorCode::BadArgument, "there is no backbone \"" + toUtf8(wanted) + "\"" +
                                                (near.empty() ? "" : "; did you mean " + near + "?"));
    }
    const auto file = TorchFile::parse(bytes, name);
    const auto found = backboneOf(file);
    if (found.empty() && wanted.empty())
        throw Error(ErrorCode::BadFile, name + " holds tensors of no network that Likeness has, such as \"" +
                                            file.tensors()[0].name.substr(0, 100) +
                                            "\"; if it is one, --backbone says what is missing");
    if (!found.empty() && !wanted.empty() && found != wanted)
        throw Error(ErrorCode::BadFile, name + " holds the tensors of " + found + ", not of " + wanted);
    const auto backbone = found.empty() ? wanted : found;
    const auto described = describe(file, backbone, name);
    std::vector<graph::TensorView> kept;
    std::ranges::copy_if(file.tensors(), std::back_inserter(kept),
                         [&](const auto& tensor) { return !isLeftOut(tensor.name, backbone); });
    return graph::serializeTensors(kept,
                                   graph::metadataWithSpec({{"role", "embedding"},
                                                            {"backbone", described.backbone},
                                                            {"input", described.input.toJson()},
                                                            {"output", {{"dim", described.backbone["embedding"]}}}}));
}

bool isStateDict(const std::filesystem::path& file)
{
    const auto extension = toLower(file.extension().string());
    return extension == ".pth" || extension == ".pt";
}

} // namespace likeness::compute
