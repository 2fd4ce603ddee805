// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/face_index.h"
#include "app/engine/job_runner.h"
#include "app/engine/live_flags.h"
#include "core/base/file.h"
#include "core/curate/grouping.h"
#include "core/dataset/bulk.h"
#include "core/dataset/project.h"
#include "core/dataset/spot_check.h"

#include <QDateTime>
#include <QObject>
#include <QString>
#include <QTimer>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace likeness::engine {

// The open project as the window sees it. GUI thread only. Quick writes (one decision, one undo) go straight to the
// database here, a few milliseconds each; everything long goes through jobs(). Views change only through the signals
// below.
class ProjectSession final : public QObject
{
    Q_OBJECT
public:
    explicit ProjectSession(QObject* parent = nullptr);
    ~ProjectSession() override;

    // Throws likeness::Error; the project open before stays open then.
    void open(const QString& folder);
    void close();
    bool isOpen() const { return m_project != nullptr; }
    dataset::Project& project() { return *m_project; } // isOpen() only
    const dataset::Project& project() const { return *m_project; }
    QString folder() const;
    QString name() const; // folder name without .likeness

    // Another window that has this project open too. Both work; each sees within a second or so what the other decides.
    struct OtherWindow {
        qint64 process = 0;
        QDateTime since; // local time
    };
    const std::optional<OtherWindow>& otherWindow() const { return m_otherWindow; }

    // Decisions of a person. On failure shows nothing, throws; on success emits the signals. True when something
    // changed. What touches very many rows becomes a job (true; contentChanged() follows), and throws ProjectBusy while
    // another one runs.
    bool decide(const std::vector<dataset::FaceId>& faces,
                dataset::Action action,
                const QString& other = {},
                const QString& why = {});
    // Gives the faces of these groups of a proposal their names, as decide().
    bool acceptGroups(const curate::GroupProposal& proposal, const std::vector<curate::Acceptance>& accepted);
    // Many decisions, one entry of the journal; a job from some hundred faces on.
    bool decideAll(std::vector<dataset::FaceDecision> decisions, const QString& why = {});
    bool answerSpot(std::int64_t sample, int number, dataset::SpotVerdict verdict);
    bool setLandmarks(dataset::FaceId face, const std::optional<image::Landmarks>& points);
    bool renameIdentity(dataset::IdentityId id, const QString& name);
    bool mergeIdentities(dataset::IdentityId from, dataset::IdentityId into);
    bool undo(int steps = 1); // also what the command line did
    bool redo(int steps = 1);
    std::optional<dataset::JournalEntry> nextUndo() const; // what undo would take back
    std::optional<dataset::JournalEntry> nextRedo() const;

    FaceIndex& faces() { return *m_faces; } // all of them in memory; ready some time after opened()
    const FaceIndex& faces() const { return *m_faces; }

    JobRunner& jobs() { return *m_jobs; }
    // A change of very many rows is running, or was the last job: all of it is stored, or nothing.
    bool isLargeChange() const { return m_largeChange; }
    // Starts a job that works on this project with its own connection and the project's job lock, then emits
    // contentChanged().
    bool startJob(const QString& title, std::function<void(dataset::Project&, jobs::Context&)> work);

    // Call after a connection of our own other than project() wrote, and its change is shown: the poll then does not
    // take it for somebody else's. What is written through project() needs no note.
    void noteOwnWrite();
    // As noteOwnWrite(); these rows are what that connection wrote. Emits labelsChanged() for them.
    void noteOwnWrite(const dataset::ChangedRows& rows);

    // While labelsChanged() is emitted: what changed; nothing when anything may have.
    const std::optional<dataset::ChangedRows>& changes() const { return m_changes; }

Q_SIGNALS:
    void opened();
    void aboutToClose(); // the project is still there: the last moment to store what is not stored yet
    void closed();
    void labelsChanged(); // decisions, undo, redo, renames: identities, labels, flags' decisions; see changes()
    void facesChanged();  // prepare, capture, landmarks: crops may be new
    void flagsChanged();  // curate
    // Some time after labelsChanged(): what was decided made the flags of these faces other than before.
    void flagsRefreshed(const std::vector<likeness::dataset::FaceId>& faces);
    void contentChanged(); // import or anything large: read everything again
    void undoStateChanged();

private:
    bool wrote(std::int64_t journalEntry); // 0: nothing
    dataset::Project& writable();          // throws ProjectBusy while a large change holds the database
    void startLargeChange(const QString& title, std::function<void(dataset::Project&, jobs::Context&)> work);
    using Travel = std::vector<dataset::JournalEntry> (dataset::Project::*)(int steps, jobs::Context* context);
    bool travel(const QString& title, int steps, std::int64_t size, Travel way);
    bool travelled(const std::vector<dataset::JournalEntry>& entries);
    void announce(dataset::ChangedRows rows);
    void jobEnded();
    void pollForeignChanges();
    void showPresence();

    std::unique_ptr<dataset::Project> m_project;
    std::optional<FileLock> m_presence; // window.lock: how other windows learn of this one
    std::optional<OtherWindow> m_otherWindow;
    FaceIndex* m_faces;
    JobRunner* m_jobs;
    LiveFlags* m_live;
    std::optional<dataset::ChangedRows> m_changes;
    QTimer m_pollTimer;
    std::int64_t m_dataVersion = 0;
    bool m_projectJob = false;
    bool m_largeChange = false;
};

} // namespace likeness::engine
