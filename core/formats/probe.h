// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only: quick looks at what a path holds.
#include "core/formats/formats.h"

#include <filesystem>
#include <string>
#include <vector>

namespace likeness::formats {

// The first 64 KiB of a regular file; empty for anything else and for what cannot be read. Never throws.
std::string firstBytes(const std::filesystem::path& file);
// Regular files directly in `folder` with this extension (".xml", any case), at most `limit`, sorted.
std::vector<std::filesystem::path>
filesWith(const std::filesystem::path& folder, std::string_view extension, std::size_t limit = 1000);
// Where the pictures of a list in `folder` may be: SourceOptions::images alone where it is given; else the folder, and
// what is in `besides`.
std::vector<std::filesystem::path> pictureFolders(const std::filesystem::path& folder,
                                                  const SourceOptions& options,
                                                  std::vector<std::filesystem::path> besides = {});

// Source::total() of a file that is read in order: `taken` items came from its first `read` of `size` bytes.
std::uint64_t estimate(std::uint64_t taken, std::uint64_t read, std::uint64_t size);

} // namespace likeness::formats
