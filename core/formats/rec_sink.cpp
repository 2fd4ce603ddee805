// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/formats.h"
#include "core/formats/recordio.h"
#include "core/formats/staging.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_map>

namespace likeness::formats {

namespace fs = std::filesystem;
using recordio::kExact;

namespace {

// train.rec, train.idx and property as InsightFace's RecBuilder writes them: the pictures of each class are keys in a
// row from 1 on, then one record for each identity with its range of keys, key 0 last.
class Writer
{
public:
    explicit Writer(const fs::path& folder) : m_rec(folder / "train.rec"), m_idx(folder / "train.idx") {}

    // Classes in ascending order, or the identity records make no sense.
    void add(std::uint32_t number, std::span<const std::uint8_t> picture)
    {
        if (m_identities.empty() || m_identities.back().number != number)
            m_identities.push_back({number, m_next});
        const std::array label = {static_cast<float>(number)};
        write(m_next++, 0, label, picture);
    }

    void finish()
    {
        const std::uint64_t first = m_next;
        for (std::size_t i = 0; i < m_identities.size(); ++i) {
            const std::uint64_t end = i + 1 < m_identities.size() ? m_identities[i + 1].first : first;
            write(m_next++, 0, range(m_identities[i].first, end), {});
        }
        write(0, 1, range(first, m_next), {});
        m_rec.close();
        m_idx.close();
    }

    std::uint64_t keys() const { return m_next; }

private:
    struct Identity {
        std::uint32_t number;
        std::uint64_t first; // key
    };

    static std::array<float, 2> range(std::uint64_t first, std::uint64_t last)
    {
        return {static_cast<float>(first), static_cast<float>(last)};
    }

    void
    write(std::uint64_t key, std::uint64_t id2, std::span<const float> labels, std::span<const std::uint8_t> picture)
    {
        const Bytes record = recordio::frame(labels, key, id2, picture);
        m_idx << std::to_string(key) + '\t' + std::to_string(m_rec.offset()) + '\n';
        m_rec.write(record);
    }

    Output m_rec;
    Output m_idx;
    std::uint64_t m_next = 1;
    std::vector<Identity> m_identities;
};

// Items should come in class order. Where they do not, what was written is a spool, which finish() writes once more in
// order: twice the disk meanwhile, and 16 bytes of memory for each picture instead of 4.
class RecSink final : public Sink
{
public:
    RecSink(const fs::path& target, const std::vector<std::string>& people)
        : m_folder(target, false), m_classes(people.size())
    {
        for (std::size_t i = 0; i < people.size(); ++i)
            m_numbers.emplace(people[i], static_cast<std::uint32_t>(i));
        m_writer.emplace(m_folder.path());
    }

    void add(const Item& item, std::span<const std::uint8_t> encoded, int width, int height) override
    {
        const auto found = m_numbers.find(item.person);
        if (found == m_numbers.end())
            throw Error(ErrorCode::BadArgument,
                        item.person.empty()
                            ? "a picture without a label has no place in a RecordIO file; label it first"
                            : "'" + toUtf8(item.person) + "' is none of the people of this export");
        if (encoded.empty() || 24 + encoded.size() > recordio::kMostBytes)
            throw Error(ErrorCode::BadArgument, "a picture of " + std::to_string(encoded.size()) +
                                                    " bytes has no place in a RecordIO file (1 byte to 512 MB)");
        m_writer->add(found->second, encoded);
        if (m_order.empty() && width > 0 && height > 0)
            m_size = std::to_string(height) + ',' + std::to_string(width);
        m_order.push_back(found->second);
    }

    void finish() override
    {
        if (m_order.empty())
            throw Error(ErrorCode::EmptySource, "there is no picture to write");
        m_writer->finish();
        if (!std::is_sorted(m_order.begin(), m_order.end()))
            writeInOrder();
        if (m_writer->keys() > kExact)
            m_warnings.push_back("the file has " + std::to_string(m_writer->keys()) +
                                 " records; its header and identity records hold numbers as float32, which is exact "
                                 "up to 16777216, so readers that rely on them miss or mistake single pictures");
        if (m_classes > kExact)
            m_warnings.push_back("the file has " + std::to_string(m_classes) +
                                 " classes; class numbers are float32, which is exact up to 16777216");
        Output property(m_folder.path() / "property");
        property << std::to_string(m_classes) + ',' + m_size + '\n';
        property.close();
        m_folder.publish();
    }

    std::vector<std::string> warnings() const override { return m_warnings; }

private:
    void writeInOrder()
    {
        const fs::path spool = m_folder.path() / "spool";
        std::error_code ec;
        fs::rename(m_folder.path() / "train.rec", spool, ec);
        if (ec)
            throwErrno(ec.value(), "cannot write the export");
        struct Place {
            std::uint32_t number;
            std::uint64_t offset;
        };
        std::vector<Place> places;
        places.reserve(m_order.size());
        FileReader bytes(spool);
        recordio::Reader records(bytes);
        for (std::uint64_t at = 0; places.size() < m_order.size(); at = records.at(at).end)
            places.push_back({m_order[places.size()], at});
        std::stable_sort(places.begin(), places.end(),
                         [](const Place& a, const Place& b) { return a.number < b.number; });
        m_writer.emplace(m_folder.path());
        for (const auto& place : places) {
            // One reader for each, whose bound on the work is meant for one pass.
            const auto record = recordio::Reader(bytes).at(place.offset);
            m_writer->add(place.number, recordio::join(readRange(spool, record.offset, record.stored)));
        }
        m_writer->finish();
        fs::remove(spool, ec);
    }

    Staging m_folder;
    std::unordered_map<std::string, std::uint32_t> m_numbers;
    std::size_t m_classes;
    std::optional<Writer> m_writer;
    std::deque<std::uint32_t> m_order; // class of each picture as they came
    std::string m_size = "112,112";    // height,width of the first picture
    std::vector<std::string> m_warnings;
};

} // namespace

std::unique_ptr<Sink> openRecSink(const fs::path& target, const std::vector<std::string>& people, const SinkOptions&)
{
    return std::make_unique<RecSink>(target, people);
}

} // namespace likeness::formats
