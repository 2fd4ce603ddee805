// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/settings.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace likeness::run {
namespace {

// `key` has a say only where `other` has one of these values; without values: where it is not 0.
struct Condition {
    const char* key;
    const char* other;
    std::vector<std::string> values;
};

const std::vector<Condition>& conditions()
{
    static const std::vector<std::string> angular{"arcface", "cosface", "subcenter", "curricular", "adaface"};
    static const std::vector<std::string> margin{"arcface",    "cosface", "combined", "subcenter",
                                                 "curricular", "adaface", "magface"};
    static const std::vector<std::string> classes{"arcface",    "cosface", "combined", "subcenter",
                                                  "curricular", "adaface", "magface",  "softmax"};
    static const std::vector<Condition> list{
        {"loss.s", "loss.head", classes},
        {"loss.m", "loss.head", angular},
        {"loss.m1", "loss.head", {"combined"}},
        {"loss.m2", "loss.head", {"combined"}},
        {"loss.m3", "loss.head", {"combined"}},
        {"loss.subcenters", "loss.head", {"subcenter"}},
        {"loss.adaface_h", "loss.head", {"adaface"}},
        {"loss.mag_norm_low", "loss.head", {"magface"}},
        {"loss.mag_norm_high", "loss.head", {"magface"}},
        {"loss.mag_margin_low", "loss.head", {"magface"}},
        {"loss.mag_margin_high", "loss.head", {"magface"}},
        {"loss.mag_lambda", "loss.head", {"magface"}},
        {"loss.triplet_margin", "loss.head", {"triplet"}},
        {"loss.mining", "loss.head", {"triplet"}},
        {"loss.interclass_filter", "loss.head", margin},
        {"loss.margin_ramp", "loss.head", margin},
        {"loss.label_smoothing", "loss.head", classes},
        {"loss.focal_gamma", "loss.head", classes},
        {"loss.focal_from", "loss.head", classes},
        {"loss.focal_from", "loss.focal_gamma", {}},
        {"train.beta2", "train.optimizer", {"adamw"}},
        {"train.warmup_start_lr", "train.warmup_epochs", {}},
        {"train.lr_min", "train.schedule", {"cosine", "polynomial"}},
    };
    return list;
}

bool holds(const Config& config, const Condition& condition)
{
    const Json value = field(condition.other).get(config);
    if (condition.values.empty())
        return value.get<double>() != 0;
    return std::find(condition.values.begin(), condition.values.end(), value.get<std::string>()) !=
           condition.values.end();
}

// 1, 1.5, 2, 3, 5 or 7 times a power of ten: nobody types 0.0707.
double rounded(double value)
{
    const double unit = std::pow(10.0, std::floor(std::log10(value)));
    double best = unit;
    for (const double digit : {1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0})
        if (std::abs(std::log(digit * unit / value)) < std::abs(std::log(best / value)))
            best = digit * unit;
    return best;
}

} // namespace

bool applies(const Config& config, const std::string& key)
{
    field(key);
    return std::all_of(conditions().begin(), conditions().end(),
                       [&](const Condition& c) { return key != c.key || holds(config, c); });
}

std::string condition(const std::string& key)
{
    std::string out;
    for (const auto& c : conditions()) {
        if (key != c.key)
            continue;
        out += (out.empty() ? "with " : ", ") + std::string(c.other);
        if (c.values.empty())
            out += " other than 0";
        for (std::size_t i = 0; i < c.values.size(); ++i)
            out += (i == 0 ? " = " : i + 1 == c.values.size() ? " or " : ", ") + c.values[i];
    }
    return out;
}

std::optional<Range> usualRange(const Config& config, const Field& field)
{
    const bool adamw = config.train.optimizer == "adamw";
    if (field.key == "train.lr" && adamw)
        return Range{1e-4, 1e-3};
    if (field.key == "train.weight_decay" && adamw)
        return Range{0.01, 0.1};
    if (field.key == "loss.m" && config.loss.head == "cosface")
        return Range{0.2, 0.4};
    if (field.key == "loss.m" && config.loss.head == "adaface")
        return Range{0.3, 0.5};
    if (field.key == "train.backbone_lr")
        return config.model.from.empty() ? Range{1, 1} : Range{0.01, 1};
    return field.usual;
}

double usualLearningRate(const Config& config)
{
    constexpr double kBatch = 512;
    const bool adamw = config.train.optimizer == "adamw";
    const double share = static_cast<double>(config.train.batchSize) * config.train.accumulate / kBatch;
    const double scale = share > 1 ? share : std::sqrt(share);
    const double rate = adamw ? std::clamp(0.001 * scale, 5e-5, 0.002) : std::clamp(0.1 * scale, 0.05, 0.5);
    return rounded(config.model.from.empty() ? rate : rate / 5);
}

int backboneInputSize(const std::string& backbone)
{
    return backbone == "inception_resnet_v1" ? 160 : backbone == "vgg16_face" ? 224 : 112;
}

const std::vector<Preset>& presets()
{
    static const std::vector<Preset> list{
        {"small", "Up to some hundred people: MobileFaceNet, a scale of 32, a margin that grows slowly, batches of 16 "
                  "for more steps."},
        {"normal", "More people: the same network and margin, batches of 32."},
        {"large", "Thousands of people on a GPU: iresnet50 in bf16, batches of 512 with the learning rate that goes "
                  "with them."},
        {"fine_tune", "Goes on from a trained model: its network learns at a tenth of the rate, after an epoch in "
                      "which only the head does."},
        {"noisy_labels", "Where labels are known to be wrong and nobody can review them all: each person gets three "
                         "centres, and hard faces do not count more."}};
    return list;
}

void applyPreset(Config& config, const std::string& id)
{
    if (std::none_of(presets().begin(), presets().end(), [&](const Preset& p) { return p.id == id; })) {
        std::string known;
        for (const auto& preset : presets())
            known += (known.empty() ? "" : ", ") + preset.id;
        throw Error(ErrorCode::BadArgument, "there is no preset \"" + id + "\"; known are " + known);
    }
    const Config plain;
    const Config::Model model = config.model;
    const Config::Train before = std::exchange(config.train, plain.train);
    if (model.from.empty()) { // otherwise that model decides about the network
        config.model = plain.model;
        config.model.inputSize = model.inputSize;
    }
    config.model.dropout = plain.model.dropout;
    config.loss = plain.loss;
    config.train.precision = before.precision;
    config.train.device = before.device;
    config.train.threads = before.threads;
    config.train.seed = before.seed;
    config.train.checkpointMinutes = before.checkpointMinutes;
    if (id == "small") {
        config.train.batchSize = 16;
        config.loss.s = 32;
    } else if (id == "large") {
        if (model.from.empty())
            config.model.backbone = "iresnet50";
        config.train.batchSize = 512;
        config.train.lr = 0.1;
        config.train.warmupEpochs = 2;
        config.train.precision = "bf16";
        config.loss.marginRamp = 0.1;
    } else if (id == "fine_tune") {
        config.model.backbone = model.backbone; // what the model to begin with is of
        config.model.embedding = model.embedding;
        config.train.epochs = 10;
        config.train.lr = 0.01;
        config.train.backboneLr = 0.1;
        config.train.frozenEpochs = 1;
    } else if (id == "noisy_labels") {
        config.loss.head = "subcenter";
        config.loss.focalGamma = 0;
    }
}

std::optional<double> suggestion(const Config& config, const std::string& key)
{
    if (key == "train.lr")
        return usualLearningRate(config);
    if (key == "model.input_size")
        return backboneInputSize(config.model.backbone);
    return std::nullopt;
}

Config fromRunJson(Json json)
{
    for (const char* fact : {"created", "snapshot", "likeness", "crops", "fork"})
        if (json.is_object())
            json.erase(fact);
    return fromJson(json);
}

Config readConfig(const std::filesystem::path& file)
{
    Config config = fromRunJson(readJsonFile(file));
    std::error_code ec;
    if (const auto beside = file.parent_path() / config.model.from;
        !config.model.from.empty() && std::filesystem::is_regular_file(beside, ec))
        config.model.from = std::filesystem::absolute(beside).string();
    return config;
}

void writeConfig(const std::filesystem::path& file, const Config& config)
{
    writeJsonFile(file, toJson(config));
}

} // namespace likeness::run
