// SPDX-License-Identifier: GPL-3.0-or-later
// The map page on a small project in the real window.
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/pages/map/map_page.h"
#include "core/dataset/erase.h"
#include "tests/support/embedding_cache.h"
#include "tests/support/small_project.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/person_chooser.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/map/point_map.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace likeness;
using namespace likeness::engine;

class TestMapPage : public QObject
{
    Q_OBJECT
    QTemporaryDir m_temporary;
    int m_number = 0;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<app::MainWindow> m_window;
    pages::Page* m_page = nullptr;
    widgets::PointMap* m_map = nullptr;

    dataset::Project& project() { return m_window->session().project(); }
    template<typename T>
    T* find(const char* name)
    {
        return m_page->findChild<T*>(QString::fromLatin1(name));
    }
    QString text(const char* name) { return find<QLabel>(name)->text(); }
    void open(std::size_t embedded = SIZE_MAX)
    {
        const QString root = m_temporary.filePath(QString::number(++m_number));
        const auto folder = test::makeSmallProject(toPath(root), 5, 8);
        test::writeEmbeddingCache(dataset::Project::open(folder), embedded);
        m_settings = std::make_unique<Settings>(root + QStringLiteral("/settings.ini"));
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QVERIFY(m_window->openProject(qs(folder)));
        QTRY_VERIFY(m_window->session().faces().isReady());
        m_window->showPage(QStringLiteral("map"));
        m_page = m_window->currentPage();
        QCOMPARE(m_page->id(), QStringLiteral("map"));
        m_map = find<widgets::PointMap>("pointMap");
        QVERIFY(m_map);
    }
    void draw()
    {
        QTRY_VERIFY(m_page->findChild<widgets::EmptyState*>()->isVisible());
        QCOMPARE(m_page->findChild<widgets::EmptyState*>()->title(), QStringLiteral("No map yet"));
        m_page->findChild<widgets::EmptyState*>()->findChild<QPushButton*>()->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_map->isVisible(), 30000);
    }
    std::vector<dataset::FaceId> facesOf(const char* name) { return project().facesOf(project().findIdentity(name)); }
    QColor colourOf(dataset::FaceId face)
    {
        const QImage shot = m_map->grab().toImage();
        const auto index = static_cast<std::size_t>(m_map->scene().indexOf(face));
        return shot.pixelColor((m_map->toWidget(m_map->scene().at(index)) * shot.devicePixelRatio()).toPoint());
    }
    // Answers the next preview with its first button of that kind.
    void answer(bool yes)
    {
        QTimer::singleShot(0, this, [this, yes] {
            for (QWidget* widget : QApplication::topLevelWidgets())
                if (auto* dialog = qobject_cast<QDialog*>(widget); dialog && dialog->isVisible()) {
                    yes ? dialog->accept() : dialog->reject();
                    return;
                }
            answer(yes); // it is not there yet
        });
    }

private Q_SLOTS:
    void cleanup()
    {
        m_window.reset();
        m_page = nullptr;
        m_map = nullptr;
    }

    void drawsKeepsAndReadsTheMap()
    {
        open();
        QVERIFY(!find<QLineEdit>("mapSearch")->isVisible()); // nothing to search on
        draw();
        QCOMPARE(m_map->scene().size(), std::size_t{40});
        QVERIFY(text("drawnBy").contains(QStringLiteral("test model")));
        QVERIFY(!find<QLabel>("mapNotice")->isVisible());
        QVERIFY(find<QComboBox>("mapColour")->isVisible());
        // Another window finds it drawn.
        const QString folder = m_window->session().folder();
        m_window = std::make_unique<app::MainWindow>(*m_settings);
        m_window->show();
        QVERIFY(m_window->openProject(folder));
        m_window->showPage(QStringLiteral("map"));
        m_page = m_window->currentPage();
        m_map = find<widgets::PointMap>("pointMap");
        QTRY_COMPARE(m_map->scene().size(), std::size_t{40});
        QVERIFY(m_map->isVisible());
    }

    void saysThatItIsOlderThanTheFaces()
    {
        open(38);
        draw();
        QCOMPARE(m_map->scene().size(), std::size_t{38});
        QVERIFY(find<QLabel>("mapNotice")->isVisible());
        QVERIFY(text("mapNotice").startsWith(QLatin1Char('2')));
        test::writeEmbeddingCache(project());
        find<QPushButton>("drawMap")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_map->scene().size(), std::size_t{40}, 30000);
        QVERIFY(!find<QLabel>("mapNotice")->isVisible());
    }

    void aDamagedFileIsNoMap()
    {
        open();
        draw();
        writeFileAtomically(curate::mapFile(project()), std::string_view("no map at all"));
        m_window->showPage(QStringLiteral("dataset"));
        QTest::qWait(20); // the file's time
        m_window->showPage(QStringLiteral("map"));
        QTRY_VERIFY(!m_map->isVisible());
        draw();
    }

    void keysMoveTheSelection()
    {
        open();
        draw();
        const auto faces = facesOf("P3");
        m_map->select({faces[0], faces[1]});
        QVERIFY(text("mapCount").startsWith(QLatin1Char('2')));
        widgets::PersonChooser::setNextName(QStringLiteral("P0"));
        answer(true);
        find<QAction>("mapMove")->trigger();
        QTRY_COMPARE(facesOf("P3").size(), std::size_t{6});
        QCOMPARE(facesOf("P0").size(), std::size_t{10});
        QCOMPARE(project().journal(1).front().why, std::string("chosen on the map"));
        QCOMPARE(m_map->selectedCount(), std::size_t{0});
        QVERIFY(!find<QAction>("mapMove")->isEnabled());
        // A no is a no.
        m_map->select({faces[2], faces[3]});
        answer(false);
        find<QAction>("mapReject")->trigger();
        QCOMPARE(facesOf("P3").size(), std::size_t{6});
        QCOMPARE(m_map->selectedCount(), std::size_t{2});
        // One face needs no question, and a key does it.
        m_map->select({faces[2]});
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_map->setFocus();
        QTest::keyClick(m_map, Qt::Key_R);
        QTRY_COMPARE(facesOf("P3").size(), std::size_t{5});
        QVERIFY(m_window->session().undo());
        QCOMPARE(facesOf("P3").size(), std::size_t{6});
    }

    void sendsFacesToTheOtherPages()
    {
        open();
        draw();
        QSignalSpy review(m_page, &pages::Page::reviewFaces);
        const auto faces = facesOf("P2");
        m_map->select(faces);
        find<QAction>("mapReview")->trigger();
        QCOMPARE(review.count(), 1);
        QCOMPARE(review.front().front().value<std::vector<dataset::FaceId>>(), faces);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("review"));
        m_window->showPage(QStringLiteral("map"));
        QCOMPARE(m_map->selectedCount(), faces.size()); // still chosen
        find<QAction>("mapDataset")->trigger();
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("dataset"));
        m_window->showPage(QStringLiteral("map"));
        m_page->openFace(faces[1]);
        QCOMPARE(m_map->selected(), std::vector<std::int64_t>{faces[1]});
        QCOMPARE(m_map->current(), faces[1]);
    }

    void labelsColourAtOnce()
    {
        open();
        draw();
        find<QComboBox>("mapColour")->setCurrentIndex(2);
        QVERIFY(text("mapLegend").contains(QStringLiteral("confirmed")));
        const auto face = facesOf("P1").front();
        m_map->showAll();
        const auto centre = [&] { return colourOf(face); };
        QTRY_VERIFY(m_map->isSettled());
        QVERIFY(std::abs(centre().red() - centre().green()) < 40);
        QVERIFY(m_window->session().decide({face}, dataset::Action::Reject)); // by whomever, anywhere
        QTRY_VERIFY(m_map->isSettled());
        QVERIFY(centre().red() > centre().green() + 80);
        QVERIFY(m_window->session().undo());
        QTRY_VERIFY(m_map->isSettled());
        QVERIFY(std::abs(centre().red() - centre().green()) < 40);
    }

    // Of a wrong label, and of nothing else.
    void suspicionIsOfTheLabel()
    {
        open();
        dataset::FlagRow poor;
        poor.face = facesOf("P3").front();
        poor.kind = "low_quality";
        poor.score = 0.99;
        poor.flagged = true;
        poor.evidence = "{}";
        project().replaceFlags("image", std::vector{poor});
        Q_EMIT m_window->session().flagsChanged();
        draw();
        m_map->showAll();
        find<QComboBox>("mapColour")->setCurrentIndex(1);
        const auto isRed = [&](dataset::FaceId face) { return colourOf(face).red() > colourOf(face).green() + 80; };
        const auto wrong = facesOf("P1").front(); // 0.9
        QTRY_VERIFY(m_map->isSettled() && isRed(wrong));
        QVERIFY(!isRed(poor.face));
        QVERIFY(m_window->session().decide({wrong}, dataset::Action::Keep));
        QTRY_VERIFY(m_map->isSettled() && !isRed(wrong));
    }

    void searchShowsAPerson()
    {
        open();
        draw();
        auto* search = find<QLineEdit>("mapSearch");
        QTest::keyClick(m_map, Qt::Key_Slash);
        QVERIFY(search->hasFocus());
        QTest::keyClicks(search, QStringLiteral("p4"));
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(m_map->hasFocus());
        for (const auto face : facesOf("P4")) {
            const auto index = static_cast<std::size_t>(m_map->scene().indexOf(face));
            QVERIFY(m_map->rect().contains(m_map->toWidget(m_map->scene().at(index)).toPoint()));
        }
        search->setFocus();
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(search->text().isEmpty());
        QVERIFY(m_map->hasFocus());
    }

    void erasingTakesTheMapWithIt()
    {
        open();
        draw();
        const auto person = project().findIdentity("P4");
        QVERIFY(m_window->session().startJob(QStringLiteral("erase"),
                                             [person](dataset::Project& project, jobs::Context& context) {
                                                 dataset::erase(project, person, {}, context);
                                             }));
        QTRY_VERIFY_WITH_TIMEOUT(m_page->findChild<widgets::EmptyState*>()->isVisible(), 30000);
        QVERIFY(m_map->isEmpty());
    }
};

QTEST_MAIN(TestMapPage)
#include "tst_map.moc"
