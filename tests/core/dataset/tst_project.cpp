// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/dataset/project.h"
#include "tests/core/dataset/sample_project.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <chrono>
#include <set>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace likeness;
using namespace likeness::dataset;
using test::addFace;
using test::codeOf;
using test::dump;

namespace {

std::string numbered(const char* name, std::uint64_t n)
{
    std::string out(name);
    out += std::to_string(n);
    return out;
}

image::Landmarks somePoints(float seed)
{
    image::Landmarks points;
    for (std::size_t i = 0; i < points.size(); ++i)
        points[i] = {seed + static_cast<float>(i) * 1.25f, seed - static_cast<float>(i) / 3.0f};
    return points;
}

FlagRow flagOf(FaceId face, double score, IdentityId suggested = 0)
{
    FlagRow flag;
    flag.face = face;
    flag.kind = "mislabelled";
    flag.score = score;
    flag.threshold = 0.5;
    flag.flagged = score >= 0.5;
    flag.suggested = suggested;
    flag.method = "lbph";
    flag.reason = "why not";
    flag.evidence = "{}";
    return flag;
}

// The rows of dump(), each with its table.
std::set<std::string> rowsOf(Project& project)
{
    std::set<std::string> rows;
    std::string table;
    for (const auto& line : split(dump(project), '\n')) {
        if (line.starts_with("SELECT"))
            table = line;
        else if (!line.empty())
            rows.insert(table + ": " + line);
    }
    return rows;
}

// A mount that goes away with the test; only root may make one.
class Mount
{
public:
    Mount(const std::filesystem::path& where, const char* type, unsigned long flags, const char* options)
        : m_where(where)
    {
        m_mounted = ::mount("none", where.c_str(), type, flags, options) == 0;
    }
    ~Mount()
    {
        if (m_mounted)
            ::umount2(m_where.c_str(), MNT_DETACH);
    }
    bool mounted() const { return m_mounted; }
    bool makeReadOnly() const
    {
        return ::mount("none", m_where.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
    }

private:
    std::filesystem::path m_where;
    bool m_mounted;
};

} // namespace

class TestProject : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void createsAndOpens();
    void refusesWrongFolders();
    void countsAndLists();
    void findsFacesByName();
    void keepsAnyFileName();
    void decides();
    void refusesImpossibleDecisions();
    void undoesAndRedoes();
    void givesNamesBackThatWereTakenMeanwhile();
    void randomSequencesMatchTheModel();
    void landmarksAreUndoable();
    void capturesAreUndoable();
    void flagsSurviveANewRun();
    void detectionNeverTouchesLabels();
    void snapshotsAreContent();
    void comparesVersions();
    void oneJobAtATime();
    void noticesForeignChanges();
    void readOnlyDisk();
    void fullDisk();
    void hundredThousandFaces();
};

void TestProject::createsAndOpens()
{
    const test::TempFolder folder;
    {
        auto project = Project::create(folder / "new one.likeness");
        project.setSetting("rule", "2");
        QCOMPARE(project.counts().images, 0);
        QCOMPARE(project.cropFile(), project.folder() / "cache/crops-112.lkc");
    }
    for (const auto mode : {Project::Mode::ReadWrite, Project::Mode::ReadOnly}) {
        const auto project = Project::open(folder / "new one.likeness", mode);
        QCOMPARE(project.setting("rule"), std::string("2"));
        QCOMPARE(project.setting("other", "x"), std::string("x"));
    }
}

void TestProject::refusesWrongFolders()
{
    const test::TempFolder folder;
    QCOMPARE(codeOf([&] { Project::open(folder / "missing"); }), std::string("not_found"));
    QCOMPARE(codeOf([&] { Project::open(folder.path()); }), std::string("not_a_project"));
    writeFileAtomically(folder / "file", std::string_view("x"));
    QCOMPARE(codeOf([&] { Project::create(folder / "file"); }), std::string("bad_argument"));
    QCOMPARE(codeOf([&] { Project::create(folder.path()); }), std::string("bad_argument"));

    Project::create(folder / "p");
    db::Connection(folder / "p/project.db", db::Connection::Mode::ReadWrite).exec("PRAGMA user_version = 1000");
    QCOMPARE(codeOf([&] { Project::open(folder / "p"); }), std::string("newer_project"));

    std::filesystem::create_directory(folder / "q");
    db::Connection(folder / "q/project.db", db::Connection::Mode::Create).exec("CREATE TABLE other(x)");
    QCOMPARE(codeOf([&] { Project::open(folder / "q"); }), std::string("not_a_project"));

    std::filesystem::create_directory(folder / "r");
    writeFileAtomically(folder / "r/project.db", std::string(9000, 'x'));
    QCOMPARE(codeOf([&] { Project::open(folder / "r"); }), std::string("bad_file"));

    // What a creation that was killed at once leaves behind: nothing to read yet, but it can become a project.
    std::filesystem::create_directory(folder / "s");
    writeFileAtomically(folder / "s/project.db", std::string_view());
    QCOMPARE(codeOf([&] { Project::open(folder / "s", Project::Mode::ReadOnly); }), std::string("not_a_project"));
    QCOMPARE(Project::open(folder / "s").counts().images, 0);
    QCOMPARE(Project::open(folder / "s", Project::Mode::ReadOnly).counts().images, 0);
}

void TestProject::countsAndLists()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto ann = addFace(project, "Ann/1.jpg", "Ann 10");
    const auto ann2 = addFace(project, "Ann/2.jpg", "Ann 10");
    addFace(project, "Bob/1.jpg", "Ann 9", FaceStatus::Pending);
    const auto loose = addFace(project, "loose.jpg", "", FaceStatus::NotFound);
    project.decide(std::array{ann2}, Action::Reject);
    const auto counts = project.counts();
    QCOMPARE(counts.images, 4);
    QCOMPARE(counts.faces, 4);
    QCOMPARE(counts.identities, 2);
    QCOMPARE(counts.pendingFaces, 1);
    QCOMPARE(counts.notFound, 1);
    QCOMPARE(counts.unlabelled, 1);
    QCOMPARE(counts.rejected, 1);
    const auto people = project.identities();
    QCOMPARE(people.size(), std::size_t{2});
    QCOMPARE(people[0].name, std::string("Ann 9"));
    QCOMPARE(people[1].faces, 1);
    QCOMPARE(project.facesOf(people[1].id), std::vector{ann});
    QCOMPARE(project.facesOf(people[1].id, true), (std::vector{ann, ann2}));
    QCOMPARE(project.facesOf(0), std::vector{loose});
    QCOMPARE(project.labelledFaces().size(), std::size_t{2});
    const std::vector<FaceId> wanted = {loose, 999, ann};
    const auto rows = project.faces(wanted);
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].id, loose);
    QCOMPARE(rows[1].id, ann);
}

void TestProject::findsFacesByName()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto a = addFace(project, "set/Ann/1.jpg", "Ann");
    const auto b = addFace(project, "other/Ann/1.jpg", "Ann");
    const auto c = addFace(project, "Bob/2.jpg", "Bob");
    QCOMPARE(project.primaryFace("set/Ann/1.jpg"), a);
    QCOMPARE(project.primaryFace("/somewhere/other/Ann/1.jpg"), b);
    QCOMPARE(project.primaryFace("2.jpg"), c);
    QCOMPARE(project.primaryFace("sets/Bob/2.jpg"), c);
    QCOMPARE(project.primaryFace("Ann/1.jpg"), 0); // two of them
    QCOMPARE(project.primaryFace("ob/2.jpg"), 0);
    QCOMPARE(project.primaryFace(""), 0);
}

void TestProject::keepsAnyFileName()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    ImageRow row;
    row.path = "/a/\xff\n脸.jpg";
    QCOMPARE(project.imageFile(row).native(), row.path);
    row.path = "images/x.jpg";
    QCOMPARE(project.imageFile(row), project.folder() / "images/x.jpg");
}

void TestProject::decides()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto a = addFace(project, "Ann/1.jpg", "Ann");
    const auto b = addFace(project, "Ann/2.jpg", "Ann");
    const auto c = addFace(project, "Bob/1.jpg", "Bob");
    const auto nameOf = [&](FaceId id) { return project.identity(project.face(id)->identity)->name; };

    QVERIFY(project.decide(std::array{a}, Action::Keep, {}, "looked at it") > 0);
    QCOMPARE(project.face(a)->label, LabelState::Confirmed);
    QCOMPARE(project.decide(std::array{a}, Action::Keep), 0); // nothing would change
    QVERIFY(project.decide(std::array{a, b}, Action::Move, " Carl\n") > 0);
    QCOMPARE(nameOf(a), std::string("Carl"));
    QCOMPARE(project.face(b)->label, LabelState::Confirmed);
    project.decide(std::array{b}, Action::Unsure);
    QCOMPARE(project.face(b)->label, LabelState::Unsure);
    project.decide(std::array{c}, Action::ConfirmDifferent, "Carl");
    project.decide(std::array{c}, Action::ConfirmDifferent, "Ann/1.jpg");
    QCOMPARE(project.cannotIdentity().size(), std::size_t{1});
    QCOMPARE(project.cannotLinks(), (std::vector<std::pair<FaceId, FaceId>>{{a, c}}));
    project.decide(std::array{b}, Action::Split, "Dora");
    QCOMPARE(nameOf(b), std::string("Dora"));
    project.decide(std::array{b}, Action::Rename, "Doris");
    QCOMPARE(nameOf(b), std::string("Doris"));
    project.decide(std::array{a}, Action::Merge, "Doris");
    QCOMPARE(nameOf(a), std::string("Doris"));
    QCOMPARE(project.findIdentity("Carl"), 0);
    // What was ruled out for Carl is ruled out for the person he was merged into.
    QCOMPARE(project.cannotIdentity().front().second, project.findIdentity("Doris"));

    const auto entries = project.journal();
    QCOMPARE(entries.size(), std::size_t{8});
    QCOMPARE(entries.back().verb, std::string("keep"));
    QCOMPARE(entries.back().why, std::string("looked at it"));
    QVERIFY(!entries.back().who.empty());
    dataset::setUserName("陈伟");
    project.undo();
    project.decide(std::array{a}, Action::Unsure);
    dataset::setUserName({});
    QCOMPARE(project.journal().front().who, std::string("陈伟"));
    QCOMPARE(entries[6].what, std::string("Ann/1.jpg and 1 more: Ann → Carl"));
    QCOMPARE(project.journal(2, entries[1].id).front().id, entries[2].id);
}

void TestProject::refusesImpossibleDecisions()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto a = addFace(project, "Ann/1.jpg", "Ann");
    const auto b = addFace(project, "Bob/1.jpg", "Bob");
    const auto loose = addFace(project, "x.jpg", "");
    const auto before = dump(project);
    const auto code = [&](std::vector<FaceId> faces, Action action, const std::string& other) {
        return codeOf([&] { project.decide(faces, action, other); });
    };
    QCOMPARE(code({loose}, Action::Keep, ""), std::string("bad_argument"));
    QCOMPARE(code({a}, Action::Move, " "), std::string("bad_argument"));
    QCOMPARE(code({a}, Action::Move, std::string(300, 'x')), std::string("bad_argument"));
    QCOMPARE(code({a}, Action::Split, "Bob"), std::string("bad_argument"));
    QCOMPARE(code({a}, Action::Rename, "Bob"), std::string("bad_argument"));
    QCOMPARE(code({a, b}, Action::Rename, "Carl"), std::string("bad_argument"));
    QCOMPARE(code({a}, Action::Merge, "Nobody"), std::string("not_found"));
    QCOMPARE(code({a}, Action::ConfirmDifferent, "Ann"), std::string("bad_argument"));
    QCOMPARE(code({a}, Action::ConfirmDifferent, "nobody"), std::string("not_found"));
    QCOMPARE(code({a, 999}, Action::Reject, ""), std::string("not_found")); // all or nothing
    QCOMPARE(dump(project), before);
    QVERIFY(!project.canUndo());
    QCOMPARE(codeOf([] { actionFromName("mvoe"); }), std::string("bad_argument"));
    QCOMPARE(actionFromName("confirm_different"), Action::ConfirmDifferent);
}

void TestProject::undoesAndRedoes()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto a = addFace(project, "Ann/1.jpg", "Ann");
    project.replaceFlags("lbph", std::array{flagOf(a, 0.9)});
    const auto start = dump(project);
    project.decide(std::array{a}, Action::Move, "Bob");
    const auto moved = dump(project);
    QCOMPARE(project.flags().front().decision, std::string("move"));
    QCOMPARE(project.undo().front().verb, std::string("move"));
    QCOMPARE(dump(project), start);
    QVERIFY(!project.canUndo());
    QVERIFY(project.canRedo());
    QVERIFY(project.undo(5).empty());
    {
        auto again = Project::open(project.folder()); // another process, later
        QCOMPARE(again.redo(5).size(), std::size_t{1});
        QCOMPARE(dump(again), moved);
        again.undo();
    }
    project.decide(std::array{a}, Action::Reject); // gives the redo up
    QVERIFY(!project.canRedo());
    QVERIFY(project.redo().empty());
    QCOMPARE(project.nextUndo()->verb, std::string("reject"));
    project.undo();
    QCOMPARE(project.nextRedo()->verb, std::string("reject")); // and not the move that was passed over
    project.redo();
    const auto entries = project.journal();
    QCOMPARE(entries.size(), std::size_t{2}); // history keeps what was passed over
    QVERIFY(entries[1].undone);
    // An import may give faces to a person that an undo would take away.
    project.decide(std::array{a}, Action::Move, "Carl");
    addFace(project, "Carl/9.jpg", "Carl");
    project.undo();
    QVERIFY(project.findIdentity("Carl") != 0);
    project.redo();
    QCOMPARE(project.facesOf(project.findIdentity("Carl")).size(), std::size_t{2});
}

void TestProject::givesNamesBackThatWereTakenMeanwhile()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto person = [&](FaceId id) { return project.identity(project.face(id)->identity)->name; };

    const auto a = addFace(project, "Ann/1.jpg", "Ann");
    project.decide(std::array{a}, Action::Rename, "Anna");
    const auto newAnn = addFace(project, "new/Ann/1.jpg", "Ann"); // as an import makes it
    for (int round = 0; round < 2; ++round) {
        QCOMPARE(project.undo().size(), std::size_t{1});
        QCOMPARE(person(a), std::string("Ann"));
        QCOMPARE(person(newAnn), std::string("Ann~2"));
        QCOMPARE(project.redo().size(), std::size_t{1});
        QCOMPARE(person(a), std::string("Anna"));
        QCOMPARE(person(newAnn), std::string("Ann"));
        // What the newcomer was to be called is taken as well, the second time.
        addFace(project, numbered("x", static_cast<std::uint64_t>(round)), "Ann~2");
    }
    QCOMPARE(project.undo().size(), std::size_t{1});
    QCOMPARE(person(newAnn), std::string("Ann~2"));
    QVERIFY(!project.canUndo());

    // A person who was merged away, and whose name an import gave to another.
    const auto b = addFace(project, "Bob/1.jpg", "Bob");
    project.decide(std::array{b}, Action::Merge, "Ann");
    const auto newBob = addFace(project, "new/Bob/1.jpg", "Bob");
    QCOMPARE(project.undo().size(), std::size_t{1});
    QCOMPARE(person(b), std::string("Bob"));
    QCOMPARE(person(newBob), std::string("Bob~2"));
    QCOMPARE(project.redo().size(), std::size_t{1});
    QCOMPARE(person(b), std::string("Ann"));
    QCOMPARE(person(newBob), std::string("Bob"));

    // A person whom only redo makes.
    project.decide(std::array{a}, Action::Move, "Carl");
    project.undo();
    const auto newCarl = addFace(project, "new/Carl/1.jpg", "Carl");
    for (int round = 0; round < 2; ++round) {
        QCOMPARE(project.redo().size(), std::size_t{1});
        QCOMPARE(person(a), std::string("Carl"));
        QCOMPARE(person(newCarl), std::string("Carl~2"));
        QCOMPARE(project.undo().size(), std::size_t{1});
        QCOMPARE(person(newCarl), std::string("Carl"));
    }
}

void TestProject::randomSequencesMatchTheModel()
{
    int decisions = 0;
    int crowded = 0; // imports of a name that an undo or redo then needed
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        const test::TempFolder folder;
        auto project = Project::create(folder / "p");
        std::vector<FaceId> faces;
        for (std::uint64_t i = 0; i < 12; ++i)
            faces.push_back(addFace(project, numbered("image ", i), numbered("P", i % 4)));
        faces.push_back(addFace(project, "loose.jpg", ""));
        std::vector<FlagRow> flags;
        for (const auto face : faces)
            flags.push_back(flagOf(face, 0.7, project.findIdentity("P1")));
        project.replaceFlags("lbph", flags);

        // The model: every state that was, as the rows that must be there, and where in it we are.
        std::vector<std::set<std::string>> states = {rowsOf(project)};
        std::size_t at = 0;
        Rng rng(seed);
        for (std::uint64_t step = 0; step < 120; ++step) {
            const auto kind = rng.below(11);
            if (kind < 3) {
                const int steps = static_cast<int>(rng.below(3)) + 1;
                const auto expected = std::min(static_cast<std::size_t>(steps), at);
                QCOMPARE(project.undo(steps).size(), expected);
                at -= expected;
            } else if (kind < 5) {
                const int steps = static_cast<int>(rng.below(3)) + 1;
                const auto expected = std::min(static_cast<std::size_t>(steps), states.size() - 1 - at);
                QCOMPARE(project.redo(steps).size(), expected);
                at += expected;
            } else if (kind == 5) {
                project = Project::open(folder / "p");
            } else if (kind == 6) {
                // An import is not undone: its picture is in every state from now on, whoever its person is there.
                const auto before = rowsOf(project);
                const auto name = numbered("P", rng.below(7)) + (rng.below(4) == 0 ? "~2" : "");
                faces.push_back(addFace(project, numbered("imported ", step), name));
                for (const auto& row : rowsOf(project)) {
                    if (before.contains(row))
                        continue;
                    if (row.find("FROM identities") != std::string::npos)
                        states[at].insert(row);
                    else
                        for (auto& state : states)
                            state.insert(row);
                }
            } else {
                std::vector<FaceId> some;
                for (const auto face : faces)
                    if (rng.below(5) == 0)
                        some.push_back(face);
                const auto action = static_cast<Action>(rng.below(8));
                const std::string other = numbered("P", rng.below(7));
                std::int64_t entry = 0;
                try {
                    entry = rng.below(8) == 0 ? project.setLandmarks(faces[rng.below(faces.size())],
                                                                     somePoints(static_cast<float>(step)))
                                              : project.decide(some, action, other);
                } catch (const Error& e) {
                    // Impossible here; must have changed nothing.
                    QVERIFY2(e.code() == ErrorCode::BadArgument || e.code() == ErrorCode::NotFound, e.what());
                }
                if (entry) {
                    ++decisions;
                    states.resize(++at);
                    states.push_back(rowsOf(project));
                    QVERIFY(states[at] != states[at - 1]);
                }
            }
            const auto now = rowsOf(project);
            for (const auto& row : states[at])
                QVERIFY2(now.contains(row), row.c_str());
            // What is there besides is a person whom an import needs and who was not there yet, or not any more.
            std::size_t more = 0;
            for (const auto& person : project.identities()) {
                const std::string row =
                    "SELECT * FROM identities ORDER BY id: " + std::to_string(person.id) + "|" + person.name + "|0|";
                if (states[at].contains(row))
                    continue;
                QVERIFY2(!project.facesOf(person.id, true).empty(), row.c_str());
                ++more;
                crowded += person.name.find('~') != std::string::npos ? 1 : 0;
            }
            QCOMPARE(now.size(), states[at].size() + more);
            states[at] = now; // and from now on belongs to this state
            QCOMPARE(project.canUndo(), at > 0);
            QCOMPARE(project.canRedo(), at + 1 < states.size());
        }
    }
    QVERIFY(decisions > 160);
    QVERIFY(crowded > 10);
}

void TestProject::landmarksAreUndoable()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto face = addFace(project, "Ann/1.jpg", "Ann", FaceStatus::NotFound);
    const auto points = somePoints(10.1f);
    QVERIFY(project.setLandmarks(face, points) > 0);
    QCOMPARE(project.setLandmarks(face, points), 0);
    auto row = *project.face(face);
    QVERIFY(row.manual == points);           // bit for bit
    QCOMPARE(row.status, FaceStatus::Found); // a person found it
    QVERIFY(row.box.area() > 0);
    project.undo();
    row = *project.face(face);
    QVERIFY(!row.manual);
    QCOMPARE(row.status, FaceStatus::NotFound);
    project.redo();
    QVERIFY(project.face(face)->landmarks() == points);
    QCOMPARE(codeOf([&] { project.setLandmarks(99, points); }), std::string("not_found"));
}

void TestProject::capturesAreUndoable()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const Bytes picture = {1, 2, 3};
    FaceRow row;
    row.status = FaceStatus::Found;
    row.box = {10, 20, 30, 40};
    row.automatic = somePoints(3);
    const auto face = project.addCapture(picture, 640, 480, row, "../Ann/x");
    const auto image = *project.image(project.face(face)->image);
    QCOMPARE(readFile(project.imageFile(image)), picture);
    QVERIFY(project.imageFile(image).lexically_normal().native().starts_with(project.imagesFolder().native() +
                                                                             "/captures/"));
    QVERIFY(project.face(face)->automatic == row.automatic);
    QCOMPARE(project.face(face)->label, LabelState::Confirmed);
    const auto with = dump(project);
    project.undo();
    QCOMPARE(project.counts().images, 0);
    QCOMPARE(project.counts().identities, 0);
    project.redo();
    QCOMPARE(dump(project), with);
    QVERIFY(project.addCapture(picture, 640, 480, row, "Ann") != face);
}

void TestProject::flagsSurviveANewRun()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto a = addFace(project, "Ann/1.jpg", "Ann");
    const auto b = addFace(project, "Ann/2.jpg", "Ann");
    project.replaceFlags("lbph", std::array{flagOf(a, 0.2), flagOf(b, 0.9, 1), flagOf(999, 1)});
    QCOMPARE(project.flags().size(), std::size_t{2}); // of faces that are there
    QCOMPARE(project.flags().front().face, b);        // worst first
    QCOMPARE(project.flags(true).size(), std::size_t{1});
    project.decide(std::array{b}, Action::Keep);
    project.replaceFlags("lbph", std::array{flagOf(a, 0.6), flagOf(b, 0.1)});
    const auto flags = project.flags();
    QCOMPARE(flags.size(), std::size_t{2});
    QCOMPARE(flags[0].decision, std::string("keep"));
    QCOMPARE(flags[0].score, 0.9);
    QCOMPARE(flags[1].score, 0.6);
    project.setFlagDecision(flags[1].id, "unsure");
    QCOMPARE(project.flags()[1].decision, std::string("unsure"));
    QCOMPARE(codeOf([&] { project.setFlagDecision(flags[1].id, "nonsense"); }), std::string("bad_argument"));
    QCOMPARE(codeOf([&] { project.setFlagDecision(12345, "keep"); }), std::string("not_found"));
}

void TestProject::detectionNeverTouchesLabels()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto a = addFace(project, "Ann/1.jpg", "Ann", FaceStatus::Pending);
    project.decide(std::array{a}, Action::Move, "Bob");
    auto row = *project.face(a);
    const auto bob = row.identity;
    row.identity = 0;
    row.label = LabelState::Rejected;
    row.status = FaceStatus::Found;
    row.box = {1, 2, 3, 4};
    row.sharpness = std::numeric_limits<float>::quiet_NaN();
    row.quality = 0.5f;
    row.automatic = somePoints(1);
    project.updateFaces(std::array{row});
    const auto now = *project.face(a);
    QCOMPARE(now.identity, bob);
    QCOMPARE(now.label, LabelState::Confirmed);
    QCOMPARE(now.quality, 0.5f);
    QCOMPARE(now.sharpness, 0.0f);
    QVERIFY(now.automatic == row.automatic);

    FaceRow other;
    other.image = row.image;
    other.status = FaceStatus::Found;
    const auto extra = project.addFaces(std::array{other, other});
    project.decide(std::array{extra[0]}, Action::Move, "Carl");
    project.undo();
    project.removeUnlabelledFaces(row.image); // takes the second; the first can still be redone
    QVERIFY(project.face(extra[0]) && !project.face(extra[1]));
    project.redo();
    QCOMPARE(project.face(extra[0])->identity, project.findIdentity("Carl"));
}

void TestProject::snapshotsAreContent()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    QCOMPARE(codeOf([&] { project.snapshot(); }), std::string("too_few_identities"));
    const auto a = addFace(project, "Ann/1.jpg", "Ann");
    addFace(project, "Bob/1.jpg", "Bob");
    addFace(project, "loose.jpg", "");
    const auto first = project.snapshot();
    QCOMPARE(first.hash.size(), std::size_t{64});
    QCOMPARE(first.images, 2);
    QCOMPARE(first.identities, 2);
    QCOMPARE(project.snapshot("v1").hash, first.hash);
    QCOMPARE(project.snapshots().size(), std::size_t{1});
    QCOMPARE(project.snapshots().front().name, std::string("v1"));
    project.decide(std::array{a}, Action::Move, "Bob");
    const auto second = project.snapshot();
    QVERIFY(second.hash != first.hash);
    QCOMPARE(codeOf([&] { project.snapshot("v1"); }), std::string("bad_argument"));
    project.undo();
    QCOMPARE(project.snapshot().hash, first.hash);
    project.decide(std::array{a}, Action::Rename, "Anna");
    QCOMPARE(project.snapshotFaces("v1").front().second, std::string("Ann")); // as it was

    // The same content in other rows of another project.
    auto twin = Project::create(folder / "q");
    addFace(twin, "Bob/1.jpg", "Bob");
    addFace(twin, "Ann/1.jpg", "Ann");
    QCOMPARE(twin.snapshot().hash, first.hash);
}

void TestProject::comparesVersions()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto a = addFace(project, "Ann/2.jpg", "Ann");
    const auto b = addFace(project, "Bob/1.jpg", "Bob");
    const auto first = project.snapshot("first");
    project.decide(std::array{a}, Action::Move, "Bob");
    project.decide(std::array{b}, Action::Reject);
    addFace(project, "Carl/10.jpg", "Carl");
    addFace(project, "Carl/9.jpg", "Carl");
    const auto diff = project.diff("first", "");
    QCOMPARE(diff.added, (std::vector<std::string>{"Carl/9.jpg", "Carl/10.jpg"}));
    QCOMPARE(diff.removed, std::vector<std::string>{"Bob/1.jpg"});
    QCOMPARE(diff.relabelled.size(), std::size_t{1});
    QVERIFY((diff.relabelled[0] == std::array<std::string, 3>{"Ann/2.jpg", "Ann", "Bob"}));
    const auto second = project.snapshot("second");
    QCOMPARE(project.diff(first.hash.substr(0, 10), second.hash).added, diff.added);
    QVERIFY(project.diff("second", "").added.empty());
    QCOMPARE(codeOf([&] { project.diff("third", ""); }), std::string("not_found"));
    QCOMPARE(codeOf([&] { project.diff(first.hash.substr(0, 2), ""); }), std::string("not_found"));
}

void TestProject::oneJobAtATime()
{
    const test::TempFolder folder;
    const auto project = Project::create(folder / "p");
    const auto other = Project::open(folder / "p");
    {
        const auto lock = project.lockForJob("import");
        {
            const auto part = project.lockForJob("a part of it");
        }
        QCOMPARE(codeOf([&] { other.lockForJob("curate"); }), std::string("project_busy"));
        try {
            other.lockForJob("curate");
        } catch (const Error& e) {
            QVERIFY(std::string(e.what()).find("import") != std::string::npos);
        }
    }
    const auto lock = other.lockForJob("curate");
}

void TestProject::noticesForeignChanges()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    auto other = Project::open(folder / "p");
    const auto before = project.dataVersion();
    QCOMPARE(project.dataVersion(), before);
    other.setSetting("a", "b");
    const auto after = project.dataVersion();
    QVERIFY(after != before);
    project.setSetting("a", "c");
    QCOMPARE(project.dataVersion(), after); // one's own writes are no news
}

void TestProject::readOnlyDisk()
{
    const test::TempFolder folder;
    std::filesystem::create_directory(folder / "disk");
    const Mount disk(folder / "disk", "tmpfs", 0, "size=8m");
    if (!disk.mounted())
        QSKIP("a read-only disk is a mounted tmpfs: run this test as root, where mounting is allowed");
    {
        auto project = Project::create(folder / "disk/p");
        addFace(project, "Ann/1.jpg", "Ann");
    }
    QVERIFY(disk.makeReadOnly());
    QCOMPARE(codeOf([&] { Project::open(folder / "disk/p"); }), std::string("read_only"));
    QCOMPARE(codeOf([&] { Project::create(folder / "disk/q"); }), std::string("read_only"));
    auto project = Project::open(folder / "disk/p", Project::Mode::ReadOnly);
    QCOMPARE(project.counts().faces, 1);
    QCOMPARE(codeOf([&] { project.decide(project.allFaces(), Action::Reject); }), std::string("read_only"));
    QCOMPARE(codeOf([&] { project.lockForJob("x"); }), std::string("read_only"));
}

void TestProject::fullDisk()
{
    const test::TempFolder folder;
    std::filesystem::create_directory(folder / "disk");
    const Mount disk(folder / "disk", "tmpfs", 0, "size=1m");
    if (!disk.mounted())
        QSKIP("a full disk is a mounted tmpfs of 1 MB: run this test as root, where mounting is allowed");
    auto project = Project::create(folder / "disk/p");
    const auto face = addFace(project, "Ann/1.jpg", "Ann");
    std::string filler(4096, 'x');
    QCOMPARE(codeOf([&] {
                 for (std::uint64_t i = 0;; ++i)
                     writeFileAtomically(folder / "disk" / numbered("filler", i), filler);
             }),
             std::string("disk_full"));
    // WAL frames need room that is not there: an error that names the cause, and nothing half done.
    std::string code = "nothing";
    for (std::uint64_t i = 0; i < 50 && code == "nothing"; ++i) {
        const auto state = dump(project);
        code = codeOf(
            [&] { project.decide(std::array{face}, Action::Move, numbered("Person ", i) + std::string(200, 'y')); });
        if (code != "nothing")
            QCOMPARE(dump(project), state);
    }
    QCOMPARE(code, std::string("disk_full"));
    for (std::uint64_t i = 0; std::filesystem::remove(folder / "disk" / numbered("filler", i)); ++i) {
    }
    project.decide(std::array{face}, Action::Reject);
    QCOMPARE(project.face(face)->label, LabelState::Rejected);
}

void TestProject::hundredThousandFaces()
{
    using Clock = std::chrono::steady_clock;
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    {
        db::Transaction transaction(project.impl().db);
        for (std::uint64_t i = 0; i < 100000; ++i)
            addFace(project, numbered("P", i / 10) + numbered("/", i) + ".jpg", numbered("P", i / 10));
        const auto points = landmarksValue(somePoints(1));
        project.impl().db.prepare("UPDATE faces SET automatic = ?1").bind(1, points).exec();
        transaction.commit();
    }
    const auto timed = [](const char* what, double limit, auto&& work) {
        const auto start = Clock::now();
        work();
        const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
        qInfo("%s: %.1f ms", what, ms);
        QVERIFY2(ms < limit, what);
    };
    std::vector<FaceId> all;
    timed("allFaces", 500, [&] { all = project.allFaces(); });
    QCOMPARE(all.size(), std::size_t{100000});
    timed("labelledFaces", 500, [&] { QCOMPARE(project.labelledFaces().size(), all.size()); });
    timed("identities (10 000)", 500, [&] { QCOMPARE(project.identities().size(), std::size_t{10000}); });
    timed("counts", 500, [&] { QCOMPARE(project.counts().faces, 100000); });
    timed("faces(all)", 3000, [&] { QCOMPARE(project.faces(all).size(), all.size()); });
    timed("a page of 200 faces", 50,
          [&] { QCOMPARE(project.faces(std::span(all).subspan(50000, 200)).size(), std::size_t{200}); });
    timed("one decision", 50, [&] { project.decide(std::array{all[777]}, Action::Move, "P9"); });
    timed("one undo", 50, [&] { project.undo(); });
    timed("10 000 faces decided at once", 5000, [&] { project.decide(std::span(all).first(10000), Action::Keep); });
    timed("its undo", 5000, [&] { project.undo(); });
    // A large change says how far it is; stopped it has changed nothing.
    jobs::RecordingContext stopped, whole, back;
    stopped.stopAfter(20);
    QVERIFY_THROWS_EXCEPTION(Error, project.decide(std::span(all).first(20000), Action::Reject, {}, {}, &stopped));
    QVERIFY(stopped.done > 0);
    QCOMPARE(project.counts().rejected, 0);
    project.decide(std::span(all).first(20000), Action::Reject, {}, {}, &whole);
    QCOMPARE(whole.total, std::uint64_t{20000});
    QCOMPARE(project.counts().rejected, 20000);
    QCOMPARE(project.undoSize(), std::int64_t{40000}); // the labels and what was said
    back.stopAfter(5);
    QVERIFY_THROWS_EXCEPTION(Error, project.undo(1, &back));
    QCOMPARE(project.counts().rejected, 20000);
    project.undo();
    QCOMPARE(project.counts().rejected, 0);
    QCOMPARE(project.redoSize(), std::int64_t{40000});
    timed("primaryFace by key", 20, [&] { QCOMPARE(project.primaryFace("P5000/50001.jpg"), all[50001]); });
    timed("primaryFace by suffix", 500, [&] { QCOMPARE(project.primaryFace("50001.jpg"), all[50001]); });
    timed("snapshot", 10000, [&] { QCOMPARE(project.snapshot().images, 100000); });
}

QTEST_APPLESS_MAIN(TestProject)
#include "tst_project.moc"
