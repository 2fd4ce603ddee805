// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"
#include "core/base/random.h"
#include "core/compute/compute.h"
#include "core/crops/crop_cache.h"
#include "core/formats/pack.h"
#include "core/image/codec.h"
#include "core/run/run_folder.h"
#include "core/verify/attributes.h"
#include "core/verify/hard_set.h"
#include "tests/support/error_code.h"
#include "tests/support/small_run.h"
#include "tests/support/stop_at.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace likeness;
using namespace likeness::verify;

namespace {

constexpr int kInput = 32; // a small input keeps the training in a second
constexpr int kPeople = 6;
constexpr int kEach = 4;
constexpr int kSide = 112;

image::Image picture(int person, int shot, int size)
{
    image::Image out(size, size, 3);
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x)
            for (int c = 0; c < 3; ++c)
                out.row(y)[3 * x + c] = static_cast<std::uint8_t>(
                    128 + 90 * std::sin((x * (1 + person % 3) + y * (1 + person / 3)) * 9.6 / size + shot + c));
    return out;
}

std::size_t count(const std::vector<Level>& levels, std::span<const std::uint8_t> same, Level level, bool genuine)
{
    std::size_t n = 0;
    for (std::size_t i = 0; i < levels.size(); ++i)
        n += levels[i] == level && (same[i] != 0) == genuine ? 1 : 0;
    return n;
}

HardSet::Count countOf(const HardSet& set, const std::string& attribute, const std::string& value)
{
    for (const auto& count : set.slices)
        if (count.attribute == attribute && count.value == value)
            return count;
    return {};
}

} // namespace

class TestHardSet : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void splitsByRanks();
    void splitsEvenly();
    void findsPairsAcrossYears();
    void drawsPairsAcrossYears();
    void writesAPack();
    void writesAFolder();
    void addsPairsAcrossYears();
    void isTheSameWithAnyThreads();
    void refuses();
    void leavesNothingAfterAStop();

private:
    HardSetOptions options(const std::filesystem::path& out) const;
    test::TempFolder m_folder;
    std::filesystem::path m_run;
};

// A small model of one epoch, and a folder of its pictures.
void TestHardSet::initTestCase()
{
    std::vector<run::Sample> samples;
    const auto cropFile = m_folder / "crops.lkc";
    {
        crops::CropWriter writer(cropFile, kInput);
        for (int person = 0; person < kPeople; ++person)
            for (int shot = 0; shot < kEach; ++shot) {
                const std::string name = "P" + std::to_string(person);
                const auto file = m_folder / "faces" / name / (name + "_000" + std::to_string(shot + 1) + ".png");
                std::filesystem::create_directories(file.parent_path());
                writeFileAtomically(file, image::encodePng(picture(person, shot, kSide)));
                const int face = person * 100 + shot + 1;
                writer.add(face, picture(person, shot, kInput).pixels);
                samples.push_back({face, person, false, name});
            }
        writer.flush();
    }
    m_run = test::trainedRun(m_folder, cropFile, samples, kInput);
}

HardSetOptions TestHardSet::options(const std::filesystem::path& out) const
{
    HardSetOptions options;
    options.on.model = m_run.string();
    options.on.set = m_folder / "faces";
    options.on.aligned = true;
    options.on.compute = {"cpu", 1, "fp32"};
    options.out = out;
    return options;
}

// By hand: ranks of similarity and of quality, 1 the easiest, are added.
void TestHardSet::splitsByRanks()
{
    // Genuine: similarity falls, so ranks 1 … 6; qualities give 1, 6, 2, 5, 3, 4. Sums 2, 8, 5, 9, 8, 10.
    const std::vector<float> scores = {0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f, 0.1f, 0.2f, 0.3f};
    const std::vector<float> quality = {0.9f, 0.1f, 0.8f, 0.2f, 0.5f, 0.3f, 0.5f, 0.5f, 0.5f};
    const std::vector<std::uint8_t> same = {1, 1, 1, 1, 1, 1, 0, 0, 0};
    using enum Level;
    // Of the two sums of 8 the more similar pair is the easier one; impostors are harder the more alike.
    QCOMPARE(levelsOf(scores, same, quality),
             (std::vector<Level>{Easy, Medium, Easy, Hard, Medium, Hard, Easy, Medium, Hard}));
    std::vector<float> unknown = scores;
    unknown[0] = NAN;
    QVERIFY(levelsOf(unknown, same, quality)[0] == Medium); // last by similarity, first by quality: 7
    QCOMPARE(test::codeOf([&] { levelsOf(scores, same, std::span(quality).first(3)); }), std::string("bad_argument"));
    QVERIFY(levelsOf({}, {}, {}).empty());
}

void TestHardSet::splitsEvenly()
{
    Rng random(1);
    std::vector<float> scores, quality;
    std::vector<std::uint8_t> same;
    for (int i = 0; i < 3000; ++i) {
        same.push_back(i % 5 == 0 ? 1 : 0);                          // 600 and 2400
        scores.push_back(static_cast<float>(random.below(10)) / 10); // many ties
        quality.push_back(static_cast<float>(random.below(4)) / 4);
    }
    const auto levels = levelsOf(scores, same, quality);
    for (const Level level : {Level::Easy, Level::Medium, Level::Hard}) {
        QCOMPARE(count(levels, same, level, true), std::size_t{200});
        QCOMPARE(count(levels, same, level, false), std::size_t{800});
    }
    const auto mean = [&](Level level, bool genuine, const std::vector<float>& of) {
        double sum = 0;
        for (std::size_t i = 0; i < levels.size(); ++i)
            if (levels[i] == level && (same[i] != 0) == genuine)
                sum += of[i];
        return sum / static_cast<double>(count(levels, same, level, genuine));
    };
    QVERIFY(mean(Level::Hard, true, scores) < mean(Level::Medium, true, scores));
    QVERIFY(mean(Level::Medium, true, scores) < mean(Level::Easy, true, scores));
    QVERIFY(mean(Level::Hard, false, scores) > mean(Level::Easy, false, scores));
    QVERIFY(mean(Level::Hard, false, quality) < mean(Level::Easy, false, quality));
    // Of what three does not divide the easier ones have one more.
    const auto five =
        levelsOf(std::span(scores).first(5), std::vector<std::uint8_t>(5, 1), std::span(quality).first(5));
    QCOMPARE(std::count(five.begin(), five.end(), Level::Easy), 2);
    QCOMPARE(std::count(five.begin(), five.end(), Level::Medium), 2);
}

// Against all pairs of a few hundred images.
void TestHardSet::findsPairsAcrossYears()
{
    Rng random(4);
    std::vector<double> years;
    std::vector<int> labels;
    for (int i = 0; i < 240; ++i) {
        years.push_back(i % 17 == 0 ? NAN : random.uniform(1990, 2010));
        labels.push_back(i % 23 == 0 ? -1 : static_cast<int>(random.below(20)));
    }
    std::set<std::pair<std::uint32_t, std::uint32_t>> expected;
    for (std::uint32_t a = 0; a < years.size(); ++a)
        for (std::uint32_t b = a + 1; b < years.size(); ++b)
            if (labels[a] >= 0 && labels[a] == labels[b] && std::abs(years[a] - years[b]) >= 5)
                expected.insert({a, b});
    const auto pairs = agePairs(years, labels, 5, 1'000'000, 1);
    std::set<std::pair<std::uint32_t, std::uint32_t>> genuine, impostor;
    double gap = 0;
    for (const AgePair& pair : pairs) {
        const double apart = std::abs(years[pair.a] - years[pair.b]);
        QVERIFY(apart >= 5); // also of those with NaN
        const bool isNew = (pair.same ? genuine : impostor).insert(std::minmax(pair.a, pair.b)).second;
        QVERIFY(isNew);
        QCOMPARE(labels[pair.a] == labels[pair.b], pair.same);
        QVERIFY(labels[pair.a] >= 0 && labels[pair.b] >= 0);
        if (pair.same)
            gap = apart;
        else
            QVERIFY(std::abs(apart - gap) <= 0.5); // stands behind its genuine pair
    }
    QVERIFY(genuine == expected);
    QVERIFY(impostor.size() > genuine.size() * 9 / 10);
}

void TestHardSet::drawsPairsAcrossYears()
{
    const std::vector<double> years = {2000, 2001, 2002, 2010, 2011, 2012, 2000, 2010};
    const std::vector<int> labels = {0, 0, 0, 0, 0, 0, 1, 1};
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> drawn;
    for (std::uint64_t seed = 0; seed < 3000; ++seed)
        for (const AgePair& pair : agePairs(years, labels, 8, 2, seed))
            if (pair.same)
                ++drawn[{pair.a, pair.b}];
    QCOMPARE(drawn.size(), std::size_t{10}); // nine of the first person, one of the second
    for (const auto& [pair, times] : drawn)
        QVERIFY(std::abs(times - 600) < 110); // 2 of 10: 600 ± 5 standard deviations of 22
    QVERIFY(agePairs(years, labels, 20, 10, 1).empty());
    QVERIFY(agePairs({}, {}, 5, 10, 1).empty());
    QCOMPARE(test::codeOf([&] { agePairs(years, labels, 0, 10, 1); }), std::string("bad_argument"));
}

void TestHardSet::writesAPack()
{
    jobs::RecordingContext context;
    auto wanted = options(m_folder / "hard.bin");
    wanted.variants = {image::Variant::Mask, image::Variant::LowResolution};
    const HardSet out = makeHardSet(wanted, context);
    // 6 · 6 genuine pairs and 240 impostor pairs, all of which are drawn.
    QCOMPARE(out.genuine, std::size_t{36 * 3});
    QCOMPARE(out.pairs, out.genuine + out.impostor);
    for (const char* level : {"easy", "medium", "hard"}) {
        QCOMPARE(countOf(out, "level", level).genuine, std::size_t{12});
        QCOMPARE(countOf(out, "level", level).impostor, countOf(out, "level", "easy").impostor);
    }
    for (const char* variant : {"original", "mask", "low resolution"}) {
        QCOMPARE(countOf(out, "variant", variant).genuine, std::size_t{36});
        QCOMPARE(countOf(out, "variant", variant).impostor, out.impostor / 3);
    }
    QVERIFY(out.facts["note"].get<std::string>().find("looks worse") != std::string::npos);
    QVERIFY(!out.facts["model_hash"].get<std::string>().empty() && !out.facts["set_hash"].get<std::string>().empty());

    // Each variant stands behind its original and differs from it in one picture.
    const auto pack = formats::readPack(m_folder / "hard.bin");
    QCOMPARE(pack.same.size(), out.pairs);
    int first = 0;
    for (std::size_t i = 0; i < pack.same.size(); i += 3)
        for (std::size_t k = 1; k < 3; ++k) {
            QCOMPARE(pack.same[i + k], pack.same[i]);
            const auto equal = [&](std::size_t side) {
                return std::ranges::equal(pack.images[2 * i + side], pack.images[2 * (i + k) + side]);
            };
            QVERIFY(equal(0) != equal(1));
            first += equal(1) ? 1 : 0;
        }
    const int changed = static_cast<int>(2 * pack.same.size() / 3);
    QVERIFY(std::abs(first - changed / 2) < changed / 5); // either side by lot
    const auto crop = image::decode(pack.images[0]);
    QCOMPARE(crop.width, kSide);
    // Genuine and impostor pairs in every tenth, in proportion.
    const std::size_t tenth = pack.same.size() / 10;
    for (std::size_t fold = 0; fold < 10; ++fold) {
        const auto* from = pack.same.data() + fold * tenth;
        const double share = static_cast<double>(std::count(from, from + tenth, 1)) / static_cast<double>(tenth);
        QVERIFY(std::abs(share - static_cast<double>(out.genuine) / static_cast<double>(out.pairs)) < 0.08);
    }
    QVERIFY(std::filesystem::exists(m_folder / "hard.json"));
    QCOMPARE(readJsonFile(m_folder / "hard.json")["seed"].get<int>(), 1);
    for (const auto& entry : std::filesystem::directory_iterator(m_folder.path()))
        QVERIFY(entry.path().native().find("partial") == std::string::npos);

    // What verify says of it can be taken apart again.
    VerifyOptions on = wanted.on;
    on.set = m_folder / "hard.bin";
    on.forReport = false;
    on.bootstraps = 0;
    const auto verified = verifyModel(on, context);
    const auto sliced = sliceByFile(verified, out.slicesFile, {}, context);
    std::size_t seen = 0;
    for (const auto& slice : sliced.slices) {
        const auto expected = countOf(out, slice.attribute, slice.value);
        QCOMPARE(slice.pairs.size(), expected.genuine + expected.impostor);
        std::size_t genuine = 0;
        for (const auto pair : slice.pairs)
            genuine += verified.same[pair];
        QCOMPARE(genuine, expected.genuine);
        ++seen;
    }
    QCOMPARE(seen, std::size_t{6});
    // The model itself said what is hard: genuine pairs are less alike there.
    const auto meanOf = [&](const char* level) {
        double sum = 0, n = 0;
        for (const auto& slice : sliced.slices)
            if (slice.attribute == "level" && slice.value == level)
                for (const auto pair : slice.pairs)
                    if (verified.same[pair]) {
                        sum += verified.scores[pair];
                        ++n;
                    }
        return sum / n;
    };
    QVERIFY(meanOf("hard") < meanOf("easy"));
}

void TestHardSet::writesAFolder()
{
    jobs::RecordingContext context;
    auto wanted = options(m_folder / "hard folder");
    wanted.level = Level::Hard;
    wanted.maxPairs = 9;
    const HardSet out = makeHardSet(wanted, context);
    QCOMPARE(out.pairs, std::size_t{2 * 9 * 5});
    QCOMPARE(countOf(out, "level", "hard").genuine, std::size_t{9});
    QCOMPARE(countOf(out, "level", "easy").genuine, std::size_t{0});
    QCOMPARE(countOf(out, "variant", "lighting").impostor, std::size_t{9});
    VerifyOptions on = wanted.on;
    on.set = m_folder / "hard folder";
    on.pairs = on.set / "pairs.txt";
    on.forReport = false;
    on.bootstraps = 0;
    const auto verified = verifyModel(on, context);
    QCOMPARE(verified.scores.size(), out.pairs);
    QVERIFY(!verified.identities.empty()); // who is who is kept
    QCOMPARE(static_cast<std::size_t>(std::count(verified.same.begin(), verified.same.end(), 1)), out.genuine);
    const auto sliced = sliceByFile(verified, out.slicesFile, {}, context);
    QCOMPARE(sliced.slices.size(), std::size_t{6}); // five variants and a level
    // The same picture is written once.
    std::size_t files = 0;
    std::set<std::string> hashes;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(on.set))
        if (entry.path().extension() == ".png") {
            ++files;
            const Bytes bytes = readFile(entry.path());
            hashes.insert(std::string(bytes.begin(), bytes.end()));
        }
    QCOMPARE(hashes.size(), files);
}

void TestHardSet::addsPairsAcrossYears()
{
    std::string csv = "path,date\n";
    for (int person = 0; person < kPeople; ++person)
        for (int shot = 0; shot < kEach; ++shot)
            csv += "P" + std::to_string(person) + "_000" + std::to_string(shot + 1) + ".png," +
                   std::to_string(2000 + 3 * shot) + "-01-0" + std::to_string(person + 1) + "\n";
    writeFileAtomically(m_folder / "dates.csv", csv);
    jobs::RecordingContext context;
    auto wanted = options(m_folder / "years.bin");
    wanted.variants.clear();
    wanted.maxPairs = 2; // of each kind and level, so that most pairs across years are new
    wanted.dates = m_folder / "dates.csv";
    wanted.years = 5;
    const HardSet out = makeHardSet(wanted, context);
    const auto far = countOf(out, "age gap", "5 years and more"), near = countOf(out, "age gap", "under 5 years");
    QVERIFY(far.genuine >= 2 && far.impostor >= 1);
    // Every original has a gap; others are only added far apart.
    QCOMPARE(countOf(out, "variant", "original").genuine, std::size_t{6});
    QVERIFY(near.genuine <= 6 && near.genuine + far.genuine >= 6);
    QCOMPARE(near.genuine + far.genuine + near.impostor + far.impostor, out.pairs);
    QVERIFY(out.pairs > 12);
    // Without dates nothing is known of PNGs: said, and no pair is made up.
    auto exif = options(m_folder / "exif.bin");
    exif.variants.clear();
    exif.years = 5;
    const HardSet none = makeHardSet(exif, context);
    QCOMPARE(countOf(none, "age gap", "5 years and more").genuine, std::size_t{0});
    QVERIFY(std::any_of(context.issues.begin(), context.issues.end(), [](const jobs::Issue& issue) {
        return issue.message.find("do not say when") != std::string::npos;
    }));
}

void TestHardSet::isTheSameWithAnyThreads()
{
    jobs::RecordingContext context;
    auto wanted = options(m_folder / "one.bin");
    wanted.maxPairs = 4;
    makeHardSet(wanted, context);
    wanted.out = m_folder / "three.bin";
    wanted.on.compute.threads = 3;
    makeHardSet(wanted, context);
    QVERIFY(readFile(m_folder / "one.slices.csv") == readFile(m_folder / "three.slices.csv"));
    QVERIFY(readFile(m_folder / "one.bin") == readFile(m_folder / "three.bin"));
    wanted.out = m_folder / "other.bin";
    wanted.on.seed = 2;
    makeHardSet(wanted, context);
    QVERIFY(readFile(m_folder / "one.bin") != readFile(m_folder / "other.bin"));
}

void TestHardSet::refuses()
{
    jobs::RecordingContext context;
    const auto code = [&](const std::function<void(HardSetOptions&)>& change) {
        auto wanted = options(m_folder / "refused.bin");
        change(wanted);
        return test::codeOf([&] { makeHardSet(wanted, context); });
    };
    writeFileAtomically(m_folder / "there.bin", std::string_view("x"));
    writeFileAtomically(m_folder / "beside.json", std::string_view("x"));
    const std::string bad = "bad_argument";
    QCOMPARE(code([&](auto& o) { o.out = m_folder / "there.bin"; }), bad);
    QCOMPARE(code([&](auto& o) { o.out = m_folder / "beside.bin"; }), bad); // its facts would replace a file
    QCOMPARE(code([&](auto& o) { o.out = m_folder / "faces"; }), bad);
    QCOMPARE(code([&](auto& o) { o.size = 100; }), bad);
    QCOMPARE(code([&](auto& o) { o.maxPairs = 0; }), bad);
    QCOMPARE(code([&](auto& o) { o.years = NAN; }), bad);
    QCOMPARE(code([&](auto& o) { o.on.set = m_folder / "missing"; }), std::string("not_found"));
    QCOMPARE(code([&](auto& o) {
                 o.years = 5;
                 o.dates = m_folder / "one.slices.csv"; // another kind of table
             }),
             std::string("bad_file"));
    QVERIFY(!std::filesystem::exists(m_folder / "refused.bin"));
    QVERIFY(!std::filesystem::exists(m_folder / "refused.slices.csv"));
}

void TestHardSet::leavesNothingAfterAStop()
{
    for (const char* stage : {"load", "embed", "crop", "store"}) {
        for (const char* name : {"stopped.bin", "stopped"}) {
            test::StopAt context(stage);
            QCOMPARE(test::codeOf([&] { makeHardSet(options(m_folder / name), context); }), std::string("interrupted"));
            QCOMPARE(context.stages.back(), std::string(stage));
            for (const auto& entry : std::filesystem::directory_iterator(m_folder.path()))
                QVERIFY(entry.path().native().find("stopped") == std::string::npos);
        }
    }
}

QTEST_APPLESS_MAIN(TestHardSet)
#include "tst_hard_set.moc"
