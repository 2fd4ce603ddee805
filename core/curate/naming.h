// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/looks.h"
#include "core/jobs/job.h"
#include "core/neighbours/lists.h"

#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace likeness::curate {

// Which name each person has. Faces were grouped by looks (a cluster is one person, a person may be several clusters);
// a label is a vote for a name. A cluster takes a name in so far as its faces vote for it, the clusters that also claim
// it look like it or not, and other names are free. The fixed point of these beliefs (mean field, Jacobi, damped) says
// for each face how likely its label is wrong. Ambiguous pairs – two faces that are one person under two names – are
// decided by who else claims these names.
//
// The model: a face's name is its label with probability 1 − ε, else any other of K with the same probability, so a
// vote weighs log((1 − ε)(K − 1)/ε). Two faces that share a name add their log likelihood ratio, averaged over pairs
// and counted as m / (1 + ρ(m − 1)) pairs, because the pairs of a face are not independent evidence.
class Naming
{
public:
    struct Input {
        std::span<const std::uint32_t> label;   // of each face, 0 … names − 1
        std::span<const std::uint32_t> cluster; // of each face, 0 … clusters − 1
        std::size_t names = 0;
        std::size_t clusters = 0;
        const Looks& looks;
        // Faces that are alike though their labels differ: `similarity` is the log likelihood ratio, closest first.
        const neighbours::Lists& alike;
        // What people said: a sure label, and (face, name) pairs that are not so.
        std::span<const std::uint8_t> sure;
        const std::set<std::pair<std::uint32_t, std::uint32_t>>& excluded;
    };
    // Compares the clusters; O(faces · kCompared). What `input` refers to must outlive this. Throws Interrupted.
    Naming(const Input& input, int threads, jobs::Context& context);

    struct Opinion {
        double logOdds = 0;      // of the label being wrong
        std::uint32_t other = 0; // the likeliest other name
        double otherShare = 0;   // how much of "wrong" goes to that name, 0..1; 0 = none is known
    };
    struct Solution {
        std::vector<Opinion> opinions; // of each face
        std::vector<double> beliefs;   // of each claim, to begin another solution with
        double freeNames = 0;          // at least 1
    };
    // Solves for the scale's share ε of wrong labels, its number of names K and a correlation ρ. Free names are what no
    // cluster takes; `freeNames`, where these faces are only a part of all, says how many there are. `start`: beliefs
    // of a solution nearby, or empty. Throws Interrupted.
    Solution solve(const Scale& scale,
                   double correlation,
                   std::optional<double> freeNames,
                   std::vector<double> start,
                   int threads,
                   jobs::Context& context) const;

private:
    struct Claim { // of a cluster on a name
        std::uint32_t cluster = 0, name = 0;
        double votes = 0;
        double sureVotes = 0;
    };
    struct Rival { // another claim on the same name
        std::uint32_t claim = 0;
        float ratio = 0; // mean over pairs of faces
    };
    struct Near { // of a face: a cluster and the mean ratio to it
        std::uint32_t cluster = 0;
        float ratio = 0;
        std::uint32_t count = 0; // faces that it was compared with
        std::uint32_t claim = 0; // of the cluster on the face's label, or kNoClaim
    };
    static constexpr std::uint32_t kNoClaim = 0xffffffff;
    std::uint32_t claimOn(std::uint32_t cluster, std::uint32_t name) const;
    void findClaims();
    void compareClaims(int threads, jobs::Context& context);
    void compareFaces(int threads, jobs::Context& context);
    std::span<const std::uint32_t> members(std::uint32_t cluster) const;
    std::span<const Claim> claimsOf(std::uint32_t cluster) const;
    float meanRatio(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) const;

    Input m_in;
    std::vector<std::uint32_t> m_memberStart, m_member;   // of clusters
    std::vector<std::uint32_t> m_claimStart;              // of clusters, into m_claims
    std::vector<Claim> m_claims;                          // by cluster, then name
    std::vector<std::uint32_t> m_nameStart, m_nameClaims; // of names: claims
    std::vector<std::uint32_t> m_rivalStart;              // of claims
    std::vector<Rival> m_rivals;
    std::vector<float> m_rivalScale;        // of claims: all competitors / those compared
    std::vector<std::uint32_t> m_nearStart; // of faces
    std::vector<Near> m_near;               // the own cluster first
};

} // namespace likeness::curate
