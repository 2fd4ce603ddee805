// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/curate/lbph.h"
#include "core/curate/material.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <set>

using namespace likeness;
using namespace likeness::curate;

namespace {

constexpr int kDim = 32;

// Identities as random directions with noise around each; identity ids are 1001, 1002, …; face ids 1, 2, …
struct People {
    compute::Embeddings embeddings;
    std::vector<dataset::IdentityId> truth, labels;

    People(int identities, int each, double noise, std::uint64_t seed)
    {
        Rng rng(seed);
        embeddings.dim = kDim;
        for (int p = 0; p < identities; ++p) {
            std::array<double, kDim> centre{};
            for (double& c : centre)
                c = rng.normal();
            for (int k = 0; k < each; ++k) {
                std::array<double, kDim> v = centre;
                double norm = 0;
                for (double& x : v) {
                    x += rng.normal(0, noise);
                    norm += x * x;
                }
                for (const double x : v)
                    embeddings.values.push_back(static_cast<float>(x / std::sqrt(norm)));
                embeddings.faces.push_back(static_cast<dataset::FaceId>(embeddings.faces.size()) + 1);
                truth.push_back(1001 + p);
            }
        }
        labels = truth;
    }
    void plant(double share, std::uint64_t seed)
    {
        Rng rng(seed);
        std::vector<std::size_t> order(labels.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        rng.shuffle(std::span<std::size_t>(order));
        order.resize(static_cast<std::size_t>(share * static_cast<double>(labels.size())));
        const auto identities = static_cast<std::uint64_t>(truth.back() - 1000);
        for (const auto i : order)
            while (labels[i] == truth[i])
                labels[i] = 1001 + static_cast<dataset::IdentityId>(rng.below(identities));
    }
};

struct Figures {
    double averagePrecision = 0, f1 = 0, bestF1 = 0, suggestionRight = 0;
    double overpromised = 0; // of what is flagged: by how much suggestions are believed more often than they are right
};

// The floor: similarity to the closest centroid of others minus similarity to the own centroid without the face.
Result plainRule(const People& people)
{
    const auto groups = static_cast<std::size_t>(people.truth.back() - 1000);
    std::vector<std::array<double, kDim>> sums(groups, std::array<double, kDim>{});
    const auto group = [&](std::size_t i) { return static_cast<std::size_t>(people.labels[i] - 1001); };
    for (std::size_t i = 0; i < people.labels.size(); ++i)
        for (std::size_t k = 0; k < kDim; ++k)
            sums[group(i)][k] += static_cast<double>(people.embeddings.row(i)[k]);
    Result out;
    for (std::size_t i = 0; i < people.labels.size(); ++i) {
        double own = 0;
        double rival = -1;
        for (std::size_t g = 0; g < groups; ++g) {
            double dot = 0;
            double norm = 1e-12;
            for (std::size_t k = 0; k < kDim; ++k) {
                const auto x = static_cast<double>(people.embeddings.row(i)[k]);
                const double c = sums[g][k] - (g == group(i) ? x : 0);
                dot += c * x;
                norm += c * c;
            }
            if (g == group(i))
                own = dot / std::sqrt(norm);
            else
                rival = std::max(rival, dot / std::sqrt(norm));
        }
        Evidence e;
        e.score = rival - own;
        out.evidence.push_back(e);
    }
    return out;
}

Figures
figures(const Result& result, std::span<const dataset::IdentityId> labels, std::span<const dataset::IdentityId> truth)
{
    std::vector<std::size_t> order(labels.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return result.evidence[a].score > result.evidence[b].score; });
    const auto f1 = [](double hits, double flagged, double bad) { return 2 * hits / (flagged + bad); };
    double bad = 0;
    double flagged = 0;
    double right = 0;
    double suggested = 0, promised = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const bool wrong = labels[i] != truth[i];
        const bool flag = result.evidence[i].score >= result.threshold;
        bad += wrong ? 1 : 0;
        flagged += flag ? 1 : 0;
        right += wrong && flag ? 1 : 0;
        suggested += wrong && flag && result.evidence[i].rival == truth[i] ? 1 : 0;
        promised += flag ? result.evidence[i].suggestedShare : 0;
    }
    Figures out;
    out.overpromised = (promised - suggested) / std::max(flagged, 1.0);
    double hits = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        if (labels[order[k]] == truth[order[k]])
            continue;
        hits += 1;
        out.averagePrecision += hits / static_cast<double>(k + 1) / bad;
        out.bestF1 = std::max(out.bestF1, f1(hits, static_cast<double>(k + 1), bad));
    }
    out.f1 = f1(right, flagged, bad);
    out.suggestionRight = suggested / std::max(right, 1.0);
    return out;
}

} // namespace

class TestJudge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsPlantedLabels_data();
    void findsPlantedLabels();
    void cleanSetHasFewFlags();
    void evidenceNamesTheFacesBehindIt();
    void ofTwoFacesTheRivalDecides();
    void confirmedFacesKeepLowScores();
    void ruledOutIdentitiesAreNotSuggested();
    void doesNotDependOnThreads();
    void survivesTinyAndStrangeSets();
    void stopsWhenAsked();
    void saysWhy();
    void findsPlantedLabelsOnRealFaces();
};

void TestJudge::findsPlantedLabels_data()
{
    QTest::addColumn<int>("identities");
    QTest::addColumn<int>("each");
    QTest::addColumn<double>("share");
    QTest::addColumn<double>("least");
    QTest::newRow("two images each") << 100 << 2 << 0.1 << 0.92;
    QTest::newRow("two images each, many wrong") << 100 << 2 << 0.3 << 0.82;
    QTest::newRow("four images each") << 60 << 4 << 0.1 << 0.99;
    QTest::newRow("ten images each") << 40 << 10 << 0.1 << 0.995;
    QTest::newRow("few wrong") << 60 << 6 << 0.02 << 0.97;
    QTest::newRow("many wrong") << 60 << 6 << 0.25 << 0.98;
    QTest::newRow("two people") << 2 << 40 << 0.1 << 0.98;
}

// Means over sets: of two hundred faces one odd pair moves the figures by a tenth.
void TestJudge::findsPlantedLabels()
{
    QFETCH(int, identities);
    QFETCH(int, each);
    QFETCH(double, share);
    QFETCH(double, least);
    constexpr int kSets = 8;
    Figures mean, plain;
    for (std::uint64_t set = 0; set < kSets; ++set) {
        People people(identities, each, 0.9, 11 + set);
        people.plant(share, 3 + set);
        jobs::RecordingContext context;
        const Result result = fromEmbeddings(people.embeddings, people.labels, {}, context);
        const Figures f = figures(result, people.labels, people.truth);
        mean.averagePrecision += f.averagePrecision / kSets;
        mean.f1 += f.f1 / kSets;
        mean.bestF1 += f.bestF1 / kSets;
        mean.suggestionRight += f.suggestionRight / kSets;
        mean.overpromised += f.overpromised / kSets;
        plain.averagePrecision += figures(plainRule(people), people.labels, people.truth).averagePrecision / kSets;
        for (const Evidence& e : result.evidence)
            QVERIFY(e.suggestedShare >= 0 && e.suggestedShare <= e.score && e.score <= 1);
    }
    qInfo("AP %.4f (plain rule %.4f), F1 %.3f of at most %.3f, suggestions %.3f, promised %+.3f", mean.averagePrecision,
          plain.averagePrecision, mean.f1, mean.bestF1, mean.suggestionRight, mean.overpromised);
    QVERIFY(std::abs(mean.overpromised) < 0.2);
    QVERIFY(mean.averagePrecision >= least);
    QVERIFY(mean.averagePrecision >= plain.averagePrecision + (each == 2 ? 0.1 : -0.01));
    QVERIFY(mean.f1 >= mean.bestF1 - 0.12);
    QVERIFY(mean.suggestionRight >= 0.45); // the true identity may have no face left
}

void TestJudge::cleanSetHasFewFlags()
{
    const People people(50, 6, 0.9, 21);
    jobs::RecordingContext context;
    const Result result = fromEmbeddings(people.embeddings, people.labels, {}, context);
    const auto flagged = std::count_if(result.evidence.begin(), result.evidence.end(),
                                       [&](const Evidence& e) { return e.score >= result.threshold; });
    QVERIFY2(flagged <= 6, qPrintable(QString::number(flagged))); // 2 % of 300
}

void TestJudge::evidenceNamesTheFacesBehindIt()
{
    People people(20, 5, 0.5, 2);
    people.labels[7] = 1010; // the third face of the second person
    jobs::RecordingContext context;
    const Result result = fromEmbeddings(people.embeddings, people.labels, {}, context);
    const Evidence& e = result.evidence[7];
    QCOMPARE(e.face, people.embeddings.faces[7]);
    QVERIFY(e.score >= result.threshold);
    QCOMPARE(e.own, dataset::IdentityId{1010});
    QCOMPARE(e.rival, dataset::IdentityId{1002});
    QCOMPARE(e.ownCount, 5);
    QCOMPARE(e.rivalCount, 4);
    QCOMPARE(people.truth[static_cast<std::size_t>(e.nearestRival - 1)], dataset::IdentityId{1002});
    QCOMPARE(people.truth[static_cast<std::size_t>(e.nearestOwn - 1)], dataset::IdentityId{1010});
    QVERIFY(e.rivalSimilarity > 0.6f && e.ownSimilarity < 0.5f);
    QCOMPARE(result.method, std::string("embedding"));
}

void TestJudge::ofTwoFacesTheRivalDecides()
{
    // Every identity has two faces; one of them holds a face of somebody else who has two more. Both faces of the pair
    // are far from each other, but only one has a rival close by.
    People people(30, 3, 0.5, 6);
    std::vector<float> values;
    std::vector<dataset::FaceId> faces;
    std::vector<dataset::IdentityId> labels;
    for (std::size_t i = 0; i < people.labels.size(); ++i) {
        const bool guest = i == 5; // third face of the second person: sits with the first person
        if (i % 3 == 2 && !guest)
            continue;
        if (i == 1)
            continue; // so that the first identity has one face of its own and the guest
        faces.push_back(people.embeddings.faces[i]);
        labels.push_back(guest ? 1001 : people.labels[i]);
        const auto row = people.embeddings.row(i);
        values.insert(values.end(), row.begin(), row.end());
    }
    jobs::RecordingContext context;
    const Result result = fromEmbeddings({kDim, faces, values}, labels, {}, context);
    const auto scoreOf = [&](dataset::FaceId face) {
        return std::find_if(result.evidence.begin(), result.evidence.end(),
                            [&](const Evidence& e) { return e.face == face; })
            ->score;
    };
    QVERIFY(scoreOf(6) >= result.threshold);
    QVERIFY(scoreOf(1) < result.threshold);
    QVERIFY(scoreOf(4) < result.threshold);
}

void TestJudge::confirmedFacesKeepLowScores()
{
    People people(20, 5, 0.5, 2);
    people.labels[7] = 1010;
    const std::vector<dataset::FaceId> confirmed{people.embeddings.faces[7]};
    jobs::RecordingContext context;
    const Result result = fromEmbeddings(people.embeddings, people.labels, {}, context, confirmed);
    QVERIFY(result.evidence[7].score <= 0.1);
    QVERIFY(result.evidence[7].score < result.threshold);
}

void TestJudge::ruledOutIdentitiesAreNotSuggested()
{
    People people(20, 5, 0.5, 2);
    people.labels[7] = 1010;
    const std::vector<std::pair<dataset::FaceId, dataset::IdentityId>> cannot{{people.embeddings.faces[7], 1002}};
    jobs::RecordingContext context;
    const Result before = fromEmbeddings(people.embeddings, people.labels, {}, context);
    const Result after = fromEmbeddings(people.embeddings, people.labels, cannot, context);
    QCOMPARE(before.evidence[7].rival, dataset::IdentityId{1002});
    QVERIFY(after.evidence[7].rival != 1002 && after.evidence[7].rival != 0);
    QVERIFY(after.evidence[7].score < before.evidence[7].score);
}

void TestJudge::doesNotDependOnThreads()
{
    People people(60, 5, 0.9, 4);
    people.plant(0.1, 1);
    jobs::RecordingContext context;
    const Result one = fromEmbeddings(people.embeddings, people.labels, {}, context, {}, 1);
    const Result four = fromEmbeddings(people.embeddings, people.labels, {}, context, {}, 4);
    for (std::size_t i = 0; i < one.evidence.size(); ++i) {
        QCOMPARE(one.evidence[i].score, four.evidence[i].score);
        QCOMPARE(one.evidence[i].nearestRival, four.evidence[i].nearestRival);
    }
}

void TestJudge::survivesTinyAndStrangeSets()
{
    jobs::RecordingContext context;
    QVERIFY(fromEmbeddings({kDim, {}, {}}, {}, {}, context).evidence.empty());
    const auto check = [&](const compute::Embeddings& embeddings, const std::vector<dataset::IdentityId>& labels) {
        const Result result = fromEmbeddings(embeddings, labels, {}, context);
        QCOMPARE(result.evidence.size(), labels.size());
        for (const Evidence& e : result.evidence)
            QVERIFY(std::isfinite(e.score) && e.score >= 0 && e.score <= 1 && std::isfinite(e.ownSimilarity));
    };
    const People two(2, 1, 0.1, 1);
    check(two.embeddings, two.labels); // one face each
    const People one(1, 5, 0.1, 1);
    check(one.embeddings, one.labels);                                       // one identity
    compute::Embeddings same{4, {1, 2, 3, 4}, std::vector<float>(16, 0.5f)}; // all faces equal
    check(same, {1, 1, 2, 2});
    const auto codeOf = [&](const compute::Embeddings& embeddings, const std::vector<dataset::IdentityId>& labels) {
        try {
            fromEmbeddings(embeddings, labels, {}, context);
        } catch (const Error& e) {
            return e.code();
        }
        return ErrorCode::Internal;
    };
    QCOMPARE(codeOf(same, {1, 2}), ErrorCode::BadArgument);
    same.values[3] = std::nanf("");
    QCOMPARE(codeOf(same, {1, 1, 2, 2}), ErrorCode::Compute);
    same.values.pop_back();
    QCOMPARE(codeOf(same, {1, 1, 2, 2}), ErrorCode::BadArgument);
}

void TestJudge::stopsWhenAsked()
{
    const People people(200, 5, 0.9, 4);
    jobs::RecordingContext context;
    context.stopAfter(2);
    try {
        fromEmbeddings(people.embeddings, people.labels, {}, context);
        QFAIL("was not stopped");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::Interrupted);
    }
}

void TestJudge::saysWhy()
{
    Evidence e;
    e.rival = 2;
    e.ownCount = 3;
    e.rivalCount = 1;
    e.ownSimilarity = 0.123f;
    e.rivalSimilarity = 0.8f;
    QCOMPARE(reasonSentence(e, "Ann", "Bob"),
             std::string("Similarity to 3 other faces of Ann is 0.12; similarity to Bob (1 face) is 0.80."));
    e.ownCount = 0;
    QCOMPARE(reasonSentence(e, "Ann", "Bob"),
             std::string("The only face of Ann; its similarity to Bob (1 face) is 0.80."));
    e.rival = 0;
    QCOMPARE(reasonSentence(e, "Ann", ""), std::string("The only face of Ann."));
}

void TestJudge::findsPlantedLabelsOnRealFaces()
{
    LIKENESS_NEEDS_SHARED("data/orl");
    const test::TempFolder folder;
    const auto file = folder / "crops.lkc";
    std::vector<dataset::FaceId> faces;
    std::vector<dataset::IdentityId> truth;
    {
        crops::CropWriter writer(file, 112);
        for (int person = 1; person <= 40; ++person)
            for (int shot = 1; shot <= 10; ++shot) {
                const auto name = "data/orl/s" + std::to_string(person) + "/" + std::to_string(shot) + ".pgm";
                cv::Mat picture = cv::imread(test::shared(name).string(), cv::IMREAD_GRAYSCALE);
                cv::resize(picture, picture, {112, 112}, 0, 0, cv::INTER_AREA);
                cv::cvtColor(picture, picture, cv::COLOR_GRAY2RGB);
                faces.push_back(static_cast<dataset::FaceId>(faces.size()) + 1);
                truth.push_back(person);
                writer.add(faces.back(), {picture.ptr(), picture.total() * 3});
            }
        writer.flush();
    }
    const crops::CropReader crops(file);
    double averagePrecision = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        Rng rng(seed);
        auto labels = truth;
        for (int i = 0; i < 40; ++i) {
            auto& label = labels[static_cast<std::size_t>(rng.below(labels.size()))];
            label = 1 + (label + static_cast<dataset::IdentityId>(rng.below(39))) % 40;
        }
        jobs::RecordingContext context;
        const Result result = judge(lbphMaterial(crops, faces, labels, {}, 0, context)->asCase({}, {}), 0, context);
        const Figures f = figures(result, labels, truth);
        qInfo("AP %.4f, F1 %.3f of at most %.3f, suggestions %.3f", f.averagePrecision, f.f1, f.bestF1,
              f.suggestionRight);
        QVERIFY(f.f1 >= f.bestF1 - 0.05);
        averagePrecision += f.averagePrecision / 3;
    }
    QVERIFY2(averagePrecision >= 0.985, qPrintable(QString::number(averagePrecision)));
}

QTEST_APPLESS_MAIN(TestJudge)
#include "tst_judge.moc"
