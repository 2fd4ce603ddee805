// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/capture_session.h"
#include "app/engine/face_pictures.h"
#include "app/engine/face_writer.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/capture/capture_page.h"
#include "core/crops/crop_cache.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

using namespace likeness;
using engine::CaptureFrame;
using engine::CaptureSession;
using engine::Hint;

namespace {

constexpr char kVideo[] = "data/video/interview.mp4";
constexpr int kPatience = 30000;

engine::CaptureFace goodFace()
{
    engine::CaptureFace face;
    face.points.fill({100, 100});
    face.quality = {200, 120, 50, 80, 0, 0, 0, 0.9f};
    return face;
}

bool hasCrop(const dataset::Project& project, dataset::FaceId face)
{
    try {
        return crops::CropReader(project.cropFile()).find(face).has_value();
    } catch (const Error&) {
        return false; // no crop at all yet
    }
}

} // namespace

class TestCapture : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hints_data();
    void hints();
    void poses();
    void differenceOfCrops();
    void missingFileFails();
    void noCameraFails();
    void videoPlaysAtItsPaceAndIsAnalysed();
    void stopWhileRunningAndStartAgain();
    void aRunningJobHoldsUpOnlyTheCrops();
    void pageCapturesAndTakesBack();

private:
    test::TempFolder m_temp;
};

void TestCapture::hints_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("hint");
    QTest::newRow("small") << QStringLiteral("small") << int(Hint::MoveCloser);
    QTest::newRow("dark") << QStringLiteral("dark") << int(Hint::TooDark);
    QTest::newRow("bright") << QStringLiteral("bright") << int(Hint::TooBright);
    QTest::newRow("flat") << QStringLiteral("flat") << int(Hint::FlatLight);
    QTest::newRow("blurred") << QStringLiteral("blurred") << int(Hint::TooBlurred);
    QTest::newRow("turned") << QStringLiteral("turned") << int(Hint::TurnedTooFar);
    QTest::newRow("border") << QStringLiteral("border") << int(Hint::AtBorder);
}

void TestCapture::hints()
{
    QFETCH(QString, what);
    QFETCH(int, hint);
    engine::CaptureFace face = goodFace();
    QVERIFY(engine::hintsFor(face, 640, 480).empty());
    if (what == QLatin1String("small"))
        face.quality.size = 12;
    else if (what == QLatin1String("dark"))
        face.quality.brightness = 20;
    else if (what == QLatin1String("bright"))
        face.quality.brightness = 240;
    else if (what == QLatin1String("flat"))
        face.quality.contrast = 4;
    else if (what == QLatin1String("blurred"))
        face.quality.sharpness = 10;
    else if (what == QLatin1String("turned"))
        face.quality.yaw = -70;
    else
        face.points[16].x = 700;
    QCOMPARE(engine::hintsFor(face, 640, 480), std::vector<Hint>{static_cast<Hint>(hint)});
    QVERIFY(!engine::hintText(static_cast<Hint>(hint)).isEmpty());
}

void TestCapture::poses()
{
    image::Quality q;
    QCOMPARE(engine::poseOf(q), engine::Pose::Front);
    q.yaw = 25;
    QCOMPARE(engine::poseOf(q), engine::Pose::Right);
    q.yaw = -25;
    q.pitch = 11;
    QCOMPARE(engine::poseOf(q), engine::Pose::Left);
    q.pitch = 28;
    QCOMPARE(engine::poseOf(q), engine::Pose::Up);
    q.pitch = -28;
    QCOMPARE(engine::poseOf(q), engine::Pose::Down);
    QVERIFY(engine::nextPoseText({3, 3, 3, 3, 3}).isEmpty());
    QVERIFY(!engine::nextPoseText({3, 3, 2, 3, 3}).isEmpty());
}

void TestCapture::differenceOfCrops()
{
    image::Image a(4, 4, 3);
    image::Image b = a;
    QCOMPARE(engine::cropDifference(a, b), 0.0f);
    std::fill(b.pixels.begin(), b.pixels.end(), std::uint8_t(10));
    QVERIFY(std::abs(engine::cropDifference(a, b) - 10) < 1e-4f);
    QCOMPARE(engine::cropDifference(a, image::Image(5, 4, 3)), 255.0f);
    QCOMPARE(engine::cropDifference({}, {}), 255.0f);
}

void TestCapture::missingFileFails()
{
    CaptureSession session;
    QSignalSpy failed(&session, &CaptureSession::failed);
    session.startFile(engine::qs(m_temp / "not there.mp4"));
    QVERIFY(failed.wait(kPatience));
    QVERIFY(!session.isRunning());
    QTest::qWait(50);
    QCOMPARE(failed.count(), 1);
}

void TestCapture::noCameraFails()
{
    CaptureSession session;
    QSignalSpy failed(&session, &CaptureSession::failed);
    session.startCamera(93); // nobody has that many
    QVERIFY(failed.wait(kPatience));
    QCOMPARE(failed.front().front().value<ErrorCode>(), ErrorCode::NoCamera);
}

void TestCapture::videoPlaysAtItsPaceAndIsAnalysed()
{
    LIKENESS_NEEDS_SHARED("data/video/interview.mp4");
    CaptureSession session;
    QSignalSpy opened(&session, &CaptureSession::opened);
    int frames = 0;
    int firstIndex = -1;
    int lastIndex = -1;
    QElapsedTimer sinceFirst;
    connect(&session, &CaptureSession::frameReady, this, [&](const QImage& frame, int index) {
        QCOMPARE(frame.size(), QSize(640, 360));
        if (frames++ == 0) {
            firstIndex = index;
            sinceFirst.start();
        }
        lastIndex = index;
    });
    int analyses = 0;
    double seconds = 0;
    bool face = false;
    connect(&session, &CaptureSession::analysed, this, [&](const CaptureFrame& frame) {
        ++analyses;
        seconds += frame.seconds;
        if (frame.chosen >= 0) {
            const engine::CaptureFace& chosen = frame.faces[static_cast<std::size_t>(frame.chosen)];
            face = chosen.crop.width == 112 && chosen.quality.size > 10 && chosen.box.contains(chosen.points[30]);
        }
    });
    session.startFile(engine::qs(test::shared(kVideo)));
    QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, kPatience);
    QVERIFY(session.framesPerSecond() > 10);
    QVERIFY(session.frameCount() > 200);
    QTRY_VERIFY_WITH_TIMEOUT(face, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(sinceFirst.elapsed() > 1500, kPatience);
    // Real time, not as fast as it decodes: no more frames than the clock allows.
    const double expected = static_cast<double>(sinceFirst.elapsed()) / 1000 * session.framesPerSecond();
    QVERIFY2(lastIndex - firstIndex <= expected * 1.15 + 3, "never faster than the source");
    qInfo("%d frames shown, %d analysed, %.0f ms each", frames, analyses, 1000 * seconds / analyses);

    session.setPaused(true);
    QTest::qWait(150);
    const int shown = frames;
    QTest::qWait(300);
    QCOMPARE(frames, shown);
    session.seek(200); // shows that frame though paused
    QTRY_COMPARE_WITH_TIMEOUT(lastIndex, 200, kPatience);
    QSignalSpy ended(&session, &CaptureSession::ended);
    session.setPaused(false);
    session.seek(session.frameCount() - 5);
    QVERIFY(ended.wait(kPatience));
    session.seek(10);
    QTRY_VERIFY_WITH_TIMEOUT(lastIndex >= 10 && lastIndex < 100, kPatience);
}

void TestCapture::stopWhileRunningAndStartAgain()
{
    LIKENESS_NEEDS_SHARED("data/video/interview.mp4");
    CaptureSession session;
    QSignalSpy stopped(&session, &CaptureSession::stopped);
    QSignalSpy frames(&session, &CaptureSession::frameReady);
    for (int i = 0; i < 4; ++i) {
        session.startFile(engine::qs(test::shared(kVideo)));
        QVERIFY(frames.wait(kPatience));
        if (i % 2 == 0)
            session.stop(); // else the next start replaces it
    }
    session.stop();
    session.stop();
    QCOMPARE(stopped.count(), 3);
    const auto count = frames.count();
    QTest::qWait(100);
    QCOMPARE(frames.count(), count);                     // nothing late
    session.startFile(engine::qs(test::shared(kVideo))); // destroyed while it runs
}

void TestCapture::aRunningJobHoldsUpOnlyTheCrops()
{
    auto project = dataset::Project::create(m_temp / "busy.likeness");
    std::optional<dataset::Project::JobLock> job = project.lockForJob("a long one");
    engine::FaceWriter writer;
    writer.setProject(engine::qs(project.folder()));
    QSignalSpy captured(&writer, &engine::FaceWriter::captured);
    QSignalSpy waiting(&writer, &engine::FaceWriter::waiting);
    QSignalSpy cropped(&writer, &engine::FaceWriter::cropRenewed);
    for (std::uint8_t i = 0; i < 3; ++i) {
        engine::FaceWriter::Capture capture;
        image::Image frame(64, 48, 3);
        std::fill(frame.pixels.begin(), frame.pixels.end(), i);
        capture.frame = std::make_shared<const image::Image>(std::move(frame));
        capture.crop = image::Image(112, 112, 3);
        capture.row.status = dataset::FaceStatus::Found;
        capture.row.primary = true;
        capture.identity = QStringLiteral("Ann");
        writer.save(std::move(capture));
    }
    QTRY_COMPARE(captured.count(), 3); // while the job runs
    QTRY_VERIFY(waiting.count() > 0);
    QCOMPARE(project.counts().images, 3);
    QCOMPARE(cropped.count(), 0);
    job.reset();
    QTRY_COMPARE(cropped.count(), 3);
    for (const QList<QVariant>& face : captured)
        QVERIFY(hasCrop(project, face.constFirst().toLongLong()));
}

void TestCapture::pageCapturesAndTakesBack()
{
    LIKENESS_NEEDS_SHARED("data/video/interview.mp4");
    const auto folder = m_temp / "capture.likeness";
    (void)dataset::Project::create(folder);
    engine::ProjectSession session;
    engine::FacePictures pictures(session);
    engine::Settings settings(engine::qs(m_temp / "settings.ini"));
    session.open(engine::qs(folder));
    pages::CapturePage page({&session, &pictures, &settings});
    page.resize(1200, 760);
    page.show();
    page.activate();
    QSignalSpy message(&page, &pages::Page::statusMessage);
    QVERIFY(!page.capture()); // nothing runs
    QCOMPARE(message.count(), 1);

    page.openPath(QStringLiteral("file:%1").arg(engine::qs(test::shared(kVideo))));
    auto* button = page.findChild<QPushButton*>(QStringLiteral("capture"));
    bool face = false;
    connect(&page.source(), &CaptureSession::analysed, this,
            [&face](const CaptureFrame& frame) { face = frame.chosen >= 0; });
    QTRY_VERIFY_WITH_TIMEOUT(face, kPatience);
    QVERIFY(!button->isEnabled());
    QVERIFY(!page.capture()); // no name yet
    page.findChild<QLineEdit*>(QStringLiteral("identity"))->setText(QStringLiteral("Ann 安"));
    page.source().setPaused(true);
    QTest::qWait(1000); // the last analysis comes in
    QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), kPatience);
    QTest::keyClick(&page, Qt::Key_Space);
    QCOMPARE(page.capturedCount(), 1);
    QVERIFY(!page.capture()); // the same picture again

    auto* strip = page.findChild<QListWidget*>(QStringLiteral("strip"));
    QTRY_VERIFY_WITH_TIMEOUT(strip->item(0)->data(Qt::UserRole).toLongLong() != 0, kPatience);
    const auto id = strip->item(0)->data(Qt::UserRole).toLongLong();
    const auto row = session.project().face(id);
    QVERIFY(row && row->automatic && row->status == dataset::FaceStatus::Found);
    QVERIFY(row->quality > 0);
    QCOMPARE(session.project().identity(row->identity)->name, std::string("Ann 安"));
    const auto image = session.project().image(row->image);
    QVERIFY(std::filesystem::exists(session.project().imageFile(*image)));
    QCOMPARE(image->width, 640);
    QTRY_VERIFY(hasCrop(session.project(), id)); // complete without a prepare

    auto* undo = page.findChild<QPushButton*>(QStringLiteral("undo"));
    QTRY_VERIFY(undo->isEnabled());
    undo->click();
    QVERIFY(!session.project().face(id));
    QCOMPARE(page.capturedCount(), 0);
    QCOMPARE(strip->count(), 0);
    page.hide();
    QVERIFY(!page.source().isRunning()); // no camera behind another page
}

QTEST_MAIN(TestCapture)
#include "tst_capture.moc"
