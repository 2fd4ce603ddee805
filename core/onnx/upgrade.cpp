// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/upgrade.h"

#include "core/base/error.h"

#include <cstring>

namespace likeness::onnx {
namespace {

class Upgrade
{
public:
    Upgrade(std::vector<graph::TensorView>& weights, std::deque<Bytes>& storage)
        : m_weights(weights), m_storage(storage)
    {
    }

    void node(Json& node)
    {
        const std::string op = node["op"].get<std::string>();
        Json& attributes = node["attributes"];
        if (op == "BatchNormalization") {
            if (attributes.value("spatial", std::int64_t{1}) != 1)
                refuse(node, "with spatial 0");
            attributes.erase("spatial");
        } else if (op == "Clip") {
            for (const char* key : {"min", "max"})
                input(node, key, real(attributes, key));
        } else if (op == "Pad") {
            input(node, "pads", integers(attributes, "pads"));
            input(node, "value", real(attributes, "value"));
        } else if (op == "Slice" && node["inputs"].size() == 1) {
            for (const char* key : {"starts", "ends", "axes"})
                input(node, key, integers(attributes, key));
        } else if (op == "TopK" && node["inputs"].size() == 1) {
            input(node, "k", integers(attributes, "k"));
        } else if (op == "Resize" || op == "Upsample") {
            refuse(node, "of that opset");
        }
    }

private:
    struct Values {
        graph::DType type;
        std::vector<std::int64_t> shape;
        Bytes bytes;
        bool present = true;
    };

    [[noreturn]] static void refuse(const Json& node, const std::string& which)
    {
        throw Error(ErrorCode::Unsupported, "operator " + node["op"].get<std::string>() + " (node \"" +
                                                node.value("name", "") + "\") " + which +
                                                " cannot be written in opset 11; export the model anew with opset 11 "
                                                "or later where it was made");
    }

    static Values real(const Json& attributes, const char* key)
    {
        const auto it = attributes.find(key);
        if (it == attributes.end())
            return {graph::DType::F32, {}, {}, false};
        const float value = it->get<float>();
        Bytes bytes(sizeof value);
        std::memcpy(bytes.data(), &value, sizeof value);
        return {graph::DType::F32, {}, std::move(bytes)};
    }

    static Values integers(const Json& attributes, const char* key)
    {
        const auto it = attributes.find(key);
        if (it == attributes.end())
            return {graph::DType::I64, {}, {}, false};
        const auto values =
            it->is_array() ? it->get<std::vector<std::int64_t>>() : std::vector<std::int64_t>{it->get<std::int64_t>()};
        Bytes bytes(values.size() * sizeof(std::int64_t));
        std::memcpy(bytes.data(), values.data(), bytes.size());
        return {graph::DType::I64, {static_cast<std::int64_t>(values.size())}, std::move(bytes)};
    }

    void input(Json& node, const char* key, Values values)
    {
        node["attributes"].erase(key);
        if (!values.present) {
            node["inputs"].push_back("");
            return;
        }
        const std::string name =
            std::string(key) + " of " + node["outputs"][0].get<std::string>() + " #" + std::to_string(m_count++);
        m_storage.push_back(std::move(values.bytes));
        m_weights.push_back({name, values.type, std::move(values.shape), m_storage.back()});
        node["inputs"].push_back(name);
    }

    std::vector<graph::TensorView>& m_weights;
    std::deque<Bytes>& m_storage;
    int m_count = 0;
};

} // namespace

void upgrade(Json& graph, std::vector<graph::TensorView>& weights, std::deque<Bytes>& storage)
{
    if (graph["opset"].get<int>() >= kOldestWritten)
        return;
    Upgrade to(weights, storage);
    for (auto& node : graph["nodes"])
        to.node(node);
    graph["opset"] = kOldestWritten;
}

} // namespace likeness::onnx
