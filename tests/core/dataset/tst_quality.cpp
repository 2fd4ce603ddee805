// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/binomial.h"
#include "core/dataset/agreement.h"
#include "core/dataset/checks.h"
#include "core/dataset/history.h"
#include "core/dataset/spot_check.h"
#include "tests/core/dataset/sample_project.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QElapsedTimer>
#include <QTest>
#include <array>
#include <cmath>
#include <set>

using namespace likeness;
using namespace likeness::dataset;
using test::addFace;
using test::codeOf;
using test::dump;

namespace {

bool near(double a, double b, double within = 1e-9)
{
    return std::abs(a - b) <= within * std::max(1.0, std::abs(b));
}

// Ten faces each of Ann and Bob; decisions are Xu's unless told otherwise.
class Scene
{
public:
    Scene() : project(Project::create(m_folder / "p"))
    {
        for (int i = 0; i < 10; ++i) {
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

std::vector<std::string> said(const Project& project, FaceId face)
{
    std::vector<std::string> out;
    for (const auto& o : opinionsOf(project, face))
        out.push_back(o.who + ":" + std::to_string(static_cast<int>(o.label)) + ":" +
                      (o.identity ? project.identity(o.identity)->name : "-"));
    std::sort(out.begin(), out.end());
    return out;
}
using Strings = std::vector<std::string>;

} // namespace

class TestQuality : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyDecisionIsAnOpinion();
    void undoTakesOpinionsAlong();
    void mergesKeepOpinions();
    void kappaIsTheTextbooks();
    void kappaOfExtremes();
    void agreementOverFacesBothJudged();
    void secondPersonApproves();
    void approvalsNeedTheSameWord();
    void betaQuantilesAreScipys();
    void intervalsAreExact();
    void plansSamples();
    void verdictsFall();
    void drawsAndResumes();
    void olderVerdictsStay();
    void samplesAreRandom();
    void checksHoldAsLongAsTheLabel();
    void bulkDecisionsStayFast();
};

void TestQuality::everyDecisionIsAnOpinion()
{
    Scene s;
    auto& p = s.project;
    p.decide(std::array{s.ann[0]}, Action::Keep);
    p.decide(std::array{s.ann[1]}, Action::Move, "Bob");
    p.decide(std::array{s.ann[2]}, Action::Reject);
    p.decide(std::array{s.ann[3]}, Action::Unsure);
    p.decide(std::array{s.ann[4], s.ann[5]}, Action::Split, "Cleo");
    p.decide(std::array{s.ann[6]}, Action::ConfirmDifferent, "Bob");
    QCOMPARE(said(p, s.ann[0]), Strings{"Xu:1:Ann"});
    QCOMPARE(said(p, s.ann[1]), Strings{"Xu:1:Bob"});
    QCOMPARE(said(p, s.ann[2]), Strings{"Xu:3:Ann"});
    QCOMPARE(said(p, s.ann[3]), Strings{"Xu:2:Ann"});
    QCOMPARE(said(p, s.ann[4]), Strings{"Xu:1:Cleo"});
    QCOMPARE(said(p, s.ann[5]), Strings{"Xu:1:Cleo"});
    QVERIFY(said(p, s.ann[6]).empty()); // says who it is not
    // A second person adds theirs, and the first changes their mind: one row each.
    setUserName("Yao");
    QVERIFY(p.decide(std::array{s.ann[0]}, Action::Keep) != 0); // no label changes, an opinion does
    QCOMPARE(p.decide(std::array{s.ann[0]}, Action::Keep), std::int64_t{0});
    setUserName("Xu");
    p.decide(std::array{s.ann[0]}, Action::Reject);
    QCOMPARE(said(p, s.ann[0]), (Strings{"Xu:3:Ann", "Yao:1:Ann"}));
    QCOMPARE(annotators(p), (Strings{"Xu", "Yao"}));
}

void TestQuality::undoTakesOpinionsAlong()
{
    Scene s;
    auto& p = s.project;
    std::vector<std::string> states{dump(p)};
    const auto step = [&](auto&& work) {
        work();
        states.push_back(dump(p));
    };
    step([&] { p.decide(s.ann, Action::Keep); });
    step([&] { p.decide(std::array{s.ann[0]}, Action::Move, "Dora"); });
    setUserName("Yao");
    step([&] { p.decide(std::array{s.ann[0]}, Action::Keep); });
    step([&] { p.decide(std::array{s.ann[0], s.bob[0]}, Action::Reject); });
    step([&] { p.mergeIdentities(p.findIdentity("Ann"), p.findIdentity("Bob")); });
    for (std::size_t i = states.size() - 1; i-- > 0;) {
        QCOMPARE(p.undo().size(), std::size_t{1});
        QCOMPARE(dump(p), states[i]);
    }
    for (std::size_t i = 1; i < states.size(); ++i) {
        QCOMPARE(p.redo().size(), std::size_t{1});
        QCOMPARE(dump(p), states[i]);
    }
}

void TestQuality::mergesKeepOpinions()
{
    Scene s;
    auto& p = s.project;
    p.decide(s.ann, Action::Keep);
    setUserName("Yao");
    p.decide(std::array{s.ann[0]}, Action::Merge, "Bob");
    QCOMPARE(said(p, s.ann[0]), Strings{"Xu:1:Bob"}); // Xu's word, under the new name; Yao judged people, no face
    p.undo();
    QCOMPARE(said(p, s.ann[0]), Strings{"Xu:1:Ann"});
}

void TestQuality::kappaIsTheTextbooks()
{
    // By hand: po = 35/50, pa = 25/50 · 30/50 + 25/50 · 20/50 = 0.5, kappa = 0.2/0.5. The standard error and the second
    // set are statsmodels' cohens_kappa (which is scikit-learn's value as well).
    std::vector<std::int64_t> a, b;
    const auto add = [&](int n, std::int64_t x, std::int64_t y) {
        a.insert(a.end(), static_cast<std::size_t>(n), x);
        b.insert(b.end(), static_cast<std::size_t>(n), y);
    };
    add(20, 1, 1);
    add(5, 1, 2);
    add(10, 2, 1);
    add(15, 2, 2);
    const auto k = cohenKappa(a, b);
    QCOMPARE(k.faces, 50);
    QVERIFY(near(k.agreement, 0.7));
    QVERIFY(near(*k.kappa, 0.4));
    QVERIFY(near(*k.low, 0.151092290476661));
    QVERIFY(near(*k.high, 0.6489077095233389));
    const std::vector<std::int64_t> c{1, 1, 1, 2, 2, 2, 3, 3, 3, 3, -3, -3, -2, 2};
    const std::vector<std::int64_t> d{1, 1, 2, 2, 2, 2, 3, 3, 3, -3, -3, -3, 3, -2};
    const auto m = cohenKappa(c, d);
    QVERIFY(near(*m.kappa, 0.6291390728476821));
    QVERIFY(near(*m.low, 0.33167486727717826));
    QVERIFY(near(*m.high, 0.9266032784181859));
    QCOMPARE(std::string(agreementWord(*m.kappa)), std::string("substantial"));
}

void TestQuality::kappaOfExtremes()
{
    using Said = std::vector<std::int64_t>;
    QVERIFY(!cohenKappa(Said{}, Said{}).kappa);
    const auto same = cohenKappa(Said{1, 1, 1}, Said{1, 1, 1}); // chance alone agrees always
    QVERIFY(!same.kappa && !same.low);
    QCOMPARE(same.agreement, 1.0);
    const auto perfect = cohenKappa(Said{1, 2, 3}, Said{1, 2, 3});
    QCOMPARE(*perfect.kappa, 1.0);
    QCOMPARE(*perfect.low, 1.0);
    const auto opposite = cohenKappa(Said{1, 2}, Said{2, 1});
    QCOMPARE(*opposite.kappa, -1.0);
    QCOMPARE(codeOf([] { cohenKappa(Said{1}, Said{}); }), std::string("bad_argument"));
    for (const auto& [value, word] : {std::pair{-0.01, "poor"},
                                      {0.0, "slight"},
                                      {0.2, "slight"},
                                      {0.21, "fair"},
                                      {0.6, "moderate"},
                                      {0.81, "almost perfect"}})
        QCOMPARE(std::string(agreementWord(value)), std::string(word));
}

void TestQuality::agreementOverFacesBothJudged()
{
    Scene s;
    auto& p = s.project;
    p.decide(s.ann, Action::Keep);
    p.decide(s.bob, Action::Keep);
    setUserName("Yao");
    p.decide(std::span(s.ann).first(6), Action::Keep);
    p.decide(std::span(s.bob).first(6), Action::Keep);
    p.decide(std::array{s.ann[0]}, Action::Move, "Bob");
    p.decide(std::array{s.bob[0]}, Action::Reject);
    const auto pairs = agreement(p);
    QCOMPARE(pairs.size(), std::size_t{1});
    QCOMPARE(pairs[0].a + pairs[0].b, std::string("XuYao"));
    QCOMPARE(pairs[0].kappa.faces, 12);
    QVERIFY(near(pairs[0].kappa.agreement, 10.0 / 12));
    // Xu: Ann 6, Bob 6. Yao: Ann 5, Bob 6, rejected 1. pe = (30 + 36) / 144.
    QVERIFY(near(*pairs[0].kappa.kappa, (10.0 / 12 - 66.0 / 144) / (1 - 66.0 / 144)));
    const auto differ = disagreements(p);
    QCOMPARE(differ.size(), std::size_t{2});
    QCOMPARE(differ[0].face, s.ann[0]);
    QCOMPARE(differ[0].path, std::string("Ann/0.jpg"));
    QCOMPARE(differ[0].saidA, (Outcome{LabelState::Confirmed, "Ann"}));
    QCOMPARE(differ[0].saidB, (Outcome{LabelState::Confirmed, "Bob"}));
    QCOMPARE(differ[1].saidB, (Outcome{LabelState::Rejected, ""}));
    QCOMPARE(disagreements(p, 1000, s.ann[0]).size(), std::size_t{1}); // the next page
    QCOMPARE(disagreements(p, 1000, 0, "Yao", "Xu").size(), std::size_t{2});
    QVERIFY(disagreements(p, 1000, 0, "Yao", "Zoe").empty());
}

void TestQuality::secondPersonApproves()
{
    Scene s;
    auto& p = s.project;
    p.decide(std::array{s.ann[0], s.ann[1]}, Action::Keep);
    QCOMPARE(approvalsRequired(p), 1);
    QCOMPARE(awaitingApproval(p), 0);
    requireApprovals(p, 2);
    QCOMPARE(awaitingApproval(p), 2);
    QVERIFY(facesAwaitingApproval(p, "Xu").empty()); // not one's own
    QCOMPARE(facesAwaitingApproval(p, "Yao").size(), std::size_t{2});
    QCOMPARE(approve(p, std::array{s.ann[0]}), std::int64_t{0}); // Xu has said so already
    setUserName("Yao");
    QVERIFY(approve(p, std::array{s.ann[0]}) != 0);
    QCOMPARE(facesAwaitingApproval(p), std::vector<FaceId>{s.ann[1]});
    p.undo();
    QCOMPARE(awaitingApproval(p), 2);
    QCOMPARE(codeOf([&] { approve(p, std::array{s.bob[3]}); }), std::string("bad_argument"));
    QCOMPARE(codeOf([&] { requireApprovals(p, 3); }), std::string("bad_argument"));
}

void TestQuality::approvalsNeedTheSameWord()
{
    Scene s;
    auto& p = s.project;
    requireApprovals(p, 2);
    p.decide(std::array{s.ann[0]}, Action::Keep);
    setUserName("Yao");
    p.decide(std::array{s.ann[0]}, Action::Move, "Bob"); // no: now it is Yao's word alone
    QCOMPARE(facesAwaitingApproval(p, "Xu"), std::vector<FaceId>{s.ann[0]});
    setUserName("Xu");
    approve(p, std::array{s.ann[0]});
    QCOMPARE(awaitingApproval(p), 0);
    QCOMPARE(said(p, s.ann[0]), (Strings{"Xu:1:Bob", "Yao:1:Bob"}));
    // A rejection is approved by rejecting, whatever name was looked at.
    p.decide(std::array{s.bob[1]}, Action::Reject);
    setUserName("Yao");
    approve(p, std::array{s.bob[1]});
    QCOMPARE(awaitingApproval(p), 0);
    QCOMPARE(p.face(s.bob[1])->label, LabelState::Rejected);
}

void TestQuality::betaQuantilesAreScipys()
{
    // scipy.stats.beta.ppf
    for (const auto& [p, a, b, value] : {std::array{0.025, 1.0, 20.0, 0.0012650894979498038},
                                         {0.5, 2.0, 3.0, 0.3857275681323895},
                                         {0.975, 2.0, 19.0, 0.24873276277202777},
                                         {0.975, 18.0, 983.0, 0.027079496864851366},
                                         {1e-6, 0.5, 0.5, 2.46740110027031e-12},
                                         {0.3, 1000.0, 2000.0, 0.3287930277405216},
                                         {0.999, 5.0, 1.0, 0.9997999199519664}})
        QVERIFY2(near(betaQuantile(p, a, b) / value, 1), std::to_string(value).c_str());
    QCOMPARE(betaQuantile(0, 2, 3), 0.0);
    QCOMPARE(betaQuantile(1, 2, 3), 1.0);
    QCOMPARE(codeOf([] { betaQuantile(0.5, 0, 1); }), std::string("bad_argument"));
    QCOMPARE(codeOf([] { betaQuantile(std::nan(""), 1, 1); }), std::string("bad_argument"));
}

void TestQuality::intervalsAreExact()
{
    // By scipy.stats.beta.ppf(0.025, x, n − x + 1) and (0.975, x + 1, n − x).
    const std::tuple<int, int, double, double> rows[] = {{0, 20, 0, 0.1684334709830853},
                                                         {1, 20, 0.0012650894979498038, 0.24873276277202777},
                                                         {3, 100, 0.006229971538306395, 0.08517605297428002},
                                                         {5, 10, 0.18708602844739855, 0.8129139715526015},
                                                         {20, 20, 0.8315665290169146, 1},
                                                         {1, 1, 0.025, 1},
                                                         {123, 4567, 0.02243227810435784, 0.03205011206904828}};
    for (const auto& [errors, looked, low, high] : rows) {
        const auto interval = clopperPearson(errors, looked);
        QVERIFY(near(interval.low, low) && near(interval.high, high));
    }
    QCOMPARE(clopperPearson(0, 0).high, 1.0);
    QCOMPARE(codeOf([] { clopperPearson(3, 2); }), std::string("bad_argument"));
}

void TestQuality::plansSamples()
{
    QCOMPARE(sampleSizeFor(0.02), 183);
    QCOMPARE(sampleSizeFor(0.05), 72);
    QCOMPARE(sampleSizeFor(0.02, 0.95, 1), 277);
    QCOMPARE(sampleSizeFor(0.02, 0.95, 3), 436);
    QCOMPARE(sampleSizeFor(0.01, 0.99), 528);
    QCOMPARE(sampleSizeFor(0.1, 0.9, 2), 61);
    QCOMPARE(codeOf([] { sampleSizeFor(0); }), std::string("bad_argument"));
}

void TestQuality::verdictsFall()
{
    QCOMPARE(acceptance(0, 183, 100000, 0.02).verdict, Verdict::Accepted);
    const auto open = acceptance(0, 100, 100000, 0.02);
    QCOMPARE(open.verdict, Verdict::MoreNeeded);
    QCOMPARE(*open.more, 83);
    QCOMPARE(acceptance(20, 100, 100000, 0.02).verdict, Verdict::Rejected);
    const auto bad = acceptance(4, 100, 100000, 0.02);
    QCOMPARE(bad.verdict, Verdict::MoreNeeded);
    QVERIFY(*bad.more > 0);
    QCOMPARE(acceptance((100 + *bad.more) * 4 / 100 + 1, 100 + *bad.more, 100000, 0.02).verdict, Verdict::Rejected);
    QVERIFY(!acceptance(2, 100, 100000, 0.02).more);   // exactly at the target: no number of looks decides
    QCOMPARE(*acceptance(0, 100, 150, 0.02).more, 50); // never more than there are
    const auto all = acceptance(2, 150, 150, 0.02);
    QVERIFY(all.whole);
    QCOMPARE(all.verdict, Verdict::Accepted);
    QCOMPARE(all.interval.high, 2.0 / 150);
    QCOMPARE(acceptance(0, 0, 10, 0.02).verdict, Verdict::MoreNeeded);
    QCOMPARE(codeOf([] { acceptance(0, 1, 10, 0); }), std::string("bad_argument"));
}

void TestQuality::drawsAndResumes()
{
    Scene s;
    auto& p = s.project;
    QCOMPARE(latestSpotSample(p).id, std::int64_t{0});
    const auto sample = drawSpotSample(p, 8, 0.1, 7);
    QCOMPARE(sample.size, 8);
    QCOMPARE(sample.population, 20);
    QCOMPARE(sample.who, std::string("Xu"));
    const auto items = spotItems(p, sample.id);
    answerSpot(p, sample.id, 0, SpotVerdict::Right);
    answerSpot(p, sample.id, 1, SpotVerdict::Wrong);
    answerSpot(p, sample.id, 2, SpotVerdict::CannotSay);
    auto again = Project::open(p.folder()); // another day, another person
    setUserName("Yao");
    const auto known = latestSpotSample(again);
    QCOMPARE(known.id, sample.id);
    QCOMPARE(known.looked(), 3);
    QCOMPARE(spotItems(again, known.id)[3].verdict.has_value(), false);
    answerSpot(again, known.id, 1, SpotVerdict::Right); // corrected
    const auto now = latestSpotSample(p);
    QCOMPARE(now.right, 2);
    QCOMPARE(now.wrong, 0);
    QCOMPARE(now.unclear, 1);
    QCOMPARE(acceptanceOf(now).looked, 2);
    QCOMPARE(checksOf(p, items[1].face).spot.state, CheckState::Passed);
    QCOMPARE(checksOf(p, items[1].face).spot.result.method, std::string("Yao"));
    QCOMPARE(checksOf(p, items[2].face).spot.state, CheckState::NotChecked);
    answerSpot(p, sample.id, 1, SpotVerdict::CannotSay); // taken back
    QCOMPARE(checksOf(p, items[1].face).spot.state, CheckState::NotChecked);
    // Each answer is an entry that can be taken back; saying the same again is none.
    QCOMPARE(answerSpot(p, sample.id, 1, SpotVerdict::CannotSay), std::int64_t{0});
    QCOMPARE(p.undo().front().verb, std::string("spot_check"));
    QCOMPARE(checksOf(p, items[1].face).spot.state, CheckState::Passed);
    QCOMPARE(checkCounts(p, CheckKind::Spot).passed, 2);
    p.undo(2); // the correction, and what is said about the third face
    QCOMPARE(checksOf(p, items[1].face).spot.state, CheckState::Failed);
    QCOMPARE(failedChecks(p, CheckKind::Spot).size(), std::size_t{1});
    QCOMPARE(latestSpotSample(p).looked(), 2);
    p.redo(3);
    QCOMPARE(latestSpotSample(p).unclear, 2);
    const auto history = faceHistory(p, items[1].face);
    QCOMPARE(history.front().changes,
             (std::vector<HistoryChange>{{HistoryChange::Field::Checked, "right", "cannot_say"}}));
    QCOMPARE(history[2].changes, (std::vector<HistoryChange>{{HistoryChange::Field::Checked, "", "wrong"}}));
    QCOMPARE(personHistory(p, items[1].identity).front().entry.verb, std::string("spot_check"));
    const auto entry = p.journal(1).front().id;
    QCOMPARE(p.changedBy({&entry, 1}).faces, std::vector<FaceId>{items[1].face});
    // A newer sample's word counts, until it is taken back.
    const auto newer = drawSpotSample(p, 20, 0.1, 9);
    for (const auto& item : spotItems(p, newer.id))
        if (item.face == items[0].face)
            answerSpot(p, newer.id, item.number, SpotVerdict::Wrong);
    QCOMPARE(checksOf(p, items[0].face).spot.state, CheckState::Failed);
    p.undo();
    QCOMPARE(checksOf(p, items[0].face).spot.state, CheckState::Passed);
    QCOMPARE(codeOf([&] { answerSpot(p, sample.id, 99, SpotVerdict::Right); }), std::string("not_found"));
    QCOMPARE(codeOf([&] { drawSpotSample(p, 0, 0.1, 1); }), std::string("bad_argument"));
    QCOMPARE(codeOf([&] { drawSpotSample(p, 5, 1, 1); }), std::string("bad_argument"));
    QCOMPARE(drawSpotSample(p, 1000, 0.1, 1).size, 20);
    test::TempFolder empty;
    auto nothing = Project::create(empty / "p");
    QCOMPARE(codeOf([&] { drawSpotSample(nothing, 5, 0.1, 1); }), std::string("too_few_identities"));
}

// Verdicts that were kept before they were in the journal.
void TestQuality::olderVerdictsStay()
{
    Scene s;
    const auto folder = s.project.folder();
    const auto sample = drawSpotSample(s.project, 3, 0.1, 7);
    const auto items = spotItems(s.project, sample.id);
    answerSpot(s.project, sample.id, 0, SpotVerdict::Right);
    answerSpot(s.project, sample.id, 1, SpotVerdict::Wrong);
    {
        db::Connection old(folder / "project.db", db::Connection::Mode::ReadWrite);
        old.exec("DROP VIEW spot_checks; ALTER TABLE journal_people DROP COLUMN imported; DELETE FROM journal_changes "
                 "WHERE tbl = 'spot_items'; DELETE FROM journal "
                 "WHERE verb = 'spot_check'; CREATE TABLE old_items(sample INTEGER NOT NULL, number INTEGER NOT NULL, "
                 "face INTEGER NOT NULL, identity INTEGER NOT NULL, verdict INTEGER, who TEXT NOT NULL DEFAULT '', "
                 "time INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(sample, number)) STRICT, WITHOUT ROWID; INSERT INTO "
                 "old_items SELECT sample, number, face, identity, verdict, who, time FROM spot_items; DROP TABLE "
                 "spot_items; ALTER TABLE old_items RENAME TO spot_items; CREATE INDEX spot_items_face ON "
                 "spot_items(face); INSERT INTO checks SELECT face, 2, identity, verdict, verdict, who, time, 0 FROM "
                 "spot_items WHERE verdict < 2; DROP TABLE curated_flags; DROP TABLE model_gates; PRAGMA "
                 "user_version = 4");
    }
    auto p = Project::open(folder);
    QCOMPARE(latestSpotSample(p).looked(), 2);
    QCOMPARE(checksOf(p, items[0].face).spot.state, CheckState::Passed);
    QCOMPARE(checksOf(p, items[1].face).spot.state, CheckState::Failed);
    QCOMPARE(checksOf(p, items[1].face).spot.result.method, std::string("Xu"));
    QCOMPARE(checkCounts(p, CheckKind::Spot).notChecked, 18);
    answerSpot(p, sample.id, 1, SpotVerdict::Right);
    QCOMPARE(checkCounts(p, CheckKind::Spot).passed, 2);
    p.undo();
    QCOMPARE(checkCounts(p, CheckKind::Spot).failed, 1);
}

void TestQuality::samplesAreRandom()
{
    Scene s;
    auto& p = s.project;
    const auto facesOf = [&](std::uint64_t seed) {
        std::vector<FaceId> out;
        for (const auto& item : spotItems(p, drawSpotSample(p, 5, 0.1, seed).id))
            out.push_back(item.face);
        return out;
    };
    QCOMPARE(facesOf(3), facesOf(3));
    QVERIFY(facesOf(3) != facesOf(4));
    std::map<FaceId, int> drawn;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const auto faces = facesOf(seed);
        QCOMPARE(std::set<FaceId>(faces.begin(), faces.end()).size(), std::size_t{5});
        for (const auto face : faces)
            ++drawn[face];
    }
    QCOMPARE(drawn.size(), std::size_t{20});
    for (const auto& [face, times] : drawn) // binomial(200, 1/4): mean 50, sd 6
        QVERIFY(times > 25 && times < 75);
}

void TestQuality::checksHoldAsLongAsTheLabel()
{
    Scene s;
    auto& p = s.project;
    const auto lone = addFace(p, "Zoe/1.jpg", "Zoe");
    const auto annId = p.findIdentity("Ann");
    std::vector<CheckResult> results;
    for (const auto face : s.ann)
        results.push_back({face, annId, face != s.ann[2], face != s.ann[2] ? 0.9 : 0.4, 0.85, "model", 0});
    results.push_back({999999, annId, true, 1, 0.85, "model", 0}); // gone meanwhile
    storeChecks(p, CheckKind::Automatic, results, true);
    QCOMPARE(checksOf(p, s.ann[0]).automatic.state, CheckState::Passed);
    QCOMPARE(checksOf(p, s.ann[0]).automatic.result.value, 0.9);
    QCOMPARE(checksOf(p, s.ann[2]).automatic.state, CheckState::Failed);
    QCOMPARE(checksOf(p, s.ann[2]).cross.state, CheckState::NotChecked);
    QCOMPARE(checksOf(p, lone).automatic.state, CheckState::NotPossible);
    QCOMPARE(checksOf(p, lone).spot.state, CheckState::NotChecked);
    auto counts = checkCounts(p, CheckKind::Automatic);
    QCOMPARE(counts.passed, 9);
    QCOMPARE(counts.failed, 1);
    QCOMPARE(counts.notPossible, 1);
    QCOMPARE(counts.notChecked, 10);
    QCOMPARE(counts.method, std::string("model"));
    QCOMPARE(failedChecks(p, CheckKind::Automatic).front().face, s.ann[2]);
    p.decide(std::array{s.ann[2]}, Action::Move, "Bob");
    QCOMPARE(checksOf(p, s.ann[2]).automatic.state, CheckState::NotChecked);
    QVERIFY(failedChecks(p, CheckKind::Automatic).empty());
    p.undo(); // it is Ann's again, and so is the result
    QCOMPARE(checksOf(p, s.ann[2]).automatic.state, CheckState::Failed);
    storeChecks(p, CheckKind::Automatic, {}, true);
    QCOMPARE(checkCounts(p, CheckKind::Automatic).notChecked, 20);
}

void TestQuality::bulkDecisionsStayFast()
{
    test::TempFolder folder;
    auto p = Project::create(folder / "p");
    std::vector<FaceId> faces;
    {
        db::Transaction transaction(p.impl().db);
        for (int i = 0; i < 10000; ++i)
            faces.push_back(addFace(p, std::to_string(i) + ".jpg", "P" + std::to_string(i / 10)));
        transaction.commit();
    }
    QElapsedTimer timer;
    timer.start();
    p.decide(faces, Action::Move, "Everybody");
    const auto move = timer.restart();
    p.undo();
    const auto undo = timer.elapsed();
    qInfo("10 000 faces moved in %lld ms, undone in %lld ms", static_cast<long long>(move),
          static_cast<long long>(undo));
    QVERIFY(move < 5000 && undo < 5000);
    QVERIFY(opinionsOf(p, faces[5]).empty());
}

QTEST_APPLESS_MAIN(TestQuality)
#include "tst_quality.moc"
