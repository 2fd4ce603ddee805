// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/dataset/columns.h"
#include "core/dataset/types.h"
#include "core/jobs/job.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace likeness::dataset {

// Who the journal says decided, from now on, in this process; empty: $LIKENESS_USER, else the login name. Any thread.
void setUserName(const std::string& name);

// A project folder, NAME.likeness/ (design.md). One Project object is one SQLite connection: use it from one thread.
// Several Projects may be open on the same folder; writes wait for each other (BEGIN IMMEDIATE, 5 s), and readers see
// the last committed state (WAL). Long jobs take the project's job lock, so that two processes cannot run one at the
// same time.
class Project
{
public:
    enum class Mode { ReadWrite, ReadOnly };
    // Folder must not exist, or hold nothing but what a creation that was cut off left behind. Throws Error.
    static Project create(const std::filesystem::path& folder);
    // Migrates an older schema after a backup; NewerProject for a newer one; NotAProject; ReadOnly when the disk is.
    static Project open(const std::filesystem::path& folder, Mode mode = Mode::ReadWrite);
    // There is a project.db in the folder, whether or not open() can read it.
    static bool isAt(const std::filesystem::path& folder);
    // open() would migrate it first: seconds for each million faces. False also for what cannot be opened.
    static bool isOlder(const std::filesystem::path& folder);
    ~Project();
    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;

    const std::filesystem::path& folder() const;
    std::filesystem::path cacheFolder() const;
    std::filesystem::path runsFolder() const;
    std::filesystem::path imagesFolder() const;
    std::filesystem::path cropFile(int size = 112) const; // cache/crops-112.lkc

    // --- reading
    Counts counts() const;
    std::vector<IdentityRow> identities() const; // natural order of names
    std::optional<IdentityRow> identity(IdentityId id) const;
    IdentityId findIdentity(const std::string& name) const;                      // 0 = none
    std::vector<FaceId> facesOf(IdentityId id, bool withRejected = false) const; // 0: unlabelled faces
    std::vector<FaceId> allFaces() const;                          // of every image, rejected ones included, by id
    std::vector<std::pair<ImageId, FaceId>> facesByImage() const;  // the same, by image and face
    std::vector<FaceRow> faces(std::span<const FaceId> ids) const; // same order; missing ids left out
    std::optional<FaceRow> face(FaceId id) const;
    std::optional<ImageRow> image(ImageId id) const;
    std::vector<ImageRow> images(std::span<const ImageId> ids) const;
    std::filesystem::path imageFile(const ImageRow& row) const; // absolute; the container of a picture that has one
    // Where its encoded bytes are, for image::decode(formats::readAt(…)).
    formats::Location location(const ImageRow& row) const;
    FaceId primaryFace(const std::string& imageKey) const; // by ImageRow::key, full path, or unique suffix; 0 = none
    // Labelled, not rejected, with a crop or able to have one: what curation and training look at. (face, identity) by
    // face id. `withNotFound`: also those in which no face was found.
    std::vector<std::pair<FaceId, IdentityId>> labelledFaces(bool withNotFound = false) const;

    // Images with a face, those in which none was found, and those with several.
    struct Detections {
        int found = 0, notFound = 0, several = 0;
    };
    Detections detections() const;

    // --- for lists of everything; read from indices alone (lists.cpp)
    FaceColumns faceColumns() const;                                           // a second for a million faces
    std::vector<FaceSummary> faceSummaries(std::span<const FaceId> ids) const; // same order; missing ids left out
    std::vector<std::pair<FaceId, std::string>> imageKeys(std::span<const FaceId> ids) const; // of the faces' images
    std::vector<std::string> flagKinds() const;                                               // of what is flagged
    bool hasFlags(const std::string& method) const; // it has been run, whether or not something was flagged
    // Flagged by that method (empty: any) and of that kind, worst first, at most `limit`.
    std::vector<QueuedFlag> flagQueue(const std::string& method, const std::string& kind, int limit) const;
    std::optional<FlagRow> flag(std::int64_t id) const;
    std::vector<FlagRow> flagsOf(FaceId face) const; // worst first, those included that are not flagged
    // Faces and people that these journal entries changed: their rows, their flags. Each once.
    ChangedRows changedBy(std::span<const std::int64_t> entries) const;
    // People whose faces these entries gave or took, before and after, and who were renamed, merged or made; some may
    // be gone. Each once, ascending.
    std::vector<IdentityId> peopleTouchedBy(std::span<const std::int64_t> entries) const;
    // Faces with an undecided mislabelled flag of that method and at least that score that suggests one of these
    // people, the most suspicious first.
    std::vector<FaceId>
    suspectedToBe(std::span<const IdentityId> people, const std::string& method, double least, int limit) const;

    std::string setting(const std::string& key, const std::string& fallback = {}) const;
    void setSetting(const std::string& key, const std::string& value);

    // --- changes by a person: one journal entry each, all or nothing, undoable
    // Returns the entry id, 0 when nothing would change. Action semantics: keep → Confirmed; move → identity `other`
    // (made if new) and Confirmed; reject/unsure set the label state; confirm_different stores a cannot-link with
    // `other`; merge moves all faces of the face's identity into `other`; split makes identity `other` from the given
    // faces; rename renames the identity. About 20 µs a face: with a context it tells its progress and can be stopped,
    // and then throws Interrupted and has changed nothing.
    std::int64_t decide(std::span<const FaceId> faces,
                        Action action,
                        const std::string& other = {},
                        const std::string& why = {},
                        jobs::Context* context = nullptr);
    // Gives many faces names at once: one entry for all of it. Faces that people have decided on (confirmed, rejected)
    // keep what they have and are counted, as are faces that are not there any more.
    Assigned assign(std::span<const Assignment> assignments, const AssignOptions& options, jobs::Context* context = {});
    std::int64_t renameIdentity(IdentityId id, const std::string& name);
    std::int64_t mergeIdentities(IdentityId from, IdentityId into);
    std::int64_t setLandmarks(FaceId face, const std::optional<image::Landmarks>& manual);
    // A captured frame: stored under images/, with its face, labelled with `identityName` (made if new).
    FaceId addCapture(std::span<const std::uint8_t> encodedPng,
                      int width,
                      int height,
                      const FaceRow& face,
                      const std::string& identityName);

    std::vector<JournalEntry> journal(int limit = 1000, std::int64_t before = 0) const; // newest first
    // What was undone; empty when there is nothing left. All or nothing; with a context as decide().
    std::vector<JournalEntry> undo(int steps = 1, jobs::Context* context = nullptr);
    std::vector<JournalEntry> redo(int steps = 1, jobs::Context* context = nullptr);
    // How many rows that many steps would change.
    std::int64_t undoSize(int steps = 1) const;
    std::int64_t redoSize(int steps = 1) const;
    std::optional<JournalEntry> nextUndo() const; // what undo() would take back
    std::optional<JournalEntry> nextRedo() const;
    bool canUndo() const { return nextUndo().has_value(); }
    bool canRedo() const { return nextRedo().has_value(); }

    // What `work` stores through this Project is stored as a whole; not at all when it throws or the process dies.
    void atomically(const std::function<void()>& work);

    // --- jobs' results (not undoable)
    void updateFaces(std::span<const FaceRow> rows);             // detection results; labels are not touched
    std::vector<FaceId> addFaces(std::span<const FaceRow> rows); // further faces in an image
    void removeUnlabelledFaces(ImageId image);                   // before detecting anew
    void replaceFlags(const std::string& method, std::span<const FlagRow> flags); // decided ones stay
    // The same for these faces and kinds only.
    void updateFlags(const std::string& method,
                     std::span<const FaceId> faces,
                     std::span<const std::string> kinds,
                     std::span<const FlagRow> flags);
    // Of these faces, what the last curation by that method said of those whose flags updateFlags() has changed since;
    // no ids, no decisions, by face.
    std::vector<FlagRow> curatedFlags(std::span<const FaceId> faces, const std::string& method) const;
    // Faces that curatedFlags() knows and that belong to one of these people now, or were suspected to be one of them.
    std::vector<FaceId> changedSinceCuration(std::span<const IdentityId> people, const std::string& method) const;
    std::vector<FlagRow> flags(bool flaggedOnly = false) const; // worst first
    void setFlagDecision(std::int64_t flag, const std::string& decision);
    // Pairs of faces that a person called the same / different: constraints for every later clustering.
    std::vector<std::pair<FaceId, FaceId>> cannotLinks() const;
    std::vector<std::pair<FaceId, IdentityId>> cannotIdentity() const;
    std::vector<std::pair<FaceId, IdentityId>> cannotIdentity(std::span<const FaceId> faces) const; // of these

    // --- versions
    // Same content → same hash, no second row. Content is each named face that is not rejected (picture, box,
    // landmarks, name) and, once there are any, the people's splits. See versions.h for the rest.
    SnapshotRow snapshot(const std::string& name = {});
    std::vector<SnapshotRow> snapshots() const;
    struct Diff {
        std::vector<std::string> added, removed;
        std::vector<std::array<std::string, 3>> relabelled; // key, before, after
        std::vector<std::string> landmarks;                 // keys of faces whose landmarks people changed
        std::vector<std::array<std::string, 3>> splits;     // person, before, after: "", train, validation, test
    };
    Diff diff(const std::string& a, const std::string& b) const; // hash, unique prefix or name; "" = now
    // (face, identity name) of a snapshot, by face id.
    std::vector<std::pair<FaceId, std::string>> snapshotFaces(const std::string& hash) const;

    // Held while a job writes; throws Error(ProjectBusy) when another process (or Project) has it. Taken again by the
    // same Project it is the same lock, so that a job may be part of a larger one. Released when the last of them goes.
    class JobLock
    {
    private:
        friend class Project;
        explicit JobLock(std::shared_ptr<const void> held) : m_held(std::move(held)) {}
        std::shared_ptr<const void> m_held;
    };
    JobLock lockForJob(const std::string& what) const;

    // A number that changes with every commit of another connection, and with none of this one: front ends poll it to
    // notice foreign changes.
    std::int64_t dataVersion() const;

    struct Impl;
    Impl& impl() { return *m_d; } // for the other files of core/dataset only
    const Impl& impl() const { return *m_d; }

private:
    explicit Project(std::unique_ptr<Impl> d);
    std::unique_ptr<Impl> m_d;
};

} // namespace likeness::dataset
