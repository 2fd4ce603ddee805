// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/hard_set.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/output_file.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/crops/crop_cache.h"
#include "core/eval/paired.h"
#include "core/formats/lfw_lists.h"
#include "core/formats/pack.h"
#include "core/formats/staging.h"
#include "core/image/exif.h"
#include "core/verify/attributes.h"
#include "core/verify/crop_measures.h"
#include "core/verify/verify_parts.h"
#include "core/verify/verify_set.h"
#include "likeness_version.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace likeness::verify {
namespace {

namespace fs = std::filesystem;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view kLevels[] = {"easy", "medium", "hard"};

// --- levels

void splitKind(std::span<const float> scores,
               std::span<const float> quality,
               const std::vector<std::size_t>& pairs,
               bool genuine,
               std::vector<Level>& levels)
{
    constexpr float kHardest = std::numeric_limits<float>::infinity();
    std::vector<float> similarity, picture; // the lower, the easier
    for (const std::size_t i : pairs) {
        similarity.push_back(std::isnan(scores[i]) ? kHardest : genuine ? -scores[i] : scores[i]);
        picture.push_back(std::isnan(quality[i]) ? kHardest : -quality[i]);
    }
    const auto bySimilarity = eval::midranks(similarity), byQuality = eval::midranks(picture);
    std::vector<std::size_t> order(pairs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const double x = bySimilarity[a] + byQuality[a], y = bySimilarity[b] + byQuality[b];
        if (x != y)
            return x < y;
        return bySimilarity[a] != bySimilarity[b] ? bySimilarity[a] < bySimilarity[b] : a < b;
    });
    const std::size_t n = order.size();
    const std::size_t easy = n / 3 + (n % 3 > 0 ? 1 : 0), medium = n / 3 + (n % 3 > 1 ? 1 : 0);
    for (std::size_t i = 0; i < n; ++i)
        levels[pairs[order[i]]] = i < easy ? Level::Easy : i < easy + medium ? Level::Medium : Level::Hard;
}

// --- what is written

struct Picture {
    std::uint32_t image = 0;
    std::optional<image::Variant> variant;
    auto operator<=>(const Picture&) const = default;
};

struct PlannedPair {
    Picture a, b;
    bool same = false;
    std::vector<std::pair<std::string, std::string>> slices; // attribute, value
};

std::string sliceValue(image::Variant variant) // for people
{
    std::string name = image::variantName(variant);
    std::replace(name.begin(), name.end(), '-', ' ');
    return name;
}

// All that the pairs are planned from.
struct Material {
    std::vector<eval::Pair> pairs; // of images
    std::vector<Level> levels;
    std::vector<double> years; // of images; empty: not asked for
    std::vector<int> labels;   // of images; empty: not known
};

std::string yearsText(double years)
{
    std::string text = formatNumber(years, 2);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text + (years == 1 ? " year" : " years");
}

// At most so many of each kind and level, in their order.
std::vector<std::size_t> chosen(const Material& material, const HardSetOptions& options)
{
    std::vector<std::size_t> out;
    for (const Level level : {Level::Easy, Level::Medium, Level::Hard}) {
        if (options.level && *options.level != level)
            continue;
        for (const bool same : {true, false}) {
            std::vector<std::size_t> kind;
            for (std::size_t i = 0; i < material.pairs.size(); ++i)
                if (material.levels[i] == level && material.pairs[i].same == same)
                    kind.push_back(i);
            if (kind.empty())
                throw Error(ErrorCode::TooFewIdentities,
                            "The set has too few pairs of " +
                                std::string(same ? "the same person" : "different people") +
                                " to be split into easy, medium and hard ones; at least three of each are needed.");
            Rng random = Rng::forItem(options.on.seed, 2 * static_cast<std::uint64_t>(level) + (same ? 1 : 0));
            random.shuffle(std::span(kind));
            kind.resize(std::min(kind.size(), options.maxPairs));
            out.insert(out.end(), kind.begin(), kind.end());
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<PlannedPair> plan(const Material& material, const HardSetOptions& options, const eval::Check& check)
{
    const std::string many = yearsText(options.years) + " and more", few = "under " + yearsText(options.years);
    using Two = std::pair<std::uint32_t, std::uint32_t>;
    const auto key = [](std::uint32_t a, std::uint32_t b) { return a < b ? Two(a, b) : Two(b, a); };
    std::set<Two> used;
    using Unit = std::vector<PlannedPair>; // a pair and its variants
    std::array<std::vector<Unit>, 4> kinds;
    for (const std::size_t i : chosen(material, options)) {
        const eval::Pair& pair = material.pairs[i];
        used.insert(key(pair.a, pair.b));
        Unit unit{{{pair.a, {}}, {pair.b, {}}, pair.same, {}}};
        auto& slices = unit.front().slices;
        slices = {{"variant", "original"}, {"level", std::string(levelName(material.levels[i]))}};
        if (!material.years.empty())
            if (const double gap = std::abs(material.years[pair.a] - material.years[pair.b]); !std::isnan(gap))
                slices.emplace_back("age gap", gap >= options.years ? many : few);
        for (const image::Variant variant : options.variants) {
            PlannedPair changed{{pair.a, {}}, {pair.b, {}}, pair.same, {{"variant", sliceValue(variant)}}};
            Rng random =
                Rng::forItem(options.on.seed ^ 0x9E3779B97F4A7C15ull, 8 * i + static_cast<std::size_t>(variant));
            (random.uniform() < 0.5 ? changed.a : changed.b).variant = variant;
            unit.push_back(std::move(changed));
        }
        kinds[pair.same ? 0 : 1].push_back(std::move(unit));
    }
    if (!material.years.empty() && !material.labels.empty())
        for (const AgePair& pair :
             agePairs(material.years, material.labels, options.years, options.maxPairs, options.on.seed, check))
            if (used.insert(key(pair.a, pair.b)).second)
                kinds[pair.same ? 2 : 3].push_back({{{pair.a, {}}, {pair.b, {}}, pair.same, {{"age gap", many}}}});

    // Each kind evenly over the whole.
    std::vector<std::pair<double, Unit*>> order;
    for (auto& kind : kinds)
        for (std::size_t i = 0; i < kind.size(); ++i)
            order.emplace_back((static_cast<double>(i) + 0.5) / static_cast<double>(kind.size()), &kind[i]);
    std::stable_sort(order.begin(), order.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    std::vector<PlannedPair> out;
    for (const auto& [place, unit] : order)
        std::move(unit->begin(), unit->end(), std::back_inserter(out));
    return out;
}

// Crops of the set in a temporary file, and encoded pictures made of them, in blocks.
class Pictures
{
public:
    Pictures(const crops::CropReader& crops, std::uint64_t seed, int threads, jobs::Context& context)
        : m_crops(crops), m_seed(seed), m_threads(threads), m_context(context)
    {
    }
    // PNGs of pictures `first` to `last`, told by number.
    template<typename Which>
    std::vector<Bytes> make(std::size_t first, std::size_t last, const Which& which) const
    {
        m_context.checkStop();
        std::vector<Bytes> out(last - first);
        parallelFor(
            out.size(), m_threads, [&](std::size_t k) { out[k] = encoded(which(first + k)); }, m_context.stopToken());
        m_context.checkStop();
        return out;
    }

private:
    Bytes encoded(const Picture& picture) const
    {
        const auto pixels = m_crops.pixels(static_cast<std::int64_t>(picture.image));
        if (pixels.empty())
            throw Error(ErrorCode::NotFound, "An image of the set could not be read a second time; it may have been "
                                             "removed meanwhile.");
        image::Image crop(m_crops.size(), m_crops.size(), 3);
        std::copy(pixels.begin(), pixels.end(), crop.pixels.begin());
        if (picture.variant) {
            const auto points = *picture.variant == image::Variant::LowResolution ? std::nullopt : cropLandmarks(crop);
            crop = image::makeVariant(crop, *picture.variant, points, seedOf(picture.image));
        }
        return image::encodePng(crop);
    }
    std::uint64_t seedOf(std::uint32_t image) const // a variant of an image is one picture, in whatever pairs
    {
        return Rng::forItem(m_seed, image).next();
    }

    const crops::CropReader& m_crops;
    std::uint64_t m_seed;
    int m_threads;
    jobs::Context& m_context;
};

constexpr std::size_t kBlock = 256; // pictures in memory at once

std::string slicesCsv(const std::vector<PlannedPair>& pairs)
{
    std::string csv = "pair,attribute,value\n";
    for (std::size_t i = 0; i < pairs.size(); ++i)
        for (const auto& [attribute, value] : pairs[i].slices)
            csv += std::to_string(i) + ',' + csvField(attribute) + ',' + csvField(value) + '\n';
    return csv;
}

struct Sidecars {
    fs::path slices, facts;
};

Sidecars besidePack(const fs::path& pack)
{
    Sidecars out;
    out.slices = fs::path(pack).replace_extension(".slices.csv");
    out.facts = fs::path(pack).replace_extension(".json");
    return out;
}

// The pack comes last: where it is, the rest is too.
void writeAsPack(const fs::path& file,
                 const std::vector<PlannedPair>& pairs,
                 const std::vector<int>& labels, // of images, or none
                 const Pictures& pictures,
                 Json facts,
                 jobs::Context& context)
{
    const Sidecars beside = besidePack(file);
    std::vector<std::uint8_t> same;
    std::map<int, std::size_t> number; // of each person, from 0
    Json people = Json::array();
    for (const PlannedPair& pair : pairs) {
        same.push_back(pair.same ? 1 : 0);
        if (!labels.empty())
            for (const Picture* picture : {&pair.a, &pair.b})
                people.push_back(number.emplace(labels[picture->image], number.size()).first->second);
    }
    if (!people.empty())
        facts["people"] = std::move(people); // PackSet reads it: intervals resample people then
    const auto which = [&](std::size_t i) -> const Picture& { return i % 2 == 0 ? pairs[i / 2].a : pairs[i / 2].b; };
    std::vector<Bytes> block;
    std::size_t first = 0;
    std::uint64_t total = 0;
    try {
        writeFileAtomically(beside.slices, slicesCsv(pairs));
        writeJsonFile(beside.facts, facts);
        formats::writePack(
            file,
            [&](std::size_t i) {
                if (i >= first + block.size()) {
                    first = i;
                    block = pictures.make(i, std::min(2 * same.size(), i + kBlock), which);
                    context.progress(i, 2 * same.size(), "images");
                }
                total += block[i - first].size() + 5;
                if (total + 2 * same.size() + 64 > formats::kMaxPackBytes)
                    throw Error(ErrorCode::TooLarge,
                                "The pack would be larger than the " + std::to_string(formats::kMaxPackBytes >> 20) +
                                    " MB that can be read again; ask for fewer pairs or variants, or for a folder.");
                return std::move(block[i - first]);
            },
            same);
    } catch (...) {
        std::error_code ec;
        fs::remove(beside.slices, ec);
        fs::remove(beside.facts, ec);
        throw;
    }
}

void writeAsFolder(const fs::path& folder,
                   const std::vector<PlannedPair>& pairs,
                   const VerifySet& set,
                   const Pictures& pictures,
                   const Json& facts,
                   jobs::Context& context)
{
    formats::Staging staging(folder, false);
    formats::FolderNames names;
    std::map<Picture, int> numbers; // of each picture within its person
    std::vector<Picture> order;
    std::vector<int> counted(set.people().size());
    const auto person = [&](const Picture& p) { return static_cast<std::size_t>(set.labels()[p.image]); };
    for (const PlannedPair& pair : pairs)
        for (const Picture& picture : {pair.a, pair.b})
            if (numbers.try_emplace(picture, counted[person(picture)] + 1).second) {
                ++counted[person(picture)];
                order.push_back(picture);
            }
    for (std::size_t first = 0; first < order.size(); first += kBlock) {
        const std::size_t last = std::min(order.size(), first + kBlock);
        const auto made = pictures.make(first, last, [&](std::size_t i) -> const Picture& { return order[i]; });
        for (std::size_t i = first; i < last; ++i)
            staging.write(formats::lfwStem(names.of(set.people()[person(order[i])]), numbers.at(order[i])) + ".png",
                          made[i - first]);
        context.progress(last, order.size(), "images");
    }
    std::string list = "# " + std::to_string(pairs.size()) + " pairs, genuine and impostor ones in turn\n";
    for (const PlannedPair& pair : pairs) {
        list += names.of(set.people()[person(pair.a)]) + '\t' + std::to_string(numbers.at(pair.a)) + '\t';
        if (!pair.same)
            list += names.of(set.people()[person(pair.b)]) + '\t';
        list += std::to_string(numbers.at(pair.b)) + '\n';
    }
    const auto text = [&](const char* file, const std::string& content) {
        staging.write(file, {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
    };
    text("pairs.txt", list);
    text("slices.csv", slicesCsv(pairs));
    text("hard-set.json", dumpJson(facts, 2) + "\n");
    staging.publish();
}

// --- from where

bool isPack(const fs::path& out)
{
    return toLower(out.extension().string()) == ".bin";
}

void check(const HardSetOptions& options)
{
    const auto refuse = [](const std::string& why) { throw Error(ErrorCode::BadArgument, why); };
    if (options.out.empty())
        refuse("Name the file or folder to write.");
    if (options.size != 112 && options.size != 160 && options.size != 224)
        refuse("Crops are 112, 160 or 224 pixels wide.");
    if (options.maxPairs < 1 || options.maxPairs > 1'000'000)
        refuse("Ask for 1 to 1000000 pairs of each kind and level.");
    if (!(options.years >= 0) || options.years > 100)
        refuse("Pairs are 0 to 100 years apart.");
    std::error_code ec;
    std::vector<fs::path> files{options.out};
    if (isPack(options.out)) {
        checkWritable(options.out);
        files.push_back(besidePack(options.out).slices);
        files.push_back(besidePack(options.out).facts);
    }
    for (const fs::path& file : files)
        if (fs::exists(file, ec) && !(fs::is_directory(file, ec) && !isPack(options.out) && fs::is_empty(file, ec)))
            refuse(displayPath(file) + " exists already; name another.");
}

std::vector<double> yearsByExif(const VerifySet& set, int threads, jobs::Context& context)
{
    std::vector<double> years(set.images(), kUnknown);
    parallelFor(
        years.size(), threads,
        [&](std::size_t i) {
            try {
                if (const auto date = image::captureDate(formats::readAt(set.where(i), image::kMaxFileBytes)))
                    years[i] = static_cast<double>(std::chrono::sys_days(*date).time_since_epoch().count()) / 365.2425;
            } catch (const Error&) { // reported when its pixels were read
            }
        },
        context.stopToken());
    context.checkStop();
    return years;
}

std::vector<double> yearsOfImages(const HardSetOptions& options, const VerifySet& set, jobs::Context& context)
{
    std::vector<double> years;
    if (options.dates.empty()) {
        years = yearsByExif(set, options.on.compute.threads, context);
    } else {
        const ImageTable table = ImageTable::read(options.dates);
        if (!table.column("date") && !table.column("age"))
            throw Error(ErrorCode::BadFile, displayPath(options.dates) + " has neither a column \"date\" nor \"age\".");
        std::vector<std::string> names;
        for (std::size_t i = 0; i < set.images(); ++i)
            names.push_back(set.name(i));
        const auto rows = table.match(names);
        if (rows.unmatched + rows.ambiguous > 0)
            context.issue({jobs::Issue::Severity::Warning, displayPath(options.dates.filename()), ErrorCode::NotFound,
                           std::to_string(rows.unmatched + rows.ambiguous) + " of " + std::to_string(table.rows()) +
                               " lines name no image of the set, or several."});
        years = yearsOf(table, rows.ofImage);
    }
    const auto unknown = std::count_if(years.begin(), years.end(), [](double y) { return std::isnan(y); });
    if (unknown > 0)
        context.issue({jobs::Issue::Severity::Warning, "", ErrorCode::NotFound,
                       std::to_string(unknown) + " of " + std::to_string(years.size()) +
                           " images do not say when they were taken; they make no pairs across years."});
    return years;
}

// Crops of the images that are wanted into `file`, by their number, and how good each is; NaN where there is none.
std::vector<float> keepCrops(const VerifySet& set,
                             const std::vector<bool>& wanted,
                             int size,
                             int threads,
                             const fs::path& file,
                             jobs::Context& context)
{
    std::vector<std::uint32_t> images;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (wanted[i])
            images.push_back(static_cast<std::uint32_t>(i));
    crops::CropWriter writer(file, size);
    const auto measured = measureCrops(
        images.size(), [&](std::size_t i) { return set.crop(images[i], context); }, threads, context,
        [&](std::size_t i, const image::Image& crop) {
            if (!crop.empty())
                writer.add(static_cast<std::int64_t>(images[i]), crop.pixels);
        });
    writer.flush();
    std::vector<float> quality(set.images(), std::numeric_limits<float>::quiet_NaN());
    std::size_t marked = 0;
    for (std::size_t i = 0; i < images.size(); ++i)
        if (measured[i]) {
            quality[images[i]] = measured[i]->score;
            marked += measured[i]->size > 0 ? 1 : 0;
        }
    if (2 * marked < images.size())
        context.issue({jobs::Issue::Severity::Warning, "", ErrorCode::NoFaces,
                       "Landmarks were found on " + std::to_string(marked) + " of " + std::to_string(images.size()) +
                           " crops only; variants of the others are drawn for an average face. Are the images aligned, "
                           "and is libdlib-data installed?"});
    return quality;
}

std::vector<HardSet::Count> countSlices(const std::vector<PlannedPair>& pairs)
{
    std::vector<HardSet::Count> counts;
    for (const PlannedPair& pair : pairs)
        for (const auto& [attribute, value] : pair.slices) {
            auto at = std::find_if(counts.begin(), counts.end(), [&, &a = attribute, &v = value](const auto& c) {
                return c.attribute == a && c.value == v;
            });
            if (at == counts.end())
                at = counts.insert(counts.end(), {attribute, value, 0, 0});
            ++(pair.same ? at->genuine : at->impostor);
        }
    return counts;
}

Json factsOf(const HardSetOptions& options, const Verification& verified, const std::vector<HardSet::Count>& counts)
{
    Json facts = {{"kind", "hard set"}, {"version", LIKENESS_VERSION}};
    for (const char* key : {"model", "model_hash", "set", "set_hash", "device", "precision"})
        if (verified.facts.contains(key))
            facts[key] = verified.facts[key];
    const std::string model = verified.facts.value("model", options.on.model);
    facts["hard_for"] = model;
    facts["note"] = "Which pairs are hard was said by " + model +
                    ": on them it looks worse than another model would. Compare other models among each other.";
    facts["flip"] = options.on.flip;
    facts["seed"] = options.on.seed;
    facts["size"] = options.size;
    facts["level"] = options.level ? Json(levelName(*options.level)) : Json("all");
    facts["max_pairs"] = options.maxPairs;
    facts["years"] = options.years;
    if (options.years > 0)
        facts["dates"] = options.dates.empty() ? "EXIF" : displayPath(options.dates.filename());
    facts["slices"] = Json::array();
    for (const auto& count : counts)
        facts["slices"].push_back({{"attribute", count.attribute},
                                   {"value", count.value},
                                   {"genuine", count.genuine},
                                   {"impostor", count.impostor}});
    return facts;
}

} // namespace

std::string_view levelName(Level level)
{
    return kLevels[static_cast<std::size_t>(level)];
}

Level levelNamed(std::string_view name)
{
    for (std::size_t i = 0; i < std::size(kLevels); ++i)
        if (kLevels[i] == name)
            return static_cast<Level>(i);
    throw Error(ErrorCode::BadArgument, "There is no level \"" + toUtf8(name) + "\"; use easy, medium or hard.");
}

std::vector<Level>
levelsOf(std::span<const float> scores, std::span<const std::uint8_t> same, std::span<const float> quality)
{
    if (same.size() != scores.size() || quality.size() != scores.size())
        throw Error(ErrorCode::BadArgument, "every pair has a similarity, an answer and a quality");
    std::vector<Level> levels(scores.size());
    for (const bool genuine : {true, false}) {
        std::vector<std::size_t> pairs;
        for (std::size_t i = 0; i < scores.size(); ++i)
            if ((same[i] != 0) == genuine)
                pairs.push_back(i);
        splitKind(scores, quality, pairs, genuine, levels);
    }
    return levels;
}

std::vector<AgePair> agePairs(std::span<const double> years,
                              std::span<const int> labels,
                              double least,
                              std::size_t most,
                              std::uint64_t seed,
                              const eval::Check& check)
{
    if (years.size() != labels.size() || !(least > 0))
        throw Error(ErrorCode::BadArgument,
                    "every image has a label and a year, and pairs are more than 0 years apart");
    std::vector<std::uint32_t> byTime; // with a year and a person
    for (std::size_t i = 0; i < years.size(); ++i)
        if (!std::isnan(years[i]) && labels[i] >= 0)
            byTime.push_back(static_cast<std::uint32_t>(i));
    std::stable_sort(byTime.begin(), byTime.end(), [&](auto a, auto b) { return years[a] < years[b]; });
    std::map<int, std::vector<std::uint32_t>> people; // each by time
    for (const std::uint32_t image : byTime)
        people[labels[image]].push_back(image);

    // Image i of a person goes with all from the first one on that is far enough; which is counted, not listed.
    struct Partners {
        const std::vector<std::uint32_t>* images;
        std::size_t image, first; // places in *images
        std::uint64_t before;     // pairs of all earlier entries
    };
    std::vector<Partners> partners;
    std::uint64_t total = 0;
    for (const auto& [label, images] : people) {
        std::size_t first = 0;
        for (std::size_t i = 0; i < images.size(); ++i) {
            while (first < images.size() && years[images[first]] - years[images[i]] < least)
                ++first;
            if (first == images.size())
                break;
            partners.push_back({&images, i, first, total});
            total += images.size() - first;
        }
    }
    Rng random(seed);
    std::set<std::uint64_t> drawn; // Floyd's sampling: each subset is as likely
    for (std::uint64_t j = total - std::min<std::uint64_t>(total, most); j < total; ++j)
        if (const std::uint64_t pick = random.below(j + 1); !drawn.insert(pick).second)
            drawn.insert(j);

    std::vector<AgePair> out;
    std::set<std::pair<std::uint32_t, std::uint32_t>> used;
    constexpr double kAlike = 0.5;         // years
    constexpr std::size_t kLookedAt = 256; // images on both sides of the wanted time
    constexpr std::size_t kChoice = 8;
    std::size_t looked = 0;
    for (const std::uint64_t number : drawn) {
        if (check && ++looked % 256 == 0)
            check();
        const auto at = std::prev(std::upper_bound(partners.begin(), partners.end(), number,
                                                   [](std::uint64_t n, const Partners& p) { return n < p.before; }));
        const std::uint32_t a = (*at->images)[at->image];
        const std::uint32_t b = (*at->images)[at->first + static_cast<std::size_t>(number - at->before)];
        out.push_back({a, b, true});

        // Somebody else at about the time of b, nearest first.
        const auto from = static_cast<std::size_t>(
            std::lower_bound(byTime.begin(), byTime.end(), years[b],
                             [&](std::uint32_t image, double year) { return years[image] < year; }) -
            byTime.begin());
        std::vector<std::uint32_t> choice;
        const auto consider = [&](std::size_t place) {
            const std::uint32_t other = byTime[place];
            if (labels[other] != labels[a] && std::abs(years[other] - years[b]) <= kAlike &&
                std::abs(years[other] - years[a]) >= least && !used.contains(std::minmax(a, other)))
                choice.push_back(other);
        };
        for (std::size_t k = 0; k < kLookedAt && choice.size() < kChoice; ++k) {
            if (from + k < byTime.size())
                consider(from + k);
            if (k < from)
                consider(from - 1 - k);
        }
        if (choice.empty())
            continue;
        const std::uint32_t other = choice[static_cast<std::size_t>(random.below(choice.size()))];
        used.insert(std::minmax(a, other));
        out.push_back({a, other, false});
    }
    return out;
}

HardSet makeHardSet(const HardSetOptions& asked, jobs::Context& context)
{
    HardSetOptions options = asked;
    if (!options.out.empty() && options.out.filename().empty()) // "FOLDER/"
        options.out = options.out.parent_path();
    const auto start = std::chrono::steady_clock::now();
    check(options);
    const formats::Staging scratch(fs::path(options.out) += ".crops", true); // fails now rather than after the work
    VerifyOptions on = options.on;
    on.forReport = false;
    on.bootstraps = 0;
    requirePictures(on);
    const auto set = openSet(on, options.size, context); // crops of another size are not there: better said now
    const Verification verified = verifyModel(on, context);

    requireSameImages(*set, verified);
    if (!isPack(options.out) && set->people().empty())
        throw Error(ErrorCode::BadArgument, "The set does not say who is who, which a folder needs; name a FILE.bin.");
    const int threads = on.compute.threads;
    context.stage("crop");
    Material material;
    material.labels = set->labels();
    std::vector<bool> wanted(set->images());
    for (std::size_t i = 0; i < verified.scores.size(); ++i) {
        material.pairs.push_back({verified.images[2 * i], verified.images[2 * i + 1], verified.same[i] != 0});
        wanted[verified.images[2 * i]] = wanted[verified.images[2 * i + 1]] = true;
    }
    if (options.years > 0) {
        material.years = yearsOfImages(options, *set, context);
        for (std::size_t i = 0; i < wanted.size(); ++i)
            wanted[i] = wanted[i] || (!material.labels.empty() && !std::isnan(material.years[i]));
    }
    const auto quality = keepCrops(*set, wanted, options.size, threads, scratch.path(), context);
    for (std::size_t i = 0; i < material.years.size(); ++i)
        if (std::isnan(quality[i])) // has no crop
            material.years[i] = kUnknown;
    std::vector<float> worse; // of both pictures
    for (const eval::Pair& pair : material.pairs)
        worse.push_back(std::min(quality[pair.a], quality[pair.b]));
    material.levels = levelsOf(verified.scores, verified.same, worse);

    const auto pairs = plan(material, options, [&] { context.checkStop(); });
    HardSet out;
    out.slices = countSlices(pairs);
    out.facts = factsOf(options, verified, out.slices);
    context.stage("store");
    const crops::CropReader crops(scratch.path());
    const Pictures pictures(crops, options.on.seed, threads, context);
    if (isPack(options.out))
        writeAsPack(options.out, pairs, material.labels, pictures, out.facts, context);
    else
        writeAsFolder(options.out, pairs, *set, pictures, out.facts, context);
    out.written = options.out;
    out.slicesFile = isPack(options.out) ? besidePack(options.out).slices : options.out / "slices.csv";
    out.pairs = pairs.size();
    for (const PlannedPair& pair : pairs)
        ++(pair.same ? out.genuine : out.impostor);
    out.seconds = secondsSince(start);
    return out;
}

} // namespace likeness::verify
