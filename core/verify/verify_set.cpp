// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/verify_set.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/faces/prepare.h"
#include "core/formats/lfw_lists.h"
#include "core/formats/pack.h"
#include "core/image/transform.h"
#include "core/verify/face_sets.h"
#include "core/verify/verify_model.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace likeness::verify {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxPairsFile = 1ull << 26;

image::Image fitted(const image::Image& image, int size)
{
    const image::Image rgb = image::toRgb(image);
    return rgb.width == size && rgb.height == size ? rgb : image::resize(rgb, size, size);
}

void reportItem(jobs::Context& context, const std::string& item, const Error& error)
{
    context.issue({jobs::Issue::Severity::Warning, item, error.code(), error.what()});
}

class PackSet final : public VerifySet
{
public:
    PackSet(const fs::path& file, int size) : m_file(file), m_pack(formats::readPack(file)), m_size(size)
    {
        m_facts = {{"set", displayPath(file.filename())},
                   {"set_hash", hash128Hex(m_pack.file)},
                   {"images", m_pack.images.size()}};
        for (std::size_t i = 0; i < m_pack.same.size(); ++i)
            m_pairs.push_back(
                {static_cast<std::uint32_t>(2 * i), static_cast<std::uint32_t>(2 * i + 1), m_pack.same[i] != 0});
        readPeople();
    }
    std::size_t images() const override { return m_pack.images.size(); }
    image::Image crop(std::size_t i, jobs::Context& context) const override
    {
        try {
            return fitted(image::decode(m_pack.images[i]), m_size);
        } catch (const Error& e) {
            reportItem(context, name(i), e);
            return {};
        }
    }
    std::string name(std::size_t i) const override { return std::to_string(i / 2 + 1).append(i % 2 == 0 ? "a" : "b"); }
    formats::Location where(std::size_t i) const override
    {
        const formats::Pack::Place& place = m_pack.places[i];
        return {m_file, place.offset, place.length, place.coding};
    }
    const std::vector<int>& labels() const override { return m_labels; }
    const std::vector<std::string>& people() const override { return m_people; }
    bool hasPairs() const override { return true; }
    const std::vector<eval::Pair>& pairs() const override { return m_pairs; }
    Json facts() const override { return m_facts; }

private:
    // A pack does not say who its images show; the NAME.json that `hard-set` writes beside one does ("people": a number
    // an image), where it is of this very pack.
    void readPeople()
    {
        std::error_code error;
        const fs::path file = fs::path(m_file).replace_extension(".json");
        if (!fs::is_regular_file(file, error))
            return;
        try {
            const Json json = readJsonFile(file, kMostPeople);
            const Json people = json.is_object() ? json.value("people", Json()) : Json();
            if (!people.is_array() || people.size() != m_pack.images.size())
                return;
            std::vector<int> labels;
            int most = -1;
            for (const Json& person : people) {
                const int number = person.is_number_unsigned() ? person.get<int>() : -1;
                if (number < 0 || static_cast<std::size_t>(number) >= people.size())
                    return;
                most = std::max(most, number);
                labels.push_back(number);
            }
            for (std::size_t i = 0; i < m_pack.same.size(); ++i)
                if ((labels[2 * i] == labels[2 * i + 1]) != (m_pack.same[i] != 0))
                    return; // of another pack
            m_labels = std::move(labels);
            for (int person = 0; person <= most; ++person)
                m_people.push_back(std::to_string(person + 1));
            m_facts["identities"] = m_people.size();
        } catch (const Error&) { // somebody else's file of that name
            return;
        }
    }

    static constexpr std::uint64_t kMostPeople = 1ull << 26; // bytes
    fs::path m_file;
    formats::Pack m_pack;
    int m_size;
    std::vector<int> m_labels;
    std::vector<std::string> m_people;
    std::vector<eval::Pair> m_pairs;
    Json m_facts;
};

class FolderSet final : public VerifySet
{
public:
    FolderSet(const VerifyOptions& options, int size, jobs::Context& context) : m_options(options), m_size(size)
    {
        list(context);
        if (m_files.empty())
            throw Error(ErrorCode::EmptySource, "There are no pictures in folders below " + displayPath(options.set) +
                                                    "; verification expects one folder per identity.");
        if (!options.pairs.empty())
            readPairs(context);
        if (!options.aligned)
            m_detector = faces::makeSharedDetector(options.detector);
    }
    std::size_t images() const override { return m_files.size(); }
    image::Image crop(std::size_t i, jobs::Context& context) const override
    {
        try {
            const image::Image picture = image::toRgb(image::decodeFile(m_files[i]));
            if (m_options.aligned)
                return fitted(picture, m_size);
            return faces::centralCrop(*m_detector, picture, m_size);
        } catch (const Error& e) {
            reportItem(context, name(i), e);
            return {};
        }
    }
    std::string name(std::size_t i) const override { return displayPath(m_files[i].lexically_relative(m_options.set)); }
    formats::Location where(std::size_t i) const override { return {m_files[i]}; }
    const std::vector<int>& labels() const override { return m_labels; }
    const std::vector<std::string>& people() const override { return m_people; }
    bool hasPairs() const override { return !m_options.pairs.empty(); }
    const std::vector<eval::Pair>& pairs() const override { return m_pairs; }
    Json facts() const override
    {
        Json out = {{"set", displayPath(m_options.set.filename())},
                    {"set_hash", m_hash},
                    {"identities", m_people.size()},
                    {"images", m_files.size()},
                    {"alignment", m_options.aligned ? "--aligned" : "68 → 5 points, " + m_options.detector}};
        if (m_missingPairs > 0)
            out["pairs_left_out"] = m_missingPairs;
        return out;
    }

private:
    // Pictures below the folders of the set, in natural order; symbolic links to folders are not followed.
    void list(jobs::Context& context)
    {
        std::error_code error;
        std::vector<fs::path> people;
        for (const auto& entry : fs::directory_iterator(m_options.set, error))
            if (entry.is_directory(error))
                people.push_back(entry.path());
        const auto byName = [](const fs::path& a, const fs::path& b) { return naturalLess(a.native(), b.native()); };
        std::sort(people.begin(), people.end(), byName);
        std::string listing;
        for (const auto& person : people) {
            context.checkStop();
            std::vector<fs::path> files;
            for (auto at =
                     fs::recursive_directory_iterator(person, fs::directory_options::skip_permission_denied, error);
                 !error && at != fs::recursive_directory_iterator(); at.increment(error))
                if (at->is_regular_file(error) && image::hasImageExtension(at->path()))
                    files.push_back(at->path());
            if (files.empty())
                continue;
            std::sort(files.begin(), files.end(), byName);
            for (auto& file : files) {
                listing += file.lexically_relative(m_options.set).native() + '\n' +
                           std::to_string(fs::file_size(file, error)) + '\n';
                m_labels.push_back(static_cast<int>(m_people.size()));
                m_files.push_back(std::move(file));
            }
            m_people.push_back(toUtf8(person.filename().native()));
        }
        m_hash = hash128Hex({reinterpret_cast<const std::uint8_t*>(listing.data()), listing.size()});
    }

    void readPairs(jobs::Context& context)
    {
        std::map<std::string, std::uint32_t> byStem; // "NAME/NAME_0001"
        for (std::size_t i = 0; i < m_files.size(); ++i)
            byStem[toUtf8((m_files[i].parent_path().filename() / m_files[i].stem()).native())] =
                static_cast<std::uint32_t>(i);
        const auto find = [&](const std::string& person, int number) {
            const auto at = byStem.find(formats::lfwStem(person, number));
            return at == byStem.end() ? std::optional<std::uint32_t>() : at->second;
        };
        const auto lines = formats::parsePairs(readTextFile(m_options.pairs, kMaxPairsFile));
        std::size_t missing = 0;
        for (const formats::PairLine& line : lines) {
            const auto a = find(line.nameA, line.numberA);
            const auto b = find(line.nameB, line.numberB);
            if (a && b)
                m_pairs.push_back({*a, *b, line.same});
            else
                ++missing;
        }
        if (m_pairs.empty())
            throw Error(ErrorCode::NotFound, "None of the " + std::to_string(lines.size()) + " pairs in " +
                                                 displayPath(m_options.pairs) + " names two pictures in " +
                                                 displayPath(m_options.set) +
                                                 "; \"Ann 1 2\" would be Ann/Ann_0001 and Ann/Ann_0002.");
        m_missingPairs = missing;
        if (missing > 0)
            context.issue({jobs::Issue::Severity::Warning, displayPath(m_options.pairs), ErrorCode::NotFound,
                           std::to_string(missing) + " of " + std::to_string(lines.size()) +
                               " pairs name images that are not in the folder."});
    }

    VerifyOptions m_options;
    int m_size;
    std::vector<fs::path> m_files;
    std::vector<int> m_labels;
    std::vector<std::string> m_people;
    std::vector<eval::Pair> m_pairs;
    std::size_t m_missingPairs = 0;              // of the list, without their pictures
    std::string m_hash;                          // of the names and sizes, not of the pictures
    std::unique_ptr<faces::Detector> m_detector; // none for aligned pictures
};

} // namespace

namespace {

std::unique_ptr<VerifySet> open(const VerifyOptions& options, int cropSize, jobs::Context& context)
{
    std::error_code error;
    if (options.set.empty())
        return openRunSet(runOf(options), cropSize);
    if (dataset::Project::isAt(options.set))
        return openProjectSet(options.set, cropSize, options.compute.threads, context);
    if (fs::is_directory(options.set, error))
        return std::make_unique<FolderSet>(options, cropSize, context);
    if (!fs::exists(options.set, error))
        throw Error(ErrorCode::NotFound, "There is no file or folder " + displayPath(options.set) + ".");
    if (!options.pairs.empty())
        throw Error(ErrorCode::BadArgument, "A pack holds its own pairs; a pairs file goes with a folder of pictures.");
    return std::make_unique<PackSet>(options.set, cropSize);
}

// Known before anything is embedded.
void requireBothKinds(const VerifySet& set)
{
    bool genuine = false;
    bool impostor = false;
    for (const eval::Pair& pair : set.pairs())
        (pair.same ? genuine : impostor) = true;
    if (!set.hasPairs()) {
        std::unordered_map<int, std::size_t> images; // of each person
        for (const int label : set.labels())
            genuine = ++images[label] > 1 || genuine;
        impostor = images.size() > 1;
    }
    if (!genuine || !impostor)
        throw Error(ErrorCode::TooFewIdentities,
                    set.hasPairs()
                        ? std::string("The set holds only pairs of ") +
                              (genuine ? "the same person" : "different people") + "; verification needs both kinds."
                        : "Verification needs at least two people, and one of them with two pictures.");
}

} // namespace

std::unique_ptr<VerifySet> openSet(const VerifyOptions& options, int cropSize, jobs::Context& context)
{
    auto set = open(options, cropSize, context);
    requireBothKinds(*set);
    return set;
}

} // namespace likeness::verify
