// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/robustness.h"

#include "core/base/binomial.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/known.h"
#include "core/base/text_coding.h"
#include "core/compute/attack.h"
#include "core/eval/replicates.h"
#include "core/run/event_fields.h"
#include "core/verify/embed_images.h"
#include "core/verify/verify_parts.h"
#include "core/verify/verify_set.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <set>

namespace likeness::verify {
namespace {

// Pairs at once. Each keeps what two crops pass through, for the way back: 0.2 GB in the largest networks.
constexpr std::size_t kCpuBatch = 8;
constexpr std::size_t kGpuBatch = 64;

void check(const VerifyOptions& options, const AttackOptions& attack)
{
    for (const std::string& method : attack.methods)
        if (method != "fgsm" && method != "pgd")
            throw Error(ErrorCode::BadArgument, "There is no attack \"" + method + "\"; use fgsm, pgd or both.");
    if (attack.methods.empty() || attack.epsilons.empty())
        throw Error(ErrorCode::BadArgument, "An attack needs a method and a strength.");
    for (const int epsilon : attack.epsilons)
        if (epsilon < 1 || epsilon > 255)
            throw Error(ErrorCode::BadArgument,
                        "The strength of an attack is 1 to 255 grey levels, not " + std::to_string(epsilon) + ".");
    if (attack.steps < 1 || attack.steps > 1000 || !(attack.step >= 0 && attack.step <= 255))
        throw Error(ErrorCode::BadArgument, "PGD takes 1 to 1000 steps of at most 255 grey levels each.");
    flipNamed(options.flip); // throws
    if (options.compute.precision != "fp32")
        throw Error(ErrorCode::BadArgument, "An attack needs the model in fp32, the precision of its gradients.");
}

// Some of the pairs: half of each kind where there are enough, evenly from all of that kind.
std::vector<std::size_t> chosenPairs(const Verification& verification, std::size_t most)
{
    std::array<std::vector<std::size_t>, 2> kinds;
    for (std::size_t i = 0; i < verification.same.size(); ++i)
        kinds[verification.same[i] != 0].push_back(i);
    if (most == 0)
        most = verification.same.size();
    std::array<std::size_t, 2> take{};
    for (const std::size_t kind : {0u, 1u}) {
        const std::size_t other = kinds[1 - kind].size();
        const std::size_t half = kind == 0 ? most / 2 : most - most / 2;
        const std::size_t room = most - std::min(other, most - half); // what the other kind leaves
        take[kind] = std::min(kinds[kind].size(), room);
    }
    std::vector<std::size_t> out;
    for (const std::size_t kind : {0u, 1u})
        for (std::size_t k = 0; k < take[kind]; ++k)
            out.push_back(kinds[kind][k * kinds[kind].size() / take[kind]]);
    std::sort(out.begin(), out.end());
    return out;
}

image::Image picture(const std::uint8_t* pixels, int side)
{
    image::Image out(side, side, 3);
    std::copy_n(pixels, out.pixels.size(), out.pixels.begin());
    return out;
}

image::Image amplified(const std::uint8_t* changed, const image::Image& original, int epsilon)
{
    image::Image out(original.width, original.height, 3);
    for (std::size_t k = 0; k < out.pixels.size(); ++k) {
        const double moved = static_cast<double>(changed[k]) - static_cast<double>(original.pixels[k]);
        out.pixels[k] = static_cast<std::uint8_t>(std::clamp(std::lround(128 + 127 * moved / epsilon), 0L, 255L));
    }
    return out;
}

// A method at a strength.
struct Strength {
    std::size_t method = 0, epsilon = 0; // as they are numbered in AttackOptions
};

// What became of the pairs that were looked at.
struct Results {
    std::vector<float> before;
    std::vector<std::uint8_t> same, right, attacked;
    std::vector<std::uint32_t> identities;        // two a pair, or none
    std::vector<std::vector<std::uint8_t>> wrong; // [point][pair]: turned
    std::vector<std::vector<float>> shift;        // [point][pair], of the cosine
};

class Attacks
{
public:
    Attacks(const VerifyOptions& options,
            const AttackOptions& attack,
            const Verification& verification,
            const compute::AttackedModel& model,
            Robustness& out,
            jobs::Context& context)
        : m_options(options), m_attack(attack), m_verification(verification), m_model(model), m_out(out),
          m_context(context), m_set(openSet(options, model.input().cropSize, context)), m_found(attack.methods.size()),
          m_others(attack.methods.size())
    {
        requireSameImages(*m_set, verification);
    }
    Results run();

private:
    struct Candidate {
        std::size_t place = 0; // among the pairs looked at
        std::size_t pair = 0;  // of the verification
    };
    void attackBatch(const std::vector<Candidate>& batch, Results& results);
    void keepExample(std::size_t method,
                     std::size_t pair,
                     const image::Image& a,
                     const image::Image& b,
                     const compute::Attacked& attacked,
                     std::size_t k,
                     std::size_t count);

    const VerifyOptions& m_options;
    const AttackOptions& m_attack;
    const Verification& m_verification;
    const compute::AttackedModel& m_model;
    Robustness& m_out;
    jobs::Context& m_context;
    std::unique_ptr<VerifySet> m_set;
    // By method and kind: decisions that turned, and where there are too few of them, others.
    std::vector<std::array<std::vector<Robustness::Example>, 2>> m_found, m_others;
};

Results Attacks::run()
{
    const auto chosen = chosenPairs(m_verification, m_attack.maxPairs);
    Results results;
    std::vector<Candidate> todo;
    for (const std::size_t pair : chosen) {
        const float score = m_verification.scores[pair];
        const bool same = m_verification.same[pair] != 0;
        const bool right = (static_cast<double>(score) >= m_out.threshold) == same;
        if (right)
            todo.push_back({results.before.size(), pair});
        results.before.push_back(score);
        results.same.push_back(same ? 1 : 0);
        results.right.push_back(right ? 1 : 0);
        if (!m_verification.identities.empty())
            results.identities.insert(results.identities.end(),
                                      {m_verification.identities[2 * pair], m_verification.identities[2 * pair + 1]});
    }
    results.attacked.assign(chosen.size(), 0);
    const std::size_t points = m_attack.methods.size() * m_attack.epsilons.size();
    results.wrong.assign(points, std::vector<std::uint8_t>(chosen.size(), 0));
    results.shift.assign(points, std::vector<float>(chosen.size(), 0));
    const std::size_t size = m_model.device() == "cpu" ? kCpuBatch : kGpuBatch;
    m_context.stage("attack");
    for (std::size_t first = 0; first < todo.size(); first += size) {
        m_context.checkStop();
        const std::size_t last = std::min(first + size, todo.size());
        attackBatch(
            {todo.begin() + static_cast<std::ptrdiff_t>(first), todo.begin() + static_cast<std::ptrdiff_t>(last)},
            results);
        m_context.progress(last, todo.size(), "pairs");
    }
    for (std::size_t m = 0; m < m_found.size(); ++m)
        for (const std::size_t kind : {1u, 0u}) {
            auto& found = m_found[m][kind];
            for (auto& other : m_others[m][kind])
                if (found.size() < m_attack.examples)
                    found.push_back(std::move(other));
            std::move(found.begin(), found.end(), std::back_inserter(m_out.examples));
        }
    return results;
}

void Attacks::attackBatch(const std::vector<Candidate>& batch, Results& results)
{
    std::vector<image::Image> crops(2 * batch.size());
    parallelFor(
        crops.size(), m_options.compute.threads,
        [&](std::size_t k) { crops[k] = m_set->crop(m_verification.images[2 * batch[k / 2].pair + k % 2], m_context); },
        m_context.stopToken());
    m_context.checkStop();
    const auto side = static_cast<std::size_t>(m_model.input().cropSize);
    std::vector<compute::AttackedPair> pairs;
    std::vector<std::size_t> members; // of the batch
    for (std::size_t k = 0; k < batch.size(); ++k) {
        const auto &a = crops[2 * k].pixels, &b = crops[2 * k + 1].pixels;
        if (a.size() != side * side * 3 || b.size() != a.size())
            continue; // it could be read when it was verified; the issue is reported
        pairs.push_back({a.data(), b.data(), results.same[batch[k].place] != 0, batch[k].pair});
        members.push_back(k);
        results.attacked[batch[k].place] = 1;
    }
    for (std::size_t m = 0; m < m_attack.methods.size(); ++m) {
        const auto attacked = m_model.run(pairs,
                                          {m_attack.methods[m], m_attack.epsilons, m_attack.steps, m_attack.step,
                                           m_options.seed, flipNamed(m_options.flip)},
                                          m_context.stopToken());
        for (std::size_t k = 0; k < pairs.size(); ++k) {
            const Candidate& candidate = batch[members[k]];
            for (std::size_t e = 0; e < m_attack.epsilons.size(); ++e) {
                const std::size_t point = m * m_attack.epsilons.size() + e;
                const double after = attacked.after[e][k];
                results.wrong[point][candidate.place] = (after >= m_out.threshold) != pairs[k].same ? 1 : 0;
                results.shift[point][candidate.place] = static_cast<float>(after - attacked.before[k]);
            }
            if (m == 0)
                m_out.flat += attacked.flat[k];
            keepExample(m, candidate.pair, crops[2 * members[k]], crops[2 * members[k] + 1], attacked, k, pairs.size());
        }
    }
}

void Attacks::keepExample(std::size_t method,
                          std::size_t pair,
                          const image::Image& a,
                          const image::Image& b,
                          const compute::Attacked& attacked,
                          std::size_t k,
                          std::size_t count)
{
    const bool same = m_verification.same[pair] != 0;
    std::optional<std::size_t> best; // the weakest attack that turns it
    std::size_t largest = 0;
    for (std::size_t e = 0; e < m_attack.epsilons.size(); ++e) {
        if (m_attack.epsilons[e] > m_attack.epsilons[largest])
            largest = e;
        if ((attacked.after[e][k] >= m_out.threshold) != same &&
            (!best || m_attack.epsilons[e] < m_attack.epsilons[*best]))
            best = e;
    }
    auto& list = (best ? m_found : m_others)[method][same ? 1 : 0];
    if (list.size() >= m_attack.examples)
        return;
    const std::size_t e = best.value_or(largest);
    const int epsilon = m_attack.epsilons[e];
    const auto* changed = attacked.crops.data() + (e * count + k) * a.pixels.size();
    const std::size_t imageA = m_verification.images[2 * pair];
    const std::size_t imageB = m_verification.images[2 * pair + 1];
    list.push_back({m_set->name(imageA), m_set->name(imageB), m_set->face(imageA), m_set->face(imageB), same,
                    m_attack.methods[method], epsilon, attacked.before[k], attacked.after[e][k], best.has_value(),
                    image::encodePng(a), image::encodePng(picture(changed, a.width)), image::encodePng(b),
                    image::encodePng(amplified(changed, a, epsilon))});
}

double share(double part, double whole)
{
    return whole > 0 ? part / whole : std::nan("");
}

// Of one kind of pairs or of both: which share turned, in every resample.
struct Turned {
    std::size_t attacked = 0, flipped = 0, people = 0;
    std::vector<float> resampled; // NaN where none of the attacked was drawn
    // Of the share that turned.
    std::array<double, 2> ci95(const Results& results, int bootstraps)
    {
        if (results.identities.empty())
            return clopperPearson(flipped, attacked);
        if (bootstraps == 0 || people < eval::kFewestPeople)
            return {std::nan(""), std::nan("")};
        if (flipped == 0 || flipped == attacked) // resamples have no width there
        {
            const std::size_t trials = std::min(attacked, people); // an impostor pair has two people
            return clopperPearson(flipped == 0 ? 0 : trials, trials);
        }
        std::erase_if(resampled, [](float value) { return std::isnan(value); });
        return eval::interval(resampled);
    }
};

void summarise(
    const Results& results, const AttackOptions& attack, std::uint64_t seed, Robustness& out, jobs::Context& context)
{
    const std::size_t n = results.before.size();
    const auto bootstraps = static_cast<std::size_t>(results.identities.empty() ? 0 : std::max(0, attack.bootstraps));
    out.bootstraps = static_cast<int>(bootstraps);
    std::array<std::set<std::uint32_t>, 3> people; // of impostor pairs, genuine pairs, all
    for (std::size_t i = 0; i < n; ++i)
        if (results.attacked[i] && !results.identities.empty())
            for (const std::size_t group : {std::size_t{results.same[i]}, std::size_t{2}})
                people[group].insert({results.identities[2 * i], results.identities[2 * i + 1]});
    out.people = people[2].size();
    if (out.people < eval::kFewestPeople)
        out.bootstraps = 0; // resampling them says nothing of other people
    std::vector<std::array<Turned, 3>> turned(results.wrong.size());
    for (auto& groups : turned)
        for (std::size_t group = 0; group < 3; ++group) {
            groups[group].people = people[group].size();
            groups[group].resampled.resize(bootstraps);
        }
    if (out.bootstraps > 0) {
        context.stage("bootstrap");
        const auto sorted =
            eval::sortPairs(results.before, results.same, results.identities, std::vector(n, eval::Verdict::NotJudged));
        eval::forEachResample(
            sorted, out.bootstraps, seed, static_cast<double>(n), [&] { context.checkStop(); },
            [&](std::size_t r, const std::vector<float>& weight) {
                for (std::size_t p = 0; p < turned.size(); ++p) {
                    std::array<double, 2> all{}, wrong{};
                    for (std::size_t i = 0; i < n; ++i) {
                        const std::size_t pair = sorted.order[i];
                        if (!results.attacked[pair])
                            continue;
                        all[results.same[pair]] += static_cast<double>(weight[i]);
                        wrong[results.same[pair]] += static_cast<double>(weight[i]) * results.wrong[p][pair];
                    }
                    for (std::size_t kind = 0; kind < 2; ++kind)
                        turned[p][kind].resampled[r] = static_cast<float>(share(wrong[kind], all[kind]));
                    turned[p][2].resampled[r] = static_cast<float>(share(wrong[0] + wrong[1], all[0] + all[1]));
                }
            });
    }
    for (std::size_t p = 0; p < turned.size(); ++p) {
        Robustness::Point point;
        point.method = attack.methods[p / attack.epsilons.size()];
        point.epsilon = attack.epsilons[p % attack.epsilons.size()];
        point.pairs = n;
        std::array<double, 2> shift{};
        for (std::size_t i = 0; i < n; ++i)
            if (results.attacked[i]) {
                const std::size_t kind = results.same[i];
                shift[kind] += static_cast<double>(results.shift[p][i]);
                for (const std::size_t group : {kind, std::size_t{2}}) {
                    turned[p][group].attacked += 1;
                    turned[p][group].flipped += results.wrong[p][i];
                }
            }
        for (const std::size_t kind : {0u, 1u}) {
            Turned& t = turned[p][kind];
            const auto attacked = static_cast<double>(t.attacked);
            Robustness::Kind& found = kind == 1 ? point.genuine : point.impostor;
            found.attacked = t.attacked;
            found.flipped = t.flipped;
            found.success = share(static_cast<double>(t.flipped), attacked);
            found.ci95 = t.ci95(results, out.bootstraps);
            found.meanShift = share(shift[kind], attacked);
        }
        Turned& both = turned[p][2];
        const auto ci = both.ci95(results, out.bootstraps);
        const auto attacked = static_cast<double>(both.attacked);
        point.survival = share(attacked - static_cast<double>(both.flipped), attacked);
        point.survivalCi95 = {1 - ci[1], 1 - ci[0]};
        point.accuracy = share(attacked - static_cast<double>(both.flipped), static_cast<double>(n));
        point.meanShift = share(shift[0] - shift[1], attacked);
        point.sufficient = both.attacked >= Robustness::kFewestAttacked;
        out.points.push_back(point);
    }
}

// A small PNG in base64; nothing where it is something else.
Bytes pictureIn(const Json& value)
{
    constexpr std::size_t kMostCoded = 1 << 20, kHead = 24;
    constexpr std::array<std::uint8_t, 8> kSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    constexpr std::uint32_t kLargestSide = 1024;
    if (!value.is_string() || value.get_ref<const std::string&>().size() > kMostCoded)
        return {};
    const auto& coded = value.get_ref<const std::string&>();
    Bytes png;
    try {
        png = fromBase64({reinterpret_cast<const std::uint8_t*>(coded.data()), coded.size()});
    } catch (const Error&) {
        return {};
    }
    if (png.size() < kHead || !std::equal(kSignature.begin(), kSignature.end(), png.begin()))
        return {};
    const auto side = [&](std::size_t at) { // big-endian, in the header
        return std::uint32_t{png[at]} << 24 | std::uint32_t{png[at + 1]} << 16 | std::uint32_t{png[at + 2]} << 8 |
               png[at + 3];
    };
    const bool small = std::min(side(16), side(20)) > 0 && std::max(side(16), side(20)) <= kLargestSide;
    return small ? png : Bytes();
}

} // namespace

Robustness attackSet(const VerifyOptions& options, const AttackOptions& attack, jobs::Context& context)
{
    const auto start = std::chrono::steady_clock::now();
    check(options, attack);
    context.stage("load");
    const auto source = compute::findModel(options.model, options.runsFolder);
    const auto model =
        compute::AttackedModel::load(source, options.compute, context.stopToken()); // before what takes long
    VerifyOptions plain = options;
    plain.bootstraps = 0;
    plain.forReport = false;
    const Verification verification = verifyModel(plain, context);

    Robustness out;
    out.facts = verification.facts;
    out.flip = options.flip;
    out.thresholdGiven = attack.threshold.has_value();
    out.threshold = attack.threshold.value_or(verification.result.kfold.threshold);
    out.steps = attack.steps;
    out.step = attack.step;
    out.seed = options.seed;
    out.ofPairs = verification.same.size();
    const Results results = Attacks(options, attack, verification, model, out, context).run();
    out.pairs = results.same.size();
    out.genuine = static_cast<std::size_t>(std::count(results.same.begin(), results.same.end(), std::uint8_t{1}));
    out.impostor = out.pairs - out.genuine;
    out.accuracyBefore =
        share(static_cast<double>(std::count(results.right.begin(), results.right.end(), std::uint8_t{1})),
              static_cast<double>(out.pairs));
    summarise(results, attack, options.seed, out, context);
    out.seconds = secondsSince(start);
    return out;
}

Json Robustness::toJson() const
{
    const auto kindJson = [](const Kind& kind) {
        return Json{{"attacked", kind.attacked},
                    {"flipped", kind.flipped},
                    {"success", known(kind.success)},
                    {"ci95", known(kind.ci95)},
                    {"mean_shift", known(kind.meanShift)}};
    };
    Json list = Json::array(), pictures = Json::array();
    std::set<std::string> methods;
    for (const Point& p : points) {
        methods.insert(p.method);
        list.push_back({{"epsilon", p.epsilon},
                        {"method", p.method},
                        {"pairs", p.pairs},
                        {"genuine", kindJson(p.genuine)},
                        {"impostor", kindJson(p.impostor)},
                        {"survival", known(p.survival)},
                        {"survival_ci95", known(p.survivalCi95)},
                        {"accuracy", known(p.accuracy)},
                        {"mean_shift", known(p.meanShift)},
                        {"sufficient", p.sufficient}});
    }
    for (const Example& e : examples)
        pictures.push_back({{"a", e.nameA},
                            {"b", e.nameB},
                            {"face_a", e.faceA},
                            {"face_b", e.faceB},
                            {"same", e.same},
                            {"method", e.method},
                            {"epsilon", e.epsilon},
                            {"before", known(e.before)},
                            {"after", known(e.after)},
                            {"flipped", e.flipped}});
    Json out = {{"threshold", threshold},
                {"threshold_from", thresholdGiven ? "given" : "verification"},
                {"method", methods.size() > 1 ? "both"
                           : methods.empty()  ? ""
                                              : *methods.begin()},
                {"mirror", flip},
                {"steps", steps},
                {"step_size", step > 0 ? Json(step) : Json()},
                {"seed", seed},
                {"pairs", pairs},
                {"genuine", genuine},
                {"impostor", impostor},
                {"of_pairs", ofPairs},
                {"accuracy", known(accuracyBefore)},
                {"no_slope", flat},
                {"people", people > 0 ? Json(people) : Json()},
                {"interval", people == 0      ? "Clopper-Pearson over pairs"
                             : bootstraps > 0 ? "bootstrap over identities"
                                              : "none"},
                {"bootstraps", bootstraps},
                {"points", list},
                {"examples", pictures}};
    for (const char* key :
         {"model", "model_hash", "input", "set", "set_hash", "alignment", "left_out", "device", "version", "library"})
        if (facts.contains(key))
            out[key] = facts[key];
    out["seconds"] = seconds;
    return out;
}

Json Robustness::toExtra() const
{
    Json out = toJson();
    for (std::size_t i = 0; i < examples.size(); ++i)
        out["examples"][i]["pictures"] = {toBase64(examples[i].original), toBase64(examples[i].changed),
                                          toBase64(examples[i].difference)};
    return out;
}

std::vector<Bytes> examplePictures(const Json& example)
{
    const Json& pictures = run::section(example, "pictures");
    std::vector<Bytes> out;
    for (std::size_t i = 0; pictures.is_array() && i < std::min<std::size_t>(pictures.size(), 3); ++i)
        out.push_back(pictureIn(pictures[i]));
    return out;
}

Json withoutPictures(Json extras)
{
    if (!extras.is_object() || !extras.contains("robustness") || !extras["robustness"].is_object() ||
        !extras["robustness"].contains("examples") || !extras["robustness"]["examples"].is_array())
        return extras;
    for (Json& example : extras["robustness"]["examples"])
        if (example.is_object())
            example.erase("pictures");
    return extras;
}

} // namespace likeness::verify
