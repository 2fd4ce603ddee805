// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/embedding_file.h"
#include "core/curate/material.h"

#include <map>

namespace likeness::curate {

// What a curation learned, kept so that a correction can change the rest of the queue at once: the project's setting
// "curation.<method>", a JSON object, and each face's offset and label in cache/curate-<method>.lks. Derived data:
// deleting the file only means that nothing is judged again before the next curation. curation.h reads what is for
// people.
struct Lesson {
    std::string method, model; // model: for people
    Scale scale;               // offsets in the order of `faces`
    float meanOffset = 0;
    std::vector<dataset::FaceId> faces; // ascending
    // What was known when they were judged, in that order, and what a person had ruled out, ascending.
    std::vector<dataset::IdentityId> labels;
    std::vector<std::uint8_t> confirmed;
    std::vector<std::pair<dataset::FaceId, dataset::IdentityId>> cannot;
    double threshold = 0.5;
    std::size_t learnedFrom = 0;                       // faces: see Learned, in judge.h
    bool reviewed = false;                             // it went by such learning itself
    LbphOptions lbph;                                  // of method lbph
    std::optional<compute::EmbeddingCache> embeddings; // of method embedding
    std::optional<std::size_t> find(dataset::FaceId face) const;
    float offsetOf(dataset::FaceId face) const;              // the mean for a face that is new since then
    dataset::IdentityId labelOf(dataset::FaceId face) const; // 0 for such a face
};
// `input` is what was judged, of that material.
void keepLesson(dataset::Project& project,
                const Material& material,
                const Case& input,
                const Result& result,
                const LbphOptions& lbph);
// What is still to be gone by when these faces are judged again: nothing before a review, and nothing where a tenth of
// the faces is new since it was learned, or where they are compared in another way.
std::optional<Learned>
learnedBefore(const dataset::Project& project, const Material& material, const Case& input, const LbphOptions& lbph);
// Nothing where there was no curation by that method, or not all of it can be read.
std::optional<Lesson> lesson(const dataset::Project& project, const std::string& method);

// Judges again what a change of labels concerns: the faces of the people it touched, and those suspected to be them,
// among their own and their rivals' faces, by what the last curation learned. A part of the faces knows less than all
// of them: it is judged with the labels of then and with those of now, and the difference, in log odds, moves what
// curation said. So where the labels are again what they were, the flags are too. Holds what is expensive to open; one
// thread.
class LiveCuration
{
public:
    // Null where lesson() has nothing or there are no crops.
    static std::unique_ptr<LiveCuration> open(const dataset::Project& project, const std::string& method);
    ~LiveCuration();
    // After these journal entries (or their undo): writes the flags of mislabelled, outlier, merge and split that are
    // other than before and returns their faces. Decided flags stay. Some people at a time, among at most kMostFaces
    // faces, each time in one transaction: some milliseconds for a hundred faces. Throws Error, Interrupted.
    std::vector<dataset::FaceId>
    refresh(dataset::Project& project, std::span<const std::int64_t> entries, jobs::Context& context);
    static constexpr std::size_t kMostFaces = 1500;

private:
    struct Part;
    struct Parts;
    std::vector<dataset::FaceId>
    refresh(dataset::Project& project, const Part& part, const dataset::ChangedRows& changed, jobs::Context& context);
    explicit LiveCuration(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

// Those of all methods, opened when they are needed; one thread.
class LiveCurations
{
public:
    // As LiveCuration::refresh(), each face once. What fails for a method is an issue. More than kMostEntries at a time
    // are passed over: curating again says more then. Throws Error(Interrupted).
    std::vector<dataset::FaceId>
    refresh(dataset::Project& project, std::span<const std::int64_t> entries, jobs::Context& context);
    static constexpr std::size_t kMostEntries = 500;
    void forget() { m_live.clear(); } // a curation has learned anew

private:
    std::map<std::string, std::unique_ptr<LiveCuration>> m_live; // null: that method has not curated
};

} // namespace likeness::curate
