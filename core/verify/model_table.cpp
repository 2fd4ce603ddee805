// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/model_table.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/known.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/compute/client.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>

namespace likeness::verify {
namespace {

constexpr int kWarmUp = 3;
constexpr int kBatches = 15; // runs of a batch

// Sorted seconds of a call, at most `runs` of them and about as many as fit into `seconds`.
std::vector<double> timed(const std::function<void()>& call, int runs, double seconds, jobs::Context& context)
{
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kWarmUp && (i == 0 || secondsSince(begin) < seconds); ++i)
        call();
    const auto start = std::chrono::steady_clock::now();
    std::vector<double> out;
    while (out.empty() || (static_cast<int>(out.size()) < runs && secondsSince(start) < seconds)) {
        context.checkStop();
        const auto one = std::chrono::steady_clock::now();
        call();
        out.push_back(secondsSince(one));
    }
    std::sort(out.begin(), out.end());
    return out;
}

double median(const std::vector<double>& sorted)
{
    const std::size_t n = sorted.size();
    return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

// The k-th smallest and the k-th largest, with the largest k for which the median lies outside with at most 5 %.
std::array<double, 2> medianInterval(const std::vector<double>& sorted)
{
    const auto n = static_cast<double>(sorted.size());
    double below = 0;               // the chance that fewer than k of n values lie below the median
    double exactly = std::exp2(-n); // … that exactly k do
    std::size_t k = 0;
    while (below + exactly <= 0.025) {
        below += exactly;
        exactly *= (n - static_cast<double>(k)) / (static_cast<double>(k) + 1);
        ++k;
    }
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    return k == 0 ? std::array{kNaN, kNaN} : std::array{sorted[k - 1], sorted[sorted.size() - k]};
}

// Files say anything.
std::string textIn(const Json& object, const char* key)
{
    return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>()
                                                                                 : std::string();
}

int integerIn(const Json& object, const char* key)
{
    return object.is_object() && object.contains(key) && object[key].is_number_integer() ? object[key].get<int>() : 0;
}

} // namespace

graph::Cost costOf(std::span<const std::uint8_t> image)
{
    const auto file = graph::TensorFile::parse(image);
    if (graph::modelSpec(file).contains("graph"))
        return graph::costOf(file);
    const Bytes traced = compute::ask("model.trace", Json::object(), image).blob;
    return graph::costOf(graph::TensorFile::parse(traced));
}

Json Latency::toJson() const
{
    return {{"latency_ms", medianMs}, {"latency_ms_ci95", {known(ci95Ms[0]), known(ci95Ms[1])}},
            {"runs", runs},           {"images_per_second", imagesPerSecond},
            {"batch", batch},         {"threads", threads},
            {"device", device},       {"precision", precision}};
}

Latency
measureLatency(const compute::Model& model, int threads, const LatencySettings& settings, jobs::Context& context)
{
    if (settings.runs < 1 || settings.runs > 1000 || settings.batch < 1 || settings.batch > 4096 ||
        !(settings.seconds > 0))
        throw Error(ErrorCode::BadArgument, "Time 1 to 1000 runs, of batches of 1 to 4096 crops.");
    context.stage("time");
    const auto side = static_cast<std::size_t>(model.input().cropSize);
    const auto batch = static_cast<std::size_t>(settings.batch);
    std::vector<std::vector<std::uint8_t>> crops(batch, std::vector<std::uint8_t>(side * side * 3));
    std::vector<const std::uint8_t*> pointers;
    Rng random(settings.seed);
    for (auto& crop : crops) {
        for (auto& byte : crop)
            byte = static_cast<std::uint8_t>(random.below(256));
        pointers.push_back(crop.data());
    }
    std::vector<float> out(batch * static_cast<std::size_t>(model.dim()));
    const auto pass = [&](std::size_t count) {
        return [&, count] {
            model.embed(std::span(pointers).first(count), false,
                        std::span(out).first(count * static_cast<std::size_t>(model.dim())), context.stopToken());
        };
    };
    const auto one = timed(pass(1), settings.runs, settings.seconds, context);
    const auto many = timed(pass(batch), kBatches, settings.seconds, context);
    const auto interval = medianInterval(one);
    return {1000 * median(one),
            {1000 * interval[0], 1000 * interval[1]},
            static_cast<int>(one.size()),
            static_cast<double>(batch) / median(many),
            settings.batch,
            threads > 0 ? threads : processorCount(),
            model.device(),
            model.precision()};
}

Json ModelRow::toJson() const
{
    Json out = {{"model", name},
                {"model_hash", hash},
                {"network", network},
                {"embedding", embedding},
                {"input", {height, width}},
                {"bytes", bytes},
                {"parameters", cost.parameters},
                {"multiply_adds", cost.multiplyAdds ? Json(*cost.multiplyAdds) : Json()}};
    if (!cost.unknown.empty())
        out["unknown"] = cost.unknown;
    if (latency)
        out.update(latency->toJson());
    out["evidence"] = Json::array();
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        Json entry = Json::object();
        for (const char* key : {"set", "set_hash", "pairs", "genuine", "impostor", "resampled_people", "accuracy",
                                "accuracy_std", "accuracy_ci95", "auc", "auc_ci95", "eer", "eer_ci95", "tpr_at_fpr",
                                "score_fisher", "score_fisher_ci95", "d_prime"})
            if (evidence[i].contains(key))
                entry[key] = evidence[i][key];
        if (i < reports.size())
            entry["gates"] = reports[i].toJson();
        out["evidence"].push_back(std::move(entry));
    }
    return out;
}

std::vector<ModelRow> modelTable(const ModelTableOptions& options, jobs::Context& context)
{
    std::vector<ModelRow> rows;
    std::vector<bool> used(options.evidence.size(), false);
    for (const std::string& name : options.models) {
        context.checkStop();
        context.stage("load");
        const auto source = compute::findModel(name, options.runsFolder);
        const Bytes image = compute::modelImage(source);
        const Json spec = graph::modelSpec(graph::TensorFile::parse(image));
        ModelRow row;
        row.name = source.name;
        row.hash = source.hash;
        row.network = spec.contains("backbone") ? textIn(spec["backbone"], "name") : "graph";
        row.bytes = std::filesystem::file_size(source.file);
        row.cost = costOf(image);
        const auto input = graph::InputSpec::fromJson(spec.value("input", Json::object()));
        row.height = input.height;
        row.width = input.width;
        row.embedding = std::max(integerIn(spec.value("output", Json()), "dim"),
                                 integerIn(spec.value("backbone", Json()), "embedding"));
        if (options.time) {
            const auto model = compute::Model::load(image, options.compute);
            row.embedding = model.dim();
            row.latency = measureLatency(model, options.compute.threads, options.latency, context);
        }
        Json cost = {{"parameters", row.cost.parameters},
                     {"multiply_adds", row.cost.multiplyAdds ? Json(*row.cost.multiplyAdds) : Json()}};
        if (row.latency)
            cost.update(row.latency->toJson());
        std::vector<Json> verified, beside; // results of verification; what was measured otherwise belongs to each
        for (std::size_t i = 0; i < options.evidence.size(); ++i)
            if (textIn(options.evidence[i], "model_hash") == row.hash) {
                used[i] = true;
                auto& list = options.evidence[i].contains("tpr_at_fpr") ? verified : beside;
                list.push_back(options.evidence[i]);
                list.back().erase("cost"); // it is measured anew
            }
        if (verified.empty() && (!beside.empty() || !options.gates.empty())) // what it costs can be judged all the same
            verified.push_back(Json::object());
        beside.push_back({{"cost", cost}});
        for (const Json& result : verified) {
            std::vector<Json> parts{result};
            parts.insert(parts.end(), beside.begin(), beside.end());
            row.evidence.push_back(mergedEvidence(parts));
        }
        if (!options.gates.empty())
            for (const Json& evidence : row.evidence)
                row.reports.push_back(checkGates(options.gates, evidence));
        rows.push_back(std::move(row));
    }
    for (std::size_t i = 0; i < used.size(); ++i)
        if (!used[i])
            context.issue({jobs::Issue::Severity::Warning, textIn(options.evidence[i], "model"), ErrorCode::NotFound,
                           "This result is of none of the models in the table; it is left out."});
    return rows;
}

} // namespace likeness::verify
