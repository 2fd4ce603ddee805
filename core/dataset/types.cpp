// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/types.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <array>
#include <utility>

namespace likeness::dataset {
namespace {

constexpr std::array<std::pair<Action, const char*>, 8> kActions = {{{Action::Keep, "keep"},
                                                                     {Action::Move, "move"},
                                                                     {Action::Reject, "reject"},
                                                                     {Action::Unsure, "unsure"},
                                                                     {Action::ConfirmDifferent, "confirm_different"},
                                                                     {Action::Merge, "merge"},
                                                                     {Action::Split, "split"},
                                                                     {Action::Rename, "rename"}}};

} // namespace

const char* actionName(Action action)
{
    return kActions.at(static_cast<std::size_t>(action)).second;
}

Action actionFromName(const std::string& name)
{
    std::vector<std::string> known;
    for (const auto& [action, text] : kActions) {
        if (name == text)
            return action;
        known.emplace_back(text);
    }
    const std::string near = nearestWord(name, known);
    throw Error(ErrorCode::BadArgument,
                "unknown action '" + toUtf8(name) + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

} // namespace likeness::dataset
