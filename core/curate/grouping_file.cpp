// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/curate/grouping.h"

#include <algorithm>

namespace likeness::curate {
namespace {

using dataset::IdentityId;

constexpr int kVersion = 1;

std::filesystem::path fileOf(const dataset::Project& project)
{
    return project.cacheFolder() / "grouping.json";
}

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

FaceGroup groupFrom(const Json& json)
{
    FaceGroup group;
    for (const Json& face : json.at("faces")) {
        const int label = face.at(2).get<int>();
        if (label < 0 || label > static_cast<int>(dataset::LabelState::Rejected))
            throw Error(ErrorCode::BadFile, "The kept grouping holds an unknown label.");
        group.faces.push_back({face.at(0).get<std::int64_t>(), face.at(1).get<std::int64_t>(),
                               static_cast<dataset::LabelState>(label), face.at(3).get<float>(),
                               face.at(4).get<int>() != 0});
    }
    group.person = json.at("person").get<std::int64_t>();
    group.closest = json.at("closest").get<std::int64_t>();
    group.personFaces = json.at("person_faces").get<std::vector<std::int64_t>>();
    group.personCount = json.at("person_count").get<int>();
    group.personSimilarity = json.at("person_similarity").get<float>();
    group.similarity = json.at("similarity").get<float>();
    group.score = json.at("score").get<double>();
    group.aside = json.at("aside").get<bool>();
    return group;
}

} // namespace

// Without the agreement, which is of the moment.
void keepProposal(const dataset::Project& project, const GroupProposal& proposal)
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
    std::filesystem::create_directories(project.cacheFolder());
    writeFileAtomically(fileOf(project), dumpJson(json));
}

std::optional<GroupProposal> keptProposal(const dataset::Project& project)
{
    try {
        const Json json = readJsonFile(fileOf(project));
        if (json.at("version").get<int>() != kVersion)
            return std::nullopt;
        GroupProposal out;
        out.method = json.at("method").get<std::string>();
        out.model = json.at("model").get<std::string>();
        out.algorithm = algorithmNamed(json.at("algorithm").get<std::string>());
        out.scope = scopeNamed(json.at("scope").get<std::string>());
        out.threshold = json.at("threshold").get<float>();
        out.thresholdFrom = json.at("threshold_from").get<std::string>();
        out.minimumSize = json.at("minimum_size").get<std::size_t>();
        out.looked = json.at("looked").get<int>();
        out.anchors = json.at("anchors").get<int>();
        out.exact = json.at("exact").get<bool>();
        out.recall.reset();
        if (const auto recall = json.find("recall"); recall != json.end())
            out.recall = recall->get<double>();
        for (const Json& pair : json.at("contradictions"))
            out.contradictions.push_back({pair.at(0).get<std::int64_t>(), pair.at(1).get<std::int64_t>()});
        for (const Json& group : json.at("groups")) {
            out.groups.push_back(groupFrom(group));
            out.groups.back().number = static_cast<std::uint32_t>(out.groups.size() - 1);
        }
        return out;
    } catch (const Error&) {
        return std::nullopt;
    } catch (const Json::exception&) { // valid JSON of another shape
        return std::nullopt;
    }
}

void forgetProposal(const dataset::Project& project)
{
    std::error_code ec;
    std::filesystem::remove(fileOf(project), ec);
}

GroupProposal
stillHolding(const GroupProposal& proposal, const dataset::FaceColumns& faces, std::span<const IdentityId> people)
{
    GroupProposal out = proposal;
    const auto holds = [&](const GroupFace& face) {
        const auto row = faces.rowOf(face.id);
        return row >= 0 && faces.identity(static_cast<std::size_t>(row)) == face.identity &&
               faces.label(static_cast<std::size_t>(row)) == face.label;
    };
    const auto exists = [&](IdentityId person) {
        return person == 0 || std::binary_search(people.begin(), people.end(), person);
    };
    for (FaceGroup& group : out.groups) {
        std::erase_if(group.faces, [&](const GroupFace& face) { return !holds(face); });
        std::erase_if(group.personFaces, [&](dataset::FaceId face) { return faces.rowOf(face) < 0; });
        if (!exists(group.closest)) {
            group.closest = 0;
            group.personFaces.clear();
        }
    }
    std::erase_if(out.groups, [&](const FaceGroup& group) { return group.faces.empty() || !exists(group.person); });
    return out;
}

dataset::Assigned acceptGroups(dataset::Project& project,
                               const GroupProposal& proposal,
                               std::span<const Acceptance> accepted,
                               const dataset::AssignOptions& options,
                               jobs::Context* context)
{
    dataset::Assigned out;
    for (const Acceptance& acceptance : accepted)
        if (acceptance.group >= proposal.groups.size())
            throw Error(ErrorCode::BadArgument, "There is no group of that number.");
    project.atomically([&] { // nobody decides between the look and the change
        std::vector<dataset::FaceId> ids;
        std::vector<IdentityId> people;
        for (const Acceptance& acceptance : accepted) {
            const FaceGroup& group = proposal.groups[acceptance.group];
            for (const GroupFace& face : group.faces)
                ids.push_back(face.id);
            if (project.identity(group.person))
                people.push_back(group.person);
        }
        std::sort(people.begin(), people.end());
        dataset::FaceColumns columns;
        for (const auto& face : project.faceSummaries(ids))
            columns.append(face);
        columns.sort();
        std::vector<dataset::Assignment> assignments;
        for (const Acceptance& acceptance : accepted) {
            GroupProposal one;
            one.groups.push_back(proposal.groups[acceptance.group]);
            one = stillHolding(one, columns, people);
            if (one.groups.empty())
                throw Error(ErrorCode::NotFound,
                            "What this group was about has changed meanwhile; group the faces again.");
            dataset::Assignment assignment;
            for (const GroupFace& face : one.groups.front().faces)
                if (!face.out)
                    assignment.faces.push_back(face.id);
            assignment.name = acceptance.name;
            assignment.person = assignment.name.empty() ? one.groups.front().person : 0;
            assignment.confirm = acceptance.confirm;
            assignments.push_back(std::move(assignment));
        }
        out = project.assign(assignments, options, context);
    });
    return out;
}

} // namespace likeness::curate
