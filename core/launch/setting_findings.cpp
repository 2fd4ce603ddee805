// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/launch/findings.h"
#include "core/run/settings.h"

#include <algorithm>
#include <cmath>

namespace likeness::launch {
namespace {

constexpr double kFarFromUsual = 4;    // times the usual learning rate, or a part of it
constexpr double kFarBeyond = 10;      // times the most that is usual
constexpr double kFarAugmented = 2;    // the same, of how faces are changed
constexpr double kFineTuneRate = 0.02; // of a network that knows something already; twice what is usual for one
constexpr double kHardlyNoisy = 0.2;   // percent of wrong labels
constexpr double kNoisy = 2;
constexpr std::size_t kFacesOfCenter = 4; // for a sub-centre to be more than one picture

std::string number(double value)
{
    return dumpJson(value == std::floor(value) && std::abs(value) < 1e15 ? Json(static_cast<std::int64_t>(value))
                                                                         : Json(value));
}

void learningRate(Findings& out, const run::Config& config)
{
    const double lr = config.train.lr, usual = run::usualLearningRate(config);
    constexpr double kRounding = 1.01;
    if (lr <= kFarFromUsual * usual * kRounding && lr * kFarFromUsual * kRounding >= usual)
        return;
    const int batch = config.train.batchSize * config.train.accumulate;
    out.warn("learning_rate",
             "a learning rate of " + number(lr) + " is far from the " + number(usual) + " that is usual with " +
                 config.train.optimizer + " and " + std::to_string(batch) + " faces a step" +
                 (lr > kFarBeyond * usual ? ": the run will most likely diverge" : ""),
             "train.lr", {{"lr", lr}, {"usual", usual}, {"batch", batch}, {"optimizer", config.train.optimizer}});
}

// What the forms mark is said here too, of what decides whether a run converges, and of faces that are changed more
// than is usual: loud for the loss and for what is far beyond, else a note.
void unusualValues(Findings& out, const run::Config& config)
{
    for (const auto& field : run::fields()) {
        const auto usual = run::usualRange(config, field);
        const bool loss = field.key.starts_with("loss."), augment = field.key.starts_with("augment.");
        if (!usual || (!loss && !augment && !field.key.starts_with("train.")) || field.key == "train.lr" ||
            field.key == "train.backbone_lr" || !run::applies(config, field.key))
            continue;
        const double value = field.get(config).get<double>();
        if (usual->holds(value) || (augment && value < usual->low))
            continue;
        const std::string text =
            field.key + " is " + number(value) + ", usual is " + number(usual->low) + " to " + number(usual->high);
        const Json facts = {{"key", field.key}, {"value", value}, {"low", usual->low}, {"high", usual->high}};
        if (loss || value > usual->high * (augment ? kFarAugmented : kFarBeyond))
            out.warn("unusual", text, field.key, facts);
        else
            out.note("unusual", text, field.key, facts);
    }
}

void network(Findings& out, const run::Config& config)
{
    const int usual = run::backboneInputSize(config.model.backbone);
    if (config.model.inputSize < usual)
        out.warn("input_size",
                 config.model.backbone + " was made for crops of " + std::to_string(usual) + " pixels, not " +
                     std::to_string(config.model.inputSize) + ": prepare with --size " + std::to_string(usual) +
                     ", or choose another network",
                 "model.input_size",
                 {{"size", config.model.inputSize}, {"usual", usual}, {"backbone", config.model.backbone}});
    if (config.model.backbone.starts_with("vit") && config.train.optimizer == "sgd")
        out.warn("vit_sgd",
                 "transformers hardly learn with sgd: set train.optimizer=adamw, train.lr=" + number([&] {
                     run::Config adamw = config;
                     adamw.train.optimizer = "adamw";
                     return run::usualLearningRate(adamw);
                 }()) +
                     " and train.weight_decay=0.05",
                 "train.optimizer");
}

void fineTuning(Findings& out, const run::Config& config)
{
    const auto& train = config.train;
    if (config.model.from.empty()) {
        if (train.frozenEpochs > 0 || train.unfreezeEpochs > 0 || train.backboneLr < 1)
            out.warn("fresh_fine_tune",
                     "fresh weights are held back as if they knew something: choose a model to begin with, or set "
                     "train.frozen_epochs=0, train.unfreeze_epochs=0 and train.backbone_lr=1",
                     "model.from");
        return;
    }
    if (train.optimizer == "sgd" && train.lr * train.backboneLr > kFineTuneRate)
        out.warn("fine_tune_rate",
                 "at a learning rate of " + number(train.lr * train.backboneLr) +
                     " the network forgets what the model to begin with knows; train.backbone_lr=0.1 keeps it",
                 "train.backbone_lr", {{"lr", train.lr}, {"backbone_lr", train.backboneLr}});
}

void head(Findings& out, const run::Config& config, const Sides& sides, const std::optional<LabelNoise>& noise)
{
    const auto& loss = config.loss;
    const int identities = sides.counts.identities;
    const auto median = medianFaces(sides.train);
    const bool triplet = loss.head == "triplet";
    // Below √2 ln(C − 1) the softmax cannot become sure of one of C people (Zhang et al. 2019, AdaCos, eq. 12).
    const double least = identities > 2 ? std::sqrt(2.0) * std::log(identities - 1.0) : 0;
    if (!triplet && loss.s < least)
        out.warn("low_scale",
                 "a scale of " + number(loss.s) + " is too small for " + std::to_string(identities) +
                     " identities: loss.s is at least " + formatNumber(std::ceil(least), 0),
                 "loss.s", {{"s", loss.s}, {"least", std::ceil(least)}, {"identities", identities}});
    // The last layer of the networks is batch normalisation: embeddings begin at a length of about √dim.
    if (const double length = std::sqrt(static_cast<double>(config.model.embedding));
        loss.head == "magface" && (length < loss.magNormLow || length > loss.magNormHigh))
        out.warn("mag_norms",
                 "embeddings of " + std::to_string(config.model.embedding) + " numbers begin with a length of about " +
                     formatNumber(length, 0) + ", outside the " + number(loss.magNormLow) + " to " +
                     number(loss.magNormHigh) + " of magface: every face gets the same margin",
                 "loss.mag_norm_low", {{"low", loss.magNormLow}, {"high", loss.magNormHigh}, {"length", length}});
    if (const auto k = static_cast<std::size_t>(config.train.facesPerIdentity); k > 0 && median > 0 && median < k)
        out.warn("few_per_identity",
                 "most identities have fewer than the " + std::to_string(k) +
                     " faces that each gives to a batch: the same pictures are repeated in it",
                 "train.faces_per_identity", {{"faces", k}, {"of", median}});
    if (loss.head == "subcenter" && median < kFacesOfCenter * static_cast<std::size_t>(loss.subcenters))
        out.warn("subcenters_low_shot",
                 std::to_string(loss.subcenters) + " centres are many for identities of " + std::to_string(median) +
                     " faces: right labels scatter over them",
                 "loss.subcenters", {{"subcenters", loss.subcenters}, {"median", median}});
    if (!triplet && loss.focalGamma > 0 && noise && noise->percent() >= kNoisy)
        out.warn("focal_noise",
                 "focal weighting lets hard faces count more, and wrong labels are the hardest: set loss.focal_gamma=0",
                 "loss.focal_gamma", {{"percent", noise->percent()}});
    if (run::applies(config, "loss.interclass_filter") && loss.interclassFilter > 0 && noise &&
        noise->percent() < kHardlyNoisy)
        out.note("filter_without_noise",
                 "hardly a label is wrong: the inter-class filter only spares people who look alike from being told "
                 "apart",
                 "loss.interclass_filter", {{"percent", noise->percent()}});
    if (loss.labelSmoothing > 0 && run::applies(config, "loss.margin_ramp"))
        out.warn("smoothed_margin",
                 "label smoothing pulls every face towards all other identities, " + number(loss.s) +
                     " times as strongly as without a scale, against the margin: set loss.label_smoothing=0, or "
                     "loss.head=softmax",
                 "loss.label_smoothing", {{"smoothing", loss.labelSmoothing}, {"s", loss.s}});
}

} // namespace

void settingFindings(Findings& out,
                     const run::Config& config,
                     const Sides& sides,
                     const std::optional<LabelNoise>& noise)
{
    for (const auto& problem : run::validate(config)) { // each begins with the setting that it is about
        const auto word = problem.substr(0, problem.find(' '));
        const auto& all = run::fields();
        const bool known = std::any_of(all.begin(), all.end(), [&](const auto& f) { return f.key == word; });
        out.error("bad_setting", problem, known ? word : std::string());
    }
    network(out, config);
    fineTuning(out, config);
    learningRate(out, config);
    head(out, config, sides, noise);
    if (const double remembered = config.train.ema < 1 ? 1 / (1 - config.train.ema) : 0;
        config.train.ema > 0 && static_cast<double>(sides.counts.steps) < 3 * remembered)
        out.warn("short_average",
                 "a moving average with " + number(config.train.ema) + " remembers " + formatNumber(remembered, 0) +
                     " steps, and the run has " + std::to_string(sides.counts.steps) +
                     ": its first weights would be part of the model",
                 "train.ema", {{"ema", config.train.ema}, {"steps", sides.counts.steps}});
    unusualValues(out, config);
}

} // namespace likeness::launch
