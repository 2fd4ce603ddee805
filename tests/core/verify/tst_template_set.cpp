// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/codec.h"
#include "core/image/transform.h"
#include "core/synth/synth.h"
#include "core/verify/template_set.h"
#include "tests/support/block_model.h"
#include "tests/support/error_code.h"
#include "tests/support/stop_at.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

using namespace likeness;
using namespace likeness::verify;
namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t kPeople = 7, kEach = 3; // templates of a person

std::uint32_t idOf(std::uint32_t person, std::uint32_t number)
{
    return 1000 - 31 * person - 7 * number; // neither rising nor from 0, as the lists have them
}

using Row = std::vector<double>;

double dot(const Row& a, const Row& b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

} // namespace

// A small set in the layout of IJB-C, of drawn faces: templates of up to three media with up to three images each. One
// image is not there, and all that a template of the last person has.
class TestTemplateSet : public QObject
{
    Q_OBJECT
    test::TempFolder m_folder;
    struct Image {
        std::string name;
        std::uint32_t templ, media;
        std::array<image::Point, 5> points;
        double score;
    };
    std::vector<Image> m_images;
    std::string m_pairs;
    std::set<std::string> m_gone;

    VerifyOptions options(const std::string& flip = "sum") const
    {
        VerifyOptions out;
        out.model = (m_folder / "blocks.safetensors").string();
        out.set = m_folder / "IJBC";
        out.flip = flip;
        out.bootstraps = 50;
        out.compute = {"cpu", 2, "fp32"};
        return out;
    }
    // protocols.md 3.4, one step after the other: nothing of what is tested has a part in it but the warp.
    std::map<std::uint32_t, Row> plainTemplates(const std::string& flip) const
    {
        std::map<std::uint32_t, std::map<std::uint32_t, std::vector<Row>>> media;
        for (const Image& image : m_images) {
            if (m_gone.contains(image.name))
                continue;
            const auto picture = image::decodeFile(m_folder / "IJBC/loose_crop" / image.name);
            const auto crop =
                image::warp(picture, image::fitSimilarity(image.points, image::arcfaceTemplate(112)), 112, 112);
            Row f = test::blockEmbedding(crop);
            const Row g = test::blockEmbedding(image::mirror(crop));
            if (flip == "sum")
                std::transform(f.begin(), f.end(), g.begin(), f.begin(), std::plus<>());
            if (flip == "concat")
                f.insert(f.end(), g.begin(), g.end());
            for (double& v : f)
                v *= image.score;
            media[image.templ][image.media].push_back(f);
        }
        std::map<std::uint32_t, Row> out;
        for (const auto& [templ, list] : media) {
            Row total(list.begin()->second.front().size(), 0);
            for (const auto& [id, rows] : list)
                for (const Row& row : rows)
                    for (std::size_t d = 0; d < total.size(); ++d)
                        total[d] += row[d] / static_cast<double>(rows.size());
            const double length = std::sqrt(dot(total, total));
            for (double& v : total)
                v /= length;
            out[templ] = total;
        }
        return out;
    }

private Q_SLOTS:
    void initTestCase();
    void isThePlainProtocol_data();
    void isThePlainProtocol();
    void peopleComeFromGenuinePairs();
    void picturesAreThoseOfTheTemplates();
    void saysWhichPeopleContradict();
    void refusesBeforeItEmbeds();
    void stopsAtEveryStage_data();
    void stopsAtEveryStage();
};

void TestTemplateSet::initTestCase()
{
    test::writeBlockModel(m_folder / "blocks.safetensors");
    const fs::path set = m_folder / "IJBC";
    fs::create_directories(set / "loose_crop");
    fs::create_directories(set / "meta");
    for (std::uint32_t person = 0; person < kPeople; ++person)
        for (std::uint32_t t = 0; t < kEach; ++t)
            for (std::uint32_t m = 0; m < 1 + (person + t) % 3; ++m)
                for (std::uint32_t i = 0; i < 1 + (person + m) % 3; ++i) {
                    const auto number = m_images.size() + 1;
                    const auto face = synth::render(person + 1, synth::randomShot(number, 0.4), 160, 160);
                    Image image{std::to_string(number) + ".jpg", idOf(person, t), 500 - 9 * m, {}, 0.5 + 0.1 * (i + 1)};
                    for (std::size_t p = 0; p < 5; ++p) {
                        const auto point = image::fivePoints(face.points)[p]; // to a tenth, as it is written
                        image.points[p] = {std::round(point.x * 10) / 10, std::round(point.y * 10) / 10};
                    }
                    const bool gone = number == 4 || image.templ == idOf(kPeople - 1, kEach - 1);
                    if (gone)
                        m_gone.insert(image.name);
                    else
                        writeFileAtomically(set / "loose_crop" / image.name, image::encodeJpeg(face.picture));
                    m_images.push_back(image);
                }
    std::ostringstream members, points, pairs;
    for (std::size_t i = 0; i < m_images.size(); ++i) { // not in the order of the templates
        const Image& image = m_images[i * 5 % m_images.size()];
        members << image.name << " " << image.templ << " " << image.media << "\n";
    }
    for (const Image& image : m_images) {
        points << image.name;
        for (const auto& p : image.points)
            points << " " << p.x << " " << p.y;
        points << " " << image.score << "\n";
    }
    // The templates of a person hang together in a chain: first and last are joined by the one between them.
    for (std::uint32_t person = 0; person < kPeople; ++person) {
        for (std::uint32_t t = 0; t + 1 < kEach; ++t)
            pairs << idOf(person, t) << " " << idOf(person, t + 1) << " 1\n";
        for (std::uint32_t other = person + 1; other < kPeople; ++other)
            for (std::uint32_t t = 0; t < kEach; ++t)
                pairs << idOf(person, t) << " " << idOf(other, kEach - 1 - t) << " 0\n";
    }
    m_pairs = pairs.str();
    QVERIFY(std::gcd(m_images.size(), std::size_t{5}) == 1);
    writeFileAtomically(set / "meta/ijbc_face_tid_mid.txt", members.str());
    writeFileAtomically(set / "meta/ijbc_name_5pts_score.txt", points.str());
    writeFileAtomically(set / "meta/ijbc_template_pair_label.txt", m_pairs);
}

void TestTemplateSet::isThePlainProtocol_data()
{
    QTest::addColumn<QByteArray>("flip");
    for (const char* flip : {"sum", "concat", "none"})
        QTest::newRow(flip) << QByteArray(flip);
}

void TestTemplateSet::isThePlainProtocol()
{
    QFETCH(const QByteArray, flip);
    QVERIFY(isTemplateSet(m_folder / "IJBC") && !isTemplateSet(m_folder.path()));
    jobs::RecordingContext context;
    const auto out = verifyTemplates(options(flip.toStdString()), context);
    const auto plain = plainTemplates(flip.toStdString());
    QCOMPARE(plain.size(), std::size_t{kPeople * kEach - 1}); // one has no image
    std::istringstream pairs(m_pairs);
    std::uint32_t a = 0, b = 0, same = 0;
    std::size_t i = 0, lost = 0;
    while (pairs >> a >> b >> same) {
        if (!plain.contains(a) || !plain.contains(b)) {
            ++lost;
            continue;
        }
        QVERIFY(i < out.scores.size());
        QVERIFY(std::abs(static_cast<double>(out.scores[i]) - dot(plain.at(a), plain.at(b))) < 1e-5);
        QCOMPARE(std::uint32_t{out.same[i]}, same);
        for (const auto& [id, image] : {std::pair(a, out.images[2 * i]), std::pair(b, out.images[2 * i + 1])})
            QVERIFY(out.set.at(image).name.starts_with("template " + std::to_string(id) + " ("));
        ++i;
    }
    QCOMPARE(out.scores.size(), i);
    QVERIFY(lost > 0);
    QCOMPARE(out.facts["left_out"].get<std::size_t>(), m_gone.size());
    QCOMPARE(context.issues.size(), m_gone.size() + 1); // and the pairs that are lost
    QCOMPARE(out.result.genuine + out.result.impostor, i);
    QCOMPARE(out.result.foldGenuine, out.result.foldImpostor);
    QVERIFY(out.title.ends_with("ijbc"));
}

void TestTemplateSet::peopleComeFromGenuinePairs()
{
    jobs::RecordingContext context;
    const auto out = verifyTemplates(options(), context);
    // The one template without an image is in no pair that counts, so nothing joins it to anybody.
    QCOMPARE(out.people.size(), std::size_t{kPeople + 1});
    QVERIFY(out.result.resampledIdentities);
    QCOMPARE(out.result.people, std::size_t{kPeople});
    QCOMPARE(out.set.size(), std::size_t{kPeople * kEach});
    std::map<std::uint32_t, std::set<std::uint32_t>> found; // person of the lists → people
    for (const SetImage& image : out.set) {
        const auto id = static_cast<std::uint32_t>(std::stoul(image.name.substr(9)));
        for (std::uint32_t person = 0; person < kPeople; ++person)
            for (std::uint32_t t = 0; t < kEach; ++t)
                if (idOf(person, t) == id && id != idOf(kPeople - 1, kEach - 1))
                    found[person].insert(image.person);
    }
    std::set<std::uint32_t> all;
    for (const auto& [person, people] : found) {
        QCOMPARE(people.size(), std::size_t{1});
        all.insert(*people.begin());
    }
    QCOMPARE(all.size(), std::size_t{kPeople});
    for (std::size_t i = 0; i < out.same.size(); ++i) {
        QCOMPARE(out.identities[2 * i], out.set[out.images[2 * i]].person);
        QCOMPARE(out.identities[2 * i] == out.identities[2 * i + 1], out.same[i] != 0);
    }
}

void TestTemplateSet::picturesAreThoseOfTheTemplates()
{
    jobs::RecordingContext context;
    const auto out = verifyTemplates(options(), context);
    QCOMPARE(out.worstFalseAccepts.size(), std::size_t{12});
    std::vector<float> impostors;
    for (std::size_t i = 0; i < out.scores.size(); ++i)
        if (!out.same[i])
            impostors.push_back(out.scores[i]);
    std::sort(impostors.begin(), impostors.end(), std::greater<>());
    for (std::size_t k = 0; k < 12; ++k)
        QCOMPARE(out.worstFalseAccepts[k].score, impostors[k]);
    const auto& worst = out.worstFalseAccepts.front();
    const auto open = worst.nameA.find('(');
    const std::string file = worst.nameA.substr(open + 1, worst.nameA.size() - open - 2);
    const auto image = std::find_if(m_images.begin(), m_images.end(), [&](const Image& i) { return i.name == file; });
    QVERIFY(image != m_images.end());
    const auto to = image::arcfaceTemplate(112);
    QCOMPARE(image::decode(worst.pngA).pixels, image::warp(image::decodeFile(m_folder / "IJBC/loose_crop" / file),
                                                           image::fitSimilarity(image->points, to), 112, 112)
                                                   .pixels);
    auto plain = options();
    plain.forReport = false;
    QVERIFY(verifyTemplates(plain, context).worstFalseAccepts.empty());
}

void TestTemplateSet::saysWhichPeopleContradict()
{
    const fs::path list = m_folder / "IJBC/meta/ijbc_template_pair_label.txt";
    writeFileAtomically(list, m_pairs + std::to_string(idOf(0, 0)) + " " + std::to_string(idOf(0, 2)) + " 0\n");
    jobs::RecordingContext context;
    verifyTemplates(options(), context);
    writeFileAtomically(list, m_pairs);
    QVERIFY(std::any_of(context.issues.begin(), context.issues.end(), [](const jobs::Issue& issue) {
        return issue.message.starts_with("1 pairs are said to be of different people");
    }));
}

void TestTemplateSet::refusesBeforeItEmbeds()
{
    const auto code = [&](const VerifyOptions& wrong) {
        jobs::RecordingContext context;
        const auto said = test::codeOf([&] { verifyTemplates(wrong, context); });
        return context.progressCalls == 0 ? said : "late";
    };
    QCOMPARE(code(options("both")), std::string("bad_argument"));
    auto elsewhere = options();
    elsewhere.set = m_folder.path();
    QCOMPARE(code(elsewhere), std::string("not_found"));
}

void TestTemplateSet::stopsAtEveryStage_data()
{
    QTest::addColumn<QByteArray>("stage");
    for (const char* stage : {"load", "embed", "score", "report"})
        QTest::newRow(stage) << QByteArray(stage);
}

void TestTemplateSet::stopsAtEveryStage()
{
    QFETCH(const QByteArray, stage);
    test::StopAt context(stage.toStdString());
    QCOMPARE(test::codeOf([&] { verifyTemplates(options(), context); }), std::string("interrupted"));
    QCOMPARE(context.stages.back(), stage.toStdString());
}

QTEST_APPLESS_MAIN(TestTemplateSet)
#include "tst_template_set.moc"
