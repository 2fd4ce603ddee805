// SPDX-License-Identifier: GPL-3.0-or-later
// Names and help of the fields of run.json for translation. The help is core/run's sentence, word for word: a test
// compares them.
#include "app/pages/train/field_text.h"

#include "app/engine/qt_convert.h"

#include <QCoreApplication>
#include <QLocale>
#include <map>

namespace likeness::pages {
namespace {

struct FieldText {
    const char* key;
    const char* label;
    const char* help;
};
// clang-format off
constexpr FieldText kTexts[] = {
    {"data.validation", QT_TRANSLATE_NOOP("RunFields", "Validation share"), QT_TRANSLATE_NOOP("RunFields", "Share of the identities kept out of training for verification, usually 0.1 to 0.3; at least two identities, 0 for none.")},
    {"data.min_images", QT_TRANSLATE_NOOP("RunFields", "Least images"), QT_TRANSLATE_NOOP("RunFields", "Identities with fewer images are left out of training, usually 2 to 5.")},
    {"data.snapshot", QT_TRANSLATE_NOOP("RunFields", "Dataset version"), QT_TRANSLATE_NOOP("RunFields", "Content hash of the dataset version; filled in when the run is made.")},
    {"model.backbone", QT_TRANSLATE_NOOP("RunFields", "Network"), QT_TRANSLATE_NOOP("RunFields", "Network that turns a face into an embedding; mobilefacenet is the small fast one, iresnet50 and up want a GPU, imported is the one of model.from.")},
    {"model.embedding", QT_TRANSLATE_NOOP("RunFields", "Embedding"), QT_TRANSLATE_NOOP("RunFields", "Length of the embedding, usually 128 to 512.")},
    {"model.input_size", QT_TRANSLATE_NOOP("RunFields", "Crop size"), QT_TRANSLATE_NOOP("RunFields", "Side of the aligned crop in pixels, a multiple of 16: 112, 160 or 224.")},
    {"model.dropout", QT_TRANSLATE_NOOP("RunFields", "Dropout"), QT_TRANSLATE_NOOP("RunFields", "Share of features dropped before the embedding, usually 0 to 0.4.")},
    {"model.attention", QT_TRANSLATE_NOOP("RunFields", "Attention"), QT_TRANSLATE_NOOP("RunFields", "Attention in the residual units of mobilefacenet and iresnet networks: cbam weighs channels, then places.")},
    {"model.from", QT_TRANSLATE_NOOP("RunFields", "Begin with"), QT_TRANSLATE_NOOP("RunFields", "Weights to begin with: a run, a model.safetensors or an .onnx file; empty for fresh ones.")},
    {"loss.head", QT_TRANSLATE_NOOP("RunFields", "Head"), QT_TRANSLATE_NOOP("RunFields", "How training separates identities: all but softmax ask for a margin, subcenter bears wrong labels, adaface and magface heed quality.")},
    {"loss.s", QT_TRANSLATE_NOOP("RunFields", "Scale s"), QT_TRANSLATE_NOOP("RunFields", "Scale of the cosines before softmax, usually 16 for few identities to 64 for thousands.")},
    {"loss.m", QT_TRANSLATE_NOOP("RunFields", "Margin m"), QT_TRANSLATE_NOOP("RunFields", "Margin: an angle in radians for arcface, subcenter and curricular (usually 0.3 to 0.7), a cosine for cosface (0.2 to 0.4), both for adaface (0.4).")},
    {"loss.m1", QT_TRANSLATE_NOOP("RunFields", "Combined m1"), QT_TRANSLATE_NOOP("RunFields", "Combined margin s(cos(m1 θ + m2) − m3): factor of the angle, usually 1.")},
    {"loss.m2", QT_TRANSLATE_NOOP("RunFields", "Combined m2"), QT_TRANSLATE_NOOP("RunFields", "Combined margin: angle in radians, usually 0.2 to 0.5.")},
    {"loss.m3", QT_TRANSLATE_NOOP("RunFields", "Combined m3"), QT_TRANSLATE_NOOP("RunFields", "Combined margin: cosine, usually 0.1 to 0.4.")},
    {"loss.subcenters", QT_TRANSLATE_NOOP("RunFields", "Sub-centres"), QT_TRANSLATE_NOOP("RunFields", "Centres that an identity may have with subcenter, usually 3; wrong labels gather around a lesser one.")},
    {"loss.adaface_h", QT_TRANSLATE_NOOP("RunFields", "AdaFace h"), QT_TRANSLATE_NOOP("RunFields", "How far adaface lets the length of an embedding move the margin, usually 0.333.")},
    {"loss.mag_norm_low", QT_TRANSLATE_NOOP("RunFields", "MagFace shortest"), QT_TRANSLATE_NOOP("RunFields", "Length of an embedding at which magface takes its lowest margin, usually 10.")},
    {"loss.mag_norm_high", QT_TRANSLATE_NOOP("RunFields", "MagFace longest"), QT_TRANSLATE_NOOP("RunFields", "Length of an embedding at which magface takes its highest margin, usually 110.")},
    {"loss.mag_margin_low", QT_TRANSLATE_NOOP("RunFields", "MagFace least margin"), QT_TRANSLATE_NOOP("RunFields", "Lowest margin of magface in radians, usually 0.45.")},
    {"loss.mag_margin_high", QT_TRANSLATE_NOOP("RunFields", "MagFace largest margin"), QT_TRANSLATE_NOOP("RunFields", "Highest margin of magface in radians, usually 0.8.")},
    {"loss.mag_lambda", QT_TRANSLATE_NOOP("RunFields", "MagFace lambda"), QT_TRANSLATE_NOOP("RunFields", "Weight of magface's pull towards long embeddings, usually 5 to 35.")},
    {"loss.triplet_margin", QT_TRANSLATE_NOOP("RunFields", "Triplet margin"), QT_TRANSLATE_NOOP("RunFields", "Margin of triplet between squared distances of unit vectors, usually 0.2 to 0.5.")},
    {"loss.mining", QT_TRANSLATE_NOOP("RunFields", "Triplet mining"), QT_TRANSLATE_NOOP("RunFields", "Which triplets of a batch count: semi_hard the closest impostor beyond the genuine face, batch_hard the farthest genuine and the closest impostor face.")},
    {"loss.interclass_filter", QT_TRANSLATE_NOOP("RunFields", "Inter-class filter"), QT_TRANSLATE_NOOP("RunFields", "Cosine above which another identity is taken for the same person under a wrong label and not pushed away, usually 0.4; 0 for off.")},
    {"loss.margin_ramp", QT_TRANSLATE_NOOP("RunFields", "Margin ramp"), QT_TRANSLATE_NOOP("RunFields", "Share of the epochs over which the margin grows from 0 to its value; 0 starts with all of it.")},
    {"loss.label_smoothing", QT_TRANSLATE_NOOP("RunFields", "Label smoothing"), QT_TRANSLATE_NOOP("RunFields", "Share of the target spread over all identities, usually 0 to 0.1.")},
    {"loss.focal_gamma", QT_TRANSLATE_NOOP("RunFields", "Focal gamma"), QT_TRANSLATE_NOOP("RunFields", "Exponent that makes easy faces count less, usually 2; 0 for off.")},
    {"loss.focal_from", QT_TRANSLATE_NOOP("RunFields", "Focal from"), QT_TRANSLATE_NOOP("RunFields", "Share of the epochs after which focal weighting begins, usually 0.8.")},
    {"train.epochs", QT_TRANSLATE_NOOP("RunFields", "Epochs"), QT_TRANSLATE_NOOP("RunFields", "How often every face is seen, usually 20 to 100.")},
    {"train.batch_size", QT_TRANSLATE_NOOP("RunFields", "Batch size"), QT_TRANSLATE_NOOP("RunFields", "Faces in one step, usually 256 to 1024 on a GPU, 16 to 64 for small datasets.")},
    {"train.faces_per_identity", QT_TRANSLATE_NOOP("RunFields", "Faces per identity"), QT_TRANSLATE_NOOP("RunFields", "Faces of each identity in a batch, all identities alike often: 4 for triplet; 0 to see every face once an epoch.")},
    {"train.optimizer", QT_TRANSLATE_NOOP("RunFields", "Optimiser"), QT_TRANSLATE_NOOP("RunFields", "How weights follow the gradient: sgd with momentum for convolutions, adamw for vit.")},
    {"train.lr", QT_TRANSLATE_NOOP("RunFields", "Learning rate"), QT_TRANSLATE_NOOP("RunFields", "Highest learning rate, usually 0.01 to 0.5 with sgd, more for larger batches, and 1e-4 to 1e-3 with adamw.")},
    {"train.backbone_lr", QT_TRANSLATE_NOOP("RunFields", "Network’s share"), QT_TRANSLATE_NOOP("RunFields", "Share of the learning rate that the network gets, usually 1, and 0.01 to 0.1 for fine-tuning.")},
    {"train.momentum", QT_TRANSLATE_NOOP("RunFields", "Momentum"), QT_TRANSLATE_NOOP("RunFields", "Momentum of sgd, beta 1 of adamw, usually 0.9.")},
    {"train.beta2", QT_TRANSLATE_NOOP("RunFields", "Beta 2"), QT_TRANSLATE_NOOP("RunFields", "Beta 2 of adamw, usually 0.999.")},
    {"train.weight_decay", QT_TRANSLATE_NOOP("RunFields", "Weight decay"), QT_TRANSLATE_NOOP("RunFields", "Pull of the weights towards zero, usually 1e-5 to 1e-3 with sgd and 0.01 to 0.1 with adamw.")},
    {"train.decay_all", QT_TRANSLATE_NOOP("RunFields", "Decay everything"), QT_TRANSLATE_NOOP("RunFields", "Apply weight decay to batch normalisation and slopes too.")},
    {"train.warmup_epochs", QT_TRANSLATE_NOOP("RunFields", "Warm-up epochs"), QT_TRANSLATE_NOOP("RunFields", "Epochs over which the learning rate rises linearly, usually 1 to 5.")},
    {"train.warmup_start_lr", QT_TRANSLATE_NOOP("RunFields", "Warm-up start"), QT_TRANSLATE_NOOP("RunFields", "Learning rate at the very first step, usually 0.")},
    {"train.lr_min", QT_TRANSLATE_NOOP("RunFields", "Last learning rate"), QT_TRANSLATE_NOOP("RunFields", "Learning rate at the end of cosine and polynomial schedules, usually 0.")},
    {"train.schedule", QT_TRANSLATE_NOOP("RunFields", "Schedule"), QT_TRANSLATE_NOOP("RunFields", "How the learning rate falls: cosine, polynomial (power 2), or step (a tenth at 50 % and at 75 %).")},
    {"train.accumulate", QT_TRANSLATE_NOOP("RunFields", "Accumulate"), QT_TRANSLATE_NOOP("RunFields", "Batches whose gradients are averaged before one step, usually 1.")},
    {"train.clip_norm", QT_TRANSLATE_NOOP("RunFields", "Clip gradient"), QT_TRANSLATE_NOOP("RunFields", "Largest norm of the gradient, usually 5; 0 for none.")},
    {"train.ema", QT_TRANSLATE_NOOP("RunFields", "Moving average"), QT_TRANSLATE_NOOP("RunFields", "Decay of a moving average of the weights, which is verified and kept in their place, usually 0.999; 0 for none.")},
    {"train.frozen_epochs", QT_TRANSLATE_NOOP("RunFields", "Frozen epochs"), QT_TRANSLATE_NOOP("RunFields", "Epochs at the beginning in which the network stays as it is and only the head learns, usually 1 to 3 for fine-tuning.")},
    {"train.unfreeze_epochs", QT_TRANSLATE_NOOP("RunFields", "Unfreezing epochs"), QT_TRANSLATE_NOOP("RunFields", "Epochs over which the network is set free after that, a quarter at a time from its end; 0 all at once.")},
    {"train.precision", QT_TRANSLATE_NOOP("RunFields", "Precision"), QT_TRANSLATE_NOOP("RunFields", "Arithmetic of the backbone: bf16 is faster on newer devices, fp16 on GPUs, its loss scaled by itself.")},
    {"train.device", QT_TRANSLATE_NOOP("RunFields", "Device"), QT_TRANSLATE_NOOP("RunFields", "Where to compute: auto, cpu or cuda:N.")},
    {"train.threads", QT_TRANSLATE_NOOP("RunFields", "Threads"), QT_TRANSLATE_NOOP("RunFields", "Processor threads, 0 for all.")},
    {"train.seed", QT_TRANSLATE_NOOP("RunFields", "Seed"), QT_TRANSLATE_NOOP("RunFields", "Seed of the split, the initial weights, the order and the augmentation.")},
    {"train.checkpoint_minutes", QT_TRANSLATE_NOOP("RunFields", "Checkpoint every"), QT_TRANSLATE_NOOP("RunFields", "Longest time between two checkpoints in minutes, usually 5; 0 for the end of epochs only.")},
    {"train.checkpoint_epochs", QT_TRANSLATE_NOOP("RunFields", "Checkpoint epochs"), QT_TRANSLATE_NOOP("RunFields", "Epochs between two checkpoints, usually 1; 0 for by time only.")},
    {"train.best_by", QT_TRANSLATE_NOOP("RunFields", "Best epoch by"), QT_TRANSLATE_NOOP("RunFields", "Figure of the verification by which the best epoch is chosen.")},
    {"train.rollbacks", QT_TRANSLATE_NOOP("RunFields", "Rollbacks"), QT_TRANSLATE_NOOP("RunFields", "How often a run that diverges goes back to its last checkpoint with half the learning rate before it fails, usually 3.")},
    {"augment.flip", QT_TRANSLATE_NOOP("RunFields", "Mirror"), QT_TRANSLATE_NOOP("RunFields", "Mirror half of the faces.")},
    {"augment.rotation", QT_TRANSLATE_NOOP("RunFields", "Rotation"), QT_TRANSLATE_NOOP("RunFields", "Largest rotation to either side in degrees, usually 5 to 15, at most 30.")},
    {"augment.shift", QT_TRANSLATE_NOOP("RunFields", "Shift"), QT_TRANSLATE_NOOP("RunFields", "Largest shift as a share of the side, usually 0.02 to 0.1.")},
    {"augment.scale", QT_TRANSLATE_NOOP("RunFields", "Scale change"), QT_TRANSLATE_NOOP("RunFields", "Largest change of size as a share, usually 0.05 to 0.2.")},
    {"augment.brightness", QT_TRANSLATE_NOOP("RunFields", "Brightness"), QT_TRANSLATE_NOOP("RunFields", "Largest change of brightness as a share of white, usually 0.1 to 0.3.")},
    {"augment.contrast", QT_TRANSLATE_NOOP("RunFields", "Contrast"), QT_TRANSLATE_NOOP("RunFields", "Largest change of contrast as a share, usually 0.1 to 0.3.")},
    {"augment.erase", QT_TRANSLATE_NOOP("RunFields", "Erase"), QT_TRANSLATE_NOOP("RunFields", "Probability that a rectangle of 5 to 20 % of a face is blanked, usually 0 to 0.3.")},
    {"augment.blur", QT_TRANSLATE_NOOP("RunFields", "Blur"), QT_TRANSLATE_NOOP("RunFields", "Probability that a face is blurred, usually 0 to 0.2.")},
    {"augment.noise", QT_TRANSLATE_NOOP("RunFields", "Noise"), QT_TRANSLATE_NOOP("RunFields", "Largest standard deviation of additive noise as a share of white, usually 0 to 0.05.")},
    {"augment.low_resolution", QT_TRANSLATE_NOOP("RunFields", "Low resolution"), QT_TRANSLATE_NOOP("RunFields", "Probability that a face is shrunk to a quarter to three quarters of its size and enlarged again, usually 0 to 0.3.")},
    {"augment.mask", QT_TRANSLATE_NOOP("RunFields", "Mask"), QT_TRANSLATE_NOOP("RunFields", "Probability that a mask covers mouth and nose, usually 0 to 0.1.")},
    {"verify.every_epochs", QT_TRANSLATE_NOOP("RunFields", "Verify every"), QT_TRANSLATE_NOOP("RunFields", "Epochs between two verifications, usually 1; 0 for the end only.")},
    {"verify.max_pairs", QT_TRANSLATE_NOOP("RunFields", "Most pairs"), QT_TRANSLATE_NOOP("RunFields", "Most genuine and most impostor pairs of a verification.")},
};
// clang-format on

// clang-format off
struct ChoiceText {
    const char* key;
    const char* choice;
    const char* help;
};
constexpr ChoiceText kChoices[] = {
    {"model.backbone", "mobilefacenet", QT_TRANSLATE_NOOP("RunFields", "Small and fast, for phones and processors (Chen et al. 2018); the best beginning for small datasets.")},
    {"model.backbone", "mobilefacenet_small", QT_TRANSLATE_NOOP("RunFields", "Half of MobileFaceNet, for experiments and the weakest devices.")},
    {"model.backbone", "iresnet18", QT_TRANSLATE_NOOP("RunFields", "The smallest of ArcFace’s residual networks; trains on a processor in hours, on a GPU in minutes.")},
    {"model.backbone", "iresnet34", QT_TRANSLATE_NOOP("RunFields", "Between iresnet18 and iresnet50.")},
    {"model.backbone", "iresnet50", QT_TRANSLATE_NOOP("RunFields", "The field’s usual choice for some thousand people and more; wants a GPU.")},
    {"model.backbone", "iresnet100", QT_TRANSLATE_NOOP("RunFields", "What most published results are of; wants a large GPU and a large dataset.")},
    {"model.backbone", "iresnet200", QT_TRANSLATE_NOOP("RunFields", "For millions of faces; twice as slow as iresnet100.")},
    {"model.backbone", "inception_resnet_v1", QT_TRANSLATE_NOOP("RunFields", "FaceNet’s network, made for crops of 160 pixels.")},
    {"model.backbone", "vgg16_face", QT_TRANSLATE_NOOP("RunFields", "The network of VGG-Face, made for crops of 224 pixels; large and slow, for comparison.")},
    {"model.backbone", "vit_t", QT_TRANSLATE_NOOP("RunFields", "A small transformer; learns with adamw, from much data.")},
    {"model.backbone", "vit_s", QT_TRANSLATE_NOOP("RunFields", "A transformer; learns with adamw, from very much data on a GPU.")},
    {"model.backbone", "imported", QT_TRANSLATE_NOOP("RunFields", "The network of the model to begin with, whatever it is.")},
    {"loss.head", "arcface", QT_TRANSLATE_NOOP("RunFields", "A margin on the angle (Deng et al. 2019): the usual choice.")},
    {"loss.head", "cosface", QT_TRANSLATE_NOOP("RunFields", "A margin on the cosine (Wang et al. 2018): gentler than arcface at the beginning.")},
    {"loss.head", "combined", QT_TRANSLATE_NOOP("RunFields", "Margins on the angle and the cosine together: s(cos(m1 θ + m2) − m3).")},
    {"loss.head", "subcenter", QT_TRANSLATE_NOOP("RunFields", "ArcFace with several centres for each person (Deng et al. 2020): wrong labels gather around a lesser one.")},
    {"loss.head", "curricular", QT_TRANSLATE_NOOP("RunFields", "Easy faces first, hard ones more and more (Huang et al. 2020).")},
    {"loss.head", "adaface", QT_TRANSLATE_NOOP("RunFields", "A margin by the quality of each picture (Kim et al. 2022): for mixed and poor photographs.")},
    {"loss.head", "magface", QT_TRANSLATE_NOOP("RunFields", "The length of an embedding becomes a measure of quality (Meng et al. 2021).")},
    {"loss.head", "softmax", QT_TRANSLATE_NOOP("RunFields", "No margin: separates the people of training, and strangers less well.")},
    {"loss.head", "triplet", QT_TRANSLATE_NOOP("RunFields", "Compares faces with each other instead of with centres (FaceNet); needs several faces of each person in a batch.")},
    {"train.optimizer", "sgd", QT_TRANSLATE_NOOP("RunFields", "With momentum: what convolutional networks are trained with.")},
    {"train.optimizer", "adamw", QT_TRANSLATE_NOOP("RunFields", "For transformers; wants a learning rate a hundred times smaller and a weight decay a hundred times larger.")},
};
struct PresetText {
    const char* id;
    const char* help; // core/run's sentence, word for word: a test compares them
};
constexpr PresetText kPresets[] = {
    {"small", QT_TRANSLATE_NOOP("RunFields", "Up to some hundred people: MobileFaceNet, a scale of 32, a margin that grows slowly, batches of 16 for more steps.")},
    {"normal", QT_TRANSLATE_NOOP("RunFields", "More people: the same network and margin, batches of 32.")},
    {"large", QT_TRANSLATE_NOOP("RunFields", "Thousands of people on a GPU: iresnet50 in bf16, batches of 512 with the learning rate that goes with them.")},
    {"fine_tune", QT_TRANSLATE_NOOP("RunFields", "Goes on from a trained model: its network learns at a tenth of the rate, after an epoch in which only the head does.")},
    {"noisy_labels", QT_TRANSLATE_NOOP("RunFields", "Where labels are known to be wrong and nobody can review them all: each person gets three centres, and hard faces do not count more.")},
};
// clang-format on

struct RunFields {
    Q_DECLARE_TR_FUNCTIONS(RunFields)
};

const FieldText* find(const QString& key)
{
    for (const FieldText& text : kTexts)
        if (key == QLatin1String(text.key))
            return &text;
    return nullptr;
}

// Null also where the core has learned a better sentence since.
const PresetText* find(const run::Preset& preset)
{
    for (const PresetText& text : kPresets)
        if (preset.id == text.id && preset.help == text.help)
            return &text;
    return nullptr;
}

} // namespace

QString fieldLabel(const QString& key)
{
    const FieldText* text = find(key);
    return text ? RunFields::tr(text->label) : key;
}

QString fieldHelp(const run::Field& field)
{
    const FieldText* text = find(engine::qs(field.key));
    // The core may have learned a better sentence since: what it says is right, if not translated.
    return text && field.help == text->help ? QCoreApplication::translate("RunFields", text->help)
                                            : engine::qs(field.help);
}

bool hasTranslatableHelp(const run::Field& field)
{
    const FieldText* text = find(engine::qs(field.key));
    return text && field.help == text->help;
}

QString choiceLabel(const QString& key, const QString& choice)
{
    if (key == QLatin1String("train.schedule")) {
        if (choice == QLatin1String("cosine"))
            return RunFields::tr("Cosine");
        if (choice == QLatin1String("polynomial"))
            return RunFields::tr("Polynomial");
        if (choice == QLatin1String("step"))
            return RunFields::tr("Steps");
    }
    if (key == QLatin1String("model.attention") && choice == QLatin1String("none"))
        return RunFields::tr("None");
    if (key == QLatin1String("model.backbone"))
        if (const auto parameters = run::backboneParameters(engine::utf8(choice)); parameters > 0)
            //: name of a network, how many million parameters it has
            return RunFields::tr("%1, %2 M")
                .arg(choice, QLocale().toString(static_cast<double>(parameters) / 1e6, 'f', 1));
    return choice; // names of networks, heads and precisions are the field's own
}

QString choiceHelp(const QString& key, const QString& choice)
{
    static const std::map<std::pair<QString, QString>, const char*> texts = [] {
        std::map<std::pair<QString, QString>, const char*> out;
        for (const ChoiceText& text : kChoices)
            out[{QString::fromLatin1(text.key), QString::fromLatin1(text.choice)}] = text.help;
        return out;
    }();
    const auto it = texts.find({key, choice});
    return it == texts.end() ? QString() : RunFields::tr(it->second);
}

QString presetLabel(const run::Preset& preset)
{
    const std::string& id = preset.id;
    return id == "small"          ? RunFields::tr("S&mall dataset")
           : id == "normal"       ? RunFields::tr("N&ormal")
           : id == "large"        ? RunFields::tr("Large, on a &GPU")
           : id == "fine_tune"    ? RunFields::tr("Fine-&tune a model")
           : id == "noisy_labels" ? RunFields::tr("Nois&y labels")
                                  : engine::qs(id);
}

QString presetHelp(const run::Preset& preset)
{
    const PresetText* text = find(preset);
    return text ? RunFields::tr(text->help) : engine::qs(preset.help);
}

bool hasTranslatableHelp(const run::Preset& preset)
{
    return find(preset) != nullptr;
}

} // namespace likeness::pages
