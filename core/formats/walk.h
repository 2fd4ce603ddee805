// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only.
#include "core/jobs/job.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::formats {

// Many paths in few bytes: eight more than their letters. A std::filesystem::path takes hundreds.
class PathList
{
public:
    void add(std::string_view path);
    std::size_t size() const { return m_starts.size(); }
    // Valid until the next add().
    std::string_view operator[](std::size_t i) const { return m_letters.data() + m_starts[i]; }
    void sort(); // natural order of whole paths
private:
    std::string m_letters; // each path with a NUL behind it
    std::vector<std::uint64_t> m_starts;
};

// Regular files below `source` that look like pictures, relative to it, in natural order. Links are followed, each
// folder is entered once (which ends every loop); hidden files, file managers' leavings and the folder `except` are
// passed over. What looks like a picture and is none (a FIFO), and folders that cannot be read, are issues. Throws
// Error(NotFound | BadArgument).
// `besides`, where it is given, says what else there is.
struct Besides {
    std::uint64_t files = 0; // that are no pictures, nor points of one (.pts, .ljson)
    std::string firstFile;
    std::vector<std::string> emptyFolders; // directly in the source, without a picture below; at most kMostNamed
    static constexpr std::size_t kMostNamed = 1000;
};
PathList findPictures(const std::filesystem::path& source,
                      const std::filesystem::path& except,
                      jobs::Context& context,
                      Besides* besides = nullptr);

// Names that findPictures() passes over.
bool isClutter(std::string_view name);

} // namespace likeness::formats
