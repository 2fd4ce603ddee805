// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/video.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/image/codec.h"
#include "core/image/codecs_module.h"

#include <cstring>

namespace likeness::image {

struct VideoSource::Impl {
    const LikenessCodecs& module;
    LikenessVideo* video;
    std::string name;
    Impl(const LikenessCodecs& m, LikenessVideo* v, std::string n) : module(m), video(v), name(std::move(n)) {}
    ~Impl() { module.close(video); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
};

VideoSource::VideoSource(std::unique_ptr<Impl> d) : m_d(std::move(d)) {}
VideoSource::~VideoSource() = default;
VideoSource::VideoSource(VideoSource&&) noexcept = default;
VideoSource& VideoSource::operator=(VideoSource&&) noexcept = default;

VideoSource VideoSource::openFile(const std::filesystem::path& file)
{
    std::error_code ec;
    const auto status = std::filesystem::status(file, ec);
    if (!std::filesystem::exists(status))
        throw Error(ErrorCode::NotFound, "there is no video " + displayPath(file));
    if (!std::filesystem::is_regular_file(status))
        throw Error(ErrorCode::BadFile, displayPath(file) + " is not a regular file");
    const LikenessCodecs& module = codecs();
    char message[LIKENESS_CODECS_MESSAGE] = {};
    LikenessVideo* video = module.openFile(std::filesystem::absolute(file).c_str(), message);
    if (!video)
        throw Error(ErrorCode::BadFile, displayPath(file) + " is not a video that can be played, or it is damaged",
                    message);
    return VideoSource(std::make_unique<Impl>(module, video, displayPath(file)));
}

VideoSource VideoSource::openCamera(int index)
{
    const std::string device = "/dev/video" + std::to_string(index);
    std::error_code ec;
    if (index < 0 || !std::filesystem::exists(device, ec))
        throw Error(ErrorCode::NoCamera, "there is no camera " + std::to_string(index) +
                                             "; connect one, or take the pictures from a video file");
    const LikenessCodecs& module = codecs();
    char message[LIKENESS_CODECS_MESSAGE] = {};
    LikenessVideo* video = module.openCamera(index, message);
    if (!video)
        throw Error(ErrorCode::NoCamera,
                    "camera " + std::to_string(index) +
                        " cannot be opened; another program may be using it, or you may lack permission for " + device,
                    message);
    return VideoSource(std::make_unique<Impl>(module, video, device));
}

std::optional<Image> VideoSource::next()
{
    LikenessPicture picture = {};
    char message[LIKENESS_CODECS_MESSAGE] = {};
    const int result = m_d->module.nextFrame(m_d->video, &picture, message);
    if (result == LIKENESS_CODECS_END)
        return std::nullopt;
    if (result == LIKENESS_CODECS_NO_MEMORY)
        throw std::bad_alloc();
    if (result != LIKENESS_CODECS_OK)
        throw Error(ErrorCode::BadFile, m_d->name + " has a frame that cannot be decoded", message);
    if (static_cast<std::uint64_t>(picture.width) * static_cast<std::uint64_t>(picture.height) > kMaxPixels)
        throw Error(ErrorCode::TooLarge,
                    m_d->name + " has frames beyond " + std::to_string(kMaxPixels >> 20) + " megapixels");
    Image image(picture.width, picture.height, 3);
    std::memcpy(image.pixels.data(), picture.pixels, image.pixels.size());
    return image;
}

double VideoSource::framesPerSecond() const
{
    return m_d->module.framesPerSecond(m_d->video);
}

int VideoSource::frameCount() const
{
    return m_d->module.frameCount(m_d->video);
}

void VideoSource::seek(int frame)
{
    char message[LIKENESS_CODECS_MESSAGE] = {};
    if (frame < 0 || m_d->module.seek(m_d->video, frame, message) != LIKENESS_CODECS_OK)
        throw Error(ErrorCode::BadArgument, m_d->name + " has no frame " + std::to_string(frame) + " to go to",
                    message);
}

} // namespace likeness::image
