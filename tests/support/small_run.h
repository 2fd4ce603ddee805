// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"
#include "core/crops/crop_cache.h"
#include "core/image/codec.h"
#include "core/run/run_folder.h"
#include "tests/support/temp_folder.h"

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

// A trained model within a second, for tests of what is done with one.
namespace likeness::test {

// One epoch of a small network on these crops. Returns the run's folder, below folder/runs.
inline std::filesystem::path trainedRun(const TempFolder& folder,
                                        const std::filesystem::path& cropFile,
                                        const std::vector<run::Sample>& samples,
                                        int inputSize)
{
    class Quiet final : public compute::TrainObserver
    {
    public:
        void onEvent(const Json& /*event*/) override {}
        bool shouldContinue() override { return true; }
    } observer;
    run::Config config;
    config.model.backbone = "mobilefacenet_small";
    config.model.embedding = 32;
    config.model.inputSize = inputSize;
    config.train.epochs = 1;
    config.train.batchSize = 8;
    config.train.threads = 1;
    config.train.device = "cpu";
    const auto run = run::RunFolder::create(folder / "runs", config, samples, cropFile);
    compute::train(run.folder(), observer);
    return run.folder();
}

// Six people with five plain patterns each.
inline constexpr int kPatternSize = 32, kPatternPeople = 6, kPatternEach = 5;

inline image::Image pattern(int person, int shot)
{
    image::Image out(kPatternSize, kPatternSize, 3);
    for (std::size_t i = 0; i < out.pixels.size(); ++i)
        out.pixels[i] = static_cast<std::uint8_t>(
            128 +
            90 * std::sin(static_cast<double>(i % 7 * static_cast<std::size_t>(person + 1) + i / 96) * 0.3 + shot));
    return out;
}

// A run that has trained on three of them and kept the others; all of their pictures lie in faces/N/N_000K.png.
inline std::filesystem::path runOnPatterns(const TempFolder& folder)
{
    const auto cropFile = folder / "crops.lkc";
    std::vector<run::Sample> samples;
    {
        crops::CropWriter writer(cropFile, kPatternSize);
        for (int person = 0; person < kPatternPeople; ++person)
            for (int shot = 0; shot < kPatternEach; ++shot) {
                const auto file = folder / "faces" / std::to_string(person) /
                                  (std::to_string(person) + "_000" + std::to_string(shot) + ".png");
                std::filesystem::create_directories(file.parent_path());
                writeFileAtomically(file, image::encodePng(pattern(person, shot)));
                const int face = person * 100 + shot + 1;
                writer.add(face, pattern(person, shot).pixels);
                samples.push_back({face, person < 3 ? person : person - 3, person >= 3, std::to_string(person)});
            }
        writer.flush();
    }
    return trainedRun(folder, cropFile, samples, kPatternSize);
}

} // namespace likeness::test
