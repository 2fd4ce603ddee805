// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/event_reader.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <vector>

using namespace likeness;
using namespace likeness::run;

// Reading events while they are written, through whatever lies between.
class TestEventReader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsOnWhereItStopped();
    void waitsForTheRestOfALine();
    void noticesAnotherFile();
    void goesOnInALongerCopy();
    void goesOnAfterARestart();
    void keepsToItsPortion();
    void leavesOutLinesThatAreTooLong();
    void hostileFiles();
    void hostileLines_data();
    void hostileLines();

private:
    static std::vector<std::string> read(EventReader& reader, bool* restarted = nullptr)
    {
        std::vector<std::string> lines;
        reader.read([&](std::string_view line) { lines.emplace_back(line); },
                    [&] {
                        lines.clear();
                        if (restarted)
                            *restarted = true;
                    });
        return lines;
    }
    void write(const std::string& text, std::ios::openmode mode = std::ios::app)
    {
        std::ofstream(m_folder / "metrics.jsonl", std::ios::binary | mode) << text;
    }
    using Lines = std::vector<std::string>;
    test::TempFolder m_folder;
};

void TestEventReader::readsOnWhereItStopped()
{
    EventReader reader(m_folder.path());
    QVERIFY(!reader.read([](std::string_view) {}).found);
    write("a\nb\n", std::ios::trunc);
    QCOMPARE(read(reader), (Lines{"a", "b"}));
    QCOMPARE(read(reader), Lines{});
    write("c\n\nd\n");
    QCOMPARE(read(reader), (Lines{"c", "d"}));
}

void TestEventReader::waitsForTheRestOfALine()
{
    write("one\ntw", std::ios::trunc);
    EventReader reader(m_folder.path());
    QCOMPARE(read(reader), Lines{"one"});
    QCOMPARE(read(reader), Lines{});
    write("o\n");
    QCOMPARE(read(reader), Lines{"two"});
}

void TestEventReader::noticesAnotherFile()
{
    write("one\ntwo\nthree\n", std::ios::trunc);
    EventReader reader(m_folder.path());
    read(reader);
    bool restarted = false;
    write("one\n", std::ios::trunc); // cut
    QCOMPARE(read(reader, &restarted), Lines{"one"});
    QVERIFY(restarted);
    restarted = false;
    write("ONE\nTWO\nTHREE\nFOUR\n", std::ios::trunc); // another one, and longer
    QCOMPARE(read(reader, &restarted), (Lines{"ONE", "TWO", "THREE", "FOUR"}));
    QVERIFY(restarted);
}

void TestEventReader::goesOnInALongerCopy()
{
    write("one\ntwo\n", std::ios::trunc);
    EventReader reader(m_folder.path());
    read(reader);
    std::filesystem::remove(m_folder / "metrics.jsonl"); // as a synchronising program does it
    write("one\ntwo\nthree\n");
    bool restarted = false;
    QCOMPARE(read(reader, &restarted), Lines{"three"});
    QVERIFY(!restarted);
}

void TestEventReader::goesOnAfterARestart()
{
    write("one\ntwo\n", std::ios::trunc);
    EventReader before(m_folder.path());
    read(before);
    write("three\n");
    EventReader after(m_folder.path(), before.position());
    QCOMPARE(read(after), Lines{"three"});
}

void TestEventReader::keepsToItsPortion()
{
    std::string text;
    constexpr int kLines = 300'000;
    for (int i = 0; i < kLines; ++i)
        text += "0123456789\n";
    write(text, std::ios::trunc);
    EventReader reader(m_folder.path());
    int lines = 0;
    int rounds = 0;
    for (bool more = true; more; ++rounds) {
        const int before = lines;
        more =
            reader.read([&](std::string_view line) { lines += line == "0123456789" ? 1 : 1'000'000; }, {}, 1000).more;
        QVERIFY(lines > before);
    }
    QCOMPARE(lines, kLines);
    QVERIFY(rounds > 2);
}

void TestEventReader::leavesOutLinesThatAreTooLong()
{
    write("a\n" + std::string(EventReader::kLongestLine + 5, 'x') + "\nb\n", std::ios::trunc);
    EventReader reader(m_folder.path());
    QCOMPARE(read(reader), (Lines{"a", "b"}));
    // Its end comes later.
    write(std::string(EventReader::kLongestLine + 5, 'y'), std::ios::app);
    QCOMPARE(read(reader), Lines{});
    write("y\nc\n");
    QCOMPARE(read(reader), Lines{"c"});
}

void TestEventReader::hostileFiles()
{
    std::filesystem::remove(m_folder / "metrics.jsonl");
    QCOMPARE(::mkfifo((m_folder / "metrics.jsonl").c_str(), 0600), 0); // would block for ever
    EventReader reader(m_folder.path());
    QCOMPARE(test::codeOf([&] { read(reader); }), std::string("bad_file"));
    std::filesystem::remove(m_folder / "metrics.jsonl");
    std::filesystem::create_directory(m_folder / "metrics.jsonl");
    QVERIFY(test::codeOf([&] { read(reader); }) != "internal");
    std::filesystem::remove(m_folder / "metrics.jsonl");
    QVERIFY(!EventReader(m_folder / "no such folder").read([](std::string_view) {}).found);
}

void TestEventReader::hostileLines_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("event");
    QTest::newRow("a step") << QStringLiteral(R"({"type":"step","step":1})") << true;
    QTest::newRow("torn") << QStringLiteral(R"({"type":"step","st)") << false;
    QTest::newRow("no type") << QStringLiteral(R"({"step":1})") << false;
    QTest::newRow("a type that is no word") << QStringLiteral(R"({"type":5})") << false;
    QTest::newRow("a list") << QStringLiteral(R"([{"type":"step"}])") << false;
    QTest::newRow("deep") << QString(500, QLatin1Char('[')) << false;
    QTest::newRow("binary") << QStringLiteral("\x01\x02 {") << false;
}

void TestEventReader::hostileLines()
{
    QFETCH(QString, line);
    QFETCH(bool, event);
    QCOMPARE(parseEvent(line.toStdString()).has_value(), event);
}

QTEST_APPLESS_MAIN(TestEventReader)
#include "tst_event_reader.moc"
