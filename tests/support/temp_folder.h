// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QTemporaryDir>
#include <filesystem>

namespace likeness::test {

// A folder of the test's own, removed at its end; the name holds a space and Chinese characters, as real ones do.
class TempFolder
{
public:
    TempFolder() : m_path(std::filesystem::path(m_dir.path().toStdString()) / "a 脸 folder")
    {
        std::filesystem::create_directory(m_path);
    }
    // QTemporaryDir leaves files whose names are no valid UTF-8 behind.
    ~TempFolder()
    {
        std::error_code ec;
        std::filesystem::remove_all(m_path, ec);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(const std::filesystem::path& name) const { return m_path / name; }

private:
    QTemporaryDir m_dir;
    std::filesystem::path m_path;
};

} // namespace likeness::test
