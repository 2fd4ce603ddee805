// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/annotate/image_canvas.h"
#include "widgets/annotate/landmark_scheme.h"
#include "widgets/annotate/live_view.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <cmath>

using namespace likeness;
using widgets::FacePart;
using widgets::ImageCanvas;

namespace {

// 68 points well apart from each other, so that every one can be hit.
image::Landmarks gridShape()
{
    image::Landmarks points;
    for (int i = 0; i < image::kLandmarkCount; ++i)
        points[static_cast<std::size_t>(i)] = {100.0f + 30.0f * static_cast<float>(i % 10),
                                               60.0f + 30.0f * static_cast<float>(i / 10)};
    return points;
}

QImage photo(int width = 500, int height = 320)
{
    QImage image(width, height, QImage::Format_RGB888);
    image.fill(QColor(120, 90, 70));
    return image;
}

class Canvas : public ImageCanvas
{
public:
    explicit Canvas(const Points& points = gridShape(), const Points& automatic = gridShape())
    {
        resize(800, 600);
        setPhoto(photo());
        setFace(points, automatic, image::Rect{90, 50, 300, 220}, {});
        show();
        setFocus();
        (void)QTest::qWaitForWindowExposed(this);
    }
    QPoint at(int point) const { return map().toWidget((*points())[static_cast<std::size_t>(point)]).toPoint(); }
    image::Point point(int index) const { return (*points())[static_cast<std::size_t>(index)]; }
    void drag(QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mousePress(this, button, modifiers, from);
        QTest::mouseMove(this, (from + to) / 2);
        moveWith(button, (from + to) / 2);
        moveWith(button, to);
        QTest::mouseRelease(this, button, modifiers, to);
    }
    // QTest::mouseMove carries no buttons on the offscreen platform.
    void moveWith(Qt::MouseButton button, QPoint to)
    {
        QMouseEvent event(QEvent::MouseMove, to, mapToGlobal(to), Qt::NoButton, button, Qt::NoModifier);
        QCoreApplication::sendEvent(this, &event);
    }
};

bool near(double a, double b, double tolerance = 0.02)
{
    return std::abs(a - b) <= tolerance;
}

} // namespace

class TestImageCanvas : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void schemeCoversEveryPointOnce();
    void mapGoesThereAndBack();
    void dragMovesOnePointAndCommitsOnce();
    void trembleOfAClickMovesNothing();
    void escapeDuringADragTakesItBack();
    void dragOfAnUnselectedPointLeavesTheSelectionBehind();
    void nudges_data();
    void nudges();
    void heldKeyIsOneStep();
    void undoAndRedo();
    void undoShortcutIsTakenOnlyWhileThereIsSomething();
    void tabCyclesAndEscapeLeaves();
    void doubleClickTakesThePart();
    void groupKeyMovesThePartTogether();
    void bandSelects();
    void shapeIsLocked();
    void unlockedHandleMovesAllOfIt();
    void turnHandleTurnsAndSizes();
    void wheelKeepsWhatIsUnderThePointer();
    void zoomKeys();
    void panning();
    void fitFaceShowsTheFace();
    void boxIsDrawnOnThePhotograph();
    void newFaceForgetsTheStepsBefore();
    void markSavedAndModified();
    void noPhotoAndNoPointsAreHarmless();
    void giantPhotoPaintsQuickly();
    void paintsAtTwoPixelsPerPixel();
    void compareLinesWarn();
    void liveViewShowsTheLastFrame();
};

void TestImageCanvas::schemeCoversEveryPointOnce()
{
    std::set<int> seen;
    for (int i = 0; i < widgets::kFacePartCount; ++i)
        for (const int point : widgets::pointsOf(static_cast<FacePart>(i))) {
            QVERIFY2(seen.insert(point).second, "a point belongs to one part");
            QCOMPARE(widgets::partOf(point), static_cast<FacePart>(i));
        }
    QCOMPARE(seen.size(), static_cast<std::size_t>(image::kLandmarkCount));
    QSet<QString> names;
    for (int i = 0; i < image::kLandmarkCount; ++i)
        names.insert(widgets::pointName(i));
    QCOMPARE(names.size(), image::kLandmarkCount);
    QVERIFY(widgets::pointLabel(36).startsWith(QLatin1String("37")));
}

void TestImageCanvas::mapGoesThereAndBack()
{
    const widgets::ViewMap map{{13.5, -7}, 2.75};
    const image::Point p = map.toImage(map.toWidget(image::Point{41.25f, 17.5f}));
    QVERIFY(near(static_cast<double>(p.x), 41.25) && near(static_cast<double>(p.y), 17.5));
    // The centre of the top left pixel is half a pixel inside.
    QCOMPARE(map.toWidget(image::Point{0, 0}), QPointF(13.5 + 2.75 / 2, -7 + 2.75 / 2));
}

void TestImageCanvas::dragMovesOnePointAndCommitsOnce()
{
    Canvas canvas;
    QSignalSpy changing(&canvas, &ImageCanvas::pointsChanging);
    QSignalSpy committed(&canvas, &ImageCanvas::pointsCommitted);
    const image::Landmarks before = *canvas.points();
    const QPoint from = canvas.at(36);
    canvas.drag(from, from + QPoint(30, -16));
    QVERIFY(changing.count() >= 2);
    QCOMPARE(committed.count(), 1);
    QCOMPARE(canvas.editor().undoStack()->count(), 1);
    const double zoom = canvas.zoom();
    QVERIFY(near(static_cast<double>(canvas.point(36).x - before[36].x), 30 / zoom));
    QVERIFY(near(static_cast<double>(canvas.point(36).y - before[36].y), -16 / zoom));
    for (int i = 0; i < image::kLandmarkCount; ++i)
        if (i != 36)
            QCOMPARE(canvas.point(i), before[static_cast<std::size_t>(i)]);
    QCOMPARE(canvas.currentPoint(), 36);
}

void TestImageCanvas::trembleOfAClickMovesNothing()
{
    Canvas canvas;
    const auto before = canvas.points();
    const QPoint at = canvas.at(20);
    canvas.drag(at, at + QPoint(1, 1));
    QVERIFY(canvas.points() == before);
    QVERIFY(!canvas.editor().undoStack()->canUndo());
    QCOMPARE(canvas.currentPoint(), 20);
}

void TestImageCanvas::escapeDuringADragTakesItBack()
{
    Canvas canvas;
    const auto before = canvas.points();
    QTest::mousePress(&canvas, Qt::LeftButton, {}, canvas.at(5));
    canvas.moveWith(Qt::LeftButton, canvas.at(5) + QPoint(40, 40));
    QVERIFY(canvas.points() != before);
    QTest::keyClick(&canvas, Qt::Key_Escape);
    QVERIFY(canvas.points() == before);
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, canvas.at(5) + QPoint(40, 40));
    QVERIFY(canvas.points() == before);
    QVERIFY(!canvas.editor().undoStack()->canUndo());
}

void TestImageCanvas::dragOfAnUnselectedPointLeavesTheSelectionBehind()
{
    Canvas canvas;
    canvas.selectPart(40);
    const image::Landmarks before = *canvas.points();
    const QPoint from = canvas.at(8);
    canvas.drag(from, from + QPoint(20, 0));
    QVERIFY(canvas.point(8).x > before[8].x);
    QCOMPARE(canvas.point(40), before[40]);
}

void TestImageCanvas::nudges_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("modifiers");
    QTest::addColumn<double>("dx");
    QTest::addColumn<double>("dy");
    QTest::newRow("right") << int(Qt::Key_Right) << 0 << 1.0 << 0.0;
    QTest::newRow("left") << int(Qt::Key_Left) << 0 << -1.0 << 0.0;
    QTest::newRow("up, five") << int(Qt::Key_Up) << int(Qt::ShiftModifier) << 0.0 << -5.0;
    QTest::newRow("down, a fifth") << int(Qt::Key_Down) << int(Qt::ControlModifier) << 0.0 << 0.2;
    QTest::newRow("keypad") << int(Qt::Key_Right) << int(Qt::KeypadModifier) << 1.0 << 0.0;
}

void TestImageCanvas::nudges()
{
    QFETCH(int, key);
    QFETCH(int, modifiers);
    QFETCH(double, dx);
    QFETCH(double, dy);
    Canvas canvas;
    canvas.zoomTo(3.7, {100, 100}); // image pixels, whatever the zoom
    canvas.setCurrentPoint(30);
    const image::Point before = canvas.point(30);
    QSignalSpy committed(&canvas, &ImageCanvas::pointsCommitted);
    QTest::keyClick(&canvas, static_cast<Qt::Key>(key), Qt::KeyboardModifiers(modifiers));
    QVERIFY(near(static_cast<double>(canvas.point(30).x - before.x), dx, 1e-3));
    QVERIFY(near(static_cast<double>(canvas.point(30).y - before.y), dy, 1e-3));
    QCOMPARE(committed.count(), 1);
    QTest::keyClick(&canvas, static_cast<Qt::Key>(key), Qt::KeyboardModifiers(modifiers));
    QCOMPARE(canvas.editor().undoStack()->count(), 2); // every press its own step
}

void TestImageCanvas::heldKeyIsOneStep()
{
    Canvas canvas;
    canvas.setCurrentPoint(30);
    const image::Point before = canvas.point(30);
    QTest::keyClick(&canvas, Qt::Key_Right);
    for (int i = 0; i < 10; ++i) {
        QKeyEvent repeat(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier, QString(), true);
        QCoreApplication::sendEvent(&canvas, &repeat);
    }
    QVERIFY(near(static_cast<double>(canvas.point(30).x - before.x), 11, 1e-3));
    QCOMPARE(canvas.editor().undoStack()->count(), 2);
    QTest::keyClick(&canvas, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(near(static_cast<double>(canvas.point(30).x - before.x), 1, 1e-3));
}

void TestImageCanvas::undoAndRedo()
{
    Canvas canvas;
    const auto first = canvas.points();
    canvas.drag(canvas.at(3), canvas.at(3) + QPoint(25, 10));
    const auto second = canvas.points();
    canvas.drag(canvas.at(60), canvas.at(60) + QPoint(-25, 10));
    const auto third = canvas.points();
    QTest::keyClick(&canvas, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(canvas.points() == second);
    QTest::keyClick(&canvas, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(canvas.points() == first);
    QTest::keyClick(&canvas, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::keyClick(&canvas, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(canvas.points() == third);
}

void TestImageCanvas::undoShortcutIsTakenOnlyWhileThereIsSomething()
{
    Canvas canvas;
    const auto taken = [&canvas] {
        QKeyEvent override(QEvent::ShortcutOverride, Qt::Key_Z, Qt::ControlModifier);
        override.ignore();
        QCoreApplication::sendEvent(&canvas, &override);
        return override.isAccepted();
    };
    QVERIFY(!taken()); // the window's undo gets it
    canvas.drag(canvas.at(3), canvas.at(3) + QPoint(25, 10));
    QVERIFY(taken());
    QTest::keyClick(&canvas, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!taken());
}

void TestImageCanvas::tabCyclesAndEscapeLeaves()
{
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    auto* canvas = new ImageCanvas;
    auto* other = new QWidget;
    other->setFocusPolicy(Qt::StrongFocus);
    layout->addWidget(canvas);
    layout->addWidget(other);
    window.resize(500, 400);
    canvas->setPhoto(photo());
    canvas->setFace(gridShape(), std::nullopt, std::nullopt, {});
    window.show();
    window.activateWindow();
    canvas->setFocus();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(canvas, Qt::Key_Tab);
    QCOMPARE(canvas->currentPoint(), 0);
    QTest::keyClick(canvas, Qt::Key_Tab);
    QCOMPARE(canvas->currentPoint(), 1);
    QTest::keyClick(canvas, Qt::Key_Backtab, Qt::ShiftModifier);
    QTest::keyClick(canvas, Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(canvas->currentPoint(), 67); // around
    QVERIFY(canvas->hasFocus());
    QTest::keyClick(canvas, Qt::Key_Escape);
    QCOMPARE(canvas->currentPoint(), -1);
    QVERIFY(canvas->hasFocus());
    QTest::keyClick(canvas, Qt::Key_Escape);
    QVERIFY(!canvas->hasFocus());
}

void TestImageCanvas::doubleClickTakesThePart()
{
    Canvas canvas;
    const QPoint at = canvas.at(38);
    QTest::mouseDClick(&canvas, Qt::LeftButton, {}, at);
    QCOMPARE(canvas.selection(), (std::set<int>{36, 37, 38, 39, 40, 41}));
    QVERIFY(!canvas.editor().undoStack()->canUndo());
}

void TestImageCanvas::groupKeyMovesThePartTogether()
{
    Canvas canvas;
    canvas.setCurrentPoint(44);
    QTest::keyClick(&canvas, Qt::Key_G);
    QCOMPARE(canvas.selection(), (std::set<int>{42, 43, 44, 45, 46, 47}));
    const image::Landmarks before = *canvas.points();
    const QPoint from = canvas.at(46);
    canvas.drag(from, from + QPoint(0, 24));
    for (int i = 0; i < image::kLandmarkCount; ++i) {
        const double moved = static_cast<double>(canvas.point(i).y - before[static_cast<std::size_t>(i)].y);
        QVERIFY(near(moved, i >= 42 && i <= 47 ? 24 / canvas.zoom() : 0));
    }
    QCOMPARE(canvas.editor().undoStack()->count(), 1);
}

void TestImageCanvas::bandSelects()
{
    Canvas canvas;
    const QPoint out(18, 18);
    canvas.drag(canvas.at(0) - out, canvas.at(11) + out); // around 0, 1, 10, 11
    QCOMPARE(canvas.selection(), (std::set<int>{0, 1, 10, 11}));
    QVERIFY(!canvas.editor().undoStack()->canUndo());
}

void TestImageCanvas::shapeIsLocked()
{
    Canvas canvas;
    const auto before = canvas.points();
    // Beside every point, where the move handle would be, and over the whole shape.
    const QRect shape(canvas.at(0), canvas.at(67));
    canvas.drag(QPoint(shape.center().x(), shape.top() - 34), QPoint(shape.center().x() + 60, shape.top()));
    canvas.drag(canvas.at(0) + QPoint(22, 22), canvas.at(0) + QPoint(90, 90));
    QVERIFY(canvas.points() == before);
}

void TestImageCanvas::unlockedHandleMovesAllOfIt()
{
    Canvas canvas;
    QSignalSpy lock(&canvas, &ImageCanvas::shapeUnlockedChanged);
    QTest::keyClick(&canvas, Qt::Key_L);
    QCOMPARE(lock.count(), 1);
    QVERIFY(canvas.isShapeUnlocked());
    const image::Landmarks before = *canvas.points();
    const QPoint handle((canvas.at(0).x() + canvas.at(9).x()) / 2, canvas.at(0).y() - 34);
    canvas.drag(handle, handle + QPoint(40, 20));
    for (int i = 0; i < image::kLandmarkCount; ++i) {
        QVERIFY(near(static_cast<double>(canvas.point(i).x - before[static_cast<std::size_t>(i)].x), 40 / canvas.zoom(),
                     0.1));
        QVERIFY(near(static_cast<double>(canvas.point(i).y - before[static_cast<std::size_t>(i)].y), 20 / canvas.zoom(),
                     0.1));
    }
    QCOMPARE(canvas.editor().undoStack()->count(), 1);
    canvas.setFace(gridShape(), std::nullopt, std::nullopt, {});
    QVERIFY(!canvas.isShapeUnlocked()); // locks again with the next face
}

void TestImageCanvas::turnHandleTurnsAndSizes()
{
    Canvas canvas;
    canvas.setShapeUnlocked(true);
    const auto size = [&canvas] {
        return std::hypot(static_cast<double>(canvas.point(9).x - canvas.point(0).x),
                          static_cast<double>(canvas.point(9).y - canvas.point(0).y));
    };
    const double before = size();
    const QPoint handle(canvas.at(9).x() + 16, canvas.at(60).y() + 16);
    const QPoint centre((canvas.at(0).x() + canvas.at(9).x()) / 2, (canvas.at(0).y() + canvas.at(60).y()) / 2);
    canvas.drag(handle, handle + (handle - centre) / 4);
    QVERIFY2(size() > before * 1.15, "pulled outwards it grows");
    QCOMPARE(canvas.editor().undoStack()->count(), 1);
}

void TestImageCanvas::wheelKeepsWhatIsUnderThePointer()
{
    Canvas canvas;
    const QPointF at(333, 217);
    const image::Point before = canvas.map().toImage(at);
    const qreal zoom = canvas.zoom();
    QWheelEvent wheel(at, canvas.mapToGlobal(at), {}, {0, 240}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&canvas, &wheel);
    QVERIFY(near(canvas.zoom(), zoom * 1.25 * 1.25, 1e-6));
    const image::Point after = canvas.map().toImage(at);
    QVERIFY(near(static_cast<double>(before.x), static_cast<double>(after.x), 1e-3));
    QVERIFY(near(static_cast<double>(before.y), static_cast<double>(after.y), 1e-3));
}

void TestImageCanvas::zoomKeys()
{
    Canvas canvas;
    const qreal fitted = canvas.zoom();
    QTest::keyClick(&canvas, Qt::Key_Plus);
    QVERIFY(canvas.zoom() > fitted);
    QTest::keyClick(&canvas, Qt::Key_Minus);
    QVERIFY(near(canvas.zoom(), fitted, 1e-9));
    QTest::keyClick(&canvas, Qt::Key_1);
    QCOMPARE(canvas.zoom(), 1.0);
    QTest::keyClick(&canvas, Qt::Key_0);
    QVERIFY(near(canvas.zoom(), fitted, 1e-9));
    for (int i = 0; i < 100; ++i)
        QTest::keyClick(&canvas, Qt::Key_Plus);
    QVERIFY(canvas.zoom() <= 64); // bounded
    canvas.resize(400, 300);
    QTest::keyClick(&canvas, Qt::Key_0);
    QVERIFY(canvas.zoom() < fitted);
}

void TestImageCanvas::panning()
{
    Canvas canvas;
    const auto points = canvas.points();
    const QPointF origin = canvas.map().origin;
    canvas.drag({400, 300}, {430, 280}, Qt::MiddleButton);
    QCOMPARE(canvas.map().origin, origin + QPointF(30, -20));
    // Space and the left button, over a point: the point stays.
    QTest::keyPress(&canvas, Qt::Key_Space);
    const QPoint at = canvas.at(30);
    canvas.drag(at, at + QPoint(-10, 5));
    QTest::keyRelease(&canvas, Qt::Key_Space);
    QCOMPARE(canvas.map().origin, origin + QPointF(20, -15));
    QVERIFY(canvas.points() == points);
}

void TestImageCanvas::fitFaceShowsTheFace()
{
    Canvas canvas;
    canvas.zoomTo(20, {0, 0});
    QTest::keyClick(&canvas, Qt::Key_F);
    for (int i = 0; i < image::kLandmarkCount; ++i)
        QVERIFY(canvas.rect().contains(canvas.at(i)));
}

void TestImageCanvas::boxIsDrawnOnThePhotograph()
{
    Canvas canvas(std::nullopt, std::nullopt);
    QSignalSpy drawn(&canvas, &ImageCanvas::boxDrawn);
    canvas.startBox();
    QTest::mouseClick(&canvas, Qt::LeftButton, {}, {200, 200});
    QCOMPARE(drawn.count(), 0); // a click is no box
    QVERIFY(canvas.isDrawingBox());
    const QPointF from = canvas.map().toWidget(image::Point{50, 40});
    canvas.drag(from.toPoint(), QPoint(5000, 5000)); // beyond the border
    QCOMPARE(drawn.count(), 1);
    const QRectF box = drawn.front().front().toRectF();
    QVERIFY(near(box.left(), 50, 0.6) && near(box.top(), 40, 0.6));
    QVERIFY(near(box.right(), 499.5, 0.6) && near(box.bottom(), 319.5, 0.6));
    QVERIFY(!canvas.isDrawingBox());
    canvas.startBox();
    QTest::keyClick(&canvas, Qt::Key_Escape);
    QVERIFY(!canvas.isDrawingBox());
}

void TestImageCanvas::newFaceForgetsTheStepsBefore()
{
    Canvas canvas;
    canvas.drag(canvas.at(3), canvas.at(3) + QPoint(25, 10));
    canvas.setFace(gridShape(), std::nullopt, std::nullopt, {});
    QVERIFY(!canvas.editor().undoStack()->canUndo());
    QTest::keyClick(&canvas, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(canvas.points() == ImageCanvas::Points(gridShape()));
    QCOMPARE(canvas.currentPoint(), -1);
}

void TestImageCanvas::markSavedAndModified()
{
    Canvas canvas;
    QVERIFY(!canvas.editor().isModified());
    canvas.setCurrentPoint(1);
    QTest::keyClick(&canvas, Qt::Key_Right);
    QVERIFY(canvas.editor().isModified());
    canvas.editor().markSaved();
    QVERIFY(!canvas.editor().isModified());
    QTest::keyClick(&canvas, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(canvas.editor().isModified()); // differs from what was saved
    canvas.editor().replace(std::nullopt, QStringLiteral("x"));
    QVERIFY(!canvas.points());
    canvas.editor().undoStack()->undo();
    QVERIFY(canvas.points());
}

void TestImageCanvas::noPhotoAndNoPointsAreHarmless()
{
    ImageCanvas canvas;
    canvas.setPlaceholder(QStringLiteral("nothing"));
    canvas.resize(300, 200);
    canvas.show();
    for (const Qt::Key key : {Qt::Key_Plus, Qt::Key_0, Qt::Key_F, Qt::Key_G, Qt::Key_L, Qt::Key_Left, Qt::Key_Escape})
        QTest::keyClick(&canvas, key);
    QTest::mouseClick(&canvas, Qt::LeftButton, {}, {20, 20});
    QTest::mouseDClick(&canvas, Qt::LeftButton, {}, {20, 20});
    canvas.startBox();
    QVERIFY(!canvas.isDrawingBox());
    canvas.setCurrentPoint(3);
    QCOMPARE(canvas.currentPoint(), -1);
    QVERIFY(!canvas.isShapeUnlocked());
    (void)canvas.grab();
    canvas.setPhoto(photo(1, 1));
    canvas.setFace(std::nullopt, gridShape(), std::nullopt, {});
    canvas.fitFace();
    (void)canvas.grab();
}

void TestImageCanvas::giantPhotoPaintsQuickly()
{
    Canvas canvas;
    canvas.setPhoto(photo(8000, 6000)); // 48 megapixels
    (void)canvas.grab();
    QElapsedTimer timer;
    timer.start();
    constexpr int kFrames = 20;
    for (int i = 0; i < kFrames; ++i) {
        canvas.zoomTo(canvas.zoom() * 1.2, {300, 200});
        (void)canvas.grab();
    }
    const double perFrame = static_cast<double>(timer.elapsed()) / kFrames;
    qInfo("one frame of a 48 megapixel photograph: %.1f ms", perFrame);
    QVERIFY(perFrame < 200);
}

void TestImageCanvas::paintsAtTwoPixelsPerPixel()
{
    Canvas canvas;
    QPixmap target(canvas.size() * 2);
    target.setDevicePixelRatio(2);
    target.fill(Qt::black);
    canvas.render(&target);
    const QImage image = target.toImage();
    // The photograph's colour at a place without points.
    const QPoint at = canvas.map().toWidget(image::Point{20, 20}).toPoint() * 2;
    QCOMPARE(image.pixelColor(at), QColor(120, 90, 70));
}

void TestImageCanvas::compareLinesWarn()
{
    Canvas canvas;
    canvas.setLimit(2);
    image::Landmarks far = gridShape();
    far[36].x -= 14;
    canvas.setFace(gridShape(), far, std::nullopt, {});
    const auto reds = [&canvas] {
        const QImage image = canvas.grab().toImage();
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const QColor c = image.pixelColor(x, y);
                count += c.red() > 230 && c.green() < 110 && c.blue() < 110;
            }
        return count;
    };
    QVERIFY(reds() > 5);
    canvas.setLimit(20);
    QCOMPARE(reds(), 0);
    canvas.setLimit(2);
    canvas.setCompareShown(false);
    QCOMPARE(reds(), 0);
}

void TestImageCanvas::liveViewShowsTheLastFrame()
{
    widgets::LiveView view;
    view.resize(320, 240);
    view.setPlaceholder(QStringLiteral("no camera"));
    view.show();
    (void)view.grab();
    QImage frame(64, 48, QImage::Format_RGB888);
    frame.fill(Qt::red);
    view.setFrame(frame);
    frame.fill(Qt::blue);
    view.setFrame(frame);
    view.setFaces({{image::Rect{10, 10, 20, 20}, gridShape(), true, true}});
    QCOMPARE(view.grab().toImage().pixelColor(310, 230), QColor(Qt::blue));
    view.flash();
    QVERIFY(view.grab().toImage().pixelColor(310, 230).red() > 100);
    QTRY_VERIFY(view.grab().toImage().pixelColor(310, 230).red() == 0);
}

QTEST_MAIN(TestImageCanvas)
#include "tst_image_canvas.moc"
