// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/cluster.
#include "core/base/disjoint_sets.h"
#include "core/cluster/cluster.h"
#include "core/jobs/job.h"

#include <cstdint>
#include <vector>

namespace likeness::cluster {

struct LinkageOptions {
    bool complete = false; // the smallest similarity of two clusters instead of the average
    double threshold = 0;  // joined when it is reached
    double missing = 0;    // below the threshold
};

struct Members { // of a node or cluster
    std::uint32_t items = 0;
    std::uint32_t cut = 0; // items whose lists are full of neighbours far above the threshold, so that there are more
    std::uint32_t owner = kNoise; // two different owners are never one cluster
};

// Agglomerative grouping on a sparse graph: time and again the two clusters that are most alike become one.
//
// The average similarity of clusters A and B counts the pairs that are known with what they are and the others as
// `missing` – but a list that is full and still far above the threshold at its end (it is cut) leaves open what its
// further neighbours would be. Of the pairs of two items with cut lists only as many are expected to be known as the
// smaller side has such items, all other pairs are: |A|·|B| − a·b + min(a, b) for a and b items with cut lists. Where
// lists reach down to the threshold that is all of them, and this is UPGMA; people with more pictures than lists have
// room for do not fall apart. Complete linkage takes the smallest similarity that is known, and `missing` unless all
// are known: it never joins two items that are not seen to be alike: its clusters are cliques of the graph, about as
// large as a list at most.
//
// A similarity only falls while the clusters grow, save where two edges become one. So the heap may hold old values:
// what comes out on top is reckoned anew and put back if it fell. Edges move from the cluster with the shorter list to
// the other: O(E log E) but for edges that are put back often. About 40 bytes an edge.
class Linkage
{
public:
    // One node for each entry.
    Linkage(std::vector<Members> nodes, const LinkageOptions& options);
    void expect(std::size_t edges); // room for so many
    // One pair of items of two different nodes.
    void add(std::uint32_t a, std::uint32_t b, float similarity);
    // The two, and all that joins them, are never one cluster.
    void forbid(std::uint32_t a, std::uint32_t b);
    // For each node a number, equal = one cluster. Once.
    std::vector<std::uint32_t> run(jobs::Context& context);

private:
    struct Edge {
        double value = 0; // sum, or the smallest
        std::uint32_t a = 0, b = 0;
        std::uint32_t known = 0; // pairs
        bool forbidden = false;
        bool dead = false; // became part of another
    };
    struct Candidate {
        float similarity;
        std::uint32_t edge;
        // std::push_heap keeps the largest on top; of equal ones the edge that came first.
        bool operator<(const Candidate& other) const
        {
            return similarity != other.similarity ? similarity < other.similarity : edge > other.edge;
        }
    };
    Edge& edgeOf(std::uint32_t a, std::uint32_t b);
    float similarity(const Edge& edge) const;
    bool parted(const Edge& edge) const; // forbidden, or of two owners
    void push(std::uint32_t edge);
    void join(std::uint32_t a, std::uint32_t b);
    // A hash table of the living edges by their ends; linear probing.
    std::size_t home(std::uint32_t a, std::uint32_t b) const;
    std::size_t slotOf(std::uint32_t a, std::uint32_t b) const; // where it is or would be put
    void erase(std::size_t slot);
    void rehash(std::size_t slots);

    LinkageOptions m_options;
    DisjointSets m_sets;
    std::vector<Members> m_members; // of the cluster with that representative
    std::vector<Edge> m_edges;
    std::vector<std::uint32_t> m_slots;
    std::vector<std::vector<std::uint32_t>> m_edgesOf; // of each cluster; dead ones among them
    std::vector<Candidate> m_heap;
};

} // namespace likeness::cluster
