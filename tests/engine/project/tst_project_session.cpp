// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "tests/support/small_project.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace likeness;
using namespace likeness::engine;

class TestProjectSession : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    QString m_folder;
    int m_number = 0;

private Q_SLOTS:
    void init() { m_folder = qs(test::makeSmallProject(toPath(m_temporary.filePath(QString::number(++m_number))))); }

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
        QVERIFY(session.undoText().isEmpty());
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
        QVERIFY(first.undoText() == second->undoText());

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
        QVERIFY(session.undoText().contains(QStringLiteral("P1")));
        QVERIFY(session.redoText().isEmpty());
        QVERIFY(session.undo());
        QCOMPARE(labels.count(), 2);
        QCOMPARE(session.project().identity(session.project().face(face)->identity)->name, std::string("P1"));
        QVERIFY(session.redoText().contains(QStringLiteral("P1")));
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
        const QString first = session.undoText();
        session.decide({b}, dataset::Action::Reject);
        QVERIFY(session.undoText() != first);
        session.undo(2);
        QCOMPARE(session.redoText(), first);
        session.redo();
        QCOMPARE(session.undoText(), first);
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
