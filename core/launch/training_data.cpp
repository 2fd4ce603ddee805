// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/training_data.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/versions.h"

#include <algorithm>
#include <optional>
#include <set>

namespace likeness::launch {
namespace {

// Who is who, and on which side, in a version or now.
struct Labels {
    std::vector<std::pair<dataset::FaceId, std::string>> faces;
    std::map<std::string, dataset::Split> splits; // of people that are on a side
    int gone = 0;                                 // faces of a version that cannot be used any more
    int faceless = 0;                             // people without a face that could be used
};

// The faces that can be trained with. Of a version those that are still there; that somebody rejected one since does
// not matter to it.
Labels labelsOf(const dataset::Project& project, const std::string& version)
{
    Labels labels;
    if (!version.empty()) {
        std::set<dataset::FaceId> usable;
        for (const auto face : dataset::usableFaces(project))
            usable.insert(face);
        for (auto& face : dataset::versionFaces(project, version)) {
            if (!usable.contains(face.face)) {
                ++labels.gone;
                continue;
            }
            if (face.split != dataset::Split::Undecided)
                labels.splits.emplace(face.identity, face.split);
            labels.faces.emplace_back(face.face, std::move(face.identity));
        }
        labels.gone += dataset::findVersion(project, version).erased;
        return labels;
    }
    std::map<dataset::IdentityId, std::string> names;
    for (const auto& row : project.identities()) {
        names.emplace(row.id, row.name);
        if (row.split != dataset::Split::Undecided)
            labels.splits.emplace(row.name, row.split);
    }
    std::set<dataset::IdentityId> met;
    for (const auto& [face, identity] : project.labelledFaces())
        if (const auto name = names.find(identity); name != names.end()) {
            labels.faces.emplace_back(face, name->second);
            met.insert(identity);
        }
    for (const auto& [identity, name] : names) // a merge leaves the name of somebody who is nobody any more
        labels.faceless += !met.contains(identity) && !project.facesOf(identity, true).empty();
    return labels;
}

int facesOf(const std::vector<Person>& people)
{
    int count = 0;
    for (const auto& p : people)
        count += static_cast<int>(p.faces.size());
    return count;
}

void divideBySplits(Sides& sides, std::vector<Person>& people, const Labels& labels)
{
    for (auto& person : people) {
        const auto side = labels.splits.find(person.name);
        if (side == labels.splits.end())
            ++sides.counts.undecided;
        else if (side->second == dataset::Split::Test)
            ++sides.counts.testIdentities;
        else
            (side->second == dataset::Split::Train ? sides.train : sides.validation).push_back(std::move(person));
    }
}

void divideByShare(Sides& sides, std::vector<Person>& people, const run::Config& config)
{
    Rng(config.train.seed ^ 0x73706C6974).shuffle(std::span(people));
    auto held = static_cast<std::size_t>(config.data.validation * static_cast<double>(people.size()) + 0.5);
    if (config.data.validation > 0)
        held = std::max<std::size_t>(held, 2);
    held = people.size() > 3 ? std::min(held, people.size() - 2) : 0;
    for (std::size_t i = 0; i < people.size(); ++i)
        (i < held ? sides.validation : sides.train).push_back(std::move(people[i]));
}

void count(Sides& sides, const crops::CropReader* crops, const run::Config& config)
{
    TrainingData& data = sides.counts;
    data.identities = static_cast<int>(sides.train.size());
    data.images = facesOf(sides.train);
    data.validationIdentities = static_cast<int>(sides.validation.size());
    data.validationImages = facesOf(sides.validation);
    if (data.images > 0)
        data.steps = run::stepsOf(config, static_cast<std::size_t>(data.images), sides.train.size()).perEpoch *
                     config.train.epochs;
    for (const auto* part : {&sides.train, &sides.validation})
        for (const auto& person : *part)
            for (const auto face : person.faces)
                sides.wholeCrops += crops->find(face)->cut == 0;
}

} // namespace

Sides sidesOf(const dataset::Project& project, const run::Config& config, const std::string& version)
{
    const Labels labels = labelsOf(project, version);
    std::optional<crops::CropReader> crops;
    try {
        crops.emplace(project.cropFile(config.model.inputSize));
    } catch (const Error& e) {
        if (e.code() != ErrorCode::NotFound)
            throw;
    }
    std::map<std::string, Person> people;
    Sides sides;
    sides.counts.splits = !labels.splits.empty();
    sides.counts.erased = labels.gone;
    sides.counts.empty = labels.faceless;
    for (const auto& [face, name] : labels.faces) {
        ++sides.labelled;
        auto& person = people[name];
        person.name = name;
        if (crops && crops->find(face))
            person.faces.push_back(face);
        else
            ++sides.counts.withoutCrop;
    }
    std::vector<Person> kept;
    for (auto& [name, person] : people) {
        if (static_cast<int>(person.faces.size()) >= std::max(1, config.data.minImages))
            kept.push_back(std::move(person));
        else
            ++(person.faces.empty() ? sides.counts.empty : sides.counts.leftOut);
    }
    if (sides.counts.splits)
        divideBySplits(sides, kept, labels);
    else
        divideByShare(sides, kept, config);
    count(sides, crops ? &*crops : nullptr, config);
    return sides;
}

TrainingData trainingData(const dataset::Project& project, const run::Config& config, const std::string& version)
{
    return sidesOf(project, config, version).counts;
}

} // namespace likeness::launch
