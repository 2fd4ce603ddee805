// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/compute/compute.h"

#include <QObject>
#include <QString>
#include <QThread>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace likeness::engine {

// One training run at a time on a thread of its own, which sleeps between runs. Everything public is called, and every
// signal emitted, on the GUI thread; nothing here waits for the training but the destructor. A run lives in its folder:
// stopping writes a checkpoint, and start() on the same folder goes on from there, after a restart of the program too.
class TrainingSession final : public QObject
{
    Q_OBJECT
public:
    enum class State { Idle, Starting, Running, Pausing, Paused, Stopping };
    Q_ENUM(State)
    // compute::train, or a stand-in of the tests.
    using Trainer = std::function<Json(const std::filesystem::path& runFolder, compute::TrainObserver& observer)>;

    explicit TrainingSession(Trainer trainer, QObject* parent = nullptr);
    ~TrainingSession() override; // stops, waits for the checkpoint

    bool start(const std::filesystem::path& runFolder); // false when a run is under way
    void pause();                                       // before the next batch; the device's memory stays taken
    void resume();
    void stop(); // direct, never queued; wakes a paused run

    State state() const { return m_state; }
    bool isActive() const { return m_state != State::Idle; }
    const std::filesystem::path& runFolder() const { return m_runFolder; } // of the last start()

Q_SIGNALS:
    void stateChanged(likeness::engine::TrainingSession::State state);
    void
    eventsReady(const std::vector<likeness::Json>& events); // run/run_folder.h; in order, at most 20 batches a second
    // Exactly one of these follows an accepted start(), after the last eventsReady and in state Idle.
    void finished(const QString& endState); // "completed" or "stopped"
    void failed(likeness::ErrorCode code, const QString& message);

private:
    class Worker;
    struct Shared;
    void setState(State state);
    void flush();
    std::shared_ptr<Shared> m_shared; // outlives both sides
    QThread m_thread;
    Worker* m_worker = nullptr; // deleted by the thread's end
    std::filesystem::path m_runFolder;
    State m_state = State::Idle;
};

} // namespace likeness::engine
