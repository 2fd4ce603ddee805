// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/curate.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/faces/prepare.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace likeness::curate {
namespace {

constexpr int kCropSize = 112;           // of LBPH and of the quality figures
constexpr double kLowQuality = 0.75;     // flagged when 1 − quality reaches it
constexpr char kImageMethod[] = "image"; // flags that no method of comparing faces decides

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

crops::CropReader openCrops(const dataset::Project& project, int size)
{
    try {
        return crops::CropReader(project.cropFile(size));
    } catch (const Error& e) {
        if (e.code() != ErrorCode::NotFound)
            throw;
        throw Error(ErrorCode::NeedsPrepare, "The faces of this project have no crops of " + std::to_string(size) +
                                                 " pixels yet; run prepare first.");
    }
}

Result findEvidence(dataset::Project& project,
                    const Options& options,
                    const Labelled& labelled,
                    std::span<const dataset::FaceId> confirmed,
                    jobs::Context& context)
{
    const auto cannot = project.cannotIdentity();
    const auto requireCrops = [&](const crops::CropReader& crops) {
        if (std::none_of(labelled.faces.begin(), labelled.faces.end(),
                         [&](auto face) { return crops.find(face).has_value(); }))
            throw Error(ErrorCode::NeedsPrepare, "None of the labelled faces has a crop yet; run prepare first.");
    };
    if (options.method == "lbph") {
        const auto crops = openCrops(project, kCropSize);
        requireCrops(crops);
        return fromLbph(crops, labelled.faces, labelled.identities, cannot, options.lbph, options.threads, context,
                        confirmed);
    }
    if (options.method != "embedding")
        throw Error(ErrorCode::BadArgument,
                    "There is no method \"" + toUtf8(options.method) + "\"; use lbph or embedding.");
    if (options.model.empty())
        throw Error(ErrorCode::BadArgument,
                    "The embedding method needs a model: name a run, an .onnx file or a model file.");
    const auto source = compute::findModel(options.model, project.runsFolder());
    context.stage("load");
    const auto model = compute::Model::load(source, options.compute);
    faces::renewCrops(project, model.input().cropSize, context, options.threads);
    const auto crops = openCrops(project, model.input().cropSize);
    requireCrops(crops);
    context.stage("embed");
    const auto embeddings =
        compute::embedFaces(model, source, crops, labelled.faces, true, project.cacheFolder(), context);
    std::unordered_map<dataset::FaceId, dataset::IdentityId> identityOf;
    for (std::size_t i = 0; i < labelled.faces.size(); ++i)
        identityOf[labelled.faces[i]] = labelled.identities[i];
    std::vector<dataset::IdentityId> labels;
    for (const auto face : embeddings.faces)
        labels.push_back(identityOf.at(face));
    return fromEmbeddings(embeddings, labels, cannot, context, confirmed, options.threads);
}

dataset::FlagRow mislabelledFlag(const Evidence& e,
                                 const Result& result,
                                 bool confirmed,
                                 const std::unordered_map<dataset::IdentityId, std::string>& names)
{
    const auto nameOf = [&](dataset::IdentityId id) {
        const auto at = names.find(id);
        return at == names.end() ? std::string() : at->second;
    };
    dataset::FlagRow flag;
    flag.face = e.face;
    flag.kind = "mislabelled";
    flag.method = result.method;
    flag.score = e.score;
    flag.threshold = result.threshold;
    flag.flagged = !confirmed && e.score >= result.threshold;
    flag.suggested = confirmed ? 0 : e.rival;
    flag.rivalFace = e.nearestRival;
    flag.reason = reasonSentence(e, nameOf(e.own), nameOf(e.rival));
    flag.evidence = dumpJson({{"own_similarity", e.ownSimilarity},
                              {"rival_similarity", e.rivalSimilarity},
                              {"own_count", e.ownCount},
                              {"rival_count", e.rivalCount},
                              {"rival", e.rival},
                              {"nearest_own", e.nearestOwn},
                              {"nearest_rival", e.nearestRival}});
    return flag;
}

// What makes a face poor, worst first, in words.
std::string qualityReason(const dataset::FaceRow& row)
{
    std::vector<std::string> reasons;
    const auto say = [&](bool when, const std::string& what, float value, const std::string& unit) {
        if (when)
            reasons.push_back(what + " (" + formatNumber(static_cast<double>(value), 0) + unit + ")");
    };
    say(row.sharpness < 40, "blurred", row.sharpness, "; below 40 is soft");
    say(row.brightness < 45, "too dark", row.brightness, " of 255");
    say(row.brightness > 222, "too bright", row.brightness, " of 255");
    say(row.contrast < 20, "flat", row.contrast, "; contrast below 20");
    say(row.size > 0 && row.size < 25, "small", row.size, " pixels between the eyes");
    say(std::abs(row.yaw) > 45, "turned to the side", std::abs(row.yaw), "°");
    say(std::abs(row.pitch) > 40, row.pitch > 0 ? "looking up" : "looking down", std::abs(row.pitch), "°");
    if (reasons.empty())
        return "Several small weaknesses add up to a quality of " + formatNumber(static_cast<double>(row.quality), 2) +
               ".";
    std::string out = "The face is ";
    for (std::size_t i = 0; i < reasons.size(); ++i)
        out += (i == 0 ? "" : i + 1 == reasons.size() ? " and " : ", ") + reasons[i];
    return out + ".";
}

void addQualityFlags(const std::vector<dataset::FaceRow>& rows, std::vector<dataset::FlagRow>& flags)
{
    for (const auto& row : rows) {
        const double score = std::clamp(1.0 - static_cast<double>(row.quality), 0.0, 1.0);
        const bool measured = row.sharpness > 0 || row.brightness > 0 || row.contrast > 0;
        if (!measured || score < kLowQuality)
            continue;
        dataset::FlagRow flag;
        flag.face = row.id;
        flag.kind = "low_quality";
        flag.method = kImageMethod;
        flag.score = score;
        flag.threshold = kLowQuality;
        flag.flagged = row.label != dataset::LabelState::Confirmed;
        flag.reason = qualityReason(row);
        flag.evidence = dumpJson({{"quality", row.quality},
                                  {"sharpness", row.sharpness},
                                  {"brightness", row.brightness},
                                  {"contrast", row.contrast},
                                  {"size", row.size},
                                  {"yaw", row.yaw},
                                  {"pitch", row.pitch}});
        flags.push_back(std::move(flag));
    }
}

// The same file more than once: all but the first are flagged, and each names the first. Two identities for one file
// make a wrong label certain, so then every one of them is flagged.
void addDuplicateFlags(const dataset::Project& project,
                       const std::vector<dataset::FaceRow>& rows,
                       const std::unordered_map<dataset::IdentityId, std::string>& names,
                       std::vector<dataset::FlagRow>& flags)
{
    std::vector<dataset::ImageId> ids;
    for (const auto& row : rows)
        if (row.primary || row.status == dataset::FaceStatus::Aligned)
            ids.push_back(row.image);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::unordered_map<dataset::ImageId, dataset::ImageRow> images;
    for (auto& image : project.images(ids))
        images.emplace(image.id, std::move(image));
    std::map<std::string, std::vector<const dataset::FaceRow*>> byHash;
    for (const auto& row : rows)
        if (const auto at = images.find(row.image); at != images.end() && !at->second.hash.empty())
            byHash[at->second.hash].push_back(&row);
    for (const auto& [hash, same] : byHash) {
        if (same.size() < 2)
            continue;
        const bool oneIdentity =
            std::all_of(same.begin(), same.end(), [&](auto* row) { return row->identity == same[0]->identity; });
        for (const auto* row : same) {
            const auto* other = row == same[0] ? same[1] : same[0];
            dataset::FlagRow flag;
            flag.face = row->id;
            flag.kind = "duplicate";
            flag.method = kImageMethod;
            flag.score = oneIdentity && row == same[0] ? 0.5 : 1.0;
            flag.threshold = 1.0;
            flag.flagged = flag.score >= flag.threshold;
            flag.suggested = oneIdentity ? 0 : other->identity;
            flag.rivalFace = other->id;
            const auto name = names.find(other->identity);
            flag.reason = "The same file as " + images.at(other->image).key +
                          (oneIdentity || name == names.end() ? "." : ", which is labelled " + name->second + ".");
            flag.evidence = dumpJson({{"other", other->id}, {"copies", same.size()}});
            flags.push_back(std::move(flag));
        }
    }
}

} // namespace

std::vector<dataset::FlagRow> curate(dataset::Project& project, const Options& options, jobs::Context& context)
{
    const auto lock = project.lockForJob("curate");
    faces::renewCrops(project, kCropSize, context, options.threads);
    const Labelled labelled = labelledFaces(project);
    const auto rows = project.faces(labelled.faces);
    std::vector<dataset::FaceId> confirmed;
    for (const auto& row : rows)
        if (row.label == dataset::LabelState::Confirmed)
            confirmed.push_back(row.id);
    std::unordered_map<dataset::IdentityId, std::string> names;
    for (const auto& identity : project.identities())
        names.emplace(identity.id, identity.name);

    const Result result = findEvidence(project, options, labelled, confirmed, context);
    const std::set<dataset::FaceId> sure(confirmed.begin(), confirmed.end());
    std::vector<dataset::FlagRow> flags;
    for (const Evidence& e : result.evidence)
        flags.push_back(mislabelledFlag(e, result, sure.contains(e.face), names));
    const auto worstFirst = [](const auto& a, const auto& b) {
        return a.score != b.score ? a.score > b.score : a.face < b.face;
    };
    std::sort(flags.begin(), flags.end(), worstFirst);
    std::vector<dataset::FlagRow> others;
    addQualityFlags(rows, others);
    addDuplicateFlags(project, rows, names, others);
    std::stable_sort(others.begin(), others.end(), worstFirst);
    context.stage("store");
    project.atomically([&] { // a kill in between would leave the flags of two different days
        project.replaceFlags(result.method, flags);
        project.replaceFlags(kImageMethod, others);
    });
    flags.insert(flags.end(), others.begin(), others.end());
    return flags;
}

} // namespace likeness::curate
