// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A verification that holds everything a report can show, with names that want to be something else.
#include "core/base/random.h"
#include "core/base/text_coding.h"
#include "core/image/codec.h"
#include "core/report/report.h"

#include <string>
#include <vector>

namespace likeness::test {

// better: a higher mean of the genuine scores, on the same pairs.
inline verify::Verification sampleVerification(const std::string& model = "model<b>.onnx", double better = 0)
{
    constexpr std::uint32_t kPeople = 40;
    constexpr std::uint32_t kEach = 10; // images of each
    Rng rng(3);
    verify::Verification in;
    in.title = "run <script>alert(1)</script> & \"co\"";
    for (std::uint32_t p = 0; p < kPeople; ++p) {
        in.people.push_back(p == 0 ? "=cmd|' /C calc'!A0" : "Person " + std::to_string(p));
        for (std::uint32_t i = 0; i < kEach; ++i)
            in.set.push_back({in.people.back() + "/" + std::to_string(i) + ".jpg", 0, p});
    }
    for (int i = 0; i < 4000; ++i) {
        in.same.push_back(i % 2 == 0 ? 1 : 0);
        in.scores.push_back(static_cast<float>(rng.normal(in.same.back() ? 0.55 + better : 0.05, 0.14)));
        const auto a = static_cast<std::uint32_t>(rng.below(kPeople));
        const auto b = in.same.back() ? a : (a + 1 + static_cast<std::uint32_t>(rng.below(kPeople - 1))) % kPeople;
        in.identities.insert(in.identities.end(), {a, b});
        in.images.insert(in.images.end(), {a * kEach + static_cast<std::uint32_t>(rng.below(kEach)),
                                           b * kEach + static_cast<std::uint32_t>(rng.below(kEach))});
    }
    in.facts = {{"model", model},   {"model_hash", "00ff"}, {"embedding", 128}, {"set", "own-pairs.bin"},
                {"set_hash", "ab"}, {"own fact", true},     {"left_out", 3},    {"alignment", "68 → 5 points, hog"}};
    in.options.bootstraps = 50;
    in.result = eval::verifyScores(in.scores, in.same, in.identities, {.bootstraps = 50});
    eval::Separability s;
    s.fisherTraceRatio = 1.5;
    s.fisherTraceRatioCi95 = {1.31, 1.72};
    s.intra = {0.4, 0.1, 0.2, 0.4, 0.6, 0.15, 0.7};
    s.inter = {0.9, 0.1, 0.7, 0.9, 1.1, 0.6, 1.2};
    s.intraPairs = s.interPairs = 2000;
    s.people = kPeople;
    s.images = kPeople * kEach;
    s.scoreFisher = 6.4;
    s.dPrime = 3.6;
    s.overlap = 0.07;
    in.separability = s;
    for (int step = 0; step < 500; ++step)
        in.events.push_back({{"type", "step"}, {"step", step}, {"loss", 20.0 / (1 + step * 0.02)}});
    for (int epoch = 1; epoch <= 5; ++epoch) {
        in.events.push_back({{"type", "epoch"}, {"epoch", epoch}, {"loss", 20.0 / epoch}});
        in.events.push_back({{"type", "verify"}, {"epoch", epoch}, {"auc", 0.9 + epoch * 0.01}});
    }
    in.events.push_back("not an object");
    in.events.push_back({{"type", "step"}, {"step", "x"}, {"loss", nullptr}});
    const Bytes png = image::encodePng(image::Image(8, 8, 3));
    in.worstFalseAccepts.push_back({png, png, "Ann/<i>1</i>.jpg",
                                    "Bob/\xFF"
                                    "2.jpg",
                                    0.71f, false, 0, 0});
    in.worstFalseRejects.push_back({png, {}, "Ann/1.jpg", "Ann/2.jpg", -0.1f, true, 0, 0});

    // As the window and the commands put them there.
    std::vector<eval::Slice> slices{
        {"mask", "yes", {}}, {"mask", "no", {}}, {"age gap", "under 5 years", {}}, {"age gap", "5 years and more", {}}};
    for (std::uint32_t i = 0; i < in.scores.size(); ++i) {
        slices[i % 4 < 2 && in.scores[i] < 0.5F ? 0 : 1].pairs.push_back(i);
        slices[i % 5 < 2 ? 2 : 3].pairs.push_back(i);
    }
    in.extras["slices"] =
        eval::measureSlices(in.scores, in.same, in.identities, slices, {.fmr = 1e-2, .bootstraps = 100}).toJson();
    in.extras["people"] = {{"threshold", 0.31},
                           {"images", kPeople * kEach},
                           {"count", kPeople},
                           {"people",
                            {{{"label", 0},
                              {"images", 10},
                              {"gap", -0.12},
                              {"intra_mean", 0.41},
                              {"intra_p95", 0.62},
                              {"nearest", 7},
                              {"nearest_mean", 0.7},
                              {"nearest_p05", 0.5},
                              {"ratio", 2.0},
                              {"mixed", 0.1},
                              {"missed", 0.2},
                              {"accepted", 0.04},
                              {"intra_pairs", 45},
                              {"nearest_pairs", 100}}}}};
    Json points = Json::array();
    for (const char* method : {"fgsm", "pgd"})
        for (const int epsilon : {1, 2, 4, 8}) {
            const double survival = 1 - epsilon * (method[0] == 'f' ? 0.07 : 0.115);
            const Json kind = {{"attacked", 480},
                               {"flipped", 480 - static_cast<int>(480 * survival)},
                               {"success", 1 - survival},
                               {"ci95", {0.95 - survival > 0 ? 0.95 - survival : 0, 1.05 - survival}},
                               {"mean_shift", 0.1}};
            points.push_back({{"epsilon", epsilon},
                              {"method", method},
                              {"pairs", 1000},
                              {"genuine", kind},
                              {"impostor", kind},
                              {"survival", survival},
                              {"survival_ci95", {survival - 0.03, survival + 0.02}},
                              {"accuracy", survival * 0.96},
                              {"mean_shift", 0.1},
                              {"sufficient", true}});
        }
    in.extras["robustness"] = {{"threshold", 0.3}, {"pairs", 1000},      {"of_pairs", 4000},
                               {"genuine", 500},   {"impostor", 500},    {"accuracy", 0.96},
                               {"people", 40},     {"bootstraps", 1000}, {"points", points}};
    in.extras["robustness"]["examples"] = {{{"same", true},
                                            {"method", "fgsm"},
                                            {"epsilon", 2},
                                            {"before", 0.51},
                                            {"after", 0.28},
                                            {"pictures", {toBase64(png), toBase64(png), toBase64(png)}}}};
    in.extras["all_pairs"] = {{"pairs", 79800},
                              {"genuine", 1800},
                              {"impostor", 78000},
                              {"images", 400},
                              {"people", 40},
                              {"auc", 0.993},
                              {"eer", 0.03},
                              {"tpr_at_fpr",
                               {{{"target", 1e-3},
                                 {"tpr", 0.91},
                                 {"achieved_fpr", 0.00099},
                                 {"threshold", 0.44},
                                 {"false_accept_budget", 78},
                                 {"ci95", {nullptr, nullptr}},
                                 {"sufficient", true}}}},
                              {"score_fisher", 6.2},
                              {"d_prime", 3.5},
                              {"roc", {{"fpr", {0.0, 1e-4, 1e-3, 1e-2, 1.0}}, {"tpr", {0.0, 0.8, 0.91, 0.98, 1.0}}}},
                              {"seconds", 12.5}};
    return in;
}

inline verify::GateReport sampleGates(const verify::Verification& verification)
{
    const std::vector<verify::Gate> gates{verify::Gate::parse("auc >= 0.9"), verify::Gate::parse("score_fisher > 15"),
                                          verify::Gate::parse("fgsm_survival@2/255 >= 0.85"),
                                          verify::Gate::parse("tpr_at_fpr@1e-6 >= 0.9"),
                                          verify::Gate::parse("slice_accuracy[glasses=yes] >= 0.9")};
    return verify::checkGates(gates, verify::evidenceOf(verification));
}

} // namespace likeness::test
