// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/curate/grouping.h"

#include <cmath>
#include <limits>
#include <utility>

namespace likeness::curate {
namespace {

constexpr int kVersion = 1;

Json groupJson(const FaceGroup& group)
{
    Json faces = Json::array();
    for (const GroupFace& face : group.faces)
        faces.push_back(
            Json::array({face.id, face.identity, static_cast<int>(face.label), face.similarity, face.out ? 1 : 0}));
    return {{"faces", faces},
            {"person", group.person},
            {"closest", group.closest},
            {"person_faces", group.personFaces},
            {"person_count", group.personCount},
            {"person_similarity", group.personSimilarity},
            {"similarity", group.similarity},
            {"score", group.score},
            {"aside", group.aside}};
}

// The file may be somebody else's: a number that its type cannot hold is refused.
template<typename T>
T number(const Json& json)
{
    if constexpr (std::is_integral_v<T>) {
        if (json.is_number_integer() && std::in_range<T>(json.get<std::int64_t>()))
            return static_cast<T>(json.get<std::int64_t>());
    } else if (json.is_number() && std::abs(json.get<double>()) <= double{std::numeric_limits<T>::max()}) {
        return json.get<T>();
    }
    throw Error(ErrorCode::BadFile, "The kept grouping holds a number that is none.");
}

FaceGroup groupFrom(const Json& json)
{
    FaceGroup group;
    for (const Json& face : json.at("faces")) {
        const int label = number<int>(face.at(2));
        if (label < 0 || label > static_cast<int>(dataset::LabelState::Rejected))
            throw Error(ErrorCode::BadFile, "The kept grouping holds an unknown label.");
        group.faces.push_back({number<std::int64_t>(face.at(0)), number<std::int64_t>(face.at(1)),
                               static_cast<dataset::LabelState>(label), number<float>(face.at(3)),
                               number<int>(face.at(4)) != 0});
    }
    group.person = number<std::int64_t>(json.at("person"));
    group.closest = number<std::int64_t>(json.at("closest"));
    for (const Json& face : json.at("person_faces"))
        group.personFaces.push_back(number<std::int64_t>(face));
    group.personCount = number<int>(json.at("person_count"));
    group.personSimilarity = number<float>(json.at("person_similarity"));
    group.similarity = number<float>(json.at("similarity"));
    group.score = number<double>(json.at("score"));
    group.aside = json.at("aside").get<bool>();
    return group;
}

} // namespace

const char* scopeName(GroupScope scope)
{
    return scope == GroupScope::Unlabelled ? "unlabelled" : scope == GroupScope::Doubtful ? "doubtful" : "all";
}

GroupScope scopeNamed(const std::string& name)
{
    for (const auto scope : {GroupScope::Unlabelled, GroupScope::Doubtful, GroupScope::All})
        if (name == scopeName(scope))
            return scope;
    throw Error(ErrorCode::BadArgument, "Faces to group are \"unlabelled\", \"doubtful\" or \"all\".");
}

cluster::Algorithm algorithmNamed(const std::string& name)
{
    for (const auto algorithm : cluster::allAlgorithms())
        if (name == cluster::algorithmName(algorithm))
            return algorithm;
    std::string known;
    for (const auto& one : cluster::algorithmNames())
        known += (known.empty() ? "" : ", ") + one;
    throw Error(ErrorCode::BadArgument, "Faces are grouped by one of " + known + ".");
}

Json toJson(const GroupProposal& proposal)
{
    Json groups = Json::array();
    for (const FaceGroup& group : proposal.groups)
        groups.push_back(groupJson(group));
    Json contradictions = Json::array();
    for (const Contradiction& pair : proposal.contradictions)
        contradictions.push_back(Json::array({pair.a, pair.b}));
    Json json = {{"version", kVersion},
                 {"method", proposal.method},
                 {"model", proposal.model},
                 {"algorithm", cluster::algorithmName(proposal.algorithm)},
                 {"scope", scopeName(proposal.scope)},
                 {"threshold", proposal.threshold},
                 {"threshold_from", proposal.thresholdFrom},
                 {"minimum_size", proposal.minimumSize},
                 {"looked", proposal.looked},
                 {"anchors", proposal.anchors},
                 {"exact", proposal.exact},
                 {"contradictions", contradictions},
                 {"groups", groups}};
    if (proposal.recall)
        json["recall"] = *proposal.recall;
    return json;
}

GroupProposal proposalFrom(const Json& json)
{
    if (number<int>(json.at("version")) != kVersion)
        throw Error(ErrorCode::BadFile, "The kept grouping is of another version.");
    GroupProposal out;
    out.method = json.at("method").get<std::string>();
    out.model = json.at("model").get<std::string>();
    out.algorithm = algorithmNamed(json.at("algorithm").get<std::string>());
    out.scope = scopeNamed(json.at("scope").get<std::string>());
    out.threshold = number<float>(json.at("threshold"));
    out.thresholdFrom = json.at("threshold_from").get<std::string>();
    out.minimumSize = number<std::size_t>(json.at("minimum_size"));
    out.looked = number<int>(json.at("looked"));
    out.anchors = number<int>(json.at("anchors"));
    out.exact = json.at("exact").get<bool>();
    out.recall.reset();
    if (const auto recall = json.find("recall"); recall != json.end())
        out.recall = number<double>(*recall);
    for (const Json& pair : json.at("contradictions"))
        out.contradictions.push_back({number<std::int64_t>(pair.at(0)), number<std::int64_t>(pair.at(1))});
    for (const Json& group : json.at("groups")) {
        out.groups.push_back(groupFrom(group));
        out.groups.back().number = static_cast<std::uint32_t>(out.groups.size() - 1);
    }
    return out;
}

} // namespace likeness::curate
