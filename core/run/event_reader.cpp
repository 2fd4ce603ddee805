// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/event_reader.h"

#include "core/base/descriptor.h"
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace likeness::run {
namespace {

constexpr std::size_t kPiece = 1u << 20;
constexpr std::uint64_t kBefore = 256; // bytes that tell whether it is the same file
constexpr std::string_view kStep = R"({"type":"step",)";

std::uint64_t hashBefore(int fd, std::uint64_t offset)
{
    std::array<std::uint8_t, kBefore> bytes{};
    const auto length = static_cast<std::size_t>(std::min(offset, kBefore));
    const auto got = ::pread(fd, bytes.data(), length, static_cast<off_t>(offset - length));
    return hash64({bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0}, offset);
}

} // namespace

EventReader::EventReader(const std::filesystem::path& runFolder, EventPosition from)
    : m_file(runFolder / "metrics.jsonl"), m_position(from)
{
}

void EventReader::reached(int fd, std::uint64_t offset)
{
    m_position = {offset, hashBefore(fd, offset)};
}

EventReader::Result EventReader::read(const std::function<void(std::string_view)>& take,
                                      const std::function<void()>& restarted,
                                      std::uint64_t most)
{
    Result result;
    // A FIFO in its place would wait for a writer for ever.
    const Descriptor file(::open(m_file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    const int fd = file.get();
    if (fd < 0 && errno != ENOENT && errno != ENOTDIR)
        throwErrno(errno, "opening " + displayPath(m_file));
    struct stat info = {};
    if (fd < 0 || ::fstat(fd, &info) != 0) {
        result.found = false;
        return result;
    }
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorCode::BadFile, displayPath(m_file) + " is not a file");
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (m_position.offset > 0 && (size < m_position.offset || hashBefore(fd, m_position.offset) != m_position.before)) {
        m_position = {};
        m_skipping = false;
        result.restarted = true;
        if (restarted)
            restarted();
    }

    std::string held; // the beginning of a line whose end is not read yet
    std::vector<char> piece(static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, size - m_position.offset + 1)));
    std::uint64_t at = m_position.offset;
    std::uint64_t whole = at; // end of the last whole line
    const std::uint64_t end = most < size - at ? at + most : size;
    while (at < end || (at < size && whole == m_position.offset)) { // a whole line at least
        const auto got =
            ::pread(fd, piece.data(), std::min<std::uint64_t>(piece.size(), size - at), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throwErrno(errno, "reading " + displayPath(m_file));
        if (got == 0) // cut while it is read
            break;
        std::string_view rest(piece.data(), static_cast<std::size_t>(got));
        for (auto newline = rest.find('\n'); newline != rest.npos; newline = rest.find('\n')) {
            std::string_view line = rest.substr(0, newline);
            if (!held.empty())
                line = held.append(line);
            whole = at + static_cast<std::uint64_t>(got) - (rest.size() - newline - 1);
            if (!std::exchange(m_skipping, false) && !line.empty() && line.size() <= kLongestLine)
                take(line);
            held.clear();
            rest.remove_prefix(newline + 1);
        }
        at += static_cast<std::uint64_t>(got);
        if (m_skipping || held.size() + rest.size() > kLongestLine) {
            m_skipping = true;
            held.clear();
            whole = at;
        } else {
            held.append(rest);
        }
    }
    result.more = at < size && whole > m_position.offset;
    reached(fd, whole);
    return result;
}

std::optional<Json> parseEvent(std::string_view line)
{
    try {
        Json event = parseJson(line, "an event");
        if (const auto type = event.is_object() ? event.find("type") : event.end();
            event.is_object() && type != event.end() && type->is_string())
            return event;
    } catch (const Error&) { // torn
    }
    return std::nullopt;
}

bool isStepLine(std::string_view line)
{
    return line.starts_with(kStep);
}

} // namespace likeness::run
