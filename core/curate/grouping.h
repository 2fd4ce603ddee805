// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/cluster/cluster.h"
#include "core/curate/curate.h"
#include "core/eval/cluster_metrics.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace likeness::curate {

// Faces without a name, or with a doubtful one, grouped by looks: a proposal that changes nothing until somebody
// accepts it.

enum class GroupScope {
    Unlabelled, // faces without a name that nobody has decided on
    Doubtful,   // also those whose label is flagged or marked as unsure
    All,        // also all other labels that nobody has confirmed
};
const char* scopeName(GroupScope scope);                    // "unlabelled", "doubtful", "all"
GroupScope scopeNamed(const std::string& name);             // throws Error(BadArgument)
cluster::Algorithm algorithmNamed(const std::string& name); // cluster::algorithmName(); throws Error(BadArgument)

struct GroupOptions {
    Options compare; // method, model, threads
    cluster::Algorithm algorithm = cluster::Algorithm::AverageLinkage;
    float threshold = 0; // a similarity of the method; 0: derived, see GroupProposal::thresholdFrom
    GroupScope scope = GroupScope::Unlabelled;
    std::size_t minimumSize = 0; // faces that a new person needs; 0: the algorithm's default
    std::uint64_t seed = 1;
};

struct GroupFace {
    dataset::FaceId id = 0;
    dataset::IdentityId identity = 0; // its label when the proposal was made, and
    dataset::LabelState label = dataset::LabelState::Unreviewed;
    float similarity = 0; // to the others of the group, on average
    bool out = false;     // a person took it out of the group
};

inline constexpr double kSureEnough = 0.9; // score of a group that is accepted with others, without a look at it
struct FaceGroup {
    std::uint32_t number = 0;     // its place in the proposal that it was made in
    std::vector<GroupFace> faces; // the most typical first
    // Who they are to be: a person whose labelled faces take part in the group or are as close to it as its own are to
    // each other; 0: somebody new. Without one, `closest` is the person who comes closest all the same.
    dataset::IdentityId person = 0;
    dataset::IdentityId closest = 0;
    std::vector<dataset::FaceId> personFaces; // of person, else of closest: those that are most like the group
    int personCount = 0;                      // how many faces of theirs took part
    float personSimilarity = 0;               // mean over pairs with them
    float similarity = 0;                     // mean over pairs inside, person's faces included
    double score = 0;                         // 0..1: how sure it is that a face of it belongs, on average
    bool aside = false;                       // a person does not want to see it
    // Of the faces that were not taken out: those that get a name, and those whose name changes.
    int named() const;
    int moved() const;
};

// Two faces that confirmed labels join and a person called different – or one face (a = b) that is confirmed as
// somebody whom it was ruled out to be. Grouping follows the labels.
struct Contradiction {
    dataset::FaceId a = 0, b = 0;
};

struct GroupProposal {
    std::string method, model; // as they were asked for
    cluster::Algorithm algorithm = cluster::Algorithm::AverageLinkage;
    GroupScope scope = GroupScope::Unlabelled;
    float threshold = 0;
    std::string thresholdFrom; // "given"; "labels": pairs of this project's labelled faces; "pictures": no labels
    std::size_t minimumSize = 2;
    std::vector<FaceGroup> groups; // what changes most and is surest first
    std::vector<Contradiction> contradictions;
    int looked = 0;  // faces of the scope that were compared
    int anchors = 0; // labelled faces that took part beside them
    // Of the clusters with the present labels, over the labelled faces that took part and nobody has confirmed; nothing
    // without any.
    std::optional<eval::ClusterMetrics> agreement;
    bool exact = true;                // of the neighbours; else `recall` of them were found
    std::optional<double> recall = 1; // where it was measured
};

// Labelled faces that are not in doubt take part. Those that people confirmed are certain: one person's are one group,
// two people's never, and neither are faces that somebody called different. Other labels count as votes; where a group
// has labels of several people, each face goes to whose faces it is most like. Labels of the scope count only where
// there are no others. The threshold comes from pairs of labelled faces where eight people have two or more, else from
// the pictures alone (cluster/threshold.h).
// The proposal is kept in cache/grouping.json. Memory: 8 bytes a neighbour and what comparing takes (curate). The same
// for any number of threads. Throws Error(BadArgument | NeedsPrepare | ProjectBusy | …), Interrupted within a second.
GroupProposal groupFaces(dataset::Project& project, const GroupOptions& options, jobs::Context& context);

// Derived data like the rest of cache/: nothing where it is missing or cannot be read.
void keepProposal(const dataset::Project& project, const GroupProposal& proposal);
std::optional<GroupProposal> keptProposal(const dataset::Project& project);
// What is kept: without the agreement, which is of the moment.
Json toJson(const GroupProposal& proposal);
GroupProposal proposalFrom(const Json& json); // throws Error, Json::exception

// What of the proposal still holds: without the faces that have another label by now (somebody decided, or a group was
// accepted) and without the groups that are empty or whose person is gone. After an undo they hold again, so keep the
// whole one. `faces` are the project's present ones, `people` the ids that exist, ascending.
GroupProposal stillHolding(const GroupProposal& proposal,
                           const dataset::FaceColumns& faces,
                           std::span<const dataset::IdentityId> people);

struct Acceptance {
    std::size_t group = 0; // of proposal.groups
    std::string name;      // whom the person named instead; empty: as proposed
    bool confirm = false;  // they looked at this group: its faces become Confirmed, else Unreviewed
};
// One journal entry for all. Only what still holds is changed, never what people decided (Project::assign). Throws
// Error(NotFound) when a group does not hold at all any more.
dataset::Assigned acceptGroups(dataset::Project& project,
                               const GroupProposal& proposal,
                               std::span<const Acceptance> accepted,
                               const dataset::AssignOptions& options,
                               jobs::Context* context = nullptr);

} // namespace likeness::curate
