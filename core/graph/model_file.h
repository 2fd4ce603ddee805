// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/json_util.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace likeness::graph {

// A model without a numerical library: what it computes (JSON) and its weights. It travels as one safetensors image
// (8-byte little-endian header length, JSON header, raw little-endian tensors); the header's "__metadata__" →
// "likeness" holds the spec as a JSON string. Own models on disk are this very file (model.safetensors), and the
// compute module takes the same bytes. The spec has either
//   "backbone": {"name": "mobilefacenet", "embedding": 512, …}  tensors by the backbone's own state-dict names, or
//   "graph": {"inputs": […], "outputs": […], "nodes": [{"op","name","inputs","outputs","attributes":{…}}]}  ONNX
//   semantics;
//            initialisers are tensors named as in the graph; "opset", and "input_shape": a size or null for each side
//            of the input, where it is known,
// plus "input" (InputSpec), "role" ("embedding" | "landmarks68" | "detector") and "output": {"dim": N}.
enum class DType { F64, F32, F16, BF16, I64, I32, U8, Bool };
std::size_t elementSize(DType type);

struct TensorView {
    std::string name;
    DType type = DType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::uint8_t> data; // little-endian, row-major
};

// How a model wants its input. The crop is the 112×112 (or `cropSize`) aligned RGB face.
struct InputSpec {
    int height = 112;
    int width = 112;
    std::array<int, 4> crop{0, 0, 112,
                            112}; // left, top, right, bottom of the aligned crop; then resized to height × width
    int cropSize = 112;           // crop cache this model needs
    bool bgr = false;
    std::array<float, 3> mean{127.5f, 127.5f, 127.5f}; // per channel in the model's channel order; (x − mean) / std
    std::array<float, 3> std{127.5f, 127.5f, 127.5f};
    static InputSpec
    fromJson(const Json& input); // the "input" object of a sidecar; throws Error(BadFile) naming the key
    Json toJson() const;
};

// Bounded reader over bytes that outlive it: header ≤ 100 MB, offsets inside the file, no overlap, no overflow.
class TensorFile
{
public:
    static TensorFile parse(std::span<const std::uint8_t> bytes); // throws Error(BadFile)
    const Json& metadata() const { return m_metadata; }
    std::span<const TensorView> tensors() const { return m_tensors; }
    const TensorView* find(std::string_view name) const;

private:
    Json m_metadata;
    std::vector<TensorView> m_tensors;
};

Bytes serializeTensors(std::span<const TensorView> tensors, const Json& metadata);

// Reads/writes the spec inside the metadata.
Json modelSpec(const TensorFile& file); // throws Error(BadFile) when it is no Likeness model
Json metadataWithSpec(const Json& spec);

} // namespace likeness::graph
