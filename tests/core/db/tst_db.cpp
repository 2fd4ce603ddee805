// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/db/sqlite.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <array>
#include <thread>

using namespace likeness;
using test::codeOf;
using Mode = db::Connection::Mode;

namespace {

constexpr std::array kSteps = {
    db::Migration{
        1, [](db::Connection& c) { c.exec("CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"); }},
    db::Migration{2, [](db::Connection& c) { c.exec("ALTER TABLE person ADD COLUMN age REAL"); }},
};

} // namespace

class TestDb : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsEveryKindOfValue();
    void rollsBackUnlessCommitted();
    void aTransactionInAnotherIsPartOfIt();
    void storesNothingIntoAFileThatIsGone();
    void migratesOnceAndKeepsACopy();
    void theCopyIsOfWhatIsMigrated();
    void refusesANewerSchema();
    void aFailedStepLeavesTheFormerSchema();
    void opensAnyFileName();
    void refusesWhatIsNoDatabase();
    void readsBesideAWriter();
    void reportsABusyDatabase();
    void readsWithoutLeavingFiles();
    void reportsAFullDatabase();
};

void TestDb::keepsEveryKindOfValue()
{
    const test::TempFolder folder;
    db::Connection c(folder / "x.db", Mode::Create);
    c.exec("CREATE TABLE t(id INTEGER PRIMARY KEY, v ANY) STRICT");
    const std::vector<db::Value> values = {std::monostate{}, std::int64_t{-1} << 40,    0.1,
                                           std::string(),    std::string("脸\n\0x", 6), db::Blob{},
                                           db::Blob{0, 255}};
    auto insert = c.prepare("INSERT INTO t(v) VALUES(?1)");
    for (const auto& value : values)
        insert.bind(1, value).exec();
    auto select = c.prepare("SELECT v FROM t ORDER BY id");
    for (const auto& value : values) {
        QVERIFY(select.step());
        QVERIFY(select.value(0) == value);
    }
    QVERIFY(!select.step());
}

void TestDb::rollsBackUnlessCommitted()
{
    const test::TempFolder folder;
    db::Connection c(folder / "x.db", Mode::Create);
    db::migrate(c, kSteps);
    try {
        db::Transaction transaction(c);
        c.exec("INSERT INTO person(name) VALUES('lost')");
        throw 1;
    } catch (int) {
    }
    QCOMPARE(c.scalar("SELECT count(*) FROM person"), 0);
    {
        db::Transaction transaction(c);
        c.exec("INSERT INTO person(name) VALUES('kept')");
        transaction.commit();
    }
    QCOMPARE(c.scalar("SELECT count(*) FROM person"), 1);
    // A statement that failed can be used again.
    auto insert = c.prepare("INSERT INTO person(id, name) VALUES(?1, ?2)");
    QCOMPARE(codeOf([&] { insert.bind(1, 1).bind(2, "twice").exec(); }), std::string("internal"));
    insert.bind(1, 2).bind(2, "second").exec();
    QCOMPARE(c.scalar("SELECT count(*) FROM person"), 2);
}

void TestDb::aTransactionInAnotherIsPartOfIt()
{
    const test::TempFolder folder;
    db::Connection c(folder / "x.db", Mode::Create);
    db::migrate(c, kSteps);
    const auto add = [&c](const char* name, bool commit) {
        db::Transaction part(c);
        c.prepare("INSERT INTO person(name) VALUES(?1)").bind(1, name).exec();
        if (commit)
            part.commit();
    };
    {
        db::Transaction whole(c);
        add("Ann", true);
        add("Bob", false);
        whole.commit();
    }
    QCOMPARE(c.scalar("SELECT count(*) FROM person"), 1);
    QCOMPARE(c.scalar("SELECT name = 'Ann' FROM person"), 1);
    {
        db::Transaction whole(c);
        add("Cid", true);
    }
    QCOMPARE(c.scalar("SELECT count(*) FROM person"), 1);
}

void TestDb::storesNothingIntoAFileThatIsGone()
{
    const test::TempFolder folder;
    const auto file = folder / "x.db";
    db::Connection c(file, Mode::Create);
    db::migrate(c, kSteps);
    std::filesystem::rename(file, folder / "moved.db");
    const auto add = [&c] {
        db::Transaction transaction(c);
        c.exec("INSERT INTO person(name) VALUES('Ann')");
        transaction.commit();
    };
    QCOMPARE(codeOf(add), std::string("io"));
    std::filesystem::rename(folder / "moved.db", file);
    add();
    QCOMPARE(c.scalar("SELECT count(*) FROM person"), 1);
}

void TestDb::theCopyIsOfWhatIsMigrated()
{
    const test::TempFolder folder;
    const auto file = folder / "x.db";
    const auto backup = folder / "x.db.backup";
    {
        db::Connection c(file, Mode::Create);
        db::migrate(c, std::span(kSteps).first(1));
        c.exec("INSERT INTO person(name) VALUES('Ann')");
    }
    // A copy that was cut off by a kill is in nobody's way, and a failed migration keeps its copy.
    writeFileAtomically(backup.native() + ".unfinished", std::string_view("half a database"));
    static bool fails = true;
    const std::array steps = {kSteps[0], db::Migration{2, [](db::Connection& d) {
                                                           d.exec("CREATE TABLE later(id INTEGER) STRICT");
                                                           if (fails)
                                                               throw Error(ErrorCode::DiskFull, "no space");
                                                       }}};
    {
        db::Connection c(file, Mode::ReadWrite);
        QCOMPARE(codeOf([&] { db::migrate(c, steps, backup); }), std::string("disk_full"));
        QCOMPARE(c.scalar("PRAGMA user_version"), 1);
    }
    fails = false;
    // Two at the same time: one migrates, and the copy is of the former schema whoever comes second.
    db::Connection first(file, Mode::ReadWrite), second(file, Mode::ReadWrite);
    {
        const std::jthread one([&] { db::migrate(first, steps, backup); });
        const std::jthread other([&] { db::migrate(second, steps, backup); });
    }
    QCOMPARE(first.scalar("PRAGMA user_version"), 2);
    QVERIFY(!std::filesystem::exists(backup.native() + ".unfinished"));
    const db::Connection copy(backup, Mode::ReadOnly);
    QCOMPARE(copy.scalar("PRAGMA user_version"), 1);
    QCOMPARE(copy.scalar("SELECT count(*) FROM person"), 1);
}

void TestDb::migratesOnceAndKeepsACopy()
{
    const test::TempFolder folder;
    const auto file = folder / "x.db";
    const auto backup = folder / "x.db.backup";
    {
        db::Connection c(file, Mode::Create);
        db::migrate(c, std::span(kSteps).first(1), backup);
        QVERIFY(!std::filesystem::exists(backup)); // there was nothing to lose
        db::Connection all(folder / "new.db", Mode::Create);
        db::migrate(all, kSteps, backup);
        QVERIFY(!std::filesystem::exists(backup)); // nor in several steps
        c.exec("INSERT INTO person(name) VALUES('Ann')");
    }
    writeFileAtomically(backup, std::string_view("an older copy"));
    db::Connection c(file, Mode::ReadWrite);
    db::migrate(c, kSteps, backup);
    db::migrate(c, kSteps, backup);
    QCOMPARE(c.scalar("PRAGMA user_version"), 2);
    QCOMPARE(c.scalar("SELECT count(*) FROM person WHERE age IS NULL"), 1);
    const db::Connection copy(backup, Mode::ReadOnly);
    QCOMPARE(copy.scalar("PRAGMA user_version"), 1);
    QCOMPARE(copy.scalar("SELECT count(*) FROM person"), 1);
}

void TestDb::refusesANewerSchema()
{
    const test::TempFolder folder;
    db::Connection c(folder / "x.db", Mode::Create);
    c.exec("PRAGMA user_version = 99");
    QCOMPARE(codeOf([&] { db::migrate(c, kSteps, folder / "backup"); }), std::string("newer_project"));
    QCOMPARE(c.scalar("PRAGMA user_version"), 99);
    QCOMPARE(c.scalar("SELECT count(*) FROM sqlite_master"), 0);
}

void TestDb::aFailedStepLeavesTheFormerSchema()
{
    const test::TempFolder folder;
    db::Connection c(folder / "x.db", Mode::Create);
    const std::array steps = {kSteps[0], db::Migration{2, [](db::Connection& d) {
                                                           d.exec("CREATE TABLE half(id INTEGER) STRICT");
                                                           d.exec("CREATE TABLE person(id INTEGER) STRICT");
                                                       }}};
    QVERIFY(codeOf([&] { db::migrate(c, steps); }) != "nothing");
    QCOMPARE(c.scalar("PRAGMA user_version"), 0); // a new database is whole or empty
    QCOMPARE(c.scalar("SELECT count(*) FROM sqlite_master"), 0);
    db::migrate(c, std::span(steps).first(1));
    QVERIFY(codeOf([&] { db::migrate(c, steps); }) != "nothing");
    QCOMPARE(c.scalar("PRAGMA user_version"), 1);
    QCOMPARE(c.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'half'"), 0);
}

void TestDb::opensAnyFileName()
{
    const test::TempFolder folder;
    for (const char* name : {"per%20cent?mode=memory#x.db", "a\nb.db", "\xff\xfe.db"}) {
        {
            db::Connection c(folder / name, Mode::Create);
            db::migrate(c, kSteps);
        }
        QVERIFY(std::filesystem::exists(folder / name));
        QCOMPARE(db::Connection(folder / name, Mode::ReadOnly).scalar("PRAGMA user_version"), 2);
    }
}

void TestDb::refusesWhatIsNoDatabase()
{
    const test::TempFolder folder;
    writeFileAtomically(folder / "text.db", std::string(5000, 'x'));
    QCOMPARE(codeOf([&] { db::Connection(folder / "text.db", Mode::ReadWrite); }), std::string("bad_file"));
    QCOMPARE(codeOf([&] { db::Connection(folder / "text.db", Mode::ReadOnly); }), std::string("bad_file"));
    QCOMPARE(codeOf([&] { db::Connection(folder / "missing.db", Mode::ReadWrite); }), std::string("io"));
    QVERIFY(!std::filesystem::exists(folder / "missing.db"));
}

void TestDb::readsBesideAWriter()
{
    const test::TempFolder folder;
    db::Connection writer(folder / "x.db", Mode::Create);
    db::migrate(writer, kSteps);
    const db::Connection reader(folder / "x.db", Mode::ReadOnly);
    db::Transaction transaction(writer);
    writer.exec("INSERT INTO person(name) VALUES('Ann')");
    QCOMPARE(reader.scalar("SELECT count(*) FROM person"), 0);
    transaction.commit();
    QCOMPARE(reader.scalar("SELECT count(*) FROM person"), 1);
}

void TestDb::reportsABusyDatabase()
{
    const test::TempFolder folder;
    db::Connection a(folder / "x.db", Mode::Create);
    db::migrate(a, kSteps);
    db::Connection b(folder / "x.db", Mode::ReadWrite);
    b.exec("PRAGMA busy_timeout = 20");
    {
        db::Transaction holds(a);
        QCOMPARE(codeOf([&] { db::Transaction waits(b); }), std::string("project_busy"));
    }
    db::Transaction now(b);
    now.commit();
}

void TestDb::readsWithoutLeavingFiles()
{
    const test::TempFolder folder;
    {
        db::Connection c(folder / "x.db", Mode::Create);
        db::migrate(c, kSteps);
    }
    QVERIFY(!std::filesystem::exists(folder / "x.db-wal")); // closed cleanly
    db::Connection c(folder / "x.db", Mode::ReadOnly);
    QCOMPARE(codeOf([&] { c.exec("DELETE FROM person"); }), std::string("read_only"));
}

void TestDb::reportsAFullDatabase()
{
    const test::TempFolder folder;
    db::Connection c(folder / "x.db", Mode::Create);
    db::migrate(c, kSteps);
    c.exec("PRAGMA max_page_count = 4");
    auto insert = c.prepare("INSERT INTO person(name) VALUES(?1)");
    QCOMPARE(codeOf([&] {
                 db::Transaction transaction(c);
                 insert.bind(1, std::string(100000, 'x')).exec();
                 transaction.commit();
             }),
             std::string("disk_full"));
    QCOMPARE(c.scalar("SELECT count(*) FROM person"), 0);
}

QTEST_APPLESS_MAIN(TestDb)
#include "tst_db.moc"
