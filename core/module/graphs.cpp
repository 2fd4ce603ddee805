// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/module/graphs.h"

#include "core/base/error.h"
#include "core/module/open_handles.h"
#include "core/nn/device.h"
#include "core/nn/graph_network.h"
#include "core/nn/memory.h"
#include "core/nn/tensors.h"
#include "core/nn/torch_compat.h"
#include "core/nn/trace.h"

#include <c10/core/InferenceMode.h>

#include <memory>
#include <mutex>

namespace likeness::module {
namespace {

struct OpenGraph {
    std::mutex mutex;
    nn::MemoryReuse memory; // first: it outlives the graph's tensors
    std::unique_ptr<nn::GraphNetwork> network;
    c10::Device device = c10::Device(c10::kCPU);
    int threads = 0;
};

OpenHandles<OpenGraph>& handles()
{
    static auto& all = *new OpenHandles<OpenGraph>;
    return all;
}

} // namespace

Answer openGraph(const Json& request, std::span<const std::uint8_t> image)
{
    auto file = graph::TensorFile::parse(image);
    Json spec = graph::modelSpec(file);
    Bytes traced;
    if (!spec.contains("graph")) {
        traced = nn::graphImage(image);
        file = graph::TensorFile::parse(traced);
        spec = graph::modelSpec(file);
    }
    const auto open = std::make_shared<OpenGraph>();
    open->device = nn::parseDevice(request.value("device", "auto"));
    open->threads = request.value("threads", 0);
    const c10::InferenceMode guard;
    nn::setThreads(open->threads);
    std::vector<std::string> outputs;
    for (const auto& name : spec["graph"].value("outputs", Json::array()))
        outputs.push_back(name.is_string() ? name.get<std::string>() : std::string());
    open->network = std::make_unique<nn::GraphNetwork>(file, spec["graph"], outputs);
    open->network->to(open->device);
    open->network->freeze(at::kFloat, true, 0, 0); // no front of our own kernels: the input's size is not known
    return {{{"id", handles().add(open)},
             {"device", nn::deviceId(open->device)},
             {"outputs", outputs},
             {"input_shape", spec["graph"].value("input_shape", Json())}},
            {}};
}

Answer runGraph(const Json& request, std::span<const std::uint8_t> tensors)
{
    const auto open = handles().of(request, "that graph is not open");
    const auto file = graph::TensorFile::parse(tensors);
    if (file.tensors().size() != 1)
        throw Error(ErrorCode::Internal, "a graph takes one tensor");
    const std::lock_guard lock(open->mutex);
    const c10::InferenceMode guard;
    nn::setThreads(open->threads);
    const auto batch = nn::toTensor(file.tensors()[0]).to(open->device);
    return {Json::object(), nn::serialize(open->network->run(batch), Json::object())};
}

Answer closeGraph(const Json& request)
{
    handles().close(request);
    return {};
}

} // namespace likeness::module
