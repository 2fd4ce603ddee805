// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/run/config.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace likeness::run {

// runs/<id>/: everything a run is. A training engine on another machine needs this folder and the crop file, nothing
// else.
//
//   run.json           Config, and "created", "snapshot", "likeness", "crops" (the crop file, relative to the folder);
//                      of a fork "fork": {"run", "step", "epoch", "best", "changes": [{"key", "from", "to"}]}
//   samples.csv        face,label,split,name: one line a face; split is train or val, labels are 0..C-1 in each
//   metrics.jsonl      one event a line, as emitted (below); a torn last line is tolerated
//   state.json         missing: created. {"state": created|running|stopped|completed|failed, "epoch", "step",
//   "message", "pid", "host"} run.lock           locked while a process trains last.ckpt          safetensors: weights,
//   head, optimiser, counters; best.ckpt: the same of the best epoch;
//                      start.ckpt: what a fork begins with, and goes back to
//   model.safetensors  the embedding model alone, of the best epoch: what `verify --model RUN` reads
//   start.safetensors  the model that training begins with, where model.from named one
//   report/            HTML, PDF
struct Sample {
    std::int64_t face = 0;
    int label = 0;
    bool validation = false;
    std::string name; // identity, for people
};

struct State {
    std::string state = "created";
    int epoch = 0;
    std::int64_t step = 0;
    std::string message;
};

class RunFolder
{
public:
    explicit RunFolder(std::filesystem::path folder);
    // What a run may begin with.
    struct Beginning {
        Bytes model;      // start.safetensors
        Bytes checkpoint; // start.ckpt
        Json fork;        // of run.json; null for none
    };
    // Makes the folder and writes run.json, samples.csv, state.json and what the run begins with. Throws Error.
    static RunFolder create(const std::filesystem::path& runsFolder,
                            const Config& config,
                            const std::vector<Sample>& samples,
                            const std::filesystem::path& cropFile,
                            const Beginning& beginning = {});
    std::string id() const;
    const std::filesystem::path& folder() const { return m_folder; }
    Config config() const;
    Json json() const; // run.json as it is
    std::filesystem::path cropFile() const;
    std::vector<Sample> samples() const;
    void setSamples(const std::vector<Sample>& samples) const; // of a run whose people lost their names
    // "running" only while somebody holds the lock below; a run whose process died is "stopped". (A run of another
    // machine, followed through a shared folder, is what it says.)
    State state() const;
    // Held while a process trains the run. Throws Error(ProjectBusy) when another one does.
    FileLock lockForTraining() const;
    // The settings that may differ from sitting to sitting; nothing leaves one as it is.
    void setMachine(const std::optional<std::string>& device, const std::optional<int>& threads) const;
    void setState(const State& state) const;
    void appendEvent(const Json& event) const;
    std::vector<Json> events() const;
    std::filesystem::path lastCheckpoint() const { return m_folder / "last.ckpt"; }
    std::filesystem::path startCheckpoint() const { return m_folder / "start.ckpt"; }
    std::filesystem::path startModel() const { return m_folder / "start.safetensors"; }
    std::filesystem::path bestCheckpoint() const { return m_folder / "best.ckpt"; }
    std::filesystem::path model() const { return modelIn(m_folder); }
    // Where the model of a run in that folder would be; whether or not it is one.
    static std::filesystem::path modelIn(const std::filesystem::path& folder) { return folder / "model.safetensors"; }

private:
    std::filesystem::path lockFile() const { return m_folder / "run.lock"; }

    std::filesystem::path m_folder;
};

// What a run trains on, of the samples whose crop is there.
struct TrainedCounts {
    std::size_t faces = 0, identities = 0;
};
TrainedCounts trainedCounts(const std::vector<Sample>& samples, const std::function<bool(std::int64_t face)>& hasCrop);

// All runs below a runs/ folder, newest first; damaged ones are left out with a warning in the log.
std::vector<RunFolder> listRuns(const std::filesystem::path& runsFolder);

// Events of a run, in metrics.jsonl and through compute::TrainObserver, each with "type" and "time" (seconds since the
// start):
//
//   start       run, device, device_name, threads, classes, images, val_identities, val_images, parameters,
//               steps_per_epoch, epochs, step, library
//   step        step, epoch, loss, lr, accuracy, grad_norm, images_per_second, memory (bytes in use)
//   epoch       epoch, loss, accuracy, seconds
//   verify      epoch, step, pairs, genuine, impostor, auc, eer, accuracy, tpr_at_fpr: [..], fisher,
//               fisher_trace_ratio, d_prime, roc: {fpr: [], tpr: []} (200 points at most), hist: {edges: [],
//               genuine: [], impostor: []} (64 bins of cosine, shares), intra: {mean, std, p05, p50, p95} and
//               inter: {..} (distances 1 - cosine), collapsed (true: one embedding for all faces; else left out)
//   checkpoint  epoch, step, best
//   diverged    epoch, step, reason (not_finite | collapsed), loss (null when not finite), grad_norm (the same), lr,
//               faces: [..] and names: [..] of the step, action (rolled_back | stopped | went_on), to_step, rate_share
//               (of the learning rate from then on), message
//   issue       code, message
//   end         state, epochs, steps, images_per_second, loss, seconds, model_epoch (whose weights model.safetensors
//               holds), best_auc (of that epoch; only when a verification meant something)

} // namespace likeness::run
