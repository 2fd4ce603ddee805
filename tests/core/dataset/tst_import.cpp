// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/dataset/demo.h"
#include "core/dataset/history.h"
#include "core/dataset/import.h"
#include "core/image/codec.h"
#include "tests/core/dataset/sample_project.h"
#include "tests/support/error_code.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

using namespace likeness;
using namespace likeness::dataset;
namespace fs = std::filesystem;
using test::codeOf;

namespace {

// A small picture that no other seed gives.
Bytes picture(int seed, int width = 12, int height = 8)
{
    image::Image image(width, height, 3);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>((i * 7 + static_cast<std::size_t>(seed) * 31) % 251);
    return image::encodePng(image);
}

void put(const fs::path& file, const Bytes& bytes)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

std::vector<std::string> keysOf(const Project& project)
{
    std::vector<std::string> keys;
    for (const auto face : project.allFaces())
        keys.push_back(project.image(project.face(face)->image)->key);
    return keys;
}

std::string personOf(const Project& project, const std::string& key)
{
    const auto face = project.face(project.primaryFace(key));
    return face && face->identity ? project.identity(face->identity)->name : "";
}

std::size_t filesBelow(const fs::path& folder)
{
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        files += entry.is_regular_file() ? 1 : 0;
    return files;
}

// What may not be read cannot be read while this lives, even where the tests run as root: then as nobody, who gets the
// folder.
class WithoutPrivileges
{
public:
    explicit WithoutPrivileges(const fs::path& folder)
    {
        if (::geteuid() != 0)
            return;
        constexpr uid_t kNobody = 65534;
        bool given = ::chown(folder.parent_path().c_str(), kNobody, kNobody) == 0 &&
                     ::chown(folder.c_str(), kNobody, kNobody) == 0;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            given = given && ::lchown(entry.path().c_str(), kNobody, kNobody) == 0;
        m_dropped = given && ::seteuid(kNobody) == 0;
    }
    ~WithoutPrivileges()
    {
        if (m_dropped && ::seteuid(0) != 0)
            std::abort();
    }
    WithoutPrivileges(const WithoutPrivileges&) = delete;
    WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;

private:
    bool m_dropped = false;
};

} // namespace

class TestImport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void importsAFolderPerPerson();
    void importsAgainWithoutAddingAnything();
    void marksAlignedImages();
    void rejectsBadImagesAndGoesOn();
    void passesOverClutterLoopsAndSpecialFiles();
    void realFoldersComeBeforeLinks();
    void keepsNamesOfAnyBytes();
    void countsDuplicates();
    void copiesWhereAsked();
    void copiesOnlyWhatComesIn();
    void onlyWritingEndsACopyingImport();
    void keepsKeysApart();
    void capturesComeBackBesideTheirImport();
    void keepsWhatIsDoneWhenStopped();
    void journalsWhatAFailureLeavesBehind();
    void skipsTheProjectInsideItsSource();
    void refusesWrongSources();
    void makesADemo();
};

void TestImport::importsAFolderPerPerson()
{
    const test::TempFolder folder;
    const auto source = folder / "set";
    put(source / "Ann/10.png", picture(1, 20, 30));
    put(source / "Ann/2.png", picture(2));
    put(source / "Ann/2019/deep/1.png", picture(3));
    put(source / "Bob Ö/x.png", picture(4));
    put(source / "loose.png", picture(5));
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    const auto result = importFrom(project, source, {}, context);
    QCOMPARE(result.imagesAdded, 5);
    QCOMPARE(result.identitiesAdded, 2);
    QVERIFY(result.rejected.empty());
    QCOMPARE(context.done, std::uint64_t{5});
    QCOMPARE(context.total, std::uint64_t{5});
    QCOMPARE(keysOf(project),
             (std::vector<std::string>{"Ann/2.png", "Ann/10.png", "Ann/2019/deep/1.png", "Bob Ö/x.png", "loose.png"}));
    QCOMPARE(personOf(project, "Ann/2019/deep/1.png"), std::string("Ann"));
    QCOMPARE(personOf(project, "loose.png"), std::string());
    const auto face = *project.face(project.primaryFace("Ann/10.png"));
    QCOMPARE(face.status, FaceStatus::Pending);
    QVERIFY(face.primary);
    const auto row = *project.image(face.image);
    QCOMPARE(row.width, 20);
    QCOMPARE(row.height, 30);
    QCOMPARE(project.imageFile(row), fs::canonical(source) / "Ann/10.png");
    QCOMPARE(project.journal().front().verb, std::string("import"));
    QCOMPARE(project.journal().front().what, std::string("set: 5 images, 2 new people"));
    QVERIFY(!project.canUndo());
}

void TestImport::importsAgainWithoutAddingAnything()
{
    const test::TempFolder folder;
    put(folder / "set/Ann/1.png", picture(1));
    put(folder / "set/Bob/1.png", picture(2));
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    importFrom(project, folder / "set", {}, context);
    project.decide(std::array{project.primaryFace("Ann/1.png")}, Action::Move, "Bob");
    const auto before = test::dump(project);
    fs::create_directory_symlink(folder / "set", folder / "same set");
    for (const auto& source : {folder / "set", folder / "set/../set", folder / "same set"}) {
        const auto again = importFrom(project, source, {}, context);
        QCOMPARE(again.imagesAdded + again.identitiesAdded + again.duplicates, 0);
        QCOMPARE(again.alreadyThere, 2);
    }
    QCOMPARE(test::dump(project), before);
    put(folder / "set/Carl/1.png", picture(3)); // one more file later
    QCOMPARE(importFrom(project, folder / "set", {}, context).imagesAdded, 1);
}

void TestImport::marksAlignedImages()
{
    const test::TempFolder folder;
    put(folder / "set/Ann/1.png", picture(1, 92, 112));
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    ImportOptions options;
    options.aligned = true;
    importFrom(project, folder / "set", options, context);
    const auto face = *project.face(project.allFaces().front());
    QCOMPARE(face.status, FaceStatus::Aligned);
    QVERIFY((face.box == image::Rect{0, 0, 92, 112}));
}

void TestImport::rejectsBadImagesAndGoesOn()
{
    const test::TempFolder folder;
    const auto whole = picture(1, 200, 200);
    put(folder / "set/Ann/good.png", whole);
    put(folder / "set/Ann/cut.png",
        Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2)));
    put(folder / "set/Ann/empty.jpg", {});
    put(folder / "set/Ann/text.jpg", {'h', 'e', 'l', 'l', 'o'});
    // A header that promises 60000 × 60000 pixels.
    Bytes giant = {'P', '6', ' ', '6', '0', '0', '0', '0',  ' ', '6', '0',
                   '0', '0', '0', ' ', '2', '5', '5', '\n', 0,   0,   0};
    put(folder / "set/Ann/giant.ppm", giant);
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    const auto result = importFrom(project, folder / "set", {}, context);
    QCOMPARE(result.imagesAdded, 1);
    QCOMPARE(result.rejected.size(), std::size_t{4});
    QCOMPARE(context.issues.size(), std::size_t{4});
    for (const auto& [path, reason] : result.rejected)
        QVERIFY2(!reason.empty() && path.starts_with("Ann/"), path.c_str());
    QVERIFY(std::any_of(context.issues.begin(), context.issues.end(),
                        [](const auto& i) { return i.code == ErrorCode::TooLarge; }));
}

void TestImport::passesOverClutterLoopsAndSpecialFiles()
{
    const test::TempFolder folder;
    const auto set = folder / "set";
    put(set / "Ann/1.png", picture(1));
    for (const char* name : {"Ann/Thumbs.db", "Ann/.hidden.png", "Ann/.DS_Store", "Ann/list.info", "Ann/2.pgm.bad",
                             ".git/x.png", "__MACOSX/Ann/1.png", "WS_FTP.LOG", "README"})
        put(set / name, picture(9));
    fs::create_directory_symlink(set, set / "Ann/loop");
    fs::create_directory_symlink("..", set / "Ann/up");
    fs::create_symlink("nowhere.png", set / "Ann/broken.png");
    QCOMPARE(::mkfifo((set / "Ann/pipe.png").c_str(), 0600), 0);
    put(folder / "elsewhere/7.png", picture(7));
    fs::create_directory_symlink(folder / "elsewhere",
                                 set / "Linked"); // a link that leads to something new is followed
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    const auto result = importFrom(project, set, {}, context);
    QCOMPARE(keysOf(project), (std::vector<std::string>{"Ann/1.png", "Linked/7.png"}));
    QCOMPARE(result.identitiesAdded, 2);
    const auto warnings = std::count_if(context.issues.begin(), context.issues.end(), [](const jobs::Issue& issue) {
        return issue.severity == jobs::Issue::Severity::Warning;
    });
    QCOMPARE(warnings, 2); // the pipe and the broken link
    // list.info, 2.pgm.bad, WS_FTP.LOG and README are told as one; Ann and Linked have one picture each.
    QCOMPARE(dumpJson(result.report["counts"]), std::string(R"({"other_file":1,"single_image":2})"));
    QCOMPARE(context.issues.size(), std::size_t{5});
    const auto history = personHistory(project, project.findIdentity("Ann"));
    QCOMPARE(history.size(), std::size_t{1});
    QCOMPARE(history[0].entry.verb, std::string("import"));
    QCOMPARE(history[0].changes, (std::vector<HistoryChange>{{HistoryChange::Field::Imported, "", "", 1}}));
}

void TestImport::realFoldersComeBeforeLinks()
{
    const test::TempFolder folder;
    const auto set = folder / "set";
    put(set / "Ann/1.png", picture(1));
    put(set / "Bob/1.png", picture(2));
    put(set / "Carl/deep/1.png", picture(3));
    put(folder / "elsewhere/1.png", picture(4));
    fs::create_directory_symlink("../Bob", set / "Ann/similar");
    fs::create_directory_symlink("../../elsewhere", set / "Ann/far");
    fs::create_directory_symlink(set / "Carl", folder / "elsewhere/back"); // found by following a link
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    importFrom(project, set, {}, context);
    QCOMPARE(keysOf(project), (std::vector<std::string>{"Ann/1.png", "Ann/far/1.png", "Bob/1.png", "Carl/deep/1.png"}));
    QCOMPARE(personOf(project, "Bob/1.png"), std::string("Bob"));
}

void TestImport::keepsNamesOfAnyBytes()
{
    const test::TempFolder folder;
    const std::vector<std::string> names = {"new\nline", "脸 李", "bad\xff\xfe utf8", "quote'\"; DROP TABLE images",
                                            "%s%n"};
    int seed = 0;
    for (const auto& name : names)
        put(folder / "set" / name / (name + ".png"), picture(++seed));
    put(folder / "set/bad\xfe\xff utf8" / "bad\xfe\xff utf8.png", picture(++seed)); // the same in valid UTF-8
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    QCOMPARE(importFrom(project, folder / "set", {}, context).imagesAdded, 6);
    QCOMPARE(importFrom(project, folder / "set", {}, context).alreadyThere, 6);
    std::set<std::string> keys;
    for (const auto face : project.allFaces()) {
        const auto row = *project.image(project.face(face)->image);
        QVERIFY(fs::exists(project.imageFile(row)));
        QCOMPARE(toUtf8(row.key), row.key);
        QVERIFY(row.key.find('\n') == std::string::npos); // fits a line of a CSV file
        QCOMPARE(project.primaryFace(row.key), face);
        QCOMPARE(project.primaryFace(project.imageFile(row).native()), face);
        keys.insert(row.key);
    }
    QCOMPARE(keys.size(), std::size_t{6});
    QCOMPARE(personOf(project, "new\\nline/new\\nline.png"), std::string("new\\nline"));
}

void TestImport::countsDuplicates()
{
    const test::TempFolder folder;
    put(folder / "set/Ann/1.png", picture(1));
    put(folder / "set/Ann/copy.png", picture(1));
    put(folder / "set/Bob/1.png", picture(1));
    put(folder / "set/Bob/2.png", picture(2));
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    const auto result = importFrom(project, folder / "set", {}, context);
    QCOMPARE(result.imagesAdded, 3);
    QCOMPARE(result.duplicates, 1);
    QCOMPARE(result.duplicatesAcross, 1);
    QCOMPARE(context.issues.size(), std::size_t{2});
    for (const auto& issue : context.issues)
        QVERIFY(issue.message.find("Ann/1.png") != std::string::npos);
    QCOMPARE(dumpJson(result.report["counts"]), std::string(R"({"duplicate_across":1,"duplicate_image":1})"));
}

void TestImport::copiesWhereAsked()
{
    const test::TempFolder folder;
    put(folder / "set/Ann/1.png", picture(1));
    put(folder / "other/set/Ann/1.png", picture(2));
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    ImportOptions options;
    options.copy = true;
    importFrom(project, folder / "set", options, context);
    importFrom(project, folder / "other/set", options, context);
    QCOMPARE(importFrom(project, folder / "set", options, context).alreadyThere, 1);
    fs::remove_all(folder / "set");
    fs::remove_all(folder / "other");
    fs::rename(folder / "p", folder / "moved");
    project = Project::open(folder / "moved");
    std::vector<Bytes> contents;
    for (const auto face : project.allFaces()) {
        const auto row = *project.image(project.face(face)->image);
        QVERIFY(!row.path.starts_with('/'));
        contents.push_back(readFile(project.imageFile(row)));
    }
    QCOMPARE(contents, (std::vector<Bytes>{picture(1), picture(2)}));
}

void TestImport::copiesOnlyWhatComesIn()
{
    const test::TempFolder folder;
    put(folder / "set/Ann/1.png", picture(1));
    put(folder / "set/Ann/copy.png", picture(1));
    put(folder / "set/Bob/1.png", picture(1)); // under another name: comes in
    put(folder / "set/Bob/text.png", {'h', 'e', 'l', 'l', 'o'});
    put(folder / "set/ /1.png", picture(2)); // no name
    put(folder / "moved/Ann/again.png", picture(1));
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    ImportOptions options;
    options.copy = true;
    const auto result = importFrom(project, folder / "set", options, context);
    QCOMPARE(result.imagesAdded, 2);
    QCOMPARE(result.duplicates, 1);
    QCOMPARE(result.duplicatesAcross, 1);
    QCOMPARE(result.rejected.size(), std::size_t{2});
    QCOMPARE(filesBelow(project.imagesFolder()), std::size_t{2});
    QCOMPARE(importFrom(project, folder / "moved", options, context).duplicates, 1);
    QCOMPARE(filesBelow(project.imagesFolder()), std::size_t{2});
}

void TestImport::onlyWritingEndsACopyingImport()
{
    const test::TempFolder folder;
    put(folder / "set/Ann/1.png", picture(1));
    put(folder / "set/Ann/secret.png", picture(2));
    put(folder / "set/Bob/1.png", picture(3));
    put(folder / "other/Ann/1.png", picture(4));
    Project::create(folder / "p");
    const WithoutPrivileges guard(folder.path());
    fs::permissions(folder / "set/Ann/secret.png", fs::perms::none);
    if (std::ifstream(folder / "set/Ann/secret.png").good())
        QSKIP("needs a temporary folder that keeps permissions: set TMPDIR to one on ext4 or tmpfs");
    auto project = Project::open(folder / "p");
    jobs::RecordingContext context;
    ImportOptions options;
    options.copy = true;
    const auto result = importFrom(project, folder / "set", options, context);
    QCOMPARE(result.imagesAdded, 2);
    QCOMPARE(result.rejected.size(), std::size_t{1});
    QCOMPARE(result.rejected[0].first, std::string("Ann/secret.png"));
    QCOMPARE(context.issues[0].code, ErrorCode::Io); // and not a project that cannot be written

    fs::permissions(project.imagesFolder(), fs::perms::owner_read | fs::perms::owner_exec);
    QCOMPARE(codeOf([&] { importFrom(project, folder / "other", options, context); }), std::string("read_only"));
    fs::permissions(project.imagesFolder(), fs::perms::owner_all);
    QCOMPARE(importFrom(project, folder / "other", options, context).imagesAdded, 1);
}

void TestImport::keepsKeysApart()
{
    const test::TempFolder folder;
    put(folder / "a/Ann/1.png", picture(1));
    put(folder / "b/Ann/1.png", picture(2));
    auto project = Project::create(folder / "p");
    jobs::RecordingContext context;
    importFrom(project, folder / "a", {}, context);
    importFrom(project, folder / "b", {}, context);
    QCOMPARE(keysOf(project), (std::vector<std::string>{"Ann/1.png", "Ann/1~2.png"}));
    QCOMPARE(project.identities().size(), std::size_t{1});
}

void TestImport::capturesComeBackBesideTheirImport()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    const auto face = project.addCapture(picture(1), 12, 8, {}, "Ann");
    const auto key = project.image(project.face(face)->image)->key;
    project.undo();
    jobs::RecordingContext context;
    importFrom(project, project.imagesFolder(), {}, context); // where the captured file still lies
    QCOMPARE(keysOf(project), std::vector{key});
    for (int round = 0; round < 2; ++round) {
        QCOMPARE(project.redo().size(), std::size_t{1});
        QCOMPARE(project.counts().images, 2);
        QCOMPARE(project.image(project.face(face)->image)->key, key);
        QCOMPARE(importFrom(project, project.imagesFolder(), {}, context).alreadyThere, 1);
        QCOMPARE(project.undo().size(), std::size_t{1});
        QCOMPARE(keysOf(project), std::vector{key});
        QCOMPARE(importFrom(project, project.imagesFolder(), {}, context).alreadyThere, 1);
    }
}

void TestImport::keepsWhatIsDoneWhenStopped()
{
    const test::TempFolder folder;
    for (int i = 0; i < 600; ++i)
        put(folder / "set/Ann" / (std::to_string(i) + ".png"), picture(i, 4, 4 + i));
    auto project = Project::create(folder / "p");
    jobs::RecordingContext stopping;
    stopping.stopAfter(300);
    QCOMPARE(codeOf([&] { importFrom(project, folder / "set", {}, stopping); }), std::string("interrupted"));
    const int kept = project.counts().images;
    QVERIFY2(kept >= 299 && kept < 400, std::to_string(kept).c_str());
    jobs::RecordingContext context;
    const auto rest = importFrom(project, folder / "set", {}, context);
    QCOMPARE(rest.alreadyThere, kept);
    QCOMPARE(rest.imagesAdded, 600 - kept);
    QCOMPARE(context.done, std::uint64_t{600});
}

void TestImport::journalsWhatAFailureLeavesBehind()
{
    // Looks into the project from outside while the third batch is read, and fails there.
    struct Failing : jobs::RecordingContext {
        explicit Failing(fs::path where) : project(std::move(where)) {}
        void progress(std::uint64_t read, std::uint64_t all, const char* unit) override
        {
            RecordingContext::progress(read, all, unit);
            if (read != 520)
                return;
            auto outside = Project::open(project, Project::Mode::ReadOnly);
            const db::ReadTransaction oneState(outside.impl().db);
            entries = outside.journal();
            images = static_cast<int>(outside.impl().db.scalar("SELECT count(*) FROM images"));
            throw Error(ErrorCode::Io, "the disk is gone");
        }
        fs::path project;
        std::vector<JournalEntry> entries;
        int images = 0;
    };
    const test::TempFolder folder;
    for (int i = 0; i < 530; ++i)
        put(folder / "set/Ann" / (std::to_string(i) + ".png"), picture(i, 4, 4 + i));
    auto project = Project::create(folder / "p");
    Failing context(folder / "p");
    ImportOptions options;
    options.threads = 1;
    QCOMPARE(codeOf([&] { importFrom(project, folder / "set", options, context); }), std::string("io"));
    const int kept = project.counts().images;
    QVERIFY(kept > 0);
    // A kill would have left the same.
    QCOMPARE(context.entries.size(), std::size_t{1});
    QVERIFY(context.images > 0);
    QCOMPARE(context.entries[0].changes, context.images);
    const auto entries = project.journal();
    QCOMPARE(entries.size(), std::size_t{1});
    QCOMPARE(entries[0].changes, kept);
    QCOMPARE(entries[0].what, "set: " + std::to_string(kept) + " images, 1 new people");
    jobs::RecordingContext rest;
    importFrom(project, folder / "set", options, rest);
    QCOMPARE(project.journal().size(), std::size_t{2});
    QCOMPARE(project.journal().front().changes, 530 - kept);
}

void TestImport::skipsTheProjectInsideItsSource()
{
    const test::TempFolder folder;
    put(folder / "set/Ann/1.png", picture(1));
    auto project = Project::create(folder / "set/p.likeness");
    put(project.imagesFolder() / "old/1.png", picture(2));
    jobs::RecordingContext context;
    QCOMPARE(importFrom(project, folder / "set", {}, context).imagesAdded, 1);
}

void TestImport::refusesWrongSources()
{
    const test::TempFolder folder;
    auto project = Project::create(folder / "p");
    fs::create_directory(folder / "empty");
    writeFileAtomically(folder / "file", std::string_view("x"));
    jobs::RecordingContext context;
    QCOMPARE(codeOf([&] { importFrom(project, folder / "empty", {}, context); }), std::string("empty_source"));
    QCOMPARE(codeOf([&] { importFrom(project, folder / "missing", {}, context); }), std::string("not_found"));
    QCOMPARE(codeOf([&] { importFrom(project, folder / "file", {}, context); }), std::string("unsupported"));
    ImportOptions named;
    named.format = "folders";
    QCOMPARE(codeOf([&] { importFrom(project, folder / "file", named, context); }), std::string("bad_argument"));
    named.format = "nonsense";
    QCOMPARE(codeOf([&] { importFrom(project, folder / "empty", named, context); }), std::string("unsupported"));
    const auto other = Project::open(folder / "p");
    const auto lock = other.lockForJob("curate");
    QCOMPARE(codeOf([&] { importFrom(project, folder / "empty", {}, context); }), std::string("project_busy"));
}

void TestImport::makesADemo()
{
    const test::TempFolder folder;
    DemoOptions options;
    options.identities = 5;
    options.imagesEach = 4;
    options.wrong = 0.1;
    jobs::RecordingContext context;
    auto project = createDemo(folder / "demo.likeness", options, context);
    QCOMPARE(project.counts().images, 20);
    QCOMPARE(project.counts().identities, 5);
    const auto lines = split(readTextFile(project.folder() / "demo-truth.csv"), '\n');
    QCOMPARE(lines.size(), std::size_t{22}); // header, rows, end
    int wrong = 0;
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
        const auto fields = parseCsvLine(lines[i]);
        QCOMPARE(fields.size(), std::size_t{3});
        QCOMPARE(personOf(project, fields[0]), fields[1]);
        wrong += fields[1] != fields[2] ? 1 : 0;
    }
    QCOMPARE(wrong, 2);
    const auto row = *project.image(project.face(project.allFaces().front())->image);
    QVERIFY(row.path.starts_with("images/demo/"));
    jobs::RecordingContext again;
    auto twin = createDemo(folder / "twin.likeness", options, again);
    QCOMPARE(twin.snapshot().hash, project.snapshot().hash); // the same seed draws the same
    options.identities = 1;
    QCOMPARE(codeOf([&] { createDemo(folder / "x", options, context); }), std::string("bad_argument"));
}

QTEST_APPLESS_MAIN(TestImport)
#include "tst_import.moc"
