// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/crops/crop_cache.h"
#include "core/curate/lbph.h"
#include "core/curate/lbph_neighbours.h"
#include "core/curate/lbph_projection.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <thread>

using namespace likeness;
using namespace likeness::curate;

namespace {

constexpr int kSize = 64; // of the crops

// Crops of people: soft patches of their own under noise, in group sizes from 1 to 40.
struct People {
    test::TempFolder folder;
    std::vector<dataset::FaceId> faces;
    std::vector<std::uint32_t> groups;

    People()
    {
        crops::CropWriter writer(file(), kSize);
        std::uint32_t group = 0;
        for (const int size : {1, 40, 2, 17, 1, 9, 30, 3, 12, 25}) {
            Rng person(1000 + group);
            std::array<int, 100> patches{};
            for (int& value : patches)
                value = static_cast<int>(person.below(200));
            for (int k = 0; k < size; ++k) {
                const auto face = static_cast<dataset::FaceId>(10 + 3 * faces.size());
                Rng rng(static_cast<std::uint64_t>(face));
                std::vector<std::uint8_t> rgb;
                for (int y = 0; y < kSize; ++y)
                    for (int x = 0; x < kSize; ++x) {
                        const int at = y / 8 * 10 + x / 8;
                        const auto patch = [&](int offset) { return patches[static_cast<std::size_t>(at + offset)]; };
                        const int value = ((8 - y % 8) * ((8 - x % 8) * patch(0) + x % 8 * patch(1)) +
                                           y % 8 * ((8 - x % 8) * patch(10) + x % 8 * patch(11))) /
                                          64;
                        const auto pixel = static_cast<std::uint8_t>(value + static_cast<int>(rng.below(12)));
                        rgb.insert(rgb.end(), 3, pixel);
                    }
                writer.add(face, rgb);
                faces.push_back(face);
                groups.push_back((group * 7) % 10); // groups do not lie together in the order of their numbers
            }
            ++group;
        }
        writer.flush();
        std::vector<std::size_t> order(faces.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        Rng rng(5);
        rng.shuffle(std::span(order));
        const auto oldFaces = faces;
        const auto oldGroups = groups;
        for (std::size_t i = 0; i < order.size(); ++i) {
            faces[i] = oldFaces[order[i]];
            groups[i] = oldGroups[order[i]];
        }
    }
    std::filesystem::path file() const { return folder.path() / "crops.lkc"; }
};

LbphHistograms histogramsOf(const crops::CropReader& crops, const People& people, const LbphOptions& options)
{
    LbphHistograms out(people.faces.size(), kSize, options);
    for (std::size_t i = 0; i < people.faces.size(); ++i)
        out.set(i, lbphCrop(crops, people.faces[i]));
    return out;
}

// The lists by sorting everything.
void compareWithBruteForce(const LbphEvidenceInput& found, const LbphHistograms& histograms, const People& people)
{
    for (const bool own : {true, false}) {
        const auto& lists = own ? found.own : found.others;
        QCOMPARE(lists.count(), people.faces.size());
        for (std::size_t i = 0; i < people.faces.size(); ++i) {
            std::vector<neighbours::Neighbour> all;
            for (std::size_t j = 0; j < people.faces.size(); ++j)
                if (i != j && (people.groups[i] == people.groups[j]) == own)
                    all.push_back({static_cast<std::uint32_t>(j), histograms.pair(i, j)});
            std::sort(all.begin(), all.end(), neighbours::closer);
            all.resize(std::min(all.size(), lists.most()));
            QCOMPARE(lists[i].size(), all.size());
            for (std::size_t k = 0; k < all.size(); ++k) {
                QCOMPARE(lists[i][k].index, all[k].index);
                QVERIFY(lists[i][k].similarity == all[k].similarity);
            }
        }
    }
}

LbphSearch large(std::size_t candidates)
{
    LbphSearch search;
    search.own = 20; // fewer than some groups have
    search.others = 10;
    search.exactFaces = 0;
    search.candidates = candidates;
    search.rowsInMemory = 23; // cuts through groups
    return search;
}

bool sameLists(const neighbours::Lists& a, const neighbours::Lists& b)
{
    for (std::size_t i = 0; i < a.count(); ++i)
        if (!std::equal(a[i].begin(), a[i].end(), b[i].begin(), b[i].end(), [](const auto& x, const auto& y) {
                return x.index == y.index && x.similarity == y.similarity;
            }))
            return false;
    return a.count() == b.count();
}

} // namespace

class TestLbphNeighbours : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void smallSetsEqualBruteForce();
    void largeSetsEqualBruteForceAmongAllCandidates();
    void fewCandidatesHoldTheClosest();
    void threadsChangeNothing();
    void pairsComeFromTheCrops();
    void refusesWhatDoesNotFit();
    void projectionKeepsTheSpanOfItsSample();
};

void TestLbphNeighbours::smallSetsEqualBruteForce()
{
    const People people;
    const crops::CropReader crops(people.file());
    for (const auto mode : {LbphMode::Full, LbphMode::Compact}) {
        LbphOptions options;
        options.mode = mode;
        LbphSearch search;
        search.own = 20;
        search.others = 10;
        jobs::RecordingContext context;
        const auto found = lbphNeighbours(crops, people.faces, people.groups, options, 2, context, search);
        QVERIFY(found.exact);
        compareWithBruteForce(found, histogramsOf(crops, people, options), people);
        QCOMPARE(found.pairs->count(), people.faces.size());
    }
}

void TestLbphNeighbours::largeSetsEqualBruteForceAmongAllCandidates()
{
    const People people;
    const crops::CropReader crops(people.file());
    jobs::RecordingContext context;
    const auto found = lbphNeighbours(crops, people.faces, people.groups, {}, 2, context, large(people.faces.size()));
    QVERIFY(!found.exact);
    compareWithBruteForce(found, histogramsOf(crops, people, {}), people);
}

void TestLbphNeighbours::fewCandidatesHoldTheClosest()
{
    const People people;
    const crops::CropReader crops(people.file());
    jobs::RecordingContext context;
    const auto exact = lbphNeighbours(crops, people.faces, people.groups, {}, 2, context);
    const auto found = lbphNeighbours(crops, people.faces, people.groups, {}, 2, context, large(25));
    int first = 0;
    for (std::size_t i = 0; i < people.faces.size(); ++i)
        first += exact.others[i].front().index == found.others[i].front().index;
    QVERIFY2(first >= static_cast<int>(people.faces.size()) * 9 / 10, qPrintable(QString::number(first)));
}

void TestLbphNeighbours::threadsChangeNothing()
{
    const People people;
    const crops::CropReader crops(people.file());
    for (const auto& search : {LbphSearch{}, large(15)}) {
        jobs::RecordingContext context;
        const auto one = lbphNeighbours(crops, people.faces, people.groups, {}, 1, context, search);
        const auto three = lbphNeighbours(crops, people.faces, people.groups, {}, 3, context, search);
        QVERIFY(sameLists(one.own, three.own));
        QVERIFY(sameLists(one.others, three.others));
    }
}

void TestLbphNeighbours::pairsComeFromTheCrops()
{
    const People people;
    const crops::CropReader crops(people.file());
    jobs::RecordingContext context;
    const auto found = lbphNeighbours(crops, people.faces, people.groups, {}, 1, context, large(15));
    const auto histograms = histogramsOf(crops, people, {});
    const std::size_t n = people.faces.size();
    std::array<int, 4> wrong{};
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < wrong.size(); ++t)
            threads.emplace_back([&, t] {
                for (std::size_t i = t; i < n; i += 3)
                    for (std::size_t j = 0; j < n; ++j)
                        wrong[t] += found.pairs->pair(i, j) != histograms.pair(i, j);
            });
    }
    QCOMPARE(wrong, (std::array<int, 4>{}));
    std::vector<float> tile(6);
    found.pairs->tile(3, 5, 7, 10, tile.data());
    QCOMPARE(tile[5], histograms.pair(4, 9));
}

void TestLbphNeighbours::refusesWhatDoesNotFit()
{
    People people;
    const crops::CropReader crops(people.file());
    const auto code = [&](const LbphSearch& search, bool stop) {
        jobs::RecordingContext context;
        if (stop)
            context.requestStop();
        try {
            lbphNeighbours(crops, people.faces, people.groups, {}, 2, context, search);
        } catch (const Error& e) {
            return e.code();
        }
        return ErrorCode::Internal;
    };
    QCOMPARE(code({}, true), ErrorCode::Interrupted);
    QCOMPARE(code(large(5), true), ErrorCode::Interrupted);
    people.faces.back() = 999999;
    QCOMPARE(code({}, false), ErrorCode::NeedsPrepare);
    QCOMPARE(code(large(5), false), ErrorCode::NeedsPrepare);
    people.faces.pop_back();
    QCOMPARE(code({}, false), ErrorCode::BadArgument);
}

void TestLbphNeighbours::projectionKeepsTheSpanOfItsSample()
{
    constexpr std::size_t kLength = 300, kRank = 6, kCount = 80;
    Rng rng(2);
    std::vector<float> directions(kRank * kLength), sample(kCount * kLength, 0.0f);
    for (float& v : directions)
        v = static_cast<float>(rng.normal());
    for (std::size_t i = 0; i < kCount; ++i)
        for (std::size_t k = 0; k < kRank; ++k) {
            const auto weight = static_cast<float>(rng.normal());
            for (std::size_t x = 0; x < kLength; ++x)
                sample[i * kLength + x] += weight * directions[k * kLength + x];
        }
    const auto row = [&](std::size_t i) { return std::span<const float>(sample).subspan(i * kLength, kLength); };
    jobs::RecordingContext context;
    for (const std::size_t dims : {kRank, std::size_t{16}}) { // also more than the sample spans
        const LbphProjection projection(sample, kLength, dims, 2, context);
        std::vector<float> a(dims), b(dims);
        for (std::size_t i = 0; i + 1 < kCount; i += 7) {
            projection.project(row(i), a);
            projection.project(row(i + 1), b);
            double expected = 0, lengthA = 0, lengthB = 0, actual = 0;
            for (std::size_t x = 0; x < kLength; ++x) {
                expected += static_cast<double>(row(i)[x] * row(i + 1)[x]);
                lengthA += static_cast<double>(row(i)[x] * row(i)[x]);
                lengthB += static_cast<double>(row(i + 1)[x] * row(i + 1)[x]);
            }
            for (std::size_t k = 0; k < dims; ++k)
                actual += static_cast<double>(a[k] * b[k]);
            QVERIFY(std::abs(actual - expected / std::sqrt(lengthA * lengthB)) < 1e-4);
        }
        projection.project(std::vector<float>(kLength, 0.0f), a);
        QVERIFY(std::all_of(a.begin(), a.end(), [](float v) { return v == 0.0f; }));
    }
}

QTEST_APPLESS_MAIN(TestLbphNeighbours)
#include "tst_lbph_neighbours.moc"
