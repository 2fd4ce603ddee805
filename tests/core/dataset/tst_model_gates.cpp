// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/dataset/model_gates.h"
#include "core/dataset/project_impl.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>

using namespace likeness;
using namespace likeness::dataset;

using Gates = std::vector<std::string>;

// What a project asks of its models: kept, in the journal, taken back.
class TestModelGates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theyAreADecisionLikeAnyOther();
    void olderProjectsHaveNone();
    void nonsenseIsRefused();
};

void TestModelGates::theyAreADecisionLikeAnyOther()
{
    const test::TempFolder folder;
    const Gates first{"auc > 0.99", "eer < 0.01"}, second{"eer < 0.02", "auc > 0.99", "parameters <= 5000000"};
    {
        auto project = Project::create(folder / "p.likeness");
        QVERIFY(modelGates(project).empty());
        const auto entry = setModelGates(project, first);
        QVERIFY(entry > 0);
        QCOMPARE(setModelGates(project, first), std::int64_t{0}); // nothing changes
        QCOMPARE(modelGates(project), first);
        setModelGates(project, second);
        QCOMPARE(modelGates(project), second);
    }
    auto project = Project::open(folder / "p.likeness");
    QCOMPARE(modelGates(project), second);
    const auto journal = project.journal();
    QCOMPARE(journal.size(), std::size_t{2});
    QCOMPARE(journal[0].verb, std::string("gates"));
    QCOMPARE(journal[0].what, std::string("+ eer < 0.02; + parameters <= 5000000; − eer < 0.01"));
    QVERIFY(journal[0].undoable);
    project.undo();
    QCOMPARE(modelGates(project), first);
    project.undo();
    QVERIFY(modelGates(project).empty());
    project.redo(2);
    QCOMPARE(modelGates(project), second);
    setModelGates(project, {});
    QVERIFY(modelGates(project).empty());
    project.undo();
    QCOMPARE(modelGates(project), second);
    const Gates turned(second.rbegin(), second.rend());
    setModelGates(project, turned);
    QCOMPARE(modelGates(project), turned);
    project.undo();
    QCOMPARE(modelGates(project), second);
}

void TestModelGates::olderProjectsHaveNone()
{
    const test::TempFolder folder;
    Project::create(folder / "p.likeness");
    db::Connection(folder / "p.likeness/project.db", db::Connection::Mode::ReadWrite)
        .exec("DROP TABLE model_gates; PRAGMA user_version = 6");
    auto project = Project::open(folder / "p.likeness");
    QVERIFY(modelGates(project).empty());
    QVERIFY(setModelGates(project, {"auc > 0.99"}) > 0);
}

void TestModelGates::nonsenseIsRefused()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p.likeness");
    for (const Gates& gates : {Gates{""}, Gates{"two\nlines"}, Gates{"a", "b", "a"}, Gates{std::string(501, 'x')},
                               Gates{"not \xff UTF-8"}, Gates(kMostModelGates + 1, "x")})
        QCOMPARE(test::codeOf([&] { setModelGates(project, gates); }), std::string("bad_argument"));
    QVERIFY(modelGates(project).empty());
    QVERIFY(project.journal().empty());
}

QTEST_APPLESS_MAIN(TestModelGates)
#include "tst_model_gates.moc"
