// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/checkpoint.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/nn/tensors.h"
#include "core/run/checkpoint_file.h"

namespace likeness::train {
namespace {

void requireSame(const std::filesystem::path& file, Json then, const Json& now)
{
    if (then.is_object() && !then.contains("identities")) // older checkpoints
        then["identities"] = now["identities"];
    if (then == now)
        return;
    const Json faces = then.is_object() ? then.value("samples", Json()) : Json();
    if (then.is_object())
        for (const char* count : {"samples", "identities"})
            then[count] = now[count];
    if (then == now)
        throw Error(ErrorCode::BadFile, displayPath(file) + " was written when " + dumpJson(faces) +
                                            " of the run's faces had a crop; now " + dumpJson(now["samples"]) +
                                            " have one. Fork the run to go on with these.");
    throw Error(ErrorCode::BadFile,
                displayPath(file) + " was written with other settings; fork the run to change them");
}

} // namespace

void saveCheckpoint(const std::filesystem::path& file, const Learner& learner, const Progress& p, const Json& settings)
{
    Json state = {{"step", p.step},
                  {"seconds", p.seconds},
                  {"epoch_loss", p.epochLoss},
                  {"epoch_correct", p.epochCorrect},
                  {"epoch_steps", p.epochSteps},
                  {"verified_step", p.verifiedStep},
                  {"last_loss", p.lastLoss},
                  {"rate_share", p.rateShare},
                  {"rollbacks", p.rollbacks},
                  {"back_in_a_row", p.backInARow},
                  {"watch", p.watch},
                  {"settings", settings}};
    if (p.best)
        state["best"] = {
            {"epoch", p.best->epoch}, {"figure", p.best->figure}, {"d_prime", p.best->dPrime}, {"auc", p.best->auc}};
    writeFileAtomically(file, nn::serialize(learner.state(), run::checkpointMetadata(state)));
}

Progress loadCheckpoint(const std::filesystem::path& file, Learner& learner, const Json& settings)
{
    const MappedFile map(file);
    const auto tensors = graph::TensorFile::parse(map.bytes());
    const Json state = run::checkpointState(tensors.metadata(), displayPath(file));
    requireSame(file, state.value("settings", Json()), settings);
    Progress p;
    try {
        p.step = state.at("step").get<std::int64_t>();
        p.seconds = state.at("seconds").get<double>();
        p.epochLoss = state.at("epoch_loss").get<double>();
        p.epochCorrect = state.at("epoch_correct").get<double>();
        p.epochSteps = state.at("epoch_steps").get<std::int64_t>();
        p.verifiedStep = state.at("verified_step").get<std::int64_t>();
        p.lastLoss = state.at("last_loss").get<double>();
        p.rateShare = state.at("rate_share").get<double>();
        p.rollbacks = state.at("rollbacks").get<int>();
        p.backInARow = state.value("back_in_a_row", 0);
        p.watch = state.value("watch", Json());
        if (const auto best = state.find("best"); best != state.end())
            p.best = Best{best->at("epoch").get<int>(), best->at("figure").get<double>(),
                          best->at("d_prime").get<double>(), best->at("auc").get<double>()};
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::BadFile, displayPath(file) + " is a damaged checkpoint", e.what());
    }
    learner.load(tensors, state.value("partial", false));
    return p;
}

} // namespace likeness::train
