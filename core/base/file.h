// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
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
// `length` bytes from `offset`. Throws as readFile(); BadFile where the file ends before them.
Bytes readRange(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t length);

// Gives the bytes of a file in order, in pieces, to `take`. A child process does the reading: a process that closes a
// file, however it came to open it, gives up every POSIX lock that it has on it (fcntl(2)), and such locks are what
// SQLite's connections of this process rely on. For databases that may be open here. Throws as readFile().
void readThroughChild(const std::filesystem::path& path,
                      const std::function<void(std::span<const std::uint8_t>)>& take);

// Atomic replacement: writes beside the target, flushes to disk, renames. After a crash the old or the new content is
// there, and on file systems that know files without a name nothing else.
void writeFileAtomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
void writeFileAtomically(const std::filesystem::path& path, std::string_view text);
// The same for a file that is written already: flushes it and gives it the name `path`.
void replaceFile(const std::filesystem::path& written, const std::filesystem::path& path);

// Bytes free for this user on the file system that holds `path` (or its nearest existing parent); nothing if unknown.
std::optional<std::uint64_t> freeSpace(const std::filesystem::path& path);

// A lock on a file, held as long as the object; it goes with the process, however that ends. Two objects of one process
// exclude each other, too. Movable.
class FileLock
{
public:
    // Makes the file if need be and writes `note` into it, for holder(). Nothing when somebody holds the lock. Throws
    // ReadOnly/Io.
    static std::optional<FileLock> take(const std::filesystem::path& file, const std::string& note);
    // The note of whoever holds the lock; nothing when it is free. Does not disturb anybody who takes it meanwhile.
    static std::optional<std::string> holder(const std::filesystem::path& file);
    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;

private:
    explicit FileLock(int fd) : m_fd(fd) {}
    int m_fd;
};

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
