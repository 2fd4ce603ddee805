// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/embed.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json_util.h"
#include "core/base/log.h"
#include "core/base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <unordered_map>

namespace likeness::compute {
namespace {

// cache/embeddings/*.lke, little-endian: "LKEMBED1", u32 dim, u32 0; then records of u64 crop hash, u64 XXH3 of the
// row, dim floats. Found by the crop's content: relabelling, renaming and a rebuilt crop file keep it valid. A torn
// last record is cut off.
constexpr char kMagic[] = "LKEMBED1";
constexpr std::size_t kHeader = 16;
constexpr std::size_t kRecordHead = 16;
constexpr std::size_t kBatch = 64;

std::size_t recordSize(int dim)
{
    return kRecordHead + static_cast<std::size_t>(dim) * sizeof(float);
}

std::uint64_t rowHash(const float* row, int dim)
{
    return hash64({reinterpret_cast<const std::uint8_t*>(row), static_cast<std::size_t>(dim) * sizeof(float)});
}

class Cache
{
public:
    Cache(const std::filesystem::path& file, int dim) : m_file(file), m_dim(dim) { read(); }
    ~Cache()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Cache(const Cache&) = delete;
    Cache& operator=(const Cache&) = delete;

    const float* find(std::uint64_t hash) const
    {
        const auto it = m_index.find(hash);
        return it == m_index.end() ? nullptr : m_rows.data() + it->second;
    }

    // The cache only saves time: when it cannot be written, that is said once and the work goes on.
    void append(std::span<const std::uint64_t> hashes, const float* rows)
    {
        if (m_broken)
            return;
        Bytes out(hashes.size() * recordSize(m_dim));
        auto* p = out.data();
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            const float* row = rows + i * static_cast<std::size_t>(m_dim);
            const std::uint64_t check = rowHash(row, m_dim);
            std::memcpy(p, &hashes[i], 8);
            std::memcpy(p + 8, &check, 8);
            std::memcpy(p + kRecordHead, row, recordSize(m_dim) - kRecordHead);
            p += recordSize(m_dim);
        }
        if (!open() || ::write(m_fd, out.data(), out.size()) != static_cast<ssize_t>(out.size())) {
            log::warn("embeddings cannot be kept in " + displayPath(m_file) + ": " + std::strerror(errno));
            m_broken = true;
        }
    }

private:
    void read()
    {
        std::error_code ec;
        if (!std::filesystem::exists(m_file, ec))
            return;
        const MappedFile map(m_file);
        const auto bytes = map.bytes();
        std::uint32_t dim = 0;
        if (bytes.size() >= kHeader)
            std::memcpy(&dim, bytes.data() + 8, 4);
        if (bytes.size() < kHeader || std::memcmp(bytes.data(), kMagic, 8) != 0 ||
            dim != static_cast<std::uint32_t>(m_dim)) {
            log::warn(displayPath(m_file) + " is not a cache of embeddings; it is made anew");
            return;
        }
        const std::size_t count = (bytes.size() - kHeader) / recordSize(m_dim);
        m_rows.resize(count * static_cast<std::size_t>(m_dim));
        m_good = kHeader;
        for (std::size_t i = 0; i < count; ++i) {
            const auto* record = bytes.data() + m_good;
            float* row = m_rows.data() + i * static_cast<std::size_t>(m_dim);
            std::uint64_t hash = 0, check = 0;
            std::memcpy(&hash, record, 8);
            std::memcpy(&check, record + 8, 8);
            std::memcpy(row, record + kRecordHead, recordSize(m_dim) - kRecordHead);
            if (rowHash(row, m_dim) != check)
                break; // what follows a damaged record is computed again
            m_index[hash] = i * static_cast<std::size_t>(m_dim);
            m_good += recordSize(m_dim);
        }
    }

    bool open()
    {
        if (m_fd >= 0)
            return true;
        std::error_code ec;
        std::filesystem::create_directories(m_file.parent_path(), ec);
        m_fd = ::open(m_file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
        if (m_fd < 0)
            return false;
        if (m_good == 0) {
            std::uint8_t header[kHeader] = {};
            const auto dim = static_cast<std::uint32_t>(m_dim);
            std::memcpy(header, kMagic, 8);
            std::memcpy(header + 8, &dim, 4);
            if (::ftruncate(m_fd, 0) != 0 || ::write(m_fd, header, kHeader) != static_cast<ssize_t>(kHeader))
                return false;
            m_good = kHeader;
        }
        return ::ftruncate(m_fd, static_cast<off_t>(m_good)) == 0 && ::lseek(m_fd, 0, SEEK_END) >= 0;
    }

    std::filesystem::path m_file;
    int m_dim;
    int m_fd = -1;
    bool m_broken = false;
    std::size_t m_good = 0; // bytes of the file that are sound
    std::vector<float> m_rows;
    std::unordered_map<std::uint64_t, std::size_t> m_index;
};

std::filesystem::path latestFile(const std::filesystem::path& cacheFolder)
{
    return cacheFolder / "embeddings" / "latest.json";
}

// A cache, so what cannot be written is done without.
void noteLatest(const std::filesystem::path& cacheFolder, const EmbeddingCache& cache)
{
    try {
        writeJsonFile(latestFile(cacheFolder), {{"file", cache.file.filename().string()},
                                                {"model", cache.model},
                                                {"dim", cache.dim},
                                                {"crop_size", cache.cropSize},
                                                {"salt", cache.salt}});
    } catch (const Error& e) {
        log::warn(e.what());
    }
}

} // namespace

std::optional<EmbeddingCache> latestCache(const std::filesystem::path& cacheFolder)
{
    try {
        const Json json = readJsonFile(latestFile(cacheFolder), 1 << 16);
        EmbeddingCache cache;
        // The name only: a file in a project may be somebody else's, and must not lead outside.
        cache.file = cacheFolder / "embeddings" / std::filesystem::path(json.at("file").get<std::string>()).filename();
        cache.model = json.at("model").get<std::string>();
        cache.dim = json.at("dim").get<int>();
        cache.cropSize = json.at("crop_size").get<int>();
        cache.salt = json.at("salt").get<std::uint64_t>();
        std::error_code ec;
        if (cache.dim > 0 && std::filesystem::is_regular_file(cache.file, ec))
            return cache;
    } catch (const Error&) {
        // none, or none that can be read: there is nothing to use
    } catch (const Json::exception&) {
        // another program's file of that name
    }
    return std::nullopt;
}

Embeddings
cachedEmbeddings(const EmbeddingCache& cache, const crops::CropReader& crops, std::span<const std::int64_t> faces)
{
    const Cache known(cache.file, cache.dim);
    Embeddings out;
    out.dim = cache.dim;
    for (const auto face : faces)
        if (const auto record = crops.find(face))
            if (const float* row = known.find(record->hash ^ cache.salt)) {
                out.faces.push_back(face);
                out.values.insert(out.values.end(), row, row + cache.dim);
            }
    return out;
}

Embeddings embedFaces(const Model& model,
                      const ModelSource& source,
                      const crops::CropReader& crops,
                      std::span<const std::int64_t> faces,
                      bool mirror,
                      const std::filesystem::path& cacheFolder,
                      jobs::Context& context)
{
    if (crops.size() != model.input().cropSize)
        throw Error(ErrorCode::NeedsPrepare, source.name + " wants crops of " + std::to_string(model.input().cropSize) +
                                                 " pixels, these have " + std::to_string(crops.size()) +
                                                 "; prepare with that size first");
    // What the numbers depend on beside the crop: the weights, the precision and the description beside an ONNX file.
    const std::string spec = dumpJson(model.input().toJson());
    const auto salt = hash64({reinterpret_cast<const std::uint8_t*>(spec.data()), spec.size()});
    const auto file =
        cacheFolder / "embeddings" / (source.hash + "-" + model.precision() + (mirror ? "-mirror" : "") + ".lke");
    Cache cache(file, model.dim());
    const auto dim = static_cast<std::size_t>(model.dim());
    Embeddings out;
    out.dim = model.dim();
    std::vector<std::size_t> missing; // rows to compute
    std::vector<crops::Record> records;
    for (const auto face : faces) {
        const auto record = crops.find(face);
        if (!record) {
            context.issue({jobs::Issue::Severity::Warning, "face " + std::to_string(face), ErrorCode::NeedsPrepare,
                           "this face has no crop; prepare makes it"});
            continue;
        }
        const std::size_t row = out.faces.size();
        out.faces.push_back(face);
        out.values.resize((row + 1) * dim);
        records.push_back(*record);
        if (const float* known = cache.find(record->hash ^ salt))
            std::copy(known, known + dim, out.values.begin() + static_cast<std::ptrdiff_t>(row * dim));
        else
            missing.push_back(row);
    }
    context.progress(out.faces.size() - missing.size(), out.faces.size(), "faces");
    std::vector<const std::uint8_t*> pixels;
    std::vector<std::uint64_t> hashes;
    std::vector<float> rows;
    for (std::size_t first = 0; first < missing.size(); first += kBatch) {
        context.checkStop();
        const std::size_t count = std::min(kBatch, missing.size() - first);
        pixels.clear();
        hashes.clear();
        rows.resize(count * dim);
        for (std::size_t i = 0; i < count; ++i) {
            const auto& record = records[missing[first + i]];
            pixels.push_back(crops.pixels(record).data());
            hashes.push_back(record.hash ^ salt);
        }
        model.embed(pixels, mirror, rows, context.stopToken());
        cache.append(hashes, rows.data());
        for (std::size_t i = 0; i < count; ++i)
            std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(i * dim), dim,
                        out.values.begin() + static_cast<std::ptrdiff_t>(missing[first + i] * dim));
        context.progress(out.faces.size() - missing.size() + first + count, out.faces.size(), "faces");
    }
    noteLatest(cacheFolder, {file, source.name, model.dim(), crops.size(), salt});
    return out;
}

} // namespace likeness::compute
