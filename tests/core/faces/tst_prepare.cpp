// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/import.h"
#include "core/faces/prepare.h"
#include "core/image/codec.h"
#include "core/image/transform.h"
#include "core/synth/synth.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <csignal>
#include <fstream>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

using namespace likeness;
using dataset::FaceId;
using dataset::FaceRow;
using dataset::FaceStatus;
using dataset::Project;

namespace {

image::Image drawn(std::uint64_t identity, double x = 0.5, int width = 200, int height = 200)
{
    synth::Shot shot;
    shot.faceSize = 0.55;
    shot.centerX = x;
    return synth::render(identity, shot, width, height).picture;
}

// Two people beside each other.
image::Image two(std::uint64_t left, std::uint64_t right)
{
    const image::Image a = drawn(left), b = drawn(right);
    image::Image both(400, 200, 3);
    for (int y = 0; y < 200; ++y) {
        std::copy_n(a.row(y), 600, both.row(y));
        std::copy_n(b.row(y), 600, both.row(y) + 600);
    }
    return both;
}

FaceId
add(Project& project, const image::Image& picture, const std::string& name, FaceStatus status = FaceStatus::Pending)
{
    FaceRow row;
    row.status = status;
    return project.addCapture(image::encodePng(picture), picture.width, picture.height, row, name);
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

std::filesystem::path fileOf(const Project& project, FaceId face)
{
    return project.imageFile(*project.image(project.face(face)->image));
}

} // namespace

class TestPrepare : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsAndCrops();
    void isIdempotent();
    void keepsTheLabelWhereNoFaceIs();
    void addsTheOthersUnlabelled();
    void takesAlignedImagesAsTheyAre();
    void reportsBadImages();
    void stopsAndGoesOn();
    void goesOnAfterAKill();
    void detectsAgainWithoutTouchingAPersonsWork();
    void evensOutTheLightForTheDetectorAlone();
    void makesLostCropsAgain();
    void recropsAfterAnEdit();
    void renewsWhatIsOutdated();
    void moreThanOnePortion();
    void sameOnAnyNumberOfThreads();
    void refuses();
};

// Rows are read some thousands at a time; small pictures stand for a set that does not fit into memory.
void TestPrepare::moreThanOnePortion()
{
    constexpr int kImages = 9000;
    const test::TempFolder folder;
    const auto faces = folder / "faces";
    for (int i = 0; i < kImages; ++i) {
        const auto person = faces / std::to_string(i / 10);
        std::filesystem::create_directories(person);
        image::Image picture(8, 8, 3);
        std::fill(picture.pixels.begin(), picture.pixels.end(), static_cast<std::uint8_t>(i));
        writeFileAtomically(person / (std::to_string(i) + ".png"), image::encodePng(picture));
    }
    auto project = Project::create(folder / "p.likeness");
    jobs::RecordingContext context;
    dataset::importFrom(project, faces, {}, context);
    faces::PrepareOptions options;
    options.detector = "none";
    jobs::RecordingContext stopped;
    stopped.stopAfter(6000);
    QCOMPARE(codeOf([&] { faces::prepare(project, options, stopped); }), ErrorCode::Interrupted);
    const auto before = static_cast<int>(crops::CropReader(project.cropFile()).count());
    QVERIFY2(before > 5800 && before < 6600, qPrintable(QString::number(before)));
    jobs::RecordingContext rest, nothing;
    QCOMPARE(faces::prepare(project, options, rest).faces, kImages);
    QCOMPARE(rest.total, std::uint64_t(kImages - before));
    QCOMPARE(rest.done, rest.total);
    const crops::CropReader reader(project.cropFile());
    QCOMPARE(reader.count(), std::size_t{kImages});
    for (const auto& [image, face] : project.facesByImage()) {
        const auto row = project.image(image);
        const int value = std::stoi(std::filesystem::path(row->key).stem().string()) % 256;
        QCOMPARE(int(reader.pixels(face)[(56 * 112 + 56) * 3]), value);
    }
    faces::prepare(project, options, nothing);
    QCOMPARE(nothing.total, std::uint64_t{0});
}

void TestPrepare::findsAndCrops()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    std::vector<FaceId> ids;
    for (std::uint64_t i = 1; i <= 5; ++i)
        ids.push_back(add(project, drawn(i), "Person " + std::to_string(i)));
    jobs::RecordingContext context;
    const auto result = faces::prepare(project, {}, context);
    QCOMPARE(result.faces, 5);
    QCOMPARE(result.noFace, 0);
    QCOMPARE(result.multiFace, 0);
    QVERIFY(context.issues.empty());
    QCOMPARE(context.done, std::uint64_t{5});
    QCOMPARE(context.stages.front(), std::string("detect"));
    const crops::CropReader reader(project.cropFile());
    for (const FaceId id : ids) {
        const auto row = project.face(id);
        QVERIFY(row->status == FaceStatus::Found);
        QVERIFY(row->identity != 0 && row->primary && row->automatic && row->quality > 0 && row->size > 10);
        QVERIFY(row->box.contains({100, 100}));
        const auto pixels = reader.pixels(id);
        QCOMPARE(pixels.size(), std::size_t{112 * 112 * 3});
        const auto expected =
            image::warp(image::decodeFile(fileOf(project, id)), image::alignment(*row->automatic), 112, 112);
        // landmarks are stored as floats or a little coarser
        int most = 0;
        for (std::size_t i = 0; i < pixels.size(); ++i)
            most = std::max(most, std::abs(pixels[i] - expected.pixels[i]));
        QVERIFY2(most <= 24, qPrintable(QString::number(most)));
    }
}

void TestPrepare::isIdempotent()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    add(project, drawn(1), "A");
    add(project, two(2, 3), "B");
    jobs::RecordingContext first, second, third;
    const auto one = faces::prepare(project, {}, first);
    const auto size = std::filesystem::file_size(project.cropFile());
    const auto rows = project.allFaces();
    const auto other = faces::prepare(project, {}, second);
    QCOMPARE(second.progressCalls, 0); // nothing was looked at
    QCOMPARE(other.faces, one.faces);
    QCOMPARE(other.multiFace, one.multiFace);
    QCOMPARE(std::filesystem::file_size(project.cropFile()), size);
    QVERIFY(project.allFaces() == rows);
    faces::PrepareOptions large;
    large.size = 160;
    faces::prepare(project, large, third); // another cache, no detection
    QCOMPARE(third.stages.front(), std::string("crop"));
    QCOMPARE(crops::CropReader(project.cropFile(160)).count(), rows.size());
    QVERIFY(project.allFaces() == rows);
}

void TestPrepare::keepsTheLabelWhereNoFaceIs()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    const FaceId face = add(project, drawn(1), "A");
    const FaceId wall = add(project, image::Image(120, 90, 3), "B");
    jobs::RecordingContext context;
    const auto result = faces::prepare(project, {}, context);
    QCOMPARE(result.faces, 1);
    QCOMPARE(result.noFace, 1);
    QCOMPARE(context.issues.size(), std::size_t{1});
    QCOMPARE(context.issues[0].item, project.image(project.face(wall)->image)->key);
    QVERIFY(project.face(wall)->status == FaceStatus::NotFound);
    QVERIFY(project.face(wall)->identity == project.findIdentity("B"));
    const crops::CropReader reader(project.cropFile());
    QVERIFY(reader.find(face) && !reader.find(wall));
    jobs::RecordingContext quiet;
    faces::prepare(project, {}, quiet);
    QCOMPARE(quiet.progressCalls, 0); // what was looked for in vain is not looked for again
}

void TestPrepare::addsTheOthersUnlabelled()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    const FaceId labelled = add(project, two(2, 3), "A");
    jobs::RecordingContext context;
    const auto result = faces::prepare(project, {}, context);
    QCOMPARE(result.faces, 1);
    QCOMPARE(result.multiFace, 1);
    const auto ids = project.allFaces();
    const auto rows = project.faces(ids);
    QCOMPARE(rows.size(), std::size_t{2});
    const crops::CropReader reader(project.cropFile());
    for (const FaceRow& row : rows) {
        QCOMPARE(row.primary, row.id == labelled);
        QCOMPARE(row.identity != 0, row.id == labelled);
        QVERIFY(row.status == FaceStatus::Found && reader.find(row.id));
    }
    QVERIFY(std::abs(rows[0].box.x - rows[1].box.x) > 100);
}

void TestPrepare::takesAlignedImagesAsTheyAre()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    const image::Image exact = drawn(1, 0.5, 112, 112), other = drawn(2, 0.5, 96, 112);
    const FaceId a = add(project, exact, "A", FaceStatus::Aligned), b = add(project, other, "B", FaceStatus::Aligned);
    jobs::RecordingContext context;
    QCOMPARE(faces::prepare(project, {}, context).faces, 2);
    const crops::CropReader reader(project.cropFile());
    const auto is = [&](FaceId id, const image::Image& picture) {
        const auto pixels = reader.pixels(id);
        return std::equal(pixels.begin(), pixels.end(), picture.pixels.begin(), picture.pixels.end());
    };
    QVERIFY(is(a, exact)); // to the bit
    QVERIFY(is(b, image::resize(other, 112, 112, image::Filter::Linear)));
    QVERIFY(project.face(a)->status == FaceStatus::Aligned && project.face(a)->quality > 0 &&
            project.face(a)->size == 0);
}

void TestPrepare::reportsBadImages()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    add(project, drawn(1), "A");
    const FaceId gone = add(project, drawn(2), "B"), broken = add(project, drawn(3), "C"),
                 swapped = add(project, drawn(4), "D");
    std::filesystem::remove(fileOf(project, gone));
    std::filesystem::resize_file(fileOf(project, broken), 100);
    writeFileAtomically(fileOf(project, swapped),
                        std::span<const std::uint8_t>(image::encodePng(drawn(4, 0.5, 150, 150))));
    jobs::RecordingContext context;
    QCOMPARE(faces::prepare(project, {}, context).faces, 1);
    QCOMPARE(context.issues.size(), std::size_t{3});
    for (const FaceId id : {gone, broken, swapped})
        QVERIFY(project.face(id)->status == FaceStatus::Pending); // the next call tries again
}

void TestPrepare::stopsAndGoesOn()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    std::vector<FaceId> ids;
    const image::Image picture = drawn(1, 0.5, 112, 112);
    for (int i = 0; i < 90; ++i)
        ids.push_back(add(project, picture, "A"));
    jobs::RecordingContext stopped;
    stopped.stopAfter(70);
    QCOMPARE(codeOf([&] { faces::prepare(project, {}, stopped); }), ErrorCode::Interrupted);
    const int left = project.counts().pendingFaces;
    QVERIFY2(left > 0 && left <= 90 - 64, qPrintable(QString::number(left)));
    QCOMPARE(crops::CropReader(project.cropFile()).count(),
             static_cast<std::size_t>(90 - left)); // what was done is kept
    jobs::RecordingContext context;
    QCOMPARE(faces::prepare(project, {}, context).faces, 90);
    QCOMPARE(context.total, static_cast<std::uint64_t>(left));
    QCOMPARE(crops::CropReader(project.cropFile()).count(), std::size_t{90});
}

void TestPrepare::goesOnAfterAKill()
{
    const test::TempFolder folder;
    const auto path = folder / "p.likeness";
    {
        auto project = Project::create(path);
        const image::Image picture = two(1, 2);
        for (int i = 0; i < 70; ++i)
            add(project, picture, "A");
    }
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            auto project = Project::open(path);
            jobs::RecordingContext context;
            faces::PrepareOptions options;
            options.threads = 1;
            faces::prepare(project, options, context);
        } catch (...) {
        }
        ::_exit(0);
    }
    QVERIFY(child > 0);
    QTest::qSleep(700);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    auto project = Project::open(path); // the lock went with the process
    jobs::RecordingContext context;
    const auto result = faces::prepare(project, {}, context);
    QCOMPARE(result.faces, 70);
    QCOMPARE(result.multiFace, 70);
    QCOMPARE(project.allFaces().size(), std::size_t{140}); // nobody twice
    QCOMPARE(crops::CropReader(project.cropFile()).count(), std::size_t{140});
}

void TestPrepare::detectsAgainWithoutTouchingAPersonsWork()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    const FaceId id = add(project, two(2, 3), "A");
    jobs::RecordingContext context;
    faces::prepare(project, {}, context);
    const auto before = project.allFaces();
    QCOMPARE(before.size(), std::size_t{2});
    const FaceId other = before[0] == id ? before[1] : before[0];
    project.decide(std::span(&other, 1), dataset::Action::Move, "B");
    auto moved = *project.face(id)->automatic;
    for (auto& p : moved)
        p.x += 4;
    project.setLandmarks(id, moved);
    faces::PrepareOptions again;
    again.again = true;
    const auto result = faces::prepare(project, again, context);
    QCOMPARE(result.multiFace, 1);
    QVERIFY(project.allFaces() == before); // the labelled second face is the same face
    QCOMPARE(project.face(other)->identity, project.findIdentity("B"));
    QVERIFY(project.face(id)->manual.has_value());
    const auto expected =
        image::warp(image::decodeFile(fileOf(project, id)), image::alignment(*project.face(id)->manual), 112, 112);
    const crops::CropReader reader(project.cropFile());
    const auto pixels = reader.pixels(id);
    QVERIFY(std::equal(pixels.begin(), pixels.end(), expected.pixels.begin())); // by the person's points
    project.undo(2);
    faces::prepare(project, again, context); // once more, with a second face that is unlabelled but has a history
    QCOMPARE(project.allFaces().size(), std::size_t{2});
}

void TestPrepare::evensOutTheLightForTheDetectorAlone()
{
    image::Image dark = drawn(4);
    for (auto& value : dark.pixels)
        value = static_cast<std::uint8_t>(value / 48);
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    const FaceId id = add(project, dark, "A");
    jobs::RecordingContext context;
    QCOMPARE(codeOf([&] { faces::prepare(project, {}, context); }), ErrorCode::NoFaces);
    faces::PrepareOptions options;
    options.light = image::Lighting::Retinex;
    QCOMPARE(codeOf([&] { faces::prepare(project, options, context); }), ErrorCode::NoFaces); // it was done before
    options.again = true;
    QCOMPARE(faces::prepare(project, options, context).faces, 1);
    const auto row = *project.face(id);
    QVERIFY(row.automatic.has_value());
    const crops::CropReader reader(project.cropFile());
    const auto pixels = reader.pixels(id);
    const auto expected = image::warp(dark, image::alignment(*row.automatic), 112, 112);
    QVERIFY(std::equal(pixels.begin(), pixels.end(), expected.pixels.begin())); // of the picture as it is
    // Without it again, the face is lost again and the label is kept.
    options.light = image::Lighting::None;
    QCOMPARE(codeOf([&] { faces::prepare(project, options, context); }), ErrorCode::NoFaces);
    QCOMPARE(project.face(id)->identity, project.findIdentity("A"));
}

void TestPrepare::makesLostCropsAgain()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    const FaceId id = add(project, drawn(1), "A");
    add(project, two(2, 3), "B");
    jobs::RecordingContext context;
    faces::prepare(project, {}, context);
    auto all = project.allFaces();
    Bytes before;
    {
        const crops::CropReader reader(project.cropFile());
        const auto pixels = reader.pixels(id);
        before.assign(pixels.begin(), pixels.end());
    }
    std::filesystem::remove(project.cropFile());
    faces::prepare(project, {}, context);
    const auto same = [&] {
        const crops::CropReader reader(project.cropFile());
        const auto pixels = reader.pixels(id);
        return reader.count() == all.size() && std::equal(pixels.begin(), pixels.end(), before.begin(), before.end());
    };
    QVERIFY(same());
    std::filesystem::resize_file(project.cropFile(), std::filesystem::file_size(project.cropFile()) - 10); // torn
    faces::prepare(project, {}, context);
    QVERIFY(same());
    add(project, drawn(4), "C"); // a block of its own, after the one that is damaged now
    faces::prepare(project, {}, context);
    all = project.allFaces();
    QVERIFY(same());
    { // a bit of one record turned on the disk
        std::fstream file(project.cropFile(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(crops::CropReader(project.cropFile()).find(id)->offset) + 100);
        file.put(static_cast<char>(before[100] ^ 1));
    }
    QVERIFY(!same());
    jobs::RecordingContext turned;
    faces::prepare(project, {}, turned);
    QVERIFY(same());
    QCOMPARE(turned.issues.size(), std::size_t{1});
    QVERIFY(turned.issues[0].severity == jobs::Issue::Severity::Note);
    writeFileAtomically(project.cropFile(), std::string(500, 'x')); // something else
    jobs::RecordingContext noted;
    faces::prepare(project, {}, noted);
    QVERIFY(same());
    QCOMPARE(noted.issues.size(), std::size_t{1});
    QVERIFY(noted.issues[0].severity == jobs::Issue::Severity::Note);
    QVERIFY(project.allFaces() == all);
}

void TestPrepare::recropsAfterAnEdit()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    const FaceId id = add(project, drawn(1), "A"), wall = add(project, image::Image(120, 90, 3), "B");
    jobs::RecordingContext context;
    faces::prepare(project, {}, context);
    auto points = *project.face(id)->automatic;
    for (auto& p : points)
        p.y -= 6;
    project.setLandmarks(id, points);
    faces::recrop(project, id);
    const auto expected = image::warp(drawn(1), image::alignment(*project.face(id)->manual), 112, 112);
    const crops::CropReader reader(project.cropFile());
    const auto pixels = reader.pixels(id);
    QVERIFY(std::equal(pixels.begin(), pixels.end(), expected.pixels.begin()));
    QCOMPARE(codeOf([&] { faces::recrop(project, wall); }), ErrorCode::NoFaces);
    QCOMPARE(codeOf([&] { faces::recrop(project, 99999); }), ErrorCode::NotFound);
    project.setLandmarks(wall, points); // a person says where it is
    faces::recrop(project, wall);
    QVERIFY(project.face(wall)->status == FaceStatus::Found);
    QVERIFY(crops::CropReader(project.cropFile()).find(wall));
}

void TestPrepare::renewsWhatIsOutdated()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    const FaceId id = add(project, drawn(1), "A"), other = add(project, drawn(2), "B"),
                 wall = add(project, image::Image(200, 200, 3), "C");
    jobs::RecordingContext context;
    faces::PrepareOptions large;
    large.size = 160;
    faces::prepare(project, {}, context);
    faces::prepare(project, large, context);
    const auto crop = [&](FaceId face, int size) {
        const crops::CropReader reader(project.cropFile(size));
        const auto pixels = reader.pixels(face);
        return Bytes(pixels.begin(), pixels.end());
    };
    const Bytes before = crop(id, 112), large0 = crop(id, 160), untouched = crop(other, 112);
    QCOMPARE(faces::renewCrops(project, 112, context), 0);
    auto moved = *project.face(id)->automatic;
    for (auto& p : moved)
        p.x += 6;
    project.setLandmarks(id, moved);
    project.setLandmarks(wall, moved);
    faces::recrop(project, id);
    faces::recrop(project, wall);
    const Bytes edited = crop(id, 112);
    QVERIFY(edited != before);
    QCOMPARE(crop(id, 160), large0); // outdated until somebody looks
    QCOMPARE(faces::renewCrops(project, 160, context), 1);
    QVERIFY(crop(id, 160) != large0);
    QCOMPARE(faces::renewCrops(project, 112, context), 0);
    project.undo(2); // by the journal alone, as another program would
    QCOMPARE(faces::renewCrops(project, 112, context), 1);
    QCOMPARE(crop(id, 112), before);
    QCOMPARE(crop(other, 112), untouched);
    QVERIFY(project.face(wall)->status == FaceStatus::NotFound); // nobody sees a face there any more
    faces::prepare(project, large, context);                     // prepare notices, too
    QCOMPARE(crop(id, 160), large0);
    QCOMPARE(faces::renewCrops(project, 160, context), 0);
    QCOMPARE(faces::renewCrops(project, 224, context), 0); // no such crops
}

void TestPrepare::sameOnAnyNumberOfThreads()
{
    std::vector<std::vector<FaceRow>> results;
    std::vector<Bytes> caches;
    for (const int threads : {1, 4}) {
        const test::TempFolder folder;
        auto project = Project::create(folder / "p.likeness");
        for (std::uint64_t i = 1; i <= 8; ++i)
            add(project, i % 3 ? drawn(i) : two(i, i + 20), "P");
        jobs::RecordingContext context;
        faces::PrepareOptions options;
        options.threads = threads;
        faces::prepare(project, options, context);
        const auto ids = project.allFaces();
        results.push_back(project.faces(ids));
        caches.push_back(readFile(project.cropFile()));
    }
    QCOMPARE(results[0].size(), results[1].size());
    for (std::size_t i = 0; i < results[0].size(); ++i)
        QVERIFY(results[0][i].id == results[1][i].id && results[0][i].box == results[1][i].box);
    QVERIFY(caches[0] == caches[1]);
}

void TestPrepare::refuses()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    jobs::RecordingContext context;
    const auto with = [&](const std::function<void(faces::PrepareOptions&)>& change) {
        faces::PrepareOptions options;
        change(options);
        return codeOf([&] { faces::prepare(project, options, context); });
    };
    QCOMPARE(with([](auto&) {}), ErrorCode::NoFaces); // an empty project
    add(project, image::Image(100, 100, 3), "A");
    QCOMPARE(with([](auto&) {}), ErrorCode::NoFaces);
    QCOMPARE(with([](auto& o) { o.detector = "yolo"; }), ErrorCode::Unsupported);
    QCOMPARE(with([](auto& o) { o.size = 0; }), ErrorCode::BadArgument);
    const auto lock = project.lockForJob("test");
    auto second = Project::open(project.folder());
    QCOMPARE(codeOf([&] { faces::prepare(second, {}, context); }), ErrorCode::ProjectBusy);
    QCOMPARE(codeOf([&] { faces::recrop(second, second.allFaces().front()); }), ErrorCode::ProjectBusy);
}

QTEST_APPLESS_MAIN(TestPrepare)
#include "tst_prepare.moc"
