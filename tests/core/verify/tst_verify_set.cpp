// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/image/codec.h"
#include "core/verify/verify_set.h"
#include "tests/support/temp_folder.h"

#include <QTest>

using namespace likeness;
using namespace likeness::verify;

class TestVerifySet : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listsFolders();
};

void TestVerifySet::listsFolders()
{
    const test::TempFolder folder;
    image::Image picture(20, 30, 3);
    const Bytes png = image::encodePng(picture);
    for (const char* name : {"Ann/Ann_0002.png", "Ann/Ann_0010.png", "Bob/Bob_0001.png"}) {
        std::filesystem::create_directories((folder / name).parent_path());
        writeFileAtomically(folder / name, png);
    }
    writeFileAtomically(folder / "Bob" / "notes.txt", std::string_view("x"));
    writeFileAtomically(folder / "Bob" / "Bob_0002.png", std::string_view("no picture"));
    writeFileAtomically(folder / "pairs.txt", std::string_view("1 2\nAnn 2 10\nAnn 2 Bob 1\nAnn 1 2\n"));
    VerifyOptions options;
    options.set = folder.path();
    options.pairs = folder / "pairs.txt";
    options.aligned = true;
    jobs::RecordingContext context;
    const auto set = openSet(options, 112, context);
    QCOMPARE(set->images(), std::size_t{4});
    QCOMPARE(set->labels(), (std::vector<int>{0, 0, 1, 1}));
    QCOMPARE(set->pairs().size(), std::size_t{2});
    QVERIFY(set->pairs()[0].same && !set->pairs()[1].same);
    QCOMPARE(context.issues.size(), std::size_t{1}); // the pair of an image that is not there
    QCOMPARE(set->crop(0, context).pixels.size(), std::size_t{112 * 112 * 3});
    QVERIFY(set->crop(3, context).empty());
    QCOMPARE(context.issues.size(), std::size_t{2});
    QCOMPARE(set->name(1), std::string("Ann/Ann_0010.png"));
    const auto codeOf = [&](const std::filesystem::path& path) {
        try {
            options.set = path;
            openSet(options, 112, context);
        } catch (const Error& e) {
            return e.code();
        }
        return ErrorCode::Internal;
    };
    QCOMPARE(codeOf(folder / "missing"), ErrorCode::NotFound);
    QCOMPARE(codeOf(folder / "Ann"), ErrorCode::EmptySource); // pictures, but no folder per identity
    QCOMPARE(codeOf(folder / "pairs.txt"), ErrorCode::BadArgument);
}

QTEST_APPLESS_MAIN(TestVerifySet)
#include "tst_verify_set.moc"
