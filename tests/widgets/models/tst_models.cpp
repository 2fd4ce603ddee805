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
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <numeric>

using namespace likeness::widgets;

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
