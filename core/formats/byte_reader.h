// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats and the fuzzers.
#include "core/base/file.h"
#include "core/jobs/job.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace likeness::formats {

// Reads of a foreign file at any place. Never a map: a file that is cut off while it is mapped ends the process. One
// thread at a time.
class ByteReader
{
public:
    virtual ~ByteReader() = default;
    virtual std::uint64_t size() const = 0; // when it was opened
    // Fills `into` from `offset` as far as there are bytes; returns how many there were. Throws Error(Io).
    virtual std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) = 0;
};

class MemoryReader final : public ByteReader
{
public:
    explicit MemoryReader(std::span<const std::uint8_t> bytes) : m_bytes(bytes) {} // which outlive it
    std::uint64_t size() const override { return m_bytes.size(); }
    std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) override;

private:
    std::span<const std::uint8_t> m_bytes;
};

class FileReader final : public ByteReader
{
public:
    // Reads `window` bytes at once for requests that are smaller. Throws as readFile() does.
    explicit FileReader(const std::filesystem::path& path, std::size_t window = 4096);
    ~FileReader() override;
    FileReader(const FileReader&) = delete;
    FileReader& operator=(const FileReader&) = delete;
    std::uint64_t size() const override { return m_size; }
    std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) override;

private:
    std::size_t readDirectly(std::uint64_t offset, std::span<std::uint8_t> into) const;

    std::string m_name;
    int m_fd = -1;
    std::uint64_t m_size = 0;
    Bytes m_window;
    std::uint64_t m_windowAt = 0;
    std::size_t m_windowFilled = 0;
};

// The lines of a text of any size, none longer in memory than `longest` bytes.
class LineReader
{
public:
    LineReader(ByteReader& reader, std::size_t longest, jobs::Context& context);
    // False at the end. Throws Error(Interrupted) between two reads.
    bool next();
    std::string_view text() const { return m_text; }  // without its end, LF or CRLF; empty when it is too long
    bool tooLong() const { return m_tooLong; }        // longer than allowed: passed over
    std::uint64_t offset() const { return m_offset; } // of its first byte
    std::uint64_t number() const { return m_number; } // from 1

private:
    bool fill();

    ByteReader& m_reader;
    std::size_t m_longest;
    jobs::Context& m_context;
    Bytes m_buffer; // [m_begin, m_end) is read and not yet given
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::uint64_t m_bufferAt = 0; // place in the file of m_buffer[0]
    std::string_view m_text;
    bool m_tooLong = false;
    std::uint64_t m_offset = 0;
    std::uint64_t m_number = 0;
};

// The extension of a picture by its first bytes, with the dot: ".jpg", ".png" …; ".img" for what is none of the known.
std::string_view pictureExtension(std::span<const std::uint8_t> head);

} // namespace likeness::formats
