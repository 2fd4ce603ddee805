// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/verify_model.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/compute/embed.h"
#include "core/verify/all_pairs.h"
#include "core/verify/embed_images.h"
#include "core/verify/template_set.h"
#include "core/verify/verify_parts.h"
#include "core/verify/verify_set.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>
#include <utility>

namespace likeness::verify {
namespace {

constexpr std::size_t kSeparabilityPairs = 5'000'000;
constexpr std::size_t kMostPeople = 10'000; // of the list of the worst separated

eval::Separability
separabilityOf(const Embedded& embedded, int dim, const std::vector<int>& labels, jobs::Context& context)
{
    return eval::separability(embedded.rows, dim, labels, kSeparabilityPairs, 1, [&] { context.checkStop(); });
}

// A stopwatch that says how long it is since it was last asked.
class Lap
{
public:
    double seconds()
    {
        const auto now = std::chrono::steady_clock::now();
        return std::chrono::duration<double>(now - std::exchange(m_last, now)).count();
    }

private:
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
};

// The pairs of the set, or drawn ones, as rows of the embedding matrix.
std::vector<eval::Pair> pairsOf(const VerifySet& set,
                                const Embedded& embedded,
                                const std::vector<int>& labels,
                                const VerifyOptions& options,
                                jobs::Context& context)
{
    if (!set.hasPairs())
        return eval::makePairs(labels, options.maxPairs, options.seed, [&] { context.checkStop(); });
    std::vector<eval::Pair> pairs;
    std::size_t lost = 0;
    for (const eval::Pair& pair : set.pairs()) {
        const std::int64_t a = embedded.rowOf[pair.a];
        const std::int64_t b = embedded.rowOf[pair.b];
        if (a < 0 || b < 0)
            ++lost;
        else
            pairs.push_back({static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), pair.same});
    }
    if (lost > 0)
        context.issue({jobs::Issue::Severity::Warning, "", ErrorCode::NoFaces,
                       std::to_string(lost) + " pairs were left out because one of their images could not be used."});
    return pairs;
}

// How many of the set's people the run that the model is of has trained on; 0 for models that are no runs.
std::size_t trainedPeople(const VerifyOptions& options, const VerifySet& set)
{
    if (options.set.empty() || set.people().empty())
        return 0;
    std::set<std::string> trained;
    try {
        for (const run::Sample& sample : runOf(options).samples())
            if (!sample.validation)
                trained.insert(sample.name);
    } catch (const Error&) { // another program's model, or a run whose list is gone
        return 0;
    }
    return static_cast<std::size_t>(std::count_if(set.people().begin(), set.people().end(),
                                                  [&](const std::string& name) { return trained.contains(name); }));
}

// Of a run the seed and the number of pairs that it was made with.
VerifyOptions completed(VerifyOptions options)
{
    if (options.set.empty()) {
        const run::Config config = runOf(options).config();
        options.maxPairs = static_cast<std::size_t>(std::max(1, config.verify.maxPairs));
        options.seed = config.train.seed;
    }
    return options;
}

} // namespace

run::RunFolder runOf(const VerifyOptions& options)
{
    std::error_code ec;
    for (const auto& folder : {std::filesystem::path(options.model), options.runsFolder / options.model})
        if (std::filesystem::exists(folder / "run.json", ec))
            return run::RunFolder(std::filesystem::absolute(folder).lexically_normal());
    throw Error(ErrorCode::NotFound, "\"" + toUtf8(options.model) +
                                         "\" is no run; a model that is not one is verified on a pack, a folder of "
                                         "people or a project (--set).");
}

Verification verifyModel(const VerifyOptions& asked, jobs::Context& context)
{
    if (!asked.set.empty() && isTemplateSet(asked.set))
        return verifyTemplates(asked, context);
    Lap whole;
    Lap lap;
    Verification out;
    out.options = completed(asked);
    const VerifyOptions& options = out.options;
    const int threads = options.compute.threads;
    const compute::Flip flip = flipNamed(options.flip);
    context.stage("load");
    const auto source = compute::findModel(options.model, options.runsFolder);
    const auto model = compute::Model::load(source, options.compute);
    context.checkStop();
    const auto set = openSet(options, model.input().cropSize, context);
    if (options.allPairs && set->labels().empty())
        throw Error(ErrorCode::BadArgument,
                    "A pack does not say who its images show, so that it has no other pairs than "
                    "its own; all pairs are of a folder, a project or a run.");
    const auto embedded = embedAll(
        model, set->images(), threads, [&](std::size_t i) { return set->crop(i, context); }, context, flip);
    out.decodeSeconds = embedded.cropSeconds;
    out.embedSeconds = embedded.modelSeconds;

    context.stage("score");
    lap.seconds();
    out.people = set->people();
    for (std::size_t i = 0; i < set->images(); ++i) {
        if (i % 256 == 0)
            context.checkStop();
        out.set.push_back({set->name(i), set->face(i),
                           set->labels().empty() ? SetImage::kNobody : static_cast<std::uint32_t>(set->labels()[i])});
    }
    std::vector<int> labels; // of rows
    if (!set->labels().empty())
        for (const std::size_t image : embedded.imageOf)
            labels.push_back(set->labels()[image]);
    const auto pairs = pairsOf(*set, embedded, labels, options, context);
    out.balancedFolds = !set->hasPairs();
    for (const eval::Pair& pair : pairs) {
        out.same.push_back(pair.same ? 1 : 0);
        for (const std::uint32_t row : {pair.a, pair.b}) {
            out.images.push_back(static_cast<std::uint32_t>(embedded.imageOf[row]));
            if (!labels.empty())
                out.identities.push_back(static_cast<std::uint32_t>(labels[row]));
        }
    }
    const eval::Check check = [&] { context.checkStop(); };
    out.scores = eval::scorePairs(embedded.rows, embedded.dim, pairs, check);
    judge(out, check);

    const Json setFacts = set->facts();
    out.title =
        options.set.empty() ? setFacts.value("run", "") : source.name + " · " + toUtf8(options.set.filename().native());
    out.facts = modelFacts(source, model, options.compute);
    out.facts["flip"] = options.flip;
    for (const auto& [key, value] : setFacts.items())
        out.facts[key] = value;
    if (const std::size_t trained = trainedPeople(options, *set); trained > 0) {
        out.facts["trained_people"] = trained;
        context.issue({jobs::Issue::Severity::Warning, setFacts.value("set", std::string()), ErrorCode::BadArgument,
                       "The model was trained on " + std::to_string(trained) + " of these " +
                           std::to_string(set->people().size()) +
                           " people; its figures are better than they would be for people whom it has never seen."});
    }
    const std::size_t without = setFacts.value("left_out", std::size_t{0}); // whose face was not found
    if (embedded.leftOut() + without > 0)
        out.facts["left_out"] = embedded.leftOut() + without;
    if (without > 0)
        context.issue({jobs::Issue::Severity::Warning, setFacts.value("set", std::string()), ErrorCode::NotFound,
                       std::to_string(without) + " labelled images have no face that was found; nothing was tested on "
                                                 "them."});
    if (!set->hasPairs())
        out.facts["seed"] = options.seed;
    addVersions(out.facts);
    out.time = nowMs();
    if (options.allPairs)
        out.extras["all_pairs"] = allPairs(embedded.rows, embedded.dim, labels, threads, context).toJson();
    if (options.forReport) {
        if (!labels.empty()) {
            out.separability = separabilityOf(embedded, embedded.dim, labels, context);
            out.extras["people"] = eval::separabilityByPerson(
                                       embedded.rows, embedded.dim, labels,
                                       {.threshold = out.result.kfold.threshold, .seed = options.seed, .check = check})
                                       .toJson(kMostPeople);
        }
        if (options.set.empty())
            out.events = runOf(options).events();
    }
    out.metricSeconds = lap.seconds();
    if (options.forReport)
        addWorstPairs(
            out, [&](std::uint32_t image) { return set->crop(image, context); }, threads, context);
    out.seconds = whole.seconds();
    return out;
}

void judge(Verification& out, const eval::Check& check)
{
    out.result = eval::verifyScores(out.scores, out.same, out.identities,
                                    {.bootstraps = out.options.bootstraps,
                                     .seed = out.options.seed,
                                     .balancedFolds = out.balancedFolds,
                                     .check = check});
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

} // namespace likeness::verify
