// SPDX-License-Identifier: GPL-3.0-or-later
// Flags that follow decisions in the background, on a project that was curated by LBPH.
#include "app/engine/live_flags.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "core/curate/curate.h"
#include "core/curate/live.h"
#include "tests/support/small_project.h"
#include "tests/support/textured_faces.h"

#include <QSignalSpy>
#include <QTest>
#include <set>
#include <tuple>

using namespace likeness;
using engine::LiveFlags;
using engine::ProjectSession;

namespace {

constexpr int kPeople = 8, kEach = 6;
constexpr std::size_t kWrong = 12; // faces that have the next person's name

std::string nameOf(int person)
{
    return "P" + std::to_string(person);
}

int personIn(std::size_t wrong) // whom that picture shows
{
    return static_cast<int>(wrong) % kPeople;
}

// The labels of the last faces are wrong.
void make(const std::filesystem::path& folder, const std::filesystem::path& pictures)
{
    for (int p = 0; p < kPeople; ++p) {
        std::filesystem::create_directories(pictures / nameOf(p));
        for (int i = 0; i < kEach; ++i)
            writeFileAtomically(pictures / nameOf(p) / (std::to_string(i) + ".png"),
                                image::encodePng(test::texturedFace(p, i)));
    }
    for (std::size_t w = 0; w < kWrong; ++w)
        writeFileAtomically(pictures / nameOf((personIn(w) + 1) % kPeople) / ("w" + std::to_string(w) + ".png"),
                            image::encodePng(test::texturedFace(personIn(w), 50 + static_cast<int>(w))));
    auto project = dataset::Project::create(folder);
    jobs::RecordingContext context;
    dataset::ImportOptions options;
    options.aligned = true;
    dataset::importFrom(project, pictures, options, context);
    test::cropAligned(project);
    curate::Options curation;
    curation.method = "lbph";
    curate::curate(project, curation, context);
}

using Flag = std::tuple<dataset::FaceId, std::string, std::string, int, bool, dataset::IdentityId, std::string>;

// What flags say, without their ids; scores to a thousandth.
std::set<Flag> flagsOf(const dataset::Project& project)
{
    std::set<Flag> out;
    for (const auto& f : project.flags(false))
        out.emplace(f.face, f.kind, f.method, static_cast<int>(f.score * 1000 + 0.5), f.flagged, f.suggested,
                    f.decision);
    return out;
}

// What is left to review. Far below the threshold a score may be of a moment before: nobody is shown it.
std::set<Flag> suspects(const dataset::Project& project)
{
    auto out = flagsOf(project);
    std::erase_if(out, [](const Flag& flag) { return !std::get<4>(flag); });
    return out;
}

dataset::FaceId wrongFace(const dataset::Project& project, std::size_t wrong)
{
    return project.primaryFace(nameOf((personIn(wrong) + 1) % kPeople) + "/w" + std::to_string(wrong) + ".png");
}

} // namespace

class TestLiveFlags : public QObject
{
    Q_OBJECT
    test::TempFolder m_folder;
    int m_number = 0;

    // A project of its own for each test.
    std::filesystem::path copy()
    {
        const auto to = m_folder / (std::to_string(++m_number) + ".likeness");
        std::filesystem::copy(m_folder / "made.likeness", to, std::filesystem::copy_options::recursive);
        return to;
    }

private Q_SLOTS:
    void initTestCase() { make(m_folder / "made.likeness", m_folder / "pictures"); }

    void aDecisionChangesOtherFlags()
    {
        ProjectSession session;
        session.open(engine::qs(copy()));
        auto* live = session.findChild<LiveFlags*>();
        QVERIFY(live && !live->isBusy());
        const auto before = flagsOf(session.project());
        const auto face = wrongFace(session.project(), 0);
        QVERIFY(face != 0);
        QSignalSpy refreshed(&session, &ProjectSession::flagsRefreshed);
        QVERIFY(session.decide({face}, dataset::Action::Move, engine::qs(nameOf(personIn(0)))));
        QVERIFY(live->isBusy());
        QTRY_COMPARE(refreshed.count(), 1);
        QVERIFY(!live->isBusy());
        // It names the faces whose flags are other ones now, and no others.
        std::set<dataset::FaceId> said;
        for (const auto id : refreshed.front().front().value<std::vector<dataset::FaceId>>())
            said.insert(id);
        std::set<dataset::FaceId> changed;
        const auto after = flagsOf(session.project());
        for (const auto* side : {&before, &after})
            for (const Flag& flag : *side)
                if (!(side == &before ? after : before).contains(flag) && std::get<0>(flag) != face)
                    changed.insert(std::get<0>(flag));
        QVERIFY(!changed.empty());
        for (const auto id : changed)
            QVERIFY2(said.contains(id), qPrintable(QString::number(id)));
    }

    void twentyInARowEndAsAllAtOnce()
    {
        const auto here = copy(), there = copy();
        std::vector<std::pair<dataset::FaceId, int>> wanted; // face, whose it is
        auto other = dataset::Project::open(there);
        for (std::size_t w = 0; w < kWrong; ++w)
            wanted.emplace_back(wrongFace(other, w), personIn(w));
        for (int i = 0; wanted.size() < 20; ++i) // the rest by mistake
            wanted.emplace_back(other.primaryFace(nameOf(i) + "/0.png"), (i + 3) % kPeople);

        ProjectSession session;
        session.open(engine::qs(here));
        auto* live = session.findChild<LiveFlags*>();
        for (const auto& [face, person] : wanted)
            QVERIFY(session.decide({face}, dataset::Action::Move, engine::qs(nameOf(person))));
        QTRY_VERIFY(!live->isBusy());

        std::vector<std::int64_t> entries;
        for (const auto& [face, person] : wanted)
            entries.push_back(other.decide(std::vector{face}, dataset::Action::Move, nameOf(person)));
        jobs::RecordingContext context;
        curate::LiveCurations().refresh(other, entries, context);
        const auto inRow = suspects(session.project()), atOnce = suspects(other);
        QVERIFY(inRow == atOnce);
        QVERIFY(inRow != suspects(dataset::Project::open(m_folder / "made.likeness")));
    }

    void closingInTheMiddleIsSafe()
    {
        ProjectSession session;
        const QString folder = engine::qs(copy());
        session.open(folder);
        auto* live = session.findChild<LiveFlags*>();
        QSignalSpy refreshed(&session, &ProjectSession::flagsRefreshed);
        const auto face = wrongFace(session.project(), 0);
        QVERIFY(session.decide({face}, dataset::Action::Move, engine::qs(nameOf(personIn(0)))));
        session.close();
        QVERIFY(!live->isBusy());
        QTest::qWait(50); // what was on its way is of a project that is closed
        QCOMPARE(refreshed.count(), 0);
        session.open(folder);
        QVERIFY(session.undo());
        QTRY_VERIFY(!live->isBusy());
        QVERIFY(flagsOf(session.project()) == flagsOf(dataset::Project::open(m_folder / "made.likeness")));
    }

    void whatIsForgottenIsNotWaitedFor()
    {
        const auto folder = copy();
        auto project = dataset::Project::open(folder);
        LiveFlags live;
        live.open(folder);
        const auto entry = project.decide(std::vector{wrongFace(project, 0)}, dataset::Action::Unsure);
        for (int i = 0; i < 20; ++i) {
            live.changed({entry});
            live.forget();
            QTRY_VERIFY(!live.isBusy());
        }
    }

    // Two batches, the second taken before the first is reported.
    void itIsBusyUntilTheLastBatch()
    {
        const auto folder = copy();
        auto project = dataset::Project::open(folder);
        LiveFlags live;
        live.open(folder);
        QSignalSpy refreshed(&live, &LiveFlags::refreshed);
        std::set<dataset::FaceId> seen;
        for (std::size_t w = 0; w < 4; ++w) {
            const auto entry =
                project.decide(std::vector{wrongFace(project, w)}, dataset::Action::Move, nameOf(personIn(w)));
            live.changed({entry});
            QTest::qSleep(30); // the thread takes it; this one sees nothing yet
        }
        QVERIFY(live.isBusy());
        QTRY_VERIFY(!live.isBusy());
        const auto reports = refreshed.count();
        QVERIFY(reports > 0);
        QTest::qWait(200);
        QCOMPARE(refreshed.count(), reports);
    }
};

QTEST_GUILESS_MAIN(TestLiveFlags)
#include "tst_live_flags.moc"
