// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/agreement.h"

#include "core/base/text.h"
#include "core/dataset/project_impl.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace likeness::dataset {
namespace {

constexpr double kZ95 = 1.959963984540054;

// Two people's opinions x, y of one face; who of x comes first. Ruled by the outcome: the name that somebody rejected
// or was unsure of makes no difference.
constexpr std::string_view kBoth = "FROM opinions x JOIN opinions y ON y.face = x.face AND y.who > x.who ";
constexpr std::string_view kDiffer = "(x.label <> y.label OR (x.label = 1 AND x.identity IS NOT y.identity))";

// Negative for outcomes without a name, so that they never meet an identity's number.
std::int64_t category(LabelState label, IdentityId identity)
{
    return label == LabelState::Confirmed ? identity : -static_cast<std::int64_t>(label);
}

} // namespace

Kappa cohenKappa(std::span<const std::int64_t> a, std::span<const std::int64_t> b)
{
    if (a.size() != b.size())
        throw Error(ErrorCode::BadArgument, "the judgements of two people do not match in number");
    Kappa out;
    out.faces = static_cast<int>(a.size());
    if (a.empty())
        return out;
    const auto n = static_cast<double>(a.size());
    std::map<std::int64_t, std::pair<double, double>> marginal; // category → shares of a and of b
    std::map<std::pair<std::int64_t, std::int64_t>, double> joint;
    for (std::size_t i = 0; i < a.size(); ++i) {
        marginal[a[i]].first += 1 / n;
        marginal[b[i]].second += 1 / n;
        joint[{a[i], b[i]}] += 1 / n;
    }
    double po = 0;
    double pe = 0;
    for (const auto& [pair, share] : joint)
        po += pair.first == pair.second ? share : 0;
    for (const auto& [one, shares] : marginal)
        pe += shares.first * shares.second;
    out.agreement = po;
    if (1 - pe < 1e-12)
        return out;
    const double kappa = (po - pe) / (1 - pe);
    double sum = -std::pow(po * pe - 2 * pe + po, 2);
    for (const auto& [pair, share] : joint) {
        const double rowTotal = marginal[pair.first].second;    // p.i of the first one's category
        const double columnTotal = marginal[pair.second].first; // pj. of the second one's
        if (pair.first == pair.second)
            sum += share * std::pow((1 - pe) - (rowTotal + columnTotal) * (1 - po), 2);
        else
            sum += std::pow(1 - po, 2) * share * std::pow(rowTotal + columnTotal, 2);
    }
    const double se = std::sqrt(std::max(0.0, sum) / n) / std::pow(1 - pe, 2);
    out.kappa = kappa;
    out.low = std::max(-1.0, kappa - kZ95 * se);
    out.high = std::min(1.0, kappa + kZ95 * se);
    return out;
}

const char* agreementWord(double kappa)
{
    if (kappa < 0)
        return "poor";
    constexpr std::pair<double, const char*> kWords[] = {
        {0.2, "slight"}, {0.4, "fair"}, {0.6, "moderate"}, {0.8, "substantial"}};
    for (const auto& [upTo, word] : kWords)
        if (kappa <= upTo)
            return word;
    return "almost perfect";
}

std::vector<PairAgreement> agreement(const Project& project)
{
    std::map<std::pair<std::string, std::string>, std::pair<std::vector<std::int64_t>, std::vector<std::int64_t>>> said;
    const auto rows =
        project.impl().db.cached("SELECT x.who, y.who, x.label, x.identity, y.label, y.identity " + std::string(kBoth));
    while (rows->step()) {
        auto& [a, b] = said[{rows->text(0), rows->text(1)}];
        a.push_back(category(static_cast<LabelState>(rows->integer(2)), rows->int64(3)));
        b.push_back(category(static_cast<LabelState>(rows->integer(4)), rows->int64(5)));
    }
    std::vector<PairAgreement> out;
    for (const auto& [who, both] : said)
        out.push_back({who.first, who.second, cohenKappa(both.first, both.second)});
    std::sort(out.begin(), out.end(),
              [](const auto& x, const auto& y) { return x.a != y.a ? naturalLess(x.a, y.a) : naturalLess(x.b, y.b); });
    return out;
}

std::vector<Disagreement>
disagreements(const Project& project, int limit, FaceId after, const std::string& a, const std::string& b)
{
    const auto rows = project.impl().db.cached(
        "SELECT x.face, i.key, x.who, y.who, x.label, coalesce(n.name, ''), y.label, coalesce(m.name, '') " +
        std::string(kBoth) +
        "JOIN faces f ON f.id = x.face JOIN images i ON i.id = f.image LEFT JOIN identities n ON n.id = x.identity "
        "LEFT JOIN identities m ON m.id = y.identity WHERE " +
        std::string(kDiffer) +
        " AND x.face > ?1 AND (?2 = '' OR (x.who = min(?2, ?3) AND y.who = max(?2, ?3))) ORDER BY x.face, x.who, y.who "
        "LIMIT ?4");
    rows->bind(1, after).bind(2, a).bind(3, b).bind(4, limit);
    const auto outcome = [](int label, std::string person) {
        const auto state = static_cast<LabelState>(label);
        return Outcome{state, state == LabelState::Confirmed ? std::move(person) : std::string()};
    };
    std::vector<Disagreement> out;
    while (rows->step())
        out.push_back({rows->int64(0), rows->text(1), rows->text(2), rows->text(3),
                       outcome(rows->integer(4), rows->text(5)), outcome(rows->integer(6), rows->text(7))});
    return out;
}

} // namespace likeness::dataset
