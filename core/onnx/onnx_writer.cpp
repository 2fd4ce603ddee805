// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/onnx_writer.h"

#include "core/base/error.h"
#include "core/graph/model_file.h"
#include "core/onnx/onnx_proto.h"
#include "core/onnx/upgrade.h"
#include "likeness_version.h"

#include <limits>
#include <map>
#include <set>

namespace likeness::onnx {
namespace {

using ::onnx::AttributeProto;
using ::onnx::GraphProto;
using ::onnx::ModelProto;
using ::onnx::NodeProto;
using ::onnx::TensorProto;

constexpr std::size_t kMaxFile = std::numeric_limits<std::int32_t>::max(); // protobuf's own limit
constexpr int kNewerIr = 8;                                                // from opset 15 on
constexpr int kOlderIr = 7;

int typeOf(graph::DType type)
{
    switch (type) {
    case graph::DType::F64:
        return TensorProto::DOUBLE;
    case graph::DType::F32:
        return TensorProto::FLOAT;
    case graph::DType::F16:
        return TensorProto::FLOAT16;
    case graph::DType::BF16:
        return TensorProto::BFLOAT16;
    case graph::DType::I64:
        return TensorProto::INT64;
    case graph::DType::I32:
        return TensorProto::INT32;
    case graph::DType::U8:
        return TensorProto::UINT8;
    case graph::DType::Bool:
        break;
    }
    return TensorProto::BOOL;
}

void fill(TensorProto& out, const std::string& name, const graph::TensorView& view)
{
    out.set_name(name);
    out.set_data_type(typeOf(view.type));
    for (const auto side : view.shape)
        out.add_dims(side);
    out.set_raw_data(view.data.data(), view.data.size());
}

// The reverse of how the reader keeps it: a number and its type.
void fillConstant(AttributeProto& out, const Json& value, int type)
{
    out.set_type(AttributeProto::TENSOR);
    auto& tensor = *out.mutable_t();
    tensor.set_data_type(type);
    tensor.add_dims(1);
    if (type == TensorProto::FLOAT)
        tensor.add_float_data(value.get<float>());
    else if (type == TensorProto::DOUBLE)
        tensor.add_double_data(value.get<double>());
    else if (type == TensorProto::INT64)
        tensor.add_int64_data(value.get<std::int64_t>());
    else
        tensor.add_int32_data(value.get<std::int32_t>());
}

void addAttributes(const Json& attributes, NodeProto& out)
{
    for (const auto& [key, value] : attributes.items()) {
        if (key == "value_type")
            continue;
        auto& a = *out.add_attribute();
        a.set_name(key);
        if (key == "value" && attributes.contains("value_type")) {
            fillConstant(a, value, attributes["value_type"].get<int>());
        } else if (value.is_number_integer()) {
            a.set_type(AttributeProto::INT);
            a.set_i(value.get<std::int64_t>());
        } else if (value.is_number()) {
            a.set_type(AttributeProto::FLOAT);
            a.set_f(value.get<float>());
        } else if (value.is_string()) {
            a.set_type(AttributeProto::STRING);
            a.set_s(value.get<std::string>());
        } else {
            const bool whole =
                std::all_of(value.begin(), value.end(), [](const Json& v) { return v.is_number_integer(); });
            a.set_type(whole ? AttributeProto::INTS : AttributeProto::FLOATS);
            for (const auto& v : value)
                if (whole)
                    a.add_ints(v.get<std::int64_t>());
                else
                    a.add_floats(v.get<float>());
        }
    }
}

// Two values change their names; whatever else is called so gives way.
class Names
{
public:
    Names(const std::string& input, const std::string& output) : m_given{{input, kInputName}, {output, kOutputName}} {}
    std::string operator()(const std::string& name) const
    {
        const auto it = m_given.find(name);
        if (it != m_given.end())
            return it->second;
        return name == kInputName || name == kOutputName ? name + " (inner)" : name;
    }

private:
    std::map<std::string, std::string> m_given;
};

void describe(::onnx::ValueInfoProto& out, const char* name, const std::vector<Json>& sides)
{
    out.set_name(name);
    auto& type = *out.mutable_type()->mutable_tensor_type();
    type.set_elem_type(TensorProto::FLOAT);
    for (const auto& side : sides) {
        auto& dimension = *type.mutable_shape()->add_dim();
        if (side.is_string())
            dimension.set_dim_param(side.get<std::string>());
        else if (side.is_number_integer())
            dimension.set_dim_value(side.get<std::int64_t>());
    }
}

// The first one is the batch's.
std::vector<Json> sides(const Json& shape, bool fixedBatch)
{
    std::vector<Json> out(shape.begin(), shape.end());
    if (!fixedBatch)
        out[0] = "batch";
    return out;
}

std::string listed(const std::array<float, 3>& values)
{
    return dumpJson(Json(values[0])) + "," + dumpJson(Json(values[1])) + "," + dumpJson(Json(values[2]));
}

void addMetadata(const Json& spec, const graph::InputSpec& input, ModelProto& model)
{
    const auto add = [&](const char* key, const std::string& value) {
        auto& entry = *model.add_metadata_props();
        entry.set_key(key);
        entry.set_value(value);
    };
    Json description = {{"role", spec.value("role", "embedding")}, {"input", input.toJson()}};
    description["input"]["name"] = kInputName;
    if (spec.contains("output"))
        description["output"] = spec["output"];
    description["output"]["name"] = kOutputName;
    add("likeness", dumpJson(description));
    add("input_size", std::to_string(input.height) + "," + std::to_string(input.width));
    add("input_color", input.bgr ? "BGR" : "RGB");
    add("input_mean", listed(input.mean));
    add("input_std", listed(input.std));
}

} // namespace

Bytes writeModel(std::span<const std::uint8_t> image)
{
    const auto file = graph::TensorFile::parse(image);
    const Json spec = graph::modelSpec(file);
    try {
        Json graph = spec.at("graph");
        const auto input = graph::InputSpec::fromJson(spec.at("input"));
        if (graph.at("inputs").size() != 1 || graph.at("outputs").size() != 1)
            throw Error(ErrorCode::Unsupported, "only a graph with one input and one output is written");
        std::vector<graph::TensorView> weights(file.tensors().begin(), file.tensors().end());
        std::deque<Bytes> storage;
        upgrade(graph, weights, storage);

        ModelProto model;
        const int opset = graph.at("opset").get<int>();
        model.set_ir_version(opset < 15 ? kOlderIr : kNewerIr);
        model.add_opset_import()->set_version(opset);
        model.set_producer_name("Likeness");
        model.set_producer_version(LIKENESS_VERSION);
        addMetadata(spec, input, model);
        auto& out = *model.mutable_graph();
        out.set_name(spec.contains("name") && spec["name"].is_string() ? spec["name"].get<std::string>() : "likeness");

        const Names names(graph["inputs"][0].get<std::string>(), graph["outputs"][0].get<std::string>());
        std::set<std::string> used;
        for (const auto& node : graph.at("nodes")) {
            auto& n = *out.add_node();
            n.set_op_type(node.at("op").get<std::string>());
            n.set_name(node.value("name", ""));
            for (const auto& name : node.at("inputs")) {
                used.insert(name.get<std::string>());
                n.add_input(names(name.get<std::string>()));
            }
            while (n.input_size() > 0 && n.input(n.input_size() - 1).empty())
                n.mutable_input()->RemoveLast();
            for (const auto& name : node.at("outputs"))
                n.add_output(names(name.get<std::string>()));
            while (n.output_size() > 0 && n.output(n.output_size() - 1).empty())
                n.mutable_output()->RemoveLast();
            addAttributes(node.value("attributes", Json::object()), n);
        }
        std::size_t bytes = 0;
        for (const auto& weight : weights) {
            if (used.count(weight.name) == 0)
                continue;
            bytes += weight.data.size();
            if (bytes > kMaxFile)
                throw Error(ErrorCode::TooLarge, "the model is larger than the 2 GB of an ONNX file");
            fill(*out.add_initializer(), names(weight.name), weight);
        }
        Json shape = graph.value("input_shape", Json());
        if (!shape.is_array() || shape.size() != 4)
            shape = {Json(), 3, input.height, input.width};
        const bool fixed = !shape[0].is_null();
        shape[2] = input.height;
        shape[3] = input.width;
        describe(*out.add_input(), kInputName, sides(shape, fixed));
        const Json result = graph.value("output_shape", Json());
        if (result.is_array() && !result.empty())
            describe(*out.add_output(), kOutputName, sides(result, fixed));
        else
            out.add_output()->set_name(kOutputName);
        if (model.ByteSizeLong() > kMaxFile)
            throw Error(ErrorCode::TooLarge, "the model is larger than the 2 GB of an ONNX file");
        const std::string text = model.SerializeAsString();
        return {text.begin(), text.end()};
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::BadFile, "the model's graph is malformed", e.what());
    }
}

} // namespace likeness::onnx
