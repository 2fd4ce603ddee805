// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/graph_network.h"

#include "core/base/error.h"
#include "core/nn/device.h"
#include "core/nn/graph_fusing.h"
#include "core/nn/tensors.h"
#include "core/nn/torch_compat.h"

#include <algorithm>
#include <map>
#include <set>

namespace likeness::nn {
namespace {

constexpr std::size_t kMaxNodes = 100'000;
constexpr std::int64_t kMaxFolded = 1ll << 24; // elements of a constant that is computed in advance

[[noreturn]] void bad(const std::string& what)
{
    throw Error(ErrorCode::BadFile, "the model's graph is malformed: " + what);
}

std::vector<std::string> names(const Json& object, const char* key)
{
    std::vector<std::string> out;
    if (!object.is_object() || !object.contains(key) || !object[key].is_array())
        bad(std::string("a list \"") + key + "\" is missing");
    for (const auto& name : object[key]) {
        if (!name.is_string())
            bad(std::string("\"") + key + "\" holds something that is not a name");
        out.push_back(name.get<std::string>());
    }
    return out;
}

// The nodes' results with nobody's exception but ours.
Results computed(const Call& call)
{
    try {
        return graphOperators().at(call.node.op).compute(call);
    } catch (const c10::Error& e) {
        const std::string what = e.what_without_backtrace();
        if (what.find("memory") != std::string::npos)
            throw;
        throw Error(ErrorCode::BadFile,
                    "operator " + call.node.op + " (node \"" + call.node.name + "\") cannot run on its input: " + what,
                    e.what());
    }
}

// Sizes are computed on the CPU, whatever device the batch is on; where they meet the rest, they follow it.
void gather(std::vector<at::Tensor>& inputs)
{
    for (const auto& one : inputs)
        if (one.defined() && !one.is_cpu()) {
            const auto device = one.device();
            for (auto& other : inputs)
                if (other.defined())
                    other = other.to(device);
            return;
        }
}

// The output that the model's description names, where the graph has several.
std::vector<std::string> outputOf(const Json& spec)
{
    const Json& graph = spec["graph"];
    const auto it = spec.find("output");
    if (it == spec.end() || !it->is_object() || !graph.is_object() || !graph.contains("outputs"))
        return {};
    const Json name = it->value("name", Json());
    const bool known = name.is_string() && graph["outputs"].is_array() &&
                       std::find(graph["outputs"].begin(), graph["outputs"].end(), name) != graph["outputs"].end();
    return known ? std::vector<std::string>{name.get<std::string>()} : std::vector<std::string>{};
}

bool makesSizes(const std::string& op)
{
    return op == "Shape" || op == "Size" || op == "ConstantOfShape" || op == "Range";
}

} // namespace

GraphNetwork::GraphNetwork(const graph::TensorFile& file, const Json& graph, const std::vector<std::string>& wanted)
{
    if (!graph.is_object() || !graph.contains("nodes") || !graph["nodes"].is_array() ||
        graph["nodes"].size() > kMaxNodes)
        bad("it has no list of nodes, or too many");
    m_opset = graph.contains("opset") && graph["opset"].is_number_integer() ? graph["opset"].get<int>() : 11;
    for (const auto& tensor : file.tensors()) {
        auto value = toTensor(tensor);
        if (value.is_floating_point()) // the working precision is ours to choose
            value = value.to(at::kFloat);
        m_constants[slotOf(tensor.name, true)] = std::move(value);
    }
    const auto inputs = names(graph, "inputs"), outputs = names(graph, "outputs");
    if (inputs.size() != 1 || outputs.empty())
        throw Error(ErrorCode::Unsupported,
                    "the model has " + std::to_string(inputs.size()) + " inputs; Likeness runs models with one");
    m_input = slotOf(inputs[0], true);
    for (const auto& node : graph["nodes"])
        addNode(node);
    m_outputNames = wanted.empty() ? std::vector<std::string>{outputs[0]} : wanted;
    for (const auto& name : m_outputNames) {
        const auto it = m_slots.find(name);
        if (it == m_slots.end() || std::find(outputs.begin(), outputs.end(), name) == outputs.end())
            bad("nothing computes its output \"" + name + "\"");
        m_outputs.push_back(it->second);
    }
    for (const auto& [key, value] : graph.items())
        if (key != "nodes")
            m_description[key] = value;
    m_description["outputs"] = m_outputNames;
    prune();
    findParameters();
    findNumbers();
}

at::Tensor GraphNetwork::forward(const at::Tensor& batch)
{
    return compute(batch)[0];
}

NamedTensors GraphNetwork::run(const at::Tensor& batch)
{
    const auto values = compute(batch);
    NamedTensors out;
    for (std::size_t i = 0; i < values.size(); ++i)
        out.emplace_back(m_outputNames[i], values[i]);
    return out;
}

std::vector<at::Tensor> GraphNetwork::compute(const at::Tensor& batch)
{
    std::vector<at::Tensor> values(m_slots.size());
    const auto at = [&](int slot) -> at::Tensor& { return values[static_cast<std::size_t>(slot)]; };
    for (const auto& [slot, tensor] : m_constants)
        at(slot) = tensor;
    for (std::size_t i = 0; i < m_parameters.size(); ++i)
        at(m_parameterSlots[i]) = m_parameters[i].value;
    if (m_front)
        at(m_frontSlot) = m_front->run(batch, betweenLayers);
    else
        at(m_input) = batch;
    for (std::size_t n = 0; n < m_nodes.size(); ++n) {
        const auto& node = m_nodes[n];
        if (betweenLayers)
            betweenLayers();
        Call call{node, m_opset, {}, node.parameter < 0 ? training : trains(static_cast<std::size_t>(node.parameter))};
        for (const int slot : node.inputs)
            call.inputs.push_back(slot < 0 ? at::Tensor() : at(slot));
        if (!graphOperators().at(node.op).readsNumbers)
            gather(call.inputs);
        auto results = computed(call);
        for (std::size_t i = 0; i < node.outputs.size(); ++i) {
            if (node.outputs[i] < 0)
                continue;
            if (i >= results.size())
                call.unsupported("its output " + std::to_string(i));
            if (results[i].numel() > kMaxElements)
                call.bad("its result is too large");
            at(node.outputs[i]) = results[i];
        }
        // On a GPU the backward pass has a thread of its own.
        if (node.parameter >= 0 && betweenLayers && results[0].requires_grad() && results[0].is_cpu())
            results[0].register_hook([this](const at::Tensor&) { betweenLayers(); });
        for (const int slot : m_dead[n])
            at(slot) = at::Tensor();
    }
    std::vector<at::Tensor> out;
    for (const int slot : m_outputs)
        out.push_back(at(slot));
    return out;
}

void GraphNetwork::to(c10::Device device)
{
    m_device = device;
    for (auto& [slot, tensor] : m_constants)
        if (m_numbers.count(slot) == 0)
            tensor = tensor.detach().to(device);
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        auto& shared = m_constants[m_parameterSlots[i]];
        shared = m_parameters[i].value.detach().to(device);
        if (shared.dim() == 4)
            shared = shared.contiguous(at::MemoryFormat::ChannelsLast);
        m_parameters[i].value = shared;
    }
}

void GraphNetwork::freeze(at::ScalarType type, bool fold, std::int64_t height, std::int64_t width)
{
    const at::NoGradGuard guard;
    training = false;
    for (std::size_t i = 0; i < m_parameters.size(); ++i)
        m_constants[m_parameterSlots[i]] = m_parameters[i].value.detach();
    m_parameters.clear();
    m_parameterSlots.clear();
    for (auto& node : m_nodes)
        node.parameter = -1;
    if (fold) {
        foldConstants();
        foldBatchNorms();
    }
    if (fold && m_device.is_cpu())
        fuseTheFront(type, height, width);
    for (auto& [slot, tensor] : m_constants) {
        if (!tensor.is_floating_point() || m_numbers.count(slot) != 0)
            continue;
        tensor = tensor.to(type);
        if (tensor.dim() == 4)
            tensor = tensor.contiguous(at::MemoryFormat::ChannelsLast);
    }
}

Bytes GraphNetwork::image(const Json& spec) const
{
    const auto named = [&](const std::vector<int>& slots) {
        Json out = Json::array();
        for (const int slot : slots)
            out.push_back(slot < 0 ? std::string() : m_names[static_cast<std::size_t>(slot)]);
        return out;
    };
    Json whole = spec, nodes = Json::array();
    for (const auto& node : m_nodes)
        nodes.push_back({{"op", node.op},
                         {"name", node.name},
                         {"inputs", named(node.inputs)},
                         {"outputs", named(node.outputs)},
                         {"attributes", node.attributes}});
    whole["graph"] = m_description;
    whole["graph"]["nodes"] = std::move(nodes);
    std::map<int, at::Tensor> values = m_constants;
    for (std::size_t i = 0; i < m_parameters.size(); ++i)
        values[m_parameterSlots[i]] = m_parameters[i].value;
    NamedTensors tensors;
    for (const auto& [slot, value] : values)
        tensors.emplace_back(m_names[static_cast<std::size_t>(slot)], value);
    return serialize(tensors, graph::metadataWithSpec(whole));
}

int GraphNetwork::slotOf(const std::string& name, bool make)
{
    const auto it = m_slots.find(name);
    if (it != m_slots.end())
        return it->second;
    if (!make)
        bad("a node reads \"" + name + "\", which nothing before it computes");
    const int slot = static_cast<int>(m_slots.size());
    m_slots.emplace(name, slot);
    m_names.push_back(name);
    return slot;
}

void GraphNetwork::addNode(const Json& json)
{
    if (!json.is_object() || !json.contains("op") || !json["op"].is_string())
        bad("a node has no operator");
    GraphNode node;
    node.op = json["op"].get<std::string>();
    if (json.contains("name") && json["name"].is_string())
        node.name = json["name"].get<std::string>();
    if (!graphOperators().count(node.op))
        throw Error(ErrorCode::Unsupported, "operator " + node.op + " (node \"" + node.name + "\") is not supported");
    for (const auto& name : names(json, "inputs"))
        node.inputs.push_back(name.empty() ? -1 : slotOf(name, false));
    for (const auto& name : names(json, "outputs")) {
        if (!name.empty() && m_slots.count(name) != 0)
            bad("\"" + name + "\" is computed twice");
        node.outputs.push_back(name.empty() ? -1 : slotOf(name, true));
    }
    if (node.outputs.empty() || node.outputs[0] < 0)
        bad("node \"" + node.name + "\" computes nothing");
    node.attributes =
        json.contains("attributes") && json["attributes"].is_object() ? json["attributes"] : Json::object();
    m_nodes.push_back(std::move(node));
}

// Drops what the outputs do not need.
void GraphNetwork::prune()
{
    std::vector<char> needed(m_slots.size(), 0);
    for (const int slot : m_outputs)
        needed[static_cast<std::size_t>(slot)] = 1;
    std::vector<GraphNode> kept;
    for (auto it = m_nodes.rbegin(); it != m_nodes.rend(); ++it) {
        if (std::none_of(it->outputs.begin(), it->outputs.end(),
                         [&](int slot) { return slot >= 0 && needed[static_cast<std::size_t>(slot)]; }))
            continue;
        for (int& slot : it->outputs)
            if (slot >= 0 && !needed[static_cast<std::size_t>(slot)] && &slot != &it->outputs[0])
                slot = -1;
        for (const int slot : it->inputs)
            if (slot >= 0)
                needed[static_cast<std::size_t>(slot)] = 1;
        kept.push_back(std::move(*it));
    }
    std::reverse(kept.begin(), kept.end());
    m_nodes = std::move(kept);
    for (auto it = m_constants.begin(); it != m_constants.end();)
        it = needed[static_cast<std::size_t>(it->first)] ? std::next(it) : m_constants.erase(it);
    m_makers.clear();
    for (std::size_t n = 0; n < m_nodes.size(); ++n)
        for (const int slot : m_nodes[n].outputs)
            m_makers[slot] = n;
    findLastUses();
}

// Notes where each value is used last.
void GraphNetwork::findLastUses()
{
    m_dead.assign(m_nodes.size(), {});
    std::vector<char> seen(m_slots.size(), 0);
    for (const int slot : m_outputs)
        seen[static_cast<std::size_t>(slot)] = 1;
    for (std::size_t n = m_nodes.size(); n-- > 0;)
        for (const int slot : m_nodes[n].inputs)
            if (slot >= 0 && !seen[static_cast<std::size_t>(slot)] && m_constants.count(slot) == 0) {
                seen[static_cast<std::size_t>(slot)] = 1;
                m_dead[n].push_back(slot);
            }
}

// The constants that are read as numbers, or that only sizes are computed from.
void GraphNetwork::findNumbers()
{
    std::set<int> sizes, other;
    for (const auto& node : m_nodes) {
        const bool readsNumbers = graphOperators().at(node.op).readsNumbers;
        bool ofSizes = makesSizes(node.op);
        if (!ofSizes) {
            const auto last = readsNumbers ? std::min<std::size_t>(1, node.inputs.size()) : node.inputs.size();
            std::size_t computedOnes = 0, sizeOnes = 0;
            for (std::size_t i = 0; i < last; ++i)
                if (const int slot = node.inputs[i]; slot >= 0 && m_constants.count(slot) == 0) {
                    ++computedOnes;
                    sizeOnes += sizes.count(slot);
                }
            ofSizes = computedOnes > 0 && sizeOnes == computedOnes;
        }
        if (ofSizes)
            sizes.insert(node.outputs.begin(), node.outputs.end());
        for (std::size_t i = 0; i < node.inputs.size(); ++i)
            if (!ofSizes && (i == 0 || !readsNumbers))
                other.insert(node.inputs[i]);
    }
    m_numbers.clear();
    for (const auto& [slot, tensor] : m_constants)
        if (other.count(slot) == 0)
            m_numbers.insert(slot);
}

// A constant, as it is or transposed: what a weight looks like in a graph. −1 for anything else.
int GraphNetwork::constantBehind(int slot, bool transposed) const
{
    while (slot >= 0 && m_constants.count(slot) == 0) {
        const auto it = m_makers.find(slot);
        const auto* maker = it == m_makers.end() ? nullptr : &m_nodes[it->second];
        if (!maker || maker->inputs.empty() || (maker->op != "Identity" && !(transposed && maker->op == "Transpose")))
            return -1;
        slot = maker->inputs[0];
    }
    return slot;
}

void GraphNetwork::addParameter(GraphNode& node, std::size_t input, bool decay, bool trained, bool shared)
{
    int slot = input < node.inputs.size() ? constantBehind(node.inputs[input], shared) : -1;
    if (slot < 0 || !m_constants.at(slot).is_floating_point())
        return;
    const auto known = m_parameterOf.find(slot);
    std::size_t index = known == m_parameterOf.end() ? m_parameters.size() : known->second;
    if (known == m_parameterOf.end() || !shared) {
        if (known != m_parameterOf.end()) { // another node's: this one gets its own
            const auto value = m_constants.at(slot).clone();
            std::string name =
                m_names[static_cast<std::size_t>(slot)] + " of " + m_names[static_cast<std::size_t>(node.outputs[0])];
            while (m_slots.count(name) != 0)
                name += "'";
            slot = slotOf(name, true);
            m_constants[slot] = value;
            node.inputs[input] = slot;
        }
        index = m_parameters.size();
        m_parameters.push_back({m_names[static_cast<std::size_t>(slot)], m_constants.at(slot), decay, trained});
        m_parameterSlots.push_back(slot);
        m_parameterOf[slot] = index;
    }
    if (node.parameter < 0)
        node.parameter = static_cast<int>(index);
}

void GraphNetwork::findParameters()
{
    for (auto& node : m_nodes) {
        const auto weight = [&](std::size_t input) { addParameter(node, input, true, true, true); };
        const auto own = [&](std::size_t input, bool trained) { addParameter(node, input, false, trained, false); };
        if (node.op == "Conv" || node.op == "ConvTranspose" || node.op == "Gemm") {
            weight(1);
            own(2, true);
        } else if (node.op == "MatMul") {
            weight(0);
            weight(1);
        } else if (node.op == "Add") { // a bias
            for (const std::size_t i : {0u, 1u}) {
                const auto it = i < node.inputs.size() ? m_makers.find(node.inputs[i]) : m_makers.end();
                if (it != m_makers.end() && m_nodes[it->second].op == "MatMul" && m_nodes[it->second].parameter >= 0)
                    own(1 - i, true);
            }
        } else if (node.op == "PRelu") {
            own(1, true);
        } else if (node.op == "LayerNormalization" || node.op == "InstanceNormalization") {
            own(1, true);
            own(2, true);
        } else if (node.op == "BatchNormalization") {
            for (const std::size_t i : {1u, 2u, 3u, 4u})
                own(i, i < 3);
        }
    }
    prune(); // an Identity in front of what became a node's own
}

// What depends on constants alone is computed now.
void GraphNetwork::foldConstants()
{
    std::vector<GraphNode> kept;
    for (auto& node : m_nodes) {
        bool constant = !node.inputs.empty();
        Call call{node, m_opset, {}};
        for (const int slot : node.inputs) {
            constant = constant && (slot < 0 || m_constants.count(slot) != 0);
            call.inputs.push_back(slot < 0 || !constant ? at::Tensor() : m_constants.at(slot));
        }
        if (constant) {
            if (!graphOperators().at(node.op).readsNumbers)
                gather(call.inputs);
            const auto results = computed(call);
            for (std::size_t i = 0; i < node.outputs.size(); ++i)
                constant =
                    constant && (node.outputs[i] < 0 || (i < results.size() && results[i].numel() <= kMaxFolded));
            for (std::size_t i = 0; constant && i < node.outputs.size(); ++i)
                if (node.outputs[i] >= 0)
                    m_constants[node.outputs[i]] = results[i].to(m_device);
        }
        if (!constant)
            kept.push_back(std::move(node));
    }
    m_nodes = std::move(kept);
    prune();
    findNumbers();
    for (const int slot : m_numbers)
        m_constants.at(slot) = m_constants.at(slot).cpu();
}

// Conv → BatchNormalization becomes one convolution where nothing else reads the result in between. The weights are
// rounded once more; results agree to about 1e-6.
void GraphNetwork::foldBatchNorms()
{
    const auto isOutput = [&](int slot) {
        return std::find(m_outputs.begin(), m_outputs.end(), slot) != m_outputs.end();
    };
    std::map<int, int> users;
    std::map<int, std::size_t> producer;
    for (std::size_t n = 0; n < m_nodes.size(); ++n) {
        for (const int slot : m_nodes[n].inputs)
            ++users[slot];
        producer[m_nodes[n].outputs[0]] = n;
    }
    std::vector<char> gone(m_nodes.size(), 0);
    for (std::size_t n = 0; n < m_nodes.size(); ++n) {
        const auto& norm = m_nodes[n];
        if (norm.op != "BatchNormalization" || norm.inputs.size() < 5 || isOutput(norm.inputs[0]) ||
            producer.count(norm.inputs[0]) == 0 || users[norm.inputs[0]] != 1)
            continue;
        auto& conv = m_nodes[producer[norm.inputs[0]]];
        const auto constant = [&](int slot) { return slot >= 0 && m_constants.count(slot) != 0; };
        const bool hasBias = conv.inputs.size() > 2 && conv.inputs[2] >= 0;
        if (conv.op != "Conv" || !constant(conv.inputs[1]) || users[conv.inputs[1]] != 1 ||
            (hasBias && (!constant(conv.inputs[2]) || users[conv.inputs[2]] != 1)) ||
            !std::all_of(norm.inputs.begin() + 1, norm.inputs.begin() + 5, constant))
            continue;
        const auto value = [&](std::size_t i) { return m_constants[norm.inputs[i]]; };
        const Call call{norm, m_opset, {}};
        const auto [scale, shift] = normAsAffine(value(1), value(2), value(3), value(4), call.real("epsilon", 1e-5));
        auto& weight = m_constants[conv.inputs[1]];
        if (weight.dim() != 4 || weight.size(0) != scale.numel())
            continue;
        const auto bias = hasBias ? m_constants[conv.inputs[2]].to(at::kDouble) : at::zeros_like(scale);
        weight = (weight.to(at::kDouble) * scale.view({-1, 1, 1, 1})).to(at::kFloat);
        conv.inputs.resize(3, -1);
        if (!hasBias)
            conv.inputs[2] = slotOf("folded bias of " + conv.name + " #" + std::to_string(n), true);
        m_constants[conv.inputs[2]] = (bias * scale + shift).to(at::kFloat);
        conv.outputs[0] = norm.outputs[0];
        gone[n] = 1;
    }
    std::vector<GraphNode> kept;
    for (std::size_t n = 0; n < m_nodes.size(); ++n)
        if (!gone[n])
            kept.push_back(std::move(m_nodes[n]));
    m_nodes = std::move(kept);
    prune();
}

// Whatever convolutions come first run on kernels of our own; the nodes that are left take over from their result.
void GraphNetwork::fuseTheFront(at::ScalarType type, std::int64_t height, std::int64_t width)
{
    auto front = fuseFront({m_nodes, m_constants, m_input, m_outputs, m_opset}, type, height, width);
    if (!front)
        return;
    m_nodes.erase(m_nodes.begin(), m_nodes.begin() + static_cast<std::ptrdiff_t>(front->nodes));
    m_front = std::move(front->network);
    m_frontSlot = front->slot;
    prune();
}

std::unique_ptr<TrainableNetwork> makeNetwork(const graph::TensorFile& file, const Json& spec)
{
    if (spec.contains("graph"))
        return std::make_unique<GraphNetwork>(file, spec["graph"], outputOf(spec));
    if (!spec.contains("backbone"))
        throw Error(ErrorCode::BadFile, "the model's description names neither a backbone nor a graph");
    const auto options = BackboneOptions::fromJson(spec["backbone"]);
    auto network = makeBackbone(options);
    network->load(file);
    std::set<std::string_view> known;
    for (const auto& parameter : network->parameters())
        known.insert(parameter.name);
    for (const auto& tensor : file.tensors())
        if (!known.contains(tensor.name))
            throw Error(ErrorCode::BadFile,
                        "the model file has a tensor \"" + tensor.name + "\", which " + options.name + " has not");
    return network;
}

} // namespace likeness::nn
