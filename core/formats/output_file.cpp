// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/output_file.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBuffer = 1 << 18;

fs::path partialOf(const fs::path& target)
{
    return target.native() + ".partial-" + std::to_string(::getpid());
}

// Makes a rename durable; some file systems refuse, which harms nothing.
void syncFolder(const fs::path& folder)
{
    const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    ::fsync(fd);
    ::close(fd);
}

} // namespace

OutputFile::OutputFile(fs::path target) : m_target(std::move(target)), m_partial(partialOf(m_target))
{
    m_fd = ::open(m_partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (m_fd < 0)
        throwErrno(errno, "cannot write " + displayPath(m_target));
    m_buffer.reserve(kBuffer);
}

OutputFile::~OutputFile()
{
    if (m_fd < 0)
        return;
    ::close(m_fd);
    ::unlink(m_partial.c_str());
}

void OutputFile::write(std::span<const std::uint8_t> bytes)
{
    m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.end());
    if (m_buffer.size() >= kBuffer)
        flush();
}

void OutputFile::write(std::string_view text)
{
    write(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void OutputFile::flush()
{
    for (std::size_t done = 0; done < m_buffer.size();) {
        const auto n = ::write(m_fd, m_buffer.data() + done, m_buffer.size() - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            throwErrno(errno, "cannot write " + displayPath(m_target));
        done += static_cast<std::size_t>(n);
    }
    m_written += m_buffer.size();
    m_buffer.clear();
}

void OutputFile::commit()
{
    flush();
    if (::fsync(m_fd) != 0 || ::rename(m_partial.c_str(), m_target.c_str()) != 0)
        throwErrno(errno, "cannot write " + displayPath(m_target));
    ::close(m_fd);
    m_fd = -1;
    syncFolder(m_target.parent_path());
}

OutputFolder::OutputFolder(fs::path target) : m_target(std::move(target))
{
    if (m_target.filename().empty()) // "out/"
        m_target = m_target.parent_path();
    m_partial = partialOf(m_target);
    std::error_code ec;
    if (fs::exists(m_target, ec) && !(fs::is_directory(m_target, ec) && fs::is_empty(m_target, ec)))
        throw Error(ErrorCode::BadArgument, displayPath(m_target) + " exists and is not empty; name a new folder");
    fs::remove_all(m_partial, ec); // what a process of the same number left when it was killed
    fs::create_directories(m_partial, ec);
    if (ec)
        throwErrno(ec.value(), "cannot make the folder " + displayPath(m_target));
}

OutputFolder::~OutputFolder()
{
    std::error_code ec;
    if (!m_committed)
        fs::remove_all(m_partial, ec);
}

void OutputFolder::commit()
{
    syncFolder(m_partial);
    if (::rename(m_partial.c_str(), m_target.c_str()) != 0) // replaces an empty folder
        throwErrno(errno, "cannot make the folder " + displayPath(m_target));
    m_committed = true;
    syncFolder(m_target.parent_path());
}

void requireNewFile(const fs::path& target)
{
    std::error_code ec;
    if (fs::exists(target, ec) && !(fs::is_regular_file(target, ec) && fs::file_size(target, ec) == 0))
        throw Error(ErrorCode::BadArgument, displayPath(target) + " exists already; name a new file");
}

} // namespace likeness::formats
