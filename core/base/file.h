// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness {

using Bytes = std::vector<std::uint8_t>;

// Whole file in memory. Throws NotFound/Io; TooLarge beyond `limit` bytes; BadFile for anything but a regular file
// (a FIFO would block for ever).
Bytes readFile(const std::filesystem::path& path, std::uint64_t limit = 1ull << 32);
std::string readTextFile(const std::filesystem::path& path, std::uint64_t limit = 1ull << 28);

// Atomic replacement: writes beside the target, flushes to disk, renames. After a crash the old or the new content is
// there.
void writeFileAtomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
void writeFileAtomically(const std::filesystem::path& path, std::string_view text);

// Bytes free for this user on the file system that holds `path` (or its nearest existing parent); 0 if unknown.
std::uint64_t freeSpace(const std::filesystem::path& path);

// A read-only memory map of a regular file. Movable; the bytes stay valid as long as the object. An empty file maps to
// {}.
class MappedFile
{
public:
    MappedFile() = default;
    explicit MappedFile(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    std::span<const std::uint8_t> bytes() const { return {m_data, m_size}; }

private:
    const std::uint8_t* m_data = nullptr;
    std::size_t m_size = 0;
};

// Folder of the running executable, for modules and data that lie beside it or under ../share.
std::filesystem::path executableFolder();

} // namespace likeness
