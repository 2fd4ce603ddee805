// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/dataset/types.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace likeness::dataset {

// Small pictures of whole photographs, cache/thumbnails.db: one JPEG for each image that was looked at before it had a
// crop. Derived data: deleting the file loses nothing but time, and one that is damaged or of another version is made
// anew. What was not looked at for longest goes when the pictures take more than `limit` bytes. One object is one
// connection: use it from one thread; several may be open on the same file.
class Thumbnails
{
public:
    static constexpr std::uint64_t kLimitBytes = 256ull << 20;

    // `cacheFolder`: Project::cacheFolder(). Throws Error where the file can neither be read nor made.
    explicit Thumbnails(const std::filesystem::path& cacheFolder, std::uint64_t limit = kLimitBytes);
    ~Thumbnails();
    Thumbnails(const Thumbnails&) = delete;
    Thumbnails& operator=(const Thumbnails&) = delete;

    std::optional<Bytes> find(ImageId image);                      // the JPEG as it was stored
    void store(ImageId image, std::span<const std::uint8_t> jpeg); // replaces
    void remove(std::span<const ImageId> images);                  // their bytes are overwritten
    std::uint64_t bytes() const;                                   // of all pictures

private:
    struct Impl;
    std::unique_ptr<Impl> m_d;
};

} // namespace likeness::dataset
