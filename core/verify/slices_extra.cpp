// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/slices_extra.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/known.h"
#include "core/base/text.h"
#include "core/crops/crop_sizes.h"
#include "core/eval/paired.h"
#include "core/run/event_fields.h"
#include "core/verify/crop_measures.h"
#include "core/verify/verify_parts.h"
#include "core/verify/verify_set.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace likeness::verify {
namespace {

constexpr std::string_view kCodes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kNone = '.';
constexpr char kMeasures[] = "measures";

using run::numberOr;
using run::section;

std::size_t countIn(const Json& object, const char* key)
{
    return static_cast<std::size_t>(std::clamp(numberOr(object, key, 0), 0.0, 1e15));
}

SliceInput inputOf(const Verification& v, Sliced sliced, const std::string& source)
{
    SliceInput out;
    out.slices = std::move(sliced.slices);
    out.passedOver = std::move(sliced.passedOver);
    out.images = v.set.size();
    for (const auto& left : sliced.left)
        out.sources.push_back({left.attribute, left.unknown, left.different, source, std::nullopt});
    return out;
}

// How many images of the set a table gives no value for.
void countImages(SliceInput& input, const Verification& v, const ImageTable& table)
{
    std::vector<std::string> names;
    for (const SetImage& image : v.set)
        names.push_back(image.name);
    const auto rows = table.match(names);
    for (SliceSource& source : input.sources) {
        const auto column = table.column(source.attribute);
        if (!column)
            continue; // "age gap" is one of pairs
        source.imagesWithout =
            static_cast<std::size_t>(std::count_if(rows.ofImage.begin(), rows.ofImage.end(), [&](std::int64_t row) {
                return row < 0 || table.value(static_cast<std::size_t>(row), *column).empty();
            }));
    }
}

std::unique_ptr<VerifySet> openAgain(const Verification& v, jobs::Context& context)
{
    for (const int size : crops::kCropSizes)
        try {
            return openSet(v.options, size, context);
        } catch (const Error& error) { // crops of a run or project have one side
            if (error.code() != ErrorCode::NeedsPrepare || size == crops::kCropSizes.back())
                throw;
        }
    return nullptr;
}

// Which slice of its attribute each pair is in; nothing where it is in two, or there are too many.
std::optional<std::string>
membersOf(const std::vector<eval::Slice>& slices, const std::string& attribute, std::size_t pairs)
{
    std::string out(pairs, kNone);
    std::size_t code = 0;
    for (const eval::Slice& slice : slices) {
        if (slice.attribute != attribute)
            continue;
        if (code == kCodes.size())
            return std::nullopt;
        for (const std::uint32_t pair : slice.pairs) {
            if (out.at(pair) != kNone)
                return std::nullopt;
            out[pair] = kCodes[code];
        }
        ++code;
    }
    return out;
}

std::array<double, 2> ends(const Json& object, const char* key)
{
    const Json& list = section(object, key);
    const auto end = [&](std::size_t i) {
        return list.is_array() && list.size() == 2 && list[i].is_number() ? list[i].get<double>()
                                                                          : std::numeric_limits<double>::quiet_NaN();
    };
    return {end(0), end(1)};
}

bool isTrue(const Json& object, const char* key)
{
    const Json& value = section(object, key);
    return value.is_boolean() && value.get<bool>();
}

eval::SliceResult resultIn(const Json& row)
{
    eval::SliceResult out;
    out.attribute = run::text(row, "attribute");
    out.value = run::text(row, "value");
    out.pairs = countIn(row, "pairs");
    out.genuine = countIn(row, "genuine");
    out.impostor = countIn(row, "impostor");
    out.people = countIn(row, "people");
    for (std::size_t k = 0; k < eval::kSliceMetrics; ++k) {
        const std::string name(eval::sliceMetricName(static_cast<eval::SliceMetric>(k)));
        const Json& figure = section(row, name.c_str());
        out.figures[k] = {run::number(figure, "value"), ends(figure, "ci95"), isTrue(figure, "sufficient")};
    }
    return out;
}

std::vector<SliceSource> sourcesIn(const Json& extra)
{
    std::vector<SliceSource> out;
    const Json& left = section(extra, "left");
    if (left.is_array())
        for (const Json& one : left) {
            SliceSource source{run::text(one, "attribute"), countIn(one, "unknown"), countIn(one, "different"),
                               run::text(one, "source"), std::nullopt};
            if (section(one, "images_without").is_number())
                source.imagesWithout = countIn(one, "images_without");
            out.push_back(std::move(source));
        }
    return out;
}

std::vector<std::string> passedOverIn(const Json& extra)
{
    std::vector<std::string> out;
    const Json& list = section(extra, "passed_over");
    if (list.is_array())
        for (const Json& one : list)
            if (one.is_string())
                out.push_back(toUtf8(one.get<std::string>()));
    return out;
}

} // namespace

SliceInput sliceInputOf(const Verification& v,
                        const std::filesystem::path& csv,
                        jobs::Context& context,
                        const SliceOptions& options)
{
    SliceInput out = inputOf(v, sliceByFile(v, csv, options, context), displayPath(csv.filename()));
    try {
        countImages(out, v, ImageTable::read(csv));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::BadFile)
            throw;
        // a list of pairs says nothing of images
    }
    const bool none = std::all_of(out.sources.begin(), out.sources.end(), [&](const SliceSource& source) {
        return source.imagesWithout && *source.imagesWithout == v.set.size();
    });
    const std::string name = displayPath(csv.filename());
    if (none)
        throw Error(ErrorCode::BadFile, name + " says nothing of the images that were verified" +
                                            (v.set.empty() ? std::string() : ", such as " + v.set.front().name) +
                                            "; its column path has to name them.");
    if (out.slices.empty())
        throw Error(ErrorCode::BadFile, name + " makes no slices: no pair has two images of the same value.");
    return out;
}

SliceInput measuredSlices(const Verification& v, jobs::Context& context, const SliceOptions& options)
{
    requirePictures(v.options);
    context.stage("load");
    const auto set = openAgain(v, context);
    requireSameImages(*set, v);
    context.stage("measure");
    const auto measures = measureCrops(
        set->images(), [&](std::size_t i) { return set->crop(i, context); }, v.options.compute.threads, context);
    SliceInput out = inputOf(v, sliceByMeasures(v, measures, options), kMeasures);
    for (SliceSource& source : out.sources)
        source.imagesWithout =
            static_cast<std::size_t>(std::count_if(measures.begin(), measures.end(), [&](const auto& quality) {
                return !quality || (source.attribute == "yaw" && quality->size <= 0);
            }));
    return out;
}

SliceInput sliceInputFrom(const Json& extra, std::size_t pairs)
{
    SliceInput out;
    out.images = countIn(extra, "images");
    const Json& rows = section(extra, "slices");
    const Json& members = section(extra, "members");
    if (!rows.is_array() || !members.is_object() || std::max(rows.size(), members.size()) > eval::kMaxSlices)
        return out;
    for (const auto& [attribute, codes] : members.items()) {
        if (!codes.is_string() || codes.get_ref<const std::string&>().size() != pairs)
            continue;
        std::vector<eval::Slice> slices;
        for (const Json& row : rows)
            if (run::text(row, "attribute") == attribute && slices.size() < kCodes.size())
                slices.push_back({attribute, run::text(row, "value"), {}});
        bool whole = !slices.empty();
        const auto& text = codes.get_ref<const std::string&>();
        for (std::size_t i = 0; i < pairs && whole; ++i) {
            if (text[i] == kNone)
                continue;
            const std::size_t code = kCodes.find(text[i]);
            whole = code < slices.size();
            if (whole)
                slices[code].pairs.push_back(static_cast<std::uint32_t>(i));
        }
        if (whole)
            std::move(slices.begin(), slices.end(), std::back_inserter(out.slices));
    }
    const auto isKept = [&](const std::string& attribute) {
        return std::any_of(out.slices.begin(), out.slices.end(),
                           [&](const eval::Slice& slice) { return slice.attribute == attribute; });
    };
    for (SliceSource& source : sourcesIn(extra))
        if (isKept(source.attribute))
            out.sources.push_back(std::move(source));
    out.passedOver = passedOverIn(extra);
    return out;
}

SliceInput mergedSlices(SliceInput kept, SliceInput more)
{
    for (const SliceSource& source : more.sources)
        leaveSlicesOut(kept, source.attribute);
    std::move(more.slices.begin(), more.slices.end(), std::back_inserter(kept.slices));
    std::move(more.sources.begin(), more.sources.end(), std::back_inserter(kept.sources));
    kept.passedOver = std::move(more.passedOver);
    kept.images = more.images;
    return kept;
}

void leaveSlicesOut(SliceInput& input, const std::string& attribute)
{
    std::erase_if(input.slices, [&](const eval::Slice& slice) { return slice.attribute == attribute; });
    std::erase_if(input.sources, [&](const SliceSource& source) { return source.attribute == attribute; });
}

Json measuredExtra(const Verification& v, const SliceInput& input, const eval::Check& check)
{
    Json out = eval::measureSlices(v.scores, v.same, v.identities, input.slices,
                                   {.bootstraps = v.options.bootstraps,
                                    .seed = v.options.seed,
                                    .balancedFolds = v.balancedFolds,
                                    .check = check})
                   .toJson();
    Json left = Json::array();
    Json members = Json::object();
    for (const SliceSource& source : input.sources) {
        left.push_back({{"attribute", source.attribute},
                        {"unknown", source.unknown},
                        {"different", source.different},
                        {"source", source.source},
                        {"images_without", source.imagesWithout ? Json(*source.imagesWithout) : Json()}});
        if (const auto codes = membersOf(input.slices, source.attribute, v.scores.size()))
            members[source.attribute] = *codes;
    }
    out["left"] = std::move(left);
    out["passed_over"] = input.passedOver;
    out["images"] = input.images;
    out["members"] = std::move(members);
    return out;
}

std::filesystem::path ownSlicesFile(const Verification& v)
{
    const std::filesystem::path& set = v.options.set;
    if (set.empty())
        return {};
    std::error_code ec;
    std::filesystem::path file = std::filesystem::is_directory(set, ec)
                                     ? set / "slices.csv"
                                     : std::filesystem::path(set).replace_extension(".slices.csv");
    return std::filesystem::is_regular_file(file, ec) ? file : std::filesystem::path();
}

Json withoutAttribute(Json extra, const std::string& attribute)
{
    if (!extra.is_object())
        return extra;
    for (const char* key : {"slices", "attributes", "left"}) {
        if (!section(extra, key).is_array())
            continue;
        Json kept = Json::array();
        for (Json& one : extra[key])
            if (run::text(one, "attribute") != attribute)
                kept.push_back(std::move(one));
        extra[key] = std::move(kept);
    }
    if (section(extra, "members").is_object())
        extra["members"].erase(attribute);
    std::map<std::string, std::vector<Json*>> gaps; // by metric
    if (section(extra, "attributes").is_array())
        for (Json& one : extra["attributes"])
            if (section(one, "gaps").is_array())
                for (Json& gap : one["gaps"])
                    if (gap.is_object())
                        gaps[run::text(gap, "metric")].push_back(&gap);
    for (const auto& [metric, list] : gaps) {
        std::vector<double> p;
        for (const Json* gap : list)
            p.push_back(run::number(*gap, "p"));
        const auto corrected = eval::holm(p);
        for (std::size_t i = 0; i < list.size(); ++i)
            (*list[i])["p_holm"] = known(corrected[i]);
    }
    return extra;
}

std::optional<SliceTable> sliceTable(const Json& extra)
{
    const Json& rows = section(extra, "slices");
    const Json& attributes = section(extra, "attributes");
    if (!rows.is_array() || !attributes.is_array() || !section(extra, "all").is_object() ||
        std::max(rows.size(), attributes.size()) > eval::kMaxSlices)
        return std::nullopt;
    SliceTable out;
    out.all = resultIn(extra["all"]);
    out.threshold = run::number(extra, "threshold");
    out.target = run::number(section(extra, "operating"), "target");
    out.operatingThreshold = run::number(section(extra, "operating"), "threshold");
    out.ownFpr = run::number(extra, "own_fpr");
    out.images = countIn(extra, "images");
    out.bootstraps = static_cast<int>(std::min<std::size_t>(countIn(extra, "bootstraps"), 1'000'000));
    out.resampledIdentities = run::text(extra, "resampled") == "identities";
    out.passedOver = passedOverIn(extra);
    const auto sources = sourcesIn(extra);
    for (const Json& one : attributes) {
        SliceTable::Attribute attribute;
        attribute.name = run::text(one, "attribute");
        for (const SliceSource& source : sources)
            if (source.attribute == attribute.name)
                attribute.source = source;
        for (const Json& row : rows)
            if (run::text(row, "attribute") == attribute.name)
                attribute.rows.push_back(resultIn(row));
        attribute.gap.gap = attribute.gap.pHolm = std::numeric_limits<double>::quiet_NaN();
        attribute.gap.ci95 = {attribute.gap.gap, attribute.gap.gap};
        const Json& gaps = section(one, "gaps");
        if (gaps.is_array())
            for (const Json& gap : gaps) {
                if (run::text(gap, "metric") != eval::sliceMetricName(eval::SliceMetric::Accuracy))
                    continue;
                attribute.gap.compared = std::min(countIn(gap, "compared"), attribute.rows.size());
                attribute.gap.gap = run::number(gap, "gap");
                attribute.gap.ci95 = ends(gap, "ci95");
                attribute.gap.pHolm = run::number(gap, gap.contains("p_holm") ? "p_holm" : "p");
                for (std::size_t i = 0; i < attribute.rows.size(); ++i) {
                    if (attribute.rows[i].value == run::text(gap, "highest"))
                        attribute.gap.highest = i;
                    if (attribute.rows[i].value == run::text(gap, "lowest"))
                        attribute.gap.lowest = i;
                }
            }
        out.attributes.push_back(std::move(attribute));
    }
    std::stable_sort(out.attributes.begin(), out.attributes.end(), [](const auto& a, const auto& b) {
        const double x = a.gap.gap, y = b.gap.gap;
        return std::isnan(x) || std::isnan(y) ? !std::isnan(x) && std::isnan(y) : x > y;
    });
    return out;
}

} // namespace likeness::verify
