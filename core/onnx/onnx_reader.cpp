// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/onnx_reader.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/graph/model_file.h"
#include "core/graph/operators.h"

#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#include <google/protobuf/io/coded_stream.h>
#include <onnx/onnx_pb.h>
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <set>

namespace likeness::onnx {
namespace {

using ::onnx::AttributeProto;
using ::onnx::GraphProto;
using ::onnx::ModelProto;
using ::onnx::NodeProto;
using ::onnx::TensorProto;

constexpr std::uint64_t kMaxFile = (1ull << 31) - 1; // protobuf's own limit
constexpr int kMinOpset = 7;
constexpr int kMaxOpset = 20;

[[noreturn]] void bad(const std::string& what)
{
    throw Error(ErrorCode::BadFile, "the ONNX file is not sound: " + what);
}

// Tensors with the storage of those that had to be converted.
struct Weights {
    std::vector<graph::TensorView> views;
    std::vector<std::unique_ptr<Bytes>> storage;
    std::set<std::string> names;

    void add(const std::string& name, const TensorProto& tensor);
    void add(const std::string& name,
             graph::DType type,
             std::vector<std::int64_t> shape,
             const void* data,
             std::size_t bytes);
};

void Weights::add(
    const std::string& name, graph::DType type, std::vector<std::int64_t> shape, const void* data, std::size_t bytes)
{
    if (!names.insert(name).second)
        bad("the value \"" + name + "\" is defined twice");
    storage.push_back(std::make_unique<Bytes>(bytes));
    if (bytes > 0)
        std::memcpy(storage.back()->data(), data, bytes);
    views.push_back({name, type, std::move(shape), *storage.back()});
}

void Weights::add(const std::string& name, const TensorProto& tensor)
{
    if (tensor.data_location() == TensorProto::EXTERNAL || tensor.external_data_size() > 0)
        throw Error(ErrorCode::Unsupported,
                    "the weight \"" + name + "\" lies in another file; save the model as one file");
    std::vector<std::int64_t> shape;
    std::uint64_t count = 1;
    for (const auto d : tensor.dims()) {
        if (d < 0 || (d > 0 && count > kMaxFile / static_cast<std::uint64_t>(d)))
            bad("the weight \"" + name + "\" has an impossible shape");
        count *= static_cast<std::uint64_t>(d);
        shape.push_back(d);
    }
    graph::DType type = graph::DType::F32;
    const void* data = nullptr;
    int stored = 0;
    switch (tensor.data_type()) {
    case TensorProto::FLOAT:
        data = tensor.float_data().data();
        stored = tensor.float_data_size();
        break;
    case TensorProto::DOUBLE:
        type = graph::DType::F64;
        data = tensor.double_data().data();
        stored = tensor.double_data_size();
        break;
    case TensorProto::INT64:
        type = graph::DType::I64;
        data = tensor.int64_data().data();
        stored = tensor.int64_data_size();
        break;
    case TensorProto::INT32:
        type = graph::DType::I32;
        data = tensor.int32_data().data();
        stored = tensor.int32_data_size();
        break;
    case TensorProto::FLOAT16:
        type = graph::DType::F16;
        break;
    case TensorProto::BOOL:
        type = graph::DType::Bool;
        break;
    default:
        throw Error(ErrorCode::Unsupported, "the weight \"" + name + "\" has the element type " +
                                                std::to_string(tensor.data_type()) + ", which is not supported");
    }
    const std::size_t bytes = static_cast<std::size_t>(count) * graph::elementSize(type);
    if (tensor.has_raw_data()) {
        if (tensor.raw_data().size() != bytes)
            bad("the weight \"" + name + "\" has " + std::to_string(tensor.raw_data().size()) +
                " bytes where its shape needs " + std::to_string(bytes));
        data = tensor.raw_data().data();
    } else if (static_cast<std::uint64_t>(stored) != count) {
        bad("the weight \"" + name + "\" has " + std::to_string(stored) + " values where its shape needs " +
            std::to_string(count));
    }
    if (type == graph::DType::F16) { // half precision is for storage; every device computes in fp32 or bf16
        std::vector<float> wide(count);
        const auto* half = static_cast<const std::uint8_t*>(data);
        for (std::size_t i = 0; i < count; ++i) {
            const auto h = static_cast<unsigned>(half[2 * i] | half[2 * i + 1] << 8);
            const int exponent = static_cast<int>(h >> 10 & 31u);
            const float fraction = static_cast<float>(h & 1023u);
            const float value = exponent == 0    ? std::ldexp(fraction, -24)
                                : exponent == 31 ? (fraction != 0 ? NAN : INFINITY)
                                                 : std::ldexp(fraction + 1024.0f, exponent - 25);
            wide[i] = h & 0x8000u ? -value : value;
        }
        add(name, graph::DType::F32, std::move(shape), wide.data(), wide.size() * sizeof(float));
        return;
    }
    add(name, type, std::move(shape), data, bytes);
}

// The one number that a ConstantOfShape fills its result with; its type goes beside it.
void addFilling(const TensorProto& tensor, Json& attributes)
{
    Weights one;
    one.add("value", tensor);
    const auto& view = one.views[0];
    const auto read = [&](auto number) {
        if (view.data.size() != sizeof number)
            bad("a ConstantOfShape has not exactly one value");
        std::memcpy(&number, view.data.data(), sizeof number);
        return number;
    };
    switch (view.type) {
    case graph::DType::F32:
        attributes["value"] = read(float{});
        break;
    case graph::DType::F64:
        attributes["value"] = read(double{});
        break;
    case graph::DType::I64:
        attributes["value"] = read(std::int64_t{});
        break;
    case graph::DType::I32:
        attributes["value"] = read(std::int32_t{});
        break;
    default:
        attributes["value"] = static_cast<int>(read(std::uint8_t{}));
    }
    attributes["value_type"] = static_cast<int>(tensor.data_type());
}

Json attributesOf(const NodeProto& node)
{
    Json out = Json::object();
    for (const auto& a : node.attribute()) {
        switch (a.type()) {
        case AttributeProto::FLOAT:
            out[a.name()] = a.f();
            break;
        case AttributeProto::INT:
            out[a.name()] = a.i();
            break;
        case AttributeProto::STRING:
            out[a.name()] = toUtf8(a.s());
            break;
        case AttributeProto::FLOATS:
            out[a.name()] = std::vector<float>(a.floats().begin(), a.floats().end());
            break;
        case AttributeProto::INTS:
            out[a.name()] = std::vector<std::int64_t>(a.ints().begin(), a.ints().end());
            break;
        case AttributeProto::TENSOR:
            if (node.op_type() == "ConstantOfShape" && a.name() == "value") {
                addFilling(a.t(), out);
                break;
            }
            [[fallthrough]];
        default:
            throw Error(ErrorCode::Unsupported, "operator " + toUtf8(node.op_type()) + " (node \"" +
                                                    toUtf8(node.name()) + "\") has the attribute " + toUtf8(a.name()) +
                                                    " of a kind that is not supported");
        }
    }
    return out;
}

// A Constant node is a weight by another name.
void addConstant(const NodeProto& node, Weights& weights)
{
    if (node.output_size() != 1 || node.attribute_size() != 1)
        bad("a Constant has not exactly one output and one value");
    const auto& a = node.attribute(0);
    const std::string& name = node.output(0);
    if (a.name() == "value")
        weights.add(name, a.t());
    else if (a.name() == "value_float") {
        const float v = a.f();
        weights.add(name, graph::DType::F32, {}, &v, sizeof v);
    } else if (a.name() == "value_int") {
        const std::int64_t v = a.i();
        weights.add(name, graph::DType::I64, {}, &v, sizeof v);
    } else if (a.name() == "value_ints")
        weights.add(name, graph::DType::I64, {a.ints_size()}, a.ints().data(),
                    static_cast<std::size_t>(a.ints_size()) * sizeof(std::int64_t));
    else if (a.name() == "value_floats")
        weights.add(name, graph::DType::F32, {a.floats_size()}, a.floats().data(),
                    static_cast<std::size_t>(a.floats_size()) * sizeof(float));
    else
        throw Error(ErrorCode::Unsupported, "operator Constant (node \"" + toUtf8(node.name()) + "\") uses " +
                                                toUtf8(a.name()) + ", which is not supported");
}

// null for a side that may be of any size; nothing for an input of unknown rank.
Json shapeOf(const ::onnx::ValueInfoProto& value)
{
    Json out = Json::array();
    for (const auto& side : value.type().tensor_type().shape().dim())
        out.push_back(side.has_dim_value() && side.dim_value() > 0 ? Json(side.dim_value()) : Json());
    return out;
}

Json graphOf(const GraphProto& graph, int opset, Weights& weights)
{
    for (const auto& tensor : graph.initializer())
        weights.add(tensor.name(), tensor);
    if (graph.sparse_initializer_size() > 0)
        throw Error(ErrorCode::Unsupported, "the model has sparse weights, which are not supported");
    Json inputs = Json::array(), outputs = Json::array(), nodes = Json::array();
    for (const auto& node : graph.node()) {
        const std::string op = toUtf8(node.op_type()), name = toUtf8(node.name());
        const bool standard = node.domain().empty() || node.domain() == "ai.onnx";
        if (standard && op == "Constant") {
            addConstant(node, weights);
            continue;
        }
        if (!standard || !graph::isOperator(op))
            throw Error(ErrorCode::Unsupported, "operator " + (standard ? op : toUtf8(node.domain()) + "." + op) +
                                                    " (node \"" + name + "\") is not supported");
        Json in = Json::array(), out = Json::array();
        for (const auto& n : node.input())
            in.push_back(toUtf8(n));
        for (const auto& n : node.output())
            out.push_back(toUtf8(n));
        nodes.push_back(
            {{"op", op}, {"name", name}, {"inputs", in}, {"outputs", out}, {"attributes", attributesOf(node)}});
    }
    Json shape;
    for (const auto& value : graph.input())
        if (weights.names.count(value.name()) == 0) {
            inputs.push_back(toUtf8(value.name()));
            shape = shapeOf(value);
        }
    for (const auto& value : graph.output())
        outputs.push_back(toUtf8(value.name()));
    Json out = {{"opset", opset}, {"inputs", inputs}, {"outputs", outputs}, {"nodes", nodes}};
    if (!shape.empty())
        out["input_shape"] = shape;
    return out;
}

// What the file itself or the sidecar says: role, input, output.
Json descriptionOf(const ModelProto& model, const Json& sidecar, const std::string& name)
{
    if (!sidecar.is_null()) {
        if (!sidecar.is_object() || !sidecar.contains("input"))
            throw Error(ErrorCode::BadFile, name + ".json has no object \"input\"");
        return sidecar;
    }
    for (const auto& entry : model.metadata_props())
        if (entry.key() == "likeness") {
            Json json = parseJson(entry.value(), "the model's own description");
            if (json.is_object() && json.contains("input"))
                return json;
        }
    throw Error(
        ErrorCode::NeedsInputSpec,
        "how " + name + " wants its input is not known; write " + name +
            ".json such as "
            "{\"role\":\"embedding\",\"input\":{\"size\":[112,112],\"color\":\"RGB\",\"mean\":127.5,\"std\":127.5}}");
}

} // namespace

Bytes readModel(const std::filesystem::path& file)
{
    const MappedFile map(file);
    auto sidecar = file;
    sidecar += ".json";
    std::error_code ec;
    const bool described = std::filesystem::exists(sidecar, ec);
    return parseModel(map.bytes(), described ? readJsonFile(sidecar, 1 << 20) : Json(), displayPath(file));
}

Bytes parseModel(std::span<const std::uint8_t> file, const Json& sidecar, const std::string& name)
{
    if (file.size() > kMaxFile)
        throw Error(ErrorCode::TooLarge, name + " is larger than 2 GB");
    ModelProto model;
    google::protobuf::io::CodedInputStream stream(file.data(), static_cast<int>(file.size()));
    if (file.empty() || !model.ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage() || !model.has_graph() ||
        model.graph().node_size() == 0)
        throw Error(ErrorCode::BadFile, name + " is not an ONNX model");
    int opset = 0;
    for (const auto& entry : model.opset_import())
        if (entry.domain().empty() || entry.domain() == "ai.onnx")
            opset = static_cast<int>(std::clamp<std::int64_t>(entry.version(), 0, 1000));
    if (opset < kMinOpset || opset > kMaxOpset)
        throw Error(ErrorCode::Unsupported, name + " has opset " + std::to_string(opset) + "; Likeness reads " +
                                                std::to_string(kMinOpset) + " to " + std::to_string(kMaxOpset));
    const Json description = descriptionOf(model, sidecar, name);
    Json spec = {{"role", description.value("role", "embedding")},
                 {"input", graph::InputSpec::fromJson(description["input"]).toJson()}};
    if (description.contains("output"))
        spec["output"] = description["output"];
    Weights weights;
    spec["graph"] = graphOf(model.graph(), opset, weights);
    return graph::serializeTensors(weights.views, graph::metadataWithSpec(spec));
}

} // namespace likeness::onnx
