// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/compute.h"
#include "core/crops/crop_cache.h"
#include "core/image/codec.h"
#include "core/verify/verify_model.h"
#include "tests/support/error_code.h"
#include "tests/support/small_run.h"
#include "tests/support/stop_at.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace likeness;
using namespace likeness::verify;
using namespace likeness::test;

namespace {

constexpr int kSize = kPatternSize;
constexpr int kPeople = kPatternPeople;
constexpr int kEach = kPatternEach;

} // namespace

// One epoch of a small model, verified on its own people and on a folder of the same pictures.
class TestVerifyModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void verifiesARun();
    void verifiesAFolder();
    void refusesPairsBeforeEmbedding();
    void stopsAtEveryStage_data();
    void stopsAtEveryStage();

private:
    VerifyOptions runOptions() const;
    VerifyOptions folderOptions() const;
    test::TempFolder m_folder;
    std::filesystem::path m_run;
};

void TestVerifyModel::initTestCase()
{
    m_run = runOnPatterns(m_folder);
}

VerifyOptions TestVerifyModel::runOptions() const
{
    VerifyOptions options;
    options.model = m_run.string();
    options.compute = {"cpu", 1, "fp32"};
    return options;
}

VerifyOptions TestVerifyModel::folderOptions() const
{
    VerifyOptions options = runOptions();
    options.set = m_folder / "faces";
    options.aligned = true;
    return options;
}

void TestVerifyModel::verifiesARun()
{
    jobs::RecordingContext context;
    const auto out = verifyModel(runOptions(), context);
    QCOMPARE(out.result.genuine, std::size_t{3 * kEach * (kEach - 1) / 2});
    QCOMPARE(out.result.impostor, std::size_t{3 * kEach * kEach}); // all, though there are more than genuine ones
    QCOMPARE(out.result.foldGenuine, out.result.foldImpostor);
    QCOMPARE(out.worstFalseAccepts.size(), std::size_t{12});
    const auto& worst = out.worstFalseAccepts.front();
    QCOMPARE(worst.score, [&] {
        float most = -1;
        for (std::size_t i = 0; i < out.scores.size(); ++i)
            if (!out.same[i])
                most = std::max(most, out.scores[i]);
        return most;
    }());
    QVERIFY(worst.nameA != worst.nameB && worst.faceA > 0 && worst.faceA != worst.faceB);
    QCOMPARE(image::decode(worst.pngA).pixels,
             pattern(static_cast<int>(worst.faceA) / 100, static_cast<int>(worst.faceA) % 100 - 1).pixels);
    QVERIFY(out.separability.has_value());
    QVERIFY(!out.events.empty());
}

void TestVerifyModel::verifiesAFolder()
{
    jobs::RecordingContext context;
    VerifyOptions options = folderOptions();
    options.maxPairs = 100;
    const auto out = verifyModel(options, context);
    QCOMPARE(out.result.genuine, std::size_t{60});
    QCOMPARE(out.result.impostor, std::size_t{100});
    QCOMPARE(out.result.foldImpostor, std::size_t{60});
    QVERIFY(out.result.resampledIdentities);
    QCOMPARE(out.worstFalseRejects.size(), std::size_t{12});
    QVERIFY(!out.worstFalseRejects.front().pngB.empty());
    QVERIFY(out.worstFalseRejects.front().nameA.find(".png") != std::string::npos);
    options.forReport = false;
    const auto plain = verifyModel(options, context);
    QCOMPARE(plain.scores, out.scores);
    QVERIFY(plain.worstFalseRejects.empty() && !plain.separability);

    // Named pairs are judged all together, in their order.
    writeFileAtomically(m_folder / "pairs.txt", std::string_view("0 0 1\n1 0 1\n0 0 1 1\n0 0 2 1\n0 1 3 2\n"));
    options.pairs = m_folder / "pairs.txt";
    const auto named = verifyModel(options, context);
    QCOMPARE(named.result.foldImpostor, std::size_t{3});
    QCOMPARE(named.same, (std::vector<std::uint8_t>{1, 1, 0, 0, 0}));
}

void TestVerifyModel::refusesPairsBeforeEmbedding()
{
    const auto refused = [&](std::string_view pairs) {
        jobs::RecordingContext context;
        VerifyOptions options = folderOptions();
        options.pairs = m_folder / "pairs.txt";
        writeFileAtomically(options.pairs, pairs);
        const auto code = test::codeOf([&] { verifyModel(options, context); });
        return std::find(context.stages.begin(), context.stages.end(), "embed") == context.stages.end() ? code : "late";
    };
    QCOMPARE(refused("Ann 1 2\nAnn 1 Bob 1\n"), std::string("not_found"));
    QCOMPARE(refused(""), std::string("not_found"));
    QCOMPARE(refused("0 0 1\n1 0 1\n"), std::string("too_few_identities"));
    QCOMPARE(refused("0 0 1 1\nAnn 1 2\n"), std::string("too_few_identities"));
    VerifyOptions one = folderOptions();
    one.set = m_folder / "one";
    std::filesystem::create_directories(one.set / "a");
    std::filesystem::copy(m_folder / "faces" / "0", one.set / "a");
    jobs::RecordingContext context;
    QCOMPARE(test::codeOf([&] { verifyModel(one, context); }), std::string("too_few_identities"));
    QCOMPARE(context.progressCalls, 0);
}

void TestVerifyModel::stopsAtEveryStage_data()
{
    QTest::addColumn<QString>("stage");
    for (const char* stage : {"load", "embed", "score", "report"})
        QTest::newRow(stage) << stage;
}

void TestVerifyModel::stopsAtEveryStage()
{
    QFETCH(const QString, stage);
    const std::string id = stage.toStdString();
    StopAt first(id);
    QCOMPARE(test::codeOf([&] { verifyModel(runOptions(), first); }), std::string("interrupted"));
    QCOMPARE(first.stages.back(), id);
    StopAt second(id);
    QCOMPARE(test::codeOf([&] { verifyModel(folderOptions(), second); }), std::string("interrupted"));
    QCOMPARE(second.stages.back(), id);
}

QTEST_APPLESS_MAIN(TestVerifyModel)
#include "tst_verify_model.moc"
