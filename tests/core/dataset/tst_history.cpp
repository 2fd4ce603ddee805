// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/history.h"
#include "core/dataset/origins.h"
#include "core/dataset/preview.h"
#include "tests/core/dataset/sample_project.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <array>
#include <map>
#include <set>

using namespace likeness;
using namespace likeness::dataset;
using test::addFace;
using test::codeOf;
using test::dump;
using Field = HistoryChange::Field;

namespace {

// "move! Xu: identity Ann>Bob, …": verb, ! when undone, who, changes.
std::vector<std::string> shown(const std::vector<HistoryEntry>& history)
{
    std::vector<std::string> out;
    for (const auto& h : history) {
        std::string line = h.entry.verb + (h.entry.undone ? "! " : " ") + h.entry.who + ":";
        for (const auto& c : h.changes) {
            line += std::string(" ") + fieldName(c.field) + " " + c.before + ">" + c.after;
            if (c.field == Field::Gained || c.field == Field::Lost || c.faces > 1)
                line += "*" + std::to_string(c.faces);
        }
        out.push_back(line);
    }
    return out;
}
using Lines = std::vector<std::string>;

image::Landmarks points()
{
    image::Landmarks out;
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = {static_cast<float>(i), 1};
    return out;
}

class Scene
{
public:
    Scene() : project(Project::create(m_folder / "p"))
    {
        for (int i = 0; i < 4; ++i) {
            ann.push_back(addFace(project, "Ann/" + std::to_string(i) + ".jpg", "Ann"));
            bob.push_back(addFace(project, "Bob/" + std::to_string(i) + ".jpg", "Bob"));
        }
        setUserName("Xu");
    }
    ~Scene() { setUserName({}); }

private:
    test::TempFolder m_folder;

public:
    Project project;
    std::vector<FaceId> ann, bob;
};

} // namespace

class TestHistory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ofAFace();
    void ofAFaceThroughMergeSplitAndRename();
    void ofAPerson();
    void ofAPictureSOrigin();
    void pages();
    void opinionsWithoutALabelChange();
    void factsSayWhatTheSentenceSays();
    void entriesOfOlderProjects();
    void previewIsWhatHappens_data();
    void previewIsWhatHappens();
    void previewLeavesNothing();
    void previewOfTheImpossible();
};

void TestHistory::ofAFace()
{
    Scene s;
    auto& p = s.project;
    const auto face = s.ann[0];
    p.decide(std::array{face, s.ann[1]}, Action::Keep);
    p.setLandmarks(face, points());
    p.decide(std::array{face}, Action::ConfirmDifferent, "Bob");
    p.decide(std::array{face}, Action::ConfirmDifferent, "Bob/1.jpg");
    p.decide(std::array{s.ann[2]}, Action::Reject); // somebody else
    p.decide(std::array{face}, Action::Move, "Cleo");
    p.undo();
    const auto history = shown(faceHistory(p, face));
    QCOMPARE(history,
             (Lines{"move! Xu: identity Ann>Cleo opinion Ann>Cleo", "confirm_different Xu: different >Bob/1.jpg",
                    "confirm_different Xu: different >Bob", "landmarks Xu: landmarks automatic>edited",
                    "keep Xu: label unreviewed>confirmed opinion >Ann", "import : identity >Ann"}));
    // It is the same after a restart, and the other face of the pair knows of it.
    auto again = Project::open(p.folder(), Project::Mode::ReadOnly);
    QCOMPARE(shown(faceHistory(again, face)), history);
    QCOMPARE(shown(faceHistory(again, s.bob[1])).front(), std::string("confirm_different Xu: different >Ann/0.jpg"));
    QVERIFY(faceHistory(again, 424242).empty());
}

void TestHistory::ofAFaceThroughMergeSplitAndRename()
{
    Scene s;
    auto& p = s.project;
    p.renameIdentity(p.findIdentity("Bob"), "Robert");
    p.decide(std::array{s.ann[0]}, Action::Move, "Robert");
    p.decide(std::array{s.bob[0], s.bob[1]}, Action::Split, "Carl");
    p.mergeIdentities(p.findIdentity("Carl"), p.findIdentity("Ann"));
    p.renameIdentity(p.findIdentity("Ann"), "Anna");
    p.decide(std::array{s.bob[0]}, Action::Unsure);
    // Every name is the one of its day: Robert was Bob once, Ann is Anna now, Carl is gone.
    QCOMPARE(
        shown(faceHistory(p, s.bob[0])),
        (Lines{"unsure Xu: label confirmed>unsure opinion Anna>unsure", "merge Xu: identity Carl>Ann opinion Carl>Ann",
               "split Xu: identity Robert>Carl label unreviewed>confirmed opinion >Carl", "import : identity >Bob"}));
    QCOMPARE(
        shown(faceHistory(p, s.ann[0])),
        (Lines{"move Xu: identity Ann>Robert label unreviewed>confirmed opinion >Robert", "import : identity >Ann"}));
    p.undo(6);
    QCOMPARE(shown(faceHistory(p, s.bob[0]))[1], std::string("merge! Xu: identity Carl>Ann opinion Carl>Ann"));
    QCOMPARE(shown(faceHistory(p, s.bob[0]))[2],
             std::string("split! Xu: identity Robert>Carl label unreviewed>confirmed opinion >Carl"));
}

void TestHistory::ofAPerson()
{
    Scene s;
    auto& p = s.project;
    const auto ann = p.findIdentity("Ann");
    p.decide(std::array{s.ann[0], s.ann[1], s.bob[0]}, Action::Keep);
    p.decide(std::array{s.bob[0], s.bob[1]}, Action::Move, "Ann");
    p.decide(std::array{s.ann[0]}, Action::Split, "Carl");
    const auto carl = p.findIdentity("Carl");
    p.renameIdentity(ann, "Anna");
    p.mergeIdentities(carl, ann);
    p.decide(std::array{s.bob[2]}, Action::Reject); // not hers
    setUserName("Yao");
    p.decide(std::array{s.ann[1]}, Action::Reject);
    p.undo();
    QCOMPARE(
        shown(personHistory(p, ann)),
        (Lines{"reject! Yao: label >rejected", "merge Xu: gained Carl>*1", "rename Xu: name Ann>Anna",
               "split Xu: lost >Carl*1", "move Xu: gained Bob>*2 label >confirmed", "keep Xu: label >confirmed*2"}));
    // A person that is no more still has a history, and can be found by the name.
    QCOMPARE(findPersonEver(p, "Carl"), carl);
    QCOMPARE(findPersonEver(p, "Ann"), ann);
    QCOMPARE(findPersonEver(p, "Nobody"), IdentityId{0});
    QCOMPARE(shown(personHistory(p, carl)),
             (Lines{"merge Xu: removed Carl> lost >Anna*1", "split Xu: made >Carl gained Ann>*1"}));
}

void TestHistory::ofAPictureSOrigin()
{
    Scene s;
    auto& p = s.project;
    const auto image = p.face(s.ann[0])->image;
    setOrigins(p, std::array{image}, {"studio", {}, "signed 2026"});
    setOrigins(p, std::array{image}, {"", {}, ""});
    const auto history = faceHistory(p, s.ann[0]);
    QCOMPARE(shown(history)[1], std::string("origin Xu: origin >studio; signed 2026"));
    QCOMPARE(shown(history)[0], std::string("origin Xu: origin studio; signed 2026>"));
    QCOMPARE(faceHistory(p, s.ann[1]).size(), std::size_t{1}); // another picture
}

void TestHistory::pages()
{
    Scene s;
    auto& p = s.project;
    for (int i = 0; i < 25; ++i)
        p.decide(std::array{s.ann[0]}, i % 2 ? Action::Keep : Action::Reject);
    const auto whole = faceHistory(p, s.ann[0], 1000);
    QCOMPARE(whole.size(), std::size_t{26});
    std::vector<HistoryEntry> paged;
    for (;;) {
        const auto page = faceHistory(p, s.ann[0], 10, paged.empty() ? 0 : paged.back().entry.id);
        paged.insert(paged.end(), page.begin(), page.end());
        if (page.size() < 10 || page.back().entry.id == 0)
            break;
    }
    QCOMPARE(shown(paged), shown(whole));
    QCOMPARE(personHistory(p, p.findIdentity("Ann"), 10).size(), std::size_t{10});
}

void TestHistory::opinionsWithoutALabelChange()
{
    Scene s;
    auto& p = s.project;
    p.decide(std::array{s.ann[0]}, Action::Keep);
    setUserName("Yao");
    p.decide(std::array{s.ann[0]}, Action::Keep); // changes no label
    p.undo();
    QCOMPARE(shown(faceHistory(p, s.ann[0]))[0], std::string("keep! Yao: opinion >Ann"));
    p.redo();
    QCOMPARE(shown(faceHistory(p, s.ann[0]))[0], std::string("keep Yao: opinion >Ann"));
    QCOMPARE(shown(personHistory(p, p.findIdentity("Ann")))[0], std::string("keep Yao: opinion >Ann"));
}

void TestHistory::factsSayWhatTheSentenceSays()
{
    Scene s;
    auto& p = s.project;
    const auto facts = [&] { return p.journal(1).front().facts; };
    p.decide(std::array{s.ann[0], s.ann[1]}, Action::Move, "Bob");
    QCOMPARE(p.journal(1).front().what, std::string("Ann/0.jpg and 1 more: Ann → Bob"));
    QCOMPARE(facts(), dumpJson(Json{{"path", "Ann/0.jpg"}, {"faces", 2}, {"from", "Ann"}, {"to", "Bob"}}));
    p.decide(std::array{s.ann[2]}, Action::Keep);
    QCOMPARE(facts(), dumpJson(Json{{"path", "Ann/2.jpg"}, {"faces", 1}, {"person", "Ann"}}));
    p.renameIdentity(p.findIdentity("Ann"), "Anna");
    QCOMPARE(facts(), dumpJson(Json{{"from", "Ann"}, {"to", "Anna"}}));
    p.decide(std::array{s.bob[0]}, Action::ConfirmDifferent, "Anna");
    QCOMPARE(facts(), dumpJson(Json{{"path", "Bob/0.jpg"}, {"faces", 1}, {"other", "Anna"}}));
}

void TestHistory::entriesOfOlderProjects()
{
    Scene s;
    auto& p = s.project;
    p.decide(std::array{s.ann[0]}, Action::Move, "Bob");
    // As the first version of the schema wrote it: no opinions, no facts.
    p.impl().db.exec(
        "DELETE FROM journal_changes WHERE tbl = 'opinions'; DELETE FROM opinions; UPDATE journal SET facts = "
        "''");
    QCOMPARE(shown(faceHistory(p, s.ann[0])).front(),
             std::string("move Xu: identity Ann>Bob label unreviewed>confirmed"));
    p.undo();
    QCOMPARE(shown(faceHistory(p, s.ann[0])).front(),
             std::string("move! Xu: identity Ann>Bob label unreviewed>confirmed"));
}

void TestHistory::previewIsWhatHappens_data()
{
    QTest::addColumn<int>("action");
    QTest::addColumn<QString>("other");
    QTest::newRow("keep") << static_cast<int>(Action::Keep) << QString();
    QTest::newRow("move") << static_cast<int>(Action::Move) << QStringLiteral("Bob");
    QTest::newRow("move to somebody new") << static_cast<int>(Action::Move) << QStringLiteral("Dora");
    QTest::newRow("split") << static_cast<int>(Action::Split) << QStringLiteral("Carl");
    QTest::newRow("merge") << static_cast<int>(Action::Merge) << QStringLiteral("Bob");
    QTest::newRow("rename") << static_cast<int>(Action::Rename) << QStringLiteral("Anna");
    QTest::newRow("reject") << static_cast<int>(Action::Reject) << QString();
    QTest::newRow("unsure") << static_cast<int>(Action::Unsure) << QString();
}

void TestHistory::previewIsWhatHappens()
{
    QFETCH(int, action);
    QFETCH(QString, other);
    Scene s;
    auto& p = s.project;
    p.decide(std::array{s.ann[3]}, Action::Reject);
    const auto verb = static_cast<Action>(action);
    const std::vector<FaceId> faces{s.ann[0], s.ann[1]};
    std::map<IdentityId, IdentityRow> before;
    for (const auto& row : p.identities())
        before.emplace(row.id, row);
    std::map<FaceId, std::pair<IdentityId, LabelState>> labels;
    for (const auto& row : p.faces(p.allFaces()))
        labels[row.id] = {row.identity, row.label};
    const auto preview = previewDecision(p, faces, verb, other.toStdString());
    p.decide(faces, verb, other.toStdString());
    int changed = 0;
    for (const auto& row : p.faces(p.allFaces()))
        changed += labels[row.id] != std::pair(row.identity, row.label);
    QCOMPARE(preview.faces, changed);
    QCOMPARE(preview.entries, 1);
    std::set<std::string> touched;
    for (const auto& person : preview.people) {
        const auto was = before.find(person.id);
        QCOMPARE(person.nameBefore, was == before.end() ? std::string() : was->second.name);
        QCOMPARE(person.facesBefore, was == before.end() ? 0 : was->second.faces);
        const auto now = p.findIdentity(person.nameAfter);
        QCOMPARE(person.facesAfter, person.nameAfter.empty() ? 0 : p.identity(now)->faces);
        if (!person.nameAfter.empty())
            QCOMPARE(person.membersAfter, p.facesOf(now));
        touched.insert(person.nameAfter.empty() ? person.nameBefore : person.nameAfter);
    }
    // Whoever changed is in it.
    for (const auto& row : p.identities())
        if (!before.contains(row.id) || before[row.id].faces != row.faces || before[row.id].name != row.name)
            QVERIFY(touched.contains(row.name));
}

void TestHistory::previewLeavesNothing()
{
    Scene s;
    auto& p = s.project;
    const auto before = dump(p);
    const auto entries = p.journal().size();
    previewDecision(p, s.ann, Action::Split, "Carl");
    const auto whole = previewChange(p, [&](Project& project) {
        project.decide(std::array{s.ann[0]}, Action::Move, "Bob");
        project.mergeIdentities(project.findIdentity("Ann"), project.findIdentity("Bob"));
    });
    QCOMPARE(whole.entries, 2);
    QCOMPARE(whole.faces, 4);
    QCOMPARE(dump(p), before);
    QCOMPARE(p.journal().size(), entries);
    QVERIFY(!p.canUndo());
    p.decide(std::array{s.ann[0]}, Action::Keep); // and the project can still be written
    QCOMPARE(p.undo().size(), std::size_t{1});
}

void TestHistory::previewOfTheImpossible()
{
    Scene s;
    auto& p = s.project;
    const auto before = dump(p);
    QCOMPARE(codeOf([&] { previewDecision(p, s.ann, Action::Split, "Bob"); }), std::string("bad_argument"));
    QCOMPARE(codeOf([&] { previewDecision(p, s.ann, Action::Merge, "Nobody"); }), std::string("not_found"));
    QCOMPARE(dump(p), before);
    p.decide(s.ann, Action::Keep);
    QCOMPARE(previewDecision(p, s.ann, Action::Keep).entries, 0);
    auto readOnly = Project::open(p.folder(), Project::Mode::ReadOnly);
    QCOMPARE(codeOf([&] { previewDecision(readOnly, s.ann, Action::Reject); }), std::string("read_only"));
}

QTEST_APPLESS_MAIN(TestHistory)
#include "tst_history.moc"
