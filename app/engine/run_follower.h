// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/event_reader.h"

#include <QObject>
#include <QString>
#include <filesystem>
#include <memory>
#include <vector>

namespace likeness::engine {

class Repeater;

// What a run does that another process trains, here or on another machine: its folder is looked at every second
// (nothing tells of changes on a share), its events are read on from where they were. A folder that cannot be reached
// is waited for. GUI thread; never waits for a disk.
class RunFollower final : public QObject
{
    Q_OBJECT
public:
    explicit RunFollower(QObject* parent = nullptr);
    ~RunFollower() override;
    void follow(const std::filesystem::path& runFolder, run::EventPosition from);
    void stop();
    void setWatching(bool on); // off: nothing is read, and read on later
    bool isFollowing() const { return m_repeater != nullptr; }

Q_SIGNALS:
    void eventsReady(const std::vector<likeness::Json>& events); // in order; the next ones when these were taken
    void restarted();                                            // its events are others: they come from the beginning
    void reachableChanged(bool reachable);

private:
    std::unique_ptr<Repeater> m_repeater;
    bool m_watching = true;
};

} // namespace likeness::engine
