// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/people_rows.h"

#include "core/run/event_fields.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace likeness::pages {
namespace {

// What the file says; nothing where it is not of this verification.
std::vector<eval::PersonSeparability> stored(const verify::Verification& v)
{
    std::vector<eval::PersonSeparability> out;
    const Json& list = run::section(run::section(v.extras, "people"), "people");
    if (!list.is_array())
        return out;
    const auto person = [&](const Json& one, const char* key) {
        const double number = run::number(one, key);
        return number >= 0 && number < static_cast<double>(v.people.size()) ? static_cast<int>(number) : -1;
    };
    const auto count = [](const Json& one, const char* key) {
        return static_cast<std::size_t>(std::clamp(run::numberOr(one, key, 0), 0.0, 1e15));
    };
    for (const Json& one : list) {
        eval::PersonSeparability p;
        p.label = person(one, "label");
        p.nearest = person(one, "nearest");
        if (p.label < 0 || p.nearest < 0)
            return {};
        p.images = count(one, "images");
        p.intraMean = run::number(one, "intra_mean");
        p.intraP95 = run::number(one, "intra_p95");
        p.nearestMean = run::number(one, "nearest_mean");
        p.nearestP05 = run::number(one, "nearest_p05");
        p.gap = run::number(one, "gap");
        p.ratio = run::number(one, "ratio");
        p.mixed = run::number(one, "mixed");
        p.missed = run::number(one, "missed");
        p.accepted = run::number(one, "accepted");
        p.intraPairs = count(one, "intra_pairs");
        p.nearestPairs = count(one, "nearest_pairs");
        out.push_back(p);
    }
    return out;
}

struct Other {
    std::uint32_t person;
    float distance;
};

double shareBelow(const std::vector<float>& distances, double limit)
{
    const auto below =
        std::count_if(distances.begin(), distances.end(), [&](float d) { return static_cast<double>(d) <= limit; });
    return static_cast<double>(below) / static_cast<double>(distances.size());
}

void compareWithNearest(eval::PersonSeparability& p,
                        const std::vector<float>& own,
                        std::vector<Other>& others,
                        double pooledP95,
                        double limit)
{
    std::stable_sort(others.begin(), others.end(), [](const Other& a, const Other& b) { return a.person < b.person; });
    std::vector<float> nearest;
    eval::Distribution of;
    for (std::size_t first = 0; first < others.size();) {
        std::vector<float> these;
        std::size_t last = first;
        for (; last < others.size() && others[last].person == others[first].person; ++last)
            these.push_back(others[last].distance);
        const auto described = eval::describe(these);
        if (nearest.empty() || described.p05 < of.p05) {
            of = described;
            p.nearest = static_cast<int>(others[first].person);
            nearest = std::move(these);
        }
        first = last;
    }
    p.nearestPairs = nearest.size();
    if (nearest.empty()) {
        p.nearestMean = p.nearestP05 = p.accepted = p.gap = std::numeric_limits<double>::quiet_NaN();
        return;
    }
    p.nearestMean = of.mean;
    p.nearestP05 = of.p05;
    p.accepted = shareBelow(nearest, limit);
    p.gap = p.nearestP05 - (own.empty() ? pooledP95 : p.intraP95);
    if (own.size() < 2 || nearest.size() < 2)
        return;
    const auto mine = eval::describe(own);
    p.ratio = eval::scoreStats(mine.mean, mine.std * mine.std, of.mean, of.std * of.std).fisher;
}

} // namespace

double wrongness(bool same, double score, double threshold)
{
    const double beyond = same ? threshold - score : score - threshold;
    const double most = same ? 1 + threshold : 1 - threshold;
    return most > 0 ? std::clamp(beyond / most, -1.0, 1.0) : (beyond > 0 ? 1 : -1);
}

PeopleRows peopleRows(const verify::Verification& v, double threshold, const eval::Check& check)
{
    PeopleRows out;
    out.threshold = threshold;
    if (v.identities.size() != 2 * v.scores.size() || v.identities.empty())
        return out;
    std::vector<float> genuine, impostor;
    for (std::size_t i = 0; i < v.scores.size(); ++i)
        (v.same[i] ? genuine : impostor).push_back(1 - v.scores[i]);
    out.intra = eval::describe(genuine);
    out.inter = eval::describe(impostor);
    out.people = stored(v);
    if (!out.people.empty()) {
        out.ofAllImages = true;
        out.threshold = run::numberOr(run::section(v.extras, "people"), "threshold", threshold);
        return out;
    }
    std::vector<std::vector<float>> own(v.people.size());
    std::vector<std::vector<Other>> others(v.people.size());
    for (std::size_t i = 0; i < v.scores.size(); ++i) {
        const std::uint32_t a = v.identities[2 * i], b = v.identities[2 * i + 1];
        if (a >= own.size() || b >= own.size())
            continue;
        const float distance = 1 - v.scores[i];
        if (v.same[i]) {
            own[a].push_back(distance);
        } else {
            others[a].push_back({b, distance});
            others[b].push_back({a, distance});
        }
    }
    std::vector<std::size_t> images(v.people.size());
    for (const verify::SetImage& image : v.set)
        if (image.person < images.size())
            ++images[image.person];
    const double limit = 1 - threshold;
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (check && i % 256 == 0)
            check();
        if (own[i].empty() && others[i].empty())
            continue;
        eval::PersonSeparability p;
        p.label = static_cast<int>(i);
        p.images = images[i];
        p.intraPairs = own[i].size();
        if (!own[i].empty()) {
            const auto mine = eval::describe(own[i]);
            p.intraMean = mine.mean;
            p.intraP95 = mine.p95;
            p.missed = 1 - shareBelow(own[i], limit);
        }
        compareWithNearest(p, own[i], others[i], out.intra.p95, limit);
        out.people.push_back(p);
    }
    const auto rank = [](const eval::PersonSeparability& p) {
        return std::isnan(p.gap) ? std::numeric_limits<double>::infinity() : p.gap;
    };
    std::stable_sort(out.people.begin(), out.people.end(),
                     [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return out;
}

PersonErrors errorsOf(const verify::Verification& v, std::uint32_t person, double threshold)
{
    PersonErrors out;
    for (std::size_t i = 0; 2 * i + 1 < v.identities.size(); ++i) {
        if (v.identities[2 * i] != person && v.identities[2 * i + 1] != person)
            continue;
        const bool accepted = static_cast<double>(v.scores[i]) >= threshold;
        (v.same[i] ? out.own : out.others) += 1;
        if (v.same[i])
            out.rejected += accepted ? 0 : 1;
        else
            out.accepted += accepted ? 1 : 0;
    }
    return out;
}

std::vector<std::uint32_t>
worstPairsOf(const verify::Verification& v, std::uint32_t person, double threshold, std::size_t most)
{
    struct Ranked {
        double wrong;
        std::uint32_t pair;
    };
    const auto worse = [](const Ranked& a, const Ranked& b) {
        return a.wrong != b.wrong ? a.wrong > b.wrong : a.pair < b.pair;
    };
    std::array<std::vector<Ranked>, 2> kinds;
    for (std::size_t i = 0; 2 * i + 1 < v.identities.size(); ++i)
        if (v.identities[2 * i] == person || v.identities[2 * i + 1] == person)
            kinds[v.same[i] ? 1 : 0].push_back({wrongness(v.same[i] != 0, static_cast<double>(v.scores[i]), threshold),
                                                static_cast<std::uint32_t>(i)});
    std::vector<Ranked> all;
    for (auto& kind : kinds) {
        const std::size_t kept = std::min(kind.size(), most);
        std::partial_sort(kind.begin(), kind.begin() + static_cast<std::ptrdiff_t>(kept), kind.end(), worse);
        all.insert(all.end(), kind.begin(), kind.begin() + static_cast<std::ptrdiff_t>(kept));
    }
    std::sort(all.begin(), all.end(), worse);
    std::vector<std::uint32_t> out;
    for (const Ranked& one : all)
        out.push_back(one.pair);
    return out;
}

} // namespace likeness::pages
