// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace likeness::image {

// Frames of a video file or of a camera (index). One thread at a time.
class VideoSource
{
public:
    static VideoSource openFile(const std::filesystem::path& file); // throws Error(BadFile | NotFound)
    static VideoSource openCamera(int index);                       // throws Error(NoCamera)
    ~VideoSource();
    VideoSource(VideoSource&&) noexcept;
    VideoSource& operator=(VideoSource&&) noexcept;
    std::optional<Image> next();    // RGB; nothing at the end
    double framesPerSecond() const; // 0 = not known
    int frameCount() const;         // 0 = not known
    void seek(int frame);

private:
    struct Impl;
    explicit VideoSource(std::unique_ptr<Impl> d);
    std::unique_ptr<Impl> m_d;
};

} // namespace likeness::image
