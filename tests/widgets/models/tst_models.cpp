// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/icons.h"
#include "widgets/common/job_bar.h"
#include "widgets/common/message_bar.h"
#include "widgets/common/person_chooser.h"
#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/models/people_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDialog>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <numeric>

using namespace likeness::widgets;

// A million faces in a window.
struct LargeGrid {
    FaceListModel model{[](std::span<const std::int64_t> faces) { return std::vector<FaceCell>(faces.size()); },
                        [](std::int64_t) { return std::optional<QPixmap>(QPixmap()); }};
    FaceDelegate delegate;
    std::unique_ptr<CellGrid> grid{makeFaceGrid(&delegate, nullptr)};

    LargeGrid()
    {
        grid->setModel(&model);
        std::vector<std::int64_t> ids(1'000'000);
        std::iota(ids.begin(), ids.end(), 1);
        model.setFaces(ids);
        grid->resize(900, 700);
        grid->show();
    }
};

class TestModels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void faceList()
    {
        int fetched = 0;
        std::unordered_map<std::int64_t, QPixmap> pictures;
        FaceListModel model(
            [&](std::span<const std::int64_t> faces) {
                fetched += static_cast<int>(faces.size());
                std::vector<FaceCell> cells;
                for (const std::int64_t face : faces)
                    cells.push_back(
                        {QString::number(qlonglong(face)), {}, face % 2 ? FaceMark::Flagged : FaceMark::None});
                return cells;
            },
            [&](std::int64_t face) -> std::optional<QPixmap> {
                const auto it = pictures.find(face);
                return it == pictures.end() ? std::nullopt : std::optional(it->second);
            });
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::vector<std::int64_t> ids(1000);
        std::iota(ids.begin(), ids.end(), 1);
        model.setFaces(ids);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QVERIFY(!model.index(450).data(Qt::DisplayRole).isValid());
        QTRY_COMPARE(model.index(450).data(Qt::DisplayRole).toString(), QStringLiteral("451"));
        QVERIFY2(fetched <= 600, "only the pages that were looked at");
        QCOMPARE(model.index(450).data(FaceListModel::MarkRole).toInt(), int(FaceMark::Flagged));
        QVERIFY(!model.index(3).data(Qt::DecorationRole).isValid());
        changed.clear();
        pictures[4] = QPixmap(2, 2);
        model.picturesReady({4, 5, 77777});
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 3);
        QCOMPARE(changed[0][1].toModelIndex().row(), 4);
        QVERIFY(model.index(3).data(Qt::DecorationRole).isValid());
        QCOMPARE(model.rowOf(1000), 999);
        QCOMPARE(model.rowOf(5000), -1);
        QCOMPARE(model.faceAt(-1), 0);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setFaces(ids);
        QCOMPARE(reset.count(), 0); // the same faces keep the view where it is
        model.setFaces({3, 1});
        QCOMPARE(reset.count(), 1);
        QCOMPARE(model.rowCount(), 2);
    }

    void hundredThousandFaces()
    {
        FaceListModel model([](std::span<const std::int64_t> faces) { return std::vector<FaceCell>(faces.size()); },
                            [](std::int64_t) { return std::optional<QPixmap>(QPixmap()); });
        std::vector<std::int64_t> ids(100000);
        std::iota(ids.begin(), ids.end(), 1);
        FaceDelegate delegate;
        QListView* view = makeFaceGrid(&delegate, nullptr);
        const std::unique_ptr<QListView> owner(view);
        view->setModel(&model);
        view->resize(1000, 800);
        QElapsedTimer clock;
        clock.start();
        model.setFaces(ids);
        view->show();
        view->setCurrentIndex(model.index(99999));
        view->scrollTo(model.index(99999));
        QApplication::processEvents();
        QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
    }

    // In another order than that of the ids: no table of rows is kept, and all is found all the same.
    void facesInAnyOrder()
    {
        FaceListModel model([](std::span<const std::int64_t> faces) { return std::vector<FaceCell>(faces.size()); },
                            [](std::int64_t) { return std::optional<QPixmap>(); });
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFaces({50, 10, 40, 20});
        QCOMPARE(model.rowOf(40), 2);
        QCOMPARE(model.rowOf(45), -1);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.picturesReady({20, 40}); // nobody has asked for them
        QCOMPARE(changed.count(), 0);
        QVERIFY(!model.index(3).data(Qt::DecorationRole).isValid());
        model.picturesReady({20, 40});
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 3);
        QCOMPARE(changed[0][1].toModelIndex().row(), 3);
    }

    void gridPlacesAndKeys()
    {
        LargeGrid large;
        auto& [model, delegate, grid] = large;
        QVERIFY(QTest::qWaitForWindowExposed(grid.get()));
        const int columns = grid->columns();
        QCOMPARE(columns, grid->viewport()->width() / grid->cellSize().width());
        for (const int row : {0, 1, columns, 5 * columns + 2}) // where a cell is drawn, it is found
            QCOMPARE(grid->indexAt(grid->visualRect(model.index(row)).center()).row(), row);
        QVERIFY(!grid->indexAt(QPoint(grid->viewport()->width() - 1, 10)).isValid() ||
                columns * grid->cellSize().width() == grid->viewport()->width());

        const auto at = [&] { return grid->currentIndex().row(); };
        grid->setCurrentIndex(model.index(0));
        QTest::keyClick(grid.get(), Qt::Key_Right);
        QCOMPARE(at(), 1);
        QTest::keyClick(grid.get(), Qt::Key_Down);
        QCOMPARE(at(), 1 + columns);
        QTest::keyClick(grid.get(), Qt::Key_PageDown);
        QVERIFY(at() > 3 * columns && at() % columns == 1);
        QTest::keyClick(grid.get(), Qt::Key_PageUp);
        QCOMPARE(at(), 1 + columns);
        QTest::keyClick(grid.get(), Qt::Key_End);
        QCOMPARE(at(), 999'999);
        QVERIFY(grid->viewport()->rect().contains(grid->visualRect(grid->currentIndex())));
        QTest::keyClick(grid.get(), Qt::Key_Down); // there is nothing below
        QCOMPARE(at(), 999'999);
        QTest::keyClick(grid.get(), Qt::Key_Home);
        QCOMPARE(at(), 0);
        QTest::keyClick(grid.get(), Qt::Key_Up);
        QTest::keyClick(grid.get(), Qt::Key_Left);
        QCOMPARE(at(), 0);
        QTest::keyClick(grid.get(), Qt::Key_Z); // no search through a million captions
        QCOMPARE(at(), 0);
    }

    void gridSelectsRanges()
    {
        LargeGrid large;
        auto& [model, delegate, grid] = large;
        QVERIFY(QTest::qWaitForWindowExposed(grid.get()));
        const int columns = grid->columns();
        const auto ranges = [&] { return grid->selectionModel()->selection(); };

        QTest::keyClick(grid.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(ranges().size(), 1);
        QCOMPARE(grid->selectedCount(), 1'000'000);
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->visualRect(model.index(5)).center());
        QCOMPARE(grid->selectedCount(), 1);
        QTest::keyClick(grid.get(), Qt::Key_End, Qt::ShiftModifier);
        QVERIFY(ranges().size() <= 3);
        QCOMPARE(grid->selectedCount(), 999'995);
        QTest::keyClick(grid.get(), Qt::Key_Home);
        QCOMPARE(grid->selectedCount(), 1);

        const auto centre = [&](int row) { return grid->visualRect(model.index(row)).center(); };
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, centre(columns + 1));
        QCOMPARE(grid->selectedCount(), 1);
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, Qt::ShiftModifier, centre(2)); // backwards
        QCOMPARE(grid->selectedCount(), columns);
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, Qt::ControlModifier, centre(3));
        QCOMPARE(grid->selectedCount(), columns - 1);
        QVERIFY(!grid->selectionModel()->isSelected(model.index(3)));

        // A band touches a block, not all between its corners.
        QTest::mousePress(grid->viewport(), Qt::LeftButton, {}, centre(1));
        QTest::mouseMove(grid->viewport(), centre(columns));
        QTest::mouseMove(grid->viewport(), centre(2 * columns + 2));
        QTest::mouseRelease(grid->viewport(), Qt::LeftButton, {}, centre(2 * columns + 2));
        QCOMPARE(grid->selectedCount(), 6);
        for (const int row : {1, 2, columns + 1, columns + 2, 2 * columns + 1, 2 * columns + 2})
            QVERIFY(grid->selectionModel()->isSelected(model.index(row)));

        grid->select({4, 5, 6, 9, 800'000});
        QCOMPARE(ranges().size(), 3);
        QCOMPARE(grid->selectedCount(), 5);
    }

    void gridKeepsFacesInSightWhenItsWidthChanges()
    {
        FaceListModel model([](std::span<const std::int64_t> faces) { return std::vector<FaceCell>(faces.size()); },
                            [](std::int64_t) { return std::optional<QPixmap>(QPixmap()); });
        FaceDelegate delegate;
        const std::unique_ptr<CellGrid> grid(makeFaceGrid(&delegate, nullptr));
        grid->setModel(&model);
        std::vector<std::int64_t> ids(10'000);
        std::iota(ids.begin(), ids.end(), 1);
        model.setFaces(ids);
        grid->resize(900, 700);
        grid->show();
        QVERIFY(QTest::qWaitForWindowExposed(grid.get()));
        grid->scrollTo(model.index(5000), QAbstractItemView::PositionAtTop);
        const int columns = grid->columns();
        grid->resize(500, 700);
        QTRY_VERIFY(grid->columns() < columns);
        QVERIFY(grid->viewport()->rect().intersects(grid->visualRect(model.index(5000))));
        model.setFaces({1, 2, 3}); // few, after many
        QTRY_COMPARE(grid->verticalScrollBar()->maximum(), 0);
    }

    void peopleAreFoundByAPartOfTheirName()
    {
        PeopleModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPeople(
            {{1, QStringLiteral("Ann"), 3, 0}, {2, QStringLiteral("Bob"), 4, 1}, {3, QStringLiteral("Joanna"), 4, 1}});
        model.setFilter(QStringLiteral("AN"));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.rowOf(3), 1);
        QCOMPARE(model.rowOf(2), -1);
        QCOMPARE(model.people().size(), std::size_t{3});
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setPeople(
            {{1, QStringLiteral("Ann"), 3, 0}, {2, QStringLiteral("Bob"), 9, 1}, {3, QStringLiteral("Joanna"), 5, 1}});
        QCOMPARE(reset.count(), 0);
        QCOMPARE(model.index(1).data(PeopleModel::FacesRole).toInt(), 5);
        model.setPeople({{1, QStringLiteral("Ann"), 3, 0}, {3, QStringLiteral("Jo"), 5, 1}}); // renamed: found no more
        QCOMPARE(model.rowCount(), 1);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 2);
    }

    void people()
    {
        PeopleModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPeople({{1, QStringLiteral("Ann"), 3, 0}, {2, QStringLiteral("Bob"), 4, 1}});
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setPeople({{1, QStringLiteral("Ann"), 2, 0}, {2, QStringLiteral("Bob"), 4, 1}});
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.index(0).data(PeopleModel::FacesRole).toInt(), 2);
        model.setPeople({{2, QStringLiteral("Bob"), 6, 0}});
        QCOMPARE(reset.count(), 1);
        QCOMPARE(model.rowOf(2), 0);
        QCOMPARE(model.rowOf(1), -1);
    }

    void chooserFindsByTyping()
    {
        const QStringList names{QStringLiteral("Ann"), QStringLiteral("Joanna"), QStringLiteral("Bob")};
        const auto choose = [&](const QString& typed, int downs, bool allowNew) {
            QTimer::singleShot(0, this, [=] {
                auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
                QVERIFY(dialog);
                auto* line = dialog->findChild<QLineEdit*>();
                QTest::keyClicks(line, typed);
                for (int i = 0; i < downs; ++i)
                    QTest::keyClick(line, Qt::Key_Down);
                QTest::keyClick(line, Qt::Key_Return);
                if (dialog->isVisible())
                    dialog->reject();
            });
            return PersonChooser::choose(nullptr, QStringLiteral("Who?"), names, {}, allowNew);
        };
        QCOMPARE(choose(QStringLiteral("an"), 0, false).value(), QStringLiteral("Ann"));
        QCOMPARE(choose(QStringLiteral("an"), 1, false).value(), QStringLiteral("Joanna"));
        QCOMPARE(choose(QStringLiteral("Zoe"), 0, true).value(), QStringLiteral("Zoe"));
        QVERIFY(!choose(QStringLiteral("Zoe"), 0, false));
    }

    void jobLine()
    {
        JobBar bar;
        bar.begin(QStringLiteral("Import"));
        bar.addIssue({QStringLiteral("a.jpg"), QStringLiteral("damaged"), QStringLiteral("bad header")});
        QCOMPARE(bar.issueCount(), 1);
        QSignalSpy stop(&bar, &JobBar::stopRequested);
        bar.findChild<QToolButton*>(QStringLiteral("stopJob"))->click();
        QCOMPARE(stop.count(), 1);
        bar.setStopping();
        QVERIFY(!bar.findChild<QToolButton*>(QStringLiteral("stopJob"))->isEnabled());
        bar.end(QStringLiteral("done"));
        QCOMPARE(bar.issueCount(), 1); // still there to be read
        bar.begin(QStringLiteral("Again"));
        QCOMPARE(bar.issueCount(), 0);
    }

    void errorsStayUntilRead()
    {
        MessageBar bar;
        QVERIFY(bar.what().isEmpty());
        bar.showError(QStringLiteral("what"), QStringLiteral("try"), QStringLiteral("detail"));
        QCOMPARE(bar.what(), QStringLiteral("what"));
    }

    void everyIconIsThere()
    {
        applyTheme(QStringLiteral("dark"));
        QVERIFY(isDark());
        applyTheme(QStringLiteral("light"));
        QVERIFY(!isDark());
        int count = 0;
        QDirIterator files(QStringLiteral(":/icons"), {QStringLiteral("*.svg")});
        while (files.hasNext()) {
            files.next();
            const QImage image = icon(files.fileInfo().baseName()).pixmap(48, 48).toImage();
            bool drawn = false;
            for (int y = 0; y < image.height() && !drawn; ++y)
                for (int x = 0; x < image.width() && !drawn; ++x)
                    drawn = qAlpha(image.pixel(x, y)) > 128;
            QVERIFY2(drawn, qPrintable(files.fileName()));
            ++count;
        }
        QVERIFY(count > 25);
        QVERIFY(icon(QStringLiteral("no-such-icon")).isNull());
    }
};

QTEST_MAIN(TestModels)
#include "tst_models.moc"
