// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/head.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/nn/margin_head.h"
#include "core/nn/torch_compat.h"

namespace likeness::nn {
namespace {

constexpr double kDeviation = 0.01;
constexpr std::uint64_t kStream = 0x68656164;
constexpr double kMomentum = 0.01; // of CurricularFace's t and of AdaFace's statistics

at::Tensor lengths(const at::Tensor& rows)
{
    return rows.norm(2, {1}, true);
}

// Class centres and a margin; the kinds differ in withMargin().
class CenterHead : public Head
{
public:
    CenterHead(const HeadOptions& options, int classes, int dim, int centers, std::uint64_t seed)
        : m_options(options), m_centers(centers)
    {
        auto weight = at::empty({static_cast<std::int64_t>(classes) * centers, dim}, at::kFloat);
        Rng random = Rng::forItem(seed, kStream);
        random.normals({weight.data_ptr<float>(), static_cast<std::size_t>(weight.numel())}, kDeviation);
        m_parameters.push_back({"weight", weight, true});
    }

    Outcome loss(const at::Tensor& rows, const at::Tensor& labels, const Strength& strength) override
    {
        auto plain = cosines(rows, m_parameters[0].value, m_centers);
        const auto correct = plain.detach().argmax(1).eq(labels).to(at::kFloat).mean();
        if (m_options.interclassFilter > 0)
            plain = filterInterclass(plain, labels, m_options.interclassFilter);
        const auto logits = withMarginOf(plain, rows, labels, strength.margin) * m_options.s;
        auto loss = classificationLoss(logits, labels, m_options.labelSmoothing, strength.focalGamma);
        return {addTo(std::move(loss), rows), correct};
    }

protected:
    // `share` of the margin on plain cosines.
    virtual at::Tensor
    withMarginOf(const at::Tensor& plain, const at::Tensor& rows, const at::Tensor& labels, double share) = 0;
    virtual at::Tensor addTo(at::Tensor loss, const at::Tensor&) { return loss; }

    const HeadOptions m_options;

private:
    int m_centers;
};

class FixedMarginHead final : public CenterHead
{
public:
    FixedMarginHead(
        const HeadOptions& options, int classes, int dim, int centers, std::uint64_t seed, const Margin& margin)
        : CenterHead(options, classes, dim, centers, seed), m_margin(margin)
    {
    }

private:
    at::Tensor withMarginOf(const at::Tensor& plain, const at::Tensor&, const at::Tensor& labels, double share) override
    {
        Margin margin;
        margin.m1 = 1 + (m_margin.m1 - 1) * share;
        margin.m2 = m_margin.m2 * share;
        margin.m3 = m_margin.m3 * share;
        return withMargin(plain, labels, margin);
    }
    Margin m_margin;
};

class CurricularHead final : public CenterHead
{
public:
    CurricularHead(const HeadOptions& options, int classes, int dim, std::uint64_t seed)
        : CenterHead(options, classes, dim, 1, seed)
    {
        m_parameters.push_back({"t", at::zeros({1}), false});
    }

private:
    at::Tensor withMarginOf(const at::Tensor& plain, const at::Tensor&, const at::Tensor& labels, double share) override
    {
        auto& t = m_parameters[1].value;
        {
            const at::NoGradGuard guard;
            t.mul_(1 - kMomentum).add_(plain.gather(1, labels.view({-1, 1})).mean() * kMomentum);
        }
        return withCurricularMargin(plain, labels, m_options.m * share, t.clone());
    }
};

// AdaFace (Kim et al. 2022) eq. 5–8: the length of an embedding, as a stand-in for quality, moves the margin between
// CosFace's (short) and a negative angle (long).
class AdaFaceHead final : public CenterHead
{
public:
    AdaFaceHead(const HeadOptions& options, int classes, int dim, std::uint64_t seed)
        : CenterHead(options, classes, dim, 1, seed)
    {
        m_parameters.push_back({"batch_mean", at::full({1}, 20.0), false});
        m_parameters.push_back({"batch_std", at::full({1}, 100.0), false});
    }

private:
    at::Tensor
    withMarginOf(const at::Tensor& plain, const at::Tensor& rows, const at::Tensor& labels, double share) override
    {
        constexpr double kEpsilon = 1e-3, kLongest = 100;
        at::Tensor scaler;
        {
            const at::NoGradGuard guard;
            const auto norms = lengths(rows).clamp(kEpsilon, kLongest);
            auto &mean = m_parameters[1].value, &deviation = m_parameters[2].value;
            mean.mul_(1 - kMomentum).add_(norms.mean() * kMomentum);
            deviation.mul_(1 - kMomentum).add_(norms.std() * kMomentum);
            scaler = ((norms - mean) / (deviation + kEpsilon) * m_options.adafaceH).clamp(-1, 1);
        }
        const double m = m_options.m * share;
        return withMargins(plain, labels, scaler * -m, scaler * m + m, true);
    }
};

// MagFace (Meng et al. 2021) eq. 3–6: the margin grows with the length of an embedding, and a regulariser pulls
// embeddings to be long: faces of good quality become so.
class MagFaceHead final : public CenterHead
{
public:
    MagFaceHead(const HeadOptions& options, int classes, int dim, std::uint64_t seed)
        : CenterHead(options, classes, dim, 1, seed)
    {
    }

private:
    at::Tensor clamped(const at::Tensor& rows) const
    {
        return lengths(rows).clamp(m_options.magNormLow, m_options.magNormHigh);
    }
    at::Tensor
    withMarginOf(const at::Tensor& plain, const at::Tensor& rows, const at::Tensor& labels, double share) override
    {
        const auto& o = m_options;
        const double slope = (o.magMarginHigh - o.magMarginLow) / (o.magNormHigh - o.magNormLow);
        const auto angle = ((clamped(rows) - o.magNormLow) * slope + o.magMarginLow) * share;
        return withMargins(plain, labels, angle, at::zeros_like(angle), false);
    }
    at::Tensor addTo(at::Tensor loss, const at::Tensor& rows) override
    {
        const auto length = clamped(rows);
        return loss + (length.reciprocal() + length / (m_options.magNormHigh * m_options.magNormHigh)).mean() *
                          m_options.magLambda;
    }
};

class TripletHead final : public Head
{
public:
    explicit TripletHead(const HeadOptions& options) : m_margin(options.tripletMargin), m_mining(options.mining) {}
    Outcome loss(const at::Tensor& rows, const at::Tensor& labels, const Strength&) override
    {
        auto result = tripletLoss(rows, labels, m_margin, m_mining);
        return {std::move(result.loss), std::move(result.correct)};
    }

private:
    double m_margin;
    Mining m_mining;
};

} // namespace

std::unique_ptr<Head> makeHead(const HeadOptions& o, int classes, int dim, std::uint64_t seed)
{
    const auto fixed = [&](const Margin& margin, int centers = 1) {
        return std::make_unique<FixedMarginHead>(o, classes, dim, centers, seed, margin);
    };
    if (o.name == "softmax")
        return fixed({});
    if (o.name == "arcface")
        return fixed({o.s, 1, o.m, 0});
    if (o.name == "cosface")
        return fixed({o.s, 1, 0, o.m});
    if (o.name == "combined")
        return fixed({o.s, o.m1, o.m2, o.m3});
    if (o.name == "subcenter")
        return fixed({o.s, 1, o.m, 0}, o.centers);
    if (o.name == "curricular")
        return std::make_unique<CurricularHead>(o, classes, dim, seed);
    if (o.name == "adaface")
        return std::make_unique<AdaFaceHead>(o, classes, dim, seed);
    if (o.name == "magface")
        return std::make_unique<MagFaceHead>(o, classes, dim, seed);
    if (o.name == "triplet")
        return std::make_unique<TripletHead>(o);
    throw Error(ErrorCode::BadArgument, "there is no head \"" + o.name + "\"");
}

} // namespace likeness::nn
