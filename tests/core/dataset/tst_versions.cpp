// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/origins.h"
#include "core/dataset/splits.h"
#include "core/dataset/versions.h"
#include "tests/core/dataset/sample_project.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <array>
#include <chrono>
#include <cmath>
#include <map>

using namespace likeness;
using namespace likeness::dataset;
using test::addFace;
using test::codeOf;
using test::dump;

namespace {

image::Landmarks points(float seed)
{
    image::Landmarks out;
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = {seed + static_cast<float>(i) * 1.25f, seed - static_cast<float>(i) / 4.0f};
    return out;
}

// Faces with boxes, landmarks of both kinds, two faces in one picture and names beyond ASCII.
Project fixedProject(const std::filesystem::path& folder)
{
    auto project = Project::create(folder);
    std::vector<FaceRow> rows;
    int n = 0;
    for (const char* key : {"Zoë/10.jpg", "Zoë/9.jpg", "Ann/1.jpg", "Bob/1.jpg", "Bob/2.jpg"}) {
        const auto id = addFace(project, key, std::string(key).substr(0, std::string(key).find('/')));
        auto row = *project.face(id);
        row.box = {1.5f * static_cast<float>(n), 2, 30, 40};
        if (n % 2 == 0)
            row.automatic = points(static_cast<float>(n));
        rows.push_back(row);
        ++n;
    }
    project.updateFaces(rows);
    FaceRow second = rows[2];
    second.box = {60, 60, 20, 20};
    second.primary = false;
    second.identity = project.findIdentity("Bob");
    project.addFaces(std::array{second});
    project.setLandmarks(rows[0].id, points(7));
    return project;
}

FaceId faceOf(const Project& project, const std::string& key)
{
    return project.primaryFace(key);
}

// People P0 … with `each` faces.
void addPeople(Project& project, int from, int to, int each = 3, const std::string& part = {})
{
    for (int p = from; p < to; ++p)
        for (int i = 0; i < each; ++i) {
            const std::string name = "P" + std::to_string(p);
            const auto face = addFace(project, name + "/" + std::to_string(i) + ".jpg", name);
            project.impl()
                .db.prepare("UPDATE images SET part = ?2 WHERE id = (SELECT image FROM faces WHERE id = ?1)")
                .bind(1, face)
                .bind(2, part)
                .exec();
        }
}

std::map<std::string, Split> splitsOf(const Project& project)
{
    std::map<std::string, Split> splits;
    for (const auto& row : project.identities())
        splits.emplace(row.name, row.split);
    return splits;
}

} // namespace

class TestVersions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsTheHashesOfEarlierVersions();
    void comparesLandmarksAndSplits();
    void bringsAVersionBack();
    void bringsBackFacesThatAPersonFound();
    void saysWhatCannotComeBack();
    void revertsOldVersionsInPart();
    void splitsStayPut();
    void splitsFollowTheSource();
    void mergesAcrossSplits();
    void refusesImpossibleShares();
    void keepsOrigins();
    void hundredThousandFaces();
};

void TestVersions::keepsTheHashesOfEarlierVersions()
{
    const test::TempFolder folder;
    auto project = fixedProject(folder / "p");
    QCOMPARE(project.snapshot().hash, std::string("810173bff10823498d1875413cc3b4629b960d01e494b93c40362bc9a2d253f4"));
}

void TestVersions::comparesLandmarksAndSplits()
{
    const test::TempFolder folder;
    auto project = fixedProject(folder / "p");
    project.snapshot("a");
    project.setLandmarks(faceOf(project, "Ann/1.jpg"), points(3));
    project.decide(std::array{faceOf(project, "Bob/1.jpg")}, Action::Move, "Ann");
    const auto before = project.diff("a", "");
    QCOMPARE(before.landmarks, std::vector<std::string>{"Ann/1.jpg"});
    QCOMPARE(before.relabelled.size(), std::size_t{1});
    QVERIFY(before.splits.empty());
    const auto unsplit = project.snapshot("b");
    SplitOptions options;
    options.validation = 0.34;
    options.test = 0;
    makeSplits(project, options);
    QVERIFY(project.snapshot("c").hash != unsplit.hash); // splits are content
    const auto diff = project.diff("b", "c");
    QVERIFY(diff.added.empty() && diff.removed.empty() && diff.landmarks.empty());
    QCOMPARE(diff.splits.size(), std::size_t{3});
    QCOMPARE(diff.splits[0][1], std::string());
    project.undo();
    QCOMPARE(project.snapshot().hash, unsplit.hash);
    int landmarks = 0;
    FaceId face = 0;
    eachDifference(project, "a", "", [&](const Difference& d) {
        if (d.kind == Difference::Kind::Landmarks) {
            ++landmarks;
            face = d.face;
        }
    });
    QCOMPARE(landmarks, 1);
    QCOMPARE(face, faceOf(project, "Ann/1.jpg"));
}

void TestVersions::bringsAVersionBack()
{
    const test::TempFolder folder;
    auto project = fixedProject(folder / "p");
    const auto ann = faceOf(project, "Ann/1.jpg"), zoe = faceOf(project, "Zoë/10.jpg"),
               bob = faceOf(project, "Bob/1.jpg");
    project.decide(std::array{bob}, Action::Keep);
    project.decide(std::array{zoe}, Action::Unsure);
    const auto version = project.snapshot("v");
    const auto preview = [&] { return previewRevert(project, "v"); };
    QCOMPARE(preview().relabelled + preview().setAside + preview().broughtBack + preview().landmarks, 0);
    QVERIFY(revert(project, "v").same);
    QCOMPARE(revert(project, "v").entry, std::int64_t{0}); // nothing to do, no entry

    project.decide(std::array{zoe}, Action::Rename, "Zoe");                            // renamed
    project.decide(std::array{ann}, Action::Merge, "Bob");                             // merged
    project.decide(std::array{faceOf(project, "Bob/2.jpg")}, Action::Split, "Robert"); // split off
    project.decide(std::array{bob}, Action::Reject);                                   // rejected
    project.setLandmarks(zoe, std::nullopt);                                           // landmarks lost
    project.setLandmarks(faceOf(project, "Zoë/9.jpg"), points(1));                     // and drawn
    addFace(project, "New/1.jpg", "New");                                              // imported
    addFace(project, "New/2.jpg", "Bob");
    makeSplits(project, {});
    const std::string changed = dump(project);
    QVERIFY(project.snapshot("later").hash != version.hash);

    const auto plan = preview();
    QCOMPARE(plan.renamed, 1);    // Zoe is Zoë again
    QCOMPARE(plan.peopleMade, 1); // Ann
    QCOMPARE(plan.relabelled, 2); // Ann's face, Robert's
    QCOMPARE(plan.setAside, 2);
    QCOMPARE(plan.broughtBack, 1);
    QCOMPARE(plan.landmarks, 2);
    QVERIFY(plan.missing.empty() && !plan.partial);
    QCOMPARE(dump(project), changed); // a preview changes nothing

    const auto entries = project.journal().size();
    const auto done = revert(project, "v");
    QVERIFY(done.same);
    QCOMPARE(project.journal().size(), entries + 1);
    QCOMPARE(project.snapshot().hash, version.hash);
    QCOMPARE(project.face(bob)->label, LabelState::Confirmed);
    QCOMPARE(project.face(zoe)->label, LabelState::Unsure);
    QCOMPARE(project.identity(project.face(zoe)->identity)->name, std::string("Zoë"));
    QCOMPARE(project.face(faceOf(project, "New/1.jpg"))->label, LabelState::Rejected);
    QVERIFY(!hasSplits(project));
    project.undo();
    QCOMPARE(dump(project), changed);
    project.redo();
    QCOMPARE(project.snapshot().hash, version.hash);
    // And forward again.
    QVERIFY(revert(project, "later").same);
    QVERIFY(hasSplits(project));
}

void TestVersions::bringsBackFacesThatAPersonFound()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto face = addFace(project, "Ann/1.jpg", "Ann", FaceStatus::NotFound);
    const auto version = project.snapshot("v");
    project.setLandmarks(face, points(4)); // makes a box, too
    QVERIFY(project.face(face)->box.area() > 0);
    QVERIFY(revert(project, "v").same);
    QCOMPARE(project.face(face)->status, FaceStatus::NotFound);
    QCOMPARE(project.snapshot().hash, version.hash);
}

void TestVersions::saysWhatCannotComeBack()
{
    const test::TempFolder folder;
    auto project = fixedProject(folder / "p");
    const auto version = project.snapshot("v");
    project.impl().db.exec("DELETE FROM images WHERE key = 'Ann/1.jpg'");
    const auto plan = previewRevert(project, version.hash);
    QCOMPARE(plan.missing, (std::vector<std::string>{"Ann/1.jpg", "Ann/1.jpg"})); // both faces of it
    const auto done = revert(project, version.hash);
    QCOMPARE(done.missing.size(), std::size_t{2});
    QVERIFY(!done.same);
    QCOMPARE(codeOf([&] { revert(project, "nothing"); }), std::string("not_found"));
}

void TestVersions::revertsOldVersionsInPart()
{
    const test::TempFolder folder;
    auto project = fixedProject(folder / "p");
    const auto version = project.snapshot("v");
    // As an older Likeness kept it.
    project.impl().db.exec("UPDATE snapshot_faces SET label = 0, manual = NULL; UPDATE snapshots SET whole = 0");
    const auto ann = faceOf(project, "Ann/1.jpg");
    project.decide(std::array{ann}, Action::Move, "Bob");
    const auto done = revert(project, "v");
    QVERIFY(done.partial && done.same);
    QCOMPARE(done.landmarks, 0); // nobody's landmarks are lost
    QVERIFY(project.face(faceOf(project, "Zoë/10.jpg"))->manual.has_value());
    QCOMPARE(project.face(ann)->label, LabelState::Confirmed);
    QCOMPARE(project.snapshot().hash, version.hash); // kept again, it is whole
    QVERIFY(!previewRevert(project, "v").partial);
}

void TestVersions::splitsStayPut()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    addPeople(project, 0, 40);
    addPeople(project, 40, 42, 1);
    SplitOptions options;
    options.validation = 0.2;
    options.seed = 7;
    const auto first = makeSplits(project, options);
    QCOMPARE(first.assigned, 40);
    QCOMPARE(first.tooFew, 2);
    QCOMPARE(first.counts[static_cast<int>(Split::Train)].people, 28);
    QCOMPARE(first.counts[static_cast<int>(Split::Validation)].people, 8);
    QCOMPARE(first.counts[static_cast<int>(Split::Validation)].faces, 24);
    QCOMPARE(first.counts[static_cast<int>(Split::Test)].people, 4);
    const auto before = splitsOf(project);
    QCOMPARE(makeSplits(project, options).entry, std::int64_t{0}); // everybody has a side

    addPeople(project, 42, 100);
    project.renameIdentity(project.findIdentity("P3"), "Somebody else");
    const auto second = makeSplits(project, splitOptions(project)); // as before
    QCOMPARE(second.assigned, 58);
    QCOMPARE(second.counts[static_cast<int>(Split::Validation)].people, 20); // the shares hold over all
    QCOMPARE(second.counts[static_cast<int>(Split::Test)].people, 10);
    auto after = splitsOf(project);
    QCOMPARE(after.at("Somebody else"), before.at("P3"));
    for (const auto& [name, split] : before)
        if (name != "P3" && split != Split::Undecided)
            QCOMPARE(after.at(name), split);
    QCOMPARE(after.at("P40"), Split::Undecided);

    // Another machine with the same people decides the same.
    auto twin = Project::create(folder / "q");
    addPeople(twin, 0, 40);
    makeSplits(twin, options);
    for (const auto& [name, split] : splitsOf(twin))
        QCOMPARE(before.at(name), split);

    project.undo();
    QCOMPARE(splitsOf(project).at("P50"), Split::Undecided);
    QCOMPARE(splitsOf(project).at("P5"), before.at("P5"));
    options.again = true;
    options.seed = 8;
    QVERIFY(makeSplits(project, options).assigned > 40);
    QVERIFY(splitsOf(project) != before);
    QCOMPARE(makeSplits(project, options).entry, std::int64_t{0}); // the same seed, the same sides
}

void TestVersions::splitsFollowTheSource()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    addPeople(project, 0, 6, 2, "train");
    addPeople(project, 6, 9, 2, "val");
    addPeople(project, 9, 10, 2, "test");
    addFace(project, "P0/extra.jpg", "P0"); // P0 comes from elsewhere, too
    SplitOptions options;
    options.validation = 0.3;
    const auto result = makeSplits(project, options);
    QCOMPARE(result.byPart, 9);
    const auto splits = splitsOf(project);
    QCOMPARE(splits.at("P1"), Split::Train);
    QCOMPARE(splits.at("P7"), Split::Validation);
    QCOMPARE(splits.at("P9"), Split::Test);
    options.again = true;
    options.useParts = false;
    QCOMPARE(makeSplits(project, options).byPart, 0);
}

void TestVersions::mergesAcrossSplits()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    addPeople(project, 0, 30);
    makeSplits(project, {});
    std::map<Split, std::vector<IdentityId>> of;
    for (const auto& row : project.identities())
        of[row.split].push_back(row.id);
    const auto test = of[Split::Test].front(), train = of[Split::Train].front();
    QVERIFY(mergeWarning(project, train, of[Split::Train].back()).empty());
    QVERIFY(mergeWarning(project, train, test).find("train") != std::string::npos);
    const auto before = dump(project);
    project.mergeIdentities(train, test);
    QCOMPARE(project.identity(test)->split, Split::Train); // it was trained on: no test any more
    project.undo();
    QCOMPARE(dump(project), before);
    addPeople(project, 30, 31);
    const auto fresh = project.findIdentity("P30");
    QVERIFY(mergeWarning(project, test, fresh).empty());
    project.mergeIdentities(test, fresh);
    QCOMPARE(project.identity(fresh)->split, Split::Test);
}

void TestVersions::refusesImpossibleShares()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    for (const auto& [validation, test] : {std::pair(-0.1, 0.1), {0.5, 0.5}, {0.1, -1.0}, {std::nan(""), 0.1}}) {
        SplitOptions options;
        options.validation = validation;
        options.test = test;
        QCOMPARE(codeOf([&] { makeSplits(project, options); }), std::string("bad_argument"));
    }
    project.setSetting("splits", "no JSON");
    QCOMPARE(splitOptions(project).validation, 0.1);
}

void TestVersions::keepsOrigins()
{
    const test::TempFolder folder;
    auto project = fixedProject(folder / "p");
    QCOMPARE(countOrigins(project).size(), std::size_t{1});
    QCOMPARE(countOrigins(project).front().images, 5);
    QCOMPARE(imagesWithoutOrigin(project).size(), std::size_t{5});
    const auto zoe = project.findIdentity("Zoë");
    const auto hers = imagesOf(project, zoe);
    QCOMPARE(hers.size(), std::size_t{2});
    const auto state = dump(project);
    OriginChange change;
    change.source = "  camera of the lab ";
    change.consent = "signed 2026-11-02";
    QVERIFY(setOrigins(project, hers, change) > 0);
    QCOMPARE(setOrigins(project, hers, change), std::int64_t{0});
    QCOMPARE(originOf(project, hers[0])->source, std::string("camera of the lab"));
    QCOMPARE(imagesWithoutOrigin(project).size(), std::size_t{3});
    QVERIFY(imagesWithoutOrigin(project, zoe).empty());
    // One field alone, over pictures that have others.
    OriginChange licence;
    licence.licence = "CC BY 4.0";
    setOrigins(project, imagesOf(project, 0), licence);
    QCOMPARE(originOf(project, hers[0])->consent, std::string("signed 2026-11-02"));
    const auto counts = countOrigins(project);
    QCOMPARE(counts.size(), std::size_t{2});
    QCOMPARE(counts[0].images, 3);
    QCOMPARE(counts[0].noConsent, 3);
    QCOMPARE(countOrigins(project, zoe).size(), std::size_t{1});
    // The journal does not repeat the words.
    for (const auto& entry : project.journal())
        QVERIFY(entry.what.find("signed") == std::string::npos);
    project.undo(2);
    QCOMPARE(dump(project), state);
    QCOMPARE(ensureOrigin(project, {}), std::int64_t{0});
    OriginChange endless;
    endless.source = std::string(2000, 'x');
    QCOMPARE(codeOf([&] { setOrigins(project, hers, endless); }), std::string("bad_argument"));
}

void TestVersions::hundredThousandFaces()
{
    using Clock = std::chrono::steady_clock;
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    {
        db::Transaction transaction(project.impl().db);
        addPeople(project, 0, 10000, 10);
        project.impl().db.prepare("UPDATE faces SET automatic = ?1").bind(1, landmarksValue(points(1))).exec();
        transaction.commit();
    }
    const auto timed = [](const char* what, double limit, auto&& work) {
        const auto start = Clock::now();
        work();
        const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
        qInfo("%s: %.0f ms", what, ms);
        QVERIFY2(ms < limit, what);
    };
    timed("split", 5000, [&] { makeSplits(project, {}); });
    timed("snapshot", 10000, [&] { project.snapshot("v"); });
    const auto some = project.allFaces();
    project.decide(std::span(some).first(5000), Action::Move, "P9999");
    timed("diff", 5000, [&] { QCOMPARE(project.diff("v", "").relabelled.size(), std::size_t{5000}); });
    timed("preview", 5000, [&] { QCOMPARE(previewRevert(project, "v").relabelled, 5000); });
    timed("revert", 15000, [&] { QVERIFY(revert(project, "v").same); });
}

QTEST_APPLESS_MAIN(TestVersions)
#include "tst_versions.moc"
