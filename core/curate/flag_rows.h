// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/curate/people.h"

#include <set>
#include <string>
#include <unordered_map>

// What curation found as rows of the flags table. `evidence` is a JSON object of numbers and ids, from which the window
// makes its own sentence; `reason` is the English one. The keys, by kind:
//   mislabelled     own_similarity, rival_similarity, own_count, rival_count, rival, nearest_own, nearest_rival,
//                   neighbours, agreeing, suggested_share (probability that the rival is the right person, 0..1, not
//                   above the score), cross (probability of the label by cross-validation; where it was made)
//   merge           similarity, own_count, rival_count, rival, nearest_rival; the face is of the smaller identity
//   split           similarity, own_count (of the part), rest_count, faces (ids of the part), nearest_own, rival
//   outlier         similarity, own_count, nearest_own
//   duplicate       other, copies
//   near_duplicate  other, likeness (correlation of the crops, 0..1)
//   low_quality     quality, sharpness, brightness, contrast, size, yaw, pitch
//   leakage         other, side, other_side, what ("picture" | "person"), similarity; or set, picture, where (the
//   picture's file,
//                   offset, length, coding) for a foreign set
// Those of a verification are verify/errors.h's.
namespace likeness::curate {

// What a flag's evidence holds under that key.
template<typename T>
T evidenceOf(const dataset::FlagRow& flag, const char* key, T otherwise)
{
    try {
        return parseJson(flag.evidence, "a flag's evidence").value(key, otherwise);
    } catch (const std::exception&) { // of another version
        return otherwise;
    }
}

inline constexpr char kImageMethod[] = "image"; // of flags that no method of comparing people decides

class NameBook
{
public:
    explicit NameBook(const dataset::Project& project);
    NameBook(const dataset::Project& project, std::span<const dataset::IdentityId> people); // of these only
    std::string of(dataset::IdentityId id) const; // empty for 0 and for what is gone
    int faces(dataset::IdentityId id) const;      // not rejected; 0 likewise
    dataset::Split split(dataset::IdentityId id) const;

private:
    std::unordered_map<dataset::IdentityId, dataset::IdentityRow> m_rows;
};

// What judging and peopleHints() say, as rows: mislabelled for every face of the result, the hints, and of the outliers
// those that are neither suspected nor confirmed, because a wrong label is the stronger statement. `cross`: what
// cross-validation says, of those faces where there is something. `only`: rows of these faces; null: of all.
using CrossValidated = std::unordered_map<dataset::FaceId, double>;
std::vector<dataset::FlagRow> labelFlags(const Case& input,
                                         const Result& result,
                                         const PeopleHints& hints,
                                         const CrossValidated& cross,
                                         const std::set<dataset::FaceId>* only,
                                         const NameBook& names);

// `confirmed`: never flagged, nothing is suggested. `cross`: the probability that cross-validation gives the label, or
// a negative number where there is none.
dataset::FlagRow
mislabelledFlag(const Evidence& evidence, const Result& result, bool confirmed, double cross, const NameBook& names);
dataset::FlagRow mergeFlag(const MergeHint& hint, const Case& input, const std::string& method, const NameBook& names);
// One row for each face of the part.
std::vector<dataset::FlagRow>
splitFlags(const SplitHint& hint, const Case& input, const std::string& method, const NameBook& names);
dataset::FlagRow outlierFlag(const OutlierHint& hint,
                             const Case& input,
                             const Evidence& evidence,
                             const std::string& method,
                             const NameBook& names);

// The English sentence of a flag of these kinds, from its evidence: for people who were renamed since. `own`: whose
// face it is. As it was where the evidence does not say enough, or somebody is gone.
std::string reasonOf(const dataset::FlagRow& flag, dataset::IdentityId own, const NameBook& names);

} // namespace likeness::curate
