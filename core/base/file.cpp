// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"

#include "core/base/descriptor.h"
#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace likeness {
namespace {

// Non-blocking, so that opening a FIFO returns at once and fstat can refuse it.
int openRegular(const std::filesystem::path& path, struct stat& info)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        throwErrno(errno, "cannot open " + displayPath(path));
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        throw Error(ErrorCode::BadFile, displayPath(path) + " is not a regular file");
    }
    return fd;
}

template<typename Container>
Container readInto(const std::filesystem::path& path, std::uint64_t limit)
{
    struct stat info = {};
    const Descriptor fd(openRegular(path, info));
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (size > limit)
        throw Error(ErrorCode::TooLarge, displayPath(path) + " has " + std::to_string(size) + " bytes; the limit is " +
                                             std::to_string(limit));
    Container data;
    data.resize(static_cast<std::size_t>(size));
    std::size_t done = 0;
    while (done < data.size()) {
        const auto n = ::read(fd.get(), data.data() + done, data.size() - done);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            throwErrno(errno, "cannot read " + displayPath(path));
        }
        if (n == 0)
            break; // shortened meanwhile
        done += static_cast<std::size_t>(n);
    }
    data.resize(done);
    return data;
}

void flushFolderOf(const std::filesystem::path& path)
{
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const Descriptor dir(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (dir.get() >= 0)
        ::fsync(dir.get()); // makes a rename in it durable; some file systems refuse, which harms nothing
}

int writeAll(int fd, const void* data, std::size_t size)
{
    const auto* p = static_cast<const char*>(data);
    for (std::size_t done = 0; done < size;) {
        const auto n = ::write(fd, p + done, size - done);
        if (n < 0 && errno != EINTR)
            return errno;
        if (n > 0)
            done += static_cast<std::size_t>(n);
    }
    return ::fsync(fd) == 0 ? 0 : errno;
}

void writeAtomically(const std::filesystem::path& path, const void* data, std::size_t size)
{
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const std::string partial = path.native() + ".partial-" + std::to_string(::getpid());
    int failed = 0;
    bool named = false; // the partial file is in the folder
    {
        // Without a name until it is whole, so that a kill leaves nothing behind; FAT and NFS know no such files.
        Descriptor fd(::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644));
        const bool nameless = fd.get() >= 0;
        if (!nameless) {
            fd = Descriptor(::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
            if (fd.get() < 0)
                throwErrno(errno, "cannot write " + displayPath(path));
            named = true;
        }
        failed = writeAll(fd.get(), data, size);
        if (failed == 0 && nameless) {
            const std::string own = "/proc/self/fd/" + std::to_string(fd.get());
            const auto name = [&](const char* as) {
                return ::linkat(AT_FDCWD, own.c_str(), AT_FDCWD, as, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
            };
            failed = name(path.c_str());
            if (failed == EEXIST) {
                ::unlink(partial.c_str());
                failed = name(partial.c_str());
                named = failed == 0;
            }
        }
    }
    if (failed == 0 && named && ::rename(partial.c_str(), path.c_str()) != 0)
        failed = errno;
    if (failed != 0) {
        if (named)
            ::unlink(partial.c_str());
        throwErrno(failed, "cannot write " + displayPath(path));
    }
    flushFolderOf(path);
}

} // namespace

Bytes readFile(const std::filesystem::path& path, std::uint64_t limit)
{
    return readInto<Bytes>(path, limit);
}

std::string readTextFile(const std::filesystem::path& path, std::uint64_t limit)
{
    return readInto<std::string>(path, limit);
}

namespace {

// Only what a child of a program with threads may do (signal-safety(7)). Its exit status is an errno.
// It keeps nothing of this process but the pipe: neither the other end of it, which would keep the child alive after
// its reader, nor locked files, whose locks it would hold.
[[noreturn]] void pour(const char* path, int out)
{
    if (::dup2(out, 1) < 0 || ::close_range(3, ~0U, 0) != 0)
        ::_exit(errno & 0xff);
    out = 1;
    const int in = ::open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (in < 0)
        ::_exit(errno & 0xff);
    struct stat info = {};
    if (::fstat(in, &info) != 0 || !S_ISREG(info.st_mode))
        ::_exit(EINVAL);
    char piece[1 << 15];
    for (;;) {
        const auto n = ::read(in, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            ::_exit(n < 0 ? errno & 0xff : 0);
        for (ssize_t done = 0; done < n;) {
            const auto w = ::write(out, piece + done, static_cast<std::size_t>(n - done));
            if (w < 0 && errno != EINTR)
                ::_exit(errno & 0xff);
            done += std::max<ssize_t>(0, w);
        }
    }
}

} // namespace

void readThroughChild(const std::filesystem::path& path, const std::function<void(std::span<const std::uint8_t>)>& take)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throwErrno(errno, "cannot read " + displayPath(path));
    const Descriptor in(ends[0]);
    Descriptor out(ends[1]);
    const pid_t child = ::fork();
    if (child < 0)
        throwErrno(errno, "cannot read " + displayPath(path));
    if (child == 0)
        pour(path.c_str(), ends[1]);
    out = Descriptor(-1);
    const auto end = [&] {
        int status = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
    };
    try {
        Bytes piece(1 << 16);
        for (;;) {
            const auto n = ::read(in.get(), piece.data(), piece.size());
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                throwErrno(errno, "cannot read " + displayPath(path));
            if (n == 0)
                break;
            take(std::span(piece).first(static_cast<std::size_t>(n)));
        }
    } catch (...) {
        ::kill(child, SIGKILL);
        end();
        throw;
    }
    if (const int failed = end(); failed != 0)
        throwErrno(failed, "cannot read " + displayPath(path));
}

Bytes readRange(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t length)
{
    struct stat info = {};
    const Descriptor fd(openRegular(path, info));
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (offset > size || length > size - offset)
        throw Error(ErrorCode::BadFile, displayPath(path) + " ends before byte " + std::to_string(offset) + " + " +
                                            std::to_string(length) + "; it was changed or cut off");
    Bytes bytes(static_cast<std::size_t>(length));
    for (std::size_t done = 0; done < bytes.size();) {
        const auto n = ::pread(fd.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            throwErrno(errno, "cannot read " + displayPath(path));
        if (n == 0)
            throw Error(ErrorCode::BadFile, displayPath(path) + " was cut off while it was read");
        done += static_cast<std::size_t>(n);
    }
    return bytes;
}

void writeFileAtomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes)
{
    writeAtomically(path, bytes.data(), bytes.size());
}

void writeFileAtomically(const std::filesystem::path& path, std::string_view text)
{
    writeAtomically(path, text.data(), text.size());
}

void replaceFile(const std::filesystem::path& written, const std::filesystem::path& path)
{
    const Descriptor fd(::open(written.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0 || ::fsync(fd.get()) != 0 || ::rename(written.c_str(), path.c_str()) != 0)
        throwErrno(errno, "cannot write " + displayPath(path));
    flushFolderOf(path);
}

std::optional<std::uint64_t> freeSpace(const std::filesystem::path& path)
{
    std::error_code ec;
    for (auto p = std::filesystem::absolute(path, ec); !p.empty(); p = p.parent_path()) {
        const auto info = std::filesystem::space(p, ec);
        if (!ec)
            return info.available;
        if (p == p.root_path())
            break;
    }
    return std::nullopt;
}

namespace {

struct flock wholeFile()
{
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

} // namespace

// Locks of the open file description: unlike a process's own they can be asked for without being taken.
std::optional<FileLock> FileLock::take(const std::filesystem::path& file, const std::string& note)
{
    FileLock held(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644));
    if (held.m_fd < 0)
        throwErrno(errno, "cannot lock " + displayPath(file));
    auto lock = wholeFile();
    if (::fcntl(held.m_fd, F_OFD_SETLK, &lock) != 0) {
        if (errno == EAGAIN || errno == EACCES)
            return std::nullopt;
        throwErrno(errno, "cannot lock " + displayPath(file));
    }
    // A lock that cannot be described is a lock all the same.
    [[maybe_unused]] const bool described =
        ::ftruncate(held.m_fd, 0) == 0 && ::pwrite(held.m_fd, note.data(), note.size(), 0) >= 0;
    return held;
}

std::optional<std::string> FileLock::holder(const std::filesystem::path& file)
{
    const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    auto lock = wholeFile();
    if (fd.get() < 0 || ::fcntl(fd.get(), F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        return std::nullopt;
    char note[256] = {};
    const auto n = ::pread(fd.get(), note, sizeof note - 1, 0);
    return std::string(note, static_cast<std::size_t>(std::max<ssize_t>(0, n)));
}

FileLock::FileLock(FileLock&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

FileLock::~FileLock()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

MappedFile::MappedFile(const std::filesystem::path& path)
{
    struct stat info = {};
    const Descriptor fd(openRegular(path, info));
    if (info.st_size == 0)
        return;
    void* p = ::mmap(nullptr, static_cast<std::size_t>(info.st_size), PROT_READ, MAP_SHARED, fd.get(), 0);
    if (p == MAP_FAILED)
        throwErrno(errno, "cannot map " + displayPath(path));
    m_data = static_cast<const std::uint8_t*>(p);
    m_size = static_cast<std::size_t>(info.st_size);
}

MappedFile::~MappedFile()
{
    if (m_data)
        ::munmap(const_cast<std::uint8_t*>(m_data), m_size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0))
{
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

std::filesystem::path executableFolder()
{
    std::error_code ec;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", ec);
    return ec ? std::filesystem::current_path() : self.parent_path();
}

} // namespace likeness
