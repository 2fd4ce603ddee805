// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/module/bench.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/device.h"
#include "core/nn/embedder.h"
#include "core/nn/memory.h"
#include "core/nn/tensors.h"
#include "core/nn/torch_compat.h"
#include "core/train/learner.h"

#include <chrono>
#include <ctime>
#include <functional>

namespace likeness::module {
namespace {

constexpr int kWarmUp = 2;

int between(const Json& request, const char* key, int fallback, int low, int high)
{
    const auto value = request.value(key, fallback);
    if (value < low || value > high)
        throw Error(ErrorCode::BadArgument,
                    std::string("--") + key + " takes " + std::to_string(low) + " to " + std::to_string(high));
    return value;
}

at::Tensor noise(int count, int size, std::uint64_t seed)
{
    auto out = at::empty({count, size, size, 3}, at::kByte);
    Rng random(seed);
    auto* p = out.data_ptr<std::uint8_t>();
    for (std::int64_t i = 0; i < out.numel(); ++i)
        p[i] = static_cast<std::uint8_t>(random.next() >> 56);
    return out;
}

struct Elapsed {
    double seconds, cpuSeconds; // the second of all threads: on a shared machine it varies less
};

Elapsed timed(int steps, const std::function<void()>& step, const std::function<void()>& wait)
{
    for (int i = 0; i < kWarmUp; ++i)
        step();
    wait();
    const auto start = std::chrono::steady_clock::now();
    const double cpuStart = cpuSeconds();
    for (int i = 0; i < steps; ++i)
        step();
    wait();
    return {secondsSince(start), cpuSeconds() - cpuStart};
}

void addMachine(Json& out, c10::Device device, int threads)
{
    out["threads"] = threads;
    out["device"] = nn::deviceId(device);
    out["device_name"] = nn::deviceName(device);
    out["library"] = "LibTorch " TORCH_VERSION;
    if (const char* type = std::getenv("OPENBLAS_CORETYPE"))
        out["openblas_coretype"] = type;
}

} // namespace

Json benchTrain(const Json& request)
{
    run::Config config;
    config.model.backbone = request.value("backbone", config.model.backbone);
    config.model.embedding = between(request, "embedding", 512, 8, 4096);
    config.model.inputSize = between(request, "input_size", 112, 32, 512);
    config.train.precision = request.value("precision", config.train.precision);
    config.train.seed = request.value("seed", std::uint64_t{1});
    const int batch = between(request, "batch", 32, 2, 65536),
              classes = between(request, "classes", 1000, 2, 10'000'000),
              steps = between(request, "steps", 10, 1, 1'000'000);
    const auto device = nn::parseDevice(request.value("device", "auto"));
    const int threads = nn::setThreads(request.value("threads", 0));
    const nn::MemoryReuse memory;
    train::Learner learner(config, classes, device);
    const auto pixels = noise(batch, config.model.inputSize, config.train.seed).to(device);
    std::vector<std::int64_t> numbers;
    for (int i = 0; i < batch; ++i)
        numbers.push_back(i % classes);
    const auto labels = at::tensor(numbers, at::kLong).to(device);
    std::int64_t item = 0;
    at::Tensor loss;
    const auto [seconds, cpu] = timed(
        steps,
        [&] {
            loss = learner.accumulate(pixels, labels, item++, {}).loss;
            learner.step(0.01);
        },
        [&] { loss.item<double>(); });
    Json out = {{"images_per_second", batch * steps / seconds},
                {"images_per_cpu_second", batch * steps / cpu},
                {"seconds", seconds},
                {"backbone", config.model.backbone},
                {"batch", batch},
                {"embedding", config.model.embedding},
                {"classes", classes},
                {"steps", steps},
                {"input_size", config.model.inputSize},
                {"precision", config.train.precision},
                {"loss", loss.item<double>()},
                {"parameters", learner.backbone().parameterCount()}};
    addMachine(out, device, threads);
    return out;
}

Json benchEmbed(const Json& request, std::span<const std::uint8_t> image)
{
    nn::EmbedderOptions options;
    options.device = request.value("device", options.device);
    options.threads = request.value("threads", options.threads);
    options.precision = request.value("precision", options.precision);
    options.fold = request.value("fold", options.fold);
    options.batch = between(request, "batch", 32, 1, 65536);
    const int steps = between(request, "steps", 10, 1, 1'000'000);
    Bytes own;
    const std::string backbone = request.value("backbone", "mobilefacenet");
    if (image.empty()) {
        const int embedding = between(request, "embedding", 512, 8, 4096),
                  size = between(request, "input_size", 112, 32, 512);
        const nn::BackboneOptions made{backbone, embedding, size};
        const auto network = nn::makeBackbone(made);
        const Json spec = {
            {"role", "embedding"}, {"backbone", made.toJson()}, {"input", train::ownInput(size).toJson()}};
        own = nn::serialize(network->state(), graph::metadataWithSpec(spec));
        image = own;
    }
    const nn::Embedder embedder(image, options);
    const int side = embedder.input().cropSize;
    const auto pixels = noise(options.batch, side, 1);
    std::vector<const std::uint8_t*> crops;
    for (int i = 0; i < options.batch; ++i)
        crops.push_back(pixels.data_ptr<std::uint8_t>() + static_cast<std::ptrdiff_t>(i) * side * side * 3);
    std::vector<float> rows(static_cast<std::size_t>(options.batch) * static_cast<std::size_t>(embedder.dim()));
    const auto [seconds, cpu] = timed(
        steps, [&] { embedder.embed(crops, false, rows.data()); }, [] {});
    Json out = {{"images_per_second", options.batch * steps / seconds},
                {"images_per_cpu_second", options.batch * steps / cpu},
                {"seconds", seconds},
                {"batch", options.batch},
                {"steps", steps},
                {"dim", embedder.dim()},
                {"precision", options.precision}};
    out["model"] = request.contains("model") ? request["model"] : Json(backbone);
    addMachine(out, embedder.device(), nn::setThreads(options.threads));
    return out;
}

} // namespace likeness::module
