// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/flag_evidence.h"
#include "app/pages/review/review_queue.h"
#include "core/dataset/opinions.h"

#include <QString>
#include <optional>
#include <vector>

namespace likeness::pages {

// A decision that one key makes.
struct Proposal {
    std::optional<dataset::Action> action; // nothing: there is none to make
    std::vector<dataset::FaceId> faces;    // all that it is about
    QString other;                         // a person's name, as Project::decide() takes it
};

// Everything the review shows about one face, read when it is looked at and never kept: a dozen look-ups by id, a
// fraction of a millisecond.
struct ReviewItem {
    dataset::FlagRow flag; // id 0: no flag
    FlagEvidence evidence; // its figures
    dataset::FaceRow face;
    bool settled = false;                   // the flag says nothing any more; see dataset::isSettled()
    QString key, path;                      // of the picture
    QString ownName;                        // empty: not labelled
    QString rivalName;                      // of whom the face is compared with; empty: nobody
    std::optional<double> rightPerson;      // the probability that the rival is who the face shows, where it is known
    bool suggests = false;                  // the flag suggests the rival; else it is only the closest other person
    std::vector<std::int64_t> own;          // other faces of its person, the likest first
    std::vector<std::int64_t> rival;        // faces of the rival or the one picture it equals, the likest first; of a
                                            // verification set's picture the flag's id, negative
    std::vector<std::int64_t> part;         // of a split: the other faces that go with it
    int ownCount = 0, rivalCount = 0;       // of all of them
    std::optional<dataset::FlagRow> label;  // what the chosen method says of the label
    std::optional<dataset::FlagRow> second; // what the other method says of it
    QString secondRival;                    // whom that one suggests
    std::vector<std::pair<dataset::Opinion, QString>> opinions; // of other people, and as whom
    Proposal fix;                                               // what is suggested: M, Enter
    Proposal keep;                                              // it is right as it is: K

    bool is(const char* kind) const { return flag.id != 0 && flag.kind == kind; }
};

// The likeliest of the answers to a suspicion.
enum class Answer { Fix, Keep, Other };
Answer likeliest(const ReviewItem& item);

// Nothing when the face is gone. `method`: lbph | embedding.
std::optional<ReviewItem>
readItem(const dataset::Project& project, const ReviewQueue& queue, int index, const std::string& method);

} // namespace likeness::pages
