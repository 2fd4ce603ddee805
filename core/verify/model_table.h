// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"
#include "core/graph/cost.h"
#include "core/verify/gates.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace likeness::verify {

// What models cost beside what they are worth: parameters, multiply-adds, size, speed, and the figures that were
// measured on them before.

// Of a model image of either kind; an own backbone is traced, which loads the compute module. Throws Error.
graph::Cost costOf(std::span<const std::uint8_t> image);

// How long one aligned crop takes, from pixels to a unit embedding, without a mirrored one: preprocessing and copies to
// the device and back are part of it, decoding and alignment are not.
struct Latency {
    double medianMs = 0;
    // Of the median, by order statistics of the runs (sign test, exact binomial); NaN for fewer than 6 runs. It says
    // how steady the machine was meanwhile, nothing of other machines.
    std::array<double, 2> ci95Ms{};
    int runs = 0;
    double imagesPerSecond = 0; // of `batch` crops at once, the median of some runs
    int batch = 0;
    int threads = 0; // of the processor
    std::string device, precision;
    Json toJson() const; // latency_ms, latency_ms_ci95, runs, images_per_second, batch, threads, device, precision
};
struct LatencySettings {
    int runs = 100;         // 1 to 1000, of one crop; fewer where they take over `seconds`
    int batch = 32;         // 1 to 4096
    double seconds = 5;     // for each of the two measurements, once it has been tried
    std::uint64_t seed = 1; // of the pixels
};
// Some passes first, unmeasured: the first ones allocate and choose kernels. threads: as the model was loaded with; 0
// is all. Stage "time"; a stop is noticed between two layers. Throws Error(BadArgument | Interrupted).
Latency
measureLatency(const compute::Model& model, int threads, const LatencySettings& settings, jobs::Context& context);

struct ModelRow {
    std::string name, hash;
    std::string network; // a backbone's name, or "graph"
    int embedding = 0, height = 0, width = 0;
    std::uint64_t bytes = 0; // of its file
    graph::Cost cost;
    std::optional<Latency> latency;
    std::vector<Json> evidence;      // that is about this model, with "cost" added
    std::vector<GateReport> reports; // one for each evidence where gates are given
    // {model, model_hash, network, embedding, input: [height, width], bytes, parameters, multiply_adds, unknown?, and
    // the keys of Latency; evidence: [{set?, pairs, accuracy, accuracy_ci95, auc, auc_ci95, eer, tpr_at_fpr, …,
    // gates?}]}
    Json toJson() const;
};
struct ModelTableOptions {
    std::vector<std::string> models;  // as `--model` takes them
    std::filesystem::path runsFolder; // where run ids are looked up
    // Results of `verify` and the like; each goes to the model whose hash it has, what is about no model here is left
    // out and told as an issue.
    std::vector<Json> evidence;
    std::vector<Gate> gates;
    bool time = true;
    LatencySettings latency;
    compute::Options compute;
};
// One row a model, in their order. Throws Error: NotFound, BadFile …, Interrupted.
std::vector<ModelRow> modelTable(const ModelTableOptions& options, jobs::Context& context);

} // namespace likeness::verify
