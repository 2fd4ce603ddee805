// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/face_pictures.h"
#include "app/engine/lit_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "core/dataset/scale_project.h"
#include "tests/support/small_project.h"
#include "tests/support/textured_faces.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace likeness;
using namespace likeness::engine;

namespace {

QString undoText(const ProjectSession& session)
{
    const auto next = session.nextUndo();
    return next ? qs(next->what) : QString();
}

QString redoText(const ProjectSession& session)
{
    const auto next = session.nextRedo();
    return next ? qs(next->what) : QString();
}

} // namespace

class TestProjectSession : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    QString m_folder;
    int m_number = 0;

private Q_SLOTS:
    void init() { m_folder = qs(test::makeSmallProject(toPath(m_temporary.filePath(QString::number(++m_number))))); }

    // What would hold the window up is a job.
    void largeChangesAreJobs()
    {
        const QString folder = m_temporary.filePath(QStringLiteral("large"));
        std::vector<dataset::FaceId> faces;
        {
            dataset::ScaleOptions options;
            options.images = 8000;
            options.identities = 80;
            options.pictures = 3;
            options.crops = 3;
            jobs::RecordingContext context;
            const auto project = dataset::createScaleProject(toPath(folder), options, context);
            for (const auto& [face, identity] : project.labelledFaces())
                faces.push_back(face);
        }
        QVERIFY(faces.size() > 5000);
        ProjectSession session;
        session.open(folder);
        const int before = session.project().counts().rejected;
        QSignalSpy content(&session, &ProjectSession::contentChanged);
        QVERIFY(session.decide(faces, dataset::Action::Reject));
        QVERIFY(session.jobs().isRunning());
        QVERIFY_THROWS_EXCEPTION(Error, session.decide(faces, dataset::Action::Unsure)); // one at a time
        QVERIFY_THROWS_EXCEPTION(Error, session.decide({faces.front()}, dataset::Action::Unsure));
        QVERIFY_THROWS_EXCEPTION(Error, session.undo());
        QVERIFY(session.isLargeChange());
        QTRY_COMPARE_WITH_TIMEOUT(content.count(), 1, 20000);
        QCOMPARE(session.project().counts().rejected, before + static_cast<int>(faces.size()));
        const auto size = session.project().undoSize();
        QVERIFY(session.undo());
        QCOMPARE(session.jobs().isRunning(), size > 15000);
        QTRY_VERIFY_WITH_TIMEOUT(!session.jobs().isRunning(), 20000);
        QCOMPARE(session.project().counts().rejected, before);
    }

    void opensAndCloses()
    {
        ProjectSession session;
        QSignalSpy opened(&session, &ProjectSession::opened);
        QSignalSpy closed(&session, &ProjectSession::closed);
        session.open(m_folder);
        QVERIFY(session.isOpen());
        QCOMPARE(session.name(), QStringLiteral("small"));
        QVERIFY_THROWS_EXCEPTION(Error, session.open(m_temporary.path()));
        QVERIFY2(session.isOpen(), "what was open stays open when another cannot be opened");
        QCOMPARE(opened.count(), 1);
        session.close();
        QCOMPARE(closed.count(), 1);
        QVERIFY(undoText(session).isEmpty());
    }

    void saysThatAnotherWindowHasTheProject()
    {
        ProjectSession first;
        first.open(m_folder);
        QVERIFY(!first.otherWindow());
        auto second = std::make_unique<ProjectSession>();
        second->open(m_folder);
        QVERIFY(second->otherWindow());
        QCOMPARE(second->otherWindow()->process, QCoreApplication::applicationPid());
        QVERIFY(std::abs(second->otherWindow()->since.secsTo(QDateTime::currentDateTime())) < 60);

        // Decisions of both work, and each sees the other's.
        QSignalSpy seenByFirst(&first, &ProjectSession::contentChanged);
        QSignalSpy seenBySecond(second.get(), &ProjectSession::contentChanged);
        const auto faces = first.project().flags(true);
        QVERIFY(second->decide({faces[0].face}, dataset::Action::Reject));
        QTRY_COMPARE(seenByFirst.count(), 1);
        QVERIFY(first.project().face(faces[0].face)->label == dataset::LabelState::Rejected);
        QVERIFY(first.decide({faces[1].face}, dataset::Action::Keep));
        QTRY_COMPARE(seenBySecond.count(), 1);
        QVERIFY(second->project().face(faces[1].face)->label == dataset::LabelState::Confirmed);
        QVERIFY(undoText(first) == undoText(*second));

        // The second takes over when the first goes, so that a third is told of it.
        first.close();
        QVERIFY(!first.otherWindow());
        QTRY_VERIFY(!second->otherWindow());
        ProjectSession third;
        third.open(m_folder);
        QVERIFY(third.otherWindow());
    }

    void aJobOfAnotherProjectObjectIsToldOf()
    {
        ProjectSession session;
        session.open(m_folder);
        const auto elsewhere = dataset::Project::open(toPath(m_folder));
        const auto lock = elsewhere.lockForJob("prepare");
        QSignalSpy failed(&session.jobs(), &JobRunner::failed);
        QVERIFY(session.startJob(QStringLiteral("Import"), [](dataset::Project&, jobs::Context&) {}));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.front().at(0).value<ErrorCode>(), ErrorCode::ProjectBusy);
        QVERIFY(failed.front().at(1).toString().contains(QStringLiteral("prepare, process")));
    }

    void decidesAndUndoes()
    {
        ProjectSession session;
        session.open(m_folder);
        QSignalSpy labels(&session, &ProjectSession::labelsChanged);
        QSignalSpy undoState(&session, &ProjectSession::undoStateChanged);
        const auto face = session.project().flags(true).front().face;
        QVERIFY(session.decide({face}, dataset::Action::Move, QStringLiteral("P0"), QStringLiteral("why")));
        QCOMPARE(labels.count(), 1);
        QCOMPARE(undoState.count(), 1);
        QCOMPARE(session.project().identity(session.project().face(face)->identity)->name, std::string("P0"));
        QVERIFY(undoText(session).contains(QStringLiteral("P1")));
        QVERIFY(redoText(session).isEmpty());
        QVERIFY(session.undo());
        QCOMPARE(labels.count(), 2);
        QCOMPARE(session.project().identity(session.project().face(face)->identity)->name, std::string("P1"));
        QVERIFY(redoText(session).contains(QStringLiteral("P1")));
        QVERIFY(session.redo());
        QCOMPARE(session.project().identity(session.project().face(face)->identity)->name, std::string("P0"));
        QVERIFY(session.undo());
        QVERIFY2(!session.undo(), "the import is not undone by a key");
    }

    void redoNamesTheRightEntry()
    {
        ProjectSession session;
        session.open(m_folder);
        const auto a = session.project().facesOf(session.project().findIdentity("P1")).front();
        const auto b = session.project().facesOf(session.project().findIdentity("P2")).front();
        session.decide({a}, dataset::Action::Reject);
        const QString first = undoText(session);
        session.decide({b}, dataset::Action::Reject);
        QVERIFY(undoText(session) != first);
        session.undo(2);
        QCOMPARE(redoText(session), first);
        session.redo();
        QCOMPARE(undoText(session), first);
    }

    void noticesForeignChanges()
    {
        ProjectSession session;
        session.open(m_folder);
        QSignalSpy content(&session, &ProjectSession::contentChanged);
        const auto face = session.project().flags(true).front().face;
        session.decide({face}, dataset::Action::Keep);
        QTest::qWait(1300);
        QCOMPARE(content.count(), 0); // its own writes are no news
        dataset::Project other = dataset::Project::open(toPath(m_folder));
        other.undo();
        QVERIFY(content.wait(5000));
        // A decision of ours between two polls does not hide what somebody else wrote before it.
        content.clear();
        other.setSetting("x", "1");
        session.decide({face}, dataset::Action::Reject);
        QCOMPARE(content.count(), 0);
        QVERIFY(content.wait(5000));
    }

    void runsJobsOnTheProject()
    {
        ProjectSession session;
        session.open(m_folder);
        QSignalSpy content(&session, &ProjectSession::contentChanged);
        QSignalSpy finished(&session.jobs(), &JobRunner::finished);
        bool locked = false;
        QVERIFY(session.startJob(QStringLiteral("job"), [&](dataset::Project& project, jobs::Context&) {
            try {
                const auto lock = dataset::Project::open(project.folder()).lockForJob("second");
            } catch (const Error& e) {
                locked = e.code() == ErrorCode::ProjectBusy;
            }
            project.setSetting("x", "1");
        }));
        QVERIFY(finished.wait());
        QVERIFY2(locked, "a job holds the project's lock");
        QCOMPARE(content.count(), 1);
        QTest::qWait(1300);
        QCOMPARE(content.count(), 1);
    }

    // All faces in memory, and kept up to date row by row.
    void indexFollowsWhatIsDecided()
    {
        ProjectSession session;
        FaceIndex& index = session.faces();
        QSignalSpy reloaded(&index, &FaceIndex::reloaded);
        session.open(m_folder);
        QVERIFY2(!index.isReady(), "it is read in the background");
        QVERIFY(reloaded.wait());
        QCOMPARE(index.totals().faces, 12);
        QCOMPARE(index.totals().flagged, 2);
        QCOMPARE(index.names(),
                 (QStringList{QStringLiteral("P0"), QStringLiteral("P1"), QStringLiteral("P2"), QStringLiteral("P3")}));
        const auto p0 = session.project().findIdentity("P0");
        const auto p1 = session.project().findIdentity("P1");
        QCOMPARE(index.person(p1)->flagged, 1);

        QSignalSpy updated(&index, &FaceIndex::updated);
        const auto seen = index.columns(); // as a thread that is still searching
        const auto face = session.project().flags(true).front().face;
        session.decide({face}, dataset::Action::Move, QStringLiteral("P0"));
        QCOMPARE(updated.count(), 1);
        QCOMPARE(index.person(p0)->faces, 4);
        QCOMPARE(index.person(p1)->faces, 2);
        QCOMPARE(index.person(p1)->flagged, 0);
        QCOMPARE(index.totals().flagged, 1);
        const auto identityIn = [face](const dataset::FaceColumns& columns) {
            return columns.identity(static_cast<std::size_t>(columns.rowOf(face)));
        };
        QCOMPARE(identityIn(*index.columns()), p0);
        QCOMPARE(identityIn(*seen), p1);

        session.decide({face}, dataset::Action::Split, QStringLiteral("P0b"));
        QCOMPARE(index.names().at(1), QStringLiteral("P0b")); // in its place among the names
        QCOMPARE(index.people()[1].faces, 1);
        session.renameIdentity(p1, QStringLiteral("Z"));
        QCOMPARE(index.names().constLast(), QStringLiteral("Z"));
        session.mergeIdentities(p1, p0);
        QVERIFY(!index.person(p1));
        QCOMPARE(index.person(p0)->faces, 5);
        session.decide({face}, dataset::Action::Reject);
        session.undo(5);
        QCOMPARE(reloaded.count(), 1); // nothing was read anew for all of this

        // What it says is what a new reading says.
        std::vector<std::pair<QString, int>> kept;
        for (const IndexedPerson& person : index.people())
            kept.emplace_back(person.name, person.faces * 100 + person.flagged);
        index.updateAll();
        QVERIFY(reloaded.wait());
        std::vector<std::pair<QString, int>> anew;
        for (const IndexedPerson& person : index.people())
            anew.emplace_back(person.name, person.faces * 100 + person.flagged);
        QVERIFY(kept == anew);
        session.close();
        QVERIFY(!index.isReady());
    }

    void whatIsDecidedWhileTheIndexIsReadIsInIt()
    {
        ProjectSession session;
        QSignalSpy reloaded(&session.faces(), &FaceIndex::reloaded);
        session.open(m_folder);
        const auto face = session.project().allFaces().front();
        session.decide({face}, dataset::Action::Reject);
        QVERIFY(reloaded.wait());
        const auto columns = session.faces().columns();
        QCOMPARE(columns->label(static_cast<std::size_t>(columns->rowOf(face))), dataset::LabelState::Rejected);
        // Another project instead, at once: nothing of the first arrives.
        const QString second = qs(test::makeSmallProject(toPath(m_temporary.filePath(QStringLiteral("second"))), 3, 2));
        session.faces().updateAll();
        session.open(second);
        QVERIFY(reloaded.wait());
        QCOMPARE(session.faces().totals().faces, 6);
    }

    void facesWithoutACropShowTheirPhotograph()
    {
        ProjectSession session;
        FacePictures pictures(session);
        session.open(m_folder);
        const auto faces = session.project().allFaces();
        std::filesystem::remove(session.project().cropFile());
        QSignalSpy ready(&pictures, &FacePictures::ready);
        QVERIFY(!pictures.crop(faces[0]));
        QVERIFY(ready.wait());
        QCOMPARE(pictures.crop(faces[0])->size(), QSize(112, 112)); // not enlarged
        const auto file = session.project().cacheFolder() / "thumbnails.db";
        QVERIFY(std::filesystem::exists(file));
        // From the cache when the photograph is gone; without the cache it is missed.
        std::filesystem::remove(
            session.project().imageFile(*session.project().image(session.project().face(faces[0])->image)));
        pictures.clear();
        ready.clear();
        QVERIFY(!pictures.crop(faces[0]));
        QVERIFY(ready.wait());
        QVERIFY(!pictures.crop(faces[0])->isNull());
        pictures.clear();
        QTRY_VERIFY(pictures.isIdle());
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(file.native() + suffix);
        ready.clear();
        QVERIFY(!pictures.crop(faces[0]));
        QVERIFY(ready.wait());
        QVERIFY(pictures.crop(faces[0])->isNull());
    }

    void lightIsEvenedOut()
    {
        image::Image dark = test::texturedFace(1, 1);
        for (auto& value : dark.pixels)
            value /= 4;
        dataset::FaceId face = 0;
        {
            const auto project = dataset::Project::open(toPath(m_folder));
            face = project.allFaces().front();
            crops::CropWriter writer(project.cropFile(), 112);
            writer.add(face, dark.pixels);
            writer.flush();
        }
        ProjectSession session;
        FacePictures pictures(session);
        LitPictures lit(pictures);
        session.open(m_folder);
        QTRY_VERIFY(pictures.crop(face));
        const auto rgb = [](const QPixmap& picture) {
            return picture.toImage().convertToFormat(QImage::Format_RGB888);
        };
        QCOMPARE(rgb(*lit.crop(face)), toQImage(dark)); // as it is
        for (const auto light : {image::Lighting::Equalise, image::Lighting::Clahe, image::Lighting::Retinex}) {
            lit.setLighting(light);
            QSignalSpy ready(&lit, &LitPictures::ready);
            QVERIFY(!lit.crop(face)); // nothing waits for it
            QVERIFY(ready.wait());
            QCOMPARE(rgb(*lit.crop(face)), toQImage(image::correctLight(dark, light)));
            QVERIFY(rgb(*lit.crop(face)) != toQImage(dark));
        }
    }

    void readsPictures()
    {
        ProjectSession session;
        FacePictures pictures(session);
        session.open(m_folder);
        std::vector<dataset::FaceId> ready;
        connect(&pictures, &FacePictures::ready, this, [&](const std::vector<dataset::FaceId>& faces) {
            ready.insert(ready.end(), faces.begin(), faces.end());
        });
        const auto faces = session.project().allFaces();
        for (const auto face : faces)
            QVERIFY2(!pictures.crop(face), "the first look never waits");
        QVERIFY(!pictures.crop(987654));
        QTRY_COMPARE(ready.size(), faces.size() + 1);
        QVERIFY(pictures.isIdle());
        QCOMPARE(pictures.crop(faces[0])->size(), QSize(112, 112));
        QVERIFY(pictures.crop(987654)->isNull());

        const auto image = session.project().face(faces[0])->image;
        QSignalSpy photo(&pictures, &FacePictures::photoReady);
        pictures.requestPhoto(image);
        QVERIFY(photo.wait());
        QCOMPARE(photo[0][1].value<QImage>().size(), QSize(112, 112));
        QSignalSpy failed(&pictures, &FacePictures::photoFailed);
        pictures.requestPhoto(999999);
        QTRY_COMPARE(failed.count(), 1);
        std::filesystem::remove(
            session.project().imageFile(*session.project().image(session.project().face(faces[1])->image)));
        pictures.requestPhoto(session.project().face(faces[1])->image);
        QTRY_COMPARE(failed.count(), 2);

        session.close();
        QVERIFY(pictures.crop(faces[0])->isNull());
    }

    void keepsSettings()
    {
        const QString file = m_temporary.filePath(QStringLiteral("settings.ini"));
        {
            Settings settings(file);
            QCOMPARE(settings.get(settings::kTheme), QStringLiteral("system"));
            settings.set(settings::kTheme, QStringLiteral("dark"));
            for (int i = 0; i < 14; ++i)
                settings.addRecentProject(QString::number(i));
            settings.addRecentProject(QStringLiteral("7"));
        }
        Settings settings(file);
        QCOMPARE(settings.get(settings::kTheme), QStringLiteral("dark"));
        const QStringList recent = settings.get(settings::kRecentProjects);
        QCOMPARE(recent.size(), 10);
        QCOMPARE(recent.constFirst(), QStringLiteral("7"));
        QCOMPARE(recent.count(QStringLiteral("7")), 1);
    }
};

QTEST_MAIN(TestProjectSession)
#include "tst_project_session.moc"
