// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/config.h"

#include <filesystem>

// What is known about settings beyond their ranges: which have a say, what is usual where, and presets to begin with.
// Forms, the command line's help and preflight all ask here.
namespace likeness::run {

// Whether that setting has a say in a run with these settings: loss.mag_lambda only with the head magface. One that has
// none keeps its value. Throws as field().
bool applies(const Config& config, const std::string& key);
// When it has, in English for the command line's help: "with loss.head = magface"; empty: always.
std::string condition(const std::string& key);

// The usual range beside this configuration's head and optimiser; nothing where any value is usual.
std::optional<Range> usualRange(const Config& config, const Field& field);

// Learning rate that is usual for this optimiser and batch_size × accumulate, rounded to a digit and a half. sgd: 0.1
// for 512 faces (Deng et al. 2019), in proportion above (Goyal et al. 2017), with the square root below, and 0.05 for
// 128 and fewer, where a smaller rate would make small sets learn too slowly in the few epochs that they get; a fifth
// of it with a model to begin with. At most 0.5. adamw: 0.001 for 512, likewise, within 5e-5..0.002.
double usualLearningRate(const Config& config);

// The one value that is usual for this setting beside the others, where there is such a thing: of train.lr and
// model.input_size.
std::optional<double> suggestion(const Config& config, const std::string& key);

// Side of the crops that a backbone was published with: 112, 160 or 224.
int backboneInputSize(const std::string& backbone);

// A beginning for a kind of work. It sets what is learnt and in what steps; the data, the crop size, the weights to
// begin with and how it is computed stay as they are, but for the precision of "large".
struct Preset {
    std::string id;   // small | normal | large | fine_tune | noisy_labels
    std::string help; // one English sentence; front ends translate it by id
};
const std::vector<Preset>& presets();
void applyPreset(Config& config, const std::string& id); // throws Error(BadArgument) naming the known ones

// As fromJson(), of a run.json that a run wrote: what is no setting is left out.
Config fromRunJson(Json json);
// A file of settings: a run.json with any of the sections. One that a run wrote is taken, too; weights that such a file
// names beside itself are named by their whole path. Throws Error: an unknown key names the nearest known one.
Config readConfig(const std::filesystem::path& file);
void writeConfig(const std::filesystem::path& file, const Config& config); // all fields

} // namespace likeness::run
