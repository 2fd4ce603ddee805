// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/random.h"
#include "tests/cli/run_cli.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <cstring>
#include <set>

using namespace likeness;
using test::Ran;
using test::runCli;

namespace {

constexpr std::size_t kPeople = 30, kEach = 8, kDim = 32;

// Vectors about random centres, as NumPy writes them: person i / kEach.
Bytes npyFile()
{
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(kPeople * kEach) +
                         ", " + std::to_string(kDim) + "), }";
    header.resize((10 + header.size() + 64) / 64 * 64 - 11, ' ');
    header += '\n';
    const std::string start = std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size() & 255) +
                              static_cast<char>(header.size() >> 8) + header;
    Bytes out(start.begin(), start.end());
    for (std::size_t i = 0; i < kPeople * kEach; ++i) {
        Rng centre = Rng::forItem(1, i / kEach), own = Rng::forItem(2, i);
        for (std::size_t d = 0; d < kDim; ++d) {
            const auto value = static_cast<float>(5 * (centre.normal() + 0.3 * own.normal())); // not of length 1
            std::uint8_t bytes[4];
            std::memcpy(bytes, &value, 4);
            out.insert(out.end(), bytes, bytes + 4);
        }
    }
    return out;
}

std::string labelFile(std::size_t rows, bool header)
{
    std::string out = header ? "path,identity\n" : "";
    for (std::size_t i = 0; i < rows; ++i)
        out += "\"a, b\"," + std::string("P") + std::to_string(i / kEach) + "\n";
    return out;
}

} // namespace

class TestClusteringCommands : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsThePeople_data()
    {
        QTest::addColumn<bool>("header");
        QTest::newRow("with a header") << true;
        QTest::newRow("without") << false;
    }
    void findsThePeople()
    {
        QFETCH(bool, header);
        const test::TempFolder folder;
        writeFileAtomically(folder / "E.npy", npyFile());
        writeFileAtomically(folder / "L.csv", labelFile(kPeople * kEach, header));
        const Ran ran = runCli({"bench", "clustering", "--embeddings", (folder / "E.npy").string(), "--labels",
                                (folder / "L.csv").string()});
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.json["items"].get<std::size_t>(), kPeople * kEach);
        QCOMPARE(ran.json["identities"].get<std::size_t>(), kPeople);
        std::set<std::string> names;
        for (const Json& one : ran.json["results"]) {
            names.insert(one["algorithm"].get<std::string>());
            QVERIFY(one["threshold"].get<double>() > 0.2 && one["threshold"].get<double>() < 0.95);
            QVERIFY(one["seconds"].get<double>() > 0 && one["cpu_seconds"].is_number());
            if (one["algorithm"] == "complete")
                continue; // the strictest: people whose least alike pictures are not alike fall apart
            QVERIFY2(one["pairwise"]["f"].get<double>() > 0.95, one["algorithm"].get<std::string>().c_str());
            QVERIFY(one["bcubed"]["f"].get<double>() > 0.95);
            QVERIFY(one["nmi"].get<double>() > 0.95);
            QVERIFY(one["clusters"].get<std::size_t>() >= kPeople - 1);
        }
        QCOMPARE(names, (std::set<std::string>{"average", "complete", "dbscan", "hdbscan", "whispers"}));
    }

    void madeUpGraph()
    {
        const Ran ran = runCli({"bench", "clustering", "--count", "2000", "--k", "20", "--group-size", "10",
                                "--algorithm", "whispers,average"});
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.json["results"].size(), std::size_t(2));
        QCOMPARE(ran.json["identities"].get<int>(), 200);
        for (const Json& one : ran.json["results"])
            QVERIFY(one["pairwise"]["f"].get<double>() > 0.95);
    }

    void findsWrongLabels()
    {
        const test::TempFolder folder;
        writeFileAtomically(folder / "E.npy", npyFile());
        std::string truth;
        for (std::size_t i = 0; i < kPeople * kEach; ++i)
            truth += "P" + std::to_string(i / kEach) + "\n";
        writeFileAtomically(folder / "truth.csv", truth);
        // Every tenth label becomes the next person's.
        std::string planted = "label,identity\n";
        for (std::size_t i = 0; i < kPeople * kEach; ++i)
            planted += "P" + std::to_string((i / kEach + (i % 10 == 0 ? 1 : 0)) % kPeople) + ",P" +
                       std::to_string(i / kEach) + "\n";
        writeFileAtomically(folder / "planted.csv", planted);
        const auto bench = [&](const char* labels, const char* rate) {
            return runCli({"bench", "flags", "--embeddings", (folder / "E.npy").string(), "--labels",
                           (folder / labels).string(), "--rate", rate});
        };
        for (const Ran& ran : {bench("planted.csv", "0"), bench("truth.csv", "0.1")}) {
            QCOMPARE(ran.status, 0);
            QCOMPARE(ran.json["identities"].get<std::size_t>(), kPeople);
            QCOMPARE(ran.json["wrong"].get<std::size_t>(), kPeople * kEach / 10);
            QVERIFY(ran.json["average_precision"].get<double>() > 0.95);
            QVERIFY(ran.json["precision"].get<double>() > 0.9 && ran.json["recall"].get<double>() > 0.9);
            QVERIFY(ran.json["suggestion_right"].get<double>() > 0.95);
            QVERIFY(std::abs(ran.json["wrong_share"].get<double>() - 0.1) < 0.05);
        }
        const Ran clean = bench("truth.csv", "0");
        QCOMPARE(clean.json["wrong"].get<int>(), 0);
        writeFileAtomically(folder / "short.csv", labelFile(5, true));
        QCOMPARE(bench("short.csv", "0").error(), std::string("bad_file"));
        std::string one;
        for (std::size_t i = 0; i < kPeople * kEach; ++i)
            one += "Ann\n";
        writeFileAtomically(folder / "one.csv", one);
        QCOMPARE(bench("one.csv", "0").error(), std::string("too_few_identities"));
        QCOMPARE(bench("truth.csv", "1").status, 2);
    }

    void neighboursOfRandomVectors()
    {
        const Ran ran = runCli({"bench", "cluster", "--count", "3000", "--dim", "16", "--identities", "60", "--k", "10",
                                "--method", "exact"});
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.json["count"].get<int>(), 3000);
        QCOMPARE(ran.json["recall"].get<double>(), 1.0);
        QVERIFY(ran.json["method"].get<std::string>().starts_with("exact"));
        QVERIFY(ran.json["seconds"].get<double>() >=
                ran.json["neighbour_seconds"].get<double>() + ran.json["flag_seconds"].get<double>());
        QCOMPARE(runCli({"bench", "cluster", "--count", "0"}).status, 2);
    }

    void saysWhatIsWrong()
    {
        const test::TempFolder folder;
        writeFileAtomically(folder / "E.npy", npyFile());
        writeFileAtomically(folder / "L.csv", labelFile(5, true));
        const auto error = [&](std::vector<std::string> words) {
            words.insert(words.begin(), {"bench", "clustering", "--embeddings", (folder / "E.npy").string()});
            return runCli(words).error();
        };
        QCOMPARE(error({}), "bad_argument");
        QCOMPARE(error({"--labels", (folder / "L.csv").string()}), "bad_file");
        QCOMPARE(error({"--labels", (folder / "none.csv").string()}), "not_found");
        QCOMPARE(runCli({"bench", "clustering", "--algorithm", "magic"}).status, 2);
    }
};

QTEST_GUILESS_MAIN(TestClusteringCommands)
#include "tst_clustering_commands.moc"
