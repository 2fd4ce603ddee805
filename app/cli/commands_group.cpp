// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/curate/flag_rows.h"
#include "core/curate/grouping.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <unordered_map>

namespace likeness::cli {
namespace {

struct Arguments {
    std::string folder, method = "embedding", model, precision = "fp32", algorithm = "average", scope = "unlabelled";
    std::string newName = "Person";
    double threshold = 0;
    std::optional<double> least;
    std::size_t minimumSize = 0;
    bool apply = false, kept = false;
};

struct Names {
    curate::NameBook people;
    std::unordered_map<dataset::FaceId, std::string> paths; // empty for a face that is gone
};

std::vector<dataset::FaceId> facesOf(const curate::GroupProposal& proposal)
{
    std::vector<dataset::FaceId> out;
    for (const auto& group : proposal.groups)
        for (const auto& face : group.faces)
            out.push_back(face.id);
    for (const auto& pair : proposal.contradictions) {
        out.push_back(pair.a);
        out.push_back(pair.b);
    }
    return out;
}

Json groupJson(const curate::FaceGroup& group, Names& names)
{
    Json faces = Json::array(), paths = Json::array();
    int stays = 0;
    for (const auto& face : group.faces) {
        if (face.out)
            continue;
        faces.push_back(face.id);
        paths.push_back(names.paths[face.id]);
        stays += face.identity != 0 && face.identity == group.person;
    }
    return {{"faces", faces},
            {"paths", paths},
            {"person", names.people.of(group.person)},
            {"new", group.person == 0},
            {"score", group.score},
            {"similarity", group.similarity},
            {"person_similarity", group.personSimilarity},
            {"person_faces", group.personCount},
            {"closest", names.people.of(group.closest)},
            {"changes", {{"named", group.named()}, {"moved", group.moved()}, {"kept", stays}}}};
}

// What is to be accepted: not put aside, sure enough, and changing something.
std::vector<curate::Acceptance> acceptable(const curate::GroupProposal& proposal, std::optional<double> asked)
{
    // A name that is there already is changed only where the group is sure.
    const double least = asked.value_or(proposal.scope == curate::GroupScope::Unlabelled ? 0 : curate::kSureEnough);
    std::vector<curate::Acceptance> out;
    for (std::size_t i = 0; i < proposal.groups.size(); ++i) {
        const auto& group = proposal.groups[i];
        if (!group.aside && group.score >= least && group.named() + group.moved() > 0)
            out.push_back({i, {}, false});
    }
    return out;
}

curate::GroupProposal proposalFor(dataset::Project& project, const Arguments& args, const Global& global)
{
    if (args.kept) {
        const auto kept = curate::keptProposal(project);
        if (!kept)
            throw Error(ErrorCode::NotFound, "No grouping is kept for this project; leave out --kept to make one.");
        std::vector<dataset::IdentityId> people;
        for (const auto& row : project.identities())
            people.push_back(row.id);
        std::sort(people.begin(), people.end());
        return curate::stillHolding(*kept, project.faceColumns(), people);
    }
    if (args.method == "embedding" && args.model.empty())
        throw Error(ErrorCode::BadArgument, "The embedding method needs --model: a run, an .onnx file or a model file. "
                                            "Without one, use --method lbph.");
    curate::GroupOptions options;
    options.compare.method = args.method;
    options.compare.model = args.model;
    options.compare.threads = global.threads;
    options.compare.compute = {global.device, global.threads, args.precision};
    options.algorithm = curate::algorithmNamed(args.algorithm);
    options.threshold = static_cast<float>(args.threshold);
    options.scope = curate::scopeNamed(args.scope);
    options.minimumSize = args.minimumSize;
    options.seed = global.seed;
    return curate::groupFaces(project, options, Console::instance());
}

Json run(const Arguments& args, const Global& global)
{
    const auto start = std::chrono::steady_clock::now();
    auto project = dataset::Project::open(args.folder);
    const auto proposal = proposalFor(project, args, global);
    Names names{curate::NameBook(project), {}};
    for (auto& [face, key] : project.imageKeys(facesOf(proposal)))
        names.paths.emplace(face, std::move(key));
    Json groups = Json::array();
    for (const auto& group : proposal.groups)
        groups.push_back(groupJson(group, names));
    Json contradictions = Json::array();
    for (const auto& pair : proposal.contradictions)
        contradictions.push_back({{"faces", {pair.a, pair.b}}, {"paths", {names.paths[pair.a], names.paths[pair.b]}}});
    dataset::Assigned applied;
    std::vector<curate::Acceptance> accepted;
    if (args.apply) {
        accepted = acceptable(proposal, args.least);
        applied = curate::acceptGroups(project, proposal, accepted, {args.newName, "group"}, &Console::instance());
    }
    Json result = {{"groups", groups},
                   {"algorithm", cluster::algorithmName(proposal.algorithm)},
                   {"method", proposal.method},
                   {"scope", curate::scopeName(proposal.scope)},
                   {"threshold", proposal.threshold},
                   {"threshold_from", proposal.thresholdFrom},
                   {"minimum_size", proposal.minimumSize},
                   {"looked_at", proposal.looked},
                   {"anchors", proposal.anchors},
                   {"exact", proposal.exact},
                   {"applied", applied.faces},
                   {"applied_groups", applied.faces > 0 ? accepted.size() : 0},
                   {"new_people", applied.made},
                   {"decided", applied.decided},
                   {"contradictions", contradictions}};
    if (proposal.recall)
        result["recall"] = *proposal.recall;
    if (proposal.agreement)
        result.update(proposal.agreement->toJson());
    result["seconds"] = secondsSince(start);
    return result;
}

std::string summary(const Json& result)
{
    std::string out;
    for (const auto& group : result["groups"]) {
        const auto count = group["faces"].size();
        out += formatNumber(group["score"].get<double>(), 2) + "  " + std::to_string(count) +
               (count == 1 ? " face → " : " faces → ") +
               (group["new"].get<bool>() ? "somebody new" : group["person"].get<std::string>()) + "  " +
               (count > 0 ? group["paths"][0].get<std::string>() : std::string()) + "\n";
    }
    out += std::to_string(result["looked_at"].get<int>()) + " faces looked at, " +
           std::to_string(result["groups"].size()) + " groups, threshold " +
           formatNumber(result["threshold"].get<double>(), 3) + " (from " +
           result["threshold_from"].get<std::string>() + ")\n";
    for (const auto& pair : result["contradictions"])
        out += "contradiction: " + pair["paths"][0].get<std::string>() + " and " + pair["paths"][1].get<std::string>() +
               " were called different, and have one confirmed name\n";
    if (result["applied"].get<int>() > 0)
        out += std::to_string(result["applied"].get<int>()) + " faces changed, " +
               std::to_string(result["new_people"].size()) + " new people; take it back with undo\n";
    return out;
}

} // namespace

void addGroupCommands(Registry& registry)
{
    const auto args = std::make_shared<Arguments>();
    auto* command = registry.add(
        "group", "group faces without a name, or with a doubtful one, by looks; --apply names them",
        [args, &registry] { return run(*args, registry.global()); }, summary);
    command->add_option("project", args->folder, "the project folder")->required();
    command->add_option("--method", args->method, "how faces are compared")
        ->check(CLI::IsMember({"lbph", "embedding"}));
    modelOption(registry, command, args->model, "model for the embedding method");
    precisionOption(command, args->precision);
    command
        ->add_option("--algorithm", args->algorithm,
                     "average or complete linkage, dbscan, hdbscan, or Chinese whispers")
        ->check(CLI::IsMember(cluster::algorithmNames()));
    command
        ->add_option("--threshold", args->threshold,
                     "a similarity; 0: from labelled faces where there are enough, else from the pictures")
        ->check(CLI::Range(0.0, 1.0));
    command
        ->add_option("--scope", args->scope,
                     "unlabelled; doubtful: flagged and unsure ones, too; all: whatever nobody has confirmed")
        ->check(CLI::IsMember({"unlabelled", "doubtful", "all"}));
    command->add_option("--minimum-size", args->minimumSize, "faces that a new person needs; 0: 2, for hdbscan 4")
        ->check(CLI::Range(0, 1000000));
    auto* apply = command->add_flag("--apply", args->apply, "name the faces: one entry of the journal, not confirmed");
    command
        ->add_option(
            "--least", args->least,
            "with --apply: only groups with that score, 0 to 1; by default 0 for faces without a name, 0.9 for others")
        ->check(CLI::Range(0.0, 1.0))
        ->needs(apply);
    command->add_option("--new-name", args->newName, "new people are called this and a number")->needs(apply);
    command->add_flag("--kept", args->kept, "the grouping that was made last, as far as it still holds");
}

} // namespace likeness::cli
