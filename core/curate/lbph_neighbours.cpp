// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/lbph_neighbours.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/curate/lbph.h"
#include "core/curate/lbph_projection.h"
#include "core/neighbours/search.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <deque>
#include <functional>
#include <mutex>
#include <numeric>

namespace likeness::curate {
namespace {

using neighbours::Lists;
using neighbours::Neighbour;

constexpr std::size_t kDims = 96;
constexpr std::size_t kSample = 3000;  // faces that the projection is learned from
constexpr std::size_t kColumns = 1024; // histograms that pass by at a time

// The faces, and what their histograms are computed by.
struct Source {
    const crops::CropReader& crops;
    std::span<const dataset::FaceId> faces;
    LbphOptions options; // its mode is decided
    int threads;

    image::Image crop(std::size_t i) const
    {
        image::Image grey = lbphCrop(crops, faces[i]);
        if (grey.empty())
            throw Error(ErrorCode::NeedsPrepare,
                        "Face " + std::to_string(faces[i]) + " has no crop; run prepare again.");
        return grey;
    }
    // Histogram k becomes that of face indices[k].
    void fill(LbphHistograms& histograms, std::span<const std::uint32_t> indices, const std::stop_token& stop) const
    {
        parallelFor(
            indices.size(), threads, [&](std::size_t k) { histograms.set(k, crop(indices[k])); }, stop);
    }
};

// The closest ones seen so far: a heap whose top is the farthest.
class Closest
{
public:
    explicit Closest(std::size_t most = 0) : m_most(most) {}
    void add(const Neighbour& n)
    {
        if (m_heap.size() == m_most && (m_most == 0 || !neighbours::closer(n, m_heap.front())))
            return;
        if (m_heap.size() == m_most) {
            std::pop_heap(m_heap.begin(), m_heap.end(), neighbours::closer);
            m_heap.pop_back();
        }
        m_heap.push_back(n);
        std::push_heap(m_heap.begin(), m_heap.end(), neighbours::closer);
    }
    void store(Lists& lists, std::size_t i)
    {
        std::sort_heap(m_heap.begin(), m_heap.end(), neighbours::closer);
        lists.set(i, m_heap);
        std::vector<Neighbour>().swap(m_heap);
    }

private:
    std::size_t m_most;
    std::vector<Neighbour> m_heap;
};

// Histograms of all faces, and each unordered pair of them once.
LbphEvidenceInput
allPairs(const Source& source, std::span<const std::uint32_t> groups, const LbphSearch& search, jobs::Context& context)
{
    const std::size_t n = source.faces.size();
    auto histograms = std::make_unique<LbphHistograms>(n, source.crops.size(), source.options);
    context.stage("lbph");
    for (std::size_t first = 0; first < n; first += kColumns) {
        std::vector<std::uint32_t> indices(std::min(kColumns, n - first));
        std::iota(indices.begin(), indices.end(), static_cast<std::uint32_t>(first));
        parallelFor(
            indices.size(), source.threads, [&](std::size_t k) { histograms->set(first + k, source.crop(first + k)); },
            context.stopToken());
        context.checkStop();
        context.progress(first + indices.size(), n, "faces");
    }
    context.stage("compare");
    std::vector<Closest> own(n, Closest(search.own)), others(n, Closest(search.others));
    constexpr std::size_t side = LbphHistograms::kTile;
    const std::size_t tiles = (n + side - 1) / side;
    std::deque<std::mutex> locks(tiles); // of the faces of a tile
    std::atomic<std::uint64_t> done{0};
    parallelFor(
        tiles, source.threads,
        [&](std::size_t r) {
            std::vector<float> values(side * side);
            const std::size_t i0 = r * side, i1 = std::min(n, i0 + side);
            for (std::size_t c = r; c < tiles && !context.stopRequested(); ++c) {
                const std::size_t j0 = c * side, j1 = std::min(n, j0 + side);
                histograms->tile(i0, i1, j0, j1, values.data());
                const auto keep = [&](std::size_t i, std::size_t j) {
                    const float value = values[(std::min(i, j) - i0) * (j1 - j0) + (std::max(i, j) - j0)];
                    (groups[i] == groups[j] ? own : others)[i].add({static_cast<std::uint32_t>(j), value});
                };
                {
                    const std::lock_guard lock(locks[r]);
                    for (std::size_t i = i0; i < i1; ++i)
                        for (std::size_t j = std::max(j0, i + 1); j < j1; ++j)
                            keep(i, j);
                }
                const std::lock_guard lock(locks[c]);
                for (std::size_t j = j0; j < j1; ++j)
                    for (std::size_t i = i0; i < std::min(i1, j); ++i)
                        keep(j, i);
                context.progress(done += (i1 - i0) * (j1 - j0), n * (n + side) / 2, "pairs");
            }
        },
        context.stopToken());
    context.checkStop();
    LbphEvidenceInput out{Lists(n, search.own), Lists(n, search.others), nullptr, true};
    for (std::size_t i = 0; i < n; ++i) {
        own[i].store(out.own, i);
        others[i].store(out.others, i);
    }
    out.pairs = std::move(histograms);
    return out;
}

// Compares each of `rows` with its candidates (ascending; itself does not count) and keeps the closest. Only the rows'
// histograms are held; those of the candidates pass by in portions.
void rescore(const Source& source,
             std::span<const std::uint32_t> rows,
             const std::function<std::span<const std::uint32_t>(std::size_t)>& candidatesOf,
             Lists& lists,
             jobs::Context& context)
{
    LbphHistograms held(rows.size() + kColumns, source.crops.size(), source.options);
    source.fill(held, rows, context.stopToken());
    context.checkStop();
    std::vector<std::uint32_t> columns;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const auto candidates = candidatesOf(r);
        if (r > 0 && candidates.data() == candidatesOf(r - 1).data() && candidates.size() == candidatesOf(r - 1).size())
            continue; // those of a group are added once
        columns.insert(columns.end(), candidates.begin(), candidates.end());
    }
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    std::vector<Closest> closest(rows.size(), Closest(lists.most()));
    for (std::size_t first = 0; first < columns.size(); first += kColumns) {
        const auto portion = std::span(columns).subspan(first, std::min(kColumns, columns.size() - first));
        parallelFor(
            portion.size(), source.threads, [&](std::size_t k) { held.set(rows.size() + k, source.crop(portion[k])); },
            context.stopToken());
        context.checkStop();
        parallelFor(
            rows.size(), source.threads,
            [&](std::size_t r) {
                const auto all = candidatesOf(r);
                auto column = portion.begin();
                for (auto at = std::lower_bound(all.begin(), all.end(), portion.front());
                     at != all.end() && *at <= portion.back(); ++at) {
                    column = std::lower_bound(column, portion.end(), *at);
                    if (*at != rows[r])
                        closest[r].add(
                            {*at, held.pair(r, rows.size() + static_cast<std::size_t>(column - portion.begin()))});
                }
            },
            context.stopToken());
        context.checkStop();
    }
    for (std::size_t r = 0; r < rows.size(); ++r)
        closest[r].store(lists, rows[r]);
}

// Unit vectors of kDims whose cosine ranks nearly as the distance of the histograms does.
std::vector<float> projected(const Source& source, jobs::Context& context)
{
    context.stage("lbph");
    Source compact = source;
    compact.options.mode = LbphMode::Compact;
    const std::size_t n = source.faces.size();
    LbphHistograms histograms(kColumns, source.crops.size(), compact.options);
    const auto rootsInto = [&](std::size_t k, std::span<float> out) {
        const auto values = histograms.normalised(k);
        std::transform(values.begin(), values.end(), out.begin(), [](float v) { return std::sqrt(v); });
    };
    const std::size_t length = histograms.bins() * histograms.cells();
    // face(k) of `count` faces, portion by portion; then use(k, histogram).
    const auto pass = [&](std::size_t count, const auto& face, const auto& use) {
        for (std::size_t first = 0; first < count; first += kColumns) {
            parallelFor(
                std::min(kColumns, count - first), source.threads,
                [&](std::size_t k) {
                    histograms.set(k, compact.crop(face(first + k)));
                    use(first + k, k);
                },
                context.stopToken());
            context.checkStop();
        }
    };
    const std::size_t sampled = std::min(kSample, n);
    std::vector<float> sample(sampled * length);
    pass(
        sampled, [&](std::size_t k) { return k * n / sampled; },
        [&](std::size_t k, std::size_t row) { rootsInto(row, std::span(sample).subspan(k * length, length)); });
    const LbphProjection projection(sample, length, kDims, source.threads, context);
    std::vector<float>().swap(sample);
    std::vector<float> out(n * kDims);
    std::atomic<std::uint64_t> done{0};
    pass(
        n, [](std::size_t k) { return k; },
        [&](std::size_t k, std::size_t row) {
            std::vector<float> roots(length);
            rootsInto(row, roots);
            projection.project(roots, std::span(out).subspan(k * kDims, kDims));
            context.progress(++done, n, "faces");
        });
    return out;
}

Lists rivals(const Source& source,
             std::span<const std::uint32_t> groups,
             const LbphSearch& search,
             jobs::Context& context)
{
    const std::size_t n = source.faces.size();
    Lists candidates;
    {
        const auto vectors = projected(source, context);
        context.stage("compare");
        neighbours::Options options;
        options.k = search.candidates;
        options.threads = source.threads;
        candidates = neighbours::nearest({vectors, kDims}, groups, options, context).lists;
    }
    Lists out(n, search.others);
    std::vector<std::uint32_t> rows, indices;
    std::vector<std::size_t> starts;
    for (std::size_t first = 0; first < n; first += search.rowsInMemory) {
        rows.resize(std::min(search.rowsInMemory, n - first));
        std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(first));
        indices.clear();
        starts.assign(1, 0);
        for (const auto row : rows) {
            for (const Neighbour& candidate : candidates[row])
                indices.push_back(candidate.index);
            std::sort(indices.begin() + static_cast<std::ptrdiff_t>(starts.back()), indices.end());
            starts.push_back(indices.size());
        }
        rescore(
            source, rows,
            [&](std::size_t r) {
                return std::span<const std::uint32_t>(indices).subspan(starts[r], starts[r + 1] - starts[r]);
            },
            out, context);
        context.progress(first + rows.size(), n, "faces");
    }
    return out;
}

Lists ownGroups(const Source& source,
                std::span<const std::uint32_t> groups,
                const LbphSearch& search,
                jobs::Context& context)
{
    const std::size_t n = source.faces.size();
    std::vector<std::uint32_t> order(n); // by group, and by index in each
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return groups[a] < groups[b]; });
    std::vector<std::pair<std::uint32_t, std::uint32_t>> members(n); // where in `order` the group of order[i] lies
    for (std::size_t i = 0; i < n;) {
        std::size_t end = i;
        while (end < n && groups[order[end]] == groups[order[i]])
            ++end;
        for (const auto range = std::pair(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end)); i < end; ++i)
            members[i] = range;
    }
    Lists out(n, search.own);
    for (std::size_t first = 0; first < n; first += search.rowsInMemory) {
        const auto rows =
            std::span<const std::uint32_t>(order).subspan(first, std::min(search.rowsInMemory, n - first));
        rescore(
            source, rows,
            [&](std::size_t r) {
                const auto [from, to] = members[first + r];
                return std::span<const std::uint32_t>(order).subspan(from, to - from);
            },
            out, context);
        context.progress(first + rows.size(), n, "faces");
    }
    return out;
}

// Any pair of very many faces, from the crops; the last few thousand histograms stay. A face has one place on either
// side, and a thread holds the left one before it takes the right one.
class PairsFromCrops final : public Similarity
{
public:
    PairsFromCrops(const Source& source)
        : m_crops(source.crops), m_faces(source.faces.begin(), source.faces.end()), m_options(source.options),
          m_histograms(2 * kPlaces, source.crops.size(), source.options)
    {
        m_holds.fill(kNone);
    }
    std::size_t count() const override { return m_faces.size(); }
    float pair(std::size_t a, std::size_t b) const override
    {
        const std::size_t left = a % kPlaces, right = kPlaces + b % kPlaces;
        const std::lock_guard lockLeft(m_locks[left]);
        const std::lock_guard lockRight(m_locks[right]);
        hold(left, a);
        hold(right, b);
        return m_histograms.pair(left, right);
    }
    void tile(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, float* out) const override
    {
        for (std::size_t a = a0; a < a1; ++a)
            for (std::size_t b = b0; b < b1; ++b)
                *out++ = pair(a, b);
    }

private:
    static constexpr std::size_t kPlaces = 1024;
    static constexpr std::size_t kNone = ~std::size_t{0};
    void hold(std::size_t place, std::size_t face) const
    {
        if (m_holds[place] == face)
            return;
        m_holds[place] = kNone;
        const Source source{m_crops, m_faces, m_options, 1};
        m_histograms.set(place, source.crop(face));
        m_holds[place] = face;
    }

    const crops::CropReader& m_crops;
    std::vector<dataset::FaceId> m_faces;
    LbphOptions m_options;
    mutable LbphHistograms m_histograms; // a place's histogram and m_holds are under its lock
    mutable std::array<std::size_t, 2 * kPlaces> m_holds{};
    mutable std::array<std::mutex, 2 * kPlaces> m_locks;
};

} // namespace

LbphEvidenceInput lbphNeighbours(const crops::CropReader& crops,
                                 std::span<const dataset::FaceId> faces,
                                 std::span<const std::uint32_t> groups,
                                 const LbphOptions& options,
                                 int threads,
                                 jobs::Context& context,
                                 const LbphSearch& search)
{
    if (faces.size() != groups.size())
        throw Error(ErrorCode::BadArgument, "Faces and groups do not match in number.");
    Source source{crops, faces, options, threads};
    source.options.mode = lbphMode(options.mode, faces.size());
    if (faces.size() <= search.exactFaces)
        return allPairs(source, groups, search, context);
    LbphEvidenceInput out;
    out.exact = false;
    out.others = rivals(source, groups, search, context);
    out.own = search.own > 0 ? ownGroups(source, groups, search, context) : Lists(faces.size(), 0);
    out.pairs = std::make_unique<PairsFromCrops>(source);
    return out;
}

} // namespace likeness::curate
