// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/config.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <type_traits>

namespace likeness::run {
namespace {

constexpr double kBig = 1e9;

[[noreturn]] void refuse(const Field& f, const Json& value)
{
    std::string range;
    switch (f.kind) {
    case Field::Kind::Bool:
        range = "true or false";
        break;
    case Field::Kind::Text:
        range = "text";
        break;
    case Field::Kind::Choice:
        for (const auto& choice : f.choices)
            range += (range.empty() ? "one of " : ", ") + choice;
        break;
    default: {
        const auto number = [](double v) {
            return dumpJson(v == std::floor(v) && std::abs(v) < 1e15 ? Json(static_cast<std::int64_t>(v)) : Json(v));
        };
        range = std::string(f.kind == Field::Kind::Int ? "a whole number" : "a number") + " from " + number(f.minimum) +
                " to " + number(f.maximum);
    }
    }
    throw Error(ErrorCode::BadArgument, f.key + " = " + dumpJson(value) + " cannot be; it takes " + range);
}

// A value may also come as text (from `--set`): it is converted by the kind of the field.
Json converted(const Field& f, const Json& value)
{
    if (!value.is_string() || f.kind == Field::Kind::Text || f.kind == Field::Kind::Choice)
        return value;
    const std::string text(trim(value.get<std::string>()));
    if (f.kind == Field::Kind::Bool) {
        const std::string word = toLower(text);
        if (word == "true" || word == "1" || word == "on" || word == "yes")
            return true;
        if (word == "false" || word == "0" || word == "off" || word == "no")
            return false;
        refuse(f, value);
    }
    const char* end = text.data() + text.size();
    if (f.kind == Field::Kind::Int) {
        std::int64_t number = 0;
        if (const auto r = std::from_chars(text.data(), end, number); r.ec == std::errc() && r.ptr == end)
            return number;
    }
    double number = 0;
    if (const auto r = std::from_chars(text.data(), end, number); r.ec == std::errc() && r.ptr == end)
        return number;
    refuse(f, value);
}

template<typename Section, typename T>
Field make(const char* key, Field::Kind kind, Section Config::*section, T Section::*member, const char* help)
{
    Field f;
    f.key = key;
    f.kind = kind;
    f.help = help;
    f.get = [section, member](const Config& c) { return Json(c.*section.*member); };
    f.set = [section, member, key = f.key](Config& c, const Json& given) {
        const Field& self = field(key);
        const Json value = converted(self, given);
        if constexpr (std::is_same_v<T, bool>) {
            if (!value.is_boolean())
                refuse(self, given);
            c.*section.*member = value.template get<bool>();
        } else if constexpr (std::is_same_v<T, std::string>) {
            if (!value.is_string())
                refuse(self, given);
            const auto text = value.template get<std::string>();
            if (self.kind == Field::Kind::Choice &&
                std::find(self.choices.begin(), self.choices.end(), text) == self.choices.end())
                refuse(self, given);
            c.*section.*member = text;
        } else {
            if (!value.is_number())
                refuse(self, given);
            const double number = value.template get<double>();
            if (!std::isfinite(number) || number < self.minimum || number > self.maximum ||
                (std::is_integral_v<T> && number != std::floor(number)))
                refuse(self, given);
            c.*section.*member = value.template get<T>();
        }
    };
    return f;
}

class Builder
{
public:
    template<typename S>
    Builder& real(const char* key, S Config::*section, double S::*member, double low, double high, const char* help)
    {
        return bounded(make(key, Field::Kind::Real, section, member, help), low, high);
    }
    template<typename S, typename T>
    Builder& whole(const char* key, S Config::*section, T S::*member, double low, double high, const char* help)
    {
        return bounded(make(key, Field::Kind::Int, section, member, help), low, high);
    }
    void usually(double low, double high) { list.back().usual = Range{low, high}; } // of the field added last
    template<typename S>
    void flag(const char* key, S Config::*section, bool S::*member, const char* help)
    {
        list.push_back(make(key, Field::Kind::Bool, section, member, help));
    }
    template<typename S>
    void text(const char* key, S Config::*section, std::string S::*member, const char* help)
    {
        list.push_back(make(key, Field::Kind::Text, section, member, help));
    }
    template<typename S>
    void choice(
        const char* key, S Config::*section, std::string S::*member, std::vector<std::string> choices, const char* help)
    {
        Field f = make(key, Field::Kind::Choice, section, member, help);
        f.choices = std::move(choices);
        list.push_back(std::move(f));
    }
    std::vector<Field> list;

private:
    Builder& bounded(Field f, double low, double high)
    {
        f.minimum = low;
        f.maximum = high;
        list.push_back(std::move(f));
        return *this;
    }
};

std::vector<Field> build()
{
    using C = Config;
    Builder b;
    b.real("data.validation", &C::data, &C::Data::validation, 0, 0.9,
           "Share of the identities kept out of training for verification, usually 0.1 to 0.3; at least two "
           "identities, 0 for none.")
        .usually(0.1, 0.3);
    b.whole("data.min_images", &C::data, &C::Data::minImages, 1, 1000,
            "Identities with fewer images are left out of training, usually 2 to 5.")
        .usually(2, 5);
    b.text("data.snapshot", &C::data, &C::Data::snapshot,
           "Content hash of the dataset version; filled in when the run is made.");
    auto networks = backboneNames();
    networks.emplace_back(kImported);
    b.choice("model.backbone", &C::model, &C::Model::backbone, networks,
             "Network that turns a face into an embedding; mobilefacenet is the small fast one, iresnet50 and up want "
             "a GPU, imported is the one of model.from.");
    b.whole("model.embedding", &C::model, &C::Model::embedding, 8, 4096, "Length of the embedding, usually 128 to 512.")
        .usually(128, 512);
    b.whole("model.input_size", &C::model, &C::Model::inputSize, 32, 512,
            "Side of the aligned crop in pixels, a multiple of 16: 112, 160 or 224.");
    b.real("model.dropout", &C::model, &C::Model::dropout, 0, 0.9,
           "Share of features dropped before the embedding, usually 0 to 0.4.")
        .usually(0, 0.4);
    b.choice(
        "model.attention", &C::model, &C::Model::attention, {"none", "cbam"},
        "Attention in the residual units of mobilefacenet and iresnet networks: cbam weighs channels, then places.");
    b.text("model.from", &C::model, &C::Model::from,
           "Weights to begin with: a run, a model.safetensors or an .onnx file; empty for fresh ones.");
    b.choice(
        "loss.head", &C::loss, &C::Loss::head,
        {"arcface", "cosface", "combined", "subcenter", "curricular", "adaface", "magface", "softmax", "triplet"},
        "How training separates identities: all but softmax ask for a margin, subcenter bears wrong labels, adaface "
        "and magface heed quality.");
    b.real("loss.s", &C::loss, &C::Loss::s, 1, 256,
           "Scale of the cosines before softmax, usually 16 for few identities to 64 for thousands.")
        .usually(16, 64);
    b.real(
         "loss.m", &C::loss, &C::Loss::m, 0, 1.5,
         "Margin: an angle in radians for arcface, subcenter and curricular (usually 0.3 to 0.7), a cosine for cosface "
         "(0.2 to 0.4), both for adaface (0.4).")
        .usually(0.3, 0.7);
    b.real("loss.m1", &C::loss, &C::Loss::m1, 0.5, 4,
           "Combined margin s(cos(m1 θ + m2) − m3): factor of the angle, usually 1.")
        .usually(1, 1.5);
    b.real("loss.m2", &C::loss, &C::Loss::m2, 0, 1.5, "Combined margin: angle in radians, usually 0.2 to 0.5.")
        .usually(0.2, 0.5);
    b.real("loss.m3", &C::loss, &C::Loss::m3, 0, 1, "Combined margin: cosine, usually 0.1 to 0.4.").usually(0.1, 0.4);
    b.whole("loss.subcenters", &C::loss, &C::Loss::subcenters, 1, 16,
            "Centres that an identity may have with subcenter, usually 3; wrong labels gather around a lesser one.")
        .usually(2, 5);
    b.real("loss.adaface_h", &C::loss, &C::Loss::adafaceH, 0, 1,
           "How far adaface lets the length of an embedding move the margin, usually 0.333.")
        .usually(0.2, 0.5);
    b.real("loss.mag_norm_low", &C::loss, &C::Loss::magNormLow, 0.001, 1000,
           "Length of an embedding at which magface takes its lowest margin, usually 10.")
        .usually(5, 20);
    b.real("loss.mag_norm_high", &C::loss, &C::Loss::magNormHigh, 0.001, 1000,
           "Length of an embedding at which magface takes its highest margin, usually 110.")
        .usually(50, 150);
    b.real("loss.mag_margin_low", &C::loss, &C::Loss::magMarginLow, 0, 1.5,
           "Lowest margin of magface in radians, usually 0.45.")
        .usually(0.3, 0.5);
    b.real("loss.mag_margin_high", &C::loss, &C::Loss::magMarginHigh, 0, 1.5,
           "Highest margin of magface in radians, usually 0.8.")
        .usually(0.6, 1);
    b.real("loss.mag_lambda", &C::loss, &C::Loss::magLambda, 0, 1000,
           "Weight of magface's pull towards long embeddings, usually 5 to 35.")
        .usually(5, 35);
    b.real("loss.triplet_margin", &C::loss, &C::Loss::tripletMargin, 0.001, 4,
           "Margin of triplet between squared distances of unit vectors, usually 0.2 to 0.5.")
        .usually(0.2, 0.5);
    b.choice("loss.mining", &C::loss, &C::Loss::mining, {"semi_hard", "batch_hard"},
             "Which triplets of a batch count: semi_hard the closest impostor beyond the genuine face, batch_hard the "
             "farthest genuine and the closest impostor face.");
    b.real("loss.interclass_filter", &C::loss, &C::Loss::interclassFilter, 0, 1,
           "Cosine above which another identity is taken for the same person under a wrong label and not pushed away, "
           "usually 0.4; 0 for off.")
        .usually(0, 0.6);
    b.real("loss.margin_ramp", &C::loss, &C::Loss::marginRamp, 0, 1,
           "Share of the epochs over which the margin grows from 0 to its value; 0 starts with all of it.");
    b.real("loss.label_smoothing", &C::loss, &C::Loss::labelSmoothing, 0, 0.9,
           "Share of the target spread over all identities, usually 0 to 0.1.")
        .usually(0, 0.1);
    b.real("loss.focal_gamma", &C::loss, &C::Loss::focalGamma, 0, 10,
           "Exponent that makes easy faces count less, usually 2; 0 for off.")
        .usually(0, 2);
    b.real("loss.focal_from", &C::loss, &C::Loss::focalFrom, 0, 1,
           "Share of the epochs after which focal weighting begins, usually 0.8.")
        .usually(0.5, 1);
    b.whole("train.epochs", &C::train, &C::Train::epochs, 1, 100000, "How often every face is seen, usually 20 to 100.")
        .usually(20, 100);
    b.whole("train.batch_size", &C::train, &C::Train::batchSize, 2, 65536,
            "Faces in one step, usually 256 to 1024 on a GPU, 16 to 64 for small datasets.")
        .usually(16, 1024);
    b.whole("train.faces_per_identity", &C::train, &C::Train::facesPerIdentity, 0, 1024,
            "Faces of each identity in a batch, all identities alike often: 4 for triplet; 0 to see every face once an "
            "epoch.");
    b.choice("train.optimizer", &C::train, &C::Train::optimizer, {"sgd", "adamw"},
             "How weights follow the gradient: sgd with momentum for convolutions, adamw for vit.");
    b.real("train.lr", &C::train, &C::Train::lr, 1e-8, 100,
           "Highest learning rate, usually 0.01 to 0.5 with sgd, more for larger batches, and 1e-4 to 1e-3 with adamw.")
        .usually(0.01, 0.5);
    b.real("train.backbone_lr", &C::train, &C::Train::backboneLr, 0, 1,
           "Share of the learning rate that the network gets, usually 1, and 0.01 to 0.1 for fine-tuning.")
        .usually(0.01, 1);
    b.real("train.momentum", &C::train, &C::Train::momentum, 0, 0.9999,
           "Momentum of sgd, beta 1 of adamw, usually 0.9.")
        .usually(0.8, 0.99);
    b.real("train.beta2", &C::train, &C::Train::beta2, 0, 0.99999, "Beta 2 of adamw, usually 0.999.")
        .usually(0.95, 0.9999);
    b.real("train.weight_decay", &C::train, &C::Train::weightDecay, 0, 1,
           "Pull of the weights towards zero, usually 1e-5 to 1e-3 with sgd and 0.01 to 0.1 with adamw.")
        .usually(1e-5, 1e-3);
    b.flag("train.decay_all", &C::train, &C::Train::decayAll,
           "Apply weight decay to batch normalisation and slopes too.");
    b.real("train.warmup_epochs", &C::train, &C::Train::warmupEpochs, 0, 10000,
           "Epochs over which the learning rate rises linearly, usually 1 to 5.")
        .usually(1, 5);
    b.real("train.warmup_start_lr", &C::train, &C::Train::warmupStartLr, 0, 100,
           "Learning rate at the very first step, usually 0.");
    b.real("train.lr_min", &C::train, &C::Train::lrMin, 0, 100,
           "Learning rate at the end of cosine and polynomial schedules, usually 0.");
    b.choice("train.schedule", &C::train, &C::Train::schedule, {"cosine", "polynomial", "step"},
             "How the learning rate falls: cosine, polynomial (power 2), or step (a tenth at 50 % and at 75 %).");
    b.whole("train.accumulate", &C::train, &C::Train::accumulate, 1, 4096,
            "Batches whose gradients are averaged before one step, usually 1.");
    b.real("train.clip_norm", &C::train, &C::Train::clipNorm, 0, kBig,
           "Largest norm of the gradient, usually 5; 0 for none.");
    b.real("train.ema", &C::train, &C::Train::ema, 0, 0.99999,
           "Decay of a moving average of the weights, which is verified and kept in their place, usually 0.999; 0 for "
           "none.")
        .usually(0, 0.9999);
    b.real("train.frozen_epochs", &C::train, &C::Train::frozenEpochs, 0, 10000,
           "Epochs at the beginning in which the network stays as it is and only the head learns, usually 1 to 3 for "
           "fine-tuning.")
        .usually(0, 3);
    b.real("train.unfreeze_epochs", &C::train, &C::Train::unfreezeEpochs, 0, 10000,
           "Epochs over which the network is set free after that, a quarter at a time from its end; 0 all at once.");
    b.choice("train.precision", &C::train, &C::Train::precision, {"fp32", "bf16", "fp16"},
             "Arithmetic of the backbone: bf16 is faster on newer devices, fp16 on GPUs, its loss scaled by itself.");
    b.text("train.device", &C::train, &C::Train::device, "Where to compute: auto, cpu or cuda:N.");
    b.whole("train.threads", &C::train, &C::Train::threads, 0, 1024, "Processor threads, 0 for all.");
    b.whole("train.seed", &C::train, &C::Train::seed, 0, 9007199254740991.0,
            "Seed of the split, the initial weights, the order and the augmentation.");
    b.whole("train.checkpoint_minutes", &C::train, &C::Train::checkpointMinutes, 0, 1440,
            "Longest time between two checkpoints in minutes, usually 5; 0 for the end of epochs only.");
    b.whole("train.checkpoint_epochs", &C::train, &C::Train::checkpointEpochs, 0, 100000,
            "Epochs between two checkpoints, usually 1; 0 for by time only.");
    b.choice("train.best_by", &C::train, &C::Train::bestBy, bestByNames(),
             "Figure of the verification by which the best epoch is chosen.");
    b.whole("train.rollbacks", &C::train, &C::Train::rollbacks, 0, 100,
            "How often a run that diverges goes back to its last checkpoint with half the learning rate before it "
            "fails, usually 3.");
    b.flag("augment.flip", &C::augment, &C::Augment::flip, "Mirror half of the faces.");
    b.real("augment.rotation", &C::augment, &C::Augment::rotation, 0, 180,
           "Largest rotation to either side in degrees, usually 5 to 15, at most 30.")
        .usually(5, 15);
    b.real("augment.shift", &C::augment, &C::Augment::shift, 0, 0.5,
           "Largest shift as a share of the side, usually 0.02 to 0.1.")
        .usually(0.02, 0.1);
    b.real("augment.scale", &C::augment, &C::Augment::scale, 0, 0.9,
           "Largest change of size as a share, usually 0.05 to 0.2.")
        .usually(0.05, 0.2);
    b.real("augment.brightness", &C::augment, &C::Augment::brightness, 0, 1,
           "Largest change of brightness as a share of white, usually 0.1 to 0.3.")
        .usually(0.1, 0.3);
    b.real("augment.contrast", &C::augment, &C::Augment::contrast, 0, 1,
           "Largest change of contrast as a share, usually 0.1 to 0.3.")
        .usually(0.1, 0.3);
    b.real("augment.erase", &C::augment, &C::Augment::erase, 0, 1,
           "Probability that a rectangle of 5 to 20 % of a face is blanked, usually 0 to 0.3.")
        .usually(0, 0.3);
    b.real("augment.blur", &C::augment, &C::Augment::blur, 0, 1,
           "Probability that a face is blurred, usually 0 to 0.2.")
        .usually(0, 0.2);
    b.real("augment.noise", &C::augment, &C::Augment::noise, 0, 0.5,
           "Largest standard deviation of additive noise as a share of white, usually 0 to 0.05.")
        .usually(0, 0.05);
    b.real("augment.low_resolution", &C::augment, &C::Augment::lowResolution, 0, 1,
           "Probability that a face is shrunk to a quarter to three quarters of its size and enlarged again, usually 0 "
           "to 0.3.")
        .usually(0, 0.3);
    b.real("augment.mask", &C::augment, &C::Augment::mask, 0, 1,
           "Probability that a mask covers mouth and nose, usually 0 to 0.1.")
        .usually(0, 0.1);
    b.whole("verify.every_epochs", &C::verify, &C::Verify::everyEpochs, 0, 100000,
            "Epochs between two verifications, usually 1; 0 for the end only.");
    b.whole("verify.max_pairs", &C::verify, &C::Verify::maxPairs, 10, 10'000'000,
            "Most genuine and most impostor pairs of a verification.");
    return std::move(b.list);
}

} // namespace

const std::vector<std::string>& bestByNames()
{
    static const std::vector<std::string> names{"auc", "accuracy", "eer", "tpr", "d_prime", "fisher"};
    return names;
}

constexpr std::pair<const char*, std::int64_t> kBackbones[] = {
    {"mobilefacenet", 2'060'000}, {"mobilefacenet_small", 1'200'000},
    {"iresnet18", 24'030'000},    {"iresnet34", 34'140'000},
    {"iresnet50", 43'590'000},    {"iresnet100", 65'160'000},
    {"iresnet200", 119'000'000},  {"inception_resnet_v1", 23'480'000},
    {"vgg16_face", 52'500'000},   {"vit_t", 19'140'000},
    {"vit_s", 76'020'000}};

const std::vector<std::string>& backboneNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> out;
        for (const auto& [name, parameters] : kBackbones)
            out.emplace_back(name);
        return out;
    }();
    return names;
}

std::int64_t backboneParameters(const std::string& name)
{
    for (const auto& [known, parameters] : kBackbones)
        if (name == known)
            return parameters;
    return 0;
}

const std::vector<Field>& fields()
{
    static const std::vector<Field> list = build();
    return list;
}

// The section may be another one, or have been forgotten: "lr" means "train.lr". Else names are compared within the
// section, where there is such a one.
static std::string nearestKey(const std::string& key)
{
    const auto nameOf = [](const std::string& full) { return full.substr(full.find('.') + 1); };
    const std::string name = nameOf(key), section = key.substr(0, key.size() - name.size());
    const auto& all = fields();
    const bool anywhere =
        std::none_of(all.begin(), all.end(), [&](const Field& f) { return f.key.starts_with(section); });
    std::vector<std::string> keys, names;
    for (const auto& f : all) {
        if (nameOf(f.key) == name)
            return f.key;
        if (anywhere || f.key.starts_with(section)) {
            keys.push_back(f.key);
            names.push_back(nameOf(f.key));
        }
    }
    const auto near = std::find(names.begin(), names.end(), nearestWord(name, names));
    return near == names.end() ? std::string() : keys[static_cast<std::size_t>(near - names.begin())];
}

const Field& field(const std::string& key)
{
    for (const auto& f : fields())
        if (f.key == key)
            return f;
    const std::string nearest = nearestKey(key);
    throw Error(ErrorCode::BadArgument,
                "there is no setting \"" + key + "\"" + (nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?"));
}

Json toJson(const Config& config)
{
    Json out = Json::object();
    for (const auto& f : fields()) {
        const auto dot = f.key.find('.');
        out[f.key.substr(0, dot)][f.key.substr(dot + 1)] = f.get(config);
    }
    return out;
}

Config fromJson(const Json& json)
{
    if (!json.is_object())
        throw Error(ErrorCode::BadFile, "a run's configuration is a JSON object with sections such as \"train\"");
    Config config;
    for (const auto& [section, values] : json.items()) {
        if (!values.is_object())
            field(section); // names the nearest key
        for (const auto& [key, value] : values.items())
            field(section + "." + key).set(config, value);
        if (values.empty() && !toJson(config).contains(section))
            field(section);
    }
    return config;
}

void assign(Config& config, const std::string& keyEqualsValue)
{
    const auto equals = keyEqualsValue.find('=');
    if (equals == std::string::npos)
        throw Error(ErrorCode::BadArgument,
                    "\"" + keyEqualsValue + "\" is not of the form key=value, such as train.lr=0.05");
    field(std::string(trim(keyEqualsValue.substr(0, equals))))
        .set(config, Json(std::string(trim(keyEqualsValue.substr(equals + 1)))));
}

std::vector<std::string> validate(const Config& config)
{
    std::vector<std::string> problems;
    for (const auto& f : fields()) {
        try {
            Config copy = config;
            f.set(copy, f.get(config));
        } catch (const Error& e) {
            problems.emplace_back(e.what());
        }
    }
    const auto say = [&](bool wrong, const char* what) {
        if (wrong)
            problems.emplace_back(what);
    };
    say(config.model.inputSize % 16 != 0, "model.input_size must be a multiple of 16, such as 112, 160 or 224");
    say(config.model.attention != "none" && config.model.backbone.rfind("mobilefacenet", 0) != 0 &&
            config.model.backbone.rfind("iresnet", 0) != 0,
        "model.attention is for mobilefacenet and iresnet networks; use none");
    say(config.model.backbone == "inception_resnet_v1" && config.model.inputSize < 80,
        "model.input_size must be at least 80 for inception_resnet_v1, such as 112 or 160");
    say(config.train.warmupEpochs >= config.train.epochs && config.train.epochs > 1,
        "train.warmup_epochs must be smaller than train.epochs");
    say(config.train.warmupStartLr > config.train.lr, "train.warmup_start_lr must not be above train.lr");
    say(config.train.lrMin > config.train.lr, "train.lr_min must not be above train.lr");
    say(config.model.backbone == kImported && config.model.from.empty(),
        "model.backbone imported needs model.from, the model whose network is to be trained");
    say(config.loss.magNormLow >= config.loss.magNormHigh, "loss.mag_norm_low must be below loss.mag_norm_high");
    say(config.loss.magMarginLow > config.loss.magMarginHigh,
        "loss.mag_margin_low must not be above loss.mag_margin_high");
    const int k = config.train.facesPerIdentity;
    say(config.loss.head == "triplet" && k < 2,
        "loss.head triplet compares faces within a batch: train.faces_per_identity must be 2 or more, such as 4");
    say(k > 0 && (config.train.batchSize % k != 0 || config.train.batchSize / k < 2),
        "train.batch_size must be a multiple of train.faces_per_identity, at least twice as large");
    say(config.loss.head == "triplet" && config.train.frozenEpochs > 0,
        "loss.head triplet has no weights of its own: train.frozen_epochs must be 0");
    say(k == 1, "train.faces_per_identity must be 0 or at least 2");
    const double held = config.train.frozenEpochs + config.train.unfreezeEpochs;
    say(held > 0 && held >= config.train.epochs,
        "train.frozen_epochs and train.unfreeze_epochs together must be less than train.epochs");
    say(config.train.checkpointEpochs == 0 && config.train.checkpointMinutes == 0,
        "train.checkpoint_minutes and train.checkpoint_epochs must not both be 0: a run would be lost with its "
        "process");
    const std::string& device = config.train.device;
    say(config.train.precision == "fp16" && device == "cpu",
        "train.precision fp16 needs a GPU; use bf16 or fp32 on the processor");
    const bool cuda = device.rfind("cuda:", 0) == 0 && device.size() > 5 &&
                      device.find_first_not_of("0123456789", 5) == std::string::npos;
    say(device != "auto" && device != "cpu" && !cuda, "train.device must be auto, cpu or cuda:N");
    return problems;
}

Steps stepsOf(const Config& config, std::size_t images, std::size_t identities)
{
    const auto wanted = static_cast<std::size_t>(config.train.batchSize),
               each = static_cast<std::size_t>(config.train.facesPerIdentity);
    Steps steps;
    steps.batch = each > 0 ? std::min(wanted / each, identities) * each : std::min(wanted, images);
    const auto perStep = std::max<std::size_t>(1, steps.batch) * static_cast<std::size_t>(config.train.accumulate);
    steps.perEpoch = static_cast<std::int64_t>((images + perStep - 1) / perStep);
    return steps;
}

} // namespace likeness::run
