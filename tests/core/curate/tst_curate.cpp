// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/base/random.h"
#include "core/crops/crop_cache.h"
#include "core/curate/curate.h"
#include "core/curate/live.h"
#include "core/curate/picture_flags.h"
#include "core/dataset/import.h"
#include "core/dataset/splits.h"
#include "core/image/codec.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

using namespace likeness;

namespace {

constexpr int kPeople = 8;
constexpr int kEach = 6;
constexpr int kSide = 112;

// A picture that LBPH can tell apart: blocks whose texture belongs to the person, with noise of its own on top.
image::Image texture(int person, int shot)
{
    Rng pattern(static_cast<std::uint64_t>(person) + 100);
    Rng noise(static_cast<std::uint64_t>(person * 1000 + shot) + 1);
    constexpr int kCell = 7;
    std::array<int, (kSide / kCell) * (kSide / kCell)> level{};
    for (int& l : level)
        l = 40 + static_cast<int>(pattern.below(150));
    image::Image out(kSide, kSide, 3);
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x) {
            const int base = level[static_cast<std::size_t>((y / kCell) * (kSide / kCell) + x / kCell)];
            const auto value = static_cast<std::uint8_t>(base + static_cast<int>(noise.below(50)));
            for (int c = 0; c < 3; ++c)
                out.pixels[static_cast<std::size_t>((y * kSide + x) * 3 + c)] = value;
        }
    return out;
}

std::string nameOf(int person)
{
    return std::string("P").append(std::to_string(person));
}

// P0 … P7 with six pictures each, prepared as if by a detector. The sixth picture of P1 shows P2.
class Scene
{
public:
    Scene() : m_project(dataset::Project::create(m_folder / "scene.likeness"))
    {
        for (int p = 0; p < kPeople; ++p)
            for (int i = 0; i < kEach; ++i)
                put(p, std::to_string(i), p == 1 && i == kEach - 1 ? texture(2, 50) : texture(p, i));
        take();
    }

    dataset::Project& project() { return m_project; }
    void put(int person, const std::string& name, const image::Image& picture) const
    {
        const auto folder = m_folder / "faces" / nameOf(person);
        std::filesystem::create_directories(folder);
        writeFileAtomically(folder / (name + ".png"), image::encodePng(picture));
    }
    // Imports what put() wrote and gives it crops.
    void take()
    {
        jobs::RecordingContext context;
        dataset::ImportOptions options;
        options.aligned = true;
        dataset::importFrom(m_project, m_folder / "faces", options, context);
        crops::CropWriter writer(m_project.cropFile(), kSide);
        auto rows = m_project.faces(m_project.allFaces());
        for (auto& row : rows) {
            writer.add(row.id, image::decodeFile(m_project.imageFile(*m_project.image(row.image))).pixels);
            row.status = dataset::FaceStatus::Aligned;
            row.sharpness = 80;
            row.brightness = 120;
            row.contrast = 40;
            row.quality = 0.8F;
        }
        writer.flush();
        m_project.updateFaces(rows);
    }
    std::vector<dataset::FlagRow> curate(jobs::RecordingContext& context)
    {
        curate::Options options;
        options.method = "lbph";
        return curate::curate(m_project, options, context);
    }
    std::vector<dataset::FlagRow> curate()
    {
        jobs::RecordingContext context;
        return curate(context);
    }
    // The face of a picture by the end of its key.
    dataset::FaceId face(int person, const std::string& name) const
    {
        const std::string wanted = nameOf(person) + "/" + name + ".png";
        for (const auto& row : m_project.faces(m_project.allFaces()))
            if (const auto image = m_project.image(row.image); image && image->key.ends_with(wanted))
                return row.id;
        return 0;
    }
    dataset::FaceId wrongFace() const { return face(1, std::to_string(kEach - 1)); }
    dataset::IdentityId person(int p) const { return m_project.findIdentity(nameOf(p)); }

private:
    test::TempFolder m_folder;
    dataset::Project m_project;
};

dataset::FlagRow flagOf(const std::vector<dataset::FlagRow>& flags, dataset::FaceId face, const std::string& kind)
{
    const auto at =
        std::find_if(flags.begin(), flags.end(), [&](const auto& f) { return f.face == face && f.kind == kind; });
    return at == flags.end() ? dataset::FlagRow{} : *at;
}

template<typename Body>
ErrorCode codeOf(const Body& body)
{
    try {
        body();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

} // namespace

class TestCurate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void storesWhatItFinds();
    void flagsCopiesOfAFile();
    void flagsPoorPictures();
    void keepsDecisionsOverRecuration();
    void confirmedFacesAreNotFlagged();
    void confirmedDifferentIsNotSuggested();
    void refusesWhatCannotBeCurated();
    void keepsOldFlagsWhenStopped();
    void flagsAlmostTheSamePicture();
    void correctionsChangeOtherFlags();
    void undoBringsTheEvidenceBack();
    void anotherNameChangesTheWordsOnly();
    void aReviewDoesNotUnlearn();
    void wrongNamesAreSuspectedAtOnce();
    void flagsLeakageBetweenTheSplits();
    void lessonIsDerivedAndBounded();
};

void TestCurate::storesWhatItFinds()
{
    Scene scene;
    const auto flags = scene.curate();
    // One flag for every labelled face, and nothing else: no copies, no poor pictures.
    QCOMPARE(flags.size(), std::size_t{kPeople * kEach});
    std::vector<dataset::FaceId> flagged;
    for (const auto& flag : flags) {
        QCOMPARE(flag.kind, std::string("mislabelled"));
        QCOMPARE(flag.flagged, flag.score >= flag.threshold);
        QVERIFY(flag.suggested != 0 && flag.rivalFace != 0);
        if (flag.flagged)
            flagged.push_back(flag.face);
    }
    QCOMPARE(flagged, std::vector{scene.wrongFace()});
    QCOMPARE(flags.front().face, scene.wrongFace()); // worst first
    QCOMPARE(flags.front().suggested, scene.person(2));
    QVERIFY(flags.front().reason.find("P2") != std::string::npos);
    const Json evidence = parseJson(flags.front().evidence, "evidence");
    QCOMPARE(evidence["own_count"].get<int>(), kEach - 1);
    QCOMPARE(evidence["rival_count"].get<int>(), kEach);
    QVERIFY(evidence["rival_similarity"].get<double>() > evidence["own_similarity"].get<double>());
    const auto stored = scene.project().flags();
    QCOMPARE(stored.size(), flags.size());
    QCOMPARE(stored.front().face, flags.front().face);
    QCOMPARE(stored.front().score, flags.front().score);
    QCOMPARE(stored.front().evidence, flags.front().evidence);
}

void TestCurate::flagsCopiesOfAFile()
{
    // Import leaves out a copy under the same name, but cannot know which of two names is right.
    Scene scene;
    scene.put(5, "copy", texture(4, 0));
    scene.take();
    const auto original = scene.face(4, "0");
    const auto copy = scene.face(5, "copy");
    auto flags = scene.curate();
    auto a = flagOf(flags, original, "duplicate");
    auto b = flagOf(flags, copy, "duplicate");
    QVERIFY(a.flagged && b.flagged);
    QCOMPARE(a.suggested, scene.person(5));
    QCOMPARE(b.suggested, scene.person(4));
    QCOMPARE(a.rivalFace, copy);
    QCOMPARE(b.rivalFace, original);
    // Another face in a photograph is no copy of it.
    dataset::FaceRow second = *scene.project().face(scene.face(2, "0"));
    second.primary = false;
    second.identity = scene.person(3);
    const auto added = scene.project().addFaces({&second, 1}).front();
    for (const auto& flag : scene.curate())
        QVERIFY(flag.kind != "duplicate" || (flag.face != added && flag.face != second.id));
    QVERIFY(b.reason.find("labelled P4") != std::string::npos);
    QCOMPARE(std::count_if(flags.begin(), flags.end(), [](const auto& f) { return f.kind == "duplicate"; }),
             std::ptrdiff_t{2});
    // Once both have one name, one of the two stays.
    scene.project().decide(std::vector{copy}, dataset::Action::Move, "P4");
    flags = scene.curate();
    a = flagOf(flags, original, "duplicate");
    b = flagOf(flags, copy, "duplicate");
    QVERIFY(!a.flagged && b.flagged);
    QCOMPARE(b.rivalFace, original);
    QCOMPARE(b.suggested, dataset::IdentityId{0});
}

void TestCurate::flagsPoorPictures()
{
    Scene scene;
    auto rows = scene.project().faces(std::vector{scene.face(0, "0"), scene.face(0, "1"), scene.face(0, "2")});
    rows[0].quality = 0.1F;
    rows[0].sharpness = 12;
    rows[0].brightness = 20;
    rows[1].quality = 0.1F; // nothing was measured: not known to be poor
    rows[1].sharpness = rows[1].brightness = rows[1].contrast = 0;
    rows[2].quality = 0.1F;
    rows[2].sharpness = 12;
    scene.project().updateFaces(rows);
    scene.project().decide(std::vector{rows[2].id}, dataset::Action::Keep);
    const auto flags = scene.curate();
    const auto poor = flagOf(flags, rows[0].id, "low_quality");
    QVERIFY(poor.flagged);
    QVERIFY(std::abs(poor.score - 0.9) < 1e-6);
    QVERIFY(poor.reason.find("blurred (12") != std::string::npos && poor.reason.find("too dark") != std::string::npos);
    QCOMPARE(flagOf(flags, rows[1].id, "low_quality").face, dataset::FaceId{0});
    QVERIFY(!flagOf(flags, rows[2].id, "low_quality").flagged); // kept by a person
}

void TestCurate::keepsDecisionsOverRecuration()
{
    Scene scene;
    scene.curate();
    const auto wrong = scene.wrongFace();
    scene.project().decide(std::vector{wrong}, dataset::Action::Move, "P2");
    const auto before = flagOf(scene.project().flags(), wrong, "mislabelled");
    QCOMPARE(before.decision, std::string("move"));
    scene.curate();
    const auto stored = scene.project().flags();
    QCOMPARE(stored.size(), std::size_t{kPeople * kEach}); // the decided flag has no twin
    const auto after = flagOf(stored, wrong, "mislabelled");
    QCOMPARE(after.id, before.id);
    QCOMPARE(after.decision, std::string("move"));
    QCOMPARE(after.score, before.score);
    QCOMPARE(scene.project().face(wrong)->identity, scene.person(2));
    // Undo still takes the decision back, from the face and from its flag.
    QCOMPARE(scene.project().undo().size(), std::size_t{1});
    QCOMPARE(scene.project().face(wrong)->identity, scene.person(1));
    QCOMPARE(flagOf(scene.project().flags(), wrong, "mislabelled").decision, std::string());
}

void TestCurate::confirmedFacesAreNotFlagged()
{
    Scene scene;
    scene.project().decide(std::vector{scene.wrongFace()}, dataset::Action::Keep);
    const auto flag = flagOf(scene.curate(), scene.wrongFace(), "mislabelled");
    QCOMPARE(flag.face, scene.wrongFace());
    QVERIFY(!flag.flagged && flag.score < flag.threshold);
    QCOMPARE(flag.suggested, dataset::IdentityId{0});
}

void TestCurate::confirmedDifferentIsNotSuggested()
{
    Scene scene;
    const auto before = flagOf(scene.curate(), scene.wrongFace(), "mislabelled");
    QCOMPARE(before.suggested, scene.person(2));
    scene.project().decide(std::vector{scene.wrongFace()}, dataset::Action::ConfirmDifferent, "P2");
    const auto after = flagOf(scene.curate(), scene.wrongFace(), "mislabelled");
    QVERIFY(after.suggested != 0 && after.suggested != scene.person(2));
    QVERIFY(after.score < before.score);
}

void TestCurate::refusesWhatCannotBeCurated()
{
    Scene scene;
    jobs::RecordingContext context;
    curate::Options options;
    options.method = "guess";
    QCOMPARE(codeOf([&] { curate::curate(scene.project(), options, context); }), ErrorCode::BadArgument);
    options.method = "embedding"; // without a model
    QCOMPARE(codeOf([&] { curate::curate(scene.project(), options, context); }), ErrorCode::BadArgument);
    std::filesystem::remove(scene.project().cropFile());
    QCOMPARE(codeOf([&] { scene.curate(); }), ErrorCode::NeedsPrepare);
    const auto faces = scene.project().allFaces();
    scene.project().decide(faces, dataset::Action::Reject);
    QCOMPARE(codeOf([&] { scene.curate(); }), ErrorCode::TooFewIdentities);
}

void TestCurate::keepsOldFlagsWhenStopped()
{
    Scene scene;
    scene.curate();
    const auto before = scene.project().flags().size();
    jobs::RecordingContext context;
    context.stopAfter(1);
    QCOMPARE(codeOf([&] { scene.curate(context); }), ErrorCode::Interrupted);
    QCOMPARE(scene.project().flags().size(), before);
}

void TestCurate::flagsAlmostTheSamePicture()
{
    Scene scene;
    image::Image again = texture(4, 0);
    for (std::size_t k = 0; k < again.pixels.size(); ++k)
        again.pixels[k] = static_cast<std::uint8_t>(again.pixels[k] + k % 2); // other bytes, the same picture
    scene.put(5, "again", again);
    scene.take();
    const auto flags = scene.curate();
    const auto a = flagOf(flags, scene.face(4, "0"), "near_duplicate");
    const auto b = flagOf(flags, scene.face(5, "again"), "near_duplicate");
    QVERIFY(a.flagged && b.flagged); // two names: either may be wrong
    QCOMPARE(b.suggested, scene.person(4));
    QCOMPARE(b.rivalFace, scene.face(4, "0"));
    QCOMPARE(std::count_if(flags.begin(), flags.end(), [](const auto& f) { return f.kind == "near_duplicate"; }),
             std::ptrdiff_t{2});
    QVERIFY(b.reason.find("P4/0.png") != std::string::npos && b.reason.find("labelled P4") != std::string::npos);
}

void TestCurate::correctionsChangeOtherFlags()
{
    // P0 and P1 have two pictures of P2 each: once both of P1's are moved, P2 has two more members.
    Scene scene;
    scene.put(0, "guest", texture(2, 70));
    scene.put(1, "guest", texture(2, 71));
    scene.take();
    scene.curate();
    const auto wrong = scene.wrongFace();
    const auto other = scene.face(0, "guest");
    const auto flagBefore = flagOf(scene.project().flags(), other, "mislabelled");
    QVERIFY(flagBefore.flagged);
    jobs::RecordingContext context;
    const auto entry = scene.project().decide(std::vector{wrong}, dataset::Action::Move, "P2");
    const auto changed = curate::LiveCurations().refresh(scene.project(), {&entry, 1}, context);
    QVERIFY(context.issues.empty());
    QCOMPARE(flagOf(scene.project().flags(), wrong, "mislabelled").decision, std::string("move"));
    const auto flagAfter = flagOf(scene.project().flags(), other, "mislabelled");
    QVERIFY(flagAfter.flagged);
    QCOMPARE(parseJson(flagAfter.evidence, "evidence")["rival_count"].get<int>(), kEach + 1);
    // Judging everything again says the same of every face.
    const auto share = [](const dataset::FlagRow& flag) {
        return parseJson(flag.evidence, "evidence").at("suggested_share").get<double>();
    };
    QVERIFY(share(flagAfter) > 0.5 && share(flagAfter) <= flagAfter.score);
    std::map<dataset::FaceId, dataset::FlagRow> live;
    for (const auto& flag : scene.project().flags())
        if (flag.kind == "mislabelled")
            live[flag.face] = flag;
    for (const auto& flag : scene.curate())
        if (flag.kind == "mislabelled" && flag.face != wrong) {
            const dataset::FlagRow& before = live[flag.face];
            QVERIFY2(std::abs(before.score - flag.score) < 0.05,
                     qPrintable(QString::number(before.score - flag.score)));
            QVERIFY(std::abs(share(before) - share(flag)) < 0.1);
            QCOMPARE(before.flagged, flag.flagged);
        }
}

namespace {

using Said = std::tuple<dataset::FaceId,
                        std::string,
                        double,
                        bool,
                        dataset::IdentityId,
                        dataset::FaceId,
                        std::string,
                        std::string,
                        std::string>;

// Everything that flags say, without their ids.
std::set<Said> everythingSaid(const dataset::Project& project)
{
    std::set<Said> out;
    for (const auto& f : project.flags())
        out.emplace(f.face, f.kind, f.score, f.flagged, f.suggested, f.rivalFace, f.reason, f.evidence, f.decision);
    return out;
}

// (face, kind, suggested) of what is flagged and not decided.
std::set<std::tuple<dataset::FaceId, std::string, dataset::IdentityId>> questions(const std::set<Said>& said)
{
    std::set<std::tuple<dataset::FaceId, std::string, dataset::IdentityId>> out;
    for (const auto& s : said)
        if (std::get<3>(s) && std::get<8>(s).empty())
            out.emplace(std::get<0>(s), std::get<1>(s), std::get<4>(s));
    return out;
}

} // namespace

void TestCurate::undoBringsTheEvidenceBack()
{
    Scene scene;
    scene.put(0, "guest", texture(2, 70));
    scene.put(1, "guest", texture(2, 71));
    scene.take();
    scene.curate();
    auto& project = scene.project();
    const auto asCurated = everythingSaid(project);
    jobs::RecordingContext context;
    curate::LiveCurations live;
    std::vector<std::int64_t> entries;
    std::vector<std::set<Said>> after;
    const auto done = [&](std::int64_t entry) {
        entries.push_back(entry);
        live.refresh(project, {&entry, 1}, context);
        after.push_back(everythingSaid(project));
    };
    done(project.decide(std::vector{scene.wrongFace()}, dataset::Action::Move, "P2"));
    QVERIFY(after.back() != asCurated);
    done(project.decide(std::vector{scene.face(0, "guest")}, dataset::Action::Reject));
    done(project.decide(std::vector{scene.face(3, "1")}, dataset::Action::Move, "P5")); // a mistake
    done(project.decide(std::vector{scene.face(5, "0")}, dataset::Action::Keep));
    done(project.decide(std::vector{scene.face(4, "2")}, dataset::Action::ConfirmDifferent, "P3"));
    done(project.mergeIdentities(scene.person(5), scene.person(6)));
    done(project.mergeIdentities(scene.person(2), scene.person(7))); // a face is suspected to be the first
    while (!entries.empty()) {
        const auto entry = entries.back();
        project.undo();
        entries.pop_back();
        after.pop_back();
        live.refresh(project, {&entry, 1}, context);
        // In the end what curation said; on the way what was asked before this decision, though another part was
        // judged.
        if (after.empty())
            QVERIFY(everythingSaid(project) == asCurated);
        else
            QVERIFY(questions(everythingSaid(project)) == questions(after.back()));
    }
    // All at once, by somebody who opens the project anew.
    for (const auto& [person, picture] : {std::pair{3, "1"}, std::pair{4, "1"}, std::pair{6, "0"}})
        done(project.decide(std::vector{scene.face(person, picture)}, dataset::Action::Move, "P1"));
    QVERIFY(everythingSaid(project) != asCurated);
    project.undo(3);
    curate::LiveCurations().refresh(project, entries, context);
    QVERIFY(everythingSaid(project) == asCurated);
    QVERIFY(context.issues.empty());
}

void TestCurate::anotherNameChangesTheWordsOnly()
{
    Scene scene;
    scene.put(1, "guest", texture(2, 71));
    scene.take();
    scene.curate();
    auto& project = scene.project();
    const auto asCurated = everythingSaid(project);
    jobs::RecordingContext context;
    curate::LiveCurations live;
    const auto entry = project.renameIdentity(scene.person(2), "Renée");
    live.refresh(project, {&entry, 1}, context);
    const auto flag = flagOf(project.flags(), scene.face(1, "guest"), "mislabelled");
    QVERIFY(flag.flagged);
    QVERIFY2(flag.reason.find("similarity to Renée") != std::string::npos, flag.reason.c_str());
    std::set<std::pair<dataset::FaceId, double>> scores, before;
    for (const auto& said : everythingSaid(project))
        scores.emplace(std::get<0>(said), std::get<2>(said));
    for (const auto& said : asCurated)
        before.emplace(std::get<0>(said), std::get<2>(said));
    QVERIFY(scores == before);
    project.undo();
    live.refresh(project, {&entry, 1}, context);
    QVERIFY(everythingSaid(project) == asCurated);
}

void TestCurate::aReviewDoesNotUnlearn()
{
    Scene scene;
    for (int p = 0; p < 3; ++p)
        scene.put(p, "guest", texture(p + 2, 70 + p));
    scene.take();
    auto& project = scene.project();
    const auto learned = [&] { return parseJson(project.setting("curation.lbph"), "setting"); };
    scene.curate();
    const auto first = learned();
    QVERIFY(first["learned_from"] == first["faces"]);
    scene.curate(); // nothing was reviewed: the same again
    QVERIFY(learned()["threshold"] == first["threshold"]);
    // The errors that were found are gone; what a score means is not.
    for (int p = 0; p < 2; ++p)
        project.decide(std::vector{scene.face(p, "guest")}, dataset::Action::Move, "P" + std::to_string(p + 2));
    project.decide(std::vector{scene.wrongFace()}, dataset::Action::Reject);
    scene.curate();
    const auto second = learned();
    QVERIFY(second["threshold"] == first["threshold"]);
    QVERIFY(second["scale"]["wrong_share"] == first["scale"]["wrong_share"]);
    QVERIFY(second["calibration"] == first["calibration"]);
    QCOMPARE(second["faces"].get<int>(), first["faces"].get<int>() - 1);
    QVERIFY(second["learned_from"] == first["faces"]);
    QVERIFY(second["wrong_share"].get<double>() < first["wrong_share"].get<double>());
    QVERIFY(flagOf(project.flags(), scene.face(2, "guest"), "mislabelled").flagged);
    scene.curate(); // nothing was reviewed in between
    QVERIFY(learned()["threshold"] == first["threshold"]);
    QVERIFY(learned()["calibration"] == first["calibration"]);
    // With many new faces all is learned anew.
    for (int p = 0; p < kPeople; ++p)
        scene.put(p, "more", texture(p, 90 + p));
    scene.take();
    scene.curate();
    QVERIFY(learned()["learned_from"] == learned()["faces"]);
}

void TestCurate::wrongNamesAreSuspectedAtOnce()
{
    Scene scene;
    scene.curate();
    auto& project = scene.project();
    jobs::RecordingContext context;
    // A new face that is named wrongly before any curation has judged it.
    scene.put(3, "new", texture(3, 60));
    scene.take();
    const auto fresh = scene.face(3, "new");
    const dataset::Assignment wrong{{fresh}, scene.person(6), {}, false};
    std::vector<std::int64_t> entry{project.assign({&wrong, 1}, {}).entry};
    curate::LiveCurations().refresh(project, entry, context);
    QVERIFY(flagOf(project.flags(), fresh, "mislabelled").flagged);
    QCOMPARE(flagOf(project.flags(), fresh, "mislabelled").suggested, scene.person(3));
    project.undo();
    curate::LiveCurations().refresh(project, entry, context);
    QVERIFY(!flagOf(project.flags(), fresh, "mislabelled").flagged);
    // In bulk, where curation had believed the label: suspected like any other, also by the next curation.
    const auto before = everythingSaid(project);
    const auto known = scene.face(4, "1");
    const dataset::Assignment bulk{{known}, scene.person(6), {}, false};
    entry = {project.assign({&bulk, 1}, {}).entry};
    curate::LiveCurations().refresh(project, entry, context);
    QVERIFY(flagOf(project.flags(), known, "mislabelled").flagged);
    QCOMPARE(flagOf(project.flags(), known, "mislabelled").suggested, scene.person(4));
    QCOMPARE(flagOf(project.flags(), known, "mislabelled").decision, std::string());
    project.undo();
    curate::LiveCurations().refresh(project, entry, context);
    QVERIFY(everythingSaid(project) == before);
    project.redo();
    QCOMPARE(flagOf(project.flags(), known, "mislabelled").decision, std::string("move"));
    for (const auto& flag : scene.curate())
        if (flag.face == known && flag.kind == "mislabelled")
            QVERIFY(flag.flagged);
    QVERIFY(flagOf(project.flags(), known, "mislabelled").flagged);
    QCOMPARE(flagOf(project.flags(), known, "mislabelled").decision, std::string());
    project.undo();
    curate::LiveCurations().refresh(project, entry, context);
    QVERIFY(!flagOf(project.flags(), known, "mislabelled").flagged);
    // One that was marked as unsure is named in bulk: that answers the mark.
    project.decide(std::vector{scene.wrongFace()}, dataset::Action::Unsure);
    const dataset::Assignment right{{scene.wrongFace()}, scene.person(2), {}, false};
    project.assign({&right, 1}, {});
    scene.curate();
    QVERIFY(!flagOf(project.flags(), scene.wrongFace(), "mislabelled").flagged);
    QVERIFY(flagOf(project.flags(), scene.wrongFace(), "mislabelled").score < 0.1);
    project.undo(2);
    // Moved by a person: the flag is decided, open again after an undo, and a redo finds it although it was written
    // anew meanwhile.
    const auto victim = scene.face(3, "2");
    const auto flag = [&] { return flagOf(project.flags(), victim, "mislabelled"); };
    entry = {project.decide(std::vector{victim}, dataset::Action::Move, "P6")};
    curate::LiveCurations().refresh(project, entry, context);
    const auto decided = flag();
    QCOMPARE(decided.decision, std::string("move"));
    project.undo();
    curate::LiveCurations().refresh(project, entry, context);
    QCOMPARE(flag().decision, std::string());
    QVERIFY(!flag().flagged);
    project.redo();
    curate::LiveCurations().refresh(project, entry, context);
    QCOMPARE(flag().id, decided.id);
    QCOMPARE(flag().decision, std::string("move"));
    QCOMPARE(project.face(victim)->identity, scene.person(6));
    QVERIFY(context.issues.empty());
}

void TestCurate::flagsLeakageBetweenTheSplits()
{
    // P5 has a picture of P4's, and P8 is P3 under another name.
    Scene scene;
    image::Image again = texture(4, 0);
    for (std::size_t k = 0; k < again.pixels.size(); ++k)
        again.pixels[k] = static_cast<std::uint8_t>(again.pixels[k] + k % 2);
    scene.put(5, "again", again);
    for (int i = 0; i < kEach; ++i)
        scene.put(8, std::to_string(i), texture(3, 30 + i));
    scene.take();
    auto& project = scene.project();
    const auto sideOf = [&](int p) { return project.identity(scene.person(p))->split; };
    const auto leaks = [&](bool picture, bool person) {
        dataset::SplitOptions options{.validation = 0, .test = 0.5, .again = true};
        for (options.seed = 1;
             options.seed == 1 || (sideOf(4) != sideOf(5)) != picture || (sideOf(3) != sideOf(8)) != person;
             ++options.seed)
            dataset::makeSplits(project, options);
        auto flags = scene.curate();
        std::erase_if(flags, [](const auto& flag) { return flag.kind != "leakage"; });
        return flags;
    };
    const auto trained = [&](int a, int b) { return sideOf(a) == dataset::Split::Train ? a : b; };
    QVERIFY(leaks(false, false).empty());
    const auto picture = leaks(true, false);
    QCOMPARE(picture.size(), std::size_t{1});
    const bool fourth = trained(4, 5) == 4;
    QCOMPARE(picture[0].face, fourth ? scene.face(4, "0") : scene.face(5, "again"));
    QCOMPARE(picture[0].rivalFace, fourth ? scene.face(5, "again") : scene.face(4, "0"));
    QCOMPARE(picture[0].method, std::string(curate::kImageMethod));
    QVERIFY(picture[0].flagged);
    QCOMPARE(parseJson(picture[0].evidence, "evidence")["what"].get<std::string>(), std::string("picture"));
    const auto person = leaks(false, true);
    QCOMPARE(person.size(), std::size_t{1});
    QCOMPARE(project.face(person[0].face)->identity, scene.person(trained(3, 8)));
    QCOMPARE(person[0].suggested, scene.person(11 - trained(3, 8)));
    QCOMPARE(person[0].method, std::string("lbph"));
    QVERIFY(person[0].flagged);
    const Json evidence = parseJson(person[0].evidence, "evidence");
    QCOMPARE(evidence["what"].get<std::string>(), std::string("person"));
    QCOMPARE(evidence["side"].get<std::string>(), std::string("train"));
    QCOMPARE(evidence["other_side"].get<std::string>(), std::string("test"));
    QCOMPARE(leaks(true, true).size(), std::size_t{2});
}

void TestCurate::lessonIsDerivedAndBounded()
{
    Scene scene;
    QVERIFY(!curate::lesson(scene.project(), "lbph"));
    scene.curate();
    const auto known = curate::lesson(scene.project(), "lbph");
    QVERIFY(known && known->faces.size() == std::size_t{kPeople * kEach});
    QCOMPARE(known->scale.offsets.size(), known->faces.size());
    const Json told = parseJson(scene.project().setting("curation.lbph"), "setting");
    for (const char* key : {"threshold", "wrong_share", "expected_precision", "expected_recall", "genuine", "impostor",
                            "faces", "model", "recall", "time"})
        QVERIFY2(told.contains(key), key);
    // Any damaged byte, any cut: nothing is learned from it.
    const auto file = scene.project().cacheFolder() / "curate-lbph.lks";
    const Bytes whole = readFile(file);
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        Bytes bad = whole;
        bad[at] ^= 0x40;
        writeFileAtomically(file, bad);
        QVERIFY(!curate::lesson(scene.project(), "lbph"));
        writeFileAtomically(file, std::span(whole).first(at));
        QVERIFY(!curate::lesson(scene.project(), "lbph"));
    }
    std::filesystem::remove(file);
    const auto entry = scene.project().decide(std::vector{scene.wrongFace()}, dataset::Action::Move, "P2");
    jobs::RecordingContext context;
    QVERIFY(curate::LiveCurations().refresh(scene.project(), {&entry, 1}, context).empty());
    QVERIFY(context.issues.empty());
}

QTEST_APPLESS_MAIN(TestCurate)
#include "tst_curate.moc"
