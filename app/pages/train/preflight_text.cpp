// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/preflight_text.h"

#include "app/engine/qt_convert.h"
#include "app/pages/train/field_text.h"
#include "core/run/event_fields.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

namespace likeness::pages {
namespace {

struct Preflight {
    Q_DECLARE_TR_FUNCTIONS(Preflight)
};

// "2 h 10 min"
QString duration(double seconds)
{
    const auto whole = static_cast<int>(std::min(seconds, 1e9));
    if (whole < 60)
        return Preflight::tr("%n s", nullptr, std::max(1, whole));
    if (whole < 3600)
        return Preflight::tr("%n min", nullptr, (whole + 30) / 60);
    if (whole < 24 * 3600)
        //: hours and minutes
        return Preflight::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 600 * 10);
    //: days and hours
    return Preflight::tr("%1 d %2 h").arg(whole / 86400).arg(whole % 86400 / 3600);
}

// "model.input_size must be …": people know settings by their labels.
QString withLabels(const QString& text)
{
    static const QRegularExpression key(QStringLiteral("\\b[a-z]+\\.[a-z][a-z0-9_]*"));
    QString out;
    qsizetype at = 0;
    for (auto found = key.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        const QString label = fieldLabel(match.captured());
        out += text.mid(at, match.capturedStart() - at);
        out += label == match.captured() ? label : QStringLiteral("“%1”").arg(label);
        at = match.capturedEnd();
    }
    return out + text.mid(at);
}

} // namespace

FindingText findingText(const launch::PreflightFinding& finding)
{
    const std::string& code = finding.code;
    const auto real = [&finding](const char* name) { return run::numberOr(finding.facts, name, 0); };
    const auto figure = [&real](const char* name, int digits = 6) { return QString::number(real(name), 'g', digits); };
    const auto word = [&finding](const char* name) { return engine::qs(run::text(finding.facts, name)); };
    const auto fact = [&real](const char* name) { return static_cast<int>(real(name)); };
    if (code == "no_crops" && fact("prepared") > 0) {
        const int size = fact("size"), prepared = fact("prepared");
        const QString label = fieldLabel(QStringLiteral("model.input_size"));
        const bool possible = finding.facts.value("possible", false);
        return {Preflight::tr("The faces have been prepared at %1 pixels, not at %2.").arg(prepared).arg(size),
                possible
                    //: name of a setting, its value, another value
                    ? Preflight::tr("Set “%1” on the Model page to %2, or prepare the faces at %3 too, on the command "
                                    "line: prepare PROJECT --size %3.")
                          .arg(label)
                          .arg(prepared)
                          .arg(size)
                    //: name of a setting, its value
                    : Preflight::tr("Set “%1” on the Model page to %2.").arg(label).arg(prepared)};
    }
    if (code == "no_crops")
        return {Preflight::tr("None of the %n labelled face(s) has a crop yet.", nullptr, fact("faces")),
                Preflight::tr("Find and align the faces first: Dataset, Prepare faces.")};
    if (code == "few_validation")
        return {
            Preflight::tr("Only %n people are kept for verification.", nullptr, fact("identities")),
            Preflight::tr("Fewer than %1 cannot say how far the figures carry: raise the validation share, or import "
                          "more people.")
                .arg(fact("below"))};
    if (code == "snapshot_ignored")
        return {Preflight::tr("The dataset version %1 in the settings has no say.").arg(word("snapshot")),
                Preflight::tr("It is filled in when the run is made; choose the version on the Data page.")};
    if (code == "no_device")
        return {Preflight::tr("There is no device %1 here.").arg(word("device")),
                Preflight::tr("Choose auto or cpu; a GPU needs a compute module built with CUDA.")};
    if (code == "too_few_identities")
        return {Preflight::tr("Only %1 people are left for training; at least %2 are needed.")
                    .arg(fact("identities"))
                    .arg(fact("needed")),
                Preflight::tr("Import more people, lower “Least images”, or lower the validation share.")};
    if (code == "no_validation")
        return {Preflight::tr("Too few people are left to verify with."),
                Preflight::tr(
                    "Raise the validation share, or import more people: at least two with two photographs each are "
                    "kept apart.")};
    if (code == "batch_over_data")
        return {
            Preflight::tr("A batch of %1 is larger than the %2 training faces.").arg(fact("batch")).arg(fact("images")),
            Preflight::tr("Choose a smaller batch size.")};
    if (code == "disk_space")
        return {Preflight::tr("The checkpoints need about %1 MB; %2 MB are free.")
                    .arg(fact("needed_mb"))
                    .arg(fact("free_mb")),
                Preflight::tr("Free some space on the project’s disk.")};
    if (code == "crops_missing")
        return {Preflight::tr("%n labelled face(s) have no crop and take no part.", nullptr, fact("faces")),
                Preflight::tr("Prepare the faces again if they should.")};
    if (code == "low_shot")
        return {Preflight::tr("%n people have very few photographs.", nullptr, fact("identities")),
                Preflight::tr("They are hard to learn; more photographs of them help more than more people.")};
    if (code == "left_out")
        return {Preflight::tr("%1 people have fewer than %2 photographs and are left out.")
                    .arg(fact("identities"))
                    .arg(fact("min_images")),
                Preflight::tr("Lower “Least images” to take them in.")};
    if (code == "unreviewed_flags")
        return {Preflight::tr("%n suspicious label(s) have not been decided.", nullptr, fact("flags")),
                Preflight::tr("Wrong labels teach the model mistakes: decide them on the Review page first.")};
    if (code == "awaiting_approval")
        return {Preflight::tr("%n decided label(s) await the approval of a second person.", nullptr, fact("faces")),
                Preflight::tr("Somebody else approves them on the Quality page.")};
    if (code == "few_identities")
        return {
            Preflight::tr("%n people are few to learn from.", nullptr, fact("identities")),
            Preflight::tr("The model will tell these people apart, and strangers less well. More people help most.")};
    if (code == "short_run")
        return {Preflight::tr("The run has only %n step(s).", nullptr, fact("steps")),
                Preflight::tr("Raise the epochs, or choose a smaller batch.")};
    if (code == "unbalanced")
        return {
            Preflight::tr("One person has %1 photographs where %2 are usual.").arg(fact("most")).arg(fact("median")),
            Preflight::tr("The model leans towards such people; reject some of their near duplicates.")};
    if (code == "undecided_splits")
        return {Preflight::tr("%n people are on no side of the splits and take no part.", nullptr, fact("identities")),
                Preflight::tr("Versions, Divide people gives them one.")};
    if (code == "version_gone")
        return {Preflight::tr("%n face(s) of this version are not in the project any more.", nullptr, fact("faces")),
                Preflight::tr("The run is made of those that are left.")};
    if (code == "test_split")
        return {Preflight::tr("%n people are in the test split and take no part.", nullptr, fact("identities")), {}};
    if (code == "empty_identities")
        return {
            Preflight::tr("%n people have no usable face.", nullptr, fact("identities")),
            Preflight::tr("No face was found in their pictures, or all are rejected; Annotate marks faces by hand.")};
    if (code == "label_noise") {
        const QString what = Preflight::tr("About %1 (%2 to %3) of %4 labels are wrong, by the last curation and the "
                                           "decisions since.")
                                 .arg(qRound(real("wrong")))
                                 .arg(qRound(real("low")))
                                 .arg(qRound(real("high")))
                                 .arg(fact("labels"));
        if (finding.severity == launch::PreflightFinding::Severity::Note)
            return {what, {}};
        return {what, Preflight::tr("Review the worst first; the preset “Noisy labels” bears what stays.")};
    }
    if (code == "noise_unknown")
        return {Preflight::tr("Nobody has looked for wrong labels yet."),
                Preflight::tr("Curate on the Review page estimates how many there are.")};
    if (code == "set_leakage")
        return {
            Preflight::tr("%n training face(s) are also in %1, or their people are.", nullptr, fact("faces"))
                .arg(word("sets")),
            Preflight::tr("A verification by it will look better than the model is; reject them on the Review page, "
                          "or verify by another set.")};
    if (code == "split_leakage")
        return {
            Preflight::tr("%n training face(s) look like faces on another side of the splits.", nullptr, fact("faces")),
            Preflight::tr("The verification will look better than the model is; Review, Leakage shows them.")};
    if (code == "mixed_alignment")
        return {Preflight::tr("%1 crops are whole pictures, %2 are aligned to their landmarks.")
                    .arg(fact("whole"))
                    .arg(fact("aligned")),
                Preflight::tr("The model learns the difference. Prepare all of them in the same way.")};
    if (code == "from_missing")
        return {Preflight::tr("The model to begin with, %1, is not there.").arg(word("model")),
                Preflight::tr("Choose another one, or fresh weights.")};
    if (code == "from_unusable")
        return {Preflight::tr("The model to begin with, %1, cannot be trained further.").arg(word("model")),
                Preflight::tr("%1. Choose another one, or fresh weights.", "why").arg(word("reason"))};
    if (code == "learning_rate")
        return {Preflight::tr("A learning rate of %1 is far from the %2 that is usual with %3 and %4 faces a step.")
                    .arg(figure("lr"), figure("usual"), word("optimizer"))
                    .arg(fact("batch")),
                real("lr") > real("usual") ? Preflight::tr("The run may diverge.")
                                           : Preflight::tr("The run may learn too slowly.")};
    if (code == "input_size")
        return {Preflight::tr("%1 was made for crops of %2 pixels, not %3.")
                    .arg(word("backbone"))
                    .arg(fact("usual"))
                    .arg(fact("size")),
                Preflight::tr("Prepare crops of that size, or choose another network.")};
    if (code == "unusual")
        return {Preflight::tr("%1 is %2; usual is %3 to %4.")
                    .arg(fieldLabel(word("key")), figure("value"), figure("low"), figure("high")),
                {}};
    if (code == "low_scale")
        return {Preflight::tr("A scale of %1 is too small for %2 people.").arg(figure("s")).arg(fact("identities")),
                Preflight::tr("Choose at least %1.").arg(fact("least"))};
    if (code == "mag_norms")
        return {Preflight::tr("Embeddings begin with a length of about %1, outside MagFace’s %2 to %3.")
                    .arg(qRound(real("length")))
                    .arg(figure("low"), figure("high")),
                Preflight::tr("Every face gets the same margin; choose lengths on both sides of it.")};
    if (code == "vit_sgd")
        return {Preflight::tr("Transformers hardly learn with sgd."),
                Preflight::tr("Choose adamw, and a learning rate of about 0.0003.")};
    if (code == "few_per_identity")
        return {Preflight::tr("Most people have fewer than the %n faces that each gives to a batch.", nullptr,
                              fact("faces")),
                Preflight::tr("The same pictures are repeated in it; choose fewer.")};
    if (code == "subcenters_low_shot")
        return {Preflight::tr("%1 centres are many for people with %2 photographs.")
                    .arg(fact("subcenters"))
                    .arg(fact("median")),
                Preflight::tr("Right labels scatter over them; choose fewer, or another head.")};
    if (code == "fresh_fine_tune")
        return {Preflight::tr("Fresh weights are held back as if they knew something already."),
                Preflight::tr("Choose a model to begin with, or another preset.")};
    if (code == "fine_tune_rate")
        return {Preflight::tr("At that learning rate the network forgets what the model to begin with knows."),
                Preflight::tr("Let the network learn at a tenth of it.")};
    if (code == "focal_noise")
        return {Preflight::tr("Focal weighting lets hard faces count more, and wrong labels are the hardest."),
                Preflight::tr("Set Focal gamma to 0.")};
    if (code == "filter_without_noise")
        return {Preflight::tr("Hardly a label is wrong, so the inter-class filter only spares people who look alike."),
                Preflight::tr("Set it to 0.")};
    if (code == "smoothed_margin")
        return {Preflight::tr("Label smoothing works against the margin."),
                Preflight::tr("Set it to 0, or choose the head softmax.")};
    if (code == "short_average")
        return {Preflight::tr("The run is too short for that moving average: %n step(s).", nullptr, fact("steps")),
                Preflight::tr("Its first weights would be part of the model; choose a smaller decay, or 0.")};
    if (code == "batch_memory")
        return {fact("needed_mb") > 0
                    ? Preflight::tr("A batch of %1 does not fit into the memory of %2: it takes %3 MB, %4 MB are free.")
                          .arg(fact("batch"))
                          .arg(word("device"))
                          .arg(fact("needed_mb"))
                          .arg(fact("free_mb"))
                    : Preflight::tr("A batch of %1 does not fit into the memory of %2.")
                          .arg(fact("batch"))
                          .arg(word("device")),
                fact("fits") > 0
                    ? Preflight::tr("A batch of %1 does; Accumulate makes several batches one step.").arg(fact("fits"))
                    : Preflight::tr("Choose a smaller network.")};
    if (code == "fp16_cpu")
        return {Preflight::tr("fp16 needs a GPU, and there is none here."), Preflight::tr("Choose fp32 or bf16.")};
    if (code == "slow_run")
        return {Preflight::tr("The run takes about %1 on %2.").arg(duration(3600 * real("hours")), word("device")),
                Preflight::tr("A smaller network, fewer epochs or a GPU make it shorter.")};
    if (code == "gpu_precision")
        return {Preflight::tr("On %1, bf16 takes about half of the time and of the memory, and learns as well.")
                    .arg(word("device")),
                {}};
    if (code == "estimate") {
        const QString text = Preflight::tr("About %1 on %2, %3 faces a second.")
                                 .arg(duration(real("seconds")), word("device"))
                                 .arg(qRound(real("images_per_second")));
        return {text,
                fact("memory_mb") > 0 ? Preflight::tr("It takes %1 MB of memory.").arg(fact("memory_mb")) : QString()};
    }
    if (code == "data")
        return {Preflight::tr("Trains on %1 faces of %2 people, verifies on %3 faces of %4 others; %5 steps.")
                    .arg(fact("images"))
                    .arg(fact("identities"))
                    .arg(fact("validation_images"))
                    .arg(fact("validation_identities"))
                    .arg(fact("steps")),
                {}};
    return {withLabels(engine::qs(finding.message)), {}};
}

} // namespace likeness::pages
