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
#include "core/run/checkpoint_file.h"
#include "core/run/event_fields.h"
#include "core/run/run_folder.h"
#include "core/train/batch_loader.h"
#include "core/train/checkpoint.h"
#include "core/train/divergence.h"
#include "core/train/run_data.h"
#include "core/train/schedule.h"
#include "core/train/validator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace likeness::train {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kGpuReadEvery = 20; // steps between two looks at the device's numbers; each look waits for it
constexpr std::size_t kNamedFaces = 8;

struct Pending {
    std::int64_t step;
    nn::Head::Outcome outcome;
    at::Tensor norm; // undefined: the step was left out
    double learningRate;
    std::vector<std::size_t> samples;
};

// What a step said when training had gone wrong.
struct Trouble {
    Pending pending;
    DivergenceWatch::Finding finding;
    double loss, norm;

    std::string what() const
    {
        const std::string where = " at step " + std::to_string(pending.step);
        if (finding == DivergenceWatch::Finding::Collapsed)
            return "the training accuracy collapsed" + where;
        const bool ofLoss = !std::isfinite(loss);
        return std::string(ofLoss ? "the loss" : "the gradient") + " became " +
               (std::isnan(ofLoss ? loss : norm) ? "not a number" : "infinite") + where;
    }
};

constexpr double kMeansNothing = std::numeric_limits<double>::lowest(); // figure of a collapsed verification

// The figure of a verification that train.best_by names; larger is better.
double figureOf(const Json& verification, const std::string& name)
{
    if (run::collapsed(verification))
        return kMeansNothing;
    if (name == "eer")
        return -verification.value("eer", 1.0);
    if (name == "tpr") {
        for (const auto& at : verification.value("tpr_at_fpr", Json::array()))
            if (at.value("target", 0.0) == 1e-3)
                return at.value("tpr", 0.0);
        return 0;
    }
    return verification.value(name, 0.0);
}

class Trainer
{
public:
    Trainer(const run::RunFolder& folder, Observer& observer);
    Json run();

private:
    void emit(const char* type, Json fields);
    void makeLearner();
    void start();
    void oneStep(BatchLoader& loader);
    void read(); // brings the pending numbers from the device; throws Trouble
    void endEpoch();
    void verifyWhenDue();
    void checkStop(); // throws Error(Interrupted)
    void checkpoint();
    void keepBest();
    void rollBack(const Trouble& trouble); // throws Error(Diverged)
    // Loads the first that is there into the learner; false: none is.
    bool goTo(const std::vector<std::filesystem::path>& checkpoints);
    void goBack(); // to an earlier checkpoint, into a new learner
    void save();   // last.ckpt
    void write(const std::filesystem::path& checkpoint);
    Json describe(const Trouble& trouble) const; // a "diverged" event
    std::string facesOf(const Pending& pending) const;
    Json stop();
    Json finish(const char* state);
    BatchOrder order() const;
    int epochOf(std::int64_t step) const { return static_cast<int>((step + m_steps.perEpoch - 1) / m_steps.perEpoch); }

    const run::RunFolder& m_folder;
    Observer& m_observer;
    run::Config m_config;
    c10::Device m_device;
    int m_threads;
    crops::CropReader m_crops;
    RunData m_data;
    run::Steps m_steps;
    Schedule m_schedule;
    std::optional<Learner> m_learner;
    Validator m_validator;
    Json m_settings;
    Progress m_progress;
    DivergenceWatch m_watch;
    std::vector<Pending> m_pending;
    bool m_modelWritten = false;
    bool m_stopped = false;
    Clock::time_point m_begin = Clock::now(), m_lastRead = m_begin, m_lastCheckpoint = m_begin, m_epochBegin = m_begin;
    double m_before = 0; // seconds of earlier sittings
    std::int64_t m_firstStep = 0;
    std::pair<std::int64_t, std::int64_t> m_saved; // step and verified step of last.ckpt
    std::int64_t m_imagesSeen = 0;
    double m_trainingSeconds = 0;
};

Trainer::Trainer(const run::RunFolder& folder, Observer& observer)
    : m_folder(folder), m_observer(observer), m_config(folder.config()),
      m_device(nn::parseDevice(m_config.train.device)), m_threads(nn::setThreads(m_config.train.threads)),
      m_crops(folder.cropFile()), m_data(loadRunData(folder, m_crops)),
      m_steps(run::stepsOf(m_config, m_data.trained.faces, m_data.trained.identities)),
      m_schedule(m_config, m_steps.perEpoch), m_validator(m_crops, m_data.validation, m_config),
      m_settings(run::resumeSettings(m_config, m_data.trained))
{
    if (const auto problems = run::validate(m_config); !problems.empty())
        throw Error(ErrorCode::BadArgument, problems.front());
    if (m_crops.size() != m_config.model.inputSize)
        throw Error(ErrorCode::NeedsPrepare, "the crops have " + std::to_string(m_crops.size()) +
                                                 " pixels, model.input_size is " +
                                                 std::to_string(m_config.model.inputSize));
    makeLearner();
}

void Trainer::makeLearner()
{
    m_learner.reset(); // first: two of them may not fit
    std::optional<MappedFile> begin;
    if (!m_config.model.from.empty())
        begin.emplace(m_folder.startModel());
    m_learner.emplace(m_config, m_data.classes, m_device, begin ? begin->bytes() : std::span<const std::uint8_t>());
    m_learner->network().betweenLayers = [this] { checkStop(); };
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
    if (goTo({m_folder.lastCheckpoint(), m_folder.bestCheckpoint(), m_folder.startCheckpoint()})) {
        m_before = m_progress.seconds;
        m_modelWritten = std::filesystem::exists(m_folder.model(), ec) && m_progress.best;
    }
    m_firstStep = m_progress.step;
    m_saved = {m_progress.step, m_progress.verifiedStep}; // nothing is to be saved of a run at its start
    m_begin = m_lastRead = m_lastCheckpoint = m_epochBegin = Clock::now();
    m_folder.setState({"running", epochOf(m_progress.step), m_progress.step, ""});
    emit("start", {{"run", m_folder.id()},
                   {"device", nn::deviceId(m_device)},
                   {"device_name", nn::deviceName(m_device)},
                   {"threads", m_threads},
                   {"classes", m_data.classes},
                   {"images", m_data.train.size()},
                   {"val_identities", m_data.validationIdentities},
                   {"val_images", m_data.validation.size()},
                   {"parameters", m_learner->network().parameterCount()},
                   {"steps_per_epoch", m_steps.perEpoch},
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

std::string Trainer::facesOf(const Pending& pending) const
{
    std::string faces;
    for (std::size_t i = 0; i < std::min(kNamedFaces, pending.samples.size()); ++i) {
        const auto& s = m_data.train[pending.samples[i]];
        faces += (i ? ", " : "") + std::to_string(s.face) + " (" + s.name + ")";
    }
    if (pending.samples.size() > kNamedFaces)
        faces += " and " + std::to_string(pending.samples.size() - kNamedFaces) + " more";
    return faces;
}

Json Trainer::describe(const Trouble& trouble) const
{
    const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
    Json faces = Json::array(), names = Json::array();
    for (const auto i : trouble.pending.samples) {
        faces.push_back(m_data.train[i].face);
        names.push_back(m_data.train[i].name);
    }
    const bool collapsed = trouble.finding == DivergenceWatch::Finding::Collapsed;
    return {{"step", trouble.pending.step},
            {"epoch", epochOf(trouble.pending.step)},
            {"reason", collapsed ? "collapsed" : "not_finite"},
            {"loss", number(trouble.loss)},
            {"grad_norm", number(trouble.norm)},
            {"lr", trouble.pending.learningRate},
            {"faces", std::move(faces)},
            {"names", std::move(names)}};
}

bool Trainer::goTo(const std::vector<std::filesystem::path>& checkpoints)
{
    std::error_code ec;
    const auto found = std::find_if(checkpoints.begin(), checkpoints.end(),
                                    [&](const auto& file) { return std::filesystem::exists(file, ec); });
    if (found == checkpoints.end())
        return false;
    m_progress = loadCheckpoint(*found, *m_learner, m_settings);
    m_watch.set(m_progress.watch);
    return true;
}

// To the last checkpoint; when it was that from which the run has just diverged again (finite weights may be far gone
// already), to the best one; then to the beginning.
void Trainer::goBack()
{
    makeLearner();
    std::vector<std::filesystem::path> places;
    if (m_progress.backInARow == 0)
        places.push_back(m_folder.lastCheckpoint());
    if (m_progress.backInARow <= 1)
        places.push_back(m_folder.bestCheckpoint());
    places.push_back(m_folder.startCheckpoint());
    if (goTo(places))
        return;
    m_progress = {};
    m_watch = {};
}

// With half the learning rate.
void Trainer::rollBack(const Trouble& trouble)
{
    Json event = describe(trouble);
    m_pending.clear();
    if (m_progress.rollbacks >= m_config.train.rollbacks) {
        event.update({{"action", "stopped"},
                      {"to_step", m_saved.first},
                      {"rate_share", m_progress.rateShare},
                      {"message", trouble.what() + "; training stops"}});
        emit("diverged", std::move(event));
        throw Error(ErrorCode::Diverged, trouble.what() +
                                             ": training goes back to the last checkpoint and stops; try a lower "
                                             "train.lr or train.clip_norm. Faces of the batch: " +
                                             facesOf(trouble.pending));
    }
    const Progress before = m_progress;
    goBack();
    m_progress.rollbacks = before.rollbacks + 1;
    m_progress.backInARow = before.backInARow + 1;
    m_progress.rateShare = before.rateShare / 2;
    m_progress.best = before.best; // what has been verified since stays verified
    event.update({{"action", "rolled_back"},
                  {"to_step", m_progress.step},
                  {"rate_share", m_progress.rateShare},
                  {"message", trouble.what() + "; training goes back to step " + std::to_string(m_progress.step) +
                                  " with half the learning rate"}});
    emit("diverged", std::move(event));
    save(); // the checkpoint is to know of it
    m_epochBegin = m_lastRead = Clock::now();
}

void Trainer::read()
{
    const Pending* last = nullptr;
    double loss = 0, accuracy = 0, norm = 0;
    for (const auto& p : m_pending) {
        const double itsLoss = p.outcome.loss.item<double>();
        if (!p.norm.defined()) // half precision overflowed, the step was left out, the scale is smaller now
            continue;
        loss = itsLoss;
        accuracy = p.outcome.correct.item<double>();
        norm = p.norm.item<double>();
        if (const auto finding = m_watch.add(loss, norm, accuracy); finding != DivergenceWatch::Finding::None) {
            const Trouble trouble{p, finding, loss, norm};
            if (finding == DivergenceWatch::Finding::NotFinite || m_progress.rollbacks < m_config.train.rollbacks)
                throw trouble;
            m_watch.forget(); // what is learnt from here on may still be worth something
            Json event = describe(trouble);
            event.update({{"action", "went_on"},
                          {"to_step", p.step},
                          {"rate_share", m_progress.rateShare},
                          {"message", trouble.what() + " again; training goes on"}});
            emit("diverged", std::move(event));
        }
        m_progress.epochLoss += loss;
        m_progress.epochCorrect += accuracy;
        ++m_progress.epochSteps;
        last = &p;
    }
    const double seconds = secondsSince(m_lastRead);
    const auto images = static_cast<std::int64_t>(m_pending.size() * m_steps.batch) * m_config.train.accumulate;
    m_trainingSeconds += m_pending.empty() ? 0 : seconds;
    m_imagesSeen += images;
    if (last) {
        m_progress.lastLoss = loss;
        emit("step", {{"step", last->step},
                      {"epoch", epochOf(last->step)},
                      {"loss", loss},
                      {"lr", last->learningRate},
                      {"accuracy", accuracy},
                      {"grad_norm", norm},
                      {"images_per_second", seconds > 0 ? static_cast<double>(images) / seconds : 0.0},
                      {"memory", nn::memoryInUse(m_device)}});
    }
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
    Pending pending{step + 1, {}, {}, m_schedule.learningRate(step) * m_progress.rateShare, {}};
    m_learner->freeze(m_schedule.frozenShare(step));
    m_learner->beginStep();
    for (int i = 0; i < m_config.train.accumulate; ++i) {
        checkStop();
        auto batch = loader.next();
        const auto outcome = m_learner->accumulate(batch.pixels, batch.labels, step * m_config.train.accumulate + i,
                                                   m_schedule.strength(step));
        pending.outcome.loss = i == 0 ? outcome.loss : pending.outcome.loss + outcome.loss;
        pending.outcome.correct = i == 0 ? outcome.correct : pending.outcome.correct + outcome.correct;
        pending.samples.insert(pending.samples.end(), batch.samples.begin(), batch.samples.end());
    }
    if (m_config.train.accumulate > 1) {
        pending.outcome.loss = pending.outcome.loss / m_config.train.accumulate;
        pending.outcome.correct = pending.outcome.correct / m_config.train.accumulate;
    }
    pending.norm = m_learner->step(pending.learningRate);
    m_pending.push_back(std::move(pending));
    m_progress.step = step + 1;
    if (!m_device.is_cuda() || m_pending.size() >= kGpuReadEvery)
        read();
}

void Trainer::checkpoint()
{
    read(); // nothing that diverged is ever written
    if (m_saved == std::pair(m_progress.step, m_progress.verifiedStep))
        return;
    m_progress.backInARow = 0;
    save();
}

void Trainer::save()
{
    write(m_folder.lastCheckpoint());
    m_saved = {m_progress.step, m_progress.verifiedStep};
    m_lastCheckpoint = Clock::now();
    const int epoch = epochOf(m_progress.step);
    m_folder.setState({"running", epoch, m_progress.step, ""});
    emit("checkpoint", {{"epoch", epoch}, {"step", m_progress.step}, {"best", false}});
}

void Trainer::write(const std::filesystem::path& checkpoint)
{
    m_progress.seconds = m_before + secondsSince(m_begin);
    m_progress.watch = m_watch.state();
    saveCheckpoint(checkpoint, *m_learner, m_progress, m_settings);
}

void Trainer::keepBest()
{
    write(m_folder.bestCheckpoint());
    writeFileAtomically(m_folder.model(), m_learner->modelImage());
    m_modelWritten = true;
    emit("checkpoint", {{"epoch", epochOf(m_progress.step)}, {"step", m_progress.step}, {"best", true}});
}

// After a whole epoch. One that was stopped in its verification is verified when the run goes on, so that the best
// epoch does not depend on stops.
void Trainer::verifyWhenDue()
{
    const int epoch = static_cast<int>(m_progress.step / m_steps.perEpoch);
    const int every = m_config.verify.everyEpochs;
    if (!m_validator.possible() || m_progress.step % m_steps.perEpoch != 0 ||
        m_progress.verifiedStep == m_progress.step)
        return;
    if (epoch != m_config.train.epochs && (every <= 0 || epoch % every != 0))
        return;
    try {
        Json event = {{"epoch", epoch}, {"step", m_progress.step}};
        {
            const Learner::Evaluation evaluation(*m_learner);
            event.update(
                m_validator.verify(m_learner->network(), m_learner->input(), m_device, [this] { checkStop(); }));
        }
        m_progress.verifiedStep = m_progress.step;
        const Best found{epoch, figureOf(event, m_config.train.bestBy), event.value("d_prime", 0.0),
                         event.value("auc", 0.0)};
        emit("verify", std::move(event));
        const auto& best = m_progress.best;
        if (!best || found.figure > best->figure || (found.figure == best->figure && found.dPrime > best->dPrime)) {
            m_progress.best = found;
            keepBest();
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
    const int epoch = static_cast<int>(m_progress.step / m_steps.perEpoch);
    const auto steps = static_cast<double>(std::max<std::int64_t>(1, m_progress.epochSteps));
    emit("epoch", {{"epoch", epoch},
                   {"loss", m_progress.epochLoss / steps},
                   {"accuracy", m_progress.epochCorrect / steps},
                   {"seconds", secondsSince(m_epochBegin)}});
    m_progress.epochLoss = m_progress.epochCorrect = 0;
    m_progress.epochSteps = 0;
    m_watch.remember();
    verifyWhenDue();
    const int every = m_config.train.checkpointEpochs;
    if (m_stopped || epoch == m_config.train.epochs || (every > 0 && epoch % every == 0))
        checkpoint();
    m_epochBegin = m_lastRead = Clock::now();
}

Json Trainer::stop()
{
    m_learner->dropStep(); // resuming begins this step again
    try {
        checkpoint();
    } catch (const Trouble& trouble) {
        rollBack(trouble);
    }
    if (!m_modelWritten && m_progress.step > 0) // untrained weights are no model
        writeFileAtomically(m_folder.model(), m_learner->modelImage());
    return finish("stopped");
}

Json Trainer::finish(const char* state)
{
    const int epoch = static_cast<int>(m_progress.step / m_steps.perEpoch);
    Json end = {
        {"state", state},
        {"epochs", epoch},
        {"steps", m_progress.step},
        {"images_per_second", m_trainingSeconds > 0 ? static_cast<double>(m_imagesSeen) / m_trainingSeconds : 0.0},
        {"loss", m_progress.lastLoss},
        {"seconds", m_before + secondsSince(m_begin)}};
    end["model_epoch"] = m_progress.best ? m_progress.best->epoch : epoch;
    if (m_progress.best && m_progress.best->figure != kMeansNothing)
        end["best_auc"] = m_progress.best->auc;
    emit("end", end); // first: whoever follows the run reads on until its state says that it has ended
    m_folder.setState({state, epochOf(m_progress.step), m_progress.step, ""});
    Json event = {{"type", "end"}};
    event.update(end);
    return event;
}

BatchOrder Trainer::order() const
{
    const auto perEpoch = m_steps.perEpoch * m_config.train.accumulate;
    if (m_config.train.facesPerIdentity == 0)
        return {m_data.train.size(), m_steps.batch, perEpoch, m_config.train.seed};
    std::vector<int> labels;
    for (const auto& sample : m_data.train)
        labels.push_back(sample.label);
    return {labels, m_steps.batch, static_cast<std::size_t>(m_config.train.facesPerIdentity), perEpoch,
            m_config.train.seed};
}

Json Trainer::run()
{
    start();
    if (const auto before = m_progress.verifiedStep; verifyWhenDue(), m_progress.verifiedStep != before)
        checkpoint();
    m_lastRead = Clock::now();
    std::optional<BatchLoader> loader;
    while (m_progress.step < m_schedule.totalSteps()) {
        const int accumulate = m_config.train.accumulate;
        if (!loader)
            loader.emplace(m_crops, m_data.train, order(), m_progress.step * accumulate,
                           m_schedule.totalSteps() * accumulate);
        try {
            oneStep(*loader);
            if (m_progress.step % m_steps.perEpoch == 0)
                endEpoch();
            else if (m_config.train.checkpointMinutes > 0 &&
                     secondsSince(m_lastCheckpoint) >= 60.0 * m_config.train.checkpointMinutes)
                checkpoint();
        } catch (const Trouble& trouble) {
            loader.reset();
            rollBack(trouble);
        } catch (const Error& e) {
            if (e.code() != ErrorCode::Interrupted)
                throw;
            return stop();
        }
    }
    if (!m_modelWritten)
        writeFileAtomically(m_folder.model(), m_learner->modelImage());
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
            folder.appendEvent({{"type", "issue"}, {"code", codeName(e.code())}, {"message", e.what()}});
            folder.setState(state);
        } catch (const Error&) { // the first failure is the one that matters
        }
        throw;
    }
}

} // namespace likeness::train
