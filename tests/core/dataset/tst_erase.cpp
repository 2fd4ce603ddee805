// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/erase.h"
#include "core/dataset/erase_parts.h"
#include "core/dataset/import.h"
#include "core/dataset/origins.h"
#include "core/dataset/splits.h"
#include "core/dataset/spot_check.h"
#include "core/dataset/versions.h"
#include "core/image/codec.h"
#include "core/run/run_folder.h"
#include "tests/support/error_code.h"
#include "tests/support/python.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

using namespace likeness;
using namespace likeness::dataset;
using test::codeOf;
namespace fs = std::filesystem;

namespace {

constexpr const char* kName = "Wilhelmina Quux";

image::Image noise(int seed, int side = 112)
{
    Rng rng(static_cast<std::uint64_t>(seed));
    image::Image out(side, side, 3);
    for (auto& byte : out.pixels)
        byte = static_cast<std::uint8_t>(rng.below(256));
    return out;
}

void write(const fs::path& file, std::string_view text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

void writePicture(const fs::path& file, int seed)
{
    fs::create_directories(file.parent_path());
    writeFileAtomically(file, image::encodePng(noise(seed)));
}

// Everything that a project can hold of a person.
struct Made {
    fs::path folder;
    std::vector<std::string> bytes; // names, keys, paths, pixels and encoded pictures of the person
    std::string snapshot;
    std::string run;
};

Made makeProject(const fs::path& root)
{
    Made made;
    made.folder = root / "p.likeness";
    const std::string name = kName;
    int seed = 1;
    for (const char* person : {kName, "Bob", "Carl", "Anna"})
        for (int i = 0; i < 4; ++i)
            writePicture(root / "set" / person / (std::to_string(i) + ".png"), seed++);
    for (int i = 0; i < 2; ++i)
        writePicture(root / "place" / kName / (std::to_string(10 + i) + ".png"), 100 + i);
    auto project = Project::create(made.folder);
    jobs::RecordingContext context;
    ImportOptions options;
    options.aligned = true;
    options.copy = true;
    options.origin = ensureOrigin(project, {0, "the lab", "", ""});
    importFrom(project, root / "set", options, context);
    options.copy = false;
    options.origin = 0;
    importFrom(project, root / "place", options, context);
    // Captured frames, one of them undone: its picture stays for redo.
    for (int i = 0; i < 2; ++i) {
        const auto png = image::encodePng(noise(200 + i));
        FaceRow face;
        face.status = FaceStatus::Aligned;
        project.addCapture(png, 112, 112, face, name);
        made.bytes.emplace_back(reinterpret_cast<const char*>(png.data()) + 60, 64);
    }
    project.undo();
    project.redo();
    project.undo();
    const auto hers = project.findIdentity(name);
    // Decisions, a merge, renames, and a picture of Bob under her name.
    const auto faces = project.facesOf(hers);
    project.decide(std::array{faces[0]}, Action::Keep, {}, "because she is " + name);
    project.decide(std::array{faces[1]}, Action::Move, "Bob"); // it was Bob all along
    const auto bob = project.facesOf(project.findIdentity("Bob"));
    project.decide(std::array{bob[0]}, Action::Move, name);
    project.decide(std::array{bob[0]}, Action::Move, "Bob");
    project.decide(std::array{bob[1]}, Action::ConfirmDifferent, name);
    project.decide(std::array{faces[2]}, Action::Split, "Mina Quuxley");
    project.decide(std::array{faces[2]}, Action::Merge, name);
    project.decide(std::array{faces[2]}, Action::Unsure);
    project.decide(project.facesOf(project.findIdentity("Carl")), Action::Keep);
    OriginChange consent;
    consent.consent = "signed by W. Quux-Consent";
    setOrigins(project, imagesOf(project, hers), consent);
    // Another face in one of her pictures, and hers in one of Carl's.
    FaceRow other = *project.face(faces[0]);
    other.primary = false;
    other.identity = project.findIdentity("Anna");
    project.addFaces(std::array{other});
    // Crops of two sizes, flags, checks, opinions, spot items.
    for (const int size : {112, 160}) {
        crops::CropWriter writer(project.cropFile(size), size);
        for (const auto& row : project.faces(project.allFaces())) {
            const auto crop = noise(1000 + size + static_cast<int>(row.id), size);
            writer.add(row.id, crop.pixels);
            if (row.identity == hers)
                made.bytes.emplace_back(crop.pixels.begin() + 5000, crop.pixels.begin() + 5032);
        }
        writer.flush();
    }
    FlagRow flag;
    flag.face = bob[1];
    flag.kind = "mislabelled";
    flag.method = "lbph";
    flag.flagged = true;
    flag.suggested = hers;
    flag.reason = "looks like " + name;
    flag.evidence = "{}";
    FlagRow own = flag;
    own.face = faces[0];
    own.suggested = project.findIdentity("Bob");
    project.replaceFlags("lbph", std::array{flag, own});
    // A correction changed them since: what curation said is kept.
    FlagRow changed = flag;
    changed.suggested = 0;
    changed.reason = "looks like nobody";
    project.updateFlags("lbph", std::array{flag.face, own.face}, std::array{flag.kind}, std::array{changed, own});
    auto& db = project.impl().db;
    const std::string id = std::to_string(hers), face = std::to_string(faces[0]), his = std::to_string(bob[1]);
    db.exec("INSERT INTO checks(face, kind, identity, passed, value, method, time) VALUES(" + face + ", 1, " + id +
            ", 1, 0.9, 'm', 0), (" + his + ", 1, " + id + ", 0, 0.1, 'm', 0)");
    db.exec("INSERT INTO opinions(face, who, label, identity, time) VALUES(" + face + ", 'x', 1, " + id + ", 0), (" +
            his + ", 'x', 1, " + id + ", 0)");
    db.exec("INSERT INTO spot_samples VALUES(1, 0, 'x', 1, 10, 0.1); INSERT INTO spot_items(sample, number, face, "
            "identity) VALUES(1, 1, " +
            face + ", " + id + "), (1, 2, " + his + ", " + his + ")");
    answerSpot(project, 1, 1, SpotVerdict::Right);
    // Two versions, splits, a run with a report, thumbnails, embeddings, a backup, the demo's truth.
    makeSplits(project, {});
    made.snapshot = project.snapshot("v1").hash;
    run::Config config;
    config.data.snapshot = made.snapshot;
    std::vector<run::Sample> samples;
    std::map<std::string, int> labels;
    for (const auto& [sample, person] : project.snapshotFaces(made.snapshot))
        samples.push_back({sample, labels.emplace(person, labels.size()).first->second, false, person});
    const auto run = run::RunFolder::create(project.runsFolder(), config, samples, project.cropFile());
    made.run = run.id();
    run.setState({"failed", 1, 2, "Faces of the batch: 1 (" + name + ")"});
    run.appendEvent({{"type", "issue"}, {"message", "a face of " + name}});
    write(run.folder() / "report/report.html", "<p>" + name + "</p>");
    write(made.folder / "verifications/theirs.lkv", "LKVERIF1 [\"" + name + "\"]");
    write(made.folder / "verifications/others.lkv", "LKVERIF1 [\"somebody\"]");
    write(run.model(), "weights");
    write(made.folder / "cache/embeddings/abc.lke", "LKEMBED1 vector of her");
    {
        db::Connection thumbnails(made.folder / "cache/thumbnails.db", db::Connection::Mode::Create);
        thumbnails.exec("CREATE TABLE thumbnails(face INTEGER PRIMARY KEY, jpeg BLOB); INSERT INTO thumbnails "
                        "VALUES(" +
                        face + ", 'thumbnail of her')");
    }
    write(made.folder / "project.db.backup-1", "old rows of " + name);
    write(made.folder / "demo-truth.csv", "path,labelled,true\n" + name + "/0.png," + name + "," + name +
                                              "\nBob/2.png,Bob,Bob\nCarl/1.png,Carl," + name + "\n");
    project.setSetting("filler", std::string(100000, 'f'));
    project.setSetting("filler", "");
    for (const char* text : {kName, "Mina Quuxley", "W. Quux-Consent", "vector of her", "thumbnail of her"})
        made.bytes.emplace_back(text);
    for (const auto image : imagesOf(project, hers)) {
        const auto row = *project.image(image);
        made.bytes.push_back(row.key);
        if (row.path.starts_with("images/")) {
            made.bytes.push_back(row.path);
            const auto png = readFile(project.imageFile(row));
            made.bytes.emplace_back(reinterpret_cast<const char*>(png.data()) + 60, 64);
        }
    }
    return made;
}

// Where in the folder any of these bytes are, in names of files or in files.
std::vector<std::string> search(const fs::path& folder, const std::vector<std::string>& bytes)
{
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        std::string text = entry.path().lexically_relative(folder).string() + "\n";
        if (entry.is_regular_file()) {
            const auto content = readFile(entry.path());
            text.append(content.begin(), content.end());
        }
        for (const auto& piece : bytes)
            if (text.find(piece) != std::string::npos)
                found.push_back(entry.path().string() + ": " + displayPath(fs::path(piece)));
    }
    return found;
}

void expectErased(const Made& made)
{
    const auto found = search(made.folder, made.bytes);
    for (const auto& place : found)
        qWarning("left: %s", place.c_str());
    QVERIFY(found.empty());
    auto project = Project::open(made.folder);
    QVERIFY(!erasureUnfinished(project));
    QVERIFY(!project.findIdentity(kName));
    auto& db = project.impl().db;
    QCOMPARE(db.scalar("SELECT count(*) FROM pragma_foreign_key_check"), std::int64_t{0});
    {
        auto check = db.prepare("PRAGMA integrity_check");
        QVERIFY(check.step());
        QCOMPARE(check.text(0), std::string("ok"));
    }
    // The others are all there, with their pictures and crops.
    QCOMPARE(project.facesOf(project.findIdentity("Bob")).size(), std::size_t{5});
    QCOMPARE(project.facesOf(project.findIdentity("Carl")).size(), std::size_t{4});
    const crops::CropReader crops(project.cropFile());
    for (const auto& row : project.faces(project.allFaces())) {
        QVERIFY(fs::exists(project.imageFile(*project.image(row.image))));
        QVERIFY(crops.find(row.id).has_value());
        QVERIFY(crops.verify(*crops.find(row.id)));
    }
    QCOMPARE(crops.count(), project.allFaces().size());
    // One line says that something was erased.
    const auto journal = project.journal();
    QCOMPARE(std::count_if(journal.begin(), journal.end(), [](const auto& e) { return e.verb == "erase"; }), 1);
    // All of the history that is left can be undone and done again.
    while (project.canUndo())
        project.undo();
    while (project.canRedo())
        project.redo();
    QVERIFY(!project.findIdentity(kName));
    QCOMPARE(db.scalar("SELECT count(*) FROM pragma_foreign_key_check"), std::int64_t{0});
    const auto versions = project.snapshots();
    QCOMPARE(versions.size(), std::size_t{1});
    QVERIFY(versions[0].erased > 0);
    for (const auto& [face, person] : project.snapshotFaces("v1"))
        QVERIFY(person != kName);
    // The run is still one that can be read, and says honestly what it was trained on.
    const run::RunFolder run(project.runsFolder() / made.run);
    const auto samples = run.samples();
    QVERIFY(samples.size() > 10);
    QVERIFY(std::any_of(samples.begin(), samples.end(), [](const auto& s) { return s.name == "erased"; }));
    QCOMPARE(run.state().state, std::string("failed"));
    QVERIFY(fs::exists(run.model()));
}

const Affected* affected(const Erasure& e, const std::string& kind)
{
    const auto it = std::find_if(e.affected.begin(), e.affected.end(), [&](const auto& a) { return a.kind == kind; });
    return it == e.affected.end() ? nullptr : &*it;
}

// Stops the process as a kill does, after so many reports of progress or stages.
class Dying final : public jobs::RecordingContext
{
public:
    explicit Dying(int after) : m_left(after) {}
    void stage(const std::string&) override { step(); }
    void progress(std::uint64_t, std::uint64_t, const char*) override { step(); }

private:
    void step()
    {
        if (m_left-- == 0)
            ::kill(::getpid(), SIGKILL);
    }
    int m_left;
};

} // namespace

class TestErase : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void leavesOpenConnectionsTheirLocks();
    void knowsWordsFromParts();
    void saysWhatItWouldDo();
    void leavesNoByte();
    void keepsSharedPictures();
    void survivesKills();
    void survivesStops();
    void refusesWhileARunIsTrained();
    void keepsOthersOfTheSameName();
};

// A window erases by a connection of its own while another one shows the project. What is written through that one
// afterwards must be kept even when other programs come and go: SQLite's locks are the process's, and closing the
// database's files by any other way than SQLite's gives them up.
void TestErase::leavesOpenConnectionsTheirLocks()
{
    LIKENESS_NEEDS_PYTHON();
    const test::TempFolder folder;
    const auto file = folder / "p";
    FaceId face = 0;
    {
        auto project = Project::create(file);
        for (const char* name : {"Ann", "Bob"}) {
            FaceRow row;
            face = project.addCapture(image::encodePng(image::Image(8, 8, 3)), 8, 8, row, name);
        }
    }
    auto shown = Project::open(file);
    shown.decide(std::array{face}, Action::Unsure);
    {
        auto job = Project::open(file);
        jobs::RecordingContext context;
        erase(job, job.findIdentity("Ann"), {}, context);
    }
    const auto elsewhere = [&](const std::string& sql) { // in a process that has no part in this
        return test::python("import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); "
                            "print(d.execute(sys.argv[2]).fetchone()); d.commit(); d.close()",
                            file / "project.db", sql);
    };
    QCOMPARE(elsewhere("INSERT INTO settings VALUES('by', 'another program')"), std::string("None\n"));
    shown.decide(std::array{face}, Action::Reject);
    QCOMPARE(elsewhere("SELECT label FROM faces WHERE id = " + std::to_string(face)), std::string("(3,)\n"));
}

void TestErase::knowsWordsFromParts()
{
    using erasing::mentions;
    using erasing::withoutMentions;
    const std::vector<std::string> ann = {"Ann"};
    QVERIFY(mentions("Ann/1.jpg", ann) && mentions("not Ann", ann) && mentions("lfw/Ann_0001.jpg", ann));
    QVERIFY(!mentions("Anna", ann) && !mentions("JoAnn", ann) && !mentions("ann", ann));
    QVERIFY(mentions("照片王伟的", {"王伟"}));
    QCOMPARE(withoutMentions("Ann, Anna, Ann", ann), std::string("erased, Anna, erased"));
    QCOMPARE(withoutMentions("erased", {"erased"}), std::string("erased")); // and ends
    erasing::ByteSearch search;
    search.add("abc", "name"); // too short to say anything
    QVERIFY(search.empty());
    search.add("Annabel", "name");
    search.add("x/1.jpg", "key");
    const auto find = [&](std::string_view text) {
        return search.find({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    };
    QCOMPARE(find("..Annabelx/1.jpg").size(), std::size_t{2});
    QVERIFY(find("Annabe").empty() && find("").empty());
    search.exceptIn("box/1.jpg", "key");
    QCOMPARE(find("..Annabelx/1.jpg"), std::set<std::string>{"name"});
}

void TestErase::saysWhatItWouldDo()
{
    const test::TempFolder folder;
    const auto made = makeProject(folder.path());
    auto project = Project::open(made.folder);
    const auto hers = project.findIdentity(kName);
    const auto before = project.journal().size();
    const auto plan = planErasure(project, hers);
    QCOMPARE(plan.name, std::string(kName));
    QCOMPARE(plan.images, 6); // three copies, two in place, one capture
    QCOMPARE(plan.faces, 7);  // and Anna's in one of them
    QCOMPARE(plan.files, 4);
    QCOMPARE(plan.shared, 1);
    QCOMPARE(plan.inPlace, 2);
    QVERIFY(plan.leftInPlace[0].second.ends_with("10.png"));
    QCOMPARE(affected(plan, "snapshot")->id, made.snapshot);
    QVERIFY(affected(plan, "run")->trained);
    QCOMPARE(affected(plan, "run")->id, made.run);
    QCOMPARE(affected(plan, "model")->id, "runs/" + made.run + "/model.safetensors");
    QVERIFY(affected(plan, "report")->gone && !affected(plan, "model")->gone);
    QCOMPARE(planErasure(project, hers, {true}).images, 5);
    QCOMPARE(project.journal().size(), before);
    QVERIFY(project.findIdentity(kName));
    QCOMPARE(codeOf([&] { planErasure(project, 999); }), std::string("not_found"));
    const auto carl = planErasure(project, project.findIdentity("Carl"));
    QCOMPARE(carl.images, 4);
    QVERIFY(carl.leftInPlace.empty());
}

void TestErase::leavesNoByte()
{
    const test::TempFolder folder;
    const auto made = makeProject(folder.path());
    QVERIFY(search(made.folder, made.bytes).size() >= made.bytes.size()); // it is all there before
    {
        auto project = Project::open(made.folder);
        jobs::RecordingContext context;
        const auto result = erase(project, project.findIdentity(kName), {}, context);
        for (const auto& [what, place] : result.remaining)
            qWarning("%s: %s", what.c_str(), place.c_str());
        QVERIFY(result.remaining.empty());
        QCOMPARE(result.images, 6);
        QCOMPARE(result.leftInPlace.size(), std::size_t{2});
        QVERIFY(affected(result, "run") && affected(result, "snapshot"));
        QVERIFY(context.issues.empty());
    }
    // What is not Likeness's to delete is still there.
    QVERIFY(fs::exists(folder.path() / "place" / kName / "10.png"));
    QVERIFY(fs::exists(folder.path() / "set" / kName / "0.png"));
    QVERIFY(!fs::exists(made.folder / "project.db.backup-1"));
    QVERIFY(!fs::exists(made.folder / "runs" / made.run / "report/report.html"));
    QVERIFY(!fs::exists(made.folder / "verifications/theirs.lkv"));
    QVERIFY(fs::exists(made.folder / "verifications/others.lkv"));
    QCOMPARE(readTextFile(made.folder / "demo-truth.csv"), std::string("path,labelled,true\nBob/2.png,Bob,Bob\n"));
    expectErased(made);
}

void TestErase::keepsSharedPictures()
{
    const test::TempFolder folder;
    const auto made = makeProject(folder.path());
    auto project = Project::open(made.folder);
    const auto anna = project.facesOf(project.findIdentity("Anna")).size();
    jobs::RecordingContext context;
    const auto result = erase(project, project.findIdentity(kName), {true}, context);
    QCOMPARE(result.images, 5);
    QCOMPARE(project.facesOf(project.findIdentity("Anna")).size(), anna);
    const auto shared = project.face(project.facesOf(project.findIdentity("Anna")).back());
    QVERIFY(fs::exists(project.imageFile(*project.image(shared->image))));
    QVERIFY(search(made.folder, {std::string(kName)}).empty()); // it has another name now
}

void TestErase::survivesKills()
{
    int kills = 0;
    const test::TempFolder first;
    const auto pattern = makeProject(first.path());
    for (int after = 0;; ++after) {
        const test::TempFolder folder;
        auto made = pattern;
        made.folder = folder / "p.likeness";
        fs::copy(pattern.folder, made.folder, fs::copy_options::recursive);
        const auto child = ::fork();
        if (child == 0) {
            try {
                auto project = Project::open(made.folder);
                Dying context(after);
                erase(project, project.findIdentity(kName), {}, context);
            } catch (const std::exception&) {
                ::_exit(2);
            }
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(!WIFEXITED(status) || WEXITSTATUS(status) == 0);
        if (WIFSIGNALED(status)) {
            ++kills;
            auto project = Project::open(made.folder);
            QVERIFY(erasureUnfinished(project));
            QVERIFY(project.setting("erasing").find("Quux") == std::string::npos);
            jobs::RecordingContext context;
            // A second one has to wait.
            if (const auto carl = project.findIdentity("Carl"))
                QCOMPARE(codeOf([&] { erase(project, carl, {}, context); }), std::string("project_busy"));
            const auto result = finishErasure(project, kName, context);
            QVERIFY(result.remaining.empty());
            QCOMPARE(result.images, 6);
            QVERIFY(affected(result, "run")->trained);
        }
        expectErased(made);
        if (QTest::currentTestFailed())
            qWarning("after %d steps", after);
        if (!WIFSIGNALED(status) || QTest::currentTestFailed())
            break;
    }
    qInfo("%d kills", kills);
    QVERIFY(kills > 15);
}

void TestErase::survivesStops()
{
    const test::TempFolder folder;
    const auto made = makeProject(folder.path());
    auto project = Project::open(made.folder);
    jobs::RecordingContext stopped;
    stopped.requestStop();
    QCOMPARE(codeOf([&] { erase(project, project.findIdentity(kName), {}, stopped); }), std::string("interrupted"));
    QVERIFY(!erasureUnfinished(project)); // nothing had begun
    jobs::RecordingContext later;
    later.stopAfter(3);
    QCOMPARE(codeOf([&] { erase(project, project.findIdentity(kName), {}, later); }), std::string("interrupted"));
    QVERIFY(erasureUnfinished(project));
    jobs::RecordingContext context;
    QVERIFY(finishErasure(project, {}, context).remaining.empty());
    QCOMPARE(codeOf([&] { finishErasure(project, {}, context); }), std::string("not_found"));
    project = Project::open(made.folder);
    expectErased(made);
}

void TestErase::refusesWhileARunIsTrained()
{
    const test::TempFolder folder;
    const auto made = makeProject(folder.path());
    auto project = Project::open(made.folder);
    jobs::RecordingContext context;
    const auto training = run::RunFolder(project.runsFolder() / made.run).lockForTraining();
    QCOMPARE(codeOf([&] { erase(project, project.findIdentity(kName), {}, context); }), std::string("project_busy"));
    QVERIFY(project.findIdentity(kName) && !erasureUnfinished(project));
}

void TestErase::keepsOthersOfTheSameName()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    int seed = 1;
    for (const char* name : {"Joan", "Joanna", "Hal"})
        for (int i = 0; i < 2; ++i)
            writePicture(folder / "set" / name / (std::to_string(i) + ".png"), seed++);
    ImportOptions options;
    options.aligned = true;
    options.copy = true;
    importFrom(project, folder / "set", options, context);
    // Joan was called Hal once; but Hal is somebody else now.
    project.renameIdentity(project.findIdentity("Hal"), "Henry");
    project.renameIdentity(project.findIdentity("Joan"), "Hal");
    project.renameIdentity(project.findIdentity("Hal"), "Joan");
    project.renameIdentity(project.findIdentity("Henry"), "Hal");
    project.snapshot("v");
    const auto result = erase(project, project.findIdentity("Joan"), {}, context);
    QVERIFY(result.remaining.empty()); // Joanna is not left over from Joan
    QCOMPARE(project.facesOf(project.findIdentity("Joanna")).size(), std::size_t{2});
    QCOMPARE(project.facesOf(project.findIdentity("Hal")).size(), std::size_t{2});
    QCOMPARE(project.snapshotFaces("v").size(), std::size_t{4});
    QCOMPARE(project.snapshots()[0].erased, 2);
    QVERIFY(project.primaryFace("Hal/0.png"));
}

QTEST_APPLESS_MAIN(TestErase)
#include "tst_erase.moc"
