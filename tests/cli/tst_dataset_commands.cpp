// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_util.h"
#include "core/base/text.h"
#include "core/dataset/demo.h"
#include "core/dataset/project.h"
#include "core/image/codec.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QProcess>
#include <QTest>
#include <fstream>
#include <signal.h>

using namespace likeness;
namespace fs = std::filesystem;

namespace {

struct Ran {
    int status = -1;
    Json json;
    QByteArray out, err;
};

QString program()
{
    return qEnvironmentVariable("LIKENESS_BIN") + QStringLiteral("/likeness-cli");
}

QStringList arguments(const std::vector<std::string>& words)
{
    QStringList list;
    for (const auto& word : words)
        list << QString::fromStdString(word);
    return list;
}

// Runs the command with --json and reads the one object that it must print.
Ran run(std::vector<std::string> words)
{
    words.emplace_back("--json");
    QProcess process;
    process.start(program(), arguments(words));
    Ran ran;
    if (!process.waitForFinished(120000))
        return ran;
    ran.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    ran.out = process.readAllStandardOutput();
    ran.err = process.readAllStandardError();
    if (ran.status >= 0)
        ran.json = parseJson(ran.out.toStdString(), "standard output");
    return ran;
}

std::string errorOf(const Ran& ran)
{
    return ran.status == 1 && ran.json.contains("error") ? ran.json["error"]["code"].get<std::string>() : "nothing";
}

void put(const fs::path& file, std::string_view text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

void putPicture(const fs::path& file, int seed, int side = 16)
{
    image::Image image(side, side, 3);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>((i * 13 + static_cast<std::size_t>(seed) * 17) % 251);
    image.pixels[0] = static_cast<std::uint8_t>(seed);
    image.pixels[1] = static_cast<std::uint8_t>(seed >> 8);
    const auto bytes = image::encodePng(image);
    put(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

} // namespace

class TestDatasetCommands : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void importsDecidesAndUndoes();
    void appliesEveryKindOfDecision();
    void acknowledgesEachDecision();
    void goesOnWithANewProjectThatWasCutOff();
    void keepsVersions();
    void preparesTheDemo();
    void reportsErrors();
    void goesOnAfterAKill();
    void stopsWhenInterrupted();
    void measuresLbph();
    void measuresImport();
};

void TestDatasetCommands::importsDecidesAndUndoes()
{
    const test::TempFolder folder;
    const std::string project = folder / "p.likeness";
    for (int i = 0; i < 6; ++i)
        putPicture(folder / "set" / (i % 2 ? "Bob" : "Ann") / (std::to_string(i) + ".png"), i);
    put(folder / "set/Ann/broken.png", "no picture");
    const auto made = run({"new", project});
    QCOMPARE(made.status, 0);
    QCOMPARE(made.json["images"].get<int>(), 0);
    QCOMPARE(made.json["project"].get<std::string>(), project);
    const auto imported = run({"import", project, folder / "set", "--aligned"});
    QCOMPARE(imported.status, 0);
    QCOMPARE(imported.json["images_added"].get<int>(), 6);
    QCOMPARE(imported.json["identities_added"].get<int>(), 2);
    QCOMPARE(imported.json["duplicates"].get<int>(), 0);
    QCOMPARE(imported.json["rejected"][0]["path"].get<std::string>(), std::string("Ann/broken.png"));
    QVERIFY(!imported.json["rejected"][0]["reason"].get<std::string>().empty());
    QVERIFY(imported.json.contains("seconds"));
    QCOMPARE(imported.out.count('\n'), 1); // one object and nothing else

    put(folder / "d.csv",
        "path,action,identity,other\nAnn/0.png,move,Bob,\nBob/1.png,keep,,\nAnn/99.png,keep,,\nAnn/2.png,fly,,\n");
    const auto decided = run({"decide", project, "--from", folder / "d.csv"});
    QCOMPARE(decided.status, 0);
    QCOMPARE(decided.json["applied"].get<int>(), 2);
    QCOMPARE(decided.json["skipped"].size(), std::size_t{2});
    QCOMPARE(decided.json["skipped"][0]["line"].get<int>(), 4);
    QVERIFY(decided.json["made"].empty());
    QVERIFY(!decided.json["skipped"][1]["reason"].get<std::string>().empty());
    const auto personOf = [&](const std::string& path) {
        const auto p = dataset::Project::open(project);
        return p.identity(p.face(p.primaryFace(path))->identity)->name;
    };
    QCOMPARE(personOf("Ann/0.png"), std::string("Bob"));
    const auto undone = run({"undo", project, "2"});
    QCOMPARE(undone.json["undone"].get<int>(), 2);
    QCOMPARE(personOf("Ann/0.png"), std::string("Ann"));
    QCOMPARE(run({"undo", project}).json["undone"].get<int>(), 0);
    QCOMPARE(run({"redo", project}).json["redone"].get<int>(), 1);
    QCOMPARE(personOf("Ann/0.png"), std::string("Bob"));
    const auto journal = run({"journal", project});
    QCOMPARE(journal.json["entries"].size(), std::size_t{3});
    QCOMPARE(journal.json["entries"][2]["verb"].get<std::string>(), std::string("import"));
    QVERIFY(journal.json["entries"][0]["undone"].get<bool>());
}

void TestDatasetCommands::appliesEveryKindOfDecision()
{
    const test::TempFolder folder;
    const std::string project = folder / "p";
    int seed = 0;
    for (const char* name :
         {"Ann/1.png", "Ann/2.png", "Ann/3.png", "Bob/1.png", "Bob/2.png", "Cid/1.png", "Dan/1.png", "Eve/1.png"})
        putPicture(folder / "set" / name, ++seed);
    run({"new", project});
    run({"import", project, folder / "set", "--aligned"});
    // Columns in another order, a byte order mark, CRLF, quotes, blank lines: what spreadsheets make of it.
    put(folder / "d.csv",
        "\xEF\xBB\xBF"
        "action,path,other,identity\r\nreject,Ann/1.png,,\r\n\r\nunsure,\"Ann/2.png\",,\r\n"
        "confirm_different,Bob/1.png,Ann,\r\nsplit,Bob/1.png,\"Robert, Jr.\",\r\nsplit,Bob/2.png,\"Robert, Jr.\",\r\n"
        "merge,,Ann,Cid\r\nrename,Dan/1.png,Daniel,\r\nmove,Eve/1.png,Daniel,Eve\r\nmove,Ann/3.png,Daniel,Eve\r\n"
        "merge,,Nobody,Ann\r\nkeep,,,\r\nmove,Eve/1.png,,\r\n");
    const auto decided = run({"decide", project, "--from", folder / "d.csv"});
    QCOMPARE(decided.json["applied"].get<int>(), 8);
    QCOMPARE(decided.json["skipped"].size(), std::size_t{4});
    QCOMPARE(dumpJson(decided.json["made"]), std::string(R"(["Robert, Jr."])"));
    const auto p = dataset::Project::open(project);
    std::string people;
    for (const auto& row : p.identities())
        people += row.name + ":" + std::to_string(row.faces) + " ";
    QCOMPARE(people, std::string("Ann:3 Bob:0 Daniel:2 Eve:0 Robert, Jr.:2 "));
    QCOMPARE(p.cannotIdentity().size(), std::size_t{1});
    QCOMPARE(p.journal().size(), std::size_t{8}); // the import and seven changes: the two splits are one
}

void TestDatasetCommands::acknowledgesEachDecision()
{
    const test::TempFolder folder;
    const std::string project = folder / "p";
    for (int i = 0; i < 4; ++i)
        putPicture(folder / "set/Ann" / (std::to_string(i) + ".png"), i);
    run({"new", project});
    run({"import", project, folder / "set", "--aligned"});
    QProcess process;
    process.start(program(), arguments({"decide", project, "--from", "-", "--acknowledge", "--json"}));
    QByteArray said;
    const auto heard = [&](const QByteArray& line) {
        said += process.readAllStandardError();
        return said.contains(line);
    };
    // One at a time: the answer comes while standard input is still open, and another program sees what it is about.
    process.write("path,action,identity,other\nAnn/0.png,reject,,\n");
    QTRY_VERIFY(heard("line 2 stored\n"));
    const auto other = dataset::Project::open(project);
    QVERIFY(other.face(other.primaryFace("Ann/0.png"))->label == dataset::LabelState::Rejected);
    process.write("Ann/0.png,reject,,\nAnn/9.png,keep,,\n");
    QTRY_VERIFY(heard("line 3 skipped: nothing would change"));
    QTRY_VERIFY(heard("line 4 skipped: no picture"));
    // Pictures that are split off together are one decision, once it is known that no more of them follow.
    process.write("Ann/1.png,split,,Bob\nAnn/2.png,split,,Bob\n");
    process.write("Ann/3.png,unsure,,");
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished(30000));
    QVERIFY(heard("line 5 stored\nline 6 stored\nline 7 stored\n"));
    QCOMPARE(process.exitCode(), 0);
    const Json result = parseJson(process.readAllStandardOutput().toStdString(), "standard output");
    QCOMPARE(result["applied"].get<int>(), 4);
    QCOMPARE(result["skipped"].size(), std::size_t{2});
    QCOMPARE(other.journal().size(), std::size_t{4}); // with the import
    // Waiting for the next line, it still hears Ctrl-C.
    process.start(program(), arguments({"decide", project, "--from", "-", "--acknowledge", "--json"}));
    process.write("Ann/3.png,keep,,\n");
    said.clear();
    QTRY_VERIFY(heard("line 1 stored\n"));
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(5000));
    QCOMPARE(process.exitCode(), 130);
}

void TestDatasetCommands::goesOnWithANewProjectThatWasCutOff()
{
    const test::TempFolder folder;
    const std::string project = folder / "p";
    fs::create_directories(fs::path(project) / "images");
    fs::create_directories(fs::path(project) / "cache");
    QCOMPARE(run({"new", project}).status, 0);
    put(fs::path(folder / "q") / "project.db", "");
    QCOMPARE(run({"new", folder / "q"}).status, 0);
    const auto twice = run({"new", project});
    QCOMPARE(errorOf(twice), std::string("bad_argument"));
    QVERIFY(twice.json["error"]["message"].get<std::string>().find("a project already") != std::string::npos);
    put(fs::path(folder / "r") / "images/of-mine.txt", "text");
    QCOMPARE(errorOf(run({"new", folder / "r"})), std::string("bad_argument"));
    QVERIFY(fs::exists(folder / "r/images/of-mine.txt"));
}

void TestDatasetCommands::keepsVersions()
{
    const test::TempFolder folder;
    const std::string project = folder / "p";
    putPicture(folder / "set/Ann/1.png", 1);
    putPicture(folder / "set/Bob/1.png", 2);
    run({"new", project});
    run({"import", project, folder / "set"});
    const auto first = run({"snapshot", project, "--name", "first"});
    QCOMPARE(first.json["snapshot"].get<std::string>().size(), std::size_t{64});
    QCOMPARE(first.json["images"].get<int>(), 2);
    QCOMPARE(first.json["identities"].get<int>(), 2);
    put(folder / "d.csv", "path,action,identity,other\nAnn/1.png,move,Bob,\n");
    run({"decide", project, "--from", folder / "d.csv"});
    const auto second = run({"snapshot", project});
    const auto diff = run({"diff", project, "first", second.json["snapshot"].get<std::string>().substr(0, 12)});
    QCOMPARE(diff.json["added"].size() + diff.json["removed"].size(), std::size_t{0});
    QCOMPARE(dumpJson(diff.json["relabelled"]), std::string(R"([{"path":"Ann/1.png","before":"Ann","after":"Bob"}])"));
    QCOMPARE(errorOf(run({"diff", project, "first", "third"})), std::string("not_found"));
}

void TestDatasetCommands::preparesTheDemo()
{
    const test::TempFolder folder;
    const std::string project = folder / "p";
    {
        // Four people are enough here, and ten times quicker than the forty of `new --demo`.
        jobs::RecordingContext context;
        dataset::DemoOptions small;
        small.identities = 4;
        small.imagesEach = 3;
        dataset::Project::create(project); // where it was cut off right after this, it goes on
        dataset::createDemo(project, small, context);
        QVERIFY_THROWS_EXCEPTION(Error, dataset::createDemo(project, small, context)); // not over a whole one
    }
    const auto first = run({"prepare", project, "--detector", "hog"});
    QCOMPARE(first.status, 0);
    QVERIFY2(first.json["faces"].get<int>() >= 10, first.out.constData());
    QCOMPARE(first.json["faces"].get<int>() + first.json["no_face"].get<int>(), 12);
    QVERIFY(first.json.contains("multi_face") && first.json.contains("seconds"));
    const auto again = run({"prepare", project});
    QCOMPARE(again.json["faces"].get<int>(), first.json["faces"].get<int>());
    QCOMPARE(errorOf(run({"prepare", project, "--detector", "scrfd"})), std::string("unsupported"));
    QCOMPARE(run({"prepare", project, "--detector", "magic"}).status, 2);
    QCOMPARE(run({"prepare", project, "--size", "113"}).status, 2);
    QCOMPARE(run({"prepare", project, "--light", "sunshine"}).status, 2);
    const auto lit = run({"prepare", project, "--light", "retinex", "--again"});
    QCOMPARE(lit.status, 0);
    QVERIFY(lit.json["faces"].get<int>() > 0);
    for (const char* light : {"none", "equalise", "clahe", "retinex"})
        QCOMPARE(run({"curate", project, "--method", "lbph", "--light", light, "--histograms", "compact"}).status, 0);
}

void TestDatasetCommands::reportsErrors()
{
    const test::TempFolder folder;
    const std::string project = folder / "p";
    run({"new", project});
    fs::create_directory(folder / "empty");
    QCOMPARE(errorOf(run({"new", project})), std::string("bad_argument"));
    QCOMPARE(errorOf(run({"import", folder / "empty", folder / "empty"})), std::string("not_a_project"));
    QCOMPARE(errorOf(run({"import", project, folder / "empty"})), std::string("empty_source"));
    QCOMPARE(errorOf(run({"snapshot", project})), std::string("too_few_identities"));
    QCOMPARE(errorOf(run({"decide", project, "--from", folder / "none.csv"})), std::string("not_found"));
    QCOMPARE(run({"import", project}).status, 2);
    QCOMPARE(run({"import", project, folder / "empty", "--format", "zip"}).status, 2);
    QCOMPARE(run({"undo", project, "0"}).status, 2);
    QCOMPARE(run({"nonsense"}).status, 2);
    QCOMPARE(run({"prepare", project, "--device", "gpu"}).status, 2);
    QCOMPARE(run({"prepare", project, "--device", "cuda:x"}).status, 2);
    // Scripts get their one object for wrong usage too, and people the word that was wrong.
    const Ran unknown = run({"bench", "nonsense"});
    QCOMPARE(unknown.status, 2);
    QCOMPARE(unknown.json["error"]["code"].get<std::string>(), std::string("bad_argument"));
    QVERIFY(unknown.out.contains("nonsense"));
    put(folder / "binary.csv", std::string_view("path,action\n\0\1\2", 15));
    QCOMPARE(errorOf(run({"decide", project, "--from", folder / "binary.csv"})), std::string("bad_file"));
}

void TestDatasetCommands::goesOnAfterAKill()
{
    constexpr int kPictures = 1200;
    const test::TempFolder folder;
    const std::string project = folder / "p";
    for (int i = 0; i < kPictures; ++i)
        putPicture(folder / "set" / std::to_string(i % 10) / (std::to_string(i) + ".png"), i, 64);
    run({"new", project});
    const auto images = [&] { return dataset::Project::open(project).counts().images; };
    for (int round = 0; round < 3 && images() < kPictures; ++round) {
        const int before = images();
        QProcess process;
        process.start(program(), arguments({"import", project, folder / "set", "--copy", "--threads", "1"}));
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(images() > before || process.state() == QProcess::NotRunning, 60000);
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
    }
    const int kept = images();
    QVERIFY(kept > 0);
    const auto rest = run({"import", project, folder / "set", "--copy"});
    QCOMPARE(rest.status, 0);
    QCOMPARE(rest.json["already_there"].get<int>(), kept);
    QCOMPARE(rest.json["images_added"].get<int>(), kPictures - kept);
    QCOMPARE(rest.json["duplicates"].get<int>(), 0);
    // One file a picture, although the kills left some copies behind whose rows were never written.
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(project) / "images"))
        files += entry.path().extension() == ".png" ? 1 : 0;
    QCOMPARE(files, kPictures);
}

void TestDatasetCommands::stopsWhenInterrupted()
{
    const test::TempFolder folder;
    const std::string project = folder / "p";
    for (int i = 0; i < 600; ++i)
        putPicture(folder / "set/Ann" / (std::to_string(i) + ".png"), i, 200);
    run({"new", project});
    QProcess process;
    process.start(program(), arguments({"import", project, folder / "set", "--copy", "--threads", "1", "--json"}));
    QVERIFY(process.waitForStarted());
    const auto copies = [&] {
        std::error_code ec;
        return std::distance(fs::recursive_directory_iterator(fs::path(project) / "images", ec), {});
    };
    QTRY_VERIFY_WITH_TIMEOUT(copies() > 20, 30000);
    process.terminate();
    QVERIFY(process.waitForFinished(5000));
    QCOMPARE(process.exitCode(), 130);
    const auto json = parseJson(process.readAllStandardOutput().toStdString(), "standard output");
    QCOMPARE(json["error"]["code"].get<std::string>(), std::string("interrupted"));
    QVERIFY(dataset::Project::open(project).counts().images > 0);
}

void TestDatasetCommands::measuresLbph()
{
    for (const auto& [mode, bins] : {std::pair("full", 256), std::pair("compact", 59)}) {
        const auto ran = run({"bench", "lbph", "--crops", "30", "--mode", mode, "--threads", "1"});
        QCOMPARE(ran.status, 0);
        QCOMPARE(ran.json["pairs"].get<int>(), 435);
        QCOMPARE(ran.json["mode"].get<std::string>(), std::string(mode));
        QCOMPARE(ran.json["bins"].get<int>(), bins);
        QVERIFY(!ran.json["kernel"].get<std::string>().empty());
        for (const char* key : {"seconds", "histogram_seconds", "nanoseconds_per_pair", "peak_rss_mb"})
            QVERIFY2(ran.json[key].get<double>() > 0, key);
    }
    QCOMPARE(run({"bench", "lbph", "--mode", "half"}).status, 2);
}

void TestDatasetCommands::measuresImport()
{
    const test::TempFolder folder;
    for (int i = 0; i < 20; ++i)
        putPicture(folder / "set/Ann" / (std::to_string(i) + ".png"), i);
    const auto ran = run({"bench", "import", folder / "set", "--threads", "2"});
    QCOMPARE(ran.status, 0);
    QVERIFY(ran.json["images_per_second"].get<double>() > 0);
    QVERIFY(ran.json["decode_images_per_second"].get<double>() > 0);
    QCOMPARE(ran.json["images"].get<int>(), 20);
    QCOMPARE(ran.json["threads"].get<int>(), 2);
}

QTEST_GUILESS_MAIN(TestDatasetCommands)
#include "tst_dataset_commands.moc"
