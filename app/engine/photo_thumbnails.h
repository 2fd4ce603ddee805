// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"
#include "core/dataset/thumbnails.h"

#include <QImage>
#include <optional>

namespace likeness::engine {

// Squares of photographs for faces that have no crop, from the project's thumbnail cache or, the first time, from the
// photograph. Holds connections of its own: use it from one thread at a time.
class PhotoThumbnails
{
public:
    static constexpr int kSide = 128; // pixels of a square, fewer where the photograph is smaller

    explicit PhotoThumbnails(const std::filesystem::path& projectFolder); // throws nothing
    // Around the face where its place is known, else the middle; null when the photograph cannot be read.
    QImage ofFace(dataset::FaceId face);

private:
    QImage thumbnail(const dataset::ImageRow& image);

    std::optional<dataset::Project> m_project;
    std::unique_ptr<dataset::Thumbnails> m_cache; // none where the folder cannot be written
};

} // namespace likeness::engine
