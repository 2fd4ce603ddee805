// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the files erase*.cpp only: the stages of an erasure. Each may be done again after a kill.
#include "core/dataset/erase.h"
#include "core/dataset/project_impl.h"

#include <set>

namespace likeness::dataset::erasing {

// Whom and what an erasure is about.
struct Targets {
    IdentityId person = 0;
    bool keepShared = false;
    std::set<FaceId> faces;
    std::set<ImageId> images;
    std::set<IdentityId> people;    // the person, and whoever was merged into them
    std::vector<std::string> names; // all that they were ever called, but not what others are called
    std::vector<std::string> keys;  // of the images
    std::vector<std::string> paths; // of the images, as stored and as imported
};

// --- erase_text.cpp
// Whether the text has the name as a word: "Ann" is in "Ann/1.jpg" and "Ann_0001", not in "Anna".
bool mentions(std::string_view text, const std::vector<std::string>& names);
std::string withoutMentions(std::string text, const std::vector<std::string>& names);

// Bytes to look for in files, each with what it is ("name", "crop" …).
class ByteSearch
{
public:
    static constexpr std::size_t kShortest = 4;
    void add(std::string bytes, std::string what); // too short ones are left out
    // The kinds of what is found in the bytes.
    std::set<std::string> find(std::span<const std::uint8_t> bytes) const;
    std::size_t longest() const { return m_longest; } // pattern: what two pieces of a file have to share
    // Takes out what is part of the text: what stays in the project by right says nothing about the erased.
    void exceptIn(std::string_view text, const std::string& what);
    bool empty() const { return m_patterns.empty(); }

private:
    void visit(std::span<const std::uint8_t> bytes, const std::function<void(std::size_t pattern)>& found) const;
    struct Pattern {
        std::string bytes, what;
    };
    std::vector<Pattern> m_patterns;
    std::size_t m_longest = 0;
    std::vector<std::vector<std::uint32_t>> m_buckets; // by a hash of the first four bytes
    std::vector<std::uint64_t> m_used;                 // a bit for each bucket: small enough for the processor's cache
};

// --- erase_rows.cpp
// What the rows say now; `t.person`, `t.keepShared` and what an interrupted erasure had found are given.
void findTargets(const Project& project, Targets& t);
// Other people's pictures that are called after the person get other names, on disk as well.
void renamePictures(Project& project, const Targets& t);
// All rows, and the journal. Leaves `mark` as the setting that says what is still to do. False, and nothing is changed,
// when the person meanwhile has faces that are not among the targets.
bool eraseRows(Project& project, const Targets& t, const Erasure& result, const std::string& mark);
// No byte of an erased row stays in the database's files. Returns what could not be cleaned.
std::vector<std::pair<std::string, std::string>> compactDatabase(Project& project);

// --- erase_files.cpp
bool isHeld(const ImageRow& row); // a file below images/ that is this picture and nothing else
std::vector<Affected> affectedRuns(const Project& project, const Targets& t, const std::set<std::string>& snapshots);
// Stored verifications that name the person; they go as a whole.
std::vector<Affected> affectedVerifications(const Project& project, const Targets& t);
void cleanVerifications(const Project& project, const Targets& t);
void requireNoTraining(const Project& project);
void removePictures(const Project& project, const Targets& t, jobs::Context& context);
// Adds pieces of the crops that go to the search.
void cleanCache(const Project& project, const Targets& t, ByteSearch& search, jobs::Context& context);
void cleanRuns(const Project& project, const Targets& t, jobs::Context& context);
void cleanLooseFiles(const Project& project, const Targets& t);
std::vector<std::pair<std::string, std::string>>
searchFolder(const Project& project, const ByteSearch& search, jobs::Context& context);

} // namespace likeness::dataset::erasing
