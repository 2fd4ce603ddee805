// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace likeness::formats {

// `name` as one component of a path that every reader of ours takes back: no '/', no control characters, not hidden,
// not one of isClutter(), at most `limit` bytes of valid UTF-8 (longer ones end in a hash).
std::string safeComponent(std::string_view name, std::size_t limit = 250);
// Each component of a key made safe, the last one with its extension kept. Never leads out of a folder.
std::filesystem::path safeRelative(std::string_view key);

// A folder name for each of many names, different for different names.
class FolderNames
{
public:
    // `spelling` rewrites a name before it is made safe.
    explicit FolderNames(std::size_t limit = 250, std::string (*spelling)(std::string) = nullptr)
        : m_limit(limit), m_spelling(spelling)
    {
    }
    const std::string& of(const std::string& name);

private:
    std::size_t m_limit;
    std::string (*m_spelling)(std::string);
    std::map<std::string, std::string, std::less<>> m_folders;
    std::set<std::string> m_taken;
};

// What a Sink writes until finish(): a folder or a file beside the target under a temporary name, which goes with the
// object unless publish() put it in place. One thread.
class Staging
{
public:
    // Throws Error(BadArgument) for a target that exists and is not empty, ReadOnly/Io/DiskFull where it cannot be
    // made.
    Staging(const std::filesystem::path& target, bool isFile);
    ~Staging();
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;

    // The folder, or the file's own temporary name.
    const std::filesystem::path& path() const { return m_path; }
    const std::filesystem::path& target() const { return m_target; }
    // Writes a new file into the folder and returns its name relative to that: `wanted`, or with "~2" (and so on)
    // before the extension where that is taken.
    std::filesystem::path write(const std::filesystem::path& wanted, std::span<const std::uint8_t> bytes);
    // Flushes everything to the disk and renames it.
    void publish();

private:
    std::filesystem::path m_target;
    std::filesystem::path m_path;
    bool m_isFile;
    bool m_published = false;
};

// A file that grows piece by piece through a buffer. Errors are thrown as writeFileAtomically() throws them.
class Output
{
public:
    explicit Output(const std::filesystem::path& file);
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    void write(std::span<const std::uint8_t> bytes);
    Output& operator<<(std::string_view text);
    void append(const std::filesystem::path& other);                     // the bytes of another file
    std::uint64_t offset() const { return m_written + m_buffer.size(); } // bytes so far
    void close(); // needed: the destructor drops what is in the buffer

private:
    void flush();
    std::filesystem::path m_file;
    std::string m_buffer;
    std::uint64_t m_written = 0;
    int m_fd;
};

} // namespace likeness::formats
