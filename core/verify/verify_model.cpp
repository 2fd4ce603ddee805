// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/verify_model.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/compute/embed.h"
#include "core/verify/embed_images.h"
#include "core/verify/verify_set.h"
#include "likeness_version.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>

namespace likeness::verify {
namespace {

constexpr std::size_t kWorstPairs = 12; // of each kind
constexpr std::size_t kSeparabilityPairs = 5'000'000;

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
std::vector<std::size_t> worstOf(const Verification& outcome, bool genuine)
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

// The pairs scored; `drawn` says that makePairs chose them, labels are of the rows and may be empty.
void judge(Verification& out,
           const Embedded& embedded,
           int dim,
           const std::vector<eval::Pair>& pairs,
           const std::vector<int>& labels,
           bool drawn,
           std::uint64_t seed,
           int bootstraps,
           jobs::Context& context)
{
    context.stage("score");
    const eval::Check check = [&] { context.checkStop(); };
    for (const eval::Pair& pair : pairs) {
        out.same.push_back(pair.same ? 1 : 0);
        out.images.insert(out.images.end(), {embedded.imageOf[pair.a], embedded.imageOf[pair.b]});
        if (!labels.empty())
            out.identities.insert(out.identities.end(), {static_cast<std::uint32_t>(labels[pair.a]),
                                                         static_cast<std::uint32_t>(labels[pair.b])});
    }
    out.scores = eval::scorePairs(embedded.rows, dim, pairs, check);
    out.result = eval::verifyScores(out.scores, out.same, out.identities,
                                    {.bootstraps = bootstraps, .seed = seed, .balancedFolds = drawn, .check = check});
}

eval::Separability
separabilityOf(const Embedded& embedded, int dim, const std::vector<int>& labels, jobs::Context& context)
{
    return eval::separability(embedded.rows, dim, labels, kSeparabilityPairs, 1, [&] { context.checkStop(); });
}

struct Named {
    std::string name;
    std::int64_t face = 0; // of the project, 0 = none
};
// crop(row) is called by several threads: it may have to find the face once more. named(row) is not.
template<typename Crop, typename Name>
void addWorstPairs(Verification& out,
                   const std::vector<eval::Pair>& pairs,
                   int threads,
                   const Crop& crop,
                   const Name& named,
                   jobs::Context& context)
{
    context.stage("report");
    const std::array worst{worstOf(out, false), worstOf(out, true)};
    std::map<std::uint32_t, Bytes> pictures; // a row is often in several pairs
    for (const auto& kind : worst)
        for (const std::size_t i : kind) {
            pictures[pairs[i].a];
            pictures[pairs[i].b];
        }
    std::vector<std::pair<const std::uint32_t, Bytes>*> todo;
    for (auto& picture : pictures)
        todo.push_back(&picture);
    parallelFor(
        todo.size(), threads,
        [&](std::size_t k) {
            const image::Image found = crop(todo[k]->first);
            if (!found.empty())
                todo[k]->second = image::encodePng(found);
        },
        context.stopToken());
    context.checkStop();
    for (const auto& kind : worst)
        for (const std::size_t i : kind) {
            const Named a = named(pairs[i].a);
            const Named b = named(pairs[i].b);
            auto& list = out.same[i] ? out.worstFalseRejects : out.worstFalseAccepts;
            list.push_back({pictures[pairs[i].a], pictures[pairs[i].b], a.name, b.name, out.scores[i], out.same[i] != 0,
                            a.face, b.face});
        }
}

class Stopwatch
{
public:
    double seconds() const { return secondsSince(m_start); }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

} // namespace

Verification verifyModel(const VerifyOptions& options, jobs::Context& context)
{
    const Stopwatch watch;
    context.stage("load");
    const auto source = compute::findModel(options.model, options.runsFolder);
    const auto model = compute::Model::load(source, options.compute);
    context.checkStop();
    const auto set = openSet(options, model.input().cropSize, context);
    const int threads = options.compute.threads;
    const auto embedded = embedAll(
        model, set->images(), threads, [&](std::size_t i) { return set->crop(i, context); }, context);

    std::vector<int> labels;
    if (!set->labels().empty())
        for (const std::size_t image : embedded.imageOf)
            labels.push_back(set->labels()[image]);
    std::vector<eval::Pair> pairs;
    std::size_t lostPairs = 0;
    for (const eval::Pair& pair : set->pairs()) {
        const std::int64_t a = embedded.rowOf[pair.a];
        const std::int64_t b = embedded.rowOf[pair.b];
        if (a < 0 || b < 0)
            ++lostPairs;
        else
            pairs.push_back({static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), pair.same});
    }
    if (!set->hasPairs())
        pairs = eval::makePairs(labels, options.maxPairs, options.seed, [&] { context.checkStop(); });
    if (lostPairs > 0)
        context.issue(
            {jobs::Issue::Severity::Warning, "", ErrorCode::NoFaces,
             std::to_string(lostPairs) + " pairs were left out because one of their images could not be used."});

    Verification out;
    judge(out, embedded, model.dim(), pairs, labels, !set->hasPairs(), options.seed, options.bootstraps, context);

    out.title = source.name + " · " + toUtf8(options.set.filename().native());
    out.facts = modelFacts(source, model, options.compute);
    const Json setFacts = set->facts();
    for (const auto& [key, value] : setFacts.items())
        out.facts[key] = value;
    if (embedded.leftOut() > 0)
        out.facts["left_out"] = embedded.leftOut();
    if (!set->hasPairs())
        out.facts["seed"] = options.seed;
    addVersions(out.facts);
    if (options.forReport) {
        if (!labels.empty())
            out.separability = separabilityOf(embedded, model.dim(), labels, context);
        addWorstPairs(
            out, pairs, threads, [&](std::uint32_t row) { return set->crop(embedded.imageOf[row], context); },
            [&](std::uint32_t row) { return Named{set->name(embedded.imageOf[row])}; }, context);
    }
    out.seconds = watch.seconds();
    return out;
}

std::vector<run::Sample> validationOf(const run::RunFolder& run)
{
    if (!std::filesystem::exists(run.model()))
        throw Error(ErrorCode::NotFound,
                    "The run " + run.id() + " has no model yet; train it at least until its first verification.");
    std::vector<run::Sample> samples;
    for (auto& sample : run.samples())
        if (sample.validation)
            samples.push_back(std::move(sample));
    std::map<int, int> people; // label → pictures
    for (const auto& sample : samples)
        people[sample.label] += 1;
    if (people.size() < 2 || std::all_of(people.begin(), people.end(), [](const auto& p) { return p.second < 2; }))
        throw Error(ErrorCode::TooFewIdentities,
                    "The run " + run.id() +
                        " kept fewer than two identities, or none with two pictures, for verification; set "
                        "data.validation higher and train again.");
    return samples;
}

RunCrops::RunCrops(const run::RunFolder& run, const compute::Model& model) : m_crops(run.cropFile())
{
    if (m_crops.size() != model.input().cropSize)
        throw Error(ErrorCode::NeedsPrepare, "The model wants crops of " + std::to_string(model.input().cropSize) +
                                                 " pixels, but those of the run have " +
                                                 std::to_string(m_crops.size()) + ".");
}

image::Image RunCrops::crop(std::int64_t face) const
{
    const auto pixels = m_crops.pixels(face);
    image::Image out;
    if (!pixels.empty()) {
        out = image::Image(m_crops.size(), m_crops.size(), 3);
        std::copy(pixels.begin(), pixels.end(), out.pixels.begin());
    }
    return out;
}

std::optional<dataset::Project> projectOf(const run::RunFolder& run)
{
    const auto folder = std::filesystem::absolute(run.folder()).lexically_normal().parent_path().parent_path();
    try {
        return dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
    } catch (const Error&) {
        return std::nullopt;
    }
}

Verification
verifyRun(dataset::Project* project, const run::RunFolder& run, const compute::Options& options, jobs::Context& context)
{
    const Stopwatch watch;
    const run::Config config = run.config();
    const std::vector<run::Sample> samples = validationOf(run);
    std::set<int> people;
    for (const auto& sample : samples)
        people.insert(sample.label);

    context.stage("load");
    const auto source = compute::findModel(run.folder().string());
    const auto model = compute::Model::load(source, options);
    const RunCrops crops(run, model);
    const auto cropOf = [&](std::size_t i) { return crops.crop(samples[i].face); };
    context.checkStop();
    const auto embedded = embedAll(model, samples.size(), options.threads, cropOf, context);
    std::vector<int> labels;
    for (const std::size_t i : embedded.imageOf)
        labels.push_back(samples[i].label);

    Verification out;
    const auto pairs = eval::makePairs(labels, static_cast<std::size_t>(std::max(1, config.verify.maxPairs)),
                                       config.train.seed, [&] { context.checkStop(); });
    judge(out, embedded, model.dim(), pairs, labels, true, config.train.seed, VerifyOptions().bootstraps, context);

    out.title = run.id();
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
    if (embedded.leftOut() > 0)
        facts["left_out"] = embedded.leftOut();
    facts["seed"] = config.train.seed;
    addVersions(facts);
    out.facts = std::move(facts);
    out.separability = separabilityOf(embedded, model.dim(), labels, context);
    out.events = run.events();
    addWorstPairs(
        out, pairs, options.threads, [&](std::uint32_t row) { return cropOf(embedded.imageOf[row]); },
        [&](std::uint32_t row) {
            const auto& sample = samples[embedded.imageOf[row]];
            if (project)
                if (const auto face = project->face(sample.face))
                    if (const auto image = project->image(face->image))
                        return Named{image->key, sample.face};
            return Named{toUtf8(sample.name), sample.face};
        },
        context);
    out.seconds = watch.seconds();
    return out;
}

} // namespace likeness::verify
