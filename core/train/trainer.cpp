// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/crops/crop_cache.h"
#include "core/nn/device.h"
#include "core/nn/memory.h"
#include "core/nn/torch_compat.h"
#include "core/run/run_folder.h"
#include "core/train/batch_loader.h"
#include "core/train/checkpoint.h"
#include "core/train/schedule.h"
#include "core/train/validator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <set>

namespace likeness::train {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kGpuReadEvery = 20; // steps between two looks at the device's numbers; each look waits for it
constexpr std::size_t kNamedFaces = 8;

// The samples whose crop is there; the others become issues.
struct Data {
    std::vector<run::Sample> train, validation;
    std::size_t missing = 0;
    int classes = 0;
    std::size_t validationIdentities = 0;
};

Data load(const run::RunFolder& folder, const crops::CropReader& crops)
{
    Data data;
    std::set<int> own;
    for (auto& sample : folder.samples()) {
        if (!crops.find(sample.face)) {
            ++data.missing;
            continue;
        }
        if (sample.validation) {
            own.insert(sample.label);
            data.validation.push_back(std::move(sample));
        } else {
            data.classes = std::max(data.classes, sample.label + 1);
            data.train.push_back(std::move(sample));
        }
    }
    data.validationIdentities = own.size();
    if (data.train.size() < 2 || data.classes < 2)
        throw Error(ErrorCode::TooFewIdentities, "training needs crops of at least two identities; this run has " +
                                                     std::to_string(data.train.size()) + " crops of " +
                                                     std::to_string(data.classes));
    if (static_cast<std::size_t>(data.classes) > data.train.size() + data.missing)
        throw Error(ErrorCode::BadFile, "samples.csv numbers more identities than it has faces");
    return data;
}

class Trainer
{
public:
    Trainer(const run::RunFolder& folder, Observer& observer);
    Json run();

private:
    struct Pending {
        std::int64_t step;
        Learner::Outcome outcome;
        at::Tensor norm;
        double learningRate;
        std::vector<std::size_t> samples;
    };

    void emit(const char* type, Json fields);
    void start();
    void oneStep(BatchLoader& loader);
    void read(); // brings the pending numbers from the device; throws Diverged
    void endEpoch();
    void verifyWhenDue();
    void checkStop(); // throws Error(Interrupted)
    void checkpoint(bool best);
    [[noreturn]] void diverged(const Pending& pending, double loss) const;
    Json finish(const char* state);
    int epochOf(std::int64_t step) const { return static_cast<int>((step + m_stepsPerEpoch - 1) / m_stepsPerEpoch); }

    const run::RunFolder& m_folder;
    Observer& m_observer;
    run::Config m_config;
    c10::Device m_device;
    int m_threads;
    crops::CropReader m_crops;
    Data m_data;
    std::size_t m_batchSize;
    std::int64_t m_stepsPerEpoch;
    Schedule m_schedule;
    Learner m_learner;
    Validator m_validator;
    Json m_settings;
    Progress m_progress;
    std::vector<Pending> m_pending;
    bool m_modelWritten = false;
    bool m_stopped = false;
    Clock::time_point m_begin = Clock::now(), m_lastRead = m_begin, m_lastCheckpoint = m_begin, m_epochBegin = m_begin;
    double m_before = 0; // seconds of earlier sittings
    std::int64_t m_firstStep = 0;
    std::pair<std::int64_t, std::int64_t> m_saved; // step and verified step of last.ckpt
    double m_trainingSeconds = 0;
};

Trainer::Trainer(const run::RunFolder& folder, Observer& observer)
    : m_folder(folder), m_observer(observer), m_config(folder.config()),
      m_device(nn::parseDevice(m_config.train.device)), m_threads(nn::setThreads(m_config.train.threads)),
      m_crops(folder.cropFile()), m_data(load(folder, m_crops)),
      m_batchSize(std::min(static_cast<std::size_t>(m_config.train.batchSize), m_data.train.size())),
      m_stepsPerEpoch(static_cast<std::int64_t>(
          (m_data.train.size() + m_batchSize * static_cast<std::size_t>(m_config.train.accumulate) - 1) /
          (m_batchSize * static_cast<std::size_t>(m_config.train.accumulate)))),
      m_schedule(m_config, m_stepsPerEpoch), m_learner(m_config, m_data.classes, m_device),
      m_validator(m_crops, m_data.validation, m_config)
{
    if (const auto problems = run::validate(m_config); !problems.empty())
        throw Error(ErrorCode::BadArgument, problems.front());
    if (m_crops.size() != m_config.model.inputSize)
        throw Error(ErrorCode::NeedsPrepare, "the crops have " + std::to_string(m_crops.size()) +
                                                 " pixels, model.input_size is " +
                                                 std::to_string(m_config.model.inputSize));
    m_learner.backbone().betweenLayers = [this] { checkStop(); };
    m_settings = run::toJson(m_config);
    m_settings["samples"] = m_data.train.size();
    for (const char* free : {"device", "threads", "checkpoint_minutes"}) // may differ between sittings
        m_settings["train"].erase(free);
}

void Trainer::emit(const char* type, Json fields)
{
    Json event = {{"type", type}, {"time", m_before + secondsSince(m_begin)}};
    event.update(fields);
    m_folder.appendEvent(event);
    m_observer.onEvent(event);
}

void Trainer::start()
{
    std::error_code ec;
    if (std::filesystem::exists(m_folder.lastCheckpoint(), ec)) {
        m_progress = loadCheckpoint(m_folder.lastCheckpoint(), m_learner, m_settings);
        m_before = m_progress.seconds;
        m_modelWritten = std::filesystem::exists(m_folder.model(), ec) && m_progress.bestAuc >= 0;
    }
    m_firstStep = m_progress.step;
    m_saved = {m_progress.step, m_progress.verifiedStep}; // nothing is to be saved of a run at its start
    m_begin = m_lastRead = m_lastCheckpoint = m_epochBegin = Clock::now();
    m_folder.setState({"running", static_cast<int>(m_progress.step / m_stepsPerEpoch), m_progress.step, ""});
    emit("start", {{"run", m_folder.id()},
                   {"device", nn::deviceId(m_device)},
                   {"device_name", nn::deviceName(m_device)},
                   {"threads", m_threads},
                   {"classes", m_data.classes},
                   {"images", m_data.train.size()},
                   {"val_identities", m_data.validationIdentities},
                   {"val_images", m_data.validation.size()},
                   {"parameters", m_learner.backbone().parameterCount()},
                   {"steps_per_epoch", m_stepsPerEpoch},
                   {"epochs", m_config.train.epochs},
                   {"step", m_progress.step},
                   {"library", "LibTorch " TORCH_VERSION}});
    if (m_data.missing > 0)
        emit("issue", {{"code", codeName(ErrorCode::NeedsPrepare)},
                       {"message", std::to_string(m_data.missing) + " faces have no crop and are left out"}});
    if (!m_validator.possible())
        emit("issue", {{"code", codeName(ErrorCode::TooFewIdentities)},
                       {"message", "there are too few validation identities with two faces: training is not verified, "
                                   "and its last weights become the model"}});
}

void Trainer::diverged(const Pending& pending, double loss) const
{
    std::string faces;
    for (std::size_t i = 0; i < std::min(kNamedFaces, pending.samples.size()); ++i) {
        const auto& s = m_data.train[pending.samples[i]];
        faces += (i ? ", " : "") + std::to_string(s.face) + " (" + s.name + ")";
    }
    if (pending.samples.size() > kNamedFaces)
        faces += " and " + std::to_string(pending.samples.size() - kNamedFaces) + " more";
    throw Error(ErrorCode::Diverged, "the loss became " + std::string(std::isnan(loss) ? "not a number" : "infinite") +
                                         " at step " + std::to_string(pending.step) +
                                         ": training goes back to the last checkpoint and stops; try a lower train.lr "
                                         "or train.clip_norm. Faces of the batch: " +
                                         faces);
}

void Trainer::read()
{
    if (m_pending.empty())
        return;
    double loss = 0, accuracy = 0, norm = 0;
    for (const auto& p : m_pending) {
        loss = p.outcome.loss.item<double>();
        accuracy = p.outcome.correct.item<double>();
        norm = p.norm.item<double>();
        if (!std::isfinite(loss) || !std::isfinite(norm))
            diverged(p, std::isfinite(loss) ? norm : loss);
        m_progress.epochLoss += loss;
        m_progress.epochCorrect += accuracy;
        ++m_progress.epochBatches;
    }
    const double seconds = secondsSince(m_lastRead);
    const double images =
        static_cast<double>(m_pending.size() * m_batchSize * static_cast<std::size_t>(m_config.train.accumulate));
    const auto& last = m_pending.back();
    m_trainingSeconds += seconds;
    m_progress.lastLoss = loss;
    emit("step", {{"step", last.step},
                  {"epoch", epochOf(last.step)},
                  {"loss", loss},
                  {"lr", last.learningRate},
                  {"accuracy", accuracy},
                  {"grad_norm", norm},
                  {"images_per_second", seconds > 0 ? images / seconds : 0.0}});
    m_pending.clear();
    m_lastRead = Clock::now();
}

void Trainer::checkStop()
{
    m_stopped = m_stopped || !m_observer.shouldContinue();
    if (m_stopped)
        throw Error(ErrorCode::Interrupted, "stopped");
}

void Trainer::oneStep(BatchLoader& loader)
{
    const std::int64_t step = m_progress.step;
    Pending pending{step + 1, {}, {}, m_schedule.learningRate(step), {}};
    m_learner.beginStep();
    for (int i = 0; i < m_config.train.accumulate; ++i) {
        checkStop();
        auto batch = loader.next();
        const auto outcome = m_learner.accumulate(batch.pixels, batch.labels, step * m_config.train.accumulate + i,
                                                  m_schedule.margin(step), m_schedule.focalGamma(step));
        pending.outcome.loss = i == 0 ? outcome.loss : pending.outcome.loss + outcome.loss;
        pending.outcome.correct = i == 0 ? outcome.correct : pending.outcome.correct + outcome.correct;
        pending.samples.insert(pending.samples.end(), batch.samples.begin(), batch.samples.end());
    }
    if (m_config.train.accumulate > 1) {
        pending.outcome.loss = pending.outcome.loss / m_config.train.accumulate;
        pending.outcome.correct = pending.outcome.correct / m_config.train.accumulate;
    }
    pending.norm = m_learner.step(pending.learningRate);
    m_pending.push_back(std::move(pending));
    m_progress.step = step + 1;
    if (!m_device.is_cuda() || m_pending.size() >= kGpuReadEvery)
        read();
}

void Trainer::checkpoint(bool best)
{
    read(); // nothing that diverged is ever written
    if (!best && m_saved == std::pair(m_progress.step, m_progress.verifiedStep))
        return;
    m_progress.seconds = m_before + secondsSince(m_begin);
    saveCheckpoint(best ? m_folder.bestCheckpoint() : m_folder.lastCheckpoint(), m_learner, m_progress, m_settings);
    const int epoch = epochOf(m_progress.step);
    if (best) {
        writeFileAtomically(m_folder.model(), m_learner.modelImage());
        m_modelWritten = true;
    } else {
        m_saved = {m_progress.step, m_progress.verifiedStep};
        m_lastCheckpoint = Clock::now();
        m_folder.setState({"running", epoch, m_progress.step, ""});
    }
    emit("checkpoint", {{"epoch", epoch}, {"step", m_progress.step}, {"best", best}});
}

// After a whole epoch. One that was stopped in its verification is verified when the run goes on, so that the best
// epoch does not depend on stops.
void Trainer::verifyWhenDue()
{
    const int epoch = static_cast<int>(m_progress.step / m_stepsPerEpoch);
    const int every = m_config.verify.everyEpochs;
    if (!m_validator.possible() || m_progress.step % m_stepsPerEpoch != 0 || m_progress.verifiedStep == m_progress.step)
        return;
    if (epoch != m_config.train.epochs && (every <= 0 || epoch % every != 0))
        return;
    try {
        const Json result = m_validator.verify(m_learner.backbone(), m_device, [this] { checkStop(); });
        m_progress.verifiedStep = m_progress.step;
        Json event = {{"epoch", epoch}, {"step", m_progress.step}};
        event.update(result);
        const double auc = event.value("auc", 0.0), dPrime = event.value("d_prime", 0.0);
        emit("verify", std::move(event));
        if (auc > m_progress.bestAuc || (auc == m_progress.bestAuc && dPrime > m_progress.bestDPrime)) {
            m_progress.bestAuc = auc;
            m_progress.bestEpoch = epoch;
            m_progress.bestDPrime = dPrime;
            checkpoint(true);
        }
    } catch (const Error& e) {
        if (e.code() == ErrorCode::Interrupted)
            return;
        if (e.code() == ErrorCode::DiskFull || e.code() == ErrorCode::ReadOnly || e.code() == ErrorCode::Io)
            throw; // what the run writes is not a verification's failure
        m_progress.verifiedStep = m_progress.step;
        emit("issue", {{"code", codeName(e.code())}, {"message", std::string("verification failed: ") + e.what()}});
    } catch (const std::exception& e) {
        m_progress.verifiedStep = m_progress.step;
        emit("issue",
             {{"code", codeName(ErrorCode::Compute)}, {"message", std::string("verification failed: ") + e.what()}});
    }
    m_lastRead = Clock::now();
}

void Trainer::endEpoch()
{
    read();
    const int epoch = static_cast<int>(m_progress.step / m_stepsPerEpoch);
    const auto batches = static_cast<double>(std::max<std::int64_t>(1, m_progress.epochBatches));
    emit("epoch", {{"epoch", epoch},
                   {"loss", m_progress.epochLoss / batches},
                   {"accuracy", m_progress.epochCorrect / batches},
                   {"seconds", secondsSince(m_epochBegin)}});
    m_progress.epochLoss = m_progress.epochCorrect = 0;
    m_progress.epochBatches = 0;
    verifyWhenDue();
    checkpoint(false);
    m_epochBegin = m_lastRead = Clock::now();
}

Json Trainer::finish(const char* state)
{
    const auto steps = m_progress.step - m_firstStep;
    const double images = static_cast<double>(steps) * static_cast<double>(m_batchSize) * m_config.train.accumulate;
    const int epoch = static_cast<int>(m_progress.step / m_stepsPerEpoch);
    Json end = {{"state", state},
                {"epochs", epoch},
                {"steps", m_progress.step},
                {"images_per_second", m_trainingSeconds > 0 ? images / m_trainingSeconds : 0.0},
                {"loss", m_progress.lastLoss},
                {"seconds", m_before + secondsSince(m_begin)}};
    end["model_epoch"] = m_progress.bestAuc >= 0 ? m_progress.bestEpoch : epoch;
    if (m_progress.bestAuc >= 0)
        end["best_auc"] = m_progress.bestAuc;
    m_folder.setState({state, epoch, m_progress.step, ""});
    emit("end", end);
    Json event = {{"type", "end"}};
    event.update(end);
    return event;
}

Json Trainer::run()
{
    start();
    const int accumulate = m_config.train.accumulate;
    BatchLoader loader(m_crops, m_data.train,
                       BatchOrder(m_data.train.size(), m_batchSize, m_stepsPerEpoch * accumulate, m_config.train.seed),
                       m_progress.step * accumulate, m_schedule.totalSteps() * accumulate);
    if (const auto before = m_progress.verifiedStep; verifyWhenDue(), m_progress.verifiedStep != before)
        checkpoint(false);
    m_lastRead = Clock::now();
    while (m_progress.step < m_schedule.totalSteps()) {
        try {
            oneStep(loader);
        } catch (const Error& e) {
            if (e.code() != ErrorCode::Interrupted)
                throw;
            m_learner.dropStep(); // resuming begins this step again
            checkpoint(false);
            if (!m_modelWritten && m_progress.step > 0) // untrained weights are no model
                writeFileAtomically(m_folder.model(), m_learner.modelImage());
            return finish("stopped");
        }
        if (m_progress.step % m_stepsPerEpoch == 0)
            endEpoch();
        else if (m_config.train.checkpointMinutes > 0 &&
                 secondsSince(m_lastCheckpoint) >= 60.0 * m_config.train.checkpointMinutes)
            checkpoint(false);
    }
    if (!m_modelWritten)
        writeFileAtomically(m_folder.model(), m_learner.modelImage());
    return finish(m_stopped ? "stopped" : "completed");
}

} // namespace

Json run(const std::filesystem::path& path, Observer& observer)
{
    const run::RunFolder folder(path);
    const auto lock = folder.lockForTraining();
    try {
        try {
            const nn::MemoryReuse memory;
            return Trainer(folder, observer).run();
        } catch (...) {
            nn::rethrow();
        }
    } catch (const Error& e) {
        run::State state;
        try {
            state = folder.state();
            state.state = "failed";
            state.message = e.what();
            folder.setState(state);
            folder.appendEvent({{"type", "issue"}, {"code", codeName(e.code())}, {"message", e.what()}});
        } catch (const Error&) { // the first failure is the one that matters
        }
        throw;
    }
}

} // namespace likeness::train
