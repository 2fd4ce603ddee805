// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/zip_archive.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <cstring>

namespace likeness::graph {
namespace {

// APPNOTE.TXT 4.3 of PKWARE: signatures and fixed lengths.
constexpr std::uint32_t kLocal = 0x04034B50, kCentral = 0x02014B50, kEnd = 0x06054B50, kEnd64 = 0x06064B50,
                        kLocator64 = 0x07064B50;
constexpr std::size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22, kEnd64Size = 56, kLocator64Size = 20;
constexpr std::size_t kMostComment = 0xFFFF;
constexpr std::uint16_t kEncrypted = 1, kStored = 0, kZip64Extra = 1;

class Archive
{
public:
    Archive(std::span<const std::uint8_t> bytes, const std::string& name) : m_bytes(bytes), m_name(name) {}

    std::map<std::string, std::span<const std::uint8_t>> entries() const
    {
        std::uint64_t at = 0, size = 0, count = 0;
        findDirectory(at, size, count);
        std::map<std::string, std::span<const std::uint8_t>> out;
        const auto directory = part(at, size);
        std::uint64_t done = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto rest = directory.subspan(static_cast<std::size_t>(done));
            if (rest.size() < kCentralSize || get<std::uint32_t>(rest, 0) != kCentral)
                bad("its directory is cut or damaged");
            const std::size_t nameSize = get<std::uint16_t>(rest, 28), extraSize = get<std::uint16_t>(rest, 30),
                              whole = kCentralSize + nameSize + extraSize + get<std::uint16_t>(rest, 32);
            if (whole > rest.size())
                bad("its directory is cut or damaged");
            const auto text = rest.subspan(kCentralSize, nameSize);
            std::string entry(reinterpret_cast<const char*>(text.data()), text.size());
            const auto data = dataOf(rest, rest.subspan(kCentralSize + nameSize, extraSize), entry);
            if (!out.emplace(entry, data).second)
                bad("its entry \"" + toUtf8(entry.substr(0, 100)) + "\" is there twice");
            done += whole;
        }
        return out;
    }

private:
    [[noreturn]] void bad(const std::string& why) const
    {
        throw Error(ErrorCode::BadFile, m_name + " is not a sound zip archive: " + why);
    }

    std::span<const std::uint8_t> part(std::uint64_t at, std::uint64_t size) const
    {
        if (at > m_bytes.size() || size > m_bytes.size() - at)
            bad("a part lies outside the file");
        return m_bytes.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
    }

    template<typename T>
    static T get(std::span<const std::uint8_t> from, std::size_t at) // the caller knows that it is there
    {
        T value;
        std::memcpy(&value, from.data() + at, sizeof value);
        return value;
    }

    void findDirectory(std::uint64_t& at, std::uint64_t& size, std::uint64_t& count) const
    {
        if (m_bytes.size() < kEndSize)
            bad("it is too short");
        const std::size_t last = m_bytes.size() - kEndSize;
        for (std::size_t comment = 0; comment <= std::min(last, kMostComment); ++comment) {
            const auto end = m_bytes.subspan(last - comment);
            if (get<std::uint32_t>(end, 0) != kEnd || get<std::uint16_t>(end, 20) != comment)
                continue;
            count = get<std::uint16_t>(end, 10);
            size = get<std::uint32_t>(end, 12);
            at = get<std::uint32_t>(end, 16);
            if (count == 0xFFFF || size == 0xFFFFFFFF || at == 0xFFFFFFFF)
                findDirectory64(last - comment, at, size, count);
            return;
        }
        bad("the end of its directory is missing, as in a file that was cut");
    }

    void findDirectory64(std::size_t end, std::uint64_t& at, std::uint64_t& size, std::uint64_t& count) const
    {
        if (end < kLocator64Size || get<std::uint32_t>(m_bytes, end - kLocator64Size) != kLocator64)
            bad("the end of its directory is missing");
        const auto end64 = part(get<std::uint64_t>(m_bytes, end - kLocator64Size + 8), kEnd64Size);
        if (get<std::uint32_t>(end64, 0) != kEnd64)
            bad("the end of its directory is missing");
        count = get<std::uint64_t>(end64, 32);
        size = get<std::uint64_t>(end64, 40);
        at = get<std::uint64_t>(end64, 48);
    }

    std::span<const std::uint8_t>
    dataOf(std::span<const std::uint8_t> central, std::span<const std::uint8_t> extra, const std::string& entry) const
    {
        if ((get<std::uint16_t>(central, 8) & kEncrypted) != 0 || get<std::uint16_t>(central, 10) != kStored)
            throw Error(ErrorCode::Unsupported, m_name + ": its entry \"" + toUtf8(entry.substr(0, 100)) +
                                                    "\" is compressed or encrypted; PyTorch stores it as it is");
        // Stored as 32 bits, or as 64 in the extra field, in this order.
        std::uint64_t size = get<std::uint32_t>(central, 24), stored = get<std::uint32_t>(central, 20),
                      local = get<std::uint32_t>(central, 42);
        for (std::size_t i = 0; i + 4 <= extra.size();) {
            const std::size_t length = get<std::uint16_t>(extra, i + 2);
            if (length > extra.size() - i - 4)
                bad("its directory is damaged");
            if (get<std::uint16_t>(extra, i) == kZip64Extra) {
                std::size_t at = i + 4;
                for (auto* value : {&size, &stored, &local}) {
                    if (*value != 0xFFFFFFFF)
                        continue;
                    if (at + 8 > i + 4 + length)
                        bad("its directory is damaged");
                    *value = get<std::uint64_t>(extra, at);
                    at += 8;
                }
            }
            i += 4 + length;
        }
        if (size != stored)
            bad("an entry has two sizes");
        const auto head = part(local, kLocalSize);
        if (get<std::uint32_t>(head, 0) != kLocal)
            bad("an entry is not where its directory says");
        const std::uint64_t before = kLocalSize + std::uint64_t{get<std::uint16_t>(head, 26)} +
                                     get<std::uint16_t>(head, 28); // the extra field pads to an alignment
        return part(local + before, size);
    }

    std::span<const std::uint8_t> m_bytes;
    const std::string& m_name;
};

} // namespace

std::map<std::string, std::span<const std::uint8_t>> zipEntries(std::span<const std::uint8_t> bytes,
                                                                const std::string& name)
{
    return Archive(bytes, name).entries();
}

bool looksLikeZip(std::span<const std::uint8_t> bytes)
{
    return bytes.size() >= 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3 && bytes[3] == 4;
}

} // namespace likeness::graph
