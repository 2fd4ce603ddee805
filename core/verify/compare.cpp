// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/compare.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/verify/embed_images.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

namespace likeness::verify {
namespace {

// What is compared: scores of each model for the same pairs.
struct Scored {
    std::vector<Comparison::Model> models;
    std::vector<std::vector<float>> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
    bool drawn = false; // the set names no pairs
};

Scored scoreOnSet(const CompareOptions& options, jobs::Context& context)
{
    Scored out;
    std::vector<std::size_t> images;
    for (const std::string& name : options.models) {
        VerifyOptions one = options.on;
        one.model = name;
        one.bootstraps = 0;
        one.forReport = false;
        Verification outcome = verifyModel(one, context);
        out.models.push_back({outcome.facts.value("model", name), outcome.facts.value("model_hash", ""),
                              outcome.result.auc, outcome.result.eer, outcome.result.kfold.accuracy});
        if (out.scores.empty()) {
            images = outcome.images;
            out.same = outcome.same;
            out.identities = outcome.identities;
            out.drawn = outcome.facts.contains("seed");
        } else if (outcome.images != images) {
            throw Error(ErrorCode::BadFile, "The models could not use the same images of " +
                                                displayPath(one.set.filename()) +
                                                ", so their pairs differ; remove the images that are reported above.");
        }
        out.scores.push_back(std::move(outcome.scores));
    }
    return out;
}

std::vector<run::RunFolder> runsOf(const CompareOptions& options)
{
    std::vector<run::RunFolder> out;
    for (const std::string& name : options.models) {
        const std::filesystem::path given(name);
        std::error_code ec;
        const auto folder = std::filesystem::exists(given / "run.json", ec) ? given : options.on.runsFolder / given;
        if (!std::filesystem::exists(folder / "run.json", ec))
            throw Error(ErrorCode::NotFound,
                        "\"" + toUtf8(name) +
                            "\" is no run; models that are not runs of this project are compared on a pack or a "
                            "folder (--set).");
        out.emplace_back(folder);
    }
    return out;
}

// Faces that all runs kept for verification, of people who have the same name in each and were trained on by none.
std::vector<run::Sample> commonValidation(const std::vector<run::RunFolder>& runs, jobs::Context& context)
{
    std::vector<run::Sample> common = validationOf(runs.front());
    std::set<std::string> trained;
    for (const run::RunFolder& run : runs) {
        context.checkStop();
        validationOf(run); // says what it lacks
        std::map<std::int64_t, std::string> kept;
        for (const run::Sample& sample : run.samples()) {
            if (sample.validation)
                kept.emplace(sample.face, sample.name);
            else
                trained.insert(sample.name);
        }
        std::erase_if(common, [&](const run::Sample& sample) {
            const auto at = kept.find(sample.face);
            return at == kept.end() || at->second != sample.name;
        });
    }
    std::erase_if(common, [&](const run::Sample& sample) { return trained.contains(sample.name); });
    return common;
}

Scored scoreOnValidation(const CompareOptions& options, jobs::Context& context)
{
    const auto runs = runsOf(options);
    const auto samples = commonValidation(runs, context);
    std::vector<Embedded> embedded;
    std::vector<int> dims;
    Scored out;
    out.drawn = true;
    for (const run::RunFolder& run : runs) {
        if (samples.empty())
            break;
        context.stage("load");
        const auto source = compute::findModel(run.folder().string());
        const auto model = compute::Model::load(source, options.on.compute);
        const RunCrops crops(run, model);
        embedded.push_back(embedAll(
            model, samples.size(), options.on.compute.threads,
            [&](std::size_t i) { return crops.crop(samples[i].face); }, context));
        dims.push_back(model.dim());
        out.models.push_back({run.id(), source.hash, 0, 0, 0});
    }
    std::vector<int> labels; // of samples; −1: not every run has its crop
    for (std::size_t i = 0; i < samples.size(); ++i)
        labels.push_back(
            std::all_of(embedded.begin(), embedded.end(), [i](const Embedded& e) { return e.rowOf[i] >= 0; })
                ? samples[i].label
                : -1);
    const auto check = [&] { context.checkStop(); };
    const auto pairs = eval::makePairs(labels, options.on.maxPairs, options.on.seed, check);
    const auto genuine = std::count_if(pairs.begin(), pairs.end(), [](const eval::Pair& p) { return p.same; });
    if (genuine == 0 || static_cast<std::size_t>(genuine) == pairs.size())
        throw Error(ErrorCode::TooFewIdentities,
                    "The runs have too few people in common that none of them has trained on; compare them on a "
                    "verification pack or a folder of other people.");
    for (const eval::Pair& pair : pairs) {
        out.same.push_back(pair.same ? 1 : 0);
        out.identities.insert(out.identities.end(),
                              {static_cast<std::uint32_t>(labels[pair.a]), static_cast<std::uint32_t>(labels[pair.b])});
    }
    context.stage("score");
    for (std::size_t m = 0; m < embedded.size(); ++m) {
        std::vector<eval::Pair> rows = pairs;
        for (eval::Pair& pair : rows) {
            pair.a = static_cast<std::uint32_t>(embedded[m].rowOf[pair.a]);
            pair.b = static_cast<std::uint32_t>(embedded[m].rowOf[pair.b]);
        }
        out.scores.push_back(eval::scorePairs(embedded[m].rows, dims[m], rows, check));
        const auto result = eval::verifyScores(out.scores.back(), out.same, {},
                                               {.bootstraps = 0, .balancedFolds = true, .check = check});
        out.models[m].auc = result.auc;
        out.models[m].eer = result.eer;
        out.models[m].accuracy = result.kfold.accuracy;
    }
    return out;
}

Json known(double value)
{
    return std::isfinite(value) ? Json(value) : Json();
}

} // namespace

Comparison compare(const CompareOptions& options, jobs::Context& context)
{
    const auto start = std::chrono::steady_clock::now();
    if (options.models.size() < 2)
        throw Error(ErrorCode::BadArgument, "A comparison needs two models or more.");
    const bool named = !options.on.set.empty();
    Scored scored = named ? scoreOnSet(options, context) : scoreOnValidation(options, context);

    Comparison out;
    out.set = named ? toUtf8(options.on.set.filename().native()) : std::string();
    out.models = std::move(scored.models);
    out.pairs = scored.same.size();
    out.genuine = static_cast<std::size_t>(std::count(scored.same.begin(), scored.same.end(), std::uint8_t{1}));
    out.impostor = out.pairs - out.genuine;
    out.people = std::set(scored.identities.begin(), scored.identities.end()).size();
    for (std::size_t m = 1; m < out.models.size(); ++m)
        if (out.models[m].auc > out.models[out.best].auc)
            out.best = m;

    context.stage("compare");
    for (std::size_t m = 0; m < out.models.size(); ++m) {
        if (m == out.best)
            continue;
        context.progress(m, out.models.size(), "models");
        const auto paired = eval::comparePaired(
            scored.scores[out.best], scored.scores[m], scored.same, scored.identities,
            {.bootstraps = options.bootstraps, .seed = options.on.seed, .balancedFolds = scored.drawn, .check = [&] {
                 context.checkStop();
             }});
        out.bootstraps = paired.bootstraps;
        out.resampledIdentities = paired.resampledIdentities;
        for (const eval::Difference& difference : paired.differences)
            out.results.push_back({out.best, m, difference, difference.p});
    }
    // Each metric by each test is one family of questions.
    std::map<std::pair<std::string, std::string>, std::vector<Comparison::Result*>> families;
    for (auto& result : out.results)
        families[{result.difference.metric, result.difference.test}].push_back(&result);
    for (auto& [question, results] : families) {
        std::vector<double> p;
        for (const auto* result : results)
            p.push_back(result->difference.p);
        const auto corrected = eval::holm(p);
        for (std::size_t i = 0; i < results.size(); ++i)
            results[i]->pHolm = corrected[i];
    }
    out.seconds = secondsSince(start);
    return out;
}

bool Comparison::decides(const Result& result) const
{
    return result.difference.metric == "auc" &&
           result.difference.test == (resampledIdentities ? "bootstrap" : "delong");
}

Json Comparison::toJson() const
{
    Json list = Json::array();
    for (const Model& model : models)
        list.push_back({{"model", model.name},
                        {"model_hash", model.hash},
                        {"auc", model.auc},
                        {"eer", model.eer},
                        {"accuracy", model.accuracy}});
    Json rows = Json::array();
    for (const Result& r : results)
        rows.push_back({{"a", models[r.a].name},
                        {"b", models[r.b].name},
                        {"metric", r.difference.metric},
                        {"test", r.difference.test},
                        {"value_a", r.difference.a},
                        {"value_b", r.difference.b},
                        {"difference", r.difference.difference},
                        {"ci95", {known(r.difference.ci95[0]), known(r.difference.ci95[1])}},
                        {"p", known(r.difference.p)},
                        {"p_holm", known(r.pHolm)},
                        {"sufficient", r.difference.sufficient},
                        {"decides", decides(r)}});
    return {
        {"models", list},   {"best", models[best].name}, {"set", set.empty() ? Json() : Json(set)},
        {"pairs", pairs},   {"genuine", genuine},        {"impostor", impostor},
        {"people", people}, {"bootstraps", bootstraps},  {"resampled", resampledIdentities ? "identities" : "pairs"},
        {"results", rows},  {"seconds", seconds}};
}

} // namespace likeness::verify
