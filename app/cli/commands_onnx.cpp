// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/compute/export_onnx.h"
#include "core/compute/graph.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

namespace likeness::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct ExportOptions {
    std::string model, file, project;
};

struct GraphOptions {
    std::string model, input, out;
    int batch = 1, height = 0, width = 0, steps = 3;
};

Json exportModel(const ExportOptions& o, const Global& global)
{
    const auto source = compute::findModel(o.model, o.project.empty() ? fs::path() : fs::path(o.project) / "runs");
    const auto result = compute::exportOnnx(source, o.file, {global.device, global.threads}, Console::instance());
    Console::instance().finishLine();
    return {{"onnx", displayPath(fs::path(o.file))},
            {"max_abs_diff", result.maxAbsDiff},
            {"bytes", result.bytes},
            {"opset", result.opset},
            {"dim", result.dim},
            {"crops_compared", result.crops}};
}

std::string exportForPeople(const Json& result)
{
    return result["onnx"].get<std::string>() + ": " + dumpJson(result["bytes"]) + " bytes, opset " +
           dumpJson(result["opset"]) + ", embeddings of " + dumpJson(result["dim"]) +
           " numbers; they differ from the model's by " + brief(result["max_abs_diff"].get<double>()) + " at most (" +
           dumpJson(result["crops_compared"]) + " crops)\n";
}

// What --input names, else random numbers in the size that the file, the model's description or the options say.
compute::Tensor inputOf(const GraphOptions& o, const compute::Graph& graph)
{
    if (!o.input.empty()) {
        auto tensors = compute::readTensors(readFile(o.input));
        if (tensors.size() != 1)
            throw Error(ErrorCode::BadArgument,
                        o.input + " holds " + std::to_string(tensors.size()) + " tensors; one is needed");
        return std::move(tensors[0]);
    }
    const Json size = graph.description().at("input").at("size");
    compute::Tensor out{"input", {o.batch, 3, size[0], size[1]}, {}};
    if (o.height > 0)
        out.shape[2] = o.height;
    if (o.width > 0)
        out.shape[3] = o.width;
    out.values.resize(static_cast<std::size_t>(out.shape[0] * out.shape[1] * out.shape[2] * out.shape[3]));
    Rng random(1);
    for (auto& value : out.values)
        value = static_cast<float>(random.uniform(-1.0, 1.0));
    return out;
}

Json described(const compute::Tensor& tensor)
{
    double sum = 0, squares = 0, low = INFINITY, high = -INFINITY;
    for (const double v : tensor.values) {
        sum += v;
        squares += v * v;
        low = std::min(low, v);
        high = std::max(high, v);
    }
    Json out = {{"name", tensor.name}, {"shape", tensor.shape}};
    if (!tensor.values.empty()) {
        const auto count = static_cast<double>(tensor.values.size());
        out.update({{"mean", sum / count}, {"norm", std::sqrt(squares)}, {"min", low}, {"max", high}});
    }
    return out;
}

Json benchOnnx(const GraphOptions& o, const Global& global)
{
    const auto graph = compute::Graph::load(compute::findModel(o.model), {global.device, global.threads});
    const auto input = inputOf(o, graph);
    auto outputs = graph.run(input.values, input.shape); // the warm-up
    const auto start = Clock::now();
    for (int i = 0; i < o.steps; ++i)
        outputs = graph.run(input.values, input.shape);
    const double seconds = secondsSince(start);
    if (!o.out.empty())
        writeFileAtomically(o.out, compute::tensorFile(outputs));
    Json out = {
        {"model", o.model},
        {"role", graph.description().value("role", "embedding")},
        {"input_shape", graph.inputShape()},
        {"input", input.shape},
        {"outputs", Json::array()},
        {"steps", o.steps},
        {"seconds", seconds},
        {"images_per_second", static_cast<double>(input.shape.empty() ? 1 : input.shape[0]) * o.steps / seconds},
        {"threads", global.threads},
        {"device", graph.device()},
        {"library", compute::info().libraryVersion}};
    for (const auto& tensor : outputs)
        out["outputs"].push_back(described(tensor));
    return out;
}

} // namespace

void addOnnxCommands(Registry& registry)
{
    const auto exported = std::make_shared<ExportOptions>();
    auto* command = registry.add(
        "export-model", "Write a model as an ONNX file and check that it computes the same",
        [exported, &registry] { return exportModel(*exported, registry.global()); }, exportForPeople);
    command->add_option("model", exported->model, "run, .onnx file or model.safetensors")->required();
    command->add_option("--onnx", exported->file, "FILE.onnx to write")->required();
    command->add_option("--project", exported->project, "project whose run is meant, where the model is a run's id");

    const auto graph = std::make_shared<GraphOptions>();
    command = registry.add(
        "onnx", "Run a model of any role as it is: what its outputs are called, their shapes and values",
        [graph, &registry] { return benchOnnx(*graph, registry.global()); }, {},
        registry.group("bench", "Measure speed"));
    command->add_option("--model", graph->model, "run, .onnx file or model.safetensors")->required();
    command->add_option("--input", graph->input,
                        "safetensors file with one float32 tensor; without it, random numbers");
    command->add_option("--out", graph->out, "safetensors file for the outputs");
    command->add_option("--batch", graph->batch, "images at once")->check(CLI::Range(1, 65536));
    command->add_option("--height", graph->height, "rows, where the file leaves them open")->check(CLI::Range(1, 4096));
    command->add_option("--width", graph->width, "columns, where the file leaves them open")
        ->check(CLI::Range(1, 4096));
    command->add_option("--steps", graph->steps, "runs to measure")->check(CLI::Range(1, 100000));
}

} // namespace likeness::cli
