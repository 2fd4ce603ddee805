// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temp_folder.h"
#include "widgets/plot/det_plot.h"
#include "widgets/plot/distance_plot.h"
#include "widgets/plot/histogram_plot.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/roc_plot.h"

#include <QImage>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

using namespace likeness::widgets;

namespace {

// How many pixels of the picture lie near this colour.
int pixelsNear(const QImage& picture, const QColor& colour)
{
    int count = 0;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x) {
            const QColor p = picture.pixelColor(x, y);
            if (std::abs(p.red() - colour.red()) + std::abs(p.green() - colour.green()) +
                    std::abs(p.blue() - colour.blue()) <
                40)
                ++count;
        }
    return count;
}

RocPlot::Curve curve()
{
    return {QStringLiteral("run"), {0, 0.001, 0.01, 0.1, 1}, {0.5, 0.7, 0.8, 0.95, 1}, 1000};
}

void show(QWidget& widget)
{
    widget.resize(500, 320);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

} // namespace

class TestPlot : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hiddenPlotIsNotDrawn();
    void squeezedToNothingItIsQuiet();
    void manyAppendsAreOneDraw();
    void longSeriesStayBoundedAndKeepSpikes();
    void logAxisLeavesOutWhatItCannotShow();
    void smoothedReadsTheRawValue();
    void allReadingsAreOfOnePlace();
    void rocReadsTheStricterPoint();
    void rocSaysWhereTheDataEnd();
    void histogramRefusesWhatDoesNotFit();
    void histogramReads();
    void distancesRead();
    void savesEveryKind();
    void refusesUnknownKindAndUnwritablePlace();
    void savedPicturesAreLightInADarkTheme();
    void arrowKeysRead();
    void detReadsTheStricterPoint();
    void aClickPicksAndKeysStep();
    void theThresholdIsDragged();
    void withoutPickingNothingIsPicked();
};

void TestPlot::hiddenPlotIsNotDrawn()
{
    LinePlot plot;
    const int series = plot.addSeries(QStringLiteral("loss"));
    QCoreApplication::processEvents(); // QCustomPlot draws once when it is made
    const int made = plot.drawCount();
    for (int i = 0; i < 10; ++i)
        plot.append(series, {QPointF(i, i)});
    QCoreApplication::processEvents();
    QCOMPARE(plot.drawCount(), made);
    show(plot);
    QTRY_VERIFY(plot.drawCount() > made);
    QTest::qWait(50);
    plot.hide();
    const int drawn = plot.drawCount();
    plot.append(series, {QPointF(11, 1)});
    QTest::qWait(50);
    QCOMPARE(plot.drawCount(), drawn);
}

// As a page that was never shown does to its plots while the window is drawn into a picture.
void TestPlot::squeezedToNothingItIsQuiet()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
    QWidget page;
    RocPlot plot(&page);
    plot.setCurves({curve()});
    plot.setGeometry(0, 0, 0, 0);
    page.grab();
}

void TestPlot::manyAppendsAreOneDraw()
{
    LinePlot plot;
    const int series = plot.addSeries(QStringLiteral("loss"));
    show(plot);
    QTest::qWait(50);
    const int before = plot.drawCount();
    for (int i = 0; i < 1000; ++i)
        plot.append(series, {QPointF(i, std::sin(i))});
    QTest::qWait(50);
    QVERIFY2(plot.drawCount() - before <= 2, qPrintable(QString::number(plot.drawCount() - before)));
}

void TestPlot::longSeriesStayBoundedAndKeepSpikes()
{
    LinePlot plot;
    const int series = plot.addSeries(QStringLiteral("loss"), LinePlot::Style::Smoothed);
    constexpr int kSteps = 300000;
    for (int i = 0; i < kSteps; i += 1000) {
        QVector<QPointF> batch;
        for (int k = i; k < i + 1000; ++k)
            batch.push_back({double(k), k == 123456 ? 99.0 : k == 200001 ? -5.0 : 1.0});
        plot.append(series, batch);
    }
    const auto kept = plot.points(series);
    QVERIFY(kept.size() <= LinePlot::kMaxPoints);
    QVERIFY(kept.size() > LinePlot::kMaxPoints / 4);
    QVERIFY(kept.contains(QPointF(123456, 99)));
    QVERIFY(kept.contains(QPointF(200001, -5)));
    QVERIFY(std::is_sorted(kept.begin(), kept.end(), [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); }));
}

void TestPlot::logAxisLeavesOutWhatItCannotShow()
{
    LinePlot plot;
    const int series = plot.addSeries(QStringLiteral("lr"));
    plot.setPoints(series, {{0, 0}, {1, 0.001}, {2, 0.1}, {3, std::nan("")}});
    plot.setLogY(true);
    show(plot);
    QTRY_VERIFY(plot.drawCount() > 0);
    QVERIFY(pixelsNear(plot.grab().toImage(), Plot::seriesColor(0, false)) > 50);
}

void TestPlot::smoothedReadsTheRawValue()
{
    LinePlot plot;
    plot.setAxisLabels(QStringLiteral("Step"), QStringLiteral("Loss"));
    const int series = plot.addSeries(QStringLiteral("loss"), LinePlot::Style::Smoothed);
    QVERIFY(plot.isEmpty());
    QVERIFY(plot.readingAt(1).isEmpty());
    plot.setPoints(series, {{0, 4}, {10, 3}, {20, 2}});
    QCOMPARE(plot.readingAt(12), QStringLiteral("Step 10\n3"));
    QCOMPARE(plot.readingAt(-5), QStringLiteral("Step 0\n4"));
    QCOMPARE(plot.readingAt(99), QStringLiteral("Step 20\n2"));
}

void TestPlot::allReadingsAreOfOnePlace()
{
    LinePlot plot;
    plot.setAxisLabels(QStringLiteral("Step"), QStringLiteral("Loss"));
    plot.addSeries(QStringLiteral("whole"), LinePlot::Style::Smoothed);
    plot.addSeries(QStringLiteral("fork"), LinePlot::Style::Smoothed);
    plot.setPoints(0, {{1, 9}, {2, 8}, {3, 7}, {4, 6}});
    plot.setPoints(1, {{4, 2}, {5, 1}});
    QCOMPARE(plot.readingAt(2.2), QStringLiteral("Step 2\nwhole: 8\nfork: –"));
    QCOMPARE(plot.readingAt(4), QStringLiteral("Step 4\nwhole: 6\nfork: 2"));
    QCOMPARE(plot.readingAt(50), QStringLiteral("Step 5\nwhole: –\nfork: 1"));
}

void TestPlot::rocReadsTheStricterPoint()
{
    QCOMPARE(RocPlot::tprAt(curve(), 0), 0.5);
    QCOMPARE(RocPlot::tprAt(curve(), 0.00099), 0.5);
    QCOMPARE(RocPlot::tprAt(curve(), 0.001), 0.7);
    QCOMPARE(RocPlot::tprAt(curve(), 0.0999), 0.8);
    QCOMPARE(RocPlot::tprAt(curve(), 1), 1.0);
    QCOMPARE(RocPlot::tprAt({}, 0.5), 0.0);
    // Several genuine pairs above the same impostor: the highest of the equal FPRs counts.
    QCOMPARE(RocPlot::tprAt({{}, {0, 0, 0, 0.5}, {0, 0.2, 0.4, 1}, 0}, 0.1), 0.4);
}

void TestPlot::rocSaysWhereTheDataEnd()
{
    RocPlot plot;
    QVERIFY(plot.isEmpty());
    QVERIFY(plot.readingAt(0.1).isEmpty());
    plot.setCurves({curve()});
    QVERIFY(plot.readingAt(0.001).contains(QStringLiteral("not enough pairs")));
    QVERIFY(!plot.readingAt(0.05).contains(QStringLiteral("not enough")));
    QVERIFY(plot.readingAt(0.05).contains(QStringLiteral("0.8000")));
    RocPlot::Curve other = curve();
    other.name = QStringLiteral("other \"quoted\"");
    plot.setCurves({curve(), other});
    QCOMPARE(plot.csv().count(QLatin1Char('\n')), 11);
    QVERIFY(plot.csv().contains(QStringLiteral("\"other \"\"quoted\"\"\",0.01,0.8")));
    plot.setCurves({});
    QVERIFY(plot.isEmpty());
}

void TestPlot::histogramRefusesWhatDoesNotFit()
{
    HistogramPlot plot;
    plot.setHistogram({0, 0.5, 1}, {1}, {0.5, 0.5});
    QVERIFY(plot.isEmpty());
    plot.setHistogram({}, {}, {});
    QVERIFY(plot.isEmpty());
    QVERIFY(plot.readingAt(0.2).isEmpty());
}

void TestPlot::histogramReads()
{
    HistogramPlot plot;
    plot.setHistogram({0, 0.5, 1}, {0.25, 0.75}, {0.9, 0.1});
    QVERIFY(plot.readingAt(0.7).contains(QStringLiteral("75.00")));
    QVERIFY(plot.readingAt(0.7).contains(QStringLiteral("10.00")));
    QVERIFY(plot.readingAt(1.0).contains(QStringLiteral("75.00"))); // the last edge belongs to the last bin
    QVERIFY(plot.readingAt(1.2).isEmpty());
    QVERIFY(plot.csv().endsWith(QStringLiteral("0.5,1,0.75,0.1\n")));
}

void TestPlot::distancesRead()
{
    DistancePlot plot;
    plot.setSamples({{1, {0.2, 0.4, 0.6}, {0.8, 1.0, 1.1}}, {2, {0.1, 0.2, 0.3}, {0.9, 1.0, 1.2}}});
    QVERIFY(plot.readingAt(1.9).startsWith(QStringLiteral("Epoch 2")));
    QVERIFY(plot.readingAt(1.9).contains(QStringLiteral("0.200 (0.100 to 0.300)")));
    QCOMPARE(plot.csv().count(QLatin1Char('\n')), 3);
}

void TestPlot::savesEveryKind()
{
    const likeness::test::TempFolder folder;
    HistogramPlot plot;
    plot.setTitle(QStringLiteral("Scores"));
    plot.setHistogram({0, 0.5, 1}, {0.25, 0.75}, {0.9, 0.1});
    const QString base = QString::fromStdString((folder.path() / "plot").string());
    for (const char* suffix : {".png", ".pdf", ".csv"}) {
        QString problem;
        QVERIFY2(plot.save(base + QLatin1String(suffix), &problem), qPrintable(problem));
    }
    const QImage picture(base + QStringLiteral(".png"));
    QVERIFY(picture.width() >= 960);
    QVERIFY(pixelsNear(picture, Plot::seriesColor(0, false)) > 200);
    QFile pdf(base + QStringLiteral(".pdf"));
    QVERIFY(pdf.open(QIODevice::ReadOnly));
    QVERIFY(pdf.read(5) == "%PDF-");
    QFile csv(base + QStringLiteral(".csv"));
    QVERIFY(csv.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(csv.readAll()), plot.csv());
}

void TestPlot::refusesUnknownKindAndUnwritablePlace()
{
    HistogramPlot plot;
    plot.setHistogram({0, 1}, {1}, {1});
    QString problem;
    QVERIFY(!plot.save(QStringLiteral("plot.xyz"), &problem));
    QVERIFY(problem.contains(QStringLiteral("plot.xyz")));
    for (const char* file : {"/nowhere/at/all/plot.png", "/nowhere/at/all/plot.pdf", "/nowhere/at/all/plot.csv"}) {
        problem.clear();
        QVERIFY(!plot.save(QLatin1String(file), &problem));
        QVERIFY(!problem.isEmpty());
    }
}

void TestPlot::savedPicturesAreLightInADarkTheme()
{
    const likeness::test::TempFolder folder;
    HistogramPlot plot;
    QPalette dark;
    dark.setColor(QPalette::Base, QColor(30, 30, 30));
    plot.setPalette(dark);
    plot.setHistogram({0, 0.5, 1}, {0.25, 0.75}, {0.9, 0.1});
    show(plot);
    QTRY_VERIFY(plot.drawCount() > 0);
    QCOMPARE(plot.grab().toImage().pixelColor(3, 3), QColor(30, 30, 30));
    const QString file = QString::fromStdString((folder.path() / "p.png").string());
    QVERIFY(plot.save(file));
    QCOMPARE(QImage(file).pixelColor(3, 3), QColor(Qt::white));
    QTest::qWait(30);
    QCOMPARE(plot.grab().toImage().pixelColor(3, 3), QColor(30, 30, 30));
}

void TestPlot::arrowKeysRead()
{
    RocPlot plot;
    plot.setCurves({curve()});
    show(plot);
    QTRY_VERIFY(plot.drawCount() > 0);
    QTest::keyClick(&plot, Qt::Key_End);
    QVERIFY(plot.accessibleDescription().contains(QStringLiteral("1.0000")));
    QTest::keyClick(&plot, Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(!plot.accessibleDescription().contains(QStringLiteral("1.0000")));
}

void TestPlot::detReadsTheStricterPoint()
{
    const DetPlot::Curve det{QStringLiteral("run"), {0, 0.001, 0.01, 0.1, 1}, {0.5, 0.3, 0.2, 0.05, 0}, 1000, 1000};
    QCOMPARE(DetPlot::fnrAt(det, 0.0005), 0.5);
    QCOMPARE(DetPlot::fnrAt(det, 0.01), 0.2);
    QCOMPARE(DetPlot::fnrAt(det, 0.5), 0.05);
    DetPlot plot;
    plot.setCurves({det});
    QVERIFY(plot.readingAt(0.1).contains(QStringLiteral("0.05")));
    QVERIFY(plot.readingAt(0.001).contains(QStringLiteral("not enough pairs")));
    QVERIFY(plot.csv().contains(QStringLiteral("\"run\",0.01,0.2\n")));
}

void TestPlot::aClickPicksAndKeysStep()
{
    RocPlot plot;
    plot.setCurves({curve()});
    plot.setOperatingPoint(QPointF(0.01, 0.8));
    plot.setPicking(true);
    show(plot);
    QTRY_VERIFY(plot.drawCount() > 0);
    QTest::qWait(50);
    QSignalSpy picked(&plot, &Plot::picked);
    QSignalSpy stepped(&plot, &Plot::stepped);
    QWidget* inside = plot.findChildren<QWidget*>().constFirst();
    QTest::mouseClick(inside, Qt::LeftButton, {}, inside->rect().center());
    QCOMPARE(picked.count(), 1);
    const double x = picked.at(0).at(0).toDouble();
    QVERIFY2(x > 1e-3 && x < 1, qPrintable(QString::number(x)));
    QTest::keyClick(&plot, Qt::Key_Left);
    QTest::keyClick(&plot, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(stepped.count(), 2);
    QCOMPARE(stepped.at(0).at(0).toInt(), -1);
    QCOMPARE(stepped.at(0).at(1).toBool(), false);
    QCOMPARE(stepped.at(1).at(0).toInt(), 1);
    QCOMPARE(stepped.at(1).at(1).toBool(), true);
    QTest::keyClick(&plot, Qt::Key_End);
    QCOMPARE(picked.count(), 2);
    QVERIFY(picked.at(1).at(0).toDouble() > 0.95);
}

void TestPlot::theThresholdIsDragged()
{
    HistogramPlot plot;
    plot.setHistogram({-1, 0, 1}, {0.1, 0.9}, {0.8, 0.2});
    plot.setThreshold(0);
    plot.setPicking(true);
    show(plot);
    QTRY_VERIFY(plot.drawCount() > 0);
    QTest::qWait(50);
    QSignalSpy picked(&plot, &Plot::picked);
    QWidget* inside = plot.findChildren<QWidget*>().constFirst();
    // The line is where a pick of 0 would be: found by two clicks and the straight line between them.
    const QPoint left(inside->width() / 3, inside->height() / 2), right(2 * inside->width() / 3, inside->height() / 2);
    QTest::mouseClick(inside, Qt::LeftButton, {}, left);
    QTest::mouseClick(inside, Qt::LeftButton, {}, right);
    QCOMPARE(picked.count(), 2);
    const double a = picked.at(0).at(0).toDouble(), b = picked.at(1).at(0).toDouble();
    QVERIFY(b > a);
    const QPoint line(static_cast<int>(left.x() + (0 - a) / (b - a) * (right.x() - left.x())), left.y());
    picked.clear();
    QTest::mousePress(inside, Qt::LeftButton, {}, line);
    QTest::mouseMove(inside, right);
    QTest::mouseRelease(inside, Qt::LeftButton, {}, right);
    QVERIFY(picked.count() >= 1);
    QVERIFY(std::abs(picked.constLast().at(0).toDouble() - b) < 0.02);
}

void TestPlot::withoutPickingNothingIsPicked()
{
    RocPlot plot;
    plot.setCurves({curve()});
    show(plot);
    QTest::qWait(50);
    QSignalSpy picked(&plot, &Plot::picked);
    QWidget* inside = plot.findChildren<QWidget*>().constFirst();
    QTest::mouseClick(inside, Qt::LeftButton, {}, inside->rect().center());
    QTest::keyClick(&plot, Qt::Key_Left);
    QCOMPARE(picked.count(), 0);
}

QTEST_MAIN(TestPlot)
#include "tst_plot.moc"
