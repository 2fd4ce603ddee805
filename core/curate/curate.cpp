// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/curate.h"

#include "core/base/error.h"
#include "core/curate/label_checks.h"
#include "core/curate/live.h"
#include "core/curate/material.h"
#include "core/curate/people.h"
#include "core/curate/picture_flags.h"
#include "core/dataset/checks.h"
#include "core/faces/prepare.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace likeness::curate {
namespace {

constexpr int kCropSize = 112; // of LBPH and of the quality figures
// Faces times people: a minute on a slow processor. What cross-validation says is only one of several parts.
constexpr double kMostCrossProducts = 2e9;

struct Labelled {
    std::vector<dataset::FaceId> faces;
    std::vector<dataset::IdentityId> identities;
};

Labelled labelledFaces(const dataset::Project& project)
{
    Labelled out;
    for (const auto& [face, identity] : project.labelledFaces()) {
        out.faces.push_back(face);
        out.identities.push_back(identity);
    }
    const std::set<dataset::IdentityId> different(out.identities.begin(), out.identities.end());
    if (different.size() < 2)
        throw Error(ErrorCode::TooFewIdentities,
                    "Wrong labels can only be found among at least two identities; this project has " +
                        std::to_string(different.size()) + ". Import more people or label more faces.");
    return out;
}

std::unique_ptr<Material> gather(dataset::Project& project,
                                 const Options& options,
                                 const Labelled& labelled,
                                 const crops::CropReader& crops,
                                 jobs::Context& context)
{
    if (options.method == "lbph") {
        requireAnyCrop(crops, labelled.faces);
        return lbphMaterial(crops, labelled.faces, labelled.identities, options.lbph, options.threads, context);
    }
    std::string model;
    auto embeddings = projectEmbeddings(project, labelled.faces, options, model, context);
    std::unordered_map<dataset::FaceId, dataset::IdentityId> identityOf;
    for (std::size_t i = 0; i < labelled.faces.size(); ++i)
        identityOf[labelled.faces[i]] = labelled.identities[i];
    std::vector<dataset::IdentityId> labels;
    for (const auto face : embeddings.faces)
        labels.push_back(identityOf.at(face));
    auto material = embeddingMaterial(std::move(embeddings), labels, options.threads, context);
    material->model = model;
    return material;
}

// Nothing where that would take too long.
std::vector<dataset::CheckResult> crossValidated(const Material& material, int threads, jobs::Context& context)
{
    const std::set<dataset::IdentityId> people(material.labels.begin(), material.labels.end());
    const double products = static_cast<double>(material.faces.size()) * static_cast<double>(people.size());
    if (material.embeddings.faces.empty() || products > kMostCrossProducts)
        return {};
    CrossOptions options;
    options.threads = threads;
    auto out = crossValidate(material.embeddings, material.labels, options, context).results;
    for (auto& result : out)
        result.method = material.model;
    return out;
}

} // namespace

std::vector<dataset::FlagRow> curate(dataset::Project& project, const Options& options, jobs::Context& context)
{
    requireMethod(options);
    const auto lock = project.lockForJob("curate");
    faces::renewCrops(project, kCropSize, context, options.threads);
    const Labelled labelled = labelledFaces(project);
    const auto rows = project.faces(labelled.faces);
    std::vector<dataset::FaceId> confirmed;
    for (const auto& row : rows)
        if (row.label == dataset::LabelState::Confirmed)
            confirmed.push_back(row.id);
    const NameBook names(project);
    const auto crops = openCrops(project, kCropSize);
    const auto material = gather(project, options, labelled, crops, context);
    const auto cannot = project.cannotIdentity();
    Case input = material->asCase(cannot, confirmed);
    const auto learned = learnedBefore(project, *material, input, options.lbph);
    input.learned = learned ? &*learned : nullptr;
    Result result = judge(input, options.threads, context);
    result.method = material->method;
    const auto checked = crossValidated(*material, options.threads, context);
    CrossValidated cross;
    for (const auto& check : checked)
        cross.emplace(check.face, check.value);
    const PeopleHints hints = peopleHints(input, result, options.threads, context);

    auto flags = labelFlags(input, result, hints, cross, nullptr, names);
    const auto near = nearPictures(crops, rows, options.threads, context);
    std::vector<dataset::FlagRow> others = qualityFlags(rows);
    const auto append = [&](std::vector<dataset::FlagRow> more) {
        for (auto& flag : more)
            (flag.method == kImageMethod ? others : flags).push_back(std::move(flag));
    };
    append(duplicateFlags(project, rows, names));
    std::set<dataset::FaceId> copies; // of the same bytes: said already
    for (const auto& flag : others)
        if (flag.kind == "duplicate")
            copies.insert(flag.face);
    auto almost = nearDuplicateFlags(project, rows, near, names);
    std::erase_if(almost, [&](const auto& flag) { return copies.contains(flag.face); });
    append(std::move(almost));
    append(leakageFlags(rows, near, input, hints.merges, result.method, names));

    const auto worstFirst = [](const auto& a, const auto& b) {
        return a.score != b.score ? a.score > b.score : a.face < b.face;
    };
    std::stable_sort(flags.begin(), flags.end(), worstFirst);
    std::stable_sort(others.begin(), others.end(), worstFirst);
    context.stage("store");
    project.atomically([&] { // a kill in between would leave the flags of two different days
        project.replaceFlags(result.method, flags);
        project.replaceFlags(kImageMethod, others);
        if (!checked.empty())
            dataset::storeChecks(project, dataset::CheckKind::Cross, checked, true);
        keepLesson(project, *material, input, result, options.lbph);
    });
    flags.insert(flags.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
    return flags;
}

} // namespace likeness::curate
