// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/annotate/annotate_page.h"
#include "app/pages/annotate/landmark_list_model.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/demo.h"
#include "core/faces/landmark_check.h"
#include "core/faces/prepare.h"
#include "tests/support/temp_folder.h"
#include "widgets/annotate/image_canvas.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace likeness;
using pages::LandmarkListModel;

namespace {

engine::LandmarkItem item(dataset::FaceId face, float largest, float residual, bool edited, bool found = true)
{
    engine::LandmarkItem result;
    result.face = face;
    result.found = found;
    result.edited = edited;
    result.largest = largest;
    result.residual = residual;
    return result;
}

// The page on a project, as the window has it.
struct Shown {
    engine::ProjectSession session;
    engine::FacePictures pictures{session};
    engine::Settings settings;
    pages::AnnotatePage page;
    Shown(const std::filesystem::path& project, const std::filesystem::path& settingsFile)
        : settings(engine::qs(settingsFile)), page({&session, &pictures, &settings})
    {
        page.resize(1200, 700);
        session.open(engine::qs(project));
        page.show();
        page.activate();
    }
};

} // namespace

class TestAnnotatePage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void modelSortsWorstFirst();
    void modelKeepsItsOrderWhenFiguresChange();
    void itemJudgesAFace();
    void editSaveUndo();
    void leavingAFaceSavesIt();
    void closingTheProjectSavesTheOpenFace();
    void limitIsKeptWithTheProject();
    void lightIsToLookAtOnly();
    void boxOnAFaceWithoutPoints();
    void emptyProject();

private:
    std::size_t cropHash(dataset::FaceId face) const;
    test::TempFolder m_temp;
    std::filesystem::path m_folder;
};

// Four drawn faces, prepared once.
void TestAnnotatePage::initTestCase()
{
    m_folder = m_temp / "demo.likeness";
    jobs::RecordingContext context;
    dataset::DemoOptions options;
    options.identities = 2;
    options.imagesEach = 2;
    options.wrong = 0;
    dataset::Project project = dataset::createDemo(m_folder, options, context);
    faces::prepare(project, {}, context);
    QVERIFY(project.counts().faces >= 4);
}

std::size_t TestAnnotatePage::cropHash(dataset::FaceId face) const
{
    const crops::CropReader reader(m_folder / "cache" / "crops-112.lkc");
    const auto record = reader.find(face);
    return record ? record->hash : 0;
}

void TestAnnotatePage::modelSortsWorstFirst()
{
    LandmarkListModel model;
    QAbstractItemModelTester tester(&model);
    engine::LandmarkItem swapped = item(5, 0, 0.1f, false);
    swapped.findings.push_back({faces::ShapeProblem::LeftRightSwap, 36});
    model.setItems({item(1, 0, 0.05f, false), item(2, 7, 0.05f, true), item(3, 0, 0.4f, false),
                    item(4, 0, 0, false, false), swapped});
    std::vector<dataset::FaceId> order;
    for (int row = 0; row < model.rowCount(); ++row)
        order.push_back(model.item(row)->face);
    QCOMPARE(order, (std::vector<dataset::FaceId>{5, 2, 3, 1, 4}));
    QCOMPARE(model.overLimit(), 3);
    model.setFilter(LandmarkListModel::Filter::OverLimit);
    QCOMPARE(model.rowCount(), 3);
    model.setLimit(10); // 7 px is well inside now
    QCOMPARE(model.rowCount(), 2);
    model.setFilter(LandmarkListModel::Filter::Edited);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rowOf(2), 0);
    QCOMPARE(model.rowOf(3), -1);
    model.setFilter(LandmarkListModel::Filter::NotFound);
    QCOMPARE(model.item(0)->face, dataset::FaceId(4));
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.isLoaded());
}

void TestAnnotatePage::modelKeepsItsOrderWhenFiguresChange()
{
    LandmarkListModel model;
    QAbstractItemModelTester tester(&model);
    model.setItems({item(1, 9, 0, true), item(2, 5, 0, true), item(3, 1, 0, true)});
    model.setItems({item(1, 0, 0, true), item(2, 5, 0, true), item(3, 8, 0, true)});
    QCOMPARE(model.item(0)->face, dataset::FaceId(1)); // does not jump under the hand
    model.setItems({item(1, 0, 0, true), item(3, 8, 0, true), item(4, 99, 0, true)});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.item(2)->face, dataset::FaceId(4));
    model.sortAgain();
    QCOMPARE(model.item(0)->face, dataset::FaceId(4));
}

void TestAnnotatePage::itemJudgesAFace()
{
    dataset::FaceRow row;
    QVERIFY(!engine::landmarkItem(row, 100, 100).found);
    row.automatic = faces::meanShapeIn({10, 10, 80, 80});
    engine::LandmarkItem judged = engine::landmarkItem(row, 200, 200);
    QVERIFY(judged.found && !judged.edited);
    QVERIFY(judged.severity(2) < 0.1);
    row.manual = row.automatic;
    (*row.manual)[33].y += 6;
    judged = engine::landmarkItem(row, 200, 200);
    QVERIFY(judged.edited);
    QCOMPARE(judged.worstPoint, 33);
    QVERIFY(std::abs(judged.severity(2) - 3) < 1e-3);
}

void TestAnnotatePage::editSaveUndo()
{
    Shown shown(m_folder, m_temp / "settings.ini");
    auto& [session, pictures, settings, page] = shown;
    auto* list = page.findChild<QListView*>(QStringLiteral("faces"));
    auto* canvas = page.findChild<widgets::ImageCanvas*>();
    QTRY_VERIFY(list->model()->rowCount() >= 4);
    QTRY_VERIFY(canvas->hasPhoto());
    QVERIFY(canvas->points());
    const auto faceId = list->currentIndex().data(Qt::UserRole).toLongLong();
    const std::size_t cropBefore = cropHash(faceId);
    auto* save = page.findChild<QPushButton*>(QStringLiteral("save"));
    QVERIFY(!save->isEnabled());

    canvas->setCurrentPoint(48);
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(canvas, Qt::Key_Left, Qt::ShiftModifier); // 20 px
    QVERIFY(save->isEnabled());
    QVERIFY(page.findChild<QLabel*>(QStringLiteral("verdict"))->text().contains(QLatin1String("20.0")));
    QCOMPARE(page.findChild<QTreeWidget*>(QStringLiteral("points"))->topLevelItem(0)->data(0, Qt::UserRole).toInt(),
             48); // worst first

    QSignalSpy facesChanged(&session, &engine::ProjectSession::facesChanged);
    QVERIFY(page.save());
    const auto stored = session.project().face(faceId);
    QVERIFY(stored && stored->manual);
    QVERIFY(std::abs((*stored->manual)[48].x - ((*stored->automatic)[48].x - 20)) < 1e-3f);
    QVERIFY(!save->isEnabled());
    QVERIFY(!canvas->editor().undoStack()->canUndo()); // from here on it is the project's undo
    QTRY_VERIFY(cropHash(faceId) != cropBefore);
    QTRY_VERIFY(facesChanged.count() >= 2);

    QVERIFY(session.undo());
    QVERIFY(!session.project().face(faceId)->manual);
    QTRY_COMPARE(cropHash(faceId), cropBefore); // the crop comes back too
    QTRY_VERIFY(canvas->points() == session.project().face(faceId)->automatic);
}

void TestAnnotatePage::leavingAFaceSavesIt()
{
    Shown shown(m_folder, m_temp / "settings.ini");
    auto& [session, pictures, settings, page] = shown;
    auto* list = page.findChild<QListView*>(QStringLiteral("faces"));
    auto* canvas = page.findChild<widgets::ImageCanvas*>();
    QTRY_VERIFY(canvas->hasPhoto());
    const auto first = list->currentIndex().data(Qt::UserRole).toLongLong();
    canvas->setCurrentPoint(30);
    QTest::keyClick(canvas, Qt::Key_Down);
    QTest::keyClick(&page, Qt::Key_N);
    const auto second = list->currentIndex().data(Qt::UserRole).toLongLong();
    QVERIFY(second != first);
    QVERIFY(session.project().face(first)->manual);
    // Back, and to the automatic points: stored as "no manual points".
    QTest::keyClick(&page, Qt::Key_P);
    QCOMPARE(list->currentIndex().data(Qt::UserRole).toLongLong(), first);
    page.revertToAutomatic();
    QVERIFY(page.save());
    QVERIFY(!session.project().face(first)->manual);
    page.openFace(second);
    QCOMPARE(list->currentIndex().data(Qt::UserRole).toLongLong(), second);
}

void TestAnnotatePage::closingTheProjectSavesTheOpenFace()
{
    Shown shown(m_folder, m_temp / "settings.ini");
    auto& [session, pictures, settings, page] = shown;
    auto* canvas = page.findChild<widgets::ImageCanvas*>();
    QTRY_VERIFY(canvas->hasPhoto());
    const auto face =
        page.findChild<QListView*>(QStringLiteral("faces"))->currentIndex().data(Qt::UserRole).toLongLong();
    canvas->setCurrentPoint(30);
    QTest::keyClick(canvas, Qt::Key_Down);
    session.close();
    auto project = dataset::Project::open(m_folder);
    QVERIFY(project.face(face)->manual);
    project.undo();
    QVERIFY(!project.face(face)->manual);
}

void TestAnnotatePage::limitIsKeptWithTheProject()
{
    engine::ProjectSession session;
    engine::FacePictures pictures(session);
    engine::Settings settings(engine::qs(m_temp / "settings.ini"));
    session.open(engine::qs(m_folder));
    {
        pages::AnnotatePage page({&session, &pictures, &settings});
        page.show();
        page.activate();
        auto* limit = page.findChild<QDoubleSpinBox*>(QStringLiteral("limit"));
        QCOMPARE(limit->value(), 2.0);
        limit->setValue(3.5);
    }
    QCOMPARE(session.project().setting("landmarks.max_distance_px"), std::string("3.5"));
    pages::AnnotatePage again({&session, &pictures, &settings});
    again.show();
    again.activate();
    QCOMPARE(again.findChild<QDoubleSpinBox*>(QStringLiteral("limit"))->value(), 3.5);
}

void TestAnnotatePage::lightIsToLookAtOnly()
{
    Shown shown(m_folder, m_temp / "settings.ini");
    auto& [session, pictures, settings, page] = shown;
    QVERIFY(QTest::qWaitForWindowActive(&page));
    auto* canvas = page.findChild<widgets::ImageCanvas*>();
    QTRY_VERIFY(canvas->hasPhoto() && canvas->points());
    const auto points = canvas->points();
    canvas->zoomTo(canvas->zoom() * 1.3, QPointF(100, 100)); // what is in sight stays
    const auto zoom = canvas->zoom();
    const QImage plain = canvas->grab().toImage();
    std::vector<QImage> seen{plain};
    for (int i = 0; i < 3; ++i) {
        QTest::keyClick(canvas, Qt::Key_L, Qt::ShiftModifier);
        QTRY_VERIFY2(std::find(seen.begin(), seen.end(), canvas->grab().toImage()) == seen.end(),
                     qPrintable(QString::number(i)));
        seen.push_back(canvas->grab().toImage());
        QVERIFY(page.findChild<QToolButton*>(QStringLiteral("light"))->isChecked());
    }
    QTest::keyClick(canvas, Qt::Key_L, Qt::ShiftModifier);
    QTRY_COMPARE(canvas->grab().toImage(), plain);
    QVERIFY(!page.findChild<QToolButton*>(QStringLiteral("light"))->isChecked());
    QVERIFY(canvas->points() == points);
    QCOMPARE(canvas->zoom(), zoom);
    QVERIFY(!page.findChild<QPushButton*>(QStringLiteral("save"))->isEnabled());
}

void TestAnnotatePage::boxOnAFaceWithoutPoints()
{
    const auto folder = m_temp / "blind.likeness";
    dataset::FaceId face = 0;
    {
        jobs::RecordingContext context;
        dataset::DemoOptions options;
        options.identities = 2;
        options.imagesEach = 2;
        options.wrong = 0;
        dataset::Project project = dataset::createDemo(folder, options, context);
        face = project.allFaces().front();
        dataset::FaceRow row = *project.face(face);
        row.status = dataset::FaceStatus::NotFound;
        project.updateFaces({&row, 1});
    }
    Shown shown(folder, m_temp / "settings.ini");
    auto& [session, pictures, settings, page] = shown;
    auto* canvas = page.findChild<widgets::ImageCanvas*>();
    QTRY_VERIFY(canvas->hasPhoto());
    QVERIFY(!canvas->points());
    const QSizeF photo = canvas->photoSize();
    Q_EMIT canvas->boxDrawn(
        QRectF(photo.width() * 0.25, photo.height() * 0.25, photo.width() * 0.5, photo.height() * 0.5));
    QTRY_VERIFY_WITH_TIMEOUT(canvas->points().has_value(), 20000);
    QVERIFY(page.save());
    QCOMPARE(session.project().face(face)->status, dataset::FaceStatus::Found);
    QTRY_VERIFY(std::filesystem::exists(folder / "cache" / "crops-112.lkc"));
}

void TestAnnotatePage::emptyProject()
{
    const auto folder = m_temp / "empty.likeness";
    (void)dataset::Project::create(folder);
    Shown shown(folder, m_temp / "settings.ini");
    auto& [session, pictures, settings, page] = shown;
    QSignalSpy goTo(&page, &pages::Page::goTo);
    QTRY_VERIFY(!page.findChild<QListView*>(QStringLiteral("faces"))->isVisible());
    page.nextFace(1);
    QVERIFY(!page.save());
    session.close();
    page.activate();
}

QTEST_MAIN(TestAnnotatePage)
#include "tst_annotate_page.moc"
