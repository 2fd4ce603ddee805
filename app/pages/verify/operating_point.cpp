// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/operating_point.h"

#include "app/pages/verify/tab_parts.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace likeness::pages {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::OperatingPoint)
};

constexpr std::array kTargets{1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
constexpr double kAbove = 1e-4; // the strictest threshold is so far above the highest score

// The curve begins at infinity, where nothing is accepted.
double finite(const eval::Roc& roc, std::size_t i)
{
    if (std::isfinite(roc.threshold[i]))
        return roc.threshold[i];
    return roc.threshold.size() > 1 ? roc.threshold[1] + kAbove : 1.0;
}

} // namespace

OperatingPoint operatingPointAt(const eval::VerifyResult& r, double threshold)
{
    OperatingPoint point;
    point.threshold = threshold;
    point.genuine = static_cast<std::int64_t>(r.genuine);
    point.impostor = static_cast<std::int64_t>(r.impostor);
    const auto& t = r.roc.threshold; // descending
    const auto end = std::upper_bound(t.begin(), t.end(), threshold, std::greater<>());
    if (end != t.begin()) {
        const auto i = static_cast<std::size_t>(end - t.begin()) - 1;
        point.tpr = r.roc.tpr[i];
        point.fpr = r.roc.fpr[i];
    }
    point.falseAccepts = std::llround(point.fpr * static_cast<double>(point.impostor));
    point.falseRejects = point.genuine - std::llround(point.tpr * static_cast<double>(point.genuine));
    return point;
}

double thresholdFor(const eval::VerifyResult& r, double fpr)
{
    const auto end = std::upper_bound(r.roc.fpr.begin(), r.roc.fpr.end(), fpr);
    return finite(r.roc, end == r.roc.fpr.begin() ? 0 : static_cast<std::size_t>(end - r.roc.fpr.begin()) - 1);
}

double equalErrorThreshold(const eval::VerifyResult& r)
{
    std::size_t best = 0;
    double closest = 2;
    for (std::size_t i = 0; i < r.roc.fpr.size(); ++i)
        if (const double apart = std::abs(r.roc.fpr[i] - (1 - r.roc.tpr[i])); apart < closest) {
            closest = apart;
            best = i;
        }
    return finite(r.roc, best);
}

std::vector<OperatingTarget> operatingTargets(const eval::VerifyResult& r)
{
    std::vector<OperatingTarget> out;
    out.push_back({Words::tr("Mean threshold of the folds"), r.kfold.threshold, true, {}});
    out.push_back({Words::tr("Equal error rate"), equalErrorThreshold(r), true, {}});
    for (const eval::Operating& point : eval::tprAtFpr(r.roc, r.genuine, r.impostor, kTargets)) {
        OperatingTarget target;
        const QString rate = rateText(point.target);
        target.sufficient = point.sufficient;
        target.text = point.sufficient ? Words::tr("FPR at most %1").arg(rate)
                                       : Words::tr("FPR at most %1 (not enough data)").arg(rate);
        target.threshold = point.threshold;
        for (const eval::Operating& known : r.operating) // the intervals took resampling
            if (known.target == point.target && known.sufficient)
                target.interval = percentRange(known.ci95);
        out.push_back(std::move(target));
    }
    return out;
}

} // namespace likeness::pages
