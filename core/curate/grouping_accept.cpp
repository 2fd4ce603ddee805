// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/curate/grouping.h"

#include <algorithm>

namespace likeness::curate {
namespace {

using dataset::IdentityId;

std::filesystem::path fileOf(const dataset::Project& project)
{
    return project.cacheFolder() / "grouping.json";
}

} // namespace

void keepProposal(const dataset::Project& project, const GroupProposal& proposal)
{
    std::filesystem::create_directories(project.cacheFolder());
    writeFileAtomically(fileOf(project), dumpJson(toJson(proposal)));
}

std::optional<GroupProposal> keptProposal(const dataset::Project& project)
{
    try {
        return proposalFrom(readJsonFile(fileOf(project)));
    } catch (const Error&) {
        return std::nullopt;
    } catch (const Json::exception&) { // valid JSON of another shape
        return std::nullopt;
    }
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
