// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crops/crop_cache.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace likeness::crops {
namespace {

static_assert(std::endian::native == std::endian::little, "the cache is written as it lies in memory");

constexpr std::size_t kHeaderBytes = 64;
constexpr std::uint32_t kVersion = 2;
constexpr std::uint32_t kMaxSize = 1024;
constexpr std::array<char, 8> kMagic = {'L', 'K', 'C', 'R', 'O', 'P', 'S', '1'};
constexpr std::array<char, 4> kBlockMagic = {'B', 'L', 'K', '1'};

struct FileHeader {
    std::array<char, 8> magic = kMagic;
    std::uint32_t version = kVersion;
    std::uint32_t size = 0;
    std::uint32_t channels = 3;
    std::uint32_t recordsPerBlock = kRecordsPerBlock;
    std::array<std::uint8_t, 40> rest = {};
};
static_assert(sizeof(FileHeader) == kHeaderBytes);

struct BlockHeader {
    std::array<char, 4> magic = kBlockMagic;
    std::uint32_t count = 0;
    std::array<std::int64_t, kRecordsPerBlock> face = {};
    std::array<std::uint64_t, kRecordsPerBlock> hash = {};
    std::array<std::uint64_t, kRecordsPerBlock> cut = {};
    std::uint64_t checksum = 0;
    std::uint64_t expected() const
    {
        return hash64({reinterpret_cast<const std::uint8_t*>(this), offsetof(BlockHeader, checksum)});
    }
};
static_assert(sizeof(BlockHeader) == 1552);

std::size_t bytesOf(std::uint32_t size)
{
    return static_cast<std::size_t>(size) * size * 3;
}

std::uint32_t checkedSize(std::span<const std::uint8_t> file, const std::filesystem::path& path)
{
    FileHeader header;
    const auto refuse = [&](const char* why) {
        throw Error(ErrorCode::BadFile,
                    displayPath(path) + " is not a usable crop cache (" + why + "); delete it and prepare again");
    };
    if (file.size() < kHeaderBytes)
        refuse("it is too short");
    std::memcpy(&header, file.data(), kHeaderBytes);
    if (header.magic != kMagic)
        refuse("it is something else");
    if (header.version != kVersion || header.channels != 3 || header.recordsPerBlock != kRecordsPerBlock)
        refuse("another version of Likeness wrote it");
    if (header.size < 1 || header.size > kMaxSize)
        refuse("its header is damaged");
    return header.size;
}

// Calls visit(face, record) for every record of every good block; returns where the good part of the file ends. Only
// the last block can be torn by a kill or a power cut, so only there the records themselves are read. readAt(offset,
// into) fills `into`, which lies inside the file, or returns false.
template<typename ReadAt, typename Visit>
std::uint64_t scan(std::uint64_t fileBytes, std::size_t recordBytes, ReadAt readAt, Visit visit)
{
    std::uint64_t at = kHeaderBytes;
    BlockHeader block;
    const std::span header(reinterpret_cast<std::uint8_t*>(&block), sizeof block);
    while (fileBytes - at >= sizeof block) {
        if (!readAt(at, header) || block.magic != kBlockMagic || block.count < 1 || block.count > kRecordsPerBlock ||
            block.checksum != block.expected())
            break;
        const std::uint64_t records = at + sizeof block;
        const std::uint64_t end = records + std::uint64_t{block.count} * recordBytes;
        if (end > fileBytes)
            break;
        if (fileBytes - end < sizeof block) {
            Bytes record(recordBytes);
            bool whole = true;
            for (std::uint32_t i = 0; whole && i < block.count; ++i)
                whole = readAt(records + i * recordBytes, std::span(record)) && hash64(record) == block.hash[i];
            if (!whole)
                break;
        }
        for (std::uint32_t i = 0; i < block.count; ++i)
            visit(block.face[i], Record{records + i * recordBytes, block.hash[i], block.cut[i]});
        at = end;
    }
    return at;
}

auto readingFrom(std::span<const std::uint8_t> file)
{
    return [file](std::uint64_t at, std::span<std::uint8_t> into) {
        std::memcpy(into.data(), file.data() + at, into.size());
        return true;
    };
}

bool readAll(int fd, std::uint64_t at, std::span<std::uint8_t> into)
{
    while (!into.empty()) {
        const auto n = ::pread(fd, into.data(), into.size(), static_cast<off_t>(at));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += static_cast<std::uint64_t>(n);
        into = into.subspan(static_cast<std::size_t>(n));
    }
    return true;
}

// By face; of several records of a face the last, which replaced the others.
template<typename T>
void makeIndex(std::vector<std::pair<std::int64_t, T>>& records)
{
    std::stable_sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < records.size(); ++i)
        if (i + 1 == records.size() || records[i + 1].first != records[i].first)
            records[kept++] = records[i];
    records.resize(kept);
    records.shrink_to_fit();
}

template<typename T>
const T* findIn(const std::vector<std::pair<std::int64_t, T>>& index, std::int64_t face)
{
    const auto at = std::lower_bound(index.begin(), index.end(), face,
                                     [](const auto& entry, std::int64_t id) { return entry.first < id; });
    return at == index.end() || at->first != face ? nullptr : &at->second;
}

} // namespace

CropReader::CropReader(const std::filesystem::path& file)
    : m_map(file), m_size(static_cast<int>(checkedSize(m_map.bytes(), file)))
{
    scan(m_map.bytes().size(), recordBytes(), readingFrom(m_map.bytes()),
         [this](std::int64_t face, const Record& record) { m_index.emplace_back(face, record); });
    makeIndex(m_index);
}

std::optional<Record> CropReader::find(std::int64_t face) const
{
    const Record* record = findIn(m_index, face);
    return record ? std::optional(*record) : std::nullopt;
}

std::span<const std::uint8_t> CropReader::pixels(const Record& record) const
{
    const auto file = m_map.bytes();
    if (record.offset > file.size() || file.size() - record.offset < recordBytes())
        return {};
    return file.subspan(static_cast<std::size_t>(record.offset), recordBytes());
}

std::span<const std::uint8_t> CropReader::pixels(std::int64_t face) const
{
    const auto record = find(face);
    return record ? pixels(*record) : std::span<const std::uint8_t>{};
}

bool CropReader::verify(const Record& record) const
{
    const auto bytes = pixels(record);
    return !bytes.empty() && hash64(bytes) == record.hash;
}

CropViewer::CropViewer(const std::filesystem::path& file)
{
    // O_NONBLOCK: a FIFO in its place is refused instead of waited for.
    m_fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (m_fd < 0)
        throwErrno(errno, "cannot read " + displayPath(file));
    try {
        struct stat info = {};
        if (::fstat(m_fd, &info) != 0 || !S_ISREG(info.st_mode))
            throw Error(ErrorCode::BadFile, displayPath(file) + " is not a regular file");
        const auto bytes = static_cast<std::uint64_t>(info.st_size);
        const auto readAt = [this](std::uint64_t at, std::span<std::uint8_t> into) { return readAll(m_fd, at, into); };
        std::array<std::uint8_t, kHeaderBytes> header{};
        if (bytes < kHeaderBytes || !readAt(0, header))
            throw Error(ErrorCode::BadFile, displayPath(file) + " is too short to be a crop cache");
        m_size = static_cast<int>(checkedSize(header, file));
        scan(bytes, bytesOf(static_cast<std::uint32_t>(m_size)), readAt,
             [this](std::int64_t face, const Record& record) { m_index.emplace_back(face, record.offset); });
        makeIndex(m_index);
    } catch (...) {
        ::close(m_fd);
        throw;
    }
}

CropViewer::~CropViewer()
{
    ::close(m_fd);
}

Bytes CropViewer::pixels(std::int64_t face) const
{
    const std::uint64_t* offset = findIn(m_index, face);
    if (!offset)
        return {};
    Bytes rgb(bytesOf(static_cast<std::uint32_t>(m_size)));
    return readAll(m_fd, *offset, rgb) ? rgb : Bytes{};
}

struct CropWriter::Impl {
    std::filesystem::path file;
    std::size_t recordBytes = 0;
    int fd = -1;
    std::uint64_t end = 0; // of the last good block
    BlockHeader block;
    Bytes records;

    ~Impl()
    {
        if (fd >= 0)
            ::close(fd);
    }

    // At `end`, whole or not at all.
    void append(std::initializer_list<std::span<const std::uint8_t>> parts)
    {
        std::uint64_t at = end;
        for (auto part : parts) {
            while (!part.empty()) {
                const auto n = ::pwrite(fd, part.data(), part.size(), static_cast<off_t>(at));
                if (n < 0 && errno == EINTR)
                    continue;
                if (n <= 0)
                    giveUp(n < 0 ? errno : ENOSPC);
                at += static_cast<std::uint64_t>(n);
                part = part.subspan(static_cast<std::size_t>(n));
            }
        }
        end = at;
    }

    [[noreturn]] void giveUp(int failure)
    {
        // A failure to cut is harmless: the torn block fails its checksum and the next writer cuts it.
        [[maybe_unused]] const int cut = ::ftruncate(fd, static_cast<off_t>(end));
        throwErrno(failure, "cannot write " + displayPath(file));
    }

    void writeBlock()
    {
        if (block.count == 0)
            return;
        block.checksum = block.expected();
        append({{reinterpret_cast<const std::uint8_t*>(&block), sizeof block}, records});
        block = {};
        records.clear();
    }
};

CropWriter::CropWriter(const std::filesystem::path& file, int size) : m_d(std::make_unique<Impl>())
{
    if (size < 1 || size > static_cast<int>(kMaxSize))
        throw Error(ErrorCode::BadArgument,
                    "crops are 1 to " + std::to_string(kMaxSize) + " pixels wide, not " + std::to_string(size));
    m_d->file = file;
    m_d->recordBytes = bytesOf(static_cast<std::uint32_t>(size));
    std::error_code ec;
    if (file.has_parent_path())
        std::filesystem::create_directories(file.parent_path(), ec); // what is wrong shows in open()
    // O_NONBLOCK: a FIFO in its place is refused instead of waited for.
    m_d->fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644);
    struct stat info = {};
    if (m_d->fd < 0 || ::fstat(m_d->fd, &info) != 0)
        throwErrno(errno, "cannot write " + displayPath(file));
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorCode::BadFile, displayPath(file) + " is not a regular file");

    if (info.st_size < static_cast<off_t>(kHeaderBytes)) { // new, or killed while it was made
        if (info.st_size > 0 && ::ftruncate(m_d->fd, 0) != 0)
            throwErrno(errno, "cannot write " + displayPath(file));
        FileHeader header;
        header.size = static_cast<std::uint32_t>(size);
        m_d->append({{reinterpret_cast<const std::uint8_t*>(&header), sizeof header}});
        return;
    }
    const MappedFile map(file);
    if (checkedSize(map.bytes(), file) != static_cast<std::uint32_t>(size))
        throw Error(ErrorCode::BadFile,
                    displayPath(file) + " holds crops of another size; delete it and prepare again");
    m_d->end = scan(map.bytes().size(), m_d->recordBytes, readingFrom(map.bytes()), [](std::int64_t, const Record&) {});
    if (m_d->end < static_cast<std::uint64_t>(info.st_size) && ::ftruncate(m_d->fd, static_cast<off_t>(m_d->end)) != 0)
        throwErrno(errno, "cannot write " + displayPath(file));
}

CropWriter::~CropWriter()
{
    try {
        flush();
    } catch (const std::exception&) { // the caller was to flush, and has heard of it there
    }
}

std::uint64_t CropWriter::add(std::int64_t face, std::span<const std::uint8_t> rgb, std::uint64_t cut)
{
    if (rgb.size() != m_d->recordBytes)
        throw Error(ErrorCode::BadArgument, "a crop of this cache has " + std::to_string(m_d->recordBytes) +
                                                " bytes, not " + std::to_string(rgb.size()));
    if (m_d->block.count == kRecordsPerBlock) // left over from a write that failed
        m_d->writeBlock();
    const std::uint64_t hash = hash64(rgb);
    m_d->records.insert(m_d->records.end(), rgb.begin(), rgb.end());
    m_d->block.face[m_d->block.count] = face;
    m_d->block.hash[m_d->block.count] = hash;
    m_d->block.cut[m_d->block.count] = cut;
    if (++m_d->block.count == kRecordsPerBlock)
        m_d->writeBlock();
    return hash;
}

void CropWriter::flush()
{
    m_d->writeBlock();
    if (::fsync(m_d->fd) != 0)
        throwErrno(errno, "cannot write " + displayPath(m_d->file));
}

} // namespace likeness::crops
