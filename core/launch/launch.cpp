// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/launch.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/random.h"
#include "core/compute/compute.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/opinions.h"
#include "core/dataset/review_queue.h"
#include "core/dataset/versions.h"
#include "core/faces/prepare.h"
#include "core/launch/start_model.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace likeness::launch {
namespace {

using Severity = PreflightFinding::Severity;

constexpr int kLowShot = 5;        // identities with fewer faces say little about how a person varies
constexpr int kFewIdentities = 20; // below, what is learned hardly carries over to other people
constexpr int kShortRun = 200;     // steps
constexpr double kUnbalanced = 10; // largest identity over the median one

struct Person {
    std::string name;
    std::vector<dataset::FaceId> faces; // with a crop
};

// Who is who, and on which side, in a version or now.
struct Labels {
    std::vector<std::pair<dataset::FaceId, std::string>> faces;
    std::map<std::string, dataset::Split> splits; // of people that are on a side
    int gone = 0;                                 // faces of a version that cannot be used any more
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
    for (const auto& [face, identity] : project.labelledFaces())
        if (const auto name = names.find(identity); name != names.end())
            labels.faces.emplace_back(face, name->second);
    return labels;
}

struct Split {
    std::vector<Person> train, validation;
    int leftOut = 0;
    int withoutCrop = 0;
    int labelled = 0;
    bool bySplits = false;
    int test = 0;      // people that the splits keep out
    int undecided = 0; // people that have no side where others have one
    int gone = 0;
};

// Deterministic in the seed and the identities' names: the same people are kept out again after a relabelling
// elsewhere.
Split splitOf(const dataset::Project& project, const run::Config& config, const Labels& labels)
{
    std::optional<crops::CropReader> crops;
    try {
        crops.emplace(project.cropFile(config.model.inputSize));
    } catch (const Error& e) {
        if (e.code() != ErrorCode::NotFound)
            throw;
    }
    std::map<std::string, Person> people;
    Split split;
    split.bySplits = !labels.splits.empty();
    split.gone = labels.gone;
    for (const auto& [face, name] : labels.faces) {
        ++split.labelled;
        auto& person = people[name];
        person.name = name;
        if (crops && crops->find(face))
            person.faces.push_back(face);
        else
            ++split.withoutCrop;
    }
    std::vector<Person> kept;
    for (auto& [name, person] : people) {
        if (static_cast<int>(person.faces.size()) >= std::max(1, config.data.minImages))
            kept.push_back(std::move(person));
        else
            ++split.leftOut;
    }
    if (split.bySplits) {
        for (auto& person : kept) {
            const auto side = labels.splits.find(person.name);
            if (side == labels.splits.end())
                ++split.undecided;
            else if (side->second == dataset::Split::Test)
                ++split.test;
            else
                (side->second == dataset::Split::Train ? split.train : split.validation).push_back(std::move(person));
        }
        return split;
    }
    Rng(config.train.seed ^ 0x73706C6974).shuffle(std::span(kept));
    auto held = static_cast<std::size_t>(config.data.validation * static_cast<double>(kept.size()) + 0.5);
    if (config.data.validation > 0)
        held = std::max<std::size_t>(held, 2);
    held = kept.size() > 3 ? std::min(held, kept.size() - 2) : 0;
    for (std::size_t i = 0; i < kept.size(); ++i)
        (i < held ? split.validation : split.train).push_back(std::move(kept[i]));
    return split;
}

int facesOf(const std::vector<Person>& people)
{
    int count = 0;
    for (const auto& p : people)
        count += static_cast<int>(p.faces.size());
    return count;
}

TrainingData summary(const Split& split, const run::Config& config)
{
    TrainingData data;
    data.identities = static_cast<int>(split.train.size());
    data.images = facesOf(split.train);
    data.validationIdentities = static_cast<int>(split.validation.size());
    data.validationImages = facesOf(split.validation);
    data.leftOut = split.leftOut;
    data.withoutCrop = split.withoutCrop;
    data.splits = split.bySplits;
    data.testIdentities = split.test;
    data.undecided = split.undecided;
    data.erased = split.gone;
    data.steps =
        run::stepsOf(config, static_cast<std::size_t>(data.images), split.train.size()).perEpoch * config.train.epochs;
    return data;
}

// Two checkpoints with momentum, one of them being replaced, and the model.
std::uint64_t diskNeed(const run::Config& config, const TrainingData& data)
{
    const auto backbone = static_cast<std::uint64_t>(run::backboneParameters(config.model.backbone));
    const auto head = static_cast<std::uint64_t>(data.identities) * static_cast<std::uint64_t>(config.model.embedding);
    return sizeof(float) * (3 * 2 * (backbone + head) + backbone) + (16ull << 20);
}

std::vector<PreflightFinding> findings(const dataset::Project& project, const run::Config& config, const Split& split)
{
    std::vector<PreflightFinding> out;
    const auto add = [&](Severity severity, const char* code, const std::string& message, const char* key,
                         Json facts = Json::object()) {
        out.push_back({severity, code, message, key, std::move(facts)});
    };
    const auto number = [](auto value) { return std::to_string(value); };
    for (const auto& problem : run::validate(config))
        add(Severity::Error, "bad_setting", problem, "");
    const auto data = summary(split, config);
    if (split.labelled == 0)
        add(Severity::Error, "too_few_identities",
            "no face of this project has a name yet; import a folder for each person, then prepare", "data.min_images",
            {{"identities", 0}, {"needed", 2}});
    else if (split.labelled == split.withoutCrop)
        add(Severity::Error, "no_crops",
            "none of the " + number(split.labelled) + " labelled faces has a crop of " +
                number(config.model.inputSize) + " pixels; prepare comes first",
            "model.input_size", {{"faces", split.labelled}, {"size", config.model.inputSize}});
    else if (data.identities < 2)
        add(Severity::Error, "too_few_identities",
            "only " + number(data.identities) + " identities have " + number(config.data.minImages) +
                " faces or more; training needs two",
            "data.min_images", {{"identities", data.identities}, {"needed", 2}});
    if (data.images > 0 && config.train.batchSize > data.images)
        add(Severity::Error, "batch_over_data",
            "a batch of " + number(config.train.batchSize) + " is more than the " + number(data.images) +
                " faces for training",
            "train.batch_size", {{"batch", config.train.batchSize}, {"images", data.images}});
    const auto room = freeSpace(project.runsFolder());
    const auto need = diskNeed(config, data);
    if (room && *room < need)
        add(Severity::Error, "disk_space",
            "a run needs about " + number(need >> 20) + " MB, " + number(*room >> 20) + " MB are free", "",
            {{"needed_mb", need >> 20}, {"free_mb", *room >> 20}});
    if (data.withoutCrop > 0 && data.withoutCrop < split.labelled)
        add(Severity::Warning, "crops_missing",
            number(data.withoutCrop) + " labelled faces have no crop and take no part; prepare makes them", "",
            {{"faces", data.withoutCrop}});
    if (data.leftOut > 0)
        add(Severity::Warning, "left_out",
            number(data.leftOut) + " identities have fewer than " + number(config.data.minImages) +
                " faces and are left out",
            "data.min_images", {{"identities", data.leftOut}, {"min_images", config.data.minImages}});
    if (data.undecided > 0)
        add(Severity::Warning, "undecided_splits",
            number(data.undecided) +
                " identities are on no side of the splits and take no part; extend the splits to them",
            "", {{"identities", data.undecided}});
    if (data.erased > 0)
        add(Severity::Warning, "version_gone",
            number(data.erased) + " faces of this version are not in the project any more and take no part", "",
            {{"faces", data.erased}});
    std::vector<std::size_t> sizes;
    int low = 0;
    for (const auto& p : split.train) {
        sizes.push_back(p.faces.size());
        low += static_cast<int>(p.faces.size()) < kLowShot;
    }
    if (low > 0)
        add(Severity::Warning, "low_shot", number(low) + " identities have fewer than " + number(kLowShot) + " faces",
            "data.min_images", {{"identities", low}, {"below", kLowShot}});
    if (data.identities >= 2 && data.identities < kFewIdentities)
        add(Severity::Warning, "few_identities",
            "with " + number(data.identities) +
                " identities the model will know these people rather than people in general",
            "", {{"identities", data.identities}});
    if (data.validationIdentities < 2 && data.identities >= 2)
        add(Severity::Warning, "no_validation",
            "no identities are kept for verification: nothing will tell how good the model is", "data.validation",
            {{"identities", data.validationIdentities}});
    if (data.steps > 0 && data.steps < kShortRun)
        add(Severity::Warning, "short_run",
            "the run has only " + number(data.steps) + " steps; more epochs or a smaller batch help", "train.epochs",
            {{"steps", data.steps}});
    if (!sizes.empty()) {
        std::sort(sizes.begin(), sizes.end());
        const auto median = sizes[sizes.size() / 2], most = sizes.back();
        if (static_cast<double>(most) > kUnbalanced * static_cast<double>(median))
            add(Severity::Warning, "unbalanced",
                "one identity has " + number(most) + " faces, the middle one " + number(median), "",
                {{"most", most}, {"median", median}});
    }
    if (const int open = dataset::openFlags(project); open > 0)
        add(Severity::Warning, "unreviewed_flags",
            number(open) + " flags are not decided yet: some labels may be wrong", "", {{"flags", open}});
    if (const int awaiting = dataset::awaitingApproval(project); awaiting > 0)
        add(Severity::Warning, "awaiting_approval",
            number(awaiting) + " decided labels await the approval of a second person", "", {{"faces", awaiting}});
    add(Severity::Note, "data",
        number(data.images) + " faces of " + number(data.identities) + " identities for training, " +
            number(data.validationImages) + " of " + number(data.validationIdentities) + " others for verification, " +
            number(data.steps) + " steps",
        "",
        {{"identities", data.identities},
         {"images", data.images},
         {"validation_identities", data.validationIdentities},
         {"validation_images", data.validationImages},
         {"steps", data.steps}});
    if (data.testIdentities > 0)
        add(Severity::Note, "test_split",
            number(data.testIdentities) + " identities are in the test split and take no part", "",
            {{"identities", data.testIdentities}});
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.severity > b.severity; });
    return out;
}

ErrorCode codeOf(const std::string& finding)
{
    if (finding == "no_crops")
        return ErrorCode::NeedsPrepare;
    if (finding == "too_few_identities")
        return ErrorCode::TooFewIdentities;
    if (finding == "disk_space")
        return ErrorCode::DiskFull;
    return ErrorCode::BadArgument;
}

} // namespace

TrainingData trainingData(const dataset::Project& project, const run::Config& config, const std::string& version)
{
    return summary(splitOf(project, config, labelsOf(project, version)), config);
}

std::vector<PreflightFinding>
preflight(const dataset::Project& project, const run::Config& config, const std::string& version)
{
    return findings(project, config, splitOf(project, config, labelsOf(project, version)));
}

run::RunFolder
prepareRun(dataset::Project& project, run::Config config, jobs::Context& context, const std::string& version)
{
    context.stage("prepare run");
    const auto start = adoptStartModel(config, project.runsFolder());
    faces::renewCrops(project, config.model.inputSize, context);
    if (config.train.device.starts_with("cuda")) // else nothing but training needs LibTorch
        compute::requireDevice(config.train.device);
    const auto found = preflight(project, config, version);
    if (found.front().severity == Severity::Error)
        throw Error(codeOf(found.front().code), found.front().message);
    context.checkStop();
    // The samples are the snapshot's, whatever a person decides meanwhile.
    config.data.snapshot = version.empty() ? project.snapshot().hash : dataset::findVersion(project, version).hash;
    const auto split = splitOf(project, config, labelsOf(project, config.data.snapshot));
    if (split.train.size() < 2)
        throw Error(ErrorCode::TooFewIdentities, "labels changed while the run was prepared, and too few are left");
    context.checkStop();
    std::vector<run::Sample> samples;
    for (const auto* part : {&split.train, &split.validation})
        for (std::size_t i = 0; i < part->size(); ++i)
            for (const auto face : (*part)[i].faces)
                samples.push_back({face, static_cast<int>(i), part == &split.validation, (*part)[i].name});
    return run::RunFolder::create(project.runsFolder(), config, samples, project.cropFile(config.model.inputSize),
                                  {start, {}, {}});
}

} // namespace likeness::launch
