// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only.
#include "core/base/file.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace likeness::formats {

// A file that is written piece by piece beside its place and put there by commit(), durable; without it nothing is
// left. Throws Error(DiskFull | ReadOnly | Io).
class OutputFile
{
public:
    explicit OutputFile(std::filesystem::path target);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    void write(std::span<const std::uint8_t> bytes);
    void write(std::string_view text);
    std::uint64_t offset() const { return m_written + m_buffer.size(); } // bytes so far
    void commit();

private:
    void flush();

    std::filesystem::path m_target;
    std::filesystem::path m_partial;
    int m_fd = -1;
    Bytes m_buffer;
    std::uint64_t m_written = 0;
};

// A folder that is filled beside its place and put there by commit(); without it nothing is left.
class OutputFolder
{
public:
    // Throws Error(BadArgument) for a target that exists and is no empty folder.
    explicit OutputFolder(std::filesystem::path target);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;
    // Where to write meanwhile.
    const std::filesystem::path& path() const { return m_partial; }
    void commit();

private:
    std::filesystem::path m_target;
    std::filesystem::path m_partial;
    bool m_committed = false;
};

// Throws Error(BadArgument) for a file that exists and is not empty.
void requireNewFile(const std::filesystem::path& target);

} // namespace likeness::formats
