// SPDX-License-Identifier: GPL-3.0-or-later
// Many decisions as one entry, and what the review's queues are made of.
#include "core/dataset/bulk.h"
#include "core/dataset/history.h"
#include "core/dataset/opinions.h"
#include "core/dataset/review_queue.h"
#include "tests/support/small_project.h"

#include <QTest>

using namespace likeness;
using namespace likeness::dataset;

class TestReviewQueue : public QObject
{
    Q_OBJECT
    std::optional<test::TempFolder> m_folder;
    std::optional<Project> m_project;

    Project& project() { return *m_project; }
    IdentityId person(const char* name) { return project().findIdentity(name); }
    FaceId face(const char* name, std::size_t i) { return project().facesOf(person(name), true)[i]; }
    LabelState label(FaceId id) { return project().face(id)->label; }
    std::string nameOf(FaceId id) { return project().identity(project().face(id)->identity)->name; }

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_project.emplace(Project::open(test::makeSmallProject(m_folder->path())));
        setUserName("Ann");
    }
    void cleanup()
    {
        setUserName({});
        m_project.reset();
        m_folder.reset();
    }

    void manyDecisionsAreOneEntry()
    {
        const FaceId a = face("P1", 0), b = face("P2", 0), c = face("P3", 1), d = face("P3", 2);
        const FaceDecision decisions[] = {
            {a, Action::Move, "P0"}, {b, Action::Move, " New one "}, {c, Action::Reject, {}}, {d, Action::Keep, {}}};
        const auto before = project().journal(100).size();
        const auto entry = decideAll(project(), decisions, "above 90 %");
        QVERIFY(entry != 0);
        QCOMPARE(project().journal(100).size(), before + 1);
        const auto row = project().journal(1).front();
        QCOMPARE(row.verb, std::string("bulk"));
        QCOMPARE(row.why, std::string("above 90 %"));
        QCOMPARE(row.what, std::string("P1/0.png and 3 more: 1 kept, 2 moved, 1 rejected"));
        QCOMPARE(parseJson(row.facts, "facts")["move"].get<int>(), 2);
        QCOMPARE(nameOf(a), std::string("P0"));
        QCOMPARE(nameOf(b), std::string("New one"));
        QCOMPARE(label(c), LabelState::Rejected);
        QCOMPARE(label(d), LabelState::Confirmed);
        // As one decision does: opinions, the flags' answers, each face's own history.
        QCOMPARE(opinionsOf(project(), a).front().who, std::string("Ann"));
        QCOMPARE(project().flagsOf(a).front().decision, std::string("move"));
        const auto history = faceHistory(project(), b);
        QCOMPARE(history.front().entry.id, entry);
        QVERIFY(history.front().changes.size() >= 2);
        QCOMPARE(history.front().changes.front().after, std::string("New one"));
        QCOMPARE(project().changedBy({&entry, 1}).faces, (std::vector<FaceId>{a, b, c, d}));

        QCOMPARE(project().undo().size(), std::size_t(1));
        QCOMPARE(nameOf(a), std::string("P1"));
        QCOMPARE(person("New one"), IdentityId(0));
        QCOMPARE(label(c), LabelState::Unreviewed);
        QVERIFY(project().flagsOf(a).front().decision.empty());
        project().redo();
        QCOMPARE(nameOf(b), std::string("New one"));
    }

    void manyDecisionsAsOneByOne()
    {
        const FaceId a = face("P1", 0), b = face("P2", 0);
        decideAll(project(), std::vector<FaceDecision>{{a, Action::Move, "P0"}, {b, Action::Unsure, {}}});
        const auto other = Project::open(test::makeSmallProject(m_folder->path() / "other"));
        Project one = Project::open(m_folder->path() / "other" / "small.likeness");
        one.decide(std::vector{a}, Action::Move, "P0");
        one.decide(std::vector{b}, Action::Unsure);
        QCOMPARE(project().snapshot().hash, one.snapshot().hash);
        for (const FaceId id : {a, b}) {
            QCOMPARE(opinionsOf(project(), id).front().label, opinionsOf(one, id).front().label);
            QCOMPARE(opinionsOf(project(), id).front().identity, opinionsOf(one, id).front().identity);
        }
    }

    void theLastWordAboutAFaceCounts()
    {
        const FaceId a = face("P1", 0);
        decideAll(project(), std::vector<FaceDecision>{{a, Action::Reject, {}}, {a, Action::Keep, {}}});
        QCOMPARE(label(a), LabelState::Confirmed);
        QCOMPARE(decideAll(project(), {}), std::int64_t(0));
    }

    void allOrNothing()
    {
        const FaceId a = face("P1", 0);
        const auto entries = project().journal(100).size();
        const std::vector<FaceDecision> gone = {{a, Action::Reject, {}}, {99999, Action::Reject, {}}};
        QVERIFY_THROWS_EXCEPTION(Error, decideAll(project(), gone));
        const std::vector<FaceDecision> people = {{a, Action::Reject, {}}, {face("P2", 0), Action::Merge, "P0"}};
        QVERIFY_THROWS_EXCEPTION(Error, decideAll(project(), people));
        const std::vector<FaceDecision> nameless = {{a, Action::Move, "  "}};
        QVERIFY_THROWS_EXCEPTION(Error, decideAll(project(), nameless));
        jobs::RecordingContext stopped;
        stopped.requestStop();
        const std::vector<FaceDecision> one = {{a, Action::Reject, {}}};
        QVERIFY_THROWS_EXCEPTION(Error, decideAll(project(), one, {}, &stopped));
        QCOMPARE(label(a), LabelState::Unreviewed);
        QCOMPARE(project().journal(100).size(), entries);
    }

    void settledFlags()
    {
        const auto flags = project().flags(true); // P1 and P2, both suggest P0
        QVERIFY(!isSettled(project(), flags[0].id));
        QVERIFY(!isSettled(project(), 12345));
        project().mergeIdentities(person("P1"), person("P0")); // now the suggestion is the present person
        QVERIFY(isSettled(project(), flags[0].id));
        QVERIFY(!isSettled(project(), flags[1].id));
        QVERIFY(flagsOfKind(project(), std::vector{flags[0].face}, "lbph", "mislabelled").empty());
        QCOMPARE(suggestions(project(), "lbph", "mislabelled").size(), std::size_t(1));
        project().undo();
        QCOMPARE(suggestions(project(), "lbph", "mislabelled").size(), std::size_t(2));
        // Decided: not settled, it has its answer.
        project().decide(std::vector{flags[0].face}, Action::Move, "P0");
        QVERIFY(!isSettled(project(), flags[0].id));
        QCOMPARE(flagsOfKind(project(), std::vector{flags[0].face}, "", "mislabelled").front().decision,
                 std::string("move"));
        QCOMPARE(suggestions(project(), "lbph", "mislabelled").size(), std::size_t(1));
    }

    void oneQuestionEach()
    {
        const FaceId a = face("P3", 0), b = face("P3", 1), c = face("P3", 2), d = face("P0", 1);
        const auto row = [](FaceId id, const char* kind, double score, const std::string& evidence) {
            FlagRow flag;
            flag.face = id;
            flag.kind = kind;
            flag.score = score;
            flag.flagged = true;
            flag.evidence = evidence;
            return flag;
        };
        const std::string part = R"({"faces":[)" + std::to_string(a) + "," + std::to_string(b) + "]}";
        project().replaceFlags("lbph", std::vector{row(a, "split", 0.9, part), row(b, "split", 0.9, part),
                                                   row(d, "split", 0.8, R"({"faces":"none"})")});
        const auto parts = questions(project(), "lbph", "split", 100);
        QCOMPARE(parts.size(), std::size_t(2)); // a part is one; what cannot be read is its own
        QCOMPARE(parts[0].face, a);
        QCOMPARE(parts[1].face, d);
        QVERIFY(questions(project(), "embedding", "split", 100).empty());
        // By several methods: the worst.
        project().replaceFlags("image", std::vector{row(c, "leakage", 0.7, "{}"), row(d, "leakage", 0.6, "{}")});
        project().replaceFlags("set", std::vector{row(c, "leakage", 0.8, "{}")});
        const auto leaks = questions(project(), {}, "leakage", 100);
        QCOMPARE(leaks.size(), std::size_t(2));
        QCOMPARE(leaks[0].score, 0.8F);
        // What is settled is not asked; what is decided stays.
        project().decide(std::vector{d}, Action::Reject);
        QCOMPARE(questions(project(), {}, "leakage", 100).size(), std::size_t(2));
        QCOMPARE(questions(project(), {}, "leakage", 100)[1].decision, std::string("reject"));
        QCOMPARE(questions(project(), {}, "leakage", 1).size(), std::size_t(1));
        const FaceId gone = face("P0", 2);
        project().decide(std::vector{gone}, Action::Reject);
        project().replaceFlags("embedding", std::vector{row(gone, "leakage", 0.9, "{}")});
        QCOMPARE(questions(project(), {}, "leakage", 100).size(), std::size_t(2));
    }

    void aCopyIsSettledWithTheOther()
    {
        FlagRow copy;
        copy.face = face("P3", 0);
        copy.rivalFace = face("P3", 1);
        copy.kind = "near_duplicate";
        copy.score = 0.9;
        copy.flagged = true;
        copy.evidence = "{}";
        project().replaceFlags("image", std::vector{copy});
        QCOMPARE(suggestions(project(), "image", "near_duplicate").front().rivalFace, copy.rivalFace);
        project().decide(std::vector{copy.rivalFace}, Action::Reject);
        QVERIFY(suggestions(project(), "image", "near_duplicate").empty());
    }

    void theWorstFlagOfEachFace()
    {
        const auto flags = project().flags(true);
        FlagRow other = flags[1];
        other.kind = "outlier";
        other.score = 0.99;
        other.decision.clear();
        project().replaceFlags("embedding", std::vector{other});
        const FaceId plain = face("P3", 0);
        project().decide(std::vector{plain}, Action::Reject);
        const std::vector<FaceId> ask = {plain, flags[1].face, 777, flags[0].face};
        const auto worst = worstFlags(project(), ask, "lbph");
        QCOMPARE(worst.size(), std::size_t(3));
        QCOMPARE(worst[0].face, plain);
        QCOMPARE(worst[0].id, std::int64_t(0));
        QCOMPARE(worst[0].decision, std::string("reject"));
        QCOMPARE(worst[1].id, flags[1].id); // of the method that was asked for
        QCOMPARE(worstFlags(project(), ask, "embedding")[1].score, 0.99F);
        QCOMPARE(worst[2].id, flags[0].id);
    }

    void secondLooksAreWhatOthersDecided()
    {
        const auto flags = project().flags(true);
        const FaceId plain = face("P3", 0);
        project().decide(std::vector{plain}, Action::Keep);
        project().decide(std::vector{flags[0].face}, Action::Reject);
        QVERIFY(secondLooks(project(), "Ann", 10).empty());
        const auto queue = secondLooks(project(), "Bob", 10);
        QCOMPARE(queue.size(), std::size_t(2));
        QCOMPARE(queue[0].face, flags[0].face); // the suspicious one first
        QCOMPARE(queue[1].face, plain);
        QCOMPARE(secondLooks(project(), "Bob", 1).size(), std::size_t(1));
        setUserName("Bob");
        project().decide(std::vector{flags[0].face}, Action::Keep); // objects
        QCOMPARE(secondLooks(project(), "Bob", 10).size(), std::size_t(1));
        const auto said = secondLooksOf(project(), "Bob", std::vector{flags[0].face, plain, flags[1].face});
        QCOMPARE(said.size(), std::size_t(2));
        QCOMPARE(said[0].decision, std::string("keep"));
        QCOMPARE(said[1].decision, std::string());
    }

    void scoresAreCounted()
    {
        auto counts = scoreCounts(project(), "lbph", "mislabelled", 10); // 0.9 and 0.8
        QCOMPARE(counts.size(), std::size_t(2));
        QCOMPARE(counts[0].bin, 8);
        QCOMPARE(counts[1].bin, 9);
        QCOMPARE(counts[1].flags, 1);
        QVERIFY(std::abs(counts[1].score - 0.9) < 1e-9);
        project().decide(std::vector{project().flags(true)[0].face}, Action::Keep);
        counts = scoreCounts(project(), "lbph", "mislabelled", 1); // one bin: one row for each answer
        QCOMPARE(counts.size(), std::size_t(2));
        QCOMPARE(counts[0].decision, std::string());
        QCOMPARE(counts[1].decision, std::string("keep"));
    }
};

QTEST_APPLESS_MAIN(TestReviewQueue)
#include "tst_review_queue.moc"
