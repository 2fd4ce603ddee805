// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/image/video.h"
#include "tests/support/shared.h"
#include "tests/support/temp_folder.h"

#include <QTest>
#include <functional>
#include <sys/stat.h>

using namespace likeness;
using image::VideoSource;

namespace {

ErrorCode codeOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ErrorCode::Internal;
}

} // namespace

class TestVideo : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void playsAFile();
    void refusesWhatIsNoVideo();
    void saysThatThereIsNoCamera();
};

void TestVideo::playsAFile()
{
    LIKENESS_NEEDS_SHARED("data/video/interview.mp4");
    VideoSource video = VideoSource::openFile(test::shared("data/video/interview.mp4"));
    QVERIFY(video.framesPerSecond() > 10);
    QCOMPARE(video.frameCount(), 275);
    int frames = 0;
    std::optional<image::Image> tenth;
    while (auto frame = video.next()) {
        QCOMPARE(frame->width, 640);
        QCOMPARE(frame->height, 360);
        QCOMPARE(frame->channels, 3);
        if (frames++ == 10)
            tenth = std::move(frame);
    }
    QCOMPARE(frames, 275);
    QVERIFY(!video.next()); // and stays at the end
    video.seek(10);
    QVERIFY(video.next() == tenth);
    QCOMPARE(codeOf([&] { video.seek(-1); }), ErrorCode::BadArgument);
    VideoSource moved = std::move(video);
    QVERIFY(moved.next());
}

void TestVideo::refusesWhatIsNoVideo()
{
    const test::TempFolder folder;
    QCOMPARE(codeOf([&] { VideoSource::openFile(folder / "none.mp4"); }), ErrorCode::NotFound);
    QCOMPARE(codeOf([&] { VideoSource::openFile(folder.path()); }), ErrorCode::BadFile);
    QCOMPARE(::mkfifo((folder / "fifo.mp4").c_str(), 0600), 0);
    QCOMPARE(codeOf([&] { VideoSource::openFile(folder / "fifo.mp4"); }), ErrorCode::BadFile);
    writeFileAtomically(folder / "text.mp4", std::string_view("no video at all"));
    QCOMPARE(codeOf([&] { VideoSource::openFile(folder / "text.mp4"); }), ErrorCode::BadFile);
    // A playlist that points elsewhere must not be followed to the network.
    writeFileAtomically(
        folder / "list.m3u8",
        std::string_view("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"));
    QCOMPARE(codeOf([&] { VideoSource::openFile(folder / "list.m3u8"); }), ErrorCode::BadFile);
}

void TestVideo::saysThatThereIsNoCamera()
{
    try {
        VideoSource::openCamera(63);
        QFAIL("opened a camera that is not there");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::NoCamera);
        QVERIFY(QByteArray(e.what()).contains("camera 63"));
    }
    QCOMPARE(codeOf([] { VideoSource::openCamera(-1); }), ErrorCode::NoCamera);
}

QTEST_APPLESS_MAIN(TestVideo)
#include "tst_video.moc"
