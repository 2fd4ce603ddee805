// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/codecs_api.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

struct LikenessVideo {
    cv::VideoCapture capture;
    cv::Mat frame;
    cv::Mat rgb;
};

namespace {

void say(char* message, const char* text)
{
    std::snprintf(message, LIKENESS_CODECS_MESSAGE, "%s", text);
}

// OpenCV's words hold source lines and newlines; the first line of the reason is what helps.
void say(char* message, const cv::Exception& e)
{
    const auto end = e.err.find('\n');
    say(message, e.err.substr(0, end).c_str());
}

template<typename Work>
int guarded(char* message, Work work)
{
    try {
        return work();
    } catch (const cv::Exception& e) {
        say(message, e);
        return e.code == cv::Error::StsNoMem ? LIKENESS_CODECS_NO_MEMORY : LIKENESS_CODECS_BAD;
    } catch (const std::bad_alloc&) {
        say(message, "not enough memory");
        return LIKENESS_CODECS_NO_MEMORY;
    } catch (const std::exception& e) {
        say(message, e.what());
        return LIKENESS_CODECS_BAD;
    } catch (...) {
        say(message, "unknown failure");
        return LIKENESS_CODECS_BAD;
    }
}

void describe(const cv::Mat& mat, void* owner, LikenessPicture* out)
{
    *out = {mat.cols, mat.rows, mat.channels(), mat.ptr(), owner};
}

int decode(const uint8_t* data, size_t size, LikenessPicture* out, char* message)
{
    *out = {};
    return guarded(message, [&] {
        if (size == 0 || size > static_cast<size_t>(std::numeric_limits<int>::max())) {
            say(message, "unusable size");
            return LIKENESS_CODECS_BAD;
        }
        const cv::Mat encoded(1, static_cast<int>(size), CV_8U, const_cast<uint8_t*>(data));
        cv::Mat mat = cv::imdecode(encoded, cv::IMREAD_UNCHANGED); // never applies EXIF
        if (mat.empty()) {
            say(message, "the pixels cannot be decoded");
            return LIKENESS_CODECS_BAD;
        }
        if (mat.depth() == CV_16U) {
            cv::Mat eight;
            mat.convertTo(eight, CV_8U, 1.0 / 257.0);
            mat = eight;
        }
        if (mat.depth() != CV_8U || (mat.channels() != 1 && mat.channels() != 3 && mat.channels() != 4)) {
            say(message, "its pixels are neither 8-bit nor 16-bit integers");
            return LIKENESS_CODECS_UNKNOWN;
        }
        if (mat.channels() == 3) // in place: a picture may be most of the memory there is
            cv::cvtColor(mat, mat, cv::COLOR_BGR2RGB);
        else if (mat.channels() == 4)
            cv::cvtColor(mat, mat, cv::COLOR_BGRA2RGBA);
        auto owned = std::make_unique<cv::Mat>(mat.isContinuous() ? mat : mat.clone());
        describe(*owned, owned.get(), out);
        owned.release();
        return LIKENESS_CODECS_OK;
    });
}

void release(LikenessPicture* picture)
{
    delete static_cast<cv::Mat*>(picture->owner);
    *picture = {};
}

LikenessVideo* openWith(const std::string* path, int index, char* message)
{
    LikenessVideo* video = nullptr;
    guarded(message, [&] {
        auto made = std::make_unique<LikenessVideo>();
        // One named backend each: the others guess, print, and take a path with a % for a series of pictures.
        const bool open = path ? made->capture.open(*path, cv::CAP_FFMPEG) : made->capture.open(index, cv::CAP_V4L2);
        if (!open) {
            say(message, "it cannot be opened");
            return LIKENESS_CODECS_BAD;
        }
        video = made.release();
        return LIKENESS_CODECS_OK;
    });
    return video;
}

LikenessVideo* openFile(const char* path, char* message)
{
    // The prefix keeps a name with a colon from being taken for a network address.
    const std::string local = std::string("file:") + path;
    return openWith(&local, 0, message);
}

LikenessVideo* openCamera(int32_t index, char* message)
{
    return openWith(nullptr, index, message);
}

int nextFrame(LikenessVideo* video, LikenessPicture* out, char* message)
{
    *out = {};
    return guarded(message, [&] {
        if (!video->capture.read(video->frame) || video->frame.empty())
            return LIKENESS_CODECS_END;
        cv::cvtColor(video->frame, video->rgb, cv::COLOR_BGR2RGB);
        describe(video->rgb, nullptr, out);
        return LIKENESS_CODECS_OK;
    });
}

double property(LikenessVideo* video, int id)
{
    char message[LIKENESS_CODECS_MESSAGE];
    double value = 0;
    guarded(message, [&] {
        value = video->capture.get(id);
        return LIKENESS_CODECS_OK;
    });
    return value > 0 && value < 1e9 ? value : 0; // unknown counts come back negative or huge
}

double framesPerSecond(LikenessVideo* video)
{
    return property(video, cv::CAP_PROP_FPS);
}

int32_t frameCount(LikenessVideo* video)
{
    return static_cast<int32_t>(property(video, cv::CAP_PROP_FRAME_COUNT));
}

int seek(LikenessVideo* video, int32_t frame, char* message)
{
    return guarded(message, [&] {
        return video->capture.set(cv::CAP_PROP_POS_FRAMES, frame) ? LIKENESS_CODECS_OK : LIKENESS_CODECS_BAD;
    });
}

void close(LikenessVideo* video)
{
    delete video;
}

constexpr LikenessCodecs kCodecs = {LIKENESS_CODECS_VERSION, decode,     release, openFile, openCamera, nextFrame,
                                    framesPerSecond,         frameCount, seek,    close};

} // namespace

extern "C" __attribute__((visibility("default"))) const LikenessCodecs* likeness_codecs_open(uint32_t version)
{
    if (version != LIKENESS_CODECS_VERSION)
        return nullptr;
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT); // errors are ours to tell
    // ffmpeg reads these when the first video is opened: no chatter, and a playlist in a file must not reach for the
    // network.
    ::setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);
    ::setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", "protocol_whitelist;file", 0);
    return &kCodecs;
}
