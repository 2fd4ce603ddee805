// SPDX-License-Identifier: GPL-3.0-or-later
// Names and help of the fields of run.json for translation. The help is core/run's sentence, word for word: a test
// compares them.
#include "app/engine/qt_convert.h"
#include "app/pages/train/field_form.h"

#include <QCoreApplication>

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
    {"model.backbone", QT_TRANSLATE_NOOP("RunFields", "Network"), QT_TRANSLATE_NOOP("RunFields", "Network that turns a face into an embedding; mobilefacenet is the small fast one, iresnet50 and up want a GPU.")},
    {"model.embedding", QT_TRANSLATE_NOOP("RunFields", "Embedding"), QT_TRANSLATE_NOOP("RunFields", "Length of the embedding, usually 128 to 512.")},
    {"model.input_size", QT_TRANSLATE_NOOP("RunFields", "Crop size"), QT_TRANSLATE_NOOP("RunFields", "Side of the aligned crop in pixels, a multiple of 16: 112, 160 or 224.")},
    {"model.dropout", QT_TRANSLATE_NOOP("RunFields", "Dropout"), QT_TRANSLATE_NOOP("RunFields", "Share of features dropped before the embedding, usually 0 to 0.4.")},
    {"model.attention", QT_TRANSLATE_NOOP("RunFields", "Attention"), QT_TRANSLATE_NOOP("RunFields", "Attention in the residual units of mobilefacenet and iresnet networks: cbam weighs channels, then places.")},
    {"loss.head", QT_TRANSLATE_NOOP("RunFields", "Head"), QT_TRANSLATE_NOOP("RunFields", "How training separates identities: arcface and cosface add a margin.")},
    {"loss.s", QT_TRANSLATE_NOOP("RunFields", "Scale s"), QT_TRANSLATE_NOOP("RunFields", "Scale of the cosines before softmax, usually 16 for few identities to 64 for thousands.")},
    {"loss.m", QT_TRANSLATE_NOOP("RunFields", "Margin m"), QT_TRANSLATE_NOOP("RunFields", "Margin: an angle in radians for arcface (usually 0.3 to 0.5), a cosine for cosface (0.2 to 0.4).")},
    {"loss.margin_ramp", QT_TRANSLATE_NOOP("RunFields", "Margin ramp"), QT_TRANSLATE_NOOP("RunFields", "Share of the epochs over which the margin grows from 0 to its value; 0 starts with all of it.")},
    {"loss.label_smoothing", QT_TRANSLATE_NOOP("RunFields", "Label smoothing"), QT_TRANSLATE_NOOP("RunFields", "Share of the target spread over all identities, usually 0 to 0.1.")},
    {"loss.focal_gamma", QT_TRANSLATE_NOOP("RunFields", "Focal gamma"), QT_TRANSLATE_NOOP("RunFields", "Exponent that makes easy faces count less, usually 0 (off) to 2.")},
    {"loss.focal_from", QT_TRANSLATE_NOOP("RunFields", "Focal from"), QT_TRANSLATE_NOOP("RunFields", "Share of the epochs after which focal weighting begins.")},
    {"train.epochs", QT_TRANSLATE_NOOP("RunFields", "Epochs"), QT_TRANSLATE_NOOP("RunFields", "How often every face is seen, usually 20 to 100.")},
    {"train.batch_size", QT_TRANSLATE_NOOP("RunFields", "Batch size"), QT_TRANSLATE_NOOP("RunFields", "Faces in one step, usually 32 to 512.")},
    {"train.lr", QT_TRANSLATE_NOOP("RunFields", "Learning rate"), QT_TRANSLATE_NOOP("RunFields", "Highest learning rate, usually 0.01 to 0.1.")},
    {"train.momentum", QT_TRANSLATE_NOOP("RunFields", "Momentum"), QT_TRANSLATE_NOOP("RunFields", "Momentum of stochastic gradient descent, usually 0.9.")},
    {"train.weight_decay", QT_TRANSLATE_NOOP("RunFields", "Weight decay"), QT_TRANSLATE_NOOP("RunFields", "Pull of the weights towards zero, usually 1e-4 to 5e-4.")},
    {"train.decay_all", QT_TRANSLATE_NOOP("RunFields", "Decay everything"), QT_TRANSLATE_NOOP("RunFields", "Apply weight decay to batch normalisation and slopes too.")},
    {"train.warmup_epochs", QT_TRANSLATE_NOOP("RunFields", "Warm-up epochs"), QT_TRANSLATE_NOOP("RunFields", "Epochs over which the learning rate rises linearly, usually 1 to 5.")},
    {"train.warmup_start_lr", QT_TRANSLATE_NOOP("RunFields", "Warm-up start"), QT_TRANSLATE_NOOP("RunFields", "Learning rate at the very first step, usually 0.")},
    {"train.lr_min", QT_TRANSLATE_NOOP("RunFields", "Last learning rate"), QT_TRANSLATE_NOOP("RunFields", "Learning rate at the end of cosine and polynomial schedules, usually 0.")},
    {"train.schedule", QT_TRANSLATE_NOOP("RunFields", "Schedule"), QT_TRANSLATE_NOOP("RunFields", "How the learning rate falls: cosine, polynomial (power 2), or step (a tenth at 50 % and at 75 %).")},
    {"train.accumulate", QT_TRANSLATE_NOOP("RunFields", "Accumulate"), QT_TRANSLATE_NOOP("RunFields", "Batches whose gradients are averaged before one step, usually 1.")},
    {"train.clip_norm", QT_TRANSLATE_NOOP("RunFields", "Clip gradient"), QT_TRANSLATE_NOOP("RunFields", "Largest norm of the gradient, usually 5; 0 for none.")},
    {"train.precision", QT_TRANSLATE_NOOP("RunFields", "Precision"), QT_TRANSLATE_NOOP("RunFields", "Arithmetic of the backbone; bf16 is faster on newer devices.")},
    {"train.device", QT_TRANSLATE_NOOP("RunFields", "Device"), QT_TRANSLATE_NOOP("RunFields", "Where to compute: auto, cpu or cuda:N.")},
    {"train.threads", QT_TRANSLATE_NOOP("RunFields", "Threads"), QT_TRANSLATE_NOOP("RunFields", "Processor threads, 0 for all.")},
    {"train.seed", QT_TRANSLATE_NOOP("RunFields", "Seed"), QT_TRANSLATE_NOOP("RunFields", "Seed of the split, the initial weights, the order and the augmentation.")},
    {"train.checkpoint_minutes", QT_TRANSLATE_NOOP("RunFields", "Checkpoint every"), QT_TRANSLATE_NOOP("RunFields", "Longest time between two checkpoints, usually 5; 0 for the end of epochs only.")},
    {"augment.flip", QT_TRANSLATE_NOOP("RunFields", "Mirror"), QT_TRANSLATE_NOOP("RunFields", "Mirror half of the faces.")},
    {"augment.rotation", QT_TRANSLATE_NOOP("RunFields", "Rotation"), QT_TRANSLATE_NOOP("RunFields", "Largest rotation to either side in degrees, usually 5 to 15.")},
    {"augment.shift", QT_TRANSLATE_NOOP("RunFields", "Shift"), QT_TRANSLATE_NOOP("RunFields", "Largest shift as a share of the side, usually 0.02 to 0.1.")},
    {"augment.scale", QT_TRANSLATE_NOOP("RunFields", "Scale change"), QT_TRANSLATE_NOOP("RunFields", "Largest change of size as a share, usually 0.05 to 0.2.")},
    {"augment.brightness", QT_TRANSLATE_NOOP("RunFields", "Brightness"), QT_TRANSLATE_NOOP("RunFields", "Largest change of brightness as a share of white, usually 0.1 to 0.3.")},
    {"augment.contrast", QT_TRANSLATE_NOOP("RunFields", "Contrast"), QT_TRANSLATE_NOOP("RunFields", "Largest change of contrast as a share, usually 0.1 to 0.3.")},
    {"augment.erase", QT_TRANSLATE_NOOP("RunFields", "Erase"), QT_TRANSLATE_NOOP("RunFields", "Probability that a rectangle of 5 to 20 % of a face is blanked, usually 0 to 0.3.")},
    {"verify.every_epochs", QT_TRANSLATE_NOOP("RunFields", "Verify every"), QT_TRANSLATE_NOOP("RunFields", "Epochs between two verifications, usually 1; 0 for the end only.")},
    {"verify.max_pairs", QT_TRANSLATE_NOOP("RunFields", "Most pairs"), QT_TRANSLATE_NOOP("RunFields", "Most genuine and most impostor pairs of a verification.")},
};
// clang-format on

const FieldText* find(const QString& key)
{
    for (const FieldText& text : kTexts)
        if (key == QLatin1String(text.key))
            return &text;
    return nullptr;
}

} // namespace

QString fieldLabel(const QString& key)
{
    const FieldText* text = find(key);
    return text ? QCoreApplication::translate("RunFields", text->label) : key;
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
            return FieldForm::tr("Cosine");
        if (choice == QLatin1String("polynomial"))
            return FieldForm::tr("Polynomial");
        if (choice == QLatin1String("step"))
            return FieldForm::tr("Steps");
    }
    if (key == QLatin1String("model.attention") && choice == QLatin1String("none"))
        return FieldForm::tr("None");
    return choice; // names of networks, heads and precisions are the field's own
}

} // namespace likeness::pages
