// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/bulk.h"

#include "core/base/text.h"
#include "core/dataset/journal.h"

#include <array>
#include <unordered_map>

namespace likeness::dataset {
namespace {

constexpr std::array kActions = {Action::Keep, Action::Move, Action::Reject, Action::Unsure};

LabelState stateAfter(Action action)
{
    switch (action) {
    case Action::Keep:
    case Action::Move:
        return LabelState::Confirmed;
    case Action::Reject:
        return LabelState::Rejected;
    case Action::Unsure:
        return LabelState::Unsure;
    default:
        throw Error(ErrorCode::BadArgument, std::string("many faces cannot be decided on at once by \"") +
                                                actionName(action) + "\"; use keep, move, reject or unsure");
    }
}

// "398 moved, 14 rejected"
std::string counted(const std::array<int, kActions.size()>& counts)
{
    constexpr std::array<const char*, kActions.size()> kDone = {"kept", "moved", "rejected", "unsure"};
    std::string out;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0)
            out += (out.empty() ? "" : ", ") + std::to_string(counts[i]) + " " + kDone[i];
    return out;
}

} // namespace

std::int64_t
decideAll(Project& project, std::span<const FaceDecision> decisions, const std::string& why, jobs::Context* context)
{
    if (decisions.empty())
        return 0;
    std::vector<FaceId> ids;
    std::unordered_map<FaceId, const FaceDecision*> last;
    for (const FaceDecision& decision : decisions) {
        stateAfter(decision.action); // before anything is written
        if (!last.contains(decision.face))
            ids.push_back(decision.face);
        last[decision.face] = &decision;
    }
    JournalWriter writer(project, "bulk", why);
    const std::vector<FaceRow> rows = project.faces(ids);
    if (rows.size() != ids.size())
        throw Error(ErrorCode::NotFound,
                    "a face that should be decided on is not there any more; reload and try again");
    std::unordered_map<std::string, IdentityId> targets; // by the name as it was given
    std::array<int, kActions.size()> counts{};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const FaceRow& row = rows[i];
        const FaceDecision& decision = *last.at(row.id);
        const LabelState state = stateAfter(decision.action);
        IdentityId identity = row.identity;
        if (decision.action == Action::Keep && !identity)
            throw Error(ErrorCode::BadArgument,
                        "a face without a name cannot be kept under it; move it to a person instead");
        Cells cells = {{"label", static_cast<std::int64_t>(state)}};
        if (decision.action == Action::Move) {
            auto target = targets.find(decision.other);
            if (target == targets.end())
                target =
                    targets.emplace(decision.other, writer.ensureIdentity(cleanIdentityName(decision.other))).first;
            identity = target->second;
            cells.emplace_back("identity", identity);
        }
        writer.update("faces", row.id, cells);
        writer.opinion(row.id, state, identity);
        writer.decideFlags(row.id, decision.action);
        ++counts[static_cast<std::size_t>(std::find(kActions.begin(), kActions.end(), decision.action) -
                                          kActions.begin())];
        if (context && i % kTick == 0) {
            context->checkStop();
            context->progress(i, rows.size(), "faces");
        }
    }
    const std::string key = keyOf(project, rows.front().id);
    Json facts = {{"path", key}, {"faces", rows.size()}};
    for (std::size_t i = 0; i < kActions.size(); ++i)
        if (counts[i] > 0)
            facts[actionName(kActions[i])] = counts[i];
    return writer.commit(namesOf(key, rows.size()) + ": " + counted(counts), facts);
}

} // namespace likeness::dataset
