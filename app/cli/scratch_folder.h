// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace likeness::cli {

// A folder that goes away with the object.
class ScratchFolder
{
public:
    ScratchFolder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "likeness-bench-XXXXXX").native();
        if (!::mkdtemp(pattern.data()))
            throwErrno(errno, "cannot make a temporary folder");
        m_path = pattern;
    }
    ~ScratchFolder()
    {
        std::error_code ec;
        std::filesystem::remove_all(m_path, ec);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace likeness::cli
