// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/picture_flags.h"

#include "core/base/json_util.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/cluster/near_hashes.h"
#include "core/curate/lbph.h"
#include "core/image/perceptual_hash.h"
#include "core/image/transform.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <set>

namespace likeness::curate {
namespace {

constexpr double kLowQuality = 0.75; // flagged when 1 − quality reaches it
constexpr int kHashDistance = 8;
constexpr std::size_t kMostPairs = 5'000'000;

// What makes a face poor, in words.
std::string qualityReason(const dataset::FaceRow& row)
{
    std::vector<std::string> reasons;
    const auto say = [&](bool when, const std::string& what, float value, const std::string& unit) {
        if (when)
            reasons.push_back(what + " (" + formatNumber(static_cast<double>(value), 0) + unit + ")");
    };
    say(row.sharpness < 40, "blurred", row.sharpness, "; below 40 is soft");
    say(row.brightness < 45, "too dark", row.brightness, " of 255");
    say(row.brightness > 222, "too bright", row.brightness, " of 255");
    say(row.contrast < 20, "flat", row.contrast, "; contrast below 20");
    say(row.size > 0 && row.size < 25, "small", row.size, " pixels between the eyes");
    say(std::abs(row.yaw) > 45, "turned to the side", std::abs(row.yaw), "°");
    say(std::abs(row.pitch) > 40, row.pitch > 0 ? "looking up" : "looking down", std::abs(row.pitch), "°");
    if (reasons.empty())
        return "Several small weaknesses add up to a quality of " + formatNumber(static_cast<double>(row.quality), 2) +
               ".";
    std::string out = "The face is ";
    for (std::size_t i = 0; i < reasons.size(); ++i)
        out += (i == 0 ? "" : i + 1 == reasons.size() ? " and " : ", ") + reasons[i];
    return out + ".";
}

// Keys of the pictures of these faces, for sentences.
std::unordered_map<dataset::FaceId, std::string> keysOf(const dataset::Project& project,
                                                        std::vector<dataset::FaceId> faces)
{
    std::unordered_map<dataset::FaceId, std::string> out;
    for (auto& [face, key] : project.imageKeys(faces))
        out.emplace(face, std::move(key));
    return out;
}

// A flag of one face for being the same as another.
dataset::FlagRow sameAs(const char* kind, const dataset::FaceRow& row, const dataset::FaceRow& other)
{
    dataset::FlagRow flag;
    flag.face = row.id;
    flag.kind = kind;
    flag.method = kImageMethod;
    flag.suggested = row.identity == other.identity ? 0 : other.identity;
    flag.rivalFace = other.id;
    return flag;
}

std::string labelled(const dataset::FaceRow& row, const dataset::FaceRow& other, const NameBook& names)
{
    return row.identity == other.identity || other.identity == 0
               ? "."
               : ", which is labelled " + names.of(other.identity) + ".";
}

// Pearson's correlation; 0 where a picture has one brightness.
double correlation(std::span<const std::uint8_t> x, std::span<const std::uint8_t> y)
{
    std::int64_t a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
        a += x[k];
        b += y[k];
        aa += x[k] * x[k];
        bb += y[k] * y[k];
        ab += x[k] * y[k];
    }
    const auto n = static_cast<std::int64_t>(x.size());
    const auto squares = static_cast<double>(n * aa - a * a) * static_cast<double>(n * bb - b * b);
    return squares > 0 ? static_cast<double>(n * ab - a * b) / std::sqrt(squares) : 0;
}

} // namespace

std::vector<dataset::FlagRow> qualityFlags(std::span<const dataset::FaceRow> rows)
{
    std::vector<dataset::FlagRow> out;
    for (const auto& row : rows) {
        const double score = std::clamp(1.0 - static_cast<double>(row.quality), 0.0, 1.0);
        const bool measured = row.sharpness > 0 || row.brightness > 0 || row.contrast > 0;
        if (!measured || score < kLowQuality)
            continue;
        dataset::FlagRow flag;
        flag.face = row.id;
        flag.kind = "low_quality";
        flag.method = kImageMethod;
        flag.score = score;
        flag.threshold = kLowQuality;
        flag.flagged = row.label != dataset::LabelState::Confirmed;
        flag.reason = qualityReason(row);
        flag.evidence = dumpJson({{"quality", row.quality},
                                  {"sharpness", row.sharpness},
                                  {"brightness", row.brightness},
                                  {"contrast", row.contrast},
                                  {"size", row.size},
                                  {"yaw", row.yaw},
                                  {"pitch", row.pitch}});
        out.push_back(std::move(flag));
    }
    return out;
}

std::vector<dataset::FlagRow>
duplicateFlags(const dataset::Project& project, std::span<const dataset::FaceRow> rows, const NameBook& names)
{
    std::vector<dataset::ImageId> ids;
    for (const auto& row : rows)
        if (row.primary || row.status == dataset::FaceStatus::Aligned)
            ids.push_back(row.image);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::unordered_map<dataset::ImageId, dataset::ImageRow> images;
    for (auto& image : project.images(ids))
        images.emplace(image.id, std::move(image));
    std::map<std::string, std::vector<const dataset::FaceRow*>> byHash;
    std::set<dataset::ImageId> seen; // two faces of a photograph are no two copies of it
    for (const auto& row : rows)
        if (const auto at = images.find(row.image);
            at != images.end() && !at->second.hash.empty() && seen.insert(row.image).second)
            byHash[at->second.hash].push_back(&row);
    std::vector<dataset::FlagRow> out;
    for (const auto& [hash, same] : byHash) {
        if (same.size() < 2)
            continue;
        const bool oneIdentity =
            std::all_of(same.begin(), same.end(), [&](auto* row) { return row->identity == same[0]->identity; });
        for (const auto* row : same) {
            const auto* other = row == same[0] ? same[1] : same[0];
            auto flag = sameAs("duplicate", *row, *other);
            flag.score = oneIdentity && row == same[0] ? 0.5 : 1.0;
            flag.threshold = 1.0;
            flag.flagged = flag.score >= flag.threshold;
            flag.reason = "The same file as " + images.at(other->image).key + labelled(*row, *other, names);
            flag.evidence = dumpJson({{"other", other->id}, {"copies", same.size()}});
            out.push_back(std::move(flag));
        }
    }
    return out;
}

double nearScore(double likeness)
{
    return std::clamp(1 - (1 - likeness) / (2 * (1 - kLeastLikeness)), 0.0, 1.0);
}

PictureLook pictureLook(const image::Image& crop, std::uint32_t number)
{
    const image::Image grey = image::toGrey(crop);
    return {number, image::perceptualHash(grey), image::resize(grey, kLookSize, kLookSize).pixels};
}

std::vector<PictureLook> pictureLooks(const crops::CropReader& crops,
                                      std::span<const dataset::FaceRow> rows,
                                      int threads,
                                      jobs::Context& context)
{
    context.stage("pictures");
    std::vector<PictureLook> out(rows.size());
    constexpr std::size_t kBatch = 64;
    std::atomic<std::uint64_t> done{0};
    parallelFor((rows.size() + kBatch - 1) / kBatch, threads,
                [&](std::size_t b) {
                    for (std::size_t k = b * kBatch; k < std::min(rows.size(), (b + 1) * kBatch); ++k)
                        if (const auto crop = lbphCrop(crops, rows[k].id); !crop.empty())
                            out[k] = pictureLook(crop, static_cast<std::uint32_t>(k));
                    context.progress(std::min<std::uint64_t>(done += kBatch, rows.size()), rows.size(), "faces");
                },
                context.stopToken());
    context.checkStop();
    std::erase_if(out, [](const PictureLook& look) { return look.small.empty(); });
    return out;
}

std::vector<NearPicture>
nearLooks(std::span<const PictureLook> looks, int threads, jobs::Context& context, std::optional<std::size_t> across)
{
    std::vector<std::uint64_t> hashes;
    hashes.reserve(looks.size());
    for (const PictureLook& look : looks)
        hashes.push_back(look.hash);
    const auto near = cluster::nearPairs(hashes, kHashDistance, kMostPairs, threads, context);
    if (!near.complete)
        context.issue({jobs::Issue::Severity::Note, "near duplicates", ErrorCode::TooLarge,
                       "There are more than 5,000,000 pairs of almost equal pictures; some are not listed."});
    std::vector<NearPicture> out;
    for (const auto& pair : near.pairs) {
        const PictureLook& a = looks[pair.a];
        const PictureLook& b = looks[pair.b];
        if (across && (a.number < *across) == (b.number < *across))
            continue;
        if (const double likeness = correlation(a.small, b.small); likeness >= kLeastLikeness)
            out.push_back({std::min(a.number, b.number), std::max(a.number, b.number), std::min(likeness, 1.0)});
    }
    return out;
}

std::vector<NearPicture> nearPictures(const crops::CropReader& crops,
                                      std::span<const dataset::FaceRow> rows,
                                      int threads,
                                      jobs::Context& context)
{
    auto out = nearLooks(pictureLooks(crops, rows, threads, context), threads, context);
    std::erase_if(out, [&](const NearPicture& pair) { return rows[pair.a].image == rows[pair.b].image; });
    return out;
}

std::vector<dataset::FlagRow> nearDuplicateFlags(const dataset::Project& project,
                                                 std::span<const dataset::FaceRow> rows,
                                                 std::span<const NearPicture> pairs,
                                                 const NameBook& names)
{
    // The likest earlier picture of each; of the earliest ones a later one, if that has another name.
    std::map<std::uint32_t, NearPicture> best;
    for (const NearPicture& pair : pairs) {
        const auto offer = [&](std::uint32_t i) {
            const auto at = best.find(i);
            if (at == best.end() || pair.likeness > at->second.likeness)
                best[i] = pair;
        };
        offer(pair.b);
        if (rows[pair.a].identity != rows[pair.b].identity)
            offer(pair.a);
    }
    std::vector<dataset::FaceId> others;
    for (const auto& [i, pair] : best)
        others.push_back(rows[pair.a == i ? pair.b : pair.a].id);
    const auto keys = keysOf(project, others);
    std::vector<dataset::FlagRow> out;
    for (const auto& [i, pair] : best) {
        const auto& row = rows[i];
        const auto& other = rows[pair.a == i ? pair.b : pair.a];
        auto flag = sameAs("near_duplicate", row, other);
        flag.score = nearScore(pair.likeness);
        flag.threshold = 0.5;
        flag.flagged = row.label != dataset::LabelState::Confirmed;
        flag.reason = "Almost the same picture as " + keys.at(other.id) + labelled(row, other, names);
        flag.evidence = dumpJson({{"other", other.id}, {"likeness", pair.likeness}});
        out.push_back(std::move(flag));
    }
    return out;
}

std::vector<dataset::FlagRow> leakageFlags(std::span<const dataset::FaceRow> rows,
                                           std::span<const NearPicture> pairs,
                                           const Case& input,
                                           std::span<const MergeHint> merges,
                                           const std::string& method,
                                           const NameBook& names)
{
    using dataset::Split;
    const auto sideOf = [&](dataset::IdentityId id) { return names.split(id); };
    // One side is trained on, the other one judged by.
    const auto crosses = [&](dataset::IdentityId a, dataset::IdentityId b) {
        const Split x = sideOf(a), y = sideOf(b);
        return x != y && (x == Split::Train || y == Split::Train) && x != Split::Undecided && y != Split::Undecided;
    };
    const auto sideName = [](Split s) {
        return s == Split::Train ? "train" : s == Split::Validation ? "validation" : "test";
    };
    std::vector<dataset::FlagRow> out;
    const auto add = [&](dataset::FaceId face, dataset::IdentityId own, dataset::FaceId other,
                         dataset::IdentityId theirs, const char* what, double score, double similarity,
                         const std::string& by) {
        dataset::FlagRow flag;
        flag.face = face;
        flag.kind = "leakage";
        flag.method = by;
        flag.score = score;
        flag.threshold = 0.5;
        flag.flagged = score >= flag.threshold;
        flag.suggested = own == theirs ? 0 : theirs;
        flag.rivalFace = other;
        flag.reason = std::string(what == std::string("picture") ? "This picture of " : "The person ") + names.of(own) +
                      (what == std::string("picture") ? ", which is trained on, is almost the same as one of "
                                                      : ", who is trained on, looks like ") +
                      names.of(theirs) + " on the " + sideName(sideOf(theirs)) + " side.";
        flag.evidence = dumpJson({{"other", other},
                                  {"side", sideName(sideOf(own))},
                                  {"other_side", sideName(sideOf(theirs))},
                                  {"what", what},
                                  {"similarity", similarity}});
        out.push_back(std::move(flag));
    };
    for (const NearPicture& pair : pairs) {
        const auto* a = &rows[pair.a];
        const auto* b = &rows[pair.b];
        if (!crosses(a->identity, b->identity))
            continue;
        if (sideOf(a->identity) != Split::Train)
            std::swap(a, b);
        add(a->id, a->identity, b->id, b->identity, "picture", nearScore(pair.likeness), pair.likeness, kImageMethod);
    }
    for (const MergeHint& hint : merges) {
        if (!crosses(hint.from, hint.into))
            continue;
        const bool trained = sideOf(hint.from) == Split::Train;
        const auto face = input.faces[hint.face], other = input.faces[hint.other];
        add(trained ? face : other, trained ? hint.from : hint.into, trained ? other : face,
            trained ? hint.into : hint.from, "person", hint.score, static_cast<double>(hint.similarity), method);
    }
    // A face in several such pairs: the worst.
    std::stable_sort(out.begin(), out.end(), [](const auto& x, const auto& y) {
        return x.face != y.face ? x.face < y.face : x.method != y.method ? x.method < y.method : x.score > y.score;
    });
    out.erase(std::unique(out.begin(), out.end(),
                          [](const auto& x, const auto& y) { return x.face == y.face && x.method == y.method; }),
              out.end());
    return out;
}

} // namespace likeness::curate
