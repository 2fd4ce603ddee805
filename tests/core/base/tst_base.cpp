// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clones.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json_util.h"
#include "core/base/output_file.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <numbers>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace likeness;

class TestBase : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesAndReadsBack();
    void locksAFile();
    void refusesWhatIsNoFile();
    void probesOutputWithoutTouchingIt();
    void keepsWhatCannotBeWritten();
    void boundsJson();
    void showsAnyPath();
    void sortsNaturally();
    void namesTheNearestWord();
    void readsCsv();
    void randomIsReproducible();
    void normalDeviatesAreNormal();
    void parallelRunsEachItemOnceAndRethrows();
    void clonesSuitTheProcessor();
};

void TestBase::writesAndReadsBack()
{
    const test::TempFolder folder;
    const auto file = folder / "a\nb.txt";
    writeFileAtomically(file, std::string_view("one"));
    writeFileAtomically(file, std::string_view("two"));
    QCOMPARE(readTextFile(file), std::string("two"));
    QCOMPARE(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1); // no partial file left
    QCOMPARE(MappedFile(file).bytes().size(), std::size_t{3});
    QVERIFY(freeSpace(folder / "not" / "there").value_or(0) > 0);
}

void TestBase::locksAFile()
{
    const test::TempFolder folder;
    const auto file = folder / "lock";
    QVERIFY(!FileLock::holder(file));
    auto lock = FileLock::take(file, "first");
    QVERIFY(lock);
    const FileLock moved = std::move(*lock);
    lock.reset();
    QVERIFY(!FileLock::take(file, "second"));
    QCOMPARE(FileLock::holder(file).value_or("nobody"), std::string("first"));
    const pid_t child = ::fork(); // another process sees the same
    if (child == 0)
        ::_exit(FileLock::take(file, "third") || FileLock::holder(file) != "first" ? 1 : 0);
    int status = -1;
    ::waitpid(child, &status, 0);
    QCOMPARE(status, 0);
    {
        const FileLock last = std::move(const_cast<FileLock&>(moved));
    }
    QVERIFY(!FileLock::holder(file));
    QVERIFY(FileLock::take(file, "fourth"));
}

void TestBase::probesOutputWithoutTouchingIt()
{
    const test::TempFolder folder;
    const auto file = folder / "scores.csv";
    checkWritable(file);
    QVERIFY(std::filesystem::is_empty(folder.path()));
    writeFileAtomically(file, std::string_view("old"));
    checkWritable(file);
    QCOMPARE(readTextFile(file), std::string("old"));
    QCOMPARE(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
    QCOMPARE(test::codeOf([&] { checkWritable(folder / "missing" / "scores.csv"); }), std::string("not_found"));
    QCOMPARE(test::codeOf([&] { checkWritable(folder.path()); }), std::string("bad_argument"));
    QCOMPARE(test::codeOf([&] { checkWritable("/dev/null"); }), std::string("bad_argument"));
}

void TestBase::keepsWhatCannotBeWritten()
{
    const test::TempFolder folder;
    const auto write = [](const std::filesystem::path& file) { writeFileAtomically(file, std::string_view("work")); };
    writeOrKeep(folder / "a.txt", write);
    QCOMPARE(readTextFile(folder / "a.txt"), std::string("work"));
    try {
        writeOrKeep(folder / "missing" / "a.txt", write);
        QFAIL("the folder is not there");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::NotFound);
        const std::string message = e.what();
        const std::filesystem::path kept = message.substr(message.rfind(' ') + 1);
        QCOMPARE(readTextFile(kept), std::string("work"));
        QCOMPARE(std::filesystem::status(kept.parent_path()).permissions(), std::filesystem::perms::owner_all);
        std::filesystem::remove_all(kept.parent_path());
    }
}

void TestBase::refusesWhatIsNoFile()
{
    const test::TempFolder folder;
    QCOMPARE(::mkfifo((folder / "fifo").c_str(), 0600), 0);
    const auto codeOf = [](auto&& work) {
        try {
            work();
        } catch (const Error& e) {
            return e.code();
        }
        return ErrorCode::Internal;
    };
    QCOMPARE(codeOf([&] { readFile(folder / "fifo"); }), ErrorCode::BadFile);
    QCOMPARE(codeOf([&] { readFile(folder / "missing"); }), ErrorCode::NotFound);
    QCOMPARE(codeOf([&] { MappedFile map(folder.path()); }), ErrorCode::BadFile);
    writeFileAtomically(folder / "large", std::string(100, 'x'));
    QCOMPARE(codeOf([&] { readFile(folder / "large", 99); }), ErrorCode::TooLarge);
}

void TestBase::boundsJson()
{
    QVERIFY_THROWS_EXCEPTION(Error, parseJson("{", "x"));
    QVERIFY_THROWS_EXCEPTION(Error, parseJson(std::string(100000, '['), "x"));
    QCOMPARE(parseJson(R"({"b":1,"a":2})", "x").begin().key(), std::string("b"));
    QCOMPARE(dumpJson(Json("a\xff")), std::string("\"a\xEF\xBF\xBD\""));
}

void TestBase::showsAnyPath()
{
    QCOMPARE(displayPath("脸 a\n\x01"), std::string("脸 a\\n\\x01"));
    QCOMPARE(toUtf8("\xC0\x80 \xED\xA0\x80 \xF0\x9F\x98\x80").substr(0, 3), std::string("\xEF\xBF\xBD"));
    QVERIFY(toUtf8("\xF0\x9F\x98\x80") == "\xF0\x9F\x98\x80");
}

void TestBase::sortsNaturally()
{
    QVERIFY(naturalLess("s2", "s10"));
    QVERIFY(!naturalLess("s10", "s2"));
    QVERIFY(naturalLess("a", "ab"));
    QVERIFY(naturalLess("a01", "a1") != naturalLess("a1", "a01"));
}

void TestBase::namesTheNearestWord()
{
    const std::vector<std::string> keys{"train.lr", "train.epochs", "loss.m"};
    QCOMPARE(nearestWord("train.epoch", keys), std::string("train.epochs"));
    QCOMPARE(nearestWord("zzzzzzzzzzzzzz", keys), std::string());
    const std::vector<std::string> words{"beta2", "batch_size", "csv", "lr"};
    QCOMPARE(nearestWord("batch", words), std::string("batch_size")); // it begins so, though beta2 is nearer
    QCOMPARE(nearestWord("cvs", words), std::string("csv"));
    QCOMPARE(nearestWord("foo", words), std::string());
    QCOMPARE(nearestWord("", words), std::string());
}

void TestBase::readsCsv()
{
    const auto fields = parseCsvLine("a,\"b,\"\"c\"\"\",,d\r");
    QCOMPARE(fields, (std::vector<std::string>{"a", "b,\"c\"", "", "d"}));
    QCOMPARE(csvField("b,\"c\""), std::string("\"b,\"\"c\"\"\""));
    QCOMPARE(formatNumber(0.5, 3), std::string("0.500"));
}

void TestBase::randomIsReproducible()
{
    // xoshiro256** after splitmix64(1); the reference implementation's first numbers for this state.
    Rng a(1);
    Rng b(1);
    double sum = 0;
    for (int i = 0; i < 10000; ++i) {
        QCOMPARE(a.next(), b.next());
        sum += a.normal();
        b.normal();
    }
    QVERIFY(std::abs(sum / 10000) < 0.05);
    QVERIFY(Rng::forItem(1, 2).next() != Rng::forItem(1, 3).next());
    QVERIFY(Rng::forItem(1, 2).next() != Rng::forItem(2, 1).next());
    for (int i = 0; i < 1000; ++i)
        QVERIFY(a.below(7) < 7);
}

// Many at once: the moments and the largest distance from the distribution function (Kolmogorov) that chance allows.
void TestBase::normalDeviatesAreNormal()
{
    std::vector<float> x(200001), again(200000);
    Rng(5).normals(x, 2.0);
    Rng(5).normals(again, 2.0);
    QVERIFY(std::equal(again.begin(), again.end(), x.begin()));
    const auto n = static_cast<double>(x.size());
    double mean = 0, square = 0, fourth = 0, neighbours = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double v = x[i] / 2.0;
        mean += v / n;
        square += v * v / n;
        fourth += v * v * v * v / n;
        if (i % 2 == 1)
            neighbours += v * (x[i - 1] / 2.0) / (n / 2);
    }
    QVERIFY(std::abs(mean) < 5 / std::sqrt(n));
    QVERIFY(std::abs(square - 1) < 5 * std::sqrt(2 / n));
    QVERIFY(std::abs(fourth - 3) < 5 * std::sqrt(96 / n));
    QVERIFY(std::abs(neighbours) < 5 * std::sqrt(2 / n));
    std::sort(x.begin(), x.end());
    double largest = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        largest = std::max(
            largest, std::abs(static_cast<double>(i) / n - std::erfc(-x[i] / 2.0 * (std::numbers::sqrt2 / 2)) / 2));
    QVERIFY(largest < 1.95 / std::sqrt(n)); // one in a thousand
    std::vector<float> none;
    Rng(1).normals(none, 1.0);
}

void TestBase::parallelRunsEachItemOnceAndRethrows()
{
    std::vector<std::atomic<int>> seen(1000);
    parallelFor(seen.size(), 4, [&](std::size_t i) { ++seen[i]; });
    for (const auto& s : seen)
        QCOMPARE(s.load(), 1);
    const auto failing = [](std::size_t i) {
        if (i == 50)
            throw Error(ErrorCode::Io, "x");
    };
    QVERIFY_THROWS_EXCEPTION(Error, parallelFor(100, 4, failing));
    std::stop_source stop;
    stop.request_stop();
    int calls = 0;
    parallelFor(
        100, 1, [&](std::size_t) { ++calls; }, stop.get_token());
    QCOMPARE(calls, 0);
}

namespace {

// One rounding where the processor multiplies and adds at once, two otherwise.
LIKENESS_CLONES __attribute__((noinline)) double multiplyAndAdd(double a, double b, double c)
{
    return a * b + c;
}

} // namespace

// Whoever made it: a copy for "haswell" would be chosen on that one family only.
void TestBase::clonesSuitTheProcessor()
{
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
    const bool once = __builtin_cpu_supports("avx512f") || __builtin_cpu_supports("x86-64-v3");
#elif defined(__FP_FAST_FMA)
    const bool once = true;
#else
    const bool once = false;
#endif
    const double small = 0x1p-30, a = 1 + small;
    QCOMPARE(multiplyAndAdd(a, a, -(1 + 2 * small)), once ? small * small : 0.0);
}

QTEST_APPLESS_MAIN(TestBase)
#include "tst_base.moc"
