// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/preflight_text.h"

#include "app/engine/qt_convert.h"

#include <QCoreApplication>

namespace likeness::pages {
namespace {

struct Preflight {
    Q_DECLARE_TR_FUNCTIONS(Preflight)
};

} // namespace

FindingText findingText(const launch::PreflightFinding& finding)
{
    const std::string& code = finding.code;
    const auto fact = [&finding](const char* name) {
        const Json& facts = finding.facts;
        if (!facts.is_object() || !facts.contains(name) || !facts.at(name).is_number())
            return 0;
        return static_cast<int>(facts.at(name).get<double>());
    };
    if (code == "no_crops")
        return {Preflight::tr("None of the %n labelled face(s) has a crop yet.", nullptr, fact("faces")),
                Preflight::tr("Find and align the faces first: Dataset, Prepare faces.")};
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
    if (code == "data")
        return {Preflight::tr("Trains on %1 faces of %2 people, verifies on %3 faces of %4 others; %5 steps.")
                    .arg(fact("images"))
                    .arg(fact("identities"))
                    .arg(fact("validation_images"))
                    .arg(fact("validation_identities"))
                    .arg(fact("steps")),
                {}};
    return {engine::qs(finding.message), {}};
}

} // namespace likeness::pages
