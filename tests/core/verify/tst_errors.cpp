// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/errors.h"
#include "tests/support/error_code.h"
#include "tests/support/small_project.h"

#include <QTest>
#include <cmath>

using namespace likeness;
using namespace likeness::verify;

namespace {

// Four images of two people of the project, and pairs 0: same, 1: same, 2: different, 3: different.
Verification over(const dataset::Project& project)
{
    Verification v;
    v.facts = {{"model", "m"}, {"set", "s"}};
    std::map<dataset::IdentityId, int> each;
    for (const auto& [face, identity] : project.labelledFaces()) {
        if (each.size() == 2 && !each.contains(identity))
            continue;
        if (++each[identity] > 2)
            continue;
        const auto image = project.image(project.face(face)->image);
        v.set.push_back({image->key, face, static_cast<std::uint32_t>(each.size() - 1)});
    }
    v.images = {0, 1, 2, 3, 0, 2, 1, 3};
    v.same = {1, 1, 0, 0};
    v.scores = {0.9f, 0.1f, 0.8f, 0.2f};
    v.people = {"a", "b"};
    return v;
}

} // namespace

class TestErrors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void findsTheClearestFirst();
    void queuesBothFaces();
    void leavesOutWhatWasCorrected();
    void leavesOutOtherProjects();
    void scoresStayInRange();
    void noticesLabelsThatChanged();

private:
    test::TempFolder m_folder;
    std::string m_project;
};

void TestErrors::initTestCase()
{
    m_project = test::makeSmallProject(m_folder.path(), 3, 2, false);
}

void TestErrors::findsTheClearestFirst()
{
    Verification v;
    v.scores = {0.5f, 0.49f, 0.7f, 0.9f, 0.2f, 0.5f};
    v.same = {1, 1, 0, 0, 1, 0};
    const PairErrors errors = errorsAt(v, 0.5);
    QCOMPARE(errors.falseAccepts, (std::vector<std::uint32_t>{3, 2, 5})); // accepted from the threshold on
    QCOMPARE(errors.falseRejects, (std::vector<std::uint32_t>{4, 1}));
    QVERIFY(errorsAt(v, 1).falseAccepts.empty());
    QCOMPARE(errorsAt(v, -1).falseRejects.size(), std::size_t{0});
}

void TestErrors::queuesBothFaces()
{
    auto project = dataset::Project::open(m_project);
    const Verification v = over(project);
    const std::vector<std::uint32_t> pairs{1, 2};
    const auto flags = queuePairs(project, v, pairs, 0.5);
    QCOMPARE(flags.size(),
             std::size_t{3}); // images 2 and 3 of the one, 0 and 2 of the other: 2 keeps its clearer error
    QVERIFY(project.hasFlags(kVerificationMethod));
    for (const auto& flag : flags) {
        QCOMPARE(flag.method, std::string(kVerificationMethod));
        QVERIFY(flag.flagged && flag.score > 0.5 && flag.score <= 1);
        const auto face = project.face(flag.face);
        const auto rival = project.face(flag.rivalFace);
        QCOMPARE(flag.suggested, face->identity == rival->identity ? 0 : rival->identity);
        QVERIFY(flag.reason.find("threshold 0.5") != std::string::npos);
    }
    // Once more: the same rows, not more of them.
    queuePairs(project, v, pairs, 0.5);
    QCOMPARE(project.flags(true).size(), std::size_t{3});
    const std::vector<std::uint32_t> unknown{4};
    QCOMPARE(test::codeOf([&] { queuePairs(project, v, unknown, 0.5); }), std::string("bad_argument"));
}

void TestErrors::leavesOutWhatWasCorrected()
{
    auto project = dataset::Project::open(m_project);
    Verification v = over(project);
    v.same[2] = 1; // said to be one person, but the labels say two now
    const std::vector<std::uint32_t> pairs{2};
    QVERIFY(queuePairs(project, v, pairs, 0.95).empty());
}

void TestErrors::leavesOutOtherProjects()
{
    auto project = dataset::Project::open(m_project);
    Verification v = over(project);
    for (auto& image : v.set)
        image.name = "elsewhere/" + image.name;
    const std::vector<std::uint32_t> pairs{1, 2};
    QVERIFY(queuePairs(project, v, pairs, 0.5).empty());
}

void TestErrors::scoresStayInRange()
{
    auto project = dataset::Project::open(m_project);
    Verification v = over(project);
    v.scores = {1.0f, -1.0f, 1.0f, 1.0f};
    const std::vector<std::uint32_t> accepts{2, 3}, rejects{1};
    for (const auto& flag : queuePairs(project, v, accepts, 1.0))
        QVERIFY(std::isfinite(flag.score) && flag.score >= 0.5 && flag.score <= 1);
    for (const auto& flag : queuePairs(project, v, rejects, -1.0))
        QVERIFY(std::isfinite(flag.score));
}

void TestErrors::noticesLabelsThatChanged()
{
    auto project = dataset::Project::open(m_project);
    Verification v = over(project);
    v.options.set = m_project;
    for (std::size_t i = 0; i < v.set.size(); ++i)
        v.people[v.set[i].person] = project.identity(project.face(v.set[i].face)->identity)->name;
    QCOMPARE(labelChanges(project, v).faces, std::size_t{4});
    QCOMPARE(labelChanges(project, v).changed, std::size_t{0});
    const std::string other = v.people[v.set[2].person];
    project.decide(std::vector{v.set[1].face}, dataset::Action::Move, other);
    QCOMPARE(labelChanges(project, v).changed, std::size_t{1});
    QVERIFY(showsFacesOf(project, v));
    v.options.set = m_folder.path(); // of somewhere else: other faces under the same numbers
    QVERIFY(!showsFacesOf(project, v));
    QCOMPARE(labelChanges(project, v).faces, std::size_t{0});
    project.undo();
    v.options.set = m_project;
    QCOMPARE(labelChanges(project, v).changed, std::size_t{0});
}

QTEST_APPLESS_MAIN(TestErrors)
#include "tst_errors.moc"
