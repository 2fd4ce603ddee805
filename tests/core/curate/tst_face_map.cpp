// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/compute/compute.h"
#include "core/curate/face_map.h"
#include "tests/support/embedding_cache.h"
#include "tests/support/small_project.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <cstring>
#include <limits>

using namespace likeness;
using curate::FaceMap;

namespace {

FaceMap sample()
{
    return {"modèle", {3, 5, 900'000'000'000}, {{1, 2}, {-3.5F, 4}, {0, 1e6F}}};
}

ErrorCode codeOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

// With a checksum that holds, so that what is behind it is looked at.
void seal(Bytes& bytes)
{
    const std::uint64_t check = hash64({bytes.data() + 32, bytes.size() - 32});
    std::memcpy(bytes.data() + 24, &check, 8);
}

} // namespace

class TestFaceMap : public QObject
{
    Q_OBJECT
    test::TempFolder m_folder;
    std::filesystem::path file() const { return m_folder / "map.lkm"; }

private Q_SLOTS:
    void writesAndReads()
    {
        curate::writeMap(file(), sample());
        const FaceMap map = curate::readMap(file());
        QCOMPARE(map.model, sample().model);
        QCOMPARE(map.faces, sample().faces);
        QVERIFY(map.points == sample().points);
        curate::writeMap(file(), {});
        QVERIFY(curate::readMap(file()).faces.empty());
        QCOMPARE(codeOf([&] { curate::readMap(m_folder / "none.lkm"); }), ErrorCode::NotFound);
    }

    void refusesEveryTruncation()
    {
        curate::writeMap(file(), sample());
        const Bytes whole = readFile(file());
        for (std::size_t size = 0; size < whole.size(); ++size) {
            writeFileAtomically(file(), std::span(whole).first(size));
            QCOMPARE(codeOf([&] { curate::readMap(file()); }), ErrorCode::BadFile);
        }
        Bytes longer = whole;
        longer.push_back(0);
        writeFileAtomically(file(), longer);
        QCOMPARE(codeOf([&] { curate::readMap(file()); }), ErrorCode::BadFile);
    }

    void refusesEveryFlippedByte()
    {
        curate::writeMap(file(), sample());
        const Bytes whole = readFile(file());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            Bytes bytes = whole;
            bytes[i] ^= 0x40;
            writeFileAtomically(file(), bytes);
            QCOMPARE(codeOf([&] { curate::readMap(file()); }), ErrorCode::BadFile);
        }
    }

    void refusesHostileValues_data()
    {
        QTest::addColumn<int>("at");
        QTest::addColumn<QByteArray>("value");
        const auto raw = [](auto value) { return QByteArray(reinterpret_cast<const char*>(&value), sizeof value); };
        const int name = static_cast<int>(sample().model.size());
        QTest::newRow("count wraps") << 16 << raw(std::uint64_t{1} << 60);
        QTest::newRow("count + 2^60") << 16 << raw((std::uint64_t{1} << 60) + 3);
        QTest::newRow("count too small") << 16 << raw(std::uint64_t{2});
        QTest::newRow("endless name") << 12 << raw(std::uint32_t{0xFFFFFFFF});
        QTest::newRow("name too long") << 12 << raw(std::uint32_t{5000});
        QTest::newRow("version") << 8 << raw(std::uint32_t{2});
        QTest::newRow("face twice") << 32 + name + 8 << raw(std::int64_t{3});
        QTest::newRow("negative face") << 32 + name << raw(std::int64_t{-3});
        QTest::newRow("not a number") << 32 + name + 24 << raw(std::numeric_limits<float>::quiet_NaN());
        QTest::newRow("infinite") << 32 + name + 28 << raw(std::numeric_limits<float>::infinity());
        QTest::newRow("beyond the plane") << 32 + name + 24 << raw(-1.7e38F);
    }
    void refusesHostileValues()
    {
        QFETCH(int, at);
        QFETCH(QByteArray, value);
        curate::writeMap(file(), sample());
        Bytes bytes = readFile(file());
        std::memcpy(bytes.data() + at, value.constData(), static_cast<std::size_t>(value.size()));
        seal(bytes);
        writeFileAtomically(file(), bytes);
        QCOMPARE(codeOf([&] { curate::readMap(file()); }), ErrorCode::BadFile);
    }

    void drawsFromTheLastEmbeddings()
    {
        auto project = dataset::Project::open(test::makeSmallProject(m_folder / "a", 6, 5));
        test::writeEmbeddingCache(project);
        // Unlabelled and rejected faces are on it as well.
        project.decide(std::vector{project.allFaces().front()}, dataset::Action::Reject);
        jobs::RecordingContext context;
        const FaceMap map = curate::buildMap(project, {}, context);
        QVERIFY(!compute::isLoaded());
        QCOMPARE(map.model, std::string("test model"));
        QCOMPARE(map.faces, project.allFaces());
        QVERIFY(context.issues.empty());
        const FaceMap kept = curate::readMap(curate::mapFile(project));
        QVERIFY(kept.points == map.points);
        QCOMPARE(kept.faces, map.faces);
        // Again it is the same, whatever the number of threads.
        curate::MapOptions options;
        options.layout.threads = 1;
        QVERIFY(curate::buildMap(project, options, context).points == map.points);
    }

    void saysWhoIsMissing()
    {
        auto project = dataset::Project::open(test::makeSmallProject(m_folder / "b"));
        test::writeEmbeddingCache(project, 10);
        jobs::RecordingContext context;
        QCOMPARE(curate::buildMap(project, {}, context).faces.size(), std::size_t{10});
        QCOMPARE(context.issues.size(), std::size_t{1});
        QCOMPARE(context.issues[0].item, std::string("2 faces"));
    }

    void saysWhatToDoWithoutEmbeddings()
    {
        auto project = dataset::Project::open(test::makeSmallProject(m_folder / "c"));
        jobs::RecordingContext context;
        try {
            curate::buildMap(project, {}, context);
            QFAIL("there is nothing to draw");
        } catch (const Error& e) {
            QCOMPARE(e.code(), ErrorCode::BadArgument);
            QVERIFY(std::string(e.what()).find("model") != std::string::npos);
        }
        QVERIFY(!std::filesystem::exists(curate::mapFile(project)));
        std::filesystem::remove(project.cropFile());
        QCOMPARE(codeOf([&] { curate::buildMap(project, {}, context); }), ErrorCode::NeedsPrepare);
    }

    void stoppedItKeepsTheOldMap()
    {
        auto project = dataset::Project::open(test::makeSmallProject(m_folder / "d"));
        test::writeEmbeddingCache(project);
        curate::writeMap(curate::mapFile(project), sample());
        jobs::RecordingContext context;
        context.stopAfter(5);
        QCOMPARE(codeOf([&] { curate::buildMap(project, {}, context); }), ErrorCode::Interrupted);
        QCOMPARE(curate::readMap(curate::mapFile(project)).faces, sample().faces);
    }
};

QTEST_APPLESS_MAIN(TestFaceMap)
#include "tst_face_map.moc"
