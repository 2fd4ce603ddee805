// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/staging.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/formats/walk.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBuffer = 1 << 18;

void writeAll(int fd, const void* data, std::size_t size, const fs::path& file)
{
    const auto* p = static_cast<const char*>(data);
    for (std::size_t done = 0; done < size;) {
        const auto n = ::write(fd, p + done, size - done);
        if (n < 0 && errno != EINTR)
            throwErrno(errno, "cannot write " + displayPath(file));
        if (n > 0)
            done += static_cast<std::size_t>(n);
    }
}

} // namespace

std::string safeComponent(std::string_view name, std::size_t limit)
{
    std::string out = toUtf8(name);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '\\')
            c = '_';
    if (out.empty() || isClutter(out)) {
        if (out.starts_with('.'))
            out[0] = '_';
        else
            out.insert(0, 1, '_');
    }
    if (out.size() > limit) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        std::uint64_t hash = hash64({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
        std::size_t end = limit - 9;
        while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80)
            --end;
        out.resize(end);
        out += '~';
        for (int i = 0; i < 8; ++i, hash >>= 4)
            out += kDigits[hash & 15];
    }
    return out;
}

fs::path safeRelative(std::string_view key)
{
    fs::path out;
    const auto slash = key.rfind('/');
    if (slash != std::string_view::npos)
        for (const auto& part : split(key.substr(0, slash), '/'))
            if (!part.empty() && part != ".")
                out /= safeComponent(part);
    const std::string last(slash == std::string_view::npos ? key : key.substr(slash + 1));
    const std::string extension = safeComponent("x" + fs::path(last).extension().native(), 20).substr(1);
    const std::string stem = fs::path(last).stem().native();
    return out / (safeComponent(stem, 250 - extension.size()) + extension);
}

const std::string& FolderNames::of(const std::string& name)
{
    const auto known = m_folders.find(name);
    if (known != m_folders.end())
        return known->second;
    const std::string spelled = m_spelling ? m_spelling(name) : name;
    std::string folder = safeComponent(spelled, m_limit);
    for (int n = 2; !m_taken.insert(folder).second; ++n)
        folder = safeComponent(spelled, m_limit - 6) + "~" + std::to_string(n);
    return m_folders.emplace(name, std::move(folder)).first->second;
}

Staging::Staging(const fs::path& target, bool isFile) : m_target(target), m_isFile(isFile)
{
    if (!m_target.has_filename()) // "out/"
        m_target = m_target.parent_path();
    std::error_code ec;
    const auto type = fs::status(m_target, ec).type();
    if (type != fs::file_type::not_found && !fs::is_empty(m_target, ec))
        throw Error(ErrorCode::BadArgument,
                    displayPath(m_target) + " exists and is not empty; name a new " + (isFile ? "file" : "folder"));
    if (type != fs::file_type::not_found && (type == fs::file_type::directory) == isFile)
        throw Error(ErrorCode::BadArgument,
                    displayPath(m_target) + (isFile ? " is a folder; name a file" : " is a file; name a folder"));
    if (m_target.has_parent_path()) {
        fs::create_directories(m_target.parent_path(), ec);
        if (ec)
            throwErrno(ec.value(), "cannot make the folder " + displayPath(m_target.parent_path()));
    }
    m_path = m_target;
    m_path += ".partial-" + std::to_string(::getpid());
    fs::remove_all(m_path, ec); // of a process that was killed
    if (isFile)
        Output(m_path).close();
    else if (!fs::create_directory(m_path, ec))
        throwErrno(ec.value(), "cannot make the folder " + displayPath(m_path));
}

Staging::~Staging()
{
    std::error_code ec;
    if (!m_published)
        fs::remove_all(m_path, ec);
}

fs::path Staging::write(const fs::path& wanted, std::span<const std::uint8_t> bytes)
{
    fs::path name = wanted;
    const std::string stem = wanted.stem().native();
    for (int n = 2;; ++n) {
        const fs::path file = m_path / name;
        int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (fd < 0 && errno == ENOENT) {
            std::error_code ec;
            fs::create_directories(file.parent_path(), ec);
            if (ec)
                throwErrno(ec.value(), "cannot make the folder " + displayPath(file.parent_path()));
            fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        }
        if (fd < 0 && errno != EEXIST)
            throwErrno(errno, "cannot write " + displayPath(file));
        if (fd >= 0) {
            try {
                writeAll(fd, bytes.data(), bytes.size(), file);
            } catch (...) {
                ::close(fd);
                throw;
            }
            ::close(fd);
            return name;
        }
        name.replace_filename(stem + "~" + std::to_string(n) + wanted.extension().native());
    }
}

void Staging::publish()
{
    const int fd = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        throwErrno(errno, "cannot write " + displayPath(m_target));
    // A million pictures are flushed at once, not one by one.
    const int failed = (m_isFile ? ::fsync(fd) : ::syncfs(fd)) != 0 ? errno : 0;
    ::close(fd);
    if (failed != 0)
        throwErrno(failed, "cannot write " + displayPath(m_target));
    if (::rename(m_path.c_str(), m_target.c_str()) != 0)
        throwErrno(errno, "cannot write " + displayPath(m_target));
    m_published = true;
    // Makes the rename durable; some file systems refuse, which harms nothing.
    const fs::path parent = m_target.parent_path();
    if (const int folder = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
}

Output::Output(const fs::path& file)
    : m_file(file), m_fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644))
{
    if (m_fd < 0)
        throwErrno(errno, "cannot write " + displayPath(file));
}

Output::~Output()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

void Output::write(std::span<const std::uint8_t> bytes)
{
    *this << std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Output& Output::operator<<(std::string_view text)
{
    m_buffer += text;
    if (m_buffer.size() >= kBuffer)
        flush();
    return *this;
}

void Output::append(const fs::path& other)
{
    flush();
    const MappedFile map(other);
    writeAll(m_fd, map.bytes().data(), map.bytes().size(), m_file);
    m_written += map.bytes().size();
}

void Output::flush()
{
    writeAll(m_fd, m_buffer.data(), m_buffer.size(), m_file);
    m_written += m_buffer.size();
    m_buffer.clear();
}

void Output::close()
{
    flush();
    const int fd = std::exchange(m_fd, -1);
    if (::close(fd) != 0)
        throwErrno(errno, "cannot write " + displayPath(m_file));
}

} // namespace likeness::formats
