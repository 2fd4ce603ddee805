// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/linkage.h"

#include "core/cluster/ticker.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace likeness::cluster {
namespace {

constexpr std::uint32_t kEmpty = std::numeric_limits<std::uint32_t>::max();

} // namespace

Linkage::Linkage(std::vector<Members> nodes, const LinkageOptions& options)
    : m_options(options), m_sets(nodes.size()), m_members(std::move(nodes)), m_edgesOf(m_members.size())
{
    rehash(64);
}

void Linkage::expect(std::size_t edges)
{
    m_edges.reserve(edges);
    rehash(std::max(m_slots.size(), std::bit_ceil(edges + edges / 2)));
}

std::size_t Linkage::home(std::uint32_t a, std::uint32_t b) const
{
    const std::uint64_t key = static_cast<std::uint64_t>(std::min(a, b)) << 32 | std::max(a, b);
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 20) & (m_slots.size() - 1);
}

std::size_t Linkage::slotOf(std::uint32_t a, std::uint32_t b) const
{
    std::size_t slot = home(a, b);
    for (; m_slots[slot] != kEmpty; slot = (slot + 1) & (m_slots.size() - 1)) {
        const Edge& edge = m_edges[m_slots[slot]];
        if ((edge.a == a && edge.b == b) || (edge.a == b && edge.b == a))
            break;
    }
    return slot;
}

// Moves what follows up into the gap, so that no search ends too early.
void Linkage::erase(std::size_t slot)
{
    const std::size_t mask = m_slots.size() - 1;
    m_slots[slot] = kEmpty;
    for (std::size_t next = (slot + 1) & mask; m_slots[next] != kEmpty; next = (next + 1) & mask) {
        const Edge& edge = m_edges[m_slots[next]];
        if (((next - home(edge.a, edge.b)) & mask) >= ((next - slot) & mask)) {
            m_slots[slot] = m_slots[next];
            m_slots[next] = kEmpty;
            slot = next;
        }
    }
}

void Linkage::rehash(std::size_t slots)
{
    m_slots.assign(slots, kEmpty);
    for (std::uint32_t e = 0; e < m_edges.size(); ++e)
        m_slots[slotOf(m_edges[e].a, m_edges[e].b)] = e;
}

Linkage::Edge& Linkage::edgeOf(std::uint32_t a, std::uint32_t b)
{
    if ((m_edges.size() + 1) * 4 > m_slots.size() * 3)
        rehash(m_slots.size() * 2);
    const std::size_t slot = slotOf(a, b);
    if (m_slots[slot] == kEmpty) {
        m_slots[slot] = static_cast<std::uint32_t>(m_edges.size());
        Edge edge;
        edge.value = m_options.complete ? std::numeric_limits<double>::infinity() : 0;
        edge.a = a;
        edge.b = b;
        m_edges.push_back(edge);
    }
    return m_edges[m_slots[slot]];
}

void Linkage::add(std::uint32_t a, std::uint32_t b, float similarity)
{
    Edge& edge = edgeOf(a, b);
    edge.value = m_options.complete ? std::min<double>(edge.value, similarity) : edge.value + similarity;
    ++edge.known;
}

void Linkage::forbid(std::uint32_t a, std::uint32_t b)
{
    edgeOf(a, b).forbidden = true;
}

float Linkage::similarity(const Edge& edge) const
{
    const Members &a = m_members[edge.a], &b = m_members[edge.b];
    const double all = static_cast<double>(a.items) * b.items;
    if (m_options.complete)
        return static_cast<float>(edge.known < all ? std::min(edge.value, m_options.missing) : edge.value);
    const double expected = all - static_cast<double>(a.cut) * b.cut + std::min(a.cut, b.cut);
    const double missing = std::max(0.0, expected - edge.known);
    return static_cast<float>((edge.value + missing * m_options.missing) / (edge.known + missing));
}

bool Linkage::parted(const Edge& edge) const
{
    const std::uint32_t a = m_members[edge.a].owner, b = m_members[edge.b].owner;
    return edge.forbidden || (a != b && a != kNoise && b != kNoise);
}

void Linkage::push(std::uint32_t e)
{
    const Edge& edge = m_edges[e];
    const float s = parted(edge) ? -std::numeric_limits<float>::infinity() : similarity(edge);
    if (static_cast<double>(s) < m_options.threshold)
        return;
    m_heap.push_back({s, e});
    std::push_heap(m_heap.begin(), m_heap.end());
}

void Linkage::join(std::uint32_t a, std::uint32_t b)
{
    std::uint32_t kept = a, gone = b;
    if (m_edgesOf[kept].size() < m_edgesOf[gone].size())
        std::swap(kept, gone);
    m_sets.absorb(kept, gone);
    m_members[kept].items += m_members[gone].items;
    m_members[kept].cut += m_members[gone].cut;
    if (m_members[kept].owner == kNoise)
        m_members[kept].owner = m_members[gone].owner;
    for (const std::uint32_t e : m_edgesOf[gone]) {
        Edge& edge = m_edges[e];
        if (edge.dead)
            continue;
        erase(slotOf(edge.a, edge.b));
        const std::uint32_t other = edge.a == gone ? edge.b : edge.a;
        if (other == kept) {
            edge.dead = true;
            continue;
        }
        const std::size_t slot = slotOf(kept, other);
        if (m_slots[slot] == kEmpty) {
            (edge.a == gone ? edge.a : edge.b) = kept;
            m_slots[slot] = e;
            m_edgesOf[kept].push_back(e);
            continue; // its candidates still name it, with a value that has only fallen
        }
        Edge& met = m_edges[m_slots[slot]];
        met.value = m_options.complete ? std::min(met.value, edge.value) : met.value + edge.value;
        met.known += edge.known;
        met.forbidden |= edge.forbidden;
        edge.dead = true;
        push(m_slots[slot]);
    }
    std::vector<std::uint32_t>().swap(m_edgesOf[gone]);
}

std::vector<std::uint32_t> Linkage::run(jobs::Context& context)
{
    for (std::uint32_t e = 0; e < m_edges.size(); ++e) {
        m_edgesOf[m_edges[e].a].push_back(e);
        m_edgesOf[m_edges[e].b].push_back(e);
    }
    Ticker gathering(context, m_edges.size());
    for (std::uint32_t e = 0; e < m_edges.size(); ++e) {
        gathering.step();
        push(e);
    }
    Ticker joining(context, m_heap.size(), "steps");
    while (!m_heap.empty()) {
        joining.step();
        std::pop_heap(m_heap.begin(), m_heap.end());
        const Candidate top = m_heap.back();
        m_heap.pop_back();
        const Edge& edge = m_edges[top.edge];
        if (edge.dead || parted(edge))
            continue;
        if (similarity(edge) < top.similarity)
            push(top.edge);
        else
            join(edge.a, edge.b);
    }
    std::vector<std::uint32_t> label(m_sets.count());
    for (std::uint32_t i = 0; i < label.size(); ++i)
        label[i] = m_sets.find(i);
    return label;
}

} // namespace likeness::cluster
