// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/verify_job.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/compute/embed.h"
#include "core/crops/crop_cache.h"
#include "core/report/verify_set.h"
#include "likeness_version.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <set>

namespace likeness::report {
namespace {

constexpr std::size_t kBatch = 256;     // crops in memory at once
constexpr std::size_t kWorstPairs = 12; // of each kind

// Embeds what crop(i) gives, batch by batch; an image without a crop becomes an issue and keeps no row.
struct Embedded {
    std::vector<float> rows;         // of the images that have a crop
    std::vector<std::int64_t> rowOf; // image → row, −1 without one
    std::size_t leftOut = 0;
};
template<typename Crop>
Embedded embedAll(const compute::Model& model, std::size_t count, int threads, const Crop& crop, jobs::Context& context)
{
    const auto dim = static_cast<std::size_t>(model.dim());
    const auto bytes =
        static_cast<std::size_t>(model.input().cropSize) * static_cast<std::size_t>(model.input().cropSize) * 3;
    Embedded out;
    out.rowOf.assign(count, -1);
    context.stage("embed");
    for (std::size_t first = 0; first < count; first += kBatch) {
        context.checkStop();
        std::vector<image::Image> crops(std::min(kBatch, count - first));
        parallelFor(
            crops.size(), threads, [&](std::size_t k) { crops[k] = crop(first + k); }, context.stopToken());
        context.checkStop();
        std::vector<const std::uint8_t*> pointers;
        for (std::size_t k = 0; k < crops.size(); ++k) {
            if (crops[k].pixels.size() != bytes) {
                out.leftOut += 1;
                continue;
            }
            out.rowOf[first + k] = static_cast<std::int64_t>(out.rows.size() / dim + pointers.size());
            pointers.push_back(crops[k].pixels.data());
        }
        const std::size_t before = out.rows.size();
        out.rows.resize(before + pointers.size() * dim);
        if (!pointers.empty())
            model.embed(pointers, true, std::span<float>(out.rows).subspan(before));
        context.progress(first + crops.size(), count, "images");
    }
    return out;
}

std::string inputSentence(const graph::InputSpec& s)
{
    const auto n = [](float v) { return formatNumber(static_cast<double>(v), 1); };
    return std::to_string(s.width) + "×" + std::to_string(s.height) + " " + (s.bgr ? "BGR" : "RGB") + ", (x − " +
           n(s.mean[0]) + ") / " + n(s.std[0]) + ", [" + std::to_string(s.crop[0]) + ", " + std::to_string(s.crop[1]) +
           ", " + std::to_string(s.crop[2]) + ", " + std::to_string(s.crop[3]) + "] / " + std::to_string(s.cropSize);
}

Json modelFacts(const compute::ModelSource& source, const compute::Model& model, const compute::Options& options)
{
    return {{"model", source.name},     {"model_hash", source.hash}, {"input", inputSentence(model.input())},
            {"embedding", model.dim()}, {"device", model.device()},  {"precision", options.precision}};
}

void addVersions(Json& facts)
{
    facts["version"] = LIKENESS_VERSION;
    facts["library"] = compute::info().libraryVersion;
}

// The pairs that were judged worst: impostors with the highest scores, genuine pairs with the lowest.
std::vector<std::size_t> worstOf(const VerifyOutcome& outcome, bool genuine)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < outcome.scores.size(); ++i)
        if ((outcome.same[i] != 0) == genuine)
            order.push_back(i);
    const auto worse = [&](std::size_t a, std::size_t b) {
        const float x = outcome.scores[a];
        const float y = outcome.scores[b];
        return x != y ? (genuine ? x < y : x > y) : a < b;
    };
    const std::size_t count = std::min(order.size(), kWorstPairs);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), worse);
    order.resize(count);
    return order;
}

// picture(i, side) gives the PNG and the name of one half of pair i, and the face of the project it is, if any.
struct Half {
    Bytes png;
    std::string name;
    std::int64_t face = 0;
};
template<typename Picture>
void addWorstPairs(VerifyOutcome& outcome, const Picture& picture)
{
    for (const bool genuine : {false, true})
        for (const std::size_t i : worstOf(outcome, genuine)) {
            Half a = picture(i, 0);
            Half b = picture(i, 1);
            PairPicture pair{std::move(a.png),
                             std::move(b.png),
                             std::move(a.name),
                             std::move(b.name),
                             outcome.scores[i],
                             genuine,
                             a.face,
                             b.face};
            (genuine ? outcome.report.worstFalseRejects : outcome.report.worstFalseAccepts).push_back(std::move(pair));
        }
}

class Stopwatch
{
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count(); }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

} // namespace

VerifyOutcome verify(const VerifyOptions& options, jobs::Context& context)
{
    const Stopwatch watch;
    context.stage("load");
    const auto source = compute::findModel(options.model, options.runsFolder);
    const auto model = compute::Model::load(source, options.compute);
    const int size = model.input().cropSize;
    const auto set = openSet(options, size, context);
    const auto embedded = embedAll(
        model, set->images(), options.compute.threads, [&](std::size_t i) { return set->crop(i, context); }, context);

    VerifyOutcome out;
    std::vector<eval::Pair> pairs;
    std::vector<std::uint32_t> identities;
    std::vector<std::size_t> pairImages;
    std::vector<int> labels; // of the rows
    const auto& imageLabels = set->labels();
    for (std::size_t i = 0; i < set->images(); ++i)
        if (embedded.rowOf[i] >= 0)
            labels.push_back(imageLabels.empty() ? -1 : imageLabels[i]);
    std::vector<std::size_t> imageOf(labels.size());
    for (std::size_t i = 0; i < set->images(); ++i)
        if (embedded.rowOf[i] >= 0)
            imageOf[static_cast<std::size_t>(embedded.rowOf[i])] = i;
    std::size_t lostPairs = 0;
    if (set->hasPairs()) {
        for (const eval::Pair& pair : set->pairs()) {
            if (embedded.rowOf[pair.a] < 0 || embedded.rowOf[pair.b] < 0) {
                ++lostPairs;
                continue;
            }
            pairs.push_back({static_cast<std::uint32_t>(embedded.rowOf[pair.a]),
                             static_cast<std::uint32_t>(embedded.rowOf[pair.b]), pair.same});
        }
    } else {
        pairs = eval::makePairs(labels, options.maxPairs, options.seed);
    }
    if (lostPairs > 0)
        context.issue(
            {jobs::Issue::Severity::Warning, "", ErrorCode::NoFaces,
             std::to_string(lostPairs) + " pairs were left out because one of their images could not be used."});
    for (const eval::Pair& pair : pairs) {
        out.same.push_back(pair.same ? 1 : 0);
        if (!imageLabels.empty())
            identities.insert(identities.end(),
                              {static_cast<std::uint32_t>(labels[pair.a]), static_cast<std::uint32_t>(labels[pair.b])});
    }
    context.stage("score");
    out.scores = eval::scorePairs(embedded.rows, model.dim(), pairs);
    out.result = eval::verifyScores(out.scores, out.same, identities, 1000, options.seed);

    out.report.title = source.name + " · " + toUtf8(options.set.filename().native());
    out.report.facts = modelFacts(source, model, options.compute);
    const Json setFacts = set->facts();
    for (const auto& [key, value] : setFacts.items())
        out.report.facts[key] = value;
    if (embedded.leftOut > 0)
        out.report.facts["left_out"] = embedded.leftOut;
    if (!set->hasPairs())
        out.report.facts["seed"] = options.seed;
    addVersions(out.report.facts);
    out.report.verify = out.result;
    if (!imageLabels.empty())
        out.report.separability = eval::separability(embedded.rows, model.dim(), labels);
    addWorstPairs(out, [&](std::size_t i, int side) {
        const std::size_t image = imageOf[side == 0 ? pairs[i].a : pairs[i].b];
        const image::Image crop = set->crop(image, context);
        return Half{crop.empty() ? Bytes{} : image::encodePng(crop), set->name(image), 0};
    });
    out.seconds = watch.seconds();
    return out;
}

VerifyOutcome
verifyRun(dataset::Project* project, const run::RunFolder& run, const compute::Options& options, jobs::Context& context)
{
    const Stopwatch watch;
    const run::Config config = run.config();
    if (!std::filesystem::exists(run.model()))
        throw Error(ErrorCode::NotFound,
                    "The run " + run.id() + " has no model yet; train it at least until its first verification.");
    std::vector<run::Sample> samples;
    for (auto& sample : run.samples())
        if (sample.validation)
            samples.push_back(std::move(sample));
    std::set<int> people;
    for (const auto& sample : samples)
        people.insert(sample.label);
    if (people.size() < 2)
        throw Error(
            ErrorCode::TooFewIdentities,
            "The run " + run.id() +
                " kept fewer than two identities for verification; set data.validation higher and train again.");

    context.stage("load");
    const auto source = compute::findModel(run.folder().string());
    const auto model = compute::Model::load(source, options);
    const crops::CropReader crops(run.cropFile());
    if (crops.size() != model.input().cropSize)
        throw Error(ErrorCode::NeedsPrepare, "The model wants crops of " + std::to_string(model.input().cropSize) +
                                                 " pixels, but those of the run have " + std::to_string(crops.size()) +
                                                 ".");
    const auto cropOf = [&](std::size_t i) {
        const auto pixels = crops.pixels(samples[i].face);
        image::Image out;
        if (!pixels.empty()) {
            out = image::Image(crops.size(), crops.size(), 3);
            std::copy(pixels.begin(), pixels.end(), out.pixels.begin());
        }
        return out;
    };
    const auto embedded = embedAll(model, samples.size(), options.threads, cropOf, context);
    std::vector<int> labels;
    std::vector<std::size_t> sampleOf;
    for (std::size_t i = 0; i < samples.size(); ++i)
        if (embedded.rowOf[i] >= 0) {
            labels.push_back(samples[i].label);
            sampleOf.push_back(i);
        }

    VerifyOutcome out;
    const auto pairs =
        eval::makePairs(labels, static_cast<std::size_t>(std::max(1, config.verify.maxPairs)), config.train.seed);
    std::vector<std::uint32_t> identities;
    for (const eval::Pair& pair : pairs) {
        out.same.push_back(pair.same ? 1 : 0);
        identities.insert(identities.end(),
                          {static_cast<std::uint32_t>(labels[pair.a]), static_cast<std::uint32_t>(labels[pair.b])});
    }
    context.stage("score");
    out.scores = eval::scorePairs(embedded.rows, model.dim(), pairs);
    out.result = eval::verifyScores(out.scores, out.same, identities, 1000, config.train.seed);

    out.report.title = run.id();
    Json facts = {{"run", run.id()}};
    const Json ofModel = modelFacts(source, model, options);
    for (const auto& [key, value] : ofModel.items())
        facts[key] = value;
    facts["backbone"] = config.model.backbone;
    facts["head"] =
        config.loss.head + ", s = " + formatNumber(config.loss.s, 1) + ", m = " + formatNumber(config.loss.m, 2);
    facts["snapshot"] = config.data.snapshot;
    facts["identities"] = people.size();
    facts["images"] = labels.size();
    if (embedded.leftOut > 0)
        facts["left_out"] = embedded.leftOut;
    facts["seed"] = config.train.seed;
    addVersions(facts);
    out.report.facts = std::move(facts);
    out.report.verify = out.result;
    out.report.separability = eval::separability(embedded.rows, model.dim(), labels);
    out.report.events = run.events();
    addWorstPairs(out, [&](std::size_t i, int side) {
        const auto& sample = samples[sampleOf[side == 0 ? pairs[i].a : pairs[i].b]];
        const auto at = static_cast<std::size_t>(&sample - samples.data());
        std::string name = toUtf8(sample.name);
        if (project)
            if (const auto face = project->face(sample.face))
                if (const auto image = project->image(face->image))
                    name = image->key;
        return Half{image::encodePng(cropOf(at)), name, sample.face};
    });
    out.seconds = watch.seconds();
    return out;
}

} // namespace likeness::report
