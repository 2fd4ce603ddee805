// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/preview_evidence.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/compute/embed.h"
#include "core/curate/cosines.h"
#include "core/curate/lbph.h"
#include "core/image/transform.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

namespace likeness::curate {
namespace {

using dataset::FaceId;
using dataset::IdentityId;

constexpr std::size_t kOfOne = 256;
constexpr std::size_t kOfAll = 20000;
constexpr std::size_t kOfAllLbph = 1200;
constexpr int kLbphSize = 112;
constexpr double kCovered = 0.9;

// Up to `most` of the items, evenly spread.
template<typename T>
std::vector<T> spread(const std::vector<T>& items, std::size_t most)
{
    if (items.size() <= most)
        return items;
    std::vector<T> out;
    for (std::size_t i = 0; i < most; ++i)
        out.push_back(items[i * items.size() / most]);
    return out;
}

// Faces to compare: of the touched people, and of all the others.
struct Faces {
    std::vector<FaceId> touched;
    std::vector<FaceId> others;
};

Faces facesFor(const dataset::Project& project, const dataset::Preview& preview, std::size_t most)
{
    Faces out;
    std::set<FaceId> touched, members;
    const auto ofOne = std::clamp<std::size_t>(most / 2 / std::max<std::size_t>(1, preview.people.size()), 2, kOfOne);
    for (const auto& person : preview.people)
        for (const auto* faces : {&person.membersBefore, &person.membersAfter}) {
            const auto chosen = spread(*faces, ofOne);
            touched.insert(chosen.begin(), chosen.end());
            members.insert(faces->begin(), faces->end());
        }
    out.touched.assign(touched.begin(), touched.end());
    std::vector<FaceId> others;
    for (const auto& [face, identity] : project.labelledFaces())
        if (!members.contains(face))
            others.push_back(face);
    out.others = spread(others, most - std::min(most, out.touched.size()));
    return out;
}

std::optional<crops::CropReader> openCrops(const dataset::Project& project, int size)
{
    try {
        return std::optional<crops::CropReader>(std::in_place, project.cropFile(size));
    } catch (const Error&) {
        return std::nullopt; // a preview does with what there is
    }
}

// The similarity of whatever can be compared, and the faces that it numbers.
struct Ground {
    std::string method;
    std::vector<FaceId> faces;
    compute::Embeddings embeddings;
    std::unique_ptr<Similarity> similarity;
};

bool byEmbeddings(const dataset::Project& project, const Faces& faces, Ground& out)
{
    const auto cache = compute::latestCache(project.cacheFolder());
    const auto crops = cache ? openCrops(project, cache->cropSize) : std::nullopt;
    if (!crops)
        return false;
    std::vector<FaceId> wanted = faces.touched;
    wanted.insert(wanted.end(), faces.others.begin(), faces.others.end());
    out.embeddings = compute::cachedEmbeddings(*cache, *crops, wanted);
    if (static_cast<double>(out.embeddings.faces.size()) < kCovered * static_cast<double>(wanted.size()))
        return false;
    out.method = "embedding";
    out.faces = out.embeddings.faces;
    out.similarity = std::make_unique<Cosines>(out.embeddings);
    return true;
}

bool byLbph(const dataset::Project& project, const Faces& faces, int threads, jobs::Context& context, Ground& out)
{
    const auto crops = openCrops(project, kLbphSize);
    if (!crops)
        return false;
    for (const auto* list : {&faces.touched, &faces.others})
        for (const auto face : *list)
            if (crops->find(face))
                out.faces.push_back(face);
    auto histograms = std::make_unique<LbphHistograms>(out.faces.size(), kLbphSize, LbphOptions{});
    parallelFor(
        out.faces.size(), threads,
        [&](std::size_t i) {
            image::Image rgb(kLbphSize, kLbphSize, 3);
            std::memcpy(rgb.pixels.data(), crops->pixels(out.faces[i]).data(), rgb.pixels.size());
            histograms->set(i, image::toGrey(rgb));
        },
        context.stopToken());
    context.checkStop();
    out.method = "lbph";
    out.similarity = std::move(histograms);
    return true;
}

// What the labels of one moment make of the similarities.
class Judgement
{
public:
    Judgement(const Ground& ground, const std::unordered_map<FaceId, IdentityId>& labels)
    {
        for (const auto face : ground.faces) {
            const auto at = labels.find(face);
            m_labels.push_back(at == labels.end() ? 0 : at->second);
            ++m_count[m_labels.back()];
        }
    }
    // One face's similarities to all.
    void add(std::size_t face, std::span<const float> row)
    {
        const IdentityId own = m_labels[face];
        if (own == 0)
            return;
        IdentityId nearest = 0;
        float best = -2;
        auto& sums = m_sums[own];
        for (std::size_t j = 0; j < row.size(); ++j) {
            const IdentityId other = m_labels[j];
            if (j == face || other == 0)
                continue;
            if (row[j] > best) {
                best = row[j];
                nearest = other;
            }
            if (other != own)
                sums[other] += static_cast<double>(row[j]);
        }
        auto& [same, of] = m_purity[own];
        same += nearest == own;
        of += nearest != 0;
    }
    std::optional<double> purity(IdentityId id) const
    {
        const auto at = m_purity.find(id);
        if (at == m_purity.end() || at->second.second == 0)
            return std::nullopt;
        return static_cast<double>(at->second.first) / at->second.second;
    }
    std::optional<std::pair<IdentityId, double>> rival(IdentityId id) const
    {
        const auto at = m_sums.find(id);
        std::optional<std::pair<IdentityId, double>> best;
        if (at != m_sums.end())
            for (const auto& [other, sum] : at->second) {
                const double mean = sum / static_cast<double>(m_count.at(other)) / m_count.at(id);
                if (!best || mean > best->second)
                    best = {other, mean};
            }
        return best;
    }

private:
    std::vector<IdentityId> m_labels;
    std::map<IdentityId, int> m_count;
    std::map<IdentityId, std::pair<int, int>> m_purity;
    std::map<IdentityId, std::map<IdentityId, double>> m_sums;
};

} // namespace

void addEvidence(const dataset::Project& project, dataset::Preview& preview, int threads, jobs::Context& context)
{
    if (preview.people.empty())
        return;
    context.stage("preview");
    Ground ground;
    if (!byEmbeddings(project, facesFor(project, preview, kOfAll), ground)) {
        ground = {};
        if (!byLbph(project, facesFor(project, preview, kOfAllLbph), threads, context, ground))
            return;
    }
    std::unordered_map<FaceId, IdentityId> before, after;
    for (const auto& [face, identity] : project.labelledFaces())
        before.emplace(face, identity);
    after = before;
    std::map<IdentityId, std::string> namesBefore, namesAfter;
    for (const auto& row : project.identities())
        namesBefore.emplace(row.id, row.name);
    namesAfter = namesBefore;
    std::set<FaceId> touched;
    for (const auto& person : preview.people) {
        for (const auto face : person.membersBefore) {
            after.erase(face);
            touched.insert(face);
        }
        namesAfter[person.id] = person.nameAfter;
    }
    for (const auto& person : preview.people)
        for (const auto face : person.membersAfter) {
            after[face] = person.id;
            touched.insert(face);
        }
    Judgement was(ground, before), willBe(ground, after);
    std::vector<float> row(ground.faces.size());
    for (std::size_t i = 0; i < ground.faces.size(); ++i) {
        if (!touched.contains(ground.faces[i]))
            continue;
        context.checkStop();
        ground.similarity->tile(i, i + 1, 0, row.size(), row.data());
        was.add(i, row);
        willBe.add(i, row);
    }
    preview.method = ground.method;
    preview.compared = static_cast<int>(ground.faces.size());
    const auto rivalOf = [](const Judgement& judgement, IdentityId id, const std::map<IdentityId, std::string>& names) {
        std::optional<dataset::PersonPreview::Rival> out;
        if (const auto rival = judgement.rival(id))
            out = {names.at(rival->first), rival->second};
        return out;
    };
    for (auto& person : preview.people) {
        person.purityBefore = was.purity(person.id);
        person.purityAfter = willBe.purity(person.id);
        person.rivalBefore = rivalOf(was, person.id, namesBefore);
        person.rivalAfter = rivalOf(willBe, person.id, namesAfter);
    }
}

} // namespace likeness::curate
