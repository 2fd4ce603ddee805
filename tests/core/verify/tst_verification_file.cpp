// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/verify/verification_bytes.h"
#include "core/verify/verification_file.h"
#include "core/verify/verify_model.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <cmath>
#include <cstring>

using namespace likeness;
using namespace likeness::verify;

namespace {

Verification sample(bool withPeople = true)
{
    Rng rng(4);
    Verification v;
    v.title = "model.onnx · faces";
    v.facts = {{"model", "model.onnx"}, {"set_hash", "00ff"}, {"own", true}};
    v.options.model = "/models/model.onnx";
    v.options.set = "/sets/faces";
    v.options.flip = "concat";
    v.options.bootstraps = 50;
    v.options.seed = 9;
    v.balancedFolds = true;
    if (withPeople)
        v.people = {"Ann", "Bob \"the\" \xE4\xBA\xBA", "C", "D", "E", "F"};
    for (std::uint32_t i = 0; i < 30; ++i)
        v.set.push_back({"p/" + std::to_string(i) + ".png", i % 3, withPeople ? i % 6 : SetImage::kNobody});
    for (std::uint32_t p = 0; p < 200; ++p) {
        const std::uint32_t a = p % 30;
        const std::uint32_t b = p % 2 == 0 ? (a + 6) % 30 : (a + 1) % 30;
        v.images.insert(v.images.end(), {a, b});
        v.same.push_back(p % 2 == 0 ? 1 : 0);
        v.scores.push_back(static_cast<float>(rng.normal(v.same.back() ? 0.6 : 0.1, 0.2)));
        if (withPeople)
            v.identities.insert(v.identities.end(), {a % 6, b % 6});
    }
    v.worstFalseAccepts.push_back({Bytes{1, 2, 3}, {}, "a.png", "b.png", 0.7f, false, 5, 0});
    v.worstFalseRejects.push_back({Bytes{4}, Bytes{5, 6}, "c.png", "d.png", 0.1f, true, 1, 2});
    v.extras["slices"] = {{"accuracy", 0.5}};
    judge(v);
    return v;
}

void sealed(Bytes& bytes) // the checksum again, after a change
{
    const std::uint64_t sum = hash64(std::span(bytes).first(bytes.size() - 8));
    std::memcpy(bytes.data() + bytes.size() - 8, &sum, 8);
}

} // namespace

class TestVerificationFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comesBack_data();
    void comesBack();
    void refusesDamage();
    void refusesNumbersThatNameNothing();
    void listsWhatIsStored();
};

void TestVerificationFile::comesBack_data()
{
    QTest::addColumn<bool>("people");
    QTest::newRow("with people") << true;
    QTest::newRow("a pack without") << false;
}

void TestVerificationFile::comesBack()
{
    QFETCH(bool, people);
    const test::TempFolder folder;
    const Verification v = sample(people);
    writeVerification(folder / "new" / "x.lkv", v);
    const Verification back = readVerification(folder / "new" / "x.lkv");
    QCOMPARE(back.scores, v.scores);
    QCOMPARE(back.same, v.same);
    QCOMPARE(back.images, v.images);
    QCOMPARE(back.identities, v.identities);
    QCOMPARE(back.people, v.people);
    QCOMPARE(back.set.size(), v.set.size());
    QCOMPARE(back.set[4].name, v.set[4].name);
    QCOMPARE(back.set[4].face, v.set[4].face);
    QCOMPARE(back.set[4].person, v.set[4].person);
    QCOMPARE(dumpJson(back.facts), dumpJson(v.facts));
    QCOMPARE(dumpJson(back.extras), dumpJson(v.extras));
    QCOMPARE(dumpJson(back.result.toJson()), dumpJson(v.result.toJson())); // intervals too
    QCOMPARE(back.worstFalseRejects.front().pngB, (Bytes{5, 6}));
    QCOMPARE(back.worstFalseAccepts.front().nameB, std::string("b.png"));
    QCOMPARE(back.options.flip, std::string("concat"));
    QCOMPARE(back.options.set, v.options.set);
    QCOMPARE(verificationId(back), verificationId(v));
    QCOMPARE(verificationBytes(back), verificationBytes(v));
}

void TestVerificationFile::refusesDamage()
{
    const Bytes good = verificationBytes(sample());
    QCOMPARE(verificationFrom(good, "x").scores.size(), std::size_t{200});
    for (std::size_t size = 0; size < good.size(); size += 1 + good.size() / 200) {
        const Bytes part(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
        QCOMPARE(test::codeOf([&] { verificationFrom(part, "x"); }), std::string("bad_file"));
    }
    for (std::size_t at = 0; at < good.size(); at += 1 + good.size() / 300) {
        Bytes bad = good;
        bad[at] ^= 0x40;
        QCOMPARE(test::codeOf([&] { verificationFrom(bad, "x"); }), std::string("bad_file"));
    }
    // Enormous sizes are refused before anything is allocated, whatever the checksum.
    for (std::size_t at = 8; at < kVerificationHeader; at += 8) {
        Bytes bad = good;
        std::memset(bad.data() + at, 0x7f, 8);
        sealed(bad);
        QCOMPARE(test::codeOf([&] { verificationFrom(bad, "x"); }), std::string("bad_file"));
    }
}

void TestVerificationFile::refusesNumbersThatNameNothing()
{
    Verification v = sample();
    v.images[7] = 30;
    QCOMPARE(test::codeOf([&] { verificationFrom(verificationBytes(v), "x"); }), std::string("bad_file"));
    v = sample();
    v.identities[0] = 6;
    QCOMPARE(test::codeOf([&] { verificationFrom(verificationBytes(v), "x"); }), std::string("bad_file"));
    v = sample();
    v.set[2].person = 6;
    QCOMPARE(test::codeOf([&] { verificationFrom(verificationBytes(v), "x"); }), std::string("bad_file"));
    v = sample();
    v.scores[3] = std::nanf("");
    const test::TempFolder folder;
    writeVerification(folder / "x.lkv", v);
    QCOMPARE(test::codeOf([&] { readVerification(folder / "x.lkv"); }), std::string("bad_argument"));
}

void TestVerificationFile::listsWhatIsStored()
{
    const test::TempFolder folder;
    QVERIFY(storedVerifications(folder.path()).empty());
    const Verification v = sample();
    const auto file = verificationsFolder(folder.path()) / (verificationId(v) + ".lkv");
    writeVerification(file, v);
    writeFileAtomically(verificationsFolder(folder.path()) / "broken.lkv", std::string_view("LKVERIF1"));
    writeFileAtomically(verificationsFolder(folder.path()) / "notes.txt", std::string_view("x"));
    const auto list = storedVerifications(folder.path());
    QCOMPARE(list.size(), std::size_t{1});
    QCOMPARE(list.front().file, file);
    QCOMPARE(list.front().title, v.title);
    QCOMPARE(list.front().pairs, std::uint64_t{200});
    QCOMPARE(list.front().auc, v.result.auc);
    QVERIFY(list.front().time > 0);
}

QTEST_APPLESS_MAIN(TestVerificationFile)
#include "tst_verification_file.moc"
