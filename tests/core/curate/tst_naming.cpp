// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/curate/material.h"
#include "core/curate/naming.h"
#include "core/curate/people.h"

#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>

using namespace likeness;
using namespace likeness::curate;

namespace {

constexpr std::size_t kDim = 32;

std::vector<float> normals(std::size_t count, double mean, double spread, std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<float> out(count);
    for (float& v : out)
        v = static_cast<float>(rng.normal(mean, spread));
    return out;
}

// Faces of people: a random direction for each person, and noise of this strength.
struct Faces {
    compute::Embeddings embeddings;
    std::vector<dataset::IdentityId> labels;
    Rng rng{7};
    void add(int person, dataset::IdentityId label, double noise = 0.5)
    {
        Rng centre(static_cast<std::uint64_t>(person) + 1000);
        embeddings.dim = static_cast<int>(kDim);
        std::array<double, kDim> v{};
        double squares = 0;
        for (double& x : v) {
            x = centre.normal() + rng.normal(0, noise);
            squares += x * x;
        }
        for (const double x : v)
            embeddings.values.push_back(static_cast<float>(x / std::sqrt(squares)));
        embeddings.faces.push_back(static_cast<dataset::FaceId>(embeddings.faces.size()) + 1);
        labels.push_back(label);
    }
    // People `first` … `last`, `each` faces under the person's own number + 100.
    void addPeople(int first, int last, int each)
    {
        for (int p = first; p <= last; ++p)
            for (int k = 0; k < each; ++k)
                add(p, p + 100);
    }
};

struct Judged {
    std::unique_ptr<Material> material;
    Result result;
    PeopleHints hints;
};
Judged judged(const Faces& faces,
              const std::vector<std::pair<dataset::FaceId, dataset::IdentityId>>& cannot = {},
              const std::vector<dataset::FaceId>& confirmed = {})
{
    jobs::RecordingContext context;
    Judged out;
    out.material = embeddingMaterial(faces.embeddings, faces.labels, 2, context);
    const Case input = out.material->asCase(cannot, confirmed);
    out.result = judge(input, 2, context);
    out.hints = peopleHints(input, out.result, 2, context);
    return out;
}

} // namespace

class TestNaming : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void learnsTwoDistributions();
    void ratiosNeverFall();
    void modelsOfNothing();
    void whoClaimsTheNameDecides();
    void estimatesTheShareOfWrongLabels();
    void aScaleFromBeforeGivesTheSame();
    void findsOnePersonUnderTwoNames();
    void whatWasRuledOutIsNotMerged();
    void findsTwoPeopleUnderOneName();
    void findsAFaceLikeNobody();
    void cleanPeopleAreLeftAlone();
};

void TestNaming::learnsTwoDistributions()
{
    // 70 % genuine at 0.6 ± 0.1, the rest strangers at 0.1 ± 0.15, as the pairs across labels are.
    auto within = normals(7000, 0.6, 0.1, 1);
    const auto strangers = normals(3000, 0.1, 0.15, 2);
    within.insert(within.end(), strangers.begin(), strangers.end());
    const PairModel model(within, normals(20000, 0.1, 0.15, 3));
    const auto& p = model.parameters();
    QVERIFY(std::abs(p.impostor - 0.1) < 0.01 && std::abs(p.impostorSpread - 0.15) < 0.01);
    QVERIFY(std::abs(p.genuine - 0.6) < 0.01 && std::abs(p.genuineSpread - 0.1) < 0.01);
    QVERIFY(std::abs(p.genuineShare - 0.7) < 0.02);
    // The ratio of the two densities where both are plain.
    const auto density = [](double x, double m, double s) { return std::exp(-0.5 * (x - m) * (x - m) / s / s) / s; };
    for (const double s : {0.3, 0.4, 0.5}) {
        const double expected = std::log((0.97 * density(s, 0.6, 0.1) + 0.03 * density(s, 0.1, 0.3)) /
                                         (0.999 * density(s, 0.1, 0.15) + 0.001 * density(s, 0.6, 0.1)));
        QVERIFY2(std::abs(model.logRatio(s) - expected) < 0.25, qPrintable(QString::number(model.logRatio(s))));
    }
    const PairModel again(p);
    QCOMPARE(again.logRatio(0.37), model.logRatio(0.37));
}

void TestNaming::ratiosNeverFall()
{
    // A wide genuine distribution over a narrow other one: the plain ratio would rise again to the left.
    for (const double spread : {0.02, 0.1, 0.3}) {
        const PairModel model(normals(2000, 0.4, spread, 4), normals(2000, 0.0, 0.05, 5));
        double before = -1e9;
        for (double s = -1; s <= 1; s += 0.001) {
            const double ratio = model.logRatio(s);
            QVERIFY(ratio >= before && ratio >= PairModel::kLeast && ratio <= PairModel::kMost);
            before = ratio;
        }
        QVERIFY(model.logRatio(-1) < 0 && model.logRatio(1) > 0);
    }
}

void TestNaming::modelsOfNothing()
{
    const std::vector<float> none, one{0.5F}, same(50, 0.2F);
    for (const auto& within : {none, one, same})
        for (const auto& across : {none, one, same}) {
            const PairModel model(within, across);
            for (const double s : {-1.0, 0.2, 0.5, 1.0, std::nan("")})
                QVERIFY(std::isfinite(model.logRatio(s)));
        }
}

void TestNaming::whoClaimsTheNameDecides()
{
    // Two images each. The one person's two faces have two names, 101 and 102. Name 102 is also had by person 2, of
    // whom there are two faces under it; the other face under 101 is person 3's, whose rightful name is taken by two
    // more. So the face under 101 is right, and the one under 102 wrong – though by itself either could be.
    Faces faces;
    faces.addPeople(10, 60, 2);
    const std::size_t right = faces.labels.size();
    faces.add(1, 101);
    faces.add(1, 102);
    faces.add(2, 102);
    faces.add(2, 102);
    faces.add(3, 101);
    faces.add(3, 103);
    faces.add(3, 103);
    const auto all = judged(faces);
    const auto& e = all.result.evidence;
    QVERIFY2(e[right].score < 0.3, qPrintable(QString::number(e[right].score)));
    QVERIFY2(e[right + 1].score > 0.7, qPrintable(QString::number(e[right + 1].score)));
    QCOMPARE(e[right + 1].rival, dataset::IdentityId{101});
    QVERIFY(e[right + 4].score > 0.9);
    QCOMPARE(e[right + 4].rival, dataset::IdentityId{103});
    QVERIFY(e[right + 2].score < 0.1 && e[right + 5].score < 0.1);
    // Of the three closest faces of person 3's misplaced one, none carries its label.
    QCOMPARE(e[right + 4].agreeing, 0);
}

void TestNaming::estimatesTheShareOfWrongLabels()
{
    for (const double rate : {0.05, 0.2, 0.4}) {
        Faces faces;
        faces.addPeople(1, 80, 5);
        Rng rng(3);
        std::size_t wrong = 0;
        for (auto& label : faces.labels)
            if (rng.uniform() < rate) {
                const auto other = static_cast<dataset::IdentityId>(101 + rng.below(80));
                wrong += other != label ? 1 : 0;
                label = other;
            }
        const double share = static_cast<double>(wrong) / static_cast<double>(faces.labels.size());
        const auto all = judged(faces);
        QVERIFY2(std::abs(all.result.wrongShare - share) < 0.03,
                 qPrintable(QStringLiteral("%1 of %2").arg(all.result.wrongShare).arg(share)));
        // What it expects of its own flags is what happens, within a few hundredths.
        double flagged = 0, hits = 0;
        for (std::size_t i = 0; i < faces.labels.size(); ++i)
            if (all.result.evidence[i].score >= all.result.threshold) {
                flagged += 1;
                hits += faces.labels[i] != static_cast<dataset::IdentityId>(101 + i / 5) ? 1 : 0;
            }
        QVERIFY(flagged > 0 && std::abs(hits / flagged - all.result.expectedPrecision) < 0.06);
        QVERIFY(std::abs(hits / static_cast<double>(wrong) - all.result.expectedRecall) < 0.06);
    }
}

void TestNaming::aScaleFromBeforeGivesTheSame()
{
    Faces faces;
    faces.addPeople(1, 30, 4);
    faces.labels[5] = 120;
    faces.labels[40] = 103;
    const auto all = judged(faces);
    jobs::RecordingContext context;
    const Result again = judge(all.material->asCase({}, {}, &all.result.scale), 1, context);
    for (std::size_t i = 0; i < faces.labels.size(); ++i)
        QVERIFY(std::abs(again.evidence[i].score - all.result.evidence[i].score) < 0.02);
}

void TestNaming::findsOnePersonUnderTwoNames()
{
    Faces faces;
    faces.addPeople(1, 30, 6);
    for (int k = 0; k < 3; ++k)
        faces.add(5, 900); // person 5 again
    const auto all = judged(faces);
    QCOMPARE(all.hints.merges.size(), std::size_t{1});
    const MergeHint& hint = all.hints.merges.front();
    QCOMPARE(hint.from, dataset::IdentityId{900}); // the smaller one
    QCOMPARE(hint.into, dataset::IdentityId{105});
    QCOMPARE(hint.fromCount, 3);
    QCOMPARE(hint.intoCount, 6);
    QVERIFY(hint.score > 0.9 && hint.similarity > 0.5F);
    QCOMPARE(faces.labels[hint.face], dataset::IdentityId{900});
    QCOMPARE(faces.labels[hint.other], dataset::IdentityId{105});
}

void TestNaming::whatWasRuledOutIsNotMerged()
{
    Faces faces;
    faces.addPeople(1, 30, 6);
    for (int k = 0; k < 3; ++k)
        faces.add(5, 900);
    const auto all = judged(faces, {{faces.embeddings.faces.back(), 105}});
    QVERIFY(all.hints.merges.empty());
}

void TestNaming::findsTwoPeopleUnderOneName()
{
    Faces faces;
    faces.addPeople(1, 30, 6);
    for (int k = 0; k < 4; ++k)
        faces.add(77, 103); // somebody new, under the name of person 3
    const auto all = judged(faces);
    QCOMPARE(all.hints.splits.size(), std::size_t{1});
    const SplitHint& hint = all.hints.splits.front();
    QCOMPARE(hint.identity, dataset::IdentityId{103});
    QCOMPARE(hint.faces, (std::vector<std::uint32_t>{180, 181, 182, 183}));
    QCOMPARE(hint.restCount, 6);
    QVERIFY(hint.score > 0.9);
    QCOMPARE(faces.labels[hint.rest], dataset::IdentityId{103});
}

void TestNaming::findsAFaceLikeNobody()
{
    Faces faces;
    faces.addPeople(1, 30, 6);
    faces.add(78, 104); // once only
    const auto all = judged(faces);
    QVERIFY(std::any_of(all.hints.outliers.begin(), all.hints.outliers.end(),
                        [&](const auto& o) { return o.face == 180 && o.score > 0.5; }));
}

void TestNaming::cleanPeopleAreLeftAlone()
{
    Faces faces;
    faces.addPeople(1, 60, 6);
    const auto all = judged(faces);
    QVERIFY(all.hints.merges.empty() && all.hints.splits.empty() && all.hints.outliers.empty());
}

QTEST_APPLESS_MAIN(TestNaming)
#include "tst_naming.moc"
