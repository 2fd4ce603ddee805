// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/dataset only.
#include "core/dataset/project_impl.h"

#include <set>
#include <utility>

namespace likeness::dataset {

using Cells = std::vector<std::pair<std::string, db::Value>>; // column, value

// One undoable journal entry being written. Every row that a person changes goes through here, so that before and after
// are known; all or nothing: without commit() the transaction rolls back. Undo applies the before values in reverse,
// redo the after values.
class JournalWriter
{
public:
    JournalWriter(Project& project, std::string verb, std::string why);

    db::Connection& db() { return m_db; }
    // Sets columns of an existing row; columns that hold the value already are no change.
    void update(const std::string& table, std::int64_t row, const Cells& cells);
    std::int64_t insert(const std::string& table, const Cells& cells); // returns the new row's id
    void remove(const std::string& table, std::int64_t row); // rows that refer to it must be gone or changed before
    IdentityId ensureIdentity(const std::string& cleanName);

    int changes() const { return m_changes; }
    // What the person of this entry says a face is: their row of opinions, beside those of others. The same as they
    // said before is no change.
    void opinion(FaceId face, LabelState label, IdentityId identity);
    void decideFlags(FaceId face, Action action); // all flags of the face are answered by this
    void concerns(IdentityId identity);           // the entry belongs to this person's history; after its first change

    // Writes the entry, gives up what could have been redone, commits. 0 and nothing written when nothing changed.
    // facts: JournalEntry::facts.
    std::int64_t commit(const std::string& what, const Json& facts = Json::object());

private:
    void record(const std::string& table, std::int64_t row, const Json* before, const Json* after);
    void begin(); // the entry's row; made with the first change

    db::Connection& m_db;
    db::Transaction m_transaction;
    std::string m_verb;
    std::string m_why;
    std::int64_t m_entry = 0;
    int m_changes = 0;
    std::string m_who;
    std::set<IdentityId> m_people; // that the entry is known to concern
};

// The columns that entryFrom() reads, in a SELECT from journal.
inline constexpr std::string_view kEntryColumns =
    "SELECT id, time, who, verb, what, why, undoable, state, changes, facts ";
JournalEntry entryFrom(const db::Statement& row);

// For the sentence of an entry.
std::string keyOf(const Project& project, FaceId face);         // of its picture
std::string namesOf(const std::string& key, std::size_t faces); // "Ann/001.jpg", or "Ann/001.jpg and 11 more"
inline constexpr std::size_t kTick = 256;                       // faces between two looks at the context

} // namespace likeness::dataset
