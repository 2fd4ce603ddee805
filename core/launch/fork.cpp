// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/fork.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/crops/crop_cache.h"
#include "core/graph/model_file.h"
#include "core/run/checkpoint_file.h"

#include <algorithm>
#include <cmath>

namespace likeness::launch {
namespace {

// What decides the shapes of a head's weights.
std::pair<bool, int> layoutOf(const run::Config::Loss& loss)
{
    return {loss.head != "triplet", loss.head == "subcenter" ? loss.subcenters : 1};
}

void refuseWhatCannotChange(const std::vector<SettingChange>& changes)
{
    for (const auto& change : changes)
        if ((change.key.starts_with("data.") || change.key.starts_with("model.")) && change.key != "model.dropout")
            throw Error(ErrorCode::BadArgument, "a fork keeps data and network, so " + change.key +
                                                    " cannot change; begin a new run with model.from instead");
}

struct Kept {
    bool head, moments, scale;
};

bool keeps(const std::string& tensor, const Kept& kept)
{
    const auto [head, moments, scale] = kept;
    const bool moment = tensor.starts_with("momentum.") || tensor.starts_with("variance.");
    const bool ofHead =
        tensor.starts_with("head.") || tensor.starts_with("momentum.head.") || tensor.starts_with("variance.head.");
    if (tensor == "optimizer.scale")
        return scale;
    if (tensor == "optimizer.steps") // one for each tensor: of no use once the list differs
        return head && moments;
    return (head || !ofHead) && (moments || !moment);
}

} // namespace

std::vector<SettingChange> changesBetween(const run::Config& from, const run::Config& to)
{
    std::vector<SettingChange> out;
    for (const auto& field : run::fields())
        if (const Json before = field.get(from), after = field.get(to); before != after)
            out.push_back({field.key, before, after});
    return out;
}

run::RunFolder forkRun(const std::filesystem::path& runsFolder,
                       const run::RunFolder& parent,
                       const run::Config& config,
                       bool best,
                       jobs::Context& context)
{
    context.stage("fork run");
    const auto before = parent.config();
    const auto changes = changesBetween(before, config);
    refuseWhatCannotChange(changes);
    if (const auto problems = run::validate(config); !problems.empty())
        throw Error(ErrorCode::BadArgument, problems.front());
    std::error_code ec;
    auto file = best ? parent.bestCheckpoint() : parent.lastCheckpoint();
    if (!best && !std::filesystem::exists(file, ec) && std::filesystem::exists(parent.startCheckpoint(), ec))
        file = parent.startCheckpoint(); // a fork that has not trained yet
    if (!std::filesystem::is_regular_file(file, ec))
        throw Error(ErrorCode::NotFound,
                    "the run " + parent.id() + " has no " + (best ? "best" : "last") + " checkpoint yet to go on from");
    const MappedFile map(file);
    const auto tensors = graph::TensorFile::parse(map.bytes());
    Json state = run::checkpointState(tensors.metadata(), displayPath(file));
    const auto samples = parent.samples();
    const crops::CropReader crops(parent.cropFile());
    const auto trained = run::trainedCounts(samples, [&](std::int64_t face) { return crops.find(face).has_value(); });
    std::int64_t step = 0, at = 0;
    double epoch = 0;
    try {
        // An epoch was as long as the faces were then; somebody may have been erased since.
        const auto old = run::stepsOf(before, state.at("settings").at("samples").get<std::size_t>(),
                                      state.at("settings").value("identities", trained.identities)),
                   now = run::stepsOf(config, trained.faces, trained.identities);
        at = state.at("step").get<std::int64_t>();
        epoch = static_cast<double>(at) / static_cast<double>(std::max<std::int64_t>(1, old.perEpoch));
        step = std::llround(epoch * static_cast<double>(now.perEpoch));
        if (step >= now.perEpoch * config.train.epochs)
            throw Error(ErrorCode::BadArgument,
                        "the checkpoint of " + parent.id() + " is at epoch " + formatNumber(epoch, 1) +
                            "; train.epochs must be larger for the fork to have something to train");
        const bool verified = state.at("verified_step") == state.at("step");
        state["verified_step"] = verified ? step : 0;
        if (old.perEpoch != now.perEpoch)
            state["epoch_loss"] = state["epoch_correct"] = state["epoch_steps"] = 0;
        state["settings"] = run::resumeSettings(config, trained);
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::BadFile, displayPath(file) + " is a damaged checkpoint", e.what());
    }
    state["step"] = step;
    state["rate_share"] = 1.0;
    state["rollbacks"] = 0;
    state["partial"] = true;
    for (const char* past : {"best", "watch", "back_in_a_row"})
        state.erase(past);
    context.checkStop();
    const Kept kept{layoutOf(before.loss) == layoutOf(config.loss), before.train.optimizer == config.train.optimizer,
                    before.train.precision == config.train.precision};
    std::vector<graph::TensorView> chosen;
    for (const auto& tensor : tensors.tensors())
        if (keeps(tensor.name, kept))
            chosen.push_back(tensor);
    run::RunFolder::Beginning beginning;
    beginning.checkpoint = graph::serializeTensors(chosen, run::checkpointMetadata(state));
    if (std::filesystem::is_regular_file(parent.startModel(), ec))
        beginning.model = readFile(parent.startModel());
    Json list = Json::array();
    for (const auto& change : changes)
        list.push_back({{"key", change.key}, {"from", change.from}, {"to", change.to}});
    beginning.fork = {{"run", parent.id()}, {"step", at}, {"epoch", epoch}, {"best", best}, {"changes", list}};
    context.checkStop();
    return run::RunFolder::create(runsFolder, config, samples, parent.cropFile(), beginning);
}

} // namespace likeness::launch
