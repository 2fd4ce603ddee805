// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/types.h"

#include <QObject>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

namespace likeness::engine {

// Judges again, in the background, what each decision concerns (curate::LiveCuration), so that the rest of the queue
// changes at once. Public functions and the signal: GUI thread. Its thread has a connection of its own; a failure is
// logged, and the next curation puts things right.
class LiveFlags final : public QObject
{
    Q_OBJECT
public:
    explicit LiveFlags(QObject* parent = nullptr);
    ~LiveFlags() override;

    void open(const std::filesystem::path& project);
    void close(); // returns when nothing is written any more
    // After these journal entries, or their undo. Entries that come while others are looked at are taken together.
    void changed(const std::vector<std::int64_t>& entries);
    // Something large was done: what was opened before the next entry is opened anew. Entries that wait are dropped.
    void forget();
    // Something is looked at, or was and its signal has not come yet.
    bool isBusy() const;

Q_SIGNALS:
    // The flags of these faces are other than before, and stored.
    void refreshed(const std::vector<likeness::dataset::FaceId>& faces);

private:
    void work(const std::stop_token& stop, const std::filesystem::path& folder, std::uint64_t generation);
    void done(const std::vector<dataset::FaceId>& faces);

    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::vector<std::int64_t> m_entries; // that wait
    int m_looking = 0;                   // batches of them that were taken and are not reported yet
    bool m_forget = false;
    std::jthread m_thread;
    // GUI thread:
    std::uint64_t m_generation = 0; // of the open project
};

} // namespace likeness::engine
