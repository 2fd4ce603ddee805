// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/cluster.h"

#include "core/base/error.h"
#include "core/cluster/algorithms.h"
#include "core/cluster/linkage.h"
#include "core/cluster/ticker.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace likeness::cluster {
namespace {

constexpr std::array kAlgorithms = {Algorithm::AverageLinkage, Algorithm::CompleteLinkage, Algorithm::Dbscan,
                                    Algorithm::Hdbscan, Algorithm::ChineseWhispers};

bool isLinkage(Algorithm algorithm)
{
    return algorithm == Algorithm::AverageLinkage || algorithm == Algorithm::CompleteLinkage;
}

void check(std::size_t count, const Constraints& constraints, const Options& options)
{
    const auto refuse = [](const std::string& what) { throw Error(ErrorCode::BadArgument, what); };
    if (!(options.threshold >= -1 && options.threshold <= 1))
        refuse("The threshold of a grouping is a cosine; it must lie between -1 and 1.");
    if (isLinkage(options.algorithm) && !(options.missing < options.threshold))
        refuse("What a missing pair counts must lie below the threshold, or everything would be one group.");
    if (options.corePoints < 1)
        refuse("A core point has at least one item, itself.");
    if (!constraints.owner.empty() && constraints.owner.size() != count)
        refuse("Owners and items do not match in number.");
    for (const auto pairs : {constraints.must, constraints.cannot})
        for (const Pair& pair : pairs)
            if (pair.a >= count || pair.b >= count)
                refuse("A pair names item " + std::to_string(std::max(pair.a, pair.b)) + " of " +
                       std::to_string(count) + ".");
}

Groups mustGroups(std::size_t count, const Constraints& constraints)
{
    DisjointSets sets(count);
    for (const Pair& pair : constraints.must)
        sets.join(pair.a, pair.b);
    std::unordered_map<std::uint32_t, std::uint32_t> firstOf;
    for (std::uint32_t i = 0; i < constraints.owner.size(); ++i)
        if (constraints.owner[i] != kNoise)
            sets.join(i, firstOf.try_emplace(constraints.owner[i], i).first->second);
    Groups out;
    out.groupOf.resize(count);
    std::vector<std::uint32_t> numberOf(count, kNoise);
    for (std::uint32_t i = 0; i < count; ++i) {
        std::uint32_t& number = numberOf[sets.find(i)];
        if (number == kNoise)
            number = out.count++;
        out.groupOf[i] = number;
    }
    return out;
}

// The owner of each group.
std::vector<std::uint32_t>
ownersOf(const Groups& groups, std::span<const std::uint32_t> owner, std::vector<Pair>& contradictions)
{
    std::vector<std::uint32_t> out(groups.count, kNoise);
    std::vector<std::uint32_t> first(groups.count, 0); // the item that the owner comes from
    std::unordered_set<std::uint32_t> told;
    for (std::uint32_t i = 0; i < owner.size(); ++i) {
        const std::uint32_t g = groups.groupOf[i];
        if (owner[i] == kNoise || owner[i] == out[g])
            continue;
        if (out[g] == kNoise) {
            out[g] = owner[i];
            first[g] = i;
        } else if (told.insert(owner[i]).second) {
            contradictions.push_back({first[g], i});
        }
    }
    return out;
}

std::vector<std::uint32_t> sizesOf(const Groups& groups)
{
    std::vector<std::uint32_t> sizes(groups.count, 0);
    for (const std::uint32_t g : groups.groupOf)
        ++sizes[g];
    return sizes;
}

// Linkage of the groups over what `lists` know, held apart by `cannot` (pairs of groups); with `within` only inside of
// items with the same number.
std::vector<std::uint32_t> linked(const neighbours::Lists& lists,
                                  std::span<const std::uint32_t> within,
                                  const Groups& groups,
                                  std::span<const Pair> cannot,
                                  std::span<const std::uint32_t> owner, // of each group
                                  const LinkageOptions& options,
                                  jobs::Context& context)
{
    // A list that ends a third of the way from the threshold to 1 is full of one person; one that ends at the threshold
    // may be full of strangers, as lists of large sets are.
    const double farAbove = options.threshold + (1 - options.threshold) / 3;
    std::vector<Members> nodes(groups.count);
    for (std::size_t i = 0; i < lists.count(); ++i) {
        const auto list = lists[i];
        const bool cut = !list.empty() && list.size() == lists.most() && list.size() + 1 < lists.count() &&
                         static_cast<double>(list.back().similarity) >= farAbove;
        ++nodes[groups.groupOf[i]].items;
        nodes[groups.groupOf[i]].cut += cut;
    }
    for (std::size_t g = 0; g < nodes.size(); ++g)
        nodes[g].owner = owner[g];
    Linkage linkage(std::move(nodes), options);
    {
        const Graph items = makeGraph(lists, -1, within, context); // below the threshold, too: averages need them
        linkage.expect(items.arcCount() / 2 + cannot.size());
        Ticker ticker(context, items.count());
        for (std::uint32_t i = 0; i < items.count(); ++i) {
            ticker.step();
            for (const Arc& arc : items[i])
                if (i < arc.to && groups.groupOf[i] != groups.groupOf[arc.to])
                    linkage.add(groups.groupOf[i], groups.groupOf[arc.to], arc.weight);
        }
    }
    for (const Pair& pair : cannot)
        linkage.forbid(pair.a, pair.b);
    return linkage.run(context);
}

std::vector<std::uint32_t>
ungoverned(const neighbours::Lists& lists, const Groups& groups, const Options& options, jobs::Context& context)
{
    Graph graph = makeGraph(lists, options.threshold, {}, context);
    if (!groups.trivial()) {
        const bool whispers = options.algorithm == Algorithm::ChineseWhispers;
        graph = contracted(graph, groups, whispers ? Combine::Sum : Combine::Largest, context);
    }
    switch (options.algorithm) {
    case Algorithm::ChineseWhispers:
        return chineseWhispers(graph, options.seed, context);
    case Algorithm::Dbscan:
        return dbscan(graph, options.corePoints, context);
    default:
        return hdbscan(graph, options, context);
    }
}

// Takes clusters that hold a cannot pair or two owners apart, and says how many there were.
std::uint32_t splitForbidden(const neighbours::Lists& lists,
                             const Groups& groups,
                             std::span<const Pair> cannot,
                             std::span<const std::uint32_t> owner,
                             std::vector<std::uint32_t>& label, // of each group
                             jobs::Context& context)
{
    std::vector<Pair> broken;
    std::vector<std::uint32_t> torn; // labels
    for (const Pair& pair : cannot)
        if (label[pair.a] != kNoise && label[pair.a] == label[pair.b]) {
            broken.push_back(pair);
            torn.push_back(label[pair.a]);
        }
    std::unordered_map<std::uint32_t, std::uint32_t> ownerOf; // of labels
    for (std::size_t g = 0; g < label.size(); ++g)
        if (label[g] != kNoise && owner[g] != kNoise &&
            ownerOf.try_emplace(label[g], owner[g]).first->second != owner[g])
            torn.push_back(label[g]);
    std::sort(torn.begin(), torn.end());
    torn.erase(std::unique(torn.begin(), torn.end()), torn.end());
    if (torn.empty())
        return 0;

    std::vector<std::uint32_t> within(lists.count(), kNoise);
    for (std::size_t i = 0; i < within.size(); ++i)
        if (const std::uint32_t l = label[groups.groupOf[i]]; std::binary_search(torn.begin(), torn.end(), l))
            within[i] = l;
    // Joined as far as edges go: the cluster was one, and only what people have said parts it.
    const LinkageOptions all{false, -2, -1};
    const auto parts = linked(lists, within, groups, broken, owner, all, context);
    // Above every label there is; a part's number is that of one of its groups.
    std::uint32_t next = 0;
    for (const std::uint32_t l : label)
        if (l != kNoise)
            next = std::max(next, l + 1);
    std::vector<std::uint32_t> numberOf(groups.count, kNoise);
    for (std::size_t g = 0; g < label.size(); ++g)
        if (std::binary_search(torn.begin(), torn.end(), label[g])) {
            std::uint32_t& number = numberOf[parts[g]];
            if (number == kNoise)
                number = next++;
            label[g] = number;
        }
    return static_cast<std::uint32_t>(torn.size());
}

// Small clusters become noise, but for what must pairs hold together; the rest is numbered by its first item.
void number(const Groups& groups, const std::vector<std::uint32_t>& label, std::size_t minimum, Result& out)
{
    const std::vector<std::uint32_t> groupSizes = sizesOf(groups);
    std::uint32_t labels = 0;
    for (const std::uint32_t l : label)
        if (l != kNoise)
            labels = std::max(labels, l + 1);
    std::vector<std::size_t> size(labels, 0);
    for (std::size_t g = 0; g < label.size(); ++g)
        if (label[g] != kNoise)
            size[label[g]] += groupSizes[g];
    std::vector<std::uint32_t> numberOf(labels, kNoise);
    std::vector<std::uint32_t> ownNumber(groups.count, kNoise); // of groups that stand alone
    out.cluster.assign(groups.groupOf.size(), kNoise);
    std::vector<std::uint8_t> held(labels, 0); // holds a must group
    for (std::size_t g = 0; g < label.size(); ++g)
        if (label[g] != kNoise && groupSizes[g] > 1)
            held[label[g]] = 1;
    for (std::size_t i = 0; i < groups.groupOf.size(); ++i) {
        const std::uint32_t g = groups.groupOf[i];
        const std::uint32_t l = label[g];
        std::uint32_t* const number = l != kNoise && (size[l] >= minimum || held[l]) ? &numberOf[l]
                                      : groupSizes[g] > 1                            ? &ownNumber[g]
                                                                                     : nullptr;
        if (!number)
            continue;
        if (*number == kNoise)
            *number = out.count++;
        out.cluster[i] = *number;
    }
}

} // namespace

std::string_view algorithmName(Algorithm algorithm) noexcept
{
    switch (algorithm) {
    case Algorithm::AverageLinkage:
        return "average";
    case Algorithm::CompleteLinkage:
        return "complete";
    case Algorithm::Dbscan:
        return "dbscan";
    case Algorithm::Hdbscan:
        return "hdbscan";
    case Algorithm::ChineseWhispers:
        break;
    }
    return "whispers";
}

std::span<const Algorithm> allAlgorithms() noexcept
{
    return kAlgorithms;
}

std::vector<std::string> algorithmNames()
{
    std::vector<std::string> out;
    for (const Algorithm algorithm : kAlgorithms)
        out.emplace_back(algorithmName(algorithm));
    return out;
}

Options defaultOptions(Algorithm algorithm)
{
    Options options;
    options.algorithm = algorithm;
    if (algorithm == Algorithm::Hdbscan) {
        options.minimumSize = 4;
        options.corePoints = 3;
    }
    return options;
}

Result
group(const neighbours::Lists& lists, const Constraints& constraints, const Options& options, jobs::Context& context)
{
    check(lists.count(), constraints, options);
    context.checkStop();
    const Groups groups = mustGroups(lists.count(), constraints);
    Result out;
    const auto owner = ownersOf(groups, constraints.owner, out.contradictions);
    std::vector<Pair> cannot; // of groups
    for (const Pair& pair : constraints.cannot) {
        const Pair between{groups.groupOf[pair.a], groups.groupOf[pair.b]};
        if (between.a == between.b)
            out.contradictions.push_back(pair);
        else
            cannot.push_back(between);
    }
    std::vector<std::uint32_t> label;
    if (isLinkage(options.algorithm)) {
        const LinkageOptions linkage{options.algorithm == Algorithm::CompleteLinkage, options.threshold,
                                     options.missing};
        label = linked(lists, {}, groups, cannot, owner, linkage, context);
    } else {
        label = ungoverned(lists, groups, options, context);
        out.split = splitForbidden(lists, groups, cannot, owner, label, context);
    }
    number(groups, label, options.minimumSize, out);
    return out;
}

} // namespace likeness::cluster
