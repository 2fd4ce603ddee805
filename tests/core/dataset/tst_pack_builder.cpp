// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/dataset/pack_builder.h"
#include "tests/support/error_code.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace likeness;
using namespace likeness::dataset;
using test::codeOf;

namespace {

// `people` × `each` faces, a third of them turned away, qualities at random.
std::vector<PackFace> faces(int people, int each, std::uint64_t seed = 1)
{
    Rng rng(seed);
    std::vector<PackFace> out;
    for (int p = 1; p <= people; ++p)
        for (int i = 0; i < each; ++i) {
            const auto id = static_cast<FaceId>(out.size() + 1);
            const bool turned = rng.below(3) == 0;
            out.push_back({id, p, static_cast<float>(rng.uniform(turned ? 25 : 0, turned ? 60 : 15)),
                           static_cast<float>(rng.uniform()), "hash " + std::to_string(id)});
        }
    return out;
}

std::map<FaceId, const PackFace*> byId(const std::vector<PackFace>& faces)
{
    std::map<FaceId, const PackFace*> out;
    for (const auto& face : faces)
        out.emplace(face.face, &face);
    return out;
}

} // namespace

class TestPackBuilder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void balancesFoldsWithPeopleOfTheirOwn();
    void impostorsLookLikeGenuinePairs();
    void spreadsPairsOverPeople();
    void drawsTheSameWithTheSameSeed();
    void pairsNoCopies();
    void saysWhatIsShort();
    void refusesTooFewPeople();
};

void TestPackBuilder::balancesFoldsWithPeopleOfTheirOwn()
{
    const auto all = faces(60, 6);
    const auto rows = byId(all);
    const auto pack = buildPack(all, {1200, 10, 3});
    QCOMPARE(pack.pairs.size(), std::size_t{1200});
    QCOMPARE(pack.folds, 10);
    QCOMPARE(pack.people, 60);
    QVERIFY(pack.shortage.empty());
    std::map<IdentityId, std::size_t> foldOf;
    std::set<std::pair<FaceId, FaceId>> seen;
    for (std::size_t i = 0; i < pack.pairs.size(); ++i) {
        const auto& pair = pack.pairs[i];
        const std::size_t fold = i / 120;
        QCOMPARE(pair.same, i % 120 < 60); // a contiguous block holds both kinds alike
        const auto a = rows.at(pair.a)->identity, b = rows.at(pair.b)->identity;
        QCOMPARE(a == b, pair.same);
        QVERIFY(pair.a != pair.b);
        for (const auto person : {a, b})
            QCOMPARE(foldOf.emplace(person, fold).first->second, fold);
        QVERIFY2(seen.insert(std::minmax(pair.a, pair.b)).second, "a pair occurs twice");
    }
}

void TestPackBuilder::impostorsLookLikeGenuinePairs()
{
    const auto all = faces(60, 8);
    const auto rows = byId(all);
    const auto pack = buildPack(all, {1000, 5, 1});
    QCOMPARE(pack.unmatched, 0);
    std::map<int, int> turned[2]; // by fold: pairs with a face turned away
    for (std::size_t i = 0; i < pack.pairs.size(); ++i) {
        const auto& pair = pack.pairs[i];
        const int away = (std::abs(rows.at(pair.a)->yaw) > 20) + (std::abs(rows.at(pair.b)->yaw) > 20);
        turned[pair.same ? 1 : 0][static_cast<int>(i / 200) * 3 + away] += 1;
    }
    QVERIFY(turned[0] == turned[1]);
    QVERIFY(pack.strata > 5);
}

void TestPackBuilder::spreadsPairsOverPeople()
{
    auto all = faces(40, 3);
    for (int i = 0; i < 200; ++i) // somebody with very many pictures
        all.push_back({1000 + i, 41, 0, 0.5F, "more " + std::to_string(i)});
    const auto rows = byId(all);
    const auto pack = buildPack(all, {80, 2, 1});
    std::map<IdentityId, int> genuine;
    for (const auto& pair : pack.pairs)
        if (pair.same)
            ++genuine[rows.at(pair.a)->identity];
    const auto most = std::max_element(genuine.begin(), genuine.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    QVERIFY2(most->second <= 1, std::to_string(most->second).c_str()); // 20 of a fold's 20 people, one each
}

void TestPackBuilder::drawsTheSameWithTheSameSeed()
{
    const auto all = faces(30, 5);
    const auto pairsOf = [&](std::uint64_t seed) {
        std::vector<std::pair<FaceId, FaceId>> out;
        for (const auto& pair : buildPack(all, {200, 4, seed}).pairs)
            out.emplace_back(pair.a, pair.b);
        return out;
    };
    QVERIFY(pairsOf(1) == pairsOf(1));
    QVERIFY(pairsOf(1) != pairsOf(2));
}

void TestPackBuilder::pairsNoCopies()
{
    auto all = faces(20, 4);
    for (auto& face : all)
        face.hash = "picture " + std::to_string(face.face % 2) + " of " + std::to_string(face.identity); // two each
    const auto rows = byId(all);
    for (const auto& pair : buildPack(all, {40, 2, 1}).pairs)
        QVERIFY(rows.at(pair.a)->hash != rows.at(pair.b)->hash);
}

void TestPackBuilder::saysWhatIsShort()
{
    const auto pack = buildPack(faces(20, 2), {6000, 10, 1}); // two people with one pair each in every fold
    QCOMPARE(pack.pairs.size(), std::size_t{40});
    QVERIFY(pack.shortage.find("40") != std::string::npos);
    QVERIFY(pack.shortage.find("6000") != std::string::npos);
    QCOMPARE(buildPack(faces(6, 4), {60, 10, 1}).folds, 3); // ten folds need twenty people
}

void TestPackBuilder::refusesTooFewPeople()
{
    QCOMPARE(codeOf([] { buildPack({}, {}); }), std::string("too_few_identities"));
    QCOMPARE(codeOf([] { buildPack(faces(3, 5), {}); }), std::string("too_few_identities"));
    QCOMPARE(codeOf([] { buildPack(faces(50, 1), {}); }), std::string("too_few_identities"));
}

QTEST_APPLESS_MAIN(TestPackBuilder)
#include "tst_pack_builder.moc"
