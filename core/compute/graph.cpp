// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/graph.h"

#include "core/base/error.h"
#include "core/compute/client.h"

#include <cstring>

namespace likeness::compute {
namespace {

constexpr const char* kSides[] = {"batch", "number of channels", "height", "width"};

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string out;
    for (const auto side : shape)
        out += (out.empty() ? "" : "×") + (side < 0 ? std::string("any") : std::to_string(side));
    return out;
}

} // namespace

struct Graph::Impl {
    std::string name;
    Json id, description;
    std::string device;
    std::vector<std::string> outputs;
    std::vector<std::int64_t> inputShape;
    ~Impl()
    {
        try {
            if (!id.is_null())
                ask("graph.close", {{"id", id}});
        } catch (const Error&) { // the module has said what it had to say before
        }
    }
};

Graph::Graph(std::unique_ptr<Impl> d) : m_d(std::move(d)) {}
Graph::~Graph() = default;
Graph::Graph(Graph&&) noexcept = default;
Graph& Graph::operator=(Graph&&) noexcept = default;

Graph Graph::load(const ModelSource& source, const Options& options)
{
    const Bytes image = modelImage(source);
    auto d = std::make_unique<Impl>();
    const Json spec = graph::modelSpec(graph::TensorFile::parse(image));
    for (const char* key : {"role", "family", "input", "output"})
        if (spec.contains(key))
            d->description[key] = spec[key];
    const auto answer = ask("graph.open", {{"device", options.device}, {"threads", options.threads}}, image);
    d->name = source.name;
    d->id = answer.json.at("id");
    d->device = answer.json.value("device", "cpu");
    for (const auto& output : answer.json.at("outputs"))
        d->outputs.push_back(output.get<std::string>());
    for (const auto& side : answer.json.value("input_shape", Json()))
        d->inputShape.push_back(side.is_number_integer() ? side.get<std::int64_t>() : -1);
    return Graph(std::move(d));
}

const Json& Graph::description() const
{
    return m_d->description;
}

const std::vector<std::string>& Graph::outputs() const
{
    return m_d->outputs;
}

const std::vector<std::int64_t>& Graph::inputShape() const
{
    return m_d->inputShape;
}

std::string Graph::device() const
{
    return m_d->device;
}

std::vector<Tensor> Graph::run(std::span<const float> values, const std::vector<std::int64_t>& shape) const
{
    const auto& wanted = m_d->inputShape;
    if (!wanted.empty() && wanted.size() != shape.size())
        throw Error(ErrorCode::BadArgument,
                    m_d->name + " takes an input of " + shapeText(wanted) + ", not of " + shapeText(shape));
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (wanted[i] >= 0 && wanted[i] != shape[i])
            throw Error(ErrorCode::BadArgument, m_d->name + " fixes the " +
                                                    (i < std::size(kSides) ? kSides[i] : "size") + " of its input at " +
                                                    std::to_string(wanted[i]) + " (" + shapeText(wanted) + "), and " +
                                                    std::to_string(shape[i]) + " was given");
    const graph::TensorView input{
        "input", graph::DType::F32, shape, {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()}};
    const auto answer =
        ask("graph.run", {{"id", m_d->id}}, graph::serializeTensors(std::span(&input, 1), Json::object()));
    auto all = readTensors(answer.blob);
    std::vector<Tensor> out;
    for (const auto& name : m_d->outputs) // in the order of the file
        for (auto& tensor : all)
            if (tensor.name == name)
                out.push_back(std::move(tensor));
    return out;
}

std::vector<Tensor> readTensors(std::span<const std::uint8_t> file)
{
    std::vector<Tensor> out;
    const auto parsed = graph::TensorFile::parse(file);
    for (const auto& view : parsed.tensors()) {
        if (view.type != graph::DType::F32)
            throw Error(ErrorCode::Unsupported, "the tensor \"" + view.name + "\" is not of float32");
        Tensor tensor{view.name, view.shape, std::vector<float>(view.data.size() / sizeof(float))};
        if (!tensor.values.empty())
            std::memcpy(tensor.values.data(), view.data.data(), view.data.size());
        out.push_back(std::move(tensor));
    }
    return out;
}

Bytes tensorFile(std::span<const Tensor> tensors)
{
    std::vector<graph::TensorView> views;
    for (const auto& tensor : tensors)
        views.push_back(
            {tensor.name,
             graph::DType::F32,
             tensor.shape,
             {reinterpret_cast<const std::uint8_t*>(tensor.values.data()), tensor.values.size() * sizeof(float)}});
    return graph::serializeTensors(views, Json::object());
}

} // namespace likeness::compute
