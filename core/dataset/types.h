// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/formats/item.h"
#include "core/image/image.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace likeness::dataset {

using ImageId = std::int64_t;
using FaceId = std::int64_t;
using IdentityId = std::int64_t; // 0 = none

// A face is where a label lives. Import makes one face for each labelled image at once ("pending"), so that a label is
// never lost when no face is found in it; prepare fills in the box and adds unlabelled faces for the other people in
// the picture.
enum class FaceStatus { Pending, Found, NotFound, Aligned }; // Aligned: the whole image is the crop (import --aligned)
enum class LabelState {
    Unreviewed,
    Confirmed,
    Unsure,
    Rejected
}; // Rejected faces take no part in training or curation

// Which side of an identity-disjoint division a person is on; Undecided until Project's splits are made.
enum class Split { Undecided, Train, Validation, Test };

struct ImageRow {
    ImageId id = 0;
    std::string path;         // bytes on disk, not always UTF-8; relative inside the project, else absolute
    std::uint64_t offset = 0; // formats::Location: the range of a container; length 0 = the whole file
    std::uint64_t length = 0;
    formats::Coding coding = formats::Coding::Plain;
    std::string key;           // below the import source ("Ann/001.jpg"); unique, one UTF-8 line: what CSVs name
    int width = 0, height = 0; // after EXIF orientation
    std::uint64_t bytes = 0;   // of the encoded picture
    std::string hash;          // hash128Hex of them
    std::string part;          // "train", "val", "test" as its source was divided, or empty
    std::int64_t origin = 0;   // source, licence and consent (origins.h); 0 = nothing is known
};

struct FaceRow {
    FaceId id = 0;
    ImageId image = 0;
    IdentityId identity = 0;
    FaceStatus status = FaceStatus::Pending;
    LabelState label = LabelState::Unreviewed;
    bool primary = false; // the image's labelled face
    image::Rect box;      // photograph pixels
    float detectorScore = 0;
    std::optional<image::Landmarks> automatic;  // by the predictor
    std::optional<image::Landmarks> manual;     // by a person or a dataset's own marks; wins over automatic
    std::optional<formats::PointStates> states; // of the manual ones; nothing: all visible
    float sharpness = 0, brightness = 0, contrast = 0, size = 0, yaw = 0, pitch = 0, roll = 0, quality = 0;
    const std::optional<image::Landmarks>& landmarks() const { return manual ? manual : automatic; }
};

struct IdentityRow {
    IdentityId id = 0;
    std::string name;
    int faces = 0; // not rejected
    Split split = Split::Undecided;
};

// What a person said about a face. `other` is an identity name for move/merge/rename/confirm_different.
enum class Action { Keep, Move, Reject, Unsure, ConfirmDifferent, Merge, Split, Rename };
const char* actionName(Action action);
Action actionFromName(const std::string& name); // throws Error(BadArgument)

// Faces that are to have one name.
struct Assignment {
    std::vector<FaceId> faces;
    IdentityId person = 0; // 0: by name
    std::string name;      // of a person, made if new; empty: a new person "Person 1", the first number that is free
    bool confirm = false;  // a person has looked at these: Confirmed, else Unreviewed
};
struct AssignOptions {
    std::string newName = "Person"; // what comes before the number
    std::string why;
};
struct Assigned {
    std::int64_t entry = 0;        // of the journal; 0 = nothing changed
    int faces = 0;                 // whose name or state changed
    int decided = 0;               // left as they are because a person has decided on them, or because they are gone
    std::vector<std::string> made; // new people, in order
};

struct JournalEntry {
    std::int64_t id = 0;
    std::int64_t time = 0; // UTC, milliseconds since 1970
    std::string who;       // user name
    std::string verb;      // "move", "rename", "landmarks", "import" …
    std::string what;      // for people: "Ann/001.jpg: Ann → Bob"
    std::string why;       // the flag's reason, a command line, …
    bool undone = false;
    bool undoable = true;
    int changes = 0;
    // The same as `what`, taken apart: a JSON object, so that the window can say it in its own language. Keys, where
    // they mean something: path (of the first face), faces (how many), person, from, to (people's names), other,
    // manual, source, images, people, name, hash. Empty in entries older than this column.
    std::string facts;
};

// A stored suspicion (curate writes them; decisions refer to them).
struct FlagRow {
    std::int64_t id = 0;
    FaceId face = 0;
    std::string kind; // "mislabelled", …
    double score = 0; // 0..1
    double threshold = 0;
    bool flagged = false;
    IdentityId suggested = 0;
    FaceId rivalFace = 0; // the closest face of the suggested identity
    std::string method;   // "lbph" | "embedding"
    std::string reason;   // English sentence
    std::string
        evidence; // JSON: own_similarity, rival_similarity, own_count, …: the window builds its sentence from it
    std::string decision; // action name once decided, else empty
};

// A flag as the review's queue has it; the rest is read when it is looked at.
struct QueuedFlag {
    std::int64_t id = 0;
    FaceId face = 0;
    float score = 0;
    std::string decision; // action name once decided, else empty
};

struct ChangedRows {
    std::vector<FaceId> faces;
    std::vector<IdentityId> people;
};

struct SnapshotRow {
    std::string hash; // SHA-256 over the sorted content
    std::string name;
    std::int64_t time = 0;
    int images = 0;
    int identities = 0;
    int erased = 0; // faces that were erased from it since; its content no longer gives its hash then
};

struct Counts {
    int images = 0, faces = 0, pendingFaces = 0, notFound = 0, identities = 0, unlabelled = 0, rejected = 0,
        confirmed = 0, unsure = 0;
};

} // namespace likeness::dataset
