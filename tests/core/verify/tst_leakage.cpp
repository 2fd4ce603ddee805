// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/crops/crop_cache.h"
#include "core/curate/curate.h"
#include "core/dataset/checks.h"
#include "core/dataset/import.h"
#include "core/formats/pack.h"
#include "core/graph/model_file.h"
#include "core/image/codec.h"
#include "core/image/transform.h"
#include "core/synth/synth.h"
#include "core/verify/leakage.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <map>

using namespace likeness;
using verify::VerifyOptions;
namespace fs = std::filesystem;

namespace {

constexpr int kPeople = 8, kEach = 6, kSide = 112, kBlock = 8, kStranger = 100;

// Person `person`, easy to tell from others by the pixels alone.
image::Image crop(int person, int number)
{
    auto shot = synth::randomShot(static_cast<std::uint64_t>(person * 100 + number), 0);
    shot.faceSize = 0.8;
    shot.centerX = 0.25 + shot.centerX / 2;
    shot.centerY = 0.25 + shot.centerY / 2;
    shot.background = static_cast<std::uint64_t>(person);
    return synth::render(static_cast<std::uint64_t>(person) + 1, shot, kSide, kSide).picture;
}

// A model that averages blocks of pixels and takes the mean face away.
void writeModel(const fs::path& file)
{
    constexpr int kCells = kSide / kBlock;
    std::vector<float> mean(3 * kCells * kCells, 0);
    for (int person = 0; person < kPeople; ++person) {
        const auto small = image::resize(crop(person, 0), kCells, kCells);
        for (std::size_t i = 0; i < kCells * kCells; ++i)
            for (std::size_t c = 0; c < 3; ++c)
                mean[c * kCells * kCells + i] +=
                    (static_cast<float>(small.pixels[3 * i + c]) - 127.5F) / 127.5F / kPeople;
    }
    const graph::TensorView tensor{"mean",
                                   graph::DType::F32,
                                   {1, 3, kCells, kCells},
                                   {reinterpret_cast<const std::uint8_t*>(mean.data()), mean.size() * sizeof(float)}};
    const auto node = [](const char* op, Json inputs, const char* output, const Json& attributes) {
        return Json{{"op", op},
                    {"name", output},
                    {"inputs", std::move(inputs)},
                    {"outputs", {output}},
                    {"attributes", attributes}};
    };
    const Json spec = {{"graph",
                        {{"inputs", {"crop"}},
                         {"outputs", {"features"}},
                         {"nodes",
                          {node("AveragePool", {"crop"}, "blocks",
                                {{"kernel_shape", {kBlock, kBlock}}, {"strides", {kBlock, kBlock}}}),
                           node("Sub", {"blocks", "mean"}, "centred", Json::object()),
                           node("Flatten", {"centred"}, "features", Json::object())}}}},
                       {"input", graph::InputSpec().toJson()},
                       {"role", "embedding"},
                       {"output", {{"dim", mean.size()}}}};
    writeFileAtomically(file, graph::serializeTensors({&tensor, 1}, graph::metadataWithSpec(spec)));
}

} // namespace

// P0 … P7, six pictures each; the first two faces have no crop. The set: of P2 a copy of a picture, of P5 two new
// pictures, three strangers, and a file that is no picture.
class TestLeakage : public QObject
{
    Q_OBJECT
    test::TempFolder m_folder;
    std::optional<dataset::Project> m_project;

    static std::string key(int person, int number)
    {
        return "P" + std::to_string(person) + "/" + std::to_string(number) + ".png";
    }
    void put(const std::string& path, const image::Image& picture) const
    {
        const fs::path file = m_folder / path;
        fs::create_directories(file.parent_path());
        writeFileAtomically(file, image::encodePng(picture));
    }
    VerifyOptions options(const std::string& model) const
    {
        VerifyOptions out;
        out.model = model;
        out.set = m_folder / "verification set";
        out.aligned = true;
        out.compute = {"cpu", 1, "fp32"};
        return out;
    }
    std::string model() const { return (m_folder / "blocks.safetensors").string(); }

    struct Leak {
        std::string what, picture;
        bool operator==(const Leak&) const = default;
    };
    // By the key of the face's picture; what the flags have in common is checked on the way.
    std::map<std::string, Leak> find(const VerifyOptions& options)
    {
        std::map<std::string, Leak> out;
        jobs::RecordingContext context;
        for (const auto& flag : verify::findLeakage(*m_project, options, context)) {
            const Json evidence = parseJson(flag.evidence, "evidence");
            if (flag.kind != "leakage" || flag.method != verify::kSetMethod || !flag.flagged ||
                evidence["set"] != "verification set" || flag.reason.find("verification set") == std::string::npos)
                return {};
            const auto image = m_project->image(m_project->face(flag.face)->image);
            out[image->key] = {evidence["what"].get<std::string>(), evidence["picture"].get<std::string>()};
        }
        return out;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (int person = 0; person < kPeople; ++person)
            for (int i = 0; i < kEach; ++i)
                put("faces/" + key(person, i), crop(person, i));
        fs::create_directories(m_folder / "verification set" / "Ann");
        writeFileAtomically(m_folder / "verification set" / "Ann" / "0.png", std::string_view("no picture"));
        fs::copy_file(m_folder / "faces" / key(2, 3), m_folder / "verification set" / "Ann" / "1.png");
        for (int i = 0; i < 2; ++i)
            put("verification set/Bea/" + std::to_string(i) + ".png", crop(5, 50 + i));
        for (int stranger = 0; stranger < 3; ++stranger)
            for (int i = 0; i < 2; ++i)
                put("verification set/S" + std::to_string(stranger) + "/" + std::to_string(i) + ".png",
                    crop(kStranger + stranger, i));
        writeModel(model());

        m_project = dataset::Project::create(m_folder / "p.likeness");
        jobs::RecordingContext context;
        dataset::ImportOptions import;
        import.aligned = true;
        dataset::importFrom(*m_project, m_folder / "faces", import, context);
        crops::CropWriter writer(m_project->cropFile(), kSide);
        auto rows = m_project->faces(m_project->allFaces());
        for (auto& row : rows) {
            row.status = dataset::FaceStatus::Aligned;
            const auto image = *m_project->image(row.image);
            if (image.key != key(0, 0) && image.key != key(0, 1))
                writer.add(row.id, image::decodeFile(m_project->imageFile(image)).pixels);
        }
        writer.flush();
        m_project->updateFaces(rows);
    }

    void copiesOfPictures()
    {
        const std::map<std::string, Leak> expected{{key(2, 3), {"picture", "Ann/1.png"}}};
        QVERIFY(find(options({})) == expected);
        QCOMPARE(m_project->flags().size(), std::size_t{1});
        find(options({})); // what was found before is replaced
        QCOMPARE(m_project->flags().size(), std::size_t{1});
    }

    void thePictureOfTheSetIsFound()
    {
        const auto shown = [this] {
            const auto where = verify::setPicture(m_project->flags().front());
            return where ? image::decode(formats::readAt(*where, 1 << 20)).pixels : std::vector<std::uint8_t>();
        };
        const auto expected = crop(2, 3).pixels;
        find(options({}));
        QVERIFY(shown() == expected);
        const auto encoded = [](std::size_t i) {
            return image::encodePng(i == 1 ? crop(2, 3) : crop(kStranger + static_cast<int>(i), 0));
        };
        auto pack = options({});
        pack.set = m_folder / "set.bin";
        formats::writePack(pack.set, encoded, {1, 0});
        jobs::RecordingContext context;
        verify::findLeakage(*m_project, pack, context);
        QVERIFY(shown() == expected);
        fs::remove(pack.set);
        QVERIFY(shown().empty());
    }

    void peopleNeedACuration()
    {
        QCOMPARE(test::codeOf([&] { find(options(model())); }), std::string("bad_argument"));
    }

    void people()
    {
        jobs::RecordingContext context;
        curate::Options compare;
        compare.model = model();
        compare.compute = {"cpu", 1, "fp32"};
        curate::curate(*m_project, compare, context);
        const auto checked = dataset::checkCounts(*m_project, dataset::CheckKind::Cross); // on the way
        QCOMPARE(checked.passed + checked.failed, kPeople * kEach - 2);
        QCOMPARE(checked.method, std::string("blocks.safetensors"));
        const auto found = find(options(model()));
        std::map<std::string, Leak> expected;
        for (int i = 0; i < kEach; ++i) {
            expected[key(2, i)] = {"person", "Ann/1.png"};
            expected[key(5, i)] = {"person", "Bea/0.png"};
        }
        expected[key(2, 3)].what = "picture"; // the stronger statement
        QCOMPARE(found.size(), expected.size());
        for (const auto& [face, leak] : found) {
            QVERIFY2(expected.contains(face), face.c_str());
            QCOMPARE(leak.what, expected[face].what);
            QCOMPARE(leak.picture.substr(0, 4), expected[face].picture.substr(0, 4)); // of the right person
        }
        QCOMPARE(found.at(key(2, 0)).picture, std::string("Ann/1.png"));
    }

    void refuses()
    {
        auto wrong = options({});
        wrong.set = m_folder / "nothing";
        QCOMPARE(test::codeOf([&] { find(wrong); }), std::string("not_found"));
        fs::remove(m_project->cropFile());
        QCOMPARE(test::codeOf([&] { find(options({})); }), std::string("needs_prepare"));
    }
};

QTEST_APPLESS_MAIN(TestLeakage)
#include "tst_leakage.moc"
