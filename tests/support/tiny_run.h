// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"
#include "core/crops/crop_cache.h"
#include "core/run/run_folder.h"
#include "tests/support/temp_folder.h"

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

// Runs that train within seconds: drawn patterns of a few people, a small network on a small input.
namespace likeness::test {

inline constexpr int kSize = 32; // a small input keeps the training tests in seconds

inline std::vector<std::uint8_t> crop(int identity, int variant, int size)
{
    std::vector<std::uint8_t> out(static_cast<std::size_t>(size * size * 3));
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x)
            for (int c = 0; c < 3; ++c)
                out[static_cast<std::size_t>((y * size + x) * 3 + c)] = static_cast<std::uint8_t>(
                    128 + 90 * std::sin((x * (1 + identity % 3) + y * (identity / 3) + variant) * 0.3 + c));
    return out;
}

inline std::filesystem::path cropFile(const std::filesystem::path& folder, int identities, int each, int size)
{
    const auto file = folder / "crops.lkc";
    crops::CropWriter writer(file, size);
    for (int i = 0; i < identities; ++i)
        for (int k = 0; k < each; ++k)
            writer.add(i * 100 + k + 1, crop(i, k, size));
    writer.flush();
    return file;
}

inline run::Config tinyConfig()
{
    run::Config config;
    config.model.backbone = "mobilefacenet_small";
    config.model.embedding = 32;
    config.model.inputSize = kSize;
    config.model.dropout = 0.2;
    config.train.epochs = 3;
    config.train.batchSize = 8;
    config.train.threads = 1;
    config.train.warmupEpochs = 1;
    config.train.lr = 0.05;
    config.train.checkpointMinutes = 0;
    config.augment.erase = 0.5;
    config.verify.maxPairs = 200;
    return config;
}

inline run::RunFolder
makeRun(const TempFolder& folder, const run::Config& config, const run::RunFolder::Beginning& beginning = {})
{
    const auto file = cropFile(folder.path(), 6, 5, config.model.inputSize);
    std::vector<run::Sample> samples;
    for (int i = 0; i < 6; ++i)
        for (int k = 0; k < 5; ++k)
            samples.push_back({i * 100 + k + 1, i < 4 ? i : i - 4, i >= 4, "person " + std::to_string(i)});
    return run::RunFolder::create(folder / "runs", config, samples, file, beginning);
}

class Recorder : public compute::TrainObserver
{
public:
    // Stops at the `call`-th question after the `count`-th event of that type; a step asks about a hundred times.
    Recorder(std::string type, int count, int call) : m_type(std::move(type)), m_count(count), m_calls(call) {}
    Recorder() = default;
    void onEvent(const Json& event) override
    {
        events.push_back(event);
        if (event["type"] == m_type)
            --m_count;
    }
    bool shouldContinue() override { return m_type.empty() || m_count > 0 || m_calls-- > 0; }
    std::vector<Json> of(const std::string& type) const
    {
        std::vector<Json> out;
        for (const auto& e : events)
            if (e["type"] == type)
                out.push_back(e);
        return out;
    }
    std::vector<Json> events;

private:
    std::string m_type;
    int m_count = 0;
    int m_calls = 0;
};

} // namespace likeness::test
