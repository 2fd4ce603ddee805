// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/condensed_tree.h"

#include "core/base/disjoint_sets.h"
#include "core/cluster/cluster.h"
#include "core/cluster/ticker.h"

#include <algorithm>
#include <array>

namespace likeness::cluster {
namespace {

// Node count + e is what edge e joins; children come before their parents.
struct Dendrogram {
    struct Join {
        std::array<std::uint32_t, 2> child;
        double lambda = 0;
        bool root = true;
    };
    std::vector<Join> joins;
    std::vector<std::uint64_t> items; // below each node and join
};

Dendrogram dendrogram(std::span<const TreeEdge> edges, std::span<const std::uint32_t> sizes, jobs::Context& context)
{
    const std::size_t nodes = sizes.size();
    Dendrogram out;
    out.joins.reserve(edges.size());
    out.items.assign(sizes.begin(), sizes.end());
    DisjointSets sets(nodes);
    std::vector<std::uint32_t> top(nodes); // of the set with that representative
    std::iota(top.begin(), top.end(), 0U);
    Ticker ticker(context, edges.size());
    for (const TreeEdge& edge : edges) {
        ticker.step();
        const std::uint32_t left = top[sets.find(edge.a)];
        const std::uint32_t right = top[sets.find(edge.b)];
        for (const std::uint32_t child : {left, right})
            if (child >= nodes)
                out.joins[child - nodes].root = false;
        sets.join(edge.a, edge.b);
        top[sets.find(edge.a)] = static_cast<std::uint32_t>(nodes + out.joins.size());
        out.items.push_back(out.items[left] + out.items[right]);
        out.joins.push_back({{left, right}, 1.0 / static_cast<double>(std::max(edge.distance, kDuplicate)), true});
    }
    return out;
}

struct Branch { // of the condensed tree; parents come before their children
    std::uint32_t parent = kNoise;
    double birth = 0; // lambda
    double mass = 0;
};

} // namespace

std::vector<std::uint32_t> mostMass(std::span<const TreeEdge> edges,
                                    std::span<const std::uint32_t> sizes,
                                    const CondenseOptions& options,
                                    jobs::Context& context)
{
    const std::size_t nodes = sizes.size();
    const Dendrogram tree = dendrogram(edges, sizes, context);
    const std::size_t minimum = options.minimumSize;

    std::vector<Branch> branches;
    std::vector<std::uint32_t> branchOf(nodes + tree.joins.size(), kNoise); // where it lies, or where it fell out of
    std::vector<std::uint8_t> fallen(branchOf.size(), 0);
    std::vector<std::uint8_t> done(branchOf.size(), 0); // a part of a join above at the same distance
    const auto begin = [&](std::size_t node, std::uint32_t parent, double lambda) {
        branchOf[node] = static_cast<std::uint32_t>(branches.size());
        branches.push_back({parent, lambda, 0});
    };
    // From the roots down: a join's number is larger than those of what it joins. Joins at one distance are one, with
    // as many parts, or the result would hang on the order of equal edges – and core distances make many equal.
    std::vector<std::uint32_t> parts, open;
    Ticker down(context, tree.joins.size());
    for (std::size_t j = tree.joins.size(); j-- > 0;) {
        down.step();
        const Dendrogram::Join& join = tree.joins[j];
        const std::size_t node = nodes + j;
        if (join.root && tree.items[node] >= minimum)
            begin(node, kNoise, options.rootLambda);
        if (done[node])
            continue;
        const std::uint32_t here = branchOf[node];
        parts.clear();
        open.assign(join.child.begin(), join.child.end());
        while (!open.empty()) {
            const std::uint32_t child = open.back();
            open.pop_back();
            if (child < nodes || tree.joins[child - nodes].lambda != join.lambda) {
                parts.push_back(child);
                continue;
            }
            done[child] = 1;
            open.insert(open.end(), tree.joins[child - nodes].child.begin(), tree.joins[child - nodes].child.end());
        }
        const auto counts = [&](std::uint32_t child) { return tree.items[child] >= minimum; };
        const bool splits = std::count_if(parts.begin(), parts.end(), counts) > 1;
        const bool inside = here != kNoise && !fallen[node];
        for (const std::uint32_t child : parts) {
            branchOf[child] = here;
            fallen[child] = !inside || !counts(child);
            if (!inside || (counts(child) && !splits))
                continue; // it goes on as its parent was
            branches[here].mass +=
                static_cast<double>(tree.items[child]) * std::max(0.0, join.lambda - branches[here].birth);
            if (counts(child))
                begin(child, here, join.lambda);
        }
    }
    for (std::size_t i = 0; i < nodes; ++i) // a tree of one node
        if (branchOf[i] == kNoise && sizes[i] >= minimum && !fallen[i])
            begin(i, kNoise, options.rootLambda);
    const auto isRoot = [](const Branch& branch) { return branch.parent == kNoise; };
    const bool lone = std::count_if(branches.begin(), branches.end(), isRoot) == 1 && !options.loneRoot;

    // From the leaves up: a branch or what was chosen below it, whichever holds more mass.
    std::vector<double> below(branches.size(), 0);
    std::vector<std::uint8_t> chosen(branches.size(), 0);
    for (std::size_t b = branches.size(); b-- > 0;) {
        chosen[b] = !(lone && isRoot(branches[b])) && branches[b].mass >= below[b];
        if (branches[b].parent != kNoise)
            below[branches[b].parent] += chosen[b] ? branches[b].mass : below[b];
    }
    std::vector<std::uint32_t> clusterOf(branches.size(), kNoise); // the topmost chosen one around each
    for (std::size_t b = 0; b < branches.size(); ++b) {
        const std::uint32_t above = branches[b].parent == kNoise ? kNoise : clusterOf[branches[b].parent];
        clusterOf[b] = above != kNoise ? above : chosen[b] ? static_cast<std::uint32_t>(b) : kNoise;
    }
    std::vector<std::uint32_t> label(nodes);
    for (std::size_t i = 0; i < nodes; ++i)
        label[i] = branchOf[i] == kNoise ? kNoise : clusterOf[branchOf[i]];
    return label;
}

} // namespace likeness::cluster
