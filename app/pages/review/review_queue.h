// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace likeness::pages {

// What the review page goes through, in its order. Read once; after that it follows what changes, face by face, and
// the faces that were seen already keep their places. Not for threads.
class ReviewQueue
{
public:
    enum class Source {
        Flags,      // of one method and kind, worst first
        SecondLook, // what others decided and this person has not looked at
        Given,      // faces that another page chose
    };
    struct Entry {
        dataset::QueuedFlag flag;
        std::string before;  // of a given face: its decision when it came
        bool counted = true; // a guest is shown, and is no part of the work
    };

    void clear();
    // method empty: any.
    void readFlags(const dataset::Project& project, const std::string& method, const std::string& kind);
    void readSecondLook(const dataset::Project& project, const std::string& who);
    void readGiven(const dataset::Project& project, std::span<const dataset::FaceId> faces, const std::string& method);
    // A face that is not in the queue, in front of it. Not counted. `method`: whose flag is preferred.
    void invite(const dataset::Project& project, dataset::FaceId face, const std::string& method);
    // These faces, their labels or flags may have changed. Who looks at entry `current` keeps their place: no entry
    // moves, what is new comes behind the next open one, before the first that is less suspicious. True when faces came
    // or went.
    bool refresh(const dataset::Project& project, std::span<const dataset::FaceId> faces, int current);
    void drop(const std::vector<int>& indices); // ascending; there is nothing left to decide about these

    Source source() const { return m_source; }
    const std::string& kind() const { return m_kind; } // of Source::Flags
    int size() const { return static_cast<int>(m_entries.size()); }
    const Entry& at(int index) const { return m_entries[static_cast<std::size_t>(index)]; }
    int indexOf(dataset::FaceId face) const; // -1: it is not there
    bool isDone(int index) const;
    int nextOpen(int after) const; // the first counted one that is not done; size() when there is none
    int reviewed() const;
    int left() const;
    int number(int index) const; // among the counted ones, from 1
    std::vector<std::int64_t> faces() const;

private:
    void take(std::vector<dataset::QueuedFlag> flags);
    std::vector<dataset::QueuedFlag> lookUp(const dataset::Project& project,
                                            std::span<const dataset::FaceId> faces) const;
    bool isOfKnownPart(const dataset::Project& project, const dataset::QueuedFlag& flag) const;
    void insertSorted(const dataset::QueuedFlag& flag, int from);
    void index();

    Source m_source = Source::Flags;
    std::string m_method, m_kind, m_who;
    std::vector<Entry> m_entries;
    std::unordered_map<dataset::FaceId, int> m_places;
};

} // namespace likeness::pages
