// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/leakage.h"

#include "core/base/disjoint_sets.h"
#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/compute/embed.h"
#include "core/curate/cosines.h"
#include "core/curate/live.h"
#include "core/curate/people.h"
#include "core/curate/picture_flags.h"
#include "core/neighbours/search.h"
#include "core/verify/verify_set.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace likeness::verify {
namespace {

constexpr std::size_t kBatch = 64;
constexpr int kPictureSize = 112;
constexpr double kThreshold = 0.5;
constexpr std::size_t kPairs = 64; // of faces that decide about two people

struct Found {
    double score = 0;
    double similarity = 0;
    std::size_t picture = 0;
    bool person = false;
};

// A number for the person of each picture: the set's labels, else pictures that its pairs call the same are one person.
std::vector<int> peopleOf(const VerifySet& set)
{
    if (!set.labels().empty())
        return set.labels();
    DisjointSets same(set.images());
    if (set.hasPairs())
        for (const auto& pair : set.pairs())
            if (pair.same)
                same.join(pair.a, pair.b);
    std::vector<int> out;
    for (std::uint32_t i = 0; i < set.images(); ++i)
        out.push_back(static_cast<int>(same.find(i)));
    return out;
}

// What is compared of the set's pictures, read once; an image that cannot be used is an issue and left out.
struct Contents {
    std::vector<curate::PictureLook> looks; // by the picture's number
    std::vector<float> values;              // embeddings, where there is a model, of
    std::vector<std::size_t> pictures;
};

Contents readSet(const VerifySet& set, const compute::Model* model, int threads, jobs::Context& context)
{
    Contents out;
    context.stage("pictures");
    for (std::size_t first = 0; first < set.images(); first += kBatch) {
        std::vector<image::Image> batch(std::min(kBatch, set.images() - first));
        parallelFor(
            batch.size(), threads, [&](std::size_t k) { batch[k] = set.crop(first + k, context); },
            context.stopToken());
        context.checkStop();
        std::vector<const std::uint8_t*> pixels;
        for (std::size_t k = 0; k < batch.size(); ++k)
            if (!batch[k].empty()) {
                out.looks.push_back(curate::pictureLook(batch[k], static_cast<std::uint32_t>(first + k)));
                out.pictures.push_back(first + k);
                pixels.push_back(batch[k].pixels.data());
            }
        if (model) {
            const std::size_t at = out.values.size();
            out.values.resize(at + pixels.size() * static_cast<std::size_t>(model->dim()));
            model->embed(pixels, true, std::span(out.values).subspan(at), context.stopToken());
        }
        context.progress(first + batch.size(), set.images(), "images");
    }
    return out;
}

void keepBest(std::map<std::size_t, Found>& best, std::size_t face, const Found& found)
{
    const auto [at, isNew] = best.try_emplace(face, found);
    if (!isNew && found.score > at->second.score)
        at->second = found;
}

// Pictures of the set that are almost the same as a face's crop.
void findPictures(std::vector<curate::PictureLook> theirs,
                  const crops::CropReader& crops,
                  std::span<const dataset::FaceRow> rows,
                  int threads,
                  std::map<std::size_t, Found>& best,
                  jobs::Context& context)
{
    std::vector<curate::PictureLook> looks = curate::pictureLooks(crops, rows, threads, context);
    const std::size_t own = rows.size(); // looks are numbered by row, whether or not there is a crop
    for (auto& look : theirs) {
        look.number += static_cast<std::uint32_t>(own);
        looks.push_back(std::move(look));
    }
    for (const auto& pair : curate::nearLooks(looks, threads, context, own))
        keepBest(best, pair.a, {curate::nearScore(pair.likeness), pair.likeness, pair.b - own, false});
}

// People of the set who look like one of the project's.
void findPeople(dataset::Project& project,
                const curate::Lesson& known,
                std::span<const int> setPeople,
                const Contents& contents,
                const compute::Model& model,
                const compute::ModelSource& source,
                std::span<const dataset::FaceRow> rows,
                int threads,
                std::map<std::size_t, Found>& best,
                jobs::Context& context)
{
    const auto crops = curate::renewedCrops(project, model.input().cropSize, threads, context);
    std::vector<dataset::FaceId> ids;
    std::map<dataset::FaceId, std::size_t> rowOf;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ids.push_back(rows[i].id);
        rowOf.emplace(rows[i].id, i);
    }
    context.stage("embed");
    auto embeddings = compute::embedFaces(model, source, crops, ids, true, project.cacheFolder(), context);
    const std::size_t own = embeddings.faces.size();
    const auto dim = static_cast<std::size_t>(embeddings.dim);
    embeddings.values.insert(embeddings.values.end(), contents.values.begin(), contents.values.end());
    const auto& pictureOf = contents.pictures;
    // The project is one group, the set another: only across them.
    std::vector<std::uint32_t> groups(own + pictureOf.size(), 0);
    std::fill(groups.begin() + static_cast<std::ptrdiff_t>(own), groups.end(), 1U);
    constexpr std::size_t kNearest = 50;
    context.stage("compare");
    const auto near = neighbours::nearest({embeddings.values, dim}, groups,
                                          {kNearest, neighbours::Method::Automatic, threads}, context);
    // How likely one of the set's people is somebody here, for each of them.
    constexpr double kShared = 0.05;
    const std::set<int> different(setPeople.begin(), setPeople.end());
    const double prior = std::log(kShared / std::max(static_cast<double>(different.size()), 2.0));
    std::vector<double> pictureOffset(pictureOf.size(), 0); // its mean to the closest faces
    for (std::size_t p = 0; p < pictureOf.size(); ++p)
        for (const auto& n : near.lists[own + p])
            pictureOffset[p] += static_cast<double>(n.similarity) / static_cast<double>(near.lists[own + p].size());
    const auto ratio = [&](std::size_t face, std::size_t p, float similarity) {
        return known.scale.model.logRatio(
            static_cast<double>(similarity) -
            (pictureOffset[p] + static_cast<double>(known.offsetOf(embeddings.faces[face]))) / 2);
    };
    // A person of the project and one of the set of whom a picture each looks alike: then all of their pictures decide.
    const auto personOf = [&](std::size_t p) { return setPeople[pictureOf[p]]; };
    std::map<int, std::vector<std::size_t>> picturesOf;
    for (std::size_t p = 0; p < pictureOf.size(); ++p)
        picturesOf[personOf(p)].push_back(p);
    std::map<dataset::IdentityId, std::vector<std::size_t>> facesOf;
    for (std::size_t i = 0; i < own; ++i)
        facesOf[rows[rowOf.at(embeddings.faces[i])].identity].push_back(i);
    std::set<std::pair<dataset::IdentityId, int>> alike;
    for (std::size_t p = 0; p < pictureOf.size(); ++p)
        for (const auto& n : near.lists[own + p])
            if (ratio(n.index, p, n.similarity) > 0)
                alike.emplace(rows[rowOf.at(embeddings.faces[n.index])].identity, personOf(p));
    for (const auto p : pictureOf) // the set's rows are no faces of the project
        embeddings.faces.push_back(-static_cast<dataset::FaceId>(p) - 1);
    const curate::Cosines cosines(embeddings);
    const auto similarity = [&](std::size_t i, std::size_t p) { return cosines.pair(i, own + p); };
    for (const auto& [identity, person] : alike) {
        context.checkStop();
        const auto& theirs = picturesOf.at(person);
        const auto& faces = facesOf.at(identity);
        double mean = 0;
        const std::size_t count = curate::evenPairs<std::size_t>(
            faces, theirs, kPairs, [&](auto i, auto p) { mean += ratio(i, p, similarity(i, p)); });
        mean /= static_cast<double>(count);
        const double score = curate::logistic(
            prior + mean * curate::effectivePairs(static_cast<double>(theirs.size()), curate::kPeopleCorrelation) *
                        curate::effectivePairs(static_cast<double>(faces.size()), curate::kPeopleCorrelation));
        if (score < kThreshold)
            continue;
        for (const auto i : faces) { // each with the picture that is closest to it
            std::size_t closest = theirs.front();
            float most = -2;
            for (const auto p : theirs)
                if (const float alikeness = similarity(i, p); alikeness > most) {
                    most = alikeness;
                    closest = p;
                }
            if (ratio(i, closest, most) > 0) // not one that has this person's name by mistake
                keepBest(best, rowOf.at(embeddings.faces[i]),
                         {score, static_cast<double>(most), pictureOf[closest], true});
        }
    }
}

} // namespace

std::vector<dataset::FlagRow>
findLeakage(dataset::Project& project, const VerifyOptions& options, jobs::Context& context)
{
    const auto lock = project.lockForJob("compare with a verification set");
    std::vector<dataset::FaceId> faces;
    for (const auto& [face, identity] : project.labelledFaces())
        faces.push_back(face);
    const auto rows = project.faces(faces);
    const curate::NameBook names(project);
    compute::ModelSource source;
    std::optional<compute::Model> model;
    std::optional<curate::Lesson> known;
    if (!options.model.empty()) {
        source = compute::findModel(options.model, options.runsFolder);
        known = curate::lesson(project, "embedding");
        if (!known || known->model != source.name)
            throw Error(ErrorCode::BadArgument, "Comparing people with a verification set needs what curating by the "
                                                "same model has learned; curate with it first.");
        model = compute::Model::load(source, options.compute);
    }
    const int threads = options.compute.threads;
    const auto crops = curate::renewedCrops(project, kPictureSize, threads, context);
    const auto set = openSet(options, model ? model->input().cropSize : kPictureSize, context);
    auto contents = readSet(*set, model ? &*model : nullptr, threads, context);
    std::map<std::size_t, Found> best;
    findPictures(std::move(contents.looks), crops, rows, threads, best, context);
    if (model)
        findPeople(project, *known, peopleOf(*set), contents, *model, source, rows, threads, best, context);
    const std::string setName = toUtf8(options.set.filename().string());
    std::vector<dataset::FlagRow> flags;
    for (const auto& [i, found] : best) {
        dataset::FlagRow flag;
        flag.face = rows[i].id;
        flag.kind = "leakage";
        flag.method = kSetMethod;
        flag.score = found.score;
        flag.threshold = kThreshold;
        flag.flagged = found.score >= kThreshold;
        const std::string picture = set->name(found.picture);
        flag.reason = (found.person ? "This face of " : "This picture of ") + names.of(rows[i].identity) +
                      (found.person ? " looks like the person in " : " is almost the same as ") + picture + " of " +
                      setName + " (" + formatNumber(found.similarity, 2) + ").";
        const formats::Location where = set->where(found.picture);
        flag.evidence = dumpJson({{"set", setName},
                                  {"picture", picture},
                                  {"where",
                                   {{"file", std::filesystem::absolute(where.file).string()},
                                    {"offset", where.offset},
                                    {"length", where.length},
                                    {"coding", static_cast<int>(where.coding)}}},
                                  {"what", found.person ? "person" : "picture"},
                                  {"similarity", found.similarity}});
        flags.push_back(std::move(flag));
    }
    std::stable_sort(flags.begin(), flags.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    context.stage("store");
    project.replaceFlags(kSetMethod, flags);
    return flags;
}

std::optional<formats::Location> setPicture(const dataset::FlagRow& flag)
{
    try {
        const Json json = parseJson(flag.evidence, "a flag's evidence");
        const Json& where = json.at("where");
        const int coding = where.at("coding").get<int>();
        if (coding < 0 || coding > static_cast<int>(formats::Coding::Latin1))
            return std::nullopt;
        formats::Location out{where.at("file").get<std::string>(), where.at("offset").get<std::uint64_t>(),
                              where.at("length").get<std::uint64_t>(), static_cast<formats::Coding>(coding)};
        std::error_code ec;
        if (std::filesystem::is_regular_file(out.file, ec))
            return out;
    } catch (const Error&) {
        // no evidence that can be read
    } catch (const Json::exception&) {
        // of an earlier version
    }
    return std::nullopt;
}

} // namespace likeness::verify
