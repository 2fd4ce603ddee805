// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/point_map.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>
#include <random>

using namespace likeness::widgets;

namespace {

// Ids 1 … n on a lattice, `side` in a row, a unit apart.
void fill(PointMap& map, int side)
{
    std::vector<std::int64_t> ids;
    std::vector<MapPoint> points;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            ids.push_back(y * side + x + 1);
            points.push_back({static_cast<float>(x), static_cast<float>(y)});
        }
    map.setPoints(ids, points);
}

struct Cloud {
    std::vector<std::int64_t> ids;
    std::vector<MapPoint> points;
};
Cloud cloud(int count)
{
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    Cloud out;
    for (int i = 0; i < count; ++i) {
        out.ids.push_back(2 * i + 1);
        out.points.push_back({10 * normal(random), 4 * normal(random)});
    }
    return out;
}

// QTest::mouseMove carries no buttons on the offscreen platform.
void move(QWidget& widget, QPoint to, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers = {})
{
    QMouseEvent event(QEvent::MouseMove, to, widget.mapToGlobal(to), Qt::NoButton, buttons, modifiers);
    QCoreApplication::sendEvent(&widget, &event);
}

void drag(QWidget& widget, const QList<QPoint>& way, Qt::KeyboardModifiers modifiers = {})
{
    QTest::mousePress(&widget, Qt::LeftButton, modifiers, way.first());
    for (const QPoint& at : way)
        move(widget, at, Qt::LeftButton, modifiers);
    QTest::mouseRelease(&widget, Qt::LeftButton, modifiers, way.last());
}

void wheel(QWidget& widget, QPointF at, int delta)
{
    QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(&widget, &event);
}

double distance(QPointF a, QPointF b)
{
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

} // namespace

class TestPointMap : public QObject
{
    Q_OBJECT
    std::unique_ptr<PointMap> m_map;
    std::vector<std::int64_t> m_asked; // for pictures

    QPoint place(qint64 id) const
    {
        return m_map->toWidget(m_map->scene().at(static_cast<std::size_t>(m_map->scene().indexOf(id)))).toPoint();
    }

private Q_SLOTS:
    void init()
    {
        m_asked.clear();
        m_map = std::make_unique<PointMap>([this](qint64 id) {
            m_asked.push_back(id);
            QPixmap picture(8, 8);
            picture.fill(Qt::red);
            return std::optional(picture);
        });
        m_map->resize(800, 600);
        fill(*m_map, 21);
        m_map->show();
        m_map->setFocus();
        QVERIFY(QTest::qWaitForWindowActive(m_map.get()));
    }

    void hitsAreTheNearest()
    {
        const Cloud c = cloud(5000);
        const PointScene scene(c.ids, c.points);
        std::mt19937 random(3);
        std::uniform_real_distribution<double> wide(-30, 30), high(-15, 15);
        int hits = 0;
        for (int round = 0; round < 500; ++round) {
            const QPointF at(wide(random), high(random));
            std::ptrdiff_t expected = -1;
            double closest = 0.7;
            for (std::size_t i = 0; i < c.points.size(); ++i) {
                const double far =
                    distance(at, {static_cast<double>(c.points[i].x), static_cast<double>(c.points[i].y)});
                if (far < closest) {
                    closest = far;
                    expected = static_cast<std::ptrdiff_t>(i);
                }
            }
            hits += expected >= 0;
            QCOMPARE(scene.nearest(at, 0.7), expected);
        }
        QVERIFY(hits > 100 && hits < 500);
        QCOMPARE(scene.indexOf(c.ids[77]), std::ptrdiff_t{77});
        QCOMPARE(scene.indexOf(2), std::ptrdiff_t{-1});
    }

    void rectanglesAndLassosHoldWhatIsInside()
    {
        const Cloud c = cloud(4000);
        const PointScene scene(c.ids, c.points);
        const QRectF rect(-5, -3, 12, 4);
        std::vector<std::uint32_t> expected;
        for (std::size_t i = 0; i < c.points.size(); ++i)
            if (rect.contains(static_cast<double>(c.points[i].x), static_cast<double>(c.points[i].y)))
                expected.push_back(static_cast<std::uint32_t>(i));
        QCOMPARE(scene.in(rect, 4000), expected);
        QVERIFY(scene.in(rect, expected.size() - 1).empty());

        // A star, whose points are far from convex; what is within a pixel of its line may fall to either side.
        QPolygonF star;
        for (int i = 0; i < 10; ++i) {
            const double far = i % 2 ? 120 : 380, angle = i * 3.14159265 / 5;
            star.append(QPointF(500 + far * std::cos(angle), 400 + far * std::sin(angle)));
        }
        const QTransform toLine(40, 0, 0, 40, 480, 390);
        const auto inside = scene.inside(star, toLine);
        int sure = 0;
        for (std::uint32_t i = 0; i < c.points.size(); ++i) {
            const QPointF at =
                toLine.map(QPointF(static_cast<double>(c.points[i].x), static_cast<double>(c.points[i].y)));
            bool all = true, any = false;
            for (const QPointF& aside : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
                const bool in = star.containsPoint(at + aside, Qt::OddEvenFill);
                all = all && in;
                any = any || in;
            }
            if (all != any)
                continue;
            ++sure;
            QCOMPARE(std::binary_search(inside.begin(), inside.end(), i), all);
        }
        QVERIFY(sure > 3500 && inside.size() > 100);
    }

    void clickPicksTheNearestWithinReach()
    {
        QSignalSpy selection(m_map.get(), &PointMap::selectionChanged), current(m_map.get(), &PointMap::currentChanged);
        QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, place(221) + QPoint(3, -4));
        QCOMPARE(m_map->selected(), std::vector<std::int64_t>{221});
        QCOMPARE(m_map->current(), 221);
        QTest::mouseClick(m_map.get(), Qt::LeftButton, Qt::ControlModifier, place(230));
        QCOMPARE(m_map->selected(), (std::vector<std::int64_t>{221, 230}));
        QTest::mouseClick(m_map.get(), Qt::LeftButton, Qt::ControlModifier, place(221));
        QCOMPARE(m_map->selected(), std::vector<std::int64_t>{230});
        QCOMPARE(selection.count(), 3);
        QCOMPARE(current.count(), 3);
        // Between four points, beyond the reach of any: nobody.
        const QPoint between = (place(1) + place(23)) / 2;
        QVERIFY(distance(between, place(1)) > 14);
        QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, between);
        QCOMPARE(m_map->selectedCount(), std::size_t{0});
        QCOMPARE(m_map->current(), 0);
    }

    void zoomKeepsThePointUnderThePointer()
    {
        const QPointF at = place(100);
        const QPointF before = m_map->toMap(at);
        for (int i = 0; i < 12; ++i) {
            wheel(*m_map, at, 120);
            QVERIFY(distance(m_map->toMap(at), before) < 1e-9);
        }
        QVERIFY(m_map->zoom() > 8);
        for (int i = 0; i < 5; ++i)
            wheel(*m_map, at, -120);
        QVERIFY(distance(m_map->toWidget(before), at) < 1e-6);
        // Neither way without an end.
        for (int i = 0; i < 200; ++i)
            wheel(*m_map, at, 1200);
        const double closest = m_map->zoom();
        wheel(*m_map, at, 1200);
        QCOMPARE(m_map->zoom(), closest);
        for (int i = 0; i < 200; ++i)
            wheel(*m_map, at, -1200);
        QVERIFY(m_map->zoom() >= 0.49);
    }

    void dragPansAndDoesNotSelect()
    {
        m_map->zoomAt({400, 300}, 3);
        const QPoint before = place(221);
        drag(*m_map, {{300, 300}, {350, 320}, {420, 330}});
        QCOMPARE(place(221), before + QPoint(120, 30));
        QCOMPARE(m_map->selectedCount(), std::size_t{0});
        for (int i = 0; i < 100; ++i) // the points cannot be lost
            drag(*m_map, {{100, 300}, {700, 300}});
        QVERIFY(m_map->rect().contains(place(211))); // the left edge is in the middle
    }

    void lassoSelects()
    {
        // Around the points 1, 2, 22, 23.
        const QPoint a = place(1), b = place(23);
        const QList<QPoint> around{
            a + QPoint(-8, -8), {b.x() + 8, a.y() - 8}, b + QPoint(8, 8), {a.x() - 8, b.y() + 8}};
        drag(*m_map, around, Qt::ShiftModifier);
        QCOMPARE(m_map->selected(), (std::vector<std::int64_t>{1, 2, 22, 23}));
        const QPoint c = place(441);
        drag(*m_map, {c + QPoint(-8, -8), c + QPoint(8, -8), c + QPoint(8, 8), c + QPoint(-8, 8)},
             Qt::ShiftModifier | Qt::ControlModifier);
        QCOMPARE(m_map->selected(), (std::vector<std::int64_t>{1, 2, 22, 23, 441}));
        drag(*m_map, around, Qt::ShiftModifier);
        QCOMPARE(m_map->selectedCount(), std::size_t{4});
        // Escape gives up a line half drawn and keeps what was selected.
        QTest::mousePress(m_map.get(), Qt::LeftButton, Qt::ShiftModifier, QPoint(10, 10));
        move(*m_map, {500, 50}, Qt::LeftButton, Qt::ShiftModifier);
        move(*m_map, {300, 500}, Qt::LeftButton, Qt::ShiftModifier);
        QTest::keyClick(m_map.get(), Qt::Key_Escape);
        QTest::mouseRelease(m_map.get(), Qt::LeftButton, Qt::ShiftModifier, QPoint(10, 400));
        QCOMPARE(m_map->selectedCount(), std::size_t{4});
    }

    void keysDoEverything()
    {
        QSignalSpy opened(m_map.get(), &PointMap::opened);
        const auto press = [&](Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
            QTest::keyClick(m_map.get(), key, modifiers);
        };
        press(Qt::Key_Return);
        QCOMPARE(opened.count(), 0); // nobody has the keys yet
        press(Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(m_map->current(), 221); // the middle
        press(Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(m_map->current(), 222);
        press(Qt::Key_Down, Qt::ControlModifier);
        QCOMPARE(m_map->current(), 243);
        press(Qt::Key_Left, Qt::ControlModifier);
        press(Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(m_map->current(), 221);
        press(Qt::Key_Space);
        QCOMPARE(m_map->selected(), std::vector<std::int64_t>{221});
        press(Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.front().front().toLongLong(), 221);
        press(Qt::Key_Space);
        QCOMPARE(m_map->selectedCount(), std::size_t{0});
        const QPoint at = place(221);
        press(Qt::Key_Plus);
        QVERIFY(m_map->zoom() > 1.2);
        QCOMPARE(place(221), at); // zooms at the point that has the keys
        press(Qt::Key_Right);
        QVERIFY(place(221).x() < at.x());
        press(Qt::Key_Minus);
        press(Qt::Key_0);
        QVERIFY(std::abs(m_map->zoom() - 1) < 1e-9);
        for (int i = 0; i < 30; ++i)
            press(Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(m_map->current(), 231); // the last of its row
        press(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_map->selectedCount(), std::size_t{441});
        press(Qt::Key_Escape);
        QCOMPARE(m_map->selectedCount(), std::size_t{0});
        QCOMPARE(m_map->current(), 0);
    }

    void stepsKeepInSight()
    {
        m_map->zoomAt({400, 300}, 6);
        m_map->setCurrent(1);
        QVERIFY(m_map->rect().contains(place(1)));
        m_map->setCurrent(441);
        QVERIFY(m_map->rect().contains(place(441)));
    }

    void closeByThereArePictures()
    {
        QVERIFY(!m_map->showsPictures());
        QTRY_VERIFY(m_map->isSettled());
        QVERIFY(m_asked.empty());
        m_map->showPoints({200, 201, 221, 222});
        QVERIFY(m_map->showsPictures());
        m_map->repaint();
        QVERIFY(!m_asked.empty());
        QVERIFY(m_asked.size() < 441);
        const QImage shot = m_map->grab().toImage();
        QCOMPARE(shot.pixelColor(place(221) * shot.devicePixelRatio()), QColor(Qt::red));
        // Anywhere on the picture is a hit.
        QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, place(221) + QPoint(11, 11));
        QCOMPARE(m_map->selected(), std::vector<std::int64_t>{221});
        m_map->showAll();
        QVERIFY(!m_map->showsPictures());
    }

    void looksReachThePicture()
    {
        std::vector<PointLook> looks(441);
        looks[0] = {7, 1, false, false};
        looks[1] = {8, 1, true, false};
        m_map->setLooks(looks, {QColor(0, 0, 255), QColor(0, 160, 0)});
        QTRY_VERIFY(m_map->isSettled());
        const auto colour = [&](qint64 id) {
            const QImage shot = m_map->grab().toImage();
            return shot.pixelColor(place(id) * shot.devicePixelRatio());
        };
        QVERIFY(colour(1).green() > colour(1).red() + 60 && colour(1).green() > colour(1).blue() + 60);
        QVERIFY(colour(3).blue() > colour(3).red() + 60);
        QVERIFY(colour(2).lightness() > 200); // hollow: the ground shows
        m_map->setGroup(7);
        QTRY_VERIFY(m_map->isSettled());
        QCOMPARE(colour(1), QColor(0, 160, 0));
        QVERIFY(std::abs(colour(3).blue() - colour(3).red()) < 40); // steps back
        m_map->setGroup(PointLook::kNoGroup);
        QTRY_VERIFY(m_map->isSettled());
        QVERIFY(colour(3).blue() > colour(3).red() + 60);
    }

    void hoverTells()
    {
        QSignalSpy hovered(m_map.get(), &PointMap::hovered);
        move(*m_map, place(50), Qt::NoButton);
        QCOMPARE(m_map->hoveredPoint(), 50);
        move(*m_map, place(50) + QPoint(1, 1), Qt::NoButton);
        QCOMPARE(hovered.count(), 1);
        move(*m_map, {2, 2}, Qt::NoButton);
        QCOMPARE(m_map->hoveredPoint(), 0);
        QCOMPARE(hovered.count(), 2);
    }

    void newPointsKeepWhatIsStillThere()
    {
        m_map->select({5, 6, 999});
        QCOMPARE(m_map->selected(), (std::vector<std::int64_t>{5, 6}));
        m_map->setCurrent(5);
        QSignalSpy selection(m_map.get(), &PointMap::selectionChanged);
        m_map->setPoints({1, 6, 7}, {{0, 0}, {1, 1}, {2, 0}});
        QCOMPARE(m_map->selected(), std::vector<std::int64_t>{6});
        QCOMPARE(m_map->current(), 0);
        m_map->setPoints({}, {});
        QCOMPARE(m_map->selectedCount(), std::size_t{0});
        QVERIFY(selection.count() >= 2);
        QTest::keyClick(m_map.get(), Qt::Key_Right, Qt::ControlModifier); // nothing there: nothing happens
        QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, QPoint(400, 300));
        m_map->repaint();
        // One point, and several in one place.
        m_map->setPoints({4}, {{3, 3}});
        QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, place(4));
        QCOMPARE(m_map->selected(), std::vector<std::int64_t>{4});
        m_map->setPoints({4, 9}, {{3, 3}, {3, 3}});
        drag(*m_map, {{300, 200}, {500, 200}, {500, 400}, {300, 400}}, Qt::ShiftModifier);
        QCOMPARE(m_map->selectedCount(), std::size_t{2});
    }

    void samePixelsForAnyNumberOfThreads()
    {
        const Cloud c = cloud(3000);
        RasterJob job;
        job.scene = std::make_shared<PointScene>(c.ids, c.points);
        std::vector<PointLook> looks(3000);
        std::vector<std::uint8_t> selected(3000);
        for (std::size_t i = 0; i < looks.size(); ++i) {
            looks[i] = {static_cast<std::uint32_t>(i % 9), static_cast<std::uint16_t>(i % 3), i % 4 == 0, i % 50 == 0};
            selected[i] = i % 31 == 0;
        }
        job.looks = std::make_shared<std::vector<PointLook>>(looks);
        job.selected = std::make_shared<std::vector<std::uint8_t>>(selected);
        job.colours = {0xFF2050A0, 0xFFA05020, 0xFF20A050};
        job.size = {400, 300};
        job.scale = 8;
        job.background = 0xFFFFFFFF;
        job.ring = 0xFF000000;
        const QImage one = rasterise(job, 1, {});
        QCOMPARE(rasterise(job, 3, {}), one);
        QVERIFY(one.pixel(200, 150) != 0xFFFFFFFF || one.pixel(201, 151) != 0xFFFFFFFF);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(rasterise(job, 2, stop.get_token()).isNull());
    }
};

QTEST_MAIN(TestPointMap)
#include "tst_point_map.moc"
