// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/crops/crop_sizes.h"
#include "core/dataset/opinions.h"
#include "core/dataset/review_queue.h"
#include "core/launch/findings.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace likeness::launch {
namespace {

constexpr int kLowShot = 5;         // identities with fewer faces say little about how a person varies
constexpr int kFewIdentities = 20;  // below, what is learned hardly carries over to other people
constexpr int kFewToVerify = 5;     // eval::kFewestPeople: with fewer, figures get no intervals
constexpr int kShortRun = 200;      // steps
constexpr double kUnbalanced = 10;  // largest identity over the median one
constexpr double kNoisy = 2;        // percent of wrong labels from which on training suffers noticeably
constexpr double kMixed = 0.01;     // share of crops of another kind
constexpr int kMostFlags = 100'000; // looked at

std::string number(auto value)
{
    return std::to_string(value);
}

// Last and best checkpoint, one of them being replaced – weights, what the optimiser remembers of each and their moving
// average – and the model.
std::uint64_t diskNeed(const run::Config& config, const TrainingData& data)
{
    const auto backbone = static_cast<std::uint64_t>(run::backboneParameters(config.model.backbone));
    std::uint64_t head = 0;
    if (config.loss.head != "triplet")
        head = static_cast<std::uint64_t>(data.identities) * static_cast<std::uint64_t>(config.model.embedding) *
               static_cast<std::uint64_t>(config.loss.head == "subcenter" ? config.loss.subcenters : 1);
    const std::uint64_t copies = 2 + (config.train.optimizer == "adamw") + (config.train.ema > 0);
    return sizeof(float) * (3 * copies * (backbone + head) + backbone) + (16ull << 20);
}

void noCrops(Findings& out, const dataset::Project& project, int size, int faces)
{
    using crops::kCropSizes;
    std::error_code ec;
    const auto other = std::find_if(kCropSizes.begin(), kCropSizes.end(),
                                    [&](int s) { return std::filesystem::exists(project.cropFile(s), ec); });
    const int prepared = other == kCropSizes.end() || *other == size ? 0 : *other;
    const bool possible = std::find(kCropSizes.begin(), kCropSizes.end(), size) != kCropSizes.end();
    out.error("no_crops",
              prepared == 0
                  ? "none of the " + number(faces) + " labelled faces has a crop of " + number(size) +
                        " pixels; prepare comes first"
                  : "the faces are prepared at " + number(prepared) + " pixels, not at " + number(size) + ": " +
                        (possible ? "prepare PROJECT --size " + number(size) + " makes the others"
                                  : "set model.input_size=" + number(prepared)),
              "model.input_size", {{"faces", faces}, {"size", size}, {"prepared", prepared}, {"possible", possible}});
}

void whatFails(Findings& out, const dataset::Project& project, const run::Config& config, const Sides& sides)
{
    const auto& data = sides.counts;
    if (sides.labelled == 0)
        out.error("too_few_identities",
                  "no face of this project has a name yet; import a folder for each person, then prepare",
                  "data.min_images", {{"identities", 0}, {"needed", 2}});
    else if (sides.labelled == data.withoutCrop)
        noCrops(out, project, config.model.inputSize, sides.labelled);
    else if (data.identities < 2)
        out.error("too_few_identities",
                  "only " + number(data.identities) + " identities have " + number(config.data.minImages) +
                      " faces or more; training needs two",
                  "data.min_images", {{"identities", data.identities}, {"needed", 2}});
    if (data.images > 0 && config.train.batchSize > data.images)
        out.error("batch_over_data",
                  "a batch of " + number(config.train.batchSize) + " is more than the " + number(data.images) +
                      " faces for training",
                  "train.batch_size", {{"batch", config.train.batchSize}, {"images", data.images}});
    const auto room = freeSpace(project.runsFolder());
    const auto need = diskNeed(config, data);
    if (room && *room < need)
        out.error("disk_space",
                  "a run needs about " + number(need >> 20) + " MB, " + number(*room >> 20) + " MB are free", "",
                  {{"needed_mb", need >> 20}, {"free_mb", *room >> 20}});
}

void whoTakesNoPart(Findings& out, const run::Config& config, const Sides& sides)
{
    const auto& data = sides.counts;
    if (data.withoutCrop > 0 && data.withoutCrop < sides.labelled)
        out.warn("crops_missing",
                 number(data.withoutCrop) + " labelled faces have no crop and take no part; prepare makes them", "",
                 {{"faces", data.withoutCrop}});
    if (data.empty > 0 && data.withoutCrop < sides.labelled)
        out.warn("empty_identities",
                 number(data.empty) + " identities have no usable face: none was found in their pictures, or all are "
                                      "rejected",
                 "", {{"identities", data.empty}});
    if (data.leftOut > 0)
        out.warn("left_out",
                 number(data.leftOut) + " identities have fewer than " + number(config.data.minImages) +
                     " faces and are left out",
                 "data.min_images", {{"identities", data.leftOut}, {"min_images", config.data.minImages}});
    if (data.undecided > 0)
        out.warn("undecided_splits",
                 number(data.undecided) +
                     " identities are on no side of the splits and take no part; extend the splits to them",
                 "", {{"identities", data.undecided}});
    if (data.erased > 0)
        out.warn("version_gone",
                 number(data.erased) + " faces of this version are not in the project any more and take no part", "",
                 {{"faces", data.erased}});
    if (data.testIdentities > 0)
        out.note("test_split", number(data.testIdentities) + " identities are in the test split and take no part", "",
                 {{"identities", data.testIdentities}});
}

void whatDisappoints(Findings& out, const Sides& sides)
{
    const auto& data = sides.counts;
    const auto low = std::count_if(sides.train.begin(), sides.train.end(),
                                   [](const Person& p) { return p.faces.size() < kLowShot; });
    if (low > 0)
        out.warn("low_shot", number(low) + " identities have fewer than " + number(kLowShot) + " faces",
                 "data.min_images", {{"identities", low}, {"below", kLowShot}});
    if (data.identities >= 2 && data.identities < kFewIdentities)
        out.warn("few_identities",
                 "with " + number(data.identities) +
                     " identities the model will know these people rather than people in general",
                 "", {{"identities", data.identities}});
    if (data.validationIdentities < 2 && data.identities >= 2)
        out.warn("no_validation", "no identities are kept for verification: nothing will tell how good the model is",
                 "data.validation", {{"identities", data.validationIdentities}});
    if (data.validationIdentities >= 2 && data.validationIdentities < kFewToVerify)
        out.warn("few_validation",
                 "only " + number(data.validationIdentities) + " identities are kept for verification: fewer than " +
                     number(kFewToVerify) + " cannot say how far its figures carry",
                 "data.validation", {{"identities", data.validationIdentities}, {"below", kFewToVerify}});
    if (data.steps > 0 && data.steps < kShortRun)
        out.warn("short_run", "the run has only " + number(data.steps) + " steps; more epochs or a smaller batch help",
                 "train.epochs", {{"steps", data.steps}});
    std::size_t most = 0;
    for (const auto& person : sides.train)
        most = std::max(most, person.faces.size());
    if (const auto median = medianFaces(sides.train);
        static_cast<double>(most) > kUnbalanced * static_cast<double>(median))
        out.warn("unbalanced", "one identity has " + number(most) + " faces, the middle one " + number(median), "",
                 {{"most", most}, {"median", median}});
    const int crops = data.images + data.validationImages;
    const int fewer = std::min(sides.wholeCrops, crops - sides.wholeCrops);
    if (static_cast<double>(fewer) > kMixed * crops)
        out.warn("mixed_alignment",
                 number(sides.wholeCrops) + " crops are whole pictures, " + number(crops - sides.wholeCrops) +
                     " are aligned to their landmarks; prepare all of them the same way, or the model learns the "
                     "difference",
                 "", {{"whole", sides.wholeCrops}, {"aligned", crops - sides.wholeCrops}});
}

void wrongLabels(Findings& out, const std::optional<LabelNoise>& noise)
{
    if (!noise) {
        out.note("noise_unknown",
                 "nobody has looked for wrong labels yet: how many there are is unknown; curate estimates it");
    } else {
        const Json facts = {{"wrong", noise->wrong},   {"low", noise->low},           {"high", noise->high},
                            {"labels", noise->labels}, {"percent", noise->percent()}, {"method", noise->method}};
        const std::string text = "about " + formatNumber(noise->wrong, 0) + " (" + formatNumber(noise->low, 0) +
                                 " to " + formatNumber(noise->high, 0) + ") of " + number(noise->labels) +
                                 " labels are wrong by the last curation and the decisions since";
        if (noise->percent() >= kNoisy)
            out.warn("label_noise", text + "; review the worst, or bear them with loss.head=subcenter", "", facts);
        else
            out.note("label_noise", text, "", facts);
    }
}

void unfinishedReview(Findings& out, const dataset::Project& project)
{
    if (const int open = dataset::openFlags(project); open > 0)
        out.warn("unreviewed_flags", number(open) + " flags are not decided yet: some labels may be wrong", "",
                 {{"flags", open}});
    if (const int awaiting = dataset::awaitingApproval(project); awaiting > 0)
        out.warn("awaiting_approval", number(awaiting) + " decided labels await the approval of a second person", "",
                 {{"faces", awaiting}});
}

// Faces for training of which an undecided flag says that their picture or person is also where it should not be: in
// a verification set (report/leakage.h), or on another side of the splits (curate).
void leakage(Findings& out, const dataset::Project& project, const Sides& sides)
{
    std::set<dataset::FaceId> trained, inSet, acrossSplits;
    for (const auto& person : sides.train)
        trained.insert(person.faces.begin(), person.faces.end());
    std::set<std::string> sets;
    for (const auto& flag : project.flagQueue({}, "leakage", kMostFlags)) {
        if (!flag.decision.empty() || !trained.contains(flag.face))
            continue;
        const auto row = project.flag(flag.id);
        if (!row)
            continue;
        std::string set;
        try {
            set = parseJson(row->evidence, "a flag's evidence").value("set", "");
        } catch (const std::exception&) { // of another version
        }
        if (set.empty()) {
            acrossSplits.insert(flag.face);
        } else {
            inSet.insert(flag.face);
            sets.insert(set);
        }
    }
    if (!inSet.empty()) {
        std::string names;
        for (const auto& set : sets)
            names += (names.empty() ? "" : ", ") + set;
        out.warn("set_leakage",
                 number(inSet.size()) + " faces for training are also in " + names +
                     ", or their people are: a verification by it will look better than the model is",
                 "", {{"faces", inSet.size()}, {"sets", names}});
    }
    if (!acrossSplits.empty() && sides.counts.splits)
        out.warn("split_leakage",
                 number(acrossSplits.size()) +
                     " faces for training look like faces on another side of the splits: a verification will look "
                     "better than the model is",
                 "", {{"faces", acrossSplits.size()}});
}

} // namespace

std::size_t medianFaces(const std::vector<Person>& people)
{
    std::vector<std::size_t> sizes;
    for (const auto& person : people)
        sizes.push_back(person.faces.size());
    if (sizes.empty())
        return 0;
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
    std::nth_element(sizes.begin(), middle, sizes.end());
    return *middle;
}

void dataFindings(Findings& out,
                  const dataset::Project& project,
                  const run::Config& config,
                  const Sides& sides,
                  const std::optional<LabelNoise>& noise,
                  bool present)
{
    const auto& data = sides.counts;
    whatFails(out, project, config, sides);
    whoTakesNoPart(out, config, sides);
    whatDisappoints(out, sides);
    leakage(out, project, sides);
    if (present)
        wrongLabels(out, noise);
    unfinishedReview(out, project);
    out.note("data",
             number(data.images) + " faces of " + number(data.identities) + " identities for training, " +
                 number(data.validationImages) + " of " + number(data.validationIdentities) +
                 " others for verification, " + number(data.steps) + " steps",
             "",
             {{"identities", data.identities},
              {"images", data.images},
              {"validation_identities", data.validationIdentities},
              {"validation_images", data.validationImages},
              {"steps", data.steps}});
}

} // namespace likeness::launch
