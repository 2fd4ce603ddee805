// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/compare.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/known.h"
#include "core/base/text.h"
#include "core/run/event_fields.h"
#include "core/verify/embed_images.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace likeness::verify {
namespace {

// What is compared: scores of each model for the same pairs.
struct Scored {
    std::vector<Comparison::Model> models;
    std::vector<std::vector<float>> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
    bool drawn = false;                           // the set names no pairs
    std::vector<std::uint32_t> images;            // two a pair
    std::function<SetImage(std::uint32_t)> image; // of such a number
};

Scored scoreOnSet(const CompareOptions& options, jobs::Context& context)
{
    Scored out;
    std::vector<SetImage> set;
    for (const std::string& name : options.models) {
        VerifyOptions one = options.on;
        one.model = name;
        one.bootstraps = 0;
        one.forReport = false;
        Verification outcome = verifyModel(one, context);
        out.models.push_back({outcome.facts.value("model", name), outcome.facts.value("model_hash", ""),
                              outcome.result.auc, outcome.result.eer, outcome.result.kfold.accuracy});
        if (out.scores.empty()) {
            out.images = std::move(outcome.images);
            set = std::move(outcome.set);
            out.same = outcome.same;
            out.identities = outcome.identities;
            out.drawn = outcome.balancedFolds;
        } else if (outcome.images != out.images) {
            throw Error(ErrorCode::BadFile, "The models could not use the same images of " +
                                                displayPath(one.set.filename()) +
                                                ", so their pairs differ; remove the images that are reported above.");
        }
        out.scores.push_back(std::move(outcome.scores));
    }
    out.image = [set = std::move(set)](std::uint32_t i) { return i < set.size() ? set[i] : SetImage(); };
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
            [&](std::size_t i) { return crops.crop(samples[i].face); }, context, flipNamed(options.on.flip)));
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
        out.images.insert(out.images.end(), {pair.a, pair.b});
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
        out.scores.push_back(eval::scorePairs(embedded[m].rows, embedded[m].dim, rows, check));
        const auto result = eval::verifyScores(out.scores.back(), out.same, {},
                                               {.bootstraps = 0, .balancedFolds = true, .check = check});
        out.models[m].auc = result.auc;
        out.models[m].eer = result.eer;
        out.models[m].accuracy = result.kfold.accuracy;
    }
    out.image = [samples, project = std::make_shared<std::optional<dataset::Project>>(projectOf(runs.front()))](
                    std::uint32_t i) {
        const run::Sample& sample = samples.at(i);
        if (*project)
            if (const auto face = (*project)->face(sample.face))
                if (const auto image = (*project)->image(face->image))
                    return SetImage{image->key, sample.face};
        return SetImage{toUtf8(sample.name), sample.face};
    };
    return out;
}

Comparison::Differing
differing(const Scored& scored, const eval::DifferingPair& pair, std::size_t modelA, std::size_t modelB)
{
    const SetImage a = scored.image(scored.images.at(2 * std::size_t{pair.pair}));
    const SetImage b = scored.image(scored.images.at(2 * std::size_t{pair.pair} + 1));
    return {a.name,
            b.name,
            a.face,
            b.face,
            scored.same[pair.pair] != 0,
            scored.scores[modelA][pair.pair],
            scored.scores[modelB][pair.pair],
            pair.rightA,
            pair.pair};
}

Comparison tested(Scored scored, int bootstraps, std::uint64_t seed, jobs::Context& context)
{
    Comparison out;
    out.models = std::move(scored.models);
    out.pairs = scored.same.size();
    out.genuine = static_cast<std::size_t>(std::count(scored.same.begin(), scored.same.end(), std::uint8_t{1}));
    out.impostor = out.pairs - out.genuine;
    out.people = std::set(scored.identities.begin(), scored.identities.end()).size();
    for (std::size_t m = 1; m < out.models.size(); ++m)
        if (out.models[m].auc > out.models[out.best].auc)
            out.best = m;

    context.stage("compare");
    std::vector<eval::PairedResult> compared;
    for (std::size_t m = 0; m < out.models.size(); ++m) {
        if (m == out.best)
            continue;
        context.progress(m, out.models.size(), "models");
        auto paired =
            eval::comparePaired(scored.scores[out.best], scored.scores[m], scored.same, scored.identities,
                                {.bootstraps = bootstraps, .seed = seed, .balancedFolds = scored.drawn, .check = [&] {
                                     context.checkStop();
                                 }});
        out.bootstraps = paired.bootstraps;
        out.resampledIdentities = paired.resampledIdentities;
        for (const eval::Difference& difference : paired.differences)
            out.results.push_back({out.best, m, difference, difference.p});
        Comparison::Verdict verdict{out.best, m, {}, paired.onlyA, paired.onlyB, {}};
        for (const eval::DifferingPair& pair : paired.differs) {
            if (verdict.differs.size() == Comparison::kMostDiffering)
                break;
            verdict.differs.push_back(differing(scored, pair, out.best, m));
        }
        out.verdicts.push_back(std::move(verdict));
        compared.push_back(std::move(paired));
    }
    // Each metric by each test is one family of questions: of all pairs of models, since the best one was chosen by the
    // same scores.
    const std::size_t comparisons = out.models.size() * (out.models.size() - 1) / 2;
    std::map<std::pair<std::string, std::string>, std::vector<Comparison::Result*>> families;
    for (auto& result : out.results)
        families[{result.difference.metric, result.difference.test}].push_back(&result);
    for (auto& [question, results] : families) {
        std::vector<double> p;
        for (const auto* result : results)
            p.push_back(result->difference.p);
        p.resize(comparisons, 1.0); // those that choosing the best one has made
        const auto corrected = eval::holm(p);
        for (std::size_t i = 0; i < results.size(); ++i)
            results[i]->pHolm = corrected[i];
    }
    for (const auto& result : out.results)
        for (std::size_t v = 0; v < out.verdicts.size(); ++v)
            if (out.decides(result) && out.verdicts[v].b == result.b)
                out.verdicts[v].judgement = eval::judge(compared[v], result.pHolm, comparisons);
    return out;
}

// Models of one name by what tells them apart: how mirrored crops count, else by number.
void nameApart(std::vector<Comparison::Model>& models, const std::vector<std::string>& flips)
{
    const auto apart = [&] {
        std::set<std::string> names;
        for (const auto& model : models)
            names.insert(model.name);
        return names.size() == models.size();
    };
    for (std::size_t i = 0; i < models.size() && !apart(); ++i)
        if (flips[i] == "none" || flips[i] == "concat")
            models[i].name += flips[i] == "none" ? ", not mirrored" : ", concatenated";
    const bool numbered = !apart();
    for (std::size_t i = 0; i < models.size() && numbered; ++i)
        models[i].name += " (" + std::to_string(i + 1) + ")";
}

} // namespace

Comparison compare(const CompareOptions& options, jobs::Context& context)
{
    const auto start = std::chrono::steady_clock::now();
    if (options.models.size() < 2)
        throw Error(ErrorCode::BadArgument, "A comparison needs two models or more.");
    const bool named = !options.on.set.empty();
    Comparison out = tested(named ? scoreOnSet(options, context) : scoreOnValidation(options, context),
                            options.bootstraps, options.on.seed, context);
    out.set = named ? toUtf8(options.on.set.filename().native()) : std::string();
    out.seconds = secondsSince(start);
    return out;
}

bool samePairs(const Verification& a, const Verification& b)
{
    if (run::text(a.facts, "set_hash") != run::text(b.facts, "set_hash") || a.same != b.same || a.images != b.images ||
        a.identities != b.identities || a.set.size() != b.set.size())
        return false;
    // What runs kept for verification has no hash, and other people may have the same numbers.
    return std::equal(a.set.begin(), a.set.end(), b.set.begin(), [](const SetImage& x, const SetImage& y) {
        return x.name == y.name && x.face == y.face && x.person == y.person;
    });
}

Comparison compareStored(std::span<const Verification* const> all, int bootstraps, jobs::Context& context)
{
    const auto start = std::chrono::steady_clock::now();
    if (all.size() < 2)
        throw Error(ErrorCode::BadArgument, "A comparison needs two models or more.");
    const Verification& a = *all.front();
    Scored scored;
    std::vector<std::string> flips;
    for (const Verification* v : all) {
        if (v != &a && !samePairs(a, *v))
            throw Error(ErrorCode::BadArgument,
                        "\"" + toUtf8(a.title) + "\" and \"" + toUtf8(v->title) +
                            "\" are not of the same pairs, so that they cannot be compared pair by "
                            "pair; verify the models on one set, with the same seed.");
        scored.models.push_back({run::text(v->facts, "model"), run::text(v->facts, "model_hash"), v->result.auc,
                                 v->result.eer, v->result.kfold.accuracy});
        scored.scores.push_back(v->scores);
        flips.push_back(run::text(v->facts, "flip"));
    }
    nameApart(scored.models, flips);
    scored.same = a.same;
    scored.identities = a.identities;
    scored.drawn = a.balancedFolds;
    scored.images = a.images;
    scored.image = [&a](std::uint32_t i) { return i < a.set.size() ? a.set[i] : SetImage(); };
    Comparison out = tested(std::move(scored), bootstraps, a.options.seed, context);
    out.set = toUtf8(a.options.set.filename().native());
    out.seconds = secondsSince(start);
    return out;
}

Comparison compareStored(const Verification& a, const Verification& b, int bootstraps, jobs::Context& context)
{
    const std::array both{&a, &b};
    return compareStored(both, bootstraps, context);
}

bool Comparison::decides(const Result& result) const
{
    return eval::decides(result.difference, resampledIdentities);
}

const Comparison::Verdict* Comparison::verdictOn(const Result& result) const
{
    for (const Verdict& verdict : verdicts)
        if (verdict.a == result.a && verdict.b == result.b)
            return &verdict;
    return nullptr;
}

const Comparison::Verdict* Comparison::overall() const
{
    const auto rank = [](const Verdict& v) { // the worst known answer first, and of equal ones the larger p
        const int answer = v.judgement.verdict == eval::PairedVerdict::NotEnoughData  ? 0
                           : v.judgement.verdict == eval::PairedVerdict::NoDifference ? 1
                                                                                      : 2;
        return std::pair(answer, std::isnan(v.judgement.p) ? -2.0 : -v.judgement.p);
    };
    const auto hardest = std::min_element(verdicts.begin(), verdicts.end(),
                                          [&](const Verdict& x, const Verdict& y) { return rank(x) < rank(y); });
    return hardest == verdicts.end() ? nullptr : &*hardest;
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
    Json judged = Json::array();
    Json differing = Json::array();
    std::size_t total = 0;
    for (const Verdict& v : verdicts) {
        const auto verdict = v.judgement.verdict;
        Json row = {{"a", models[v.a].name},
                    {"b", models[v.b].name},
                    {"better", verdict == eval::PairedVerdict::ABetter   ? Json(models[v.a].name)
                               : verdict == eval::PairedVerdict::BBetter ? Json(models[v.b].name)
                                                                         : Json()},
                    {"only_a", v.onlyA},
                    {"only_b", v.onlyB}};
        row.update(v.judgement.toJson());
        judged.push_back(std::move(row));
        total += v.onlyA + v.onlyB;
        for (const Differing& pair : v.differs)
            differing.push_back({{"model_a", models[v.a].name},
                                 {"model_b", models[v.b].name},
                                 {"a", pair.nameA},
                                 {"b", pair.nameB},
                                 {"face_a", pair.faceA},
                                 {"face_b", pair.faceB},
                                 {"same", pair.same},
                                 {"score_a", pair.scoreA},
                                 {"score_b", pair.scoreB},
                                 {"right", pair.rightA ? "a" : "b"}});
    }
    const Verdict* last = overall();
    const auto answer = last ? last->judgement.verdict : eval::PairedVerdict::NotEnoughData;
    return {{"models", list},
            {"best", models[best].name},
            {"verdict", answer == eval::PairedVerdict::ABetter ? "better" : eval::verdictName(answer)},
            {"verdicts", judged},
            {"differs_total", total},
            {"differs", differing},
            {"set", set.empty() ? Json() : Json(set)},
            {"pairs", pairs},
            {"genuine", genuine},
            {"impostor", impostor},
            {"people", people},
            {"bootstraps", bootstraps},
            {"resampled", resampledIdentities ? "identities" : "pairs"},
            {"results", rows},
            {"seconds", seconds}};
}

} // namespace likeness::verify
