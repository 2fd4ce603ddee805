// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/checkpoint_file.h"

#include "core/base/error.h"
#include "core/run/config.h"
#include "core/run/run_folder.h"

namespace likeness::run {
namespace {

constexpr const char* kKey = "likeness_checkpoint";

} // namespace

Json checkpointMetadata(const Json& state)
{
    return {{kKey, dumpJson(state)}};
}

Json checkpointState(const Json& metadata, const std::string& name)
{
    if (!metadata.is_object() || !metadata.contains(kKey) || !metadata[kKey].is_string())
        throw Error(ErrorCode::BadFile, name + " is not a checkpoint of Likeness");
    Json state = parseJson(metadata[kKey].get<std::string>(), name);
    if (!state.is_object())
        throw Error(ErrorCode::BadFile, name + " is a damaged checkpoint");
    return state;
}

Json resumeSettings(const Config& config, const TrainedCounts& trained)
{
    Json settings = toJson(config);
    settings["samples"] = trained.faces;
    settings["identities"] = trained.identities;
    for (const char* free : {"device", "threads", "checkpoint_minutes", "checkpoint_epochs", "rollbacks"})
        settings["train"].erase(free);
    return settings;
}

} // namespace likeness::run
