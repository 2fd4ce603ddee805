// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clones.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/text.h"
#include "core/curate/judge.h"
#include "core/curate/lbph.h"
#include "core/image/transform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace likeness::curate {
namespace {

// Four dot products at once, so that a row of `a` is read once for four of `b`.
LIKENESS_CLONES void dotFour(const float* a, const float* b, std::size_t dim, float* out)
{
    constexpr std::size_t kLanes = 16;
    std::array<std::array<float, kLanes>, 4> sum{};
    std::size_t i = 0;
    for (; i + kLanes <= dim; i += kLanes)
        for (std::size_t r = 0; r < 4; ++r)
            for (std::size_t l = 0; l < kLanes; ++l)
                sum[r][l] += a[i + l] * b[r * dim + i + l];
    for (std::size_t r = 0; r < 4; ++r) {
        float total = 0;
        for (const float s : sum[r])
            total += s;
        for (std::size_t k = i; k < dim; ++k)
            total += a[k] * b[r * dim + k];
        out[r] = total;
    }
}

class Cosines final : public Similarity
{
public:
    explicit Cosines(const compute::Embeddings& embeddings) : m_embeddings(embeddings) {}
    std::size_t count() const override { return m_embeddings.faces.size(); }
    std::size_t tileSize() const override { return 128; }
    float pair(std::size_t a, std::size_t b) const override
    {
        const auto x = m_embeddings.row(a);
        const auto y = m_embeddings.row(b);
        float sum = 0;
        for (std::size_t k = 0; k < x.size(); ++k)
            sum += x[k] * y[k];
        return sum;
    }
    void tile(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, float* out) const override
    {
        const auto dim = static_cast<std::size_t>(m_embeddings.dim);
        for (std::size_t a = a0; a < a1; ++a) {
            std::size_t b = b0;
            for (; b + 4 <= b1; b += 4, out += 4)
                dotFour(m_embeddings.row(a).data(), m_embeddings.row(b).data(), dim, out);
            for (; b < b1; ++b)
                *out++ = pair(a, b);
        }
    }

private:
    const compute::Embeddings& m_embeddings;
};

} // namespace

Result fromEmbeddings(const compute::Embeddings& embeddings,
                      std::span<const dataset::IdentityId> labels,
                      std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot,
                      jobs::Context& context,
                      std::span<const dataset::FaceId> confirmed,
                      int threads)
{
    if (embeddings.dim < 1 ||
        embeddings.values.size() != embeddings.faces.size() * static_cast<std::size_t>(embeddings.dim))
        throw Error(ErrorCode::BadArgument, "The embeddings do not hold one whole row for each face.");
    if (!std::all_of(embeddings.values.begin(), embeddings.values.end(), [](float v) { return std::isfinite(v); }))
        throw Error(ErrorCode::Compute,
                    "The model gave embeddings that are not finite numbers; check the model and its input.");
    Result out = judge(Cosines(embeddings), embeddings.faces, labels, cannot, confirmed, threads, context);
    out.method = "embedding";
    return out;
}

Result fromLbph(const crops::CropReader& crops,
                std::span<const dataset::FaceId> faces,
                std::span<const dataset::IdentityId> labels,
                std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot,
                const LbphOptions& options,
                int threads,
                jobs::Context& context,
                std::span<const dataset::FaceId> confirmed)
{
    if (faces.size() != labels.size())
        throw Error(ErrorCode::BadArgument, "Faces and labels do not match in number.");
    std::vector<dataset::FaceId> present;
    std::vector<dataset::IdentityId> presentLabels;
    for (std::size_t i = 0; i < faces.size(); ++i) {
        if (crops.pixels(faces[i]).empty()) {
            context.issue({jobs::Issue::Severity::Warning, "face " + std::to_string(faces[i]), ErrorCode::NeedsPrepare,
                           "This face has no crop and was left out; run prepare again."});
            continue;
        }
        present.push_back(faces[i]);
        presentLabels.push_back(labels[i]);
    }
    context.stage("lbph");
    LbphHistograms histograms(present.size(), crops.size(), options);
    constexpr std::size_t kBatch = 64;
    for (std::size_t first = 0; first < present.size(); first += kBatch) {
        context.checkStop();
        parallelFor(std::min(kBatch, present.size() - first), threads, [&](std::size_t k) {
            image::Image rgb(crops.size(), crops.size(), 3);
            const auto pixels = crops.pixels(present[first + k]);
            std::memcpy(rgb.pixels.data(), pixels.data(), rgb.pixels.size());
            histograms.set(first + k, image::toGrey(rgb));
        });
        context.progress(std::min(first + kBatch, present.size()), present.size(), "faces");
    }
    Result out = judge(histograms, present, presentLabels, cannot, confirmed, threads, context);
    out.method = "lbph";
    return out;
}

std::string reasonSentence(const Evidence& evidence, const std::string& ownName, const std::string& rivalName)
{
    const auto shown = [](float similarity) { return formatNumber(static_cast<double>(similarity), 2); };
    const std::string rival = evidence.rival == 0
                                  ? ""
                                  : "similarity to " + rivalName + " (" + std::to_string(evidence.rivalCount) +
                                        (evidence.rivalCount == 1 ? " face" : " faces") + ") is " +
                                        shown(evidence.rivalSimilarity);
    if (evidence.ownCount == 0)
        return "The only face of " + ownName + (rival.empty() ? "." : "; its " + rival + ".");
    return "Similarity to " + std::to_string(evidence.ownCount) +
           (evidence.ownCount == 1 ? " other face of " : " other faces of ") + ownName + " is " +
           shown(evidence.ownSimilarity) + (rival.empty() ? "." : "; " + rival + ".");
}

} // namespace likeness::curate
