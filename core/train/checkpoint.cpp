// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/checkpoint.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/nn/tensors.h"

namespace likeness::train {

void saveCheckpoint(const std::filesystem::path& file, const Learner& learner, const Progress& p, const Json& settings)
{
    const Json state = {{"step", p.step},
                        {"seconds", p.seconds},
                        {"epoch_loss", p.epochLoss},
                        {"epoch_correct", p.epochCorrect},
                        {"epoch_batches", p.epochBatches},
                        {"best_auc", p.bestAuc},
                        {"best_epoch", p.bestEpoch},
                        {"best_d_prime", p.bestDPrime},
                        {"verified_step", p.verifiedStep},
                        {"last_loss", p.lastLoss},
                        {"settings", settings}};
    writeFileAtomically(file, nn::serialize(learner.state(), {{"likeness_checkpoint", dumpJson(state)}}));
}

Progress loadCheckpoint(const std::filesystem::path& file, Learner& learner, const Json& settings)
{
    const MappedFile map(file);
    const auto tensors = graph::TensorFile::parse(map.bytes());
    const Json& metadata = tensors.metadata();
    if (!metadata.is_object() || !metadata.contains("likeness_checkpoint") ||
        !metadata["likeness_checkpoint"].is_string())
        throw Error(ErrorCode::BadFile, displayPath(file) + " is not a checkpoint of Likeness");
    const Json state = parseJson(metadata["likeness_checkpoint"].get<std::string>(), displayPath(file));
    if (state.value("settings", Json()) != settings)
        throw Error(ErrorCode::BadFile,
                    displayPath(file) + " was written with other settings; start a new run instead");
    Progress p;
    try {
        p.step = state.at("step").get<std::int64_t>();
        p.seconds = state.at("seconds").get<double>();
        p.epochLoss = state.at("epoch_loss").get<double>();
        p.epochCorrect = state.at("epoch_correct").get<double>();
        p.epochBatches = state.at("epoch_batches").get<std::int64_t>();
        p.bestAuc = state.at("best_auc").get<double>();
        p.bestEpoch = state.value("best_epoch", 0);
        p.bestDPrime = state.at("best_d_prime").get<double>();
        p.verifiedStep = state.value("verified_step", p.step);
        p.lastLoss = state.at("last_loss").get<double>();
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::BadFile, displayPath(file) + " is a damaged checkpoint", e.what());
    }
    learner.load(tensors);
    return p;
}

} // namespace likeness::train
