// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json_util.h"
#include "core/base/log.h"
#include "core/curate/curation.h"
#include "core/curate/lbph.h"
#include "core/curate/live.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <unordered_set>

namespace likeness::curate {
namespace {

// cache/curate-<method>.lks, little-endian: "LKSCALE2", u64 count, u64 pairs, i64 face[count] ascending, i64
// label[count], i64 pair[pairs][2] (face, identity ruled out) ascending, f32 offset[count], u8 confirmed[count], u64
// XXH3 of all before.
constexpr char kMagic[] = "LKSCALE2";
constexpr std::size_t kHead = 24, kOfFace = 8 + 8 + 4 + 1, kOfPair = 16, kTail = 8;
constexpr std::uint64_t kMostFaces = 1ull << 30;
using Pair = std::pair<dataset::FaceId, dataset::IdentityId>;
static_assert(sizeof(Pair) == kOfPair);

template<typename T>
void put(std::uint8_t*& to, const std::vector<T>& values)
{
    const std::size_t bytes = values.size() * sizeof(T);
    if (bytes > 0)
        std::memcpy(to, values.data(), bytes);
    to += bytes;
}

template<typename T>
void take(const std::uint8_t*& from, std::vector<T>& values, std::size_t count)
{
    values.resize(count);
    if (count > 0)
        std::memcpy(static_cast<void*>(values.data()), from, count * sizeof(T));
    from += count * sizeof(T);
}

std::filesystem::path scaleFile(const dataset::Project& project, const std::string& method)
{
    return project.cacheFolder() / ("curate-" + method + ".lks");
}

std::string settingKey(const std::string& method)
{
    return "curation." + method;
}

Json toJson(const PairModel::Parameters& p)
{
    return {{"impostor", p.impostor},
            {"impostor_spread", p.impostorSpread},
            {"genuine", p.genuine},
            {"genuine_spread", p.genuineSpread},
            {"genuine_share", p.genuineShare}};
}

Bytes asFile(const Lesson& lesson)
{
    const std::uint64_t count = lesson.faces.size(), pairs = lesson.cannot.size();
    Bytes bytes(kHead + count * kOfFace + pairs * kOfPair + kTail);
    std::memcpy(bytes.data(), kMagic, 8);
    std::memcpy(bytes.data() + 8, &count, 8);
    std::memcpy(bytes.data() + 16, &pairs, 8);
    std::uint8_t* to = bytes.data() + kHead;
    put(to, lesson.faces);
    put(to, lesson.labels);
    put(to, lesson.cannot);
    put(to, lesson.scale.offsets);
    put(to, lesson.confirmed);
    const std::uint64_t check = hash64({bytes.data(), bytes.size() - kTail});
    std::memcpy(to, &check, kTail);
    return bytes;
}

// The file's own hash, by which the setting knows that it is of the same curation.
std::string checkOf(std::span<const std::uint8_t> file)
{
    std::uint64_t check = 0;
    std::memcpy(&check, file.data() + file.size() - kTail, kTail);
    return std::to_string(check);
}

bool readFaces(const std::filesystem::path& file, const std::string& check, Lesson& out)
{
    const Bytes bytes = readFile(file, kHead + kMostFaces * (kOfFace + kOfPair) + kTail);
    std::uint64_t count = 0, pairs = 0, hash = 0;
    if (bytes.size() < kHead + kTail || std::memcmp(bytes.data(), kMagic, 8) != 0)
        return false;
    std::memcpy(&count, bytes.data() + 8, 8);
    std::memcpy(&pairs, bytes.data() + 16, 8);
    if (count > kMostFaces || pairs > kMostFaces || bytes.size() != kHead + count * kOfFace + pairs * kOfPair + kTail)
        return false;
    std::memcpy(&hash, bytes.data() + bytes.size() - kTail, kTail);
    if (hash64({bytes.data(), bytes.size() - kTail}) != hash || checkOf(bytes) != check)
        return false;
    const std::uint8_t* from = bytes.data() + kHead;
    take(from, out.faces, count);
    take(from, out.labels, count);
    take(from, out.cannot, pairs);
    take(from, out.scale.offsets, count);
    take(from, out.confirmed, count);
    return std::is_sorted(out.faces.begin(), out.faces.end()) && std::is_sorted(out.cannot.begin(), out.cannot.end()) &&
           std::all_of(out.scale.offsets.begin(), out.scale.offsets.end(), [](float v) { return std::isfinite(v); });
}

} // namespace

void keepLesson(dataset::Project& project,
                const Material& material,
                const Case& input,
                const Result& result,
                const LbphOptions& lbph)
{
    std::vector<std::size_t> order(material.faces.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return material.faces[a] < material.faces[b]; });
    const std::unordered_set<dataset::FaceId> sure(input.confirmed.begin(), input.confirmed.end());
    Lesson kept;
    for (const auto i : order) {
        kept.faces.push_back(input.faces[i]);
        kept.labels.push_back(input.labels[i]);
        kept.scale.offsets.push_back(result.scale.offsets[i]);
        kept.confirmed.push_back(sure.contains(input.faces[i]) ? 1 : 0);
    }
    kept.cannot.assign(input.cannot.begin(), input.cannot.end());
    std::sort(kept.cannot.begin(), kept.cannot.end());
    const Bytes file = asFile(kept);
    try {
        writeFileAtomically(scaleFile(project, material.method), file);
    } catch (const Error& e) {
        log::warn(e.what()); // a cache: done without, and an older one is not of this curation
    }
    const auto& s = result.separation;
    Json json = {
        {"method", material.method},
        {"model", material.model},
        {"threshold", result.threshold},
        {"wrong_share", result.wrongShare},
        {"expected_precision", result.expectedPrecision},
        {"expected_recall", result.expectedRecall},
        {"genuine", {{"mean", s.genuine}, {"spread", s.genuineSpread}}},
        {"impostor", {{"mean", s.impostor}, {"spread", s.impostorSpread}}},
        {"faces", material.faces.size()},
        {"learned_from", input.learned ? input.learned->faces : material.faces.size()},
        {"reviewed", input.learned != nullptr},
        {"check", checkOf(file)},
        {"exact", material.exact},
        {"time", nowMs()},
        {"scale", toJson(result.scale.model.parameters())},
        {"names", result.scale.names},
        {"free_names", result.scale.freeNames},
        {"calibration", {{"slope", result.scale.calibration.slope}, {"offset", result.scale.calibration.offset}}}};
    json["scale"]["wrong_share"] = result.scale.wrongShare;
    if (material.recall)
        json["recall"] = *material.recall;
    if (material.method == "embedding") {
        if (const auto cache = compute::latestCache(project.cacheFolder()))
            json["embeddings"] = compute::toJson(*cache);
    } else {
        json["lbph"] = {{"light", image::lightingName(lbph.light)},
                        {"compact", lbphMode(lbph.mode, material.faces.size()) == LbphMode::Compact}};
    }
    project.setSetting(settingKey(material.method), dumpJson(json));
}

std::optional<Learned>
learnedBefore(const dataset::Project& project, const Material& material, const Case& input, const LbphOptions& lbph)
{
    constexpr double kMostNew = 0.1;
    const auto known = lesson(project, material.method);
    const std::size_t count = material.faces.size();
    if (!known || static_cast<double>(count) > (1 + kMostNew) * static_cast<double>(known->learnedFrom))
        return std::nullopt;
    if (known->embeddings) {
        const auto cache = compute::latestCache(project.cacheFolder());
        if (!cache || cache->file != known->embeddings->file || cache->salt != known->embeddings->salt)
            return std::nullopt; // of another model
    } else if (known->lbph.light != lbph.light || known->lbph.mode != lbphMode(lbph.mode, count)) {
        return std::nullopt;
    }
    const std::unordered_set<dataset::FaceId> sure(input.confirmed.begin(), input.confirmed.end());
    std::vector<Pair> cannot(input.cannot.begin(), input.cannot.end());
    std::sort(cannot.begin(), cannot.end());
    std::size_t met = 0;
    bool reviewed = known->reviewed || cannot != known->cannot;
    for (std::size_t i = 0; i < count; ++i)
        if (const auto at = known->find(material.faces[i])) {
            ++met;
            reviewed |= known->labels[*at] != material.labels[i] ||
                        (known->confirmed[*at] != 0) != sure.contains(material.faces[i]);
        }
    reviewed |= met < known->faces.size(); // rejected
    if (!reviewed || static_cast<double>(met) < (1 - kMostNew) * static_cast<double>(count))
        return std::nullopt;
    return Learned{known->scale.wrongShare, known->scale.calibration, known->threshold, known->learnedFrom};
}

std::optional<std::size_t> Lesson::find(dataset::FaceId face) const
{
    const auto at = std::lower_bound(faces.begin(), faces.end(), face);
    if (at == faces.end() || *at != face)
        return std::nullopt;
    return static_cast<std::size_t>(at - faces.begin());
}

float Lesson::offsetOf(dataset::FaceId face) const
{
    const auto at = find(face);
    return at ? scale.offsets[*at] : meanOffset;
}

dataset::IdentityId Lesson::labelOf(dataset::FaceId face) const
{
    const auto at = find(face);
    return at ? labels[*at] : 0;
}

std::optional<Lesson> lesson(const dataset::Project& project, const std::string& method)
{
    const std::string text = project.setting(settingKey(method));
    if (text.empty())
        return std::nullopt;
    try {
        const Json json = parseJson(text, "what curation learned");
        Lesson out;
        out.method = method;
        out.model = json.at("model").get<std::string>();
        out.threshold = json.at("threshold").get<double>();
        out.learnedFrom = json.at("learned_from").get<std::size_t>();
        out.reviewed = json.at("reviewed").get<bool>();
        const Json& scale = json.at("scale");
        out.scale.model = PairModel(PairModel::Parameters{
            scale.at("impostor").get<double>(), std::max(scale.at("impostor_spread").get<double>(), 1e-6),
            scale.at("genuine").get<double>(), std::max(scale.at("genuine_spread").get<double>(), 1e-6),
            scale.at("genuine_share").get<double>()});
        out.scale.wrongShare = std::clamp(scale.at("wrong_share").get<double>(), 1e-3, 0.5);
        out.scale.names = std::max(json.at("names").get<double>(), 2.0);
        out.scale.freeNames = std::max(json.at("free_names").get<double>(), 1.0);
        out.scale.calibration = {std::clamp(json.at("calibration").at("slope").get<double>(), 0.0, 10.0),
                                 std::clamp(json.at("calibration").at("offset").get<double>(), -100.0, 100.0)};
        if (method == "embedding") {
            out.embeddings = compute::embeddingCacheFrom(json.at("embeddings"), project.cacheFolder());
        } else {
            out.lbph.light = image::lightingOf(json.at("lbph").at("light").get<std::string>());
            out.lbph.mode = json.at("lbph").at("compact").get<bool>() ? LbphMode::Compact : LbphMode::Full;
        }
        if (!readFaces(scaleFile(project, method), json.at("check").get<std::string>(), out))
            return std::nullopt;
        double sum = 0;
        for (const float offset : out.scale.offsets)
            sum += static_cast<double>(offset);
        if (!out.faces.empty())
            out.meanOffset = static_cast<float>(sum / static_cast<double>(out.faces.size()));
        return out;
    } catch (const Error&) {
        // none, or none that can be read: the next curation makes it
    } catch (const Json::exception&) {
        // of another version
    }
    return std::nullopt;
}

std::optional<Curation> lastCuration(const dataset::Project& project, const std::string& method)
{
    const std::string text = project.setting(settingKey(method));
    if (text.empty())
        return std::nullopt;
    try {
        const Json json = parseJson(text, "what curation learned");
        const Json none = Json::object();
        const auto part = [&](const char* key) -> const Json& { return json.contains(key) ? json.at(key) : none; };
        Curation out;
        out.threshold = json.value("threshold", 0.0);
        out.wrongShare = json.value("wrong_share", 0.0);
        out.precision = json.value("expected_precision", 0.0);
        out.recall = json.value("expected_recall", 0.0);
        out.genuineMean = part("genuine").value("mean", 0.0);
        out.genuineSpread = part("genuine").value("spread", 0.0);
        out.impostorMean = part("impostor").value("mean", 0.0);
        out.impostorSpread = part("impostor").value("spread", 0.0);
        out.hasPairs = json.contains("genuine") && json.contains("impostor");
        out.faces = json.value("faces", 0);
        out.time = json.value("time", std::int64_t{0});
        out.model = json.value("model", std::string());
        return out;
    } catch (const std::exception&) { // of another version
        return std::nullopt;
    }
}

} // namespace likeness::curate
