// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/byte_reader.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace likeness::formats {

std::size_t MemoryReader::read(std::uint64_t offset, std::span<std::uint8_t> into)
{
    if (offset >= m_bytes.size())
        return 0;
    const auto count = std::min<std::size_t>(into.size(), m_bytes.size() - static_cast<std::size_t>(offset));
    std::copy_n(m_bytes.begin() + static_cast<std::ptrdiff_t>(offset), count, into.begin());
    return count;
}

FileReader::FileReader(const std::filesystem::path& path, std::size_t window)
    : m_name(displayPath(path)), m_window(window)
{
    // Non-blocking, so that opening a FIFO returns at once and can be refused.
    m_fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (m_fd < 0)
        throwErrno(errno, "cannot open " + m_name);
    struct stat info = {};
    if (::fstat(m_fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(m_fd);
        throw Error(ErrorCode::BadFile, m_name + " is not a regular file");
    }
    m_size = static_cast<std::uint64_t>(info.st_size);
}

FileReader::~FileReader()
{
    ::close(m_fd);
}

std::size_t FileReader::read(std::uint64_t offset, std::span<std::uint8_t> into)
{
    if (offset >= m_size)
        return 0;
    if (into.size() >= m_window.size())
        return readDirectly(offset, into);
    if (offset < m_windowAt || offset + into.size() > m_windowAt + m_windowFilled) {
        m_windowFilled = readDirectly(offset, m_window);
        m_windowAt = offset;
    }
    const auto from = static_cast<std::size_t>(offset - m_windowAt);
    const auto count = std::min(into.size(), m_windowFilled - from);
    std::copy_n(m_window.begin() + static_cast<std::ptrdiff_t>(from), count, into.begin());
    return count;
}

std::size_t FileReader::readDirectly(std::uint64_t offset, std::span<std::uint8_t> into) const
{
    std::size_t done = 0;
    while (done < into.size()) {
        const auto n = ::pread(m_fd, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            throwErrno(errno, "cannot read " + m_name);
        if (n == 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

namespace {

constexpr std::size_t kChunk = 1 << 16;

} // namespace

LineReader::LineReader(ByteReader& reader, std::size_t longest, jobs::Context& context)
    : m_reader(reader), m_longest(longest), m_context(context)
{
}

// More bytes behind those that are there; false when there are no more.
bool LineReader::fill()
{
    m_context.checkStop();
    if (m_begin > 0) {
        std::copy(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin),
                  m_buffer.begin() + static_cast<std::ptrdiff_t>(m_end), m_buffer.begin());
        m_bufferAt += m_begin;
        m_end -= m_begin;
        m_begin = 0;
    }
    // Twice what is held, so that a long line is moved and searched a few times only.
    const std::uint64_t left = m_reader.size() - std::min(m_reader.size(), m_bufferAt + m_end);
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(std::max(kChunk, m_end), left));
    if (m_buffer.size() < m_end + wanted)
        m_buffer.resize(m_end + wanted);
    const auto got = m_reader.read(m_bufferAt + m_end, std::span(m_buffer).subspan(m_end, wanted));
    m_end += got;
    return got > 0;
}

bool LineReader::next()
{
    m_tooLong = false;
    m_text = {};
    m_offset = m_bufferAt + m_begin;
    for (std::size_t searched = 0;;) {
        const auto* from = m_buffer.data() + m_begin + searched;
        const auto* found = m_end > m_begin + searched
                                ? static_cast<const std::uint8_t*>(std::memchr(from, '\n', m_end - m_begin - searched))
                                : nullptr;
        std::size_t length = found ? static_cast<std::size_t>(found - m_buffer.data()) - m_begin : m_end - m_begin;
        if (length > m_longest)
            m_tooLong = true;
        if (!found) {
            searched = length;
            if (m_tooLong) { // let go of what will not be given
                m_begin = m_end;
                searched = 0;
            }
            if (fill())
                continue;
            if (length == 0 && !m_tooLong)
                return false;
        }
        if (!m_tooLong) {
            m_text = {reinterpret_cast<const char*>(m_buffer.data() + m_begin), length};
            if (m_text.ends_with('\r'))
                m_text.remove_suffix(1);
        }
        m_begin = std::min(m_begin + length + 1, m_end);
        ++m_number;
        return true;
    }
}

std::string_view pictureExtension(std::span<const std::uint8_t> head)
{
    using namespace std::string_view_literals;
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    constexpr std::array kKnown = {
        std::pair{"\xFF\xD8\xFF"sv, ".jpg"sv}, std::pair{"\x89PNG"sv, ".png"sv}, std::pair{"GIF8"sv, ".gif"sv},
        std::pair{"BM"sv, ".bmp"sv},           std::pair{"II*\0"sv, ".tif"sv},   std::pair{"MM\0*"sv, ".tif"sv},
        std::pair{"P5"sv, ".pgm"sv},           std::pair{"P6"sv, ".ppm"sv},
    };
    for (const auto& [magic, extension] : kKnown)
        if (text.starts_with(magic))
            return extension;
    if (text.starts_with("RIFF") && text.size() >= 12 && text.substr(8, 4) == "WEBP")
        return ".webp";
    return ".img";
}

} // namespace likeness::formats
