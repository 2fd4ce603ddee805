// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/template_set.h"

#include "core/base/clock.h"
#include "core/base/disjoint_sets.h"
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/eval/templates.h"
#include "core/formats/byte_reader.h"
#include "core/formats/ijb_lists.h"
#include "core/image/codec.h"
#include "core/image/transform.h"
#include "core/verify/embed_images.h"
#include "core/verify/verify_parts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>

namespace likeness::verify {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kImagesAtOnce = 64;
constexpr std::size_t kPairsAtOnce = 1 << 16;
constexpr std::size_t kSlice = 1 << 12; // pairs that a thread scores in one go

class Templates
{
public:
    Templates(const VerifyOptions& options, formats::IjbFiles files, int side, jobs::Context& context)
        : m_options(options), m_files(std::move(files)), m_side(side)
    {
        formats::FileReader members(m_files.members), points(m_files.points);
        m_lists = formats::readIjbTemplates(members, points, context);
        m_firstMember.assign(m_lists.ids.size(), 0);
        for (std::size_t i = m_lists.members.size(); i-- > 0;)
            m_firstMember[m_lists.members[i].templ] = i;
    }
    const formats::IjbTemplates& lists() const { return m_lists; }
    const formats::IjbFiles& files() const { return m_files; }

    // By the five points, as eval_ijbc.py aligns; empty (and an issue) for an image that cannot be used. Thread-safe.
    image::Image crop(std::size_t number, jobs::Context& context) const
    {
        const formats::IjbImage& image = m_lists.images[number];
        try {
            if (!image.points)
                throw Error(ErrorCode::NoFaces, "The list of points has no such image.");
            const image::Image picture = image::toRgb(image::decodeFile(m_files.images / image.name));
            const auto to = image::arcfaceTemplate(m_side);
            return image::warp(picture, image::fitSimilarity(*image.points, to), m_side, m_side);
        } catch (const Error& e) {
            context.issue({jobs::Issue::Severity::Warning, toUtf8(image.name), e.code(), e.what()});
            return {};
        }
    }
    const formats::IjbImage& firstImage(std::size_t templ) const
    {
        return m_lists.images[m_lists.members[m_firstMember[templ]].image];
    }
    image::Image picture(std::size_t templ, jobs::Context& context) const
    {
        return crop(m_lists.members[m_firstMember[templ]].image, context);
    }
    std::string name(std::size_t templ) const
    {
        return "template " + std::to_string(m_lists.ids[templ]) + " (" + toUtf8(firstImage(templ).name) + ")";
    }

    // Rows of unit length, one a template; zeros for those that usable() denies.
    void embed(const compute::Model& model, compute::Flip flip, jobs::Context& context)
    {
        context.stage("embed");
        m_dim = model.dim() * (flip == compute::Flip::Both ? 2 : 1);
        const auto dim = static_cast<std::size_t>(m_dim);
        const auto bytes = static_cast<std::size_t>(m_side) * static_cast<std::size_t>(m_side) * 3;
        const auto& members = m_lists.members;
        eval::TemplateAverage average(m_lists.ids.size(), m_dim);
        std::vector<float> rows;
        for (std::size_t first = 0; first < members.size(); first += kImagesAtOnce) {
            context.checkStop();
            std::vector<image::Image> crops(std::min(kImagesAtOnce, members.size() - first));
            parallelFor(
                crops.size(), m_options.compute.threads,
                [&](std::size_t k) { crops[k] = crop(members[first + k].image, context); }, context.stopToken());
            context.checkStop();
            std::vector<const std::uint8_t*> pointers;
            std::vector<std::size_t> used;
            for (std::size_t k = 0; k < crops.size(); ++k)
                if (crops[k].pixels.size() == bytes) {
                    pointers.push_back(crops[k].pixels.data());
                    used.push_back(first + k);
                }
            rows.resize(pointers.size() * dim);
            model.embed(pointers, flip, false, rows, context.stopToken());
            for (std::size_t k = 0; k < used.size(); ++k) {
                const formats::IjbMember& member = members[used[k]];
                if (average.images(member.templ) == 0)
                    m_firstMember[member.templ] = used[k];
                average.add(member.templ, member.media, std::span(rows).subspan(k * dim, dim),
                            static_cast<double>(m_lists.images[member.image].score));
            }
            m_leftOut += crops.size() - used.size();
            context.progress(first + crops.size(), members.size(), "images");
        }
        m_usable.resize(m_lists.ids.size());
        for (std::size_t t = 0; t < m_usable.size(); ++t)
            m_usable[t] = average.images(t) > 0 ? 1 : 0;
        m_rows = average.finish();
    }
    bool usable(std::size_t templ) const { return m_usable[templ] != 0; }
    std::size_t leftOut() const { return m_leftOut; }

    // In order, block by block: take(pair of template numbers, score). Returns how many pairs were left out.
    template<typename Take>
    std::size_t forEachScoredPair(const Take& take, jobs::Context& context) const
    {
        std::vector<eval::Pair> block;
        std::vector<float> scores(kPairsAtOnce);
        std::size_t leftOut = 0;
        std::size_t done = 0;
        const auto score = [&] {
            const std::size_t slices = (block.size() + kSlice - 1) / kSlice;
            parallelFor(slices, m_options.compute.threads, [&](std::size_t s) {
                const auto part = std::span(block).subspan(s * kSlice, std::min(kSlice, block.size() - s * kSlice));
                const auto of = eval::scorePairs(m_rows, m_dim, part);
                std::copy(of.begin(), of.end(), scores.begin() + static_cast<std::ptrdiff_t>(s * kSlice));
            });
            for (std::size_t i = 0; i < block.size(); ++i)
                take(block[i], scores[i]);
            done += block.size();
            block.clear();
            context.progress(done, 0, "pairs");
            context.checkStop();
        };
        formats::FileReader file(m_files.pairs);
        formats::readIjbPairs(
            file,
            [&](std::uint32_t idA, std::uint32_t idB, bool same) {
                const auto a = numberOf(idA), b = numberOf(idB);
                if (!a || !b || !usable(*a) || !usable(*b)) {
                    ++leftOut;
                    return;
                }
                block.push_back({*a, *b, same});
                if (block.size() == kPairsAtOnce)
                    score();
            },
            context);
        score();
        return leftOut;
    }

private:
    std::optional<std::uint32_t> numberOf(std::uint32_t id) const
    {
        const auto at = std::lower_bound(m_lists.ids.begin(), m_lists.ids.end(), id);
        if (at == m_lists.ids.end() || *at != id)
            return std::nullopt;
        return static_cast<std::uint32_t>(at - m_lists.ids.begin());
    }

    const VerifyOptions& m_options;
    formats::IjbFiles m_files;
    int m_side;
    formats::IjbTemplates m_lists;
    std::vector<std::size_t> m_firstMember; // of a template; the first that could be used, if any
    int m_dim = 0;
    std::vector<float> m_rows;
    std::vector<std::uint8_t> m_usable;
    std::size_t m_leftOut = 0; // images
};

// Of the lists' bytes: what a score depends on but for the pictures.
std::string hashOf(const formats::IjbFiles& files, jobs::Context& context)
{
    Bytes piece(1 << 20);
    std::string all;
    for (const auto& list : {files.members, files.pairs, files.points}) {
        formats::FileReader file(list);
        for (std::uint64_t at = 0; const std::size_t got = file.read(at, piece); at += got) {
            context.checkStop();
            all += hash128Hex(std::span(piece).first(got));
        }
        all += '\n';
    }
    return hash128Hex({reinterpret_cast<const std::uint8_t*>(all.data()), all.size()});
}

std::string featureSentence(compute::Flip flip)
{
    const std::string sum = flip == compute::Flip::Sum    ? "crop + mirrored crop (F2)"
                            : flip == compute::Flip::Both ? "crop and mirrored crop concatenated (F1)"
                                                          : "crop alone (F0)";
    return sum + ", not normalised (N1), weighted by the detector's score (D1); media averaged, then added";
}

} // namespace

bool isTemplateSet(const fs::path& set)
{
    return formats::findIjb(set).has_value();
}

Verification verifyTemplates(const VerifyOptions& options, jobs::Context& context)
{
    if (options.allPairs)
        throw Error(ErrorCode::BadArgument,
                    "A set of templates names its pairs; all pairs are of a folder, a project or a "
                    "run.");
    const auto start = std::chrono::steady_clock::now();
    const compute::Flip flip = flipNamed(options.flip);
    context.stage("load");
    auto files = formats::findIjb(options.set);
    if (!files)
        throw Error(ErrorCode::NotFound, "There is no *_tid_mid.txt in " + displayPath(options.set) +
                                             " or its folder meta; a set of templates begins with it.");
    const auto source = compute::findModel(options.model, options.runsFolder);
    const auto model = compute::Model::load(source, options.compute);
    context.checkStop();
    Templates templates(options, std::move(*files), model.input().cropSize, context);
    templates.embed(model, flip, context);

    context.stage("score");
    const std::size_t count = templates.lists().ids.size();
    Verification out;
    DisjointSets people(count);
    const std::size_t lostPairs = templates.forEachScoredPair(
        [&](const eval::Pair& pair, float score) {
            out.scores.push_back(score);
            out.same.push_back(pair.same ? 1 : 0);
            out.images.insert(out.images.end(), {pair.a, pair.b});
            if (pair.same)
                people.join(pair.a, pair.b);
        },
        context);
    if (lostPairs > 0)
        context.issue({jobs::Issue::Severity::Warning, displayPath(templates.files().pairs), ErrorCode::NoFaces,
                       std::to_string(lostPairs) +
                           " pairs were left out because one of their templates has no image that could be used."});
    std::map<std::uint32_t, std::uint32_t> number; // of the person that a representative stands for
    for (std::uint32_t t = 0; t < count; ++t) {
        const auto [at, fresh] = number.emplace(people.find(t), static_cast<std::uint32_t>(number.size()));
        if (fresh)
            out.people.push_back("template " + std::to_string(templates.lists().ids[t]));
        out.set.push_back({templates.name(t), 0, at->second});
    }
    for (const std::uint32_t t : out.images)
        out.identities.push_back(out.set[t].person);
    std::size_t contradictions = 0;
    for (std::size_t i = 0; i < out.same.size(); ++i)
        contradictions += !out.same[i] && out.identities[2 * i] == out.identities[2 * i + 1] ? 1 : 0;
    if (contradictions > 0)
        context.issue({jobs::Issue::Severity::Warning, displayPath(templates.files().pairs), ErrorCode::BadFile,
                       std::to_string(contradictions) +
                           " pairs are said to be of different people whom other pairs say to be the same."});
    out.options = options;
    out.balancedFolds = true;
    judge(out, [&] { context.checkStop(); });

    out.title = source.name + " · " + templates.files().name;
    out.facts = modelFacts(source, model, options.compute);
    const Json ofSet = {{"set", templates.files().name},
                        {"set_hash", hashOf(templates.files(), context)},
                        {"images", templates.lists().images.size()},
                        {"templates", count},
                        {"identities", out.people.size()},
                        {"identities_from", "templates that genuine pairs connect"},
                        {"alignment", "five points of the list"},
                        {"feature", featureSentence(flip)}};
    for (const auto& [key, value] : ofSet.items())
        out.facts[key] = value;
    if (lostPairs > 0)
        out.facts["pairs_left_out"] = lostPairs;
    addVersions(out.facts);
    out.time = nowMs();
    if (templates.leftOut() > 0)
        out.facts["left_out"] = templates.leftOut();
    if (options.forReport)
        addWorstPairs(
            out, [&](std::uint32_t t) { return templates.picture(t, context); }, options.compute.threads, context);
    out.seconds = secondsSince(start);
    return out;
}

} // namespace likeness::verify
