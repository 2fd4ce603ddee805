// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/crops/crop_cache.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <atomic>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>

using namespace likeness;
using namespace likeness::crops;

namespace {

constexpr int kSize = 8;
constexpr std::size_t kRecord = kSize * kSize * 3;
constexpr std::size_t kBlockHeader = 1552;

Bytes pattern(std::int64_t face, std::uint8_t salt = 0)
{
    Bytes bytes(kRecord);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(face) * 31 + i * 7 + salt);
    return bytes;
}

void fill(const std::filesystem::path& file, std::int64_t from, std::int64_t to)
{
    CropWriter writer(file, kSize);
    for (std::int64_t face = from; face < to; ++face)
        writer.add(face, pattern(face), static_cast<std::uint64_t>(face) * 3);
    writer.flush();
}

bool same(std::span<const std::uint8_t> a, const Bytes& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

ErrorCode codeOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

void overwrite(const std::filesystem::path& file, const Bytes& bytes)
{
    writeFileAtomically(file, std::span<const std::uint8_t>(bytes));
}

} // namespace

class TestCrops : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void layoutIsAsDocumented();
    void readsBackWhatWasWritten();
    void laterRecordWins();
    void goesOnInANewBlock();
    void tornTailIsCutOff();
    void powerCutLeavesZeros();
    void refusesForeignFiles();
    void reportsAFullDisk();
    void readersSeeWhatWasFlushed();
    void survivesMutation();
    void viewerShowsWhatTheReaderDoes();
};

void TestCrops::layoutIsAsDocumented()
{
    const test::TempFolder folder;
    fill(folder / "crops.lkc", 7, 9);
    const Bytes file = readFile(folder / "crops.lkc");
    QCOMPARE(file.size(), 64 + kBlockHeader + 2 * kRecord);
    QCOMPARE(std::string(file.begin(), file.begin() + 8), std::string("LKCROPS1"));
    const auto u32 = [&](std::size_t at) {
        return file[at] | file[at + 1] << 8 | file[at + 2] << 16 | file[at + 3] << 24;
    };
    QCOMPARE(u32(8), 2);
    QCOMPARE(u32(12), kSize);
    QCOMPARE(u32(16), 3);
    QCOMPARE(u32(20), 64);
    QCOMPARE(std::string(file.begin() + 64, file.begin() + 68), std::string("BLK1"));
    QCOMPARE(u32(68), 2);
    QCOMPARE(u32(72), 7);
    QCOMPARE(u32(80), 8);
    const std::span<const std::uint8_t> all(file);
    const auto u64 = [&](std::size_t at) {
        std::uint64_t v;
        std::memcpy(&v, file.data() + at, 8);
        return v;
    };
    QCOMPARE(u64(72 + 512), hash64(all.subspan(64 + kBlockHeader, kRecord)));
    QCOMPARE(u64(72 + 2 * 512), std::uint64_t{7} * 3); // what the crop was cut by
    QCOMPARE(u64(72 + 2 * 512 + 8), std::uint64_t{8} * 3);
    QCOMPARE(CropReader(folder / "crops.lkc").find(8)->cut, std::uint64_t{24});
    QCOMPARE(u64(64 + 1544), hash64(all.subspan(64, 1544)));
}

void TestCrops::readsBackWhatWasWritten()
{
    const test::TempFolder folder;
    fill(folder / "cache" / "crops.lkc", 1, 201); // makes the folder
    const CropReader reader(folder / "cache" / "crops.lkc");
    QCOMPARE(reader.size(), kSize);
    QCOMPARE(reader.count(), std::size_t{200});
    for (std::int64_t face = 1; face <= 200; ++face) {
        QVERIFY(same(reader.pixels(face), pattern(face)));
        QVERIFY(reader.verify(*reader.find(face)));
    }
    QVERIFY(!reader.find(201));
    QVERIFY(reader.pixels(201).empty());
    QVERIFY(reader.pixels(Record{~0ull, 0}).empty());
    QVERIFY(!reader.verify(Record{64, 0}));
    QCOMPARE(codeOf([&] { CropReader none(folder / "none.lkc"); }), ErrorCode::NotFound);
}

void TestCrops::laterRecordWins()
{
    const test::TempFolder folder;
    {
        CropWriter writer(folder / "c", kSize);
        writer.add(5, pattern(5));
        writer.add(5, pattern(5, 1)); // in one block
        writer.add(6, pattern(6));
        writer.flush();
        writer.add(6, pattern(6, 2)); // in a later one
    }                                 // the destructor flushes
    const CropReader reader(folder / "c");
    QCOMPARE(reader.count(), std::size_t{2});
    QVERIFY(same(reader.pixels(5), pattern(5, 1)));
    QVERIFY(same(reader.pixels(6), pattern(6, 2)));
}

void TestCrops::goesOnInANewBlock()
{
    const test::TempFolder folder;
    for (int round = 0; round < 5; ++round)
        fill(folder / "c", round * 10, round * 10 + 10);
    QCOMPARE(CropReader(folder / "c").count(), std::size_t{50});
    QCOMPARE(readFile(folder / "c").size(), 64 + 5 * (kBlockHeader + 10 * kRecord));
}

void TestCrops::tornTailIsCutOff()
{
    const test::TempFolder folder;
    fill(folder / "whole", 0, 100); // blocks of 64 and 36
    const Bytes whole = readFile(folder / "whole");
    const std::size_t first = 64 + kBlockHeader + 64 * kRecord;
    for (std::size_t length = 0; length < whole.size(); length += 397) {
        overwrite(folder / "c", Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
        const std::size_t kept = length < first ? 0 : 64;
        if (length >= 64)
            QCOMPARE(CropReader(folder / "c").count(), kept);
        fill(folder / "c", 1000, 1003);
        const CropReader reader(folder / "c");
        QCOMPARE(reader.count(), kept + 3);
        QVERIFY(same(reader.pixels(1002), pattern(1002)));
        if (kept > 0)
            QVERIFY(same(reader.pixels(63), pattern(63)));
    }
}

void TestCrops::powerCutLeavesZeros()
{
    const test::TempFolder folder;
    fill(folder / "c", 0, 70);
    Bytes bytes = readFile(folder / "c");
    std::fill(bytes.end() - 100, bytes.end(), std::uint8_t{0}); // the size reached the disk, the data did not
    overwrite(folder / "c", bytes);
    QCOMPARE(CropReader(folder / "c").count(), std::size_t{64});
    fill(folder / "c", 64, 70);
    QCOMPARE(CropReader(folder / "c").count(), std::size_t{70});
}

void TestCrops::refusesForeignFiles()
{
    const test::TempFolder folder;
    const auto file = folder / "c";
    const auto reads = [&] { return codeOf([&] { CropReader reader(file); }); };
    const auto writes = [&](int size = kSize) { return codeOf([&] { CropWriter writer(file, size); }); };
    overwrite(file, {});
    QCOMPARE(reads(), ErrorCode::BadFile);
    overwrite(file, Bytes(200, 'x'));
    QCOMPARE(reads(), ErrorCode::BadFile);
    QCOMPARE(writes(), ErrorCode::BadFile);
    QCOMPARE(readFile(file), Bytes(200, 'x')); // and leaves it alone
    std::filesystem::remove(file);
    fill(file, 0, 3);
    QCOMPARE(writes(16), ErrorCode::BadFile);
    Bytes bytes = readFile(file);
    for (const std::size_t at : {8u, 12u, 15u, 16u, 20u}) {
        Bytes wrong = bytes;
        wrong[at] = 0xEE;
        overwrite(file, wrong);
        if (at != 12) // 238 is a size like another
            QCOMPARE(reads(), ErrorCode::BadFile);
        QCOMPARE(writes(), ErrorCode::BadFile);
    }
    std::filesystem::remove(file);
    QCOMPARE(::mkfifo(file.c_str(), 0600), 0);
    QCOMPARE(reads(), ErrorCode::BadFile);
    QCOMPARE(writes(), ErrorCode::BadFile);
    QCOMPARE(codeOf([&] { CropWriter writer(folder / "d", 0); }), ErrorCode::BadArgument);
    CropWriter writer(folder / "e", kSize);
    QCOMPARE(codeOf([&] { writer.add(1, Bytes(kRecord - 1)); }), ErrorCode::BadArgument);
}

void TestCrops::reportsAFullDisk()
{
    const test::TempFolder folder;
    fill(folder / "c", 0, 64);
    // A file size limit stands in for a full disk: the write comes up short, then fails.
    const auto oldHandler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit before = {};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const std::uint64_t good = std::filesystem::file_size(folder / "c");
    {
        CropWriter writer(folder / "c", kSize);
        const rlimit limit = {static_cast<rlim_t>(good + 2000), before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        ErrorCode code = ErrorCode::Internal;
        try {
            for (std::int64_t face = 64; face < 128; ++face)
                writer.add(face, pattern(face));
        } catch (const Error& e) {
            code = e.code();
        }
        QCOMPARE(code, ErrorCode::Io);
        QCOMPARE(std::filesystem::file_size(folder / "c"), good); // cut back to the last good block
        ::setrlimit(RLIMIT_FSIZE, &before);
        writer.flush(); // nothing is lost once there is room
    }
    std::signal(SIGXFSZ, oldHandler);
    const CropReader reader(folder / "c");
    QCOMPARE(reader.count(), std::size_t{128});
    QVERIFY(same(reader.pixels(127), pattern(127)));

    // The real thing, where a device that is always full exists; it has no size, so the header is the first write.
    if (std::filesystem::exists("/dev/full"))
        QCOMPARE(codeOf([] { CropWriter writer("/dev/full", kSize); }), ErrorCode::BadFile);
}

void TestCrops::readersSeeWhatWasFlushed()
{
    const test::TempFolder folder;
    const auto file = folder / "c";
    fill(file, 0, 1);
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0};
    std::vector<std::jthread> readers;
    for (int t = 0; t < 2; ++t)
        readers.emplace_back([&] {
            std::size_t last = 0;
            while (!stop) {
                const CropReader reader(file);
                if (reader.count() < last)
                    ++wrong;
                last = reader.count();
                for (const auto& [face, record] : reader.index())
                    if (!reader.verify(record) || !same(reader.pixels(record), pattern(face)))
                        ++wrong;
            }
        });
    CropWriter writer(file, kSize);
    for (std::int64_t face = 1; face < 400; ++face) {
        writer.add(face, pattern(face));
        if (face % 7 == 0)
            writer.flush();
    }
    writer.flush();
    stop = true;
    readers.clear();
    QCOMPARE(wrong.load(), 0);
    QCOMPARE(CropReader(file).count(), std::size_t{400});
}

void TestCrops::survivesMutation()
{
    const test::TempFolder folder;
    fill(folder / "whole", 0, 70);
    const Bytes whole = readFile(folder / "whole");
    Rng rng(11);
    for (int i = 0; i < 300; ++i) {
        Bytes bytes = whole;
        for (std::uint64_t k = 0; k < 1 + rng.below(4); ++k) {
            const bool inHeader = rng.below(2) == 0;
            const std::size_t at = static_cast<std::size_t>(rng.below(inHeader ? 64 + kBlockHeader : bytes.size()));
            bytes[at] = static_cast<std::uint8_t>(rng.below(256));
        }
        bytes.resize(static_cast<std::size_t>(rng.below(4) ? bytes.size() : rng.below(bytes.size())));
        {
            std::ofstream out(folder / "c", std::ios::binary | std::ios::trunc);
            out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        }
        try {
            const CropReader reader(folder / "c");
            for (const auto& [face, record] : reader.index()) {
                const auto pixels = reader.pixels(record);
                QVERIFY(pixels.size() == reader.recordBytes());
                if (reader.size() == kSize && reader.verify(record))
                    QVERIFY(same(pixels, pattern(face)));
            }
            CropWriter writer(folder / "c", kSize);
            writer.add(9999, pattern(9999));
            writer.flush();
            QVERIFY(same(CropReader(folder / "c").pixels(9999), pattern(9999)));
        } catch (const Error& e) {
            QVERIFY(e.code() == ErrorCode::BadFile);
        }
    }
}

void TestCrops::viewerShowsWhatTheReaderDoes()
{
    const test::TempFolder folder;
    const auto file = folder / "crops.lkc";
    fill(file, 1, 200);
    {
        CropWriter writer(file, kSize);
        writer.add(5, pattern(5, 9)); // replaces
        writer.flush();
    }
    Bytes torn = readFile(file);
    torn.resize(torn.size() + 900, 1); // a block that was being written
    overwrite(file, torn);
    const CropReader reader(file);
    const CropViewer viewer(file);
    QCOMPARE(viewer.size(), kSize);
    QCOMPARE(viewer.count(), reader.count());
    for (std::int64_t face = 1; face < 200; ++face)
        QVERIFY(same(reader.pixels(face), viewer.pixels(face)));
    QVERIFY(same(viewer.pixels(5), pattern(5, 9)));
    QVERIFY(viewer.pixels(200).empty());
    std::filesystem::resize_file(file, 2000); // it shrinks while it is open
    QVERIFY(viewer.pixels(150).empty());

    QCOMPARE(codeOf([&] { CropViewer(folder / "nothing"); }), ErrorCode::NotFound);
    overwrite(folder / "short", Bytes(10));
    QCOMPARE(codeOf([&] { CropViewer(folder / "short"); }), ErrorCode::BadFile);
    overwrite(folder / "other", Bytes(4000, 7));
    QCOMPARE(codeOf([&] { CropViewer(folder / "other"); }), ErrorCode::BadFile);
    QVERIFY(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    QCOMPARE(codeOf([&] { CropViewer(folder / "fifo"); }), ErrorCode::BadFile);
}

QTEST_APPLESS_MAIN(TestCrops)
#include "tst_crops.moc"
