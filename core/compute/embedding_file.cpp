// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/embedding_file.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/log.h"
#include "core/base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// cache/embeddings/*.lke, little-endian: "LKEMBED1", u32 dim, u32 0; then records of u64 key, u64 XXH3 of the row, dim
// floats.

namespace likeness::compute {
namespace {

constexpr char kMagic[] = "LKEMBED1";
constexpr std::size_t kHeader = 16;
constexpr std::size_t kRecordHead = 16;
constexpr std::size_t kReadAhead = 1 << 20;

std::size_t recordSize(int dim)
{
    return kRecordHead + static_cast<std::size_t>(dim) * sizeof(float);
}

std::uint64_t rowHash(const void* row, int dim)
{
    return hash64({static_cast<const std::uint8_t*>(row), static_cast<std::size_t>(dim) * sizeof(float)});
}

// False where the file ends before.
bool readAt(int fd, std::uint64_t offset, std::span<std::uint8_t> bytes, const std::filesystem::path& file)
{
    while (!bytes.empty()) {
        const auto got = ::pread(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw Error(ErrorCode::Io, displayPath(file) + " cannot be read: " + std::strerror(errno));
        if (got == 0)
            return false;
        offset += static_cast<std::uint64_t>(got);
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

} // namespace

EmbeddingFile::EmbeddingFile(std::filesystem::path file, int dim) : m_file(std::move(file)), m_dim(dim)
{
    m_reader = ::open(m_file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (m_reader < 0)
        return;
    try {
        index();
    } catch (...) {
        ::close(m_reader);
        throw;
    }
}

EmbeddingFile::~EmbeddingFile()
{
    for (const int fd : {m_reader, m_writer})
        if (fd >= 0)
            ::close(fd);
}

void EmbeddingFile::index()
{
    struct stat facts {
    };
    std::uint8_t header[kHeader] = {};
    std::uint32_t dim = 0;
    const bool regular = ::fstat(m_reader, &facts) == 0 && S_ISREG(facts.st_mode);
    if (regular && readAt(m_reader, 0, header, m_file))
        std::memcpy(&dim, header + 8, 4);
    if (dim != static_cast<std::uint32_t>(m_dim) || std::memcmp(header, kMagic, 8) != 0) {
        log::warn(displayPath(m_file) + " is not a cache of embeddings; it is made anew");
        return;
    }
    m_sound = true;
    const std::size_t size = recordSize(m_dim);
    m_records = (static_cast<std::uint64_t>(facts.st_size) - kHeader) / size;
    m_index.reserve(m_records);
    Bytes block(std::max<std::size_t>(1, kReadAhead / size) * size);
    for (std::uint64_t first = 0; first < m_records;) {
        const auto count = std::min<std::uint64_t>(block.size() / size, m_records - first);
        if (!readAt(m_reader, kHeader + first * size, std::span(block).first(count * size), m_file))
            break; // it became shorter meanwhile
        for (std::uint64_t i = 0; i < count; ++i) {
            Entry entry{0, first + i};
            std::memcpy(&entry.key, block.data() + i * size, sizeof entry.key);
            m_index.push_back(entry);
        }
        first += count;
    }
    std::sort(m_index.begin(), m_index.end());
}

bool EmbeddingFile::read(std::uint64_t key, std::span<float> row) const
{
    const auto [begin, end] = std::ranges::equal_range(m_index, key, {}, &Entry::key);
    Bytes record(recordSize(m_dim));
    for (auto it = end; it != begin;) { // the latest first; a damaged one was followed by another
        --it;
        std::uint64_t head[2];
        if (!readAt(m_reader, kHeader + it->record * record.size(), record, m_file))
            continue;
        std::memcpy(head, record.data(), kRecordHead);
        if (head[0] != key || head[1] != rowHash(record.data() + kRecordHead, m_dim))
            continue;
        std::memcpy(row.data(), record.data() + kRecordHead, record.size() - kRecordHead);
        return true;
    }
    return false;
}

void EmbeddingFile::append(std::span<const std::uint64_t> keys, std::span<const float> rows)
{
    if (m_broken)
        return;
    const std::size_t size = recordSize(m_dim);
    Bytes out(keys.size() * size);
    auto* p = out.data();
    for (std::size_t i = 0; i < keys.size(); ++i, p += size) {
        const float* row = rows.data() + i * static_cast<std::size_t>(m_dim);
        const std::uint64_t check = rowHash(row, m_dim);
        std::memcpy(p, &keys[i], 8);
        std::memcpy(p + 8, &check, 8);
        std::memcpy(p + kRecordHead, row, size - kRecordHead);
    }
    if (!openForWriting() || ::write(m_writer, out.data(), out.size()) != static_cast<ssize_t>(out.size())) {
        log::warn("embeddings cannot be kept in " + displayPath(m_file) + ": " + std::strerror(errno));
        m_broken = true;
    }
}

bool EmbeddingFile::openForWriting()
{
    if (m_writer >= 0)
        return true;
    std::error_code ec;
    std::filesystem::create_directories(m_file.parent_path(), ec);
    m_writer = ::open(m_file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (m_writer < 0)
        return false;
    if (!m_sound) {
        std::uint8_t header[kHeader] = {};
        const auto dim = static_cast<std::uint32_t>(m_dim);
        std::memcpy(header, kMagic, 8);
        std::memcpy(header + 8, &dim, 4);
        if (::ftruncate(m_writer, 0) != 0 || ::write(m_writer, header, kHeader) != static_cast<ssize_t>(kHeader))
            return false;
        m_sound = true;
    }
    return ::ftruncate(m_writer, static_cast<off_t>(kHeader + m_records * recordSize(m_dim))) == 0 &&
           ::lseek(m_writer, 0, SEEK_END) >= 0;
}

} // namespace likeness::compute
