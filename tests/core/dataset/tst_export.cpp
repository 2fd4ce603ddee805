// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/dataset/export.h"
#include "core/dataset/import.h"
#include "core/formats/formats.h"
#include "core/formats/pack.h"
#include "core/image/codec.h"
#include "tests/support/error_code.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <cmath>
#include <fstream>
#include <map>

using namespace likeness;
using namespace likeness::dataset;
namespace fs = std::filesystem;
using test::codeOf;

namespace {

constexpr int kWidth = 80, kHeight = 60;

Bytes picture(int seed)
{
    image::Image image(kWidth, kHeight, 3);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>((i * 7 + static_cast<std::size_t>(seed) * 31) % 251);
    return seed % 2 ? image::encodePng(image) : image::encodeJpeg(image, 90);
}

void put(const fs::path& file, const Bytes& bytes)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

image::Landmarks pointsOf(int seed)
{
    image::Landmarks points;
    for (int i = 0; i < image::kLandmarkCount; ++i)
        points[static_cast<std::size_t>(i)] = {static_cast<float>(10 + (i * 3 + seed) % 60),
                                               static_cast<float>(5 + (i * 5 + seed) % 50)};
    return points;
}

// Four people with three pictures each, every face with landmarks set by hand.
Project sample(const fs::path& root)
{
    for (int p = 0; p < 4; ++p)
        for (int i = 0; i < 3; ++i)
            put(root / "set" / std::string(1, static_cast<char>('A' + p)) /
                    (std::to_string(i) + ((3 * p + i) % 2 ? ".png" : ".jpg")),
                picture(3 * p + i));
    auto project = Project::create(root / "p");
    jobs::RecordingContext context;
    importFrom(project, root / "set", {}, context);
    int seed = 0;
    for (const FaceId face : project.allFaces())
        project.setLandmarks(face, pointsOf(seed++));
    return project;
}

struct Seen {
    std::string person;
    std::optional<image::Landmarks> points;
};

// By the hash of the picture's bytes, which no export may change.
std::map<std::string, Seen> contentOf(const Project& project)
{
    std::map<std::string, Seen> out;
    for (const FaceRow& face : project.faces(project.allFaces())) {
        const auto image = *project.image(face.image);
        const auto person = face.identity ? project.identity(face.identity)->name : "";
        out[image.hash] = {person, face.landmarks()};
    }
    return out;
}

bool holdsPoints(const std::string& format)
{
    return format == "imglab" || format == "pts" || format == "coco" || format == "cvat";
}

} // namespace

class TestExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comesBackTheSame_data();
    void comesBackTheSame();
    void exportsAVersion();
    void leavesNothingWhenStopped();
    void drawsAPack();
    void passesCropsOn();
    void refuses();
};

void TestExport::comesBackTheSame_data()
{
    QTest::addColumn<std::string>("format");
    for (const auto& name : formats::writableFormats())
        if (name != "pack")
            QTest::newRow(name.c_str()) << name;
}

// Export → import gives the same people, the same bytes of every picture, and landmarks to the format's precision.
void TestExport::comesBackTheSame()
{
    QFETCH(std::string, format);
    const test::TempFolder folder;
    auto project = sample(folder.path());
    const auto before = contentOf(project);
    ExportOptions options;
    options.format = format;
    options.pictures = ExportOptions::Pictures::Original;
    jobs::RecordingContext context;
    const auto result = exportTo(project, folder / "out", options, context);
    QVERIFY2(context.issues.empty(), context.issues.empty() ? "" : context.issues[0].message.c_str());
    QCOMPARE(result.count, 12);
    QCOMPARE(result.people, 4);
    fs::rename(folder / "set", folder / "away"); // nothing may lean on the originals

    auto twin = Project::create(folder / "twin");
    ImportOptions how;
    how.format = format;
    jobs::RecordingContext reading;
    const auto imported = importFrom(twin, folder / "out", how, reading);
    QVERIFY2(imported.rejected.empty(), imported.rejected.empty() ? "" : imported.rejected[0].second.c_str());
    QCOMPARE(imported.imagesAdded, 12);
    const auto after = contentOf(twin);
    QCOMPARE(after.size(), before.size());
    const bool numbered = format == "rec" || format == "celeba"; // people are numbers there
    std::map<std::string, std::string> nameOf;
    for (const auto& [hash, seen] : before) {
        QVERIFY2(after.contains(hash), ("a picture of " + seen.person + " changed its bytes").c_str());
        const Seen& now = after.at(hash);
        if (format == "pts") // which has no labels
            QVERIFY(now.person.empty());
        else if (numbered)
            QCOMPARE(nameOf.emplace(now.person, seen.person).first->second, seen.person);
        else
            QCOMPARE(now.person, seen.person);
        if (!holdsPoints(format))
            continue;
        QVERIFY(now.points.has_value());
        for (std::size_t i = 0; i < seen.points->size(); ++i) {
            QVERIFY(std::abs((*now.points)[i].x - (*seen.points)[i].x) < 0.51F);
            QVERIFY(std::abs((*now.points)[i].y - (*seen.points)[i].y) < 0.51F);
        }
    }
    // What is exported again is the same, byte by byte.
    ExportOptions again = options;
    again.unlabelled = true;
    exportTo(twin, folder / "out2", again, reading);
    if (format != "rec" && format != "folders")
        return;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "out"))
        if (entry.is_regular_file())
            QCOMPARE(readFile(folder / "out2" / fs::relative(entry.path(), folder / "out")), readFile(entry.path()));
}

void TestExport::exportsAVersion()
{
    const test::TempFolder folder;
    auto project = sample(folder.path());
    project.snapshot("before");
    project.mergeIdentities(project.findIdentity("A"), project.findIdentity("B"));
    ExportOptions options;
    options.format = "folders";
    jobs::RecordingContext context;
    QCOMPARE(exportTo(project, folder / "now", options, context).people, 3);
    QVERIFY(!fs::exists(folder / "now/A"));
    options.version = "before";
    QCOMPARE(exportTo(project, folder / "then", options, context).people, 4);
    QVERIFY(fs::exists(folder / "then/A"));
}

void TestExport::leavesNothingWhenStopped()
{
    const test::TempFolder folder;
    auto project = sample(folder.path());
    fs::create_directory(folder / "place");
    for (const auto& format : formats::writableFormats()) {
        ExportOptions options;
        options.format = format;
        options.pictures = ExportOptions::Pictures::Original;
        options.pack.pairs = 8;
        options.pack.folds = 2;
        jobs::RecordingContext context;
        context.stopAfter(3);
        QCOMPARE(codeOf([&] { exportTo(project, folder / "place/out", options, context); }),
                 std::string("interrupted"));
        QVERIFY2(fs::is_empty(folder / "place"), format.c_str());
    }
}

void TestExport::drawsAPack()
{
    const test::TempFolder folder;
    auto project = sample(folder.path());
    ExportOptions options;
    options.format = "pack";
    options.pictures = ExportOptions::Pictures::Original;
    options.pack.pairs = 8;
    options.pack.folds = 2;
    jobs::RecordingContext context;
    const auto result = exportTo(project, folder / "own.bin", options, context);
    QCOMPARE(result.count, 8);
    const auto pack = formats::readPack(folder / "own.bin");
    QCOMPARE(pack.same, (std::vector<std::uint8_t>{1, 1, 0, 0, 1, 1, 0, 0}));
    const auto content = contentOf(project);
    const auto personOf = [&](std::size_t i) { return content.at(hash128Hex(pack.images[i])).person; };
    for (std::size_t i = 0; i < pack.same.size(); ++i)
        QCOMPARE(personOf(2 * i) == personOf(2 * i + 1), pack.same[i] != 0);
}

void TestExport::passesCropsOn()
{
    LIKENESS_NEEDS_SHARED("data/glint-dev");
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    ImportOptions crops;
    crops.aligned = true;
    const auto imported = importFrom(project, test::shared("data/glint-dev"), crops, context);
    QCOMPARE(imported.imagesAdded, 300);
    ExportOptions options;
    options.format = "rec"; // crops already: their bytes go in as they are
    const auto result = exportTo(project, folder / "rec", options, context);
    QCOMPARE(result.count, 300);
    auto twin = Project::create(folder / "twin");
    QCOMPARE(importFrom(twin, folder / "rec", crops, context).imagesAdded, 300);
    const auto before = contentOf(project), after = contentOf(twin);
    for (const auto& [hash, seen] : before)
        QVERIFY(after.contains(hash));
    exportTo(twin, folder / "rec2", options, context);
    for (const char* file : {"train.rec", "train.idx", "property"})
        QCOMPARE(readFile(folder / "rec2" / file), readFile(folder / "rec" / file));
}

void TestExport::refuses()
{
    const test::TempFolder folder;
    jobs::RecordingContext context;
    auto empty = Project::create(folder / "empty");
    ExportOptions options;
    options.format = "folders";
    QCOMPARE(codeOf([&] { exportTo(empty, folder / "out", options, context); }), std::string("too_few_identities"));
    auto project = sample(folder.path());
    put(folder / "full/file", picture(1));
    QCOMPARE(codeOf([&] { exportTo(project, folder / "full", options, context); }), std::string("bad_argument"));
    options.format = "rec"; // aligned crops, and nothing is prepared
    QCOMPARE(codeOf([&] { exportTo(project, folder / "out", options, context); }), std::string("needs_prepare"));
    options.version = "nothing";
    QCOMPARE(codeOf([&] { exportTo(project, folder / "out", options, context); }), std::string("not_found"));
    QVERIFY(!fs::exists(folder / "out"));
    options = {};
    options.format = "zip";
    QCOMPARE(codeOf([&] { exportTo(project, folder / "out", options, context); }), std::string("unsupported"));
    // One missing picture is told, the others are written.
    options.format = "folders";
    fs::remove(folder / "set/A/1.png");
    const auto result = exportTo(project, folder / "out", options, context);
    QCOMPARE(result.count, 11);
    QCOMPARE(result.report["counts"]["missing_file"].get<int>(), 1);
}

QTEST_APPLESS_MAIN(TestExport)
#include "tst_export.moc"
