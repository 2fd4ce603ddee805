// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/verification_bytes.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace likeness::verify {
namespace {

static_assert(std::endian::native == std::endian::little);
constexpr char kMagic[] = "LKVERIF1";
constexpr std::size_t kMagicBytes = sizeof kMagic - 1;
constexpr int kFormat = 1;
constexpr std::uint64_t kMostJson = std::uint64_t{1} << 30;
constexpr std::uint64_t kMostPairs = std::uint64_t{1} << 31;
constexpr std::uint64_t kMostPictures = std::uint64_t{1} << 28;

struct Head {
    std::uint64_t json = 0, pairs = 0, identities = 0, pictures = 0;
    // 4 bytes a score, 1 an answer, 8 for both images, 4 an identity.
    std::uint64_t body() const { return json + pairs * 13 + identities * 4 + pictures; }
};
constexpr std::size_t kHeadBytes = kMagicBytes + sizeof(Head);
constexpr std::size_t kChecksumBytes = 8;

[[noreturn]] void damaged(const std::string& name)
{
    throw Error(ErrorCode::BadFile,
                name + " is no stored verification, or it is damaged; verify once more to replace it.");
}

Head headOf(std::span<const std::uint8_t> bytes, const std::string& name)
{
    if (bytes.size() < kMagicBytes || std::memcmp(bytes.data(), kMagic, kMagicBytes) != 0)
        throw Error(ErrorCode::BadFile, name +
                                            " is no stored verification (.lkv). A pack or a folder to verify on goes "
                                            "with --set on the command line.");
    if (bytes.size() < kHeadBytes)
        damaged(name);
    Head head;
    std::memcpy(&head, bytes.data() + kMagicBytes, sizeof head);
    if (head.json > kMostJson || head.pairs > kMostPairs || head.pictures > kMostPictures ||
        (head.identities != 0 && head.identities != 2 * head.pairs))
        damaged(name);
    return head;
}

Json describe(const Verification& v, std::vector<Bytes>& pictures)
{
    Json images = Json::array();
    for (const SetImage& image : v.set)
        images.push_back(
            {toUtf8(image.name), image.face, image.person == SetImage::kNobody ? Json() : Json(image.person)});
    const auto worst = [&](const std::vector<PairPicture>& pairs) {
        Json out = Json::array();
        for (const PairPicture& pair : pairs) {
            out.push_back({{"a", toUtf8(pair.nameA)},
                           {"b", toUtf8(pair.nameB)},
                           {"score", pair.score},
                           {"same", pair.same},
                           {"faces", {pair.faceA, pair.faceB}},
                           {"bytes", {pair.pngA.size(), pair.pngB.size()}}});
            pictures.push_back(pair.pngA);
            pictures.push_back(pair.pngB);
        }
        return out;
    };
    Json people = Json::array();
    for (const std::string& person : v.people)
        people.push_back(toUtf8(person));
    // The figures are there for lists; whoever reads the whole file computes them again.
    return {{"format", kFormat},
            {"title", v.title},
            {"time", v.time},
            {"facts", v.facts},
            {"options", toJson(v.options)},
            {"balanced_folds", v.balancedFolds},
            {"figures", {{"accuracy", v.result.kfold.accuracy}, {"auc", v.result.auc}, {"eer", v.result.eer}}},
            {"separability", v.separability ? v.separability->toJson() : Json()},
            {"extras", v.extras},
            {"events", v.events},
            {"people", people},
            {"images", images},
            {"false_accepts", worst(v.worstFalseAccepts)},
            {"false_rejects", worst(v.worstFalseRejects)}};
}

template<typename T>
void append(Bytes& out, std::span<const T> values)
{
    const auto* first = reinterpret_cast<const std::uint8_t*>(values.data());
    out.insert(out.end(), first, first + values.size_bytes());
}

// Copies what comes next in a body whose size was checked.
class Body
{
public:
    explicit Body(const std::uint8_t* at) : m_at(at) {}
    template<typename T>
    std::vector<T> take(std::size_t count)
    {
        std::vector<T> out(count);
        if (count > 0)
            std::memcpy(out.data(), m_at, count * sizeof(T));
        m_at += count * sizeof(T);
        return out;
    }

private:
    const std::uint8_t* m_at;
};

void readImages(const Json& json, Verification& v)
{
    for (const Json& person : json.at("people"))
        v.people.push_back(person.get<std::string>());
    for (const Json& image : json.at("images")) {
        SetImage one{image.at(0).get<std::string>(), image.at(1).get<std::int64_t>()};
        if (!image.at(2).is_null())
            one.person = image.at(2).get<std::uint32_t>();
        v.set.push_back(std::move(one));
    }
}

std::vector<PairPicture> readWorst(const Json& json, Body& body, std::uint64_t& left)
{
    std::vector<PairPicture> out;
    for (const Json& one : json) {
        PairPicture pair;
        pair.nameA = one.at("a").get<std::string>();
        pair.nameB = one.at("b").get<std::string>();
        pair.score = one.at("score").get<float>();
        pair.same = one.at("same").get<bool>();
        pair.faceA = one.at("faces").at(0).get<std::int64_t>();
        pair.faceB = one.at("faces").at(1).get<std::int64_t>();
        for (const int k : {0, 1}) {
            const auto bytes = one.at("bytes").at(static_cast<std::size_t>(k)).get<std::uint64_t>();
            if (bytes > left)
                throw Error(ErrorCode::BadFile, "A picture is not there.");
            left -= bytes;
            (k == 0 ? pair.pngA : pair.pngB) = body.take<std::uint8_t>(bytes);
        }
        out.push_back(std::move(pair));
    }
    return out;
}

} // namespace

Bytes verificationBytes(const Verification& v)
{
    std::vector<Bytes> pictures;
    const std::string json = dumpJson(describe(v, pictures));
    Head head{json.size(), v.scores.size(), v.identities.size(), 0};
    for (const Bytes& picture : pictures)
        head.pictures += picture.size();
    Bytes out;
    out.reserve(kHeadBytes + head.body() + kChecksumBytes);
    append(out, std::span<const char>(kMagic, kMagicBytes));
    append(out, std::span<const Head>(&head, 1));
    append(out, std::span<const char>(json));
    append(out, std::span<const float>(v.scores));
    append(out, std::span<const std::uint8_t>(v.same));
    append(out, std::span<const std::uint32_t>(v.images));
    append(out, std::span<const std::uint32_t>(v.identities));
    for (const Bytes& picture : pictures)
        append(out, std::span<const std::uint8_t>(picture));
    const std::uint64_t checksum = hash64(out);
    append(out, std::span<const std::uint64_t>(&checksum, 1));
    return out;
}

Verification verificationFrom(std::span<const std::uint8_t> bytes, const std::string& name)
{
    const Head head = headOf(bytes, name);
    if (bytes.size() != kHeadBytes + head.body() + kChecksumBytes)
        damaged(name);
    std::uint64_t checksum = 0;
    std::memcpy(&checksum, bytes.data() + bytes.size() - kChecksumBytes, kChecksumBytes);
    if (hash64(bytes.first(bytes.size() - kChecksumBytes)) != checksum)
        damaged(name);
    Verification v;
    try {
        const Json json = parseJson({reinterpret_cast<const char*>(bytes.data()) + kHeadBytes, head.json}, "it");
        if (json.at("format").get<int>() > kFormat)
            throw Error(ErrorCode::NewerProject, name + " was written by a newer version of Likeness; use that one.");
        v.title = json.at("title").get<std::string>();
        if (const auto time = json.find("time");
            time != json.end() && time->is_number_integer()) // not in the first files
            v.time = time->get<std::int64_t>();
        v.facts = json.at("facts");
        v.options = verifyOptionsFrom(json.at("options"));
        v.balancedFolds = json.at("balanced_folds").get<bool>();
        v.extras = json.at("extras");
        v.events = json.at("events").get<std::vector<Json>>();
        readImages(json, v);
        Body body(bytes.data() + kHeadBytes + head.json);
        v.scores = body.take<float>(head.pairs);
        v.same = body.take<std::uint8_t>(head.pairs);
        v.images = body.take<std::uint32_t>(2 * head.pairs);
        v.identities = body.take<std::uint32_t>(head.identities);
        std::uint64_t left = head.pictures;
        v.worstFalseAccepts = readWorst(json.at("false_accepts"), body, left);
        v.worstFalseRejects = readWorst(json.at("false_rejects"), body, left);
        if (!json.at("separability").is_null())
            v.separability = eval::separabilityFrom(json["separability"]);
    } catch (const Json::exception&) {
        damaged(name);
    }
    if (!v.facts.is_object() || !v.extras.is_object() ||
        std::any_of(v.same.begin(), v.same.end(), [](std::uint8_t answer) { return answer > 1; }))
        damaged(name);
    const auto below = [](const auto& numbers, std::size_t count) {
        return std::all_of(numbers.begin(), numbers.end(), [&](std::uint32_t n) { return n < count; });
    };
    const auto known = [&](const SetImage& image) {
        return image.person == SetImage::kNobody || image.person < v.people.size();
    };
    if (!below(v.images, v.set.size()) || !below(v.identities, v.people.size()) ||
        !std::all_of(v.set.begin(), v.set.end(), known))
        damaged(name);
    return v;
}

VerificationHeader verificationHeader(std::span<const std::uint8_t> first, const std::string& name)
{
    const Head head = headOf(first, name);
    return {head.json, head.pairs};
}

} // namespace likeness::verify
