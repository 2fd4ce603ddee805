// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace likeness::run {

// run.json. One list of fields (fields()) serves the file, `train --set`, the wizard's form and its help. Sections and
// dotted keys are a contract (design.md). The struct holds what training reads; unknown keys are refused with the
// nearest known one.
struct Config {
    struct Data {
        double validation = 0.2; // share of identities (at least 2, never images) kept for verification
        int minImages = 2;       // identities with fewer images are left out of training
        std::string snapshot;    // content hash; filled in when the run is made
    } data;
    struct Model {
        std::string backbone = "mobilefacenet";
        int embedding = 512;
        int inputSize = 112;
        double dropout = 0.0;
        std::string attention = "none"; // none | cbam
        std::string from;               // weights to begin with: a run or a model file; empty: fresh ones
    } model;
    struct Loss {
        std::string head = "arcface"; // loss.head of fields()
        double s = 64.0;
        double m = 0.5;
        double m1 = 1.0, m2 = 0.3, m3 = 0.2; // combined
        int subcenters = 3;
        double adafaceH = 0.333;
        double magNormLow = 10, magNormHigh = 110;
        double magMarginLow = 0.45, magMarginHigh = 0.8;
        double magLambda = 20;
        double tripletMargin = 0.2;
        std::string mining = "semi_hard"; // semi_hard | batch_hard
        double interclassFilter = 0.0;    // cosine; 0 = off
        double labelSmoothing = 0.0;
        double focalGamma = 2.0;
        double focalFrom = 0.8;  // share of the epochs after which focal weighting begins
        double marginRamp = 0.5; // share of the epochs over which the margin grows from 0 to m
    } loss;
    struct Train {
        int epochs = 20;
        int batchSize = 32;
        int facesPerIdentity = 0;      // K of P×K sampling; 0 = every face once an epoch
        std::string optimizer = "sgd"; // sgd | adamw
        double lr = 0.05;
        double backboneLr = 1.0; // the network's share of it
        double momentum = 0.9;   // of adamw: beta 1
        double beta2 = 0.999;
        double weightDecay = 5e-4;
        bool decayAll = false; // also batch normalisation and PReLU slopes
        double warmupEpochs = 1;
        double warmupStartLr = 0.0;
        double lrMin = 0.0;
        std::string schedule = "cosine"; // cosine | polynomial | step
        int accumulate = 1;
        double clipNorm = 5.0; // 0 = none
        double ema = 0.0;      // decay of the weights' moving average; 0 = none
        double frozenEpochs = 0;
        double unfreezeEpochs = 0;
        std::string precision = "fp32"; // fp32 | bf16 | fp16
        std::string device = "auto";    // auto | cpu | cuda:N
        int threads = 0;                // 0 = all
        std::uint64_t seed = 1;
        int checkpointMinutes = 5;
        int checkpointEpochs = 1;
        std::string bestBy = "auc"; // bestByNames()
        int rollbacks = 3;
    } train;
    struct Augment {
        bool flip = true;
        double rotation = 10; // ± degrees
        double shift = 0.05;  // ± share of the side
        double scale = 0.1;   // 1 ± share
        double brightness = 0.2;
        double contrast = 0.15;
        double erase = 0.0; // probability of one rectangle covering 5–20 %
        double blur = 0.0;  // probabilities, each of one face
        double lowResolution = 0.0;
        double mask = 0.0;
        double noise = 0.0; // largest standard deviation, share of white
    } augment;
    struct Verify {
        int everyEpochs = 1;
        int maxPairs = 20000; // genuine and impostor each
    } verify;
};

struct Range {
    double low = 0, high = 0; // both belong to it
    bool holds(double value) const { return value >= low && value <= high; }
    friend bool operator==(const Range&, const Range&) = default;
};

struct Field {
    std::string key;  // "train.lr"
    std::string help; // one English sentence, the usual range included; front ends translate it by key
    enum class Kind { Bool, Int, Real, Text, Choice } kind = Kind::Real;
    double minimum = 0;
    double maximum = 0;
    std::optional<Range> usual; // with sgd and arcface; usualRange() of settings.h knows the others
    std::vector<std::string> choices;
    std::function<Json(const Config&)> get;
    std::function<void(Config&, const Json&)> set; // throws Error(BadArgument) naming key, value and range
};
const std::vector<std::string>& backboneNames(); // our own networks
// model.backbone may also be this: the network of model.from, as another program wrote it.
inline constexpr const char* kImported = "imported";
const std::vector<std::string>& bestByNames(); // what train.best_by may be: figures of a verification
// Trained numbers of that backbone with an embedding of 512 at 112 pixels, to 1 %; 0 for an unknown name. For estimates
// where no LibTorch is loaded.
std::int64_t backboneParameters(const std::string& name);
const std::vector<Field>& fields();
const Field& field(const std::string& key); // throws Error(BadArgument) with the nearest known key

Json toJson(const Config& config);
Config fromJson(const Json& json);                              // missing keys keep their defaults
void assign(Config& config, const std::string& keyEqualsValue); // "train.lr=0.05"
std::vector<std::string> validate(const Config& config);        // all problems at once, empty when fine

struct Steps {
    std::size_t batch = 0; // faces in a batch: no more than there are
    std::int64_t perEpoch = 0;
};
// Of training on so many faces and identities, both at least 1.
Steps stepsOf(const Config& config, std::size_t images, std::size_t identities);

} // namespace likeness::run
