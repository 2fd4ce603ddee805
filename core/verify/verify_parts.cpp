// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/verify_parts.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/image/codec.h"
#include "core/verify/template_set.h"
#include "likeness_version.h"

#include <algorithm>
#include <array>
#include <map>

namespace likeness::verify {
namespace {

constexpr std::size_t kWorstPairs = 12; // of each kind

std::string inputSentence(const graph::InputSpec& s)
{
    const auto n = [](float v) { return formatNumber(static_cast<double>(v), 1); };
    return std::to_string(s.width) + "×" + std::to_string(s.height) + " " + (s.bgr ? "BGR" : "RGB") + ", (x − " +
           n(s.mean[0]) + ") / " + n(s.std[0]) + ", [" + std::to_string(s.crop[0]) + ", " + std::to_string(s.crop[1]) +
           ", " + std::to_string(s.crop[2]) + ", " + std::to_string(s.crop[3]) + "] / " + std::to_string(s.cropSize);
}

// The pairs that were judged worst: impostors with the highest scores, genuine pairs with the lowest.
std::vector<std::size_t> worstOf(const Verification& outcome, bool genuine)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < outcome.scores.size(); ++i)
        if ((outcome.same[i] != 0) == genuine)
            order.push_back(i);
    const auto worse = [&](std::size_t a, std::size_t b) {
        const float x = outcome.scores[a];
        const float y = outcome.scores[b];
        return x != y ? (genuine ? x < y : x > y) : a < b;
    };
    const std::size_t count = std::min(order.size(), kWorstPairs);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), worse);
    order.resize(count);
    return order;
}

} // namespace

void addWorstPairs(Verification& out,
                   const std::function<image::Image(std::uint32_t image)>& picture,
                   int threads,
                   jobs::Context& context)
{
    context.stage("report");
    const std::array worst{worstOf(out, false), worstOf(out, true)};
    std::map<std::uint32_t, Bytes> pictures; // an image is often in several pairs
    for (const auto& kind : worst)
        for (const std::size_t i : kind) {
            pictures[out.images[2 * i]];
            pictures[out.images[2 * i + 1]];
        }
    std::vector<std::pair<const std::uint32_t, Bytes>*> todo;
    for (auto& one : pictures)
        todo.push_back(&one);
    parallelFor(
        todo.size(), threads,
        [&](std::size_t k) {
            const image::Image found = picture(todo[k]->first);
            if (!found.empty())
                todo[k]->second = image::encodePng(found);
        },
        context.stopToken());
    context.checkStop();
    for (const auto& kind : worst)
        for (const std::size_t i : kind) {
            const std::uint32_t a = out.images[2 * i];
            const std::uint32_t b = out.images[2 * i + 1];
            auto& list = out.same[i] ? out.worstFalseRejects : out.worstFalseAccepts;
            list.push_back({pictures[a], pictures[b], out.set[a].name, out.set[b].name, out.scores[i], out.same[i] != 0,
                            out.set[a].face, out.set[b].face});
        }
}

Json modelFacts(const compute::ModelSource& source, const compute::Model& model, const compute::Options& options)
{
    return {{"model", source.name},     {"model_hash", source.hash}, {"input", inputSentence(model.input())},
            {"embedding", model.dim()}, {"device", model.device()},  {"precision", options.precision}};
}

void addVersions(Json& facts)
{
    facts["version"] = LIKENESS_VERSION;
    facts["library"] = compute::info().libraryVersion;
}

void requirePictures(const VerifyOptions& options)
{
    if (!options.set.empty() && isTemplateSet(options.set))
        throw Error(ErrorCode::BadArgument,
                    "Templates are made of several pictures each; this needs a set whose pairs are "
                    "of single pictures.");
}

void requireSameImages(const VerifySet& set, const Verification& verification)
{
    bool same = set.images() == verification.set.size();
    for (std::size_t i = 0; i < verification.set.size() && same; ++i)
        same = set.name(i) == verification.set[i].name;
    if (!same)
        throw Error(ErrorCode::BadFile, "The set holds other images than when it was verified; verify it once more.");
}

} // namespace likeness::verify
