// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curate/judge.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/curate/neighbours.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace likeness::curate {
namespace {

constexpr double kClosest = 3; // members that F looks at
constexpr int kRounds = 3;
constexpr std::size_t kSimulations = 2000;
constexpr std::size_t kSimulatedMembers = 32; // of a large identity, for a simulated label
constexpr double kConfirmedShare = 0.1;       // what is left of a confirmed face's score

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

// The value below which half of the weight lies.
double weightedMedian(std::vector<std::pair<double, double>> valueWeight)
{
    std::sort(valueWeight.begin(), valueWeight.end());
    double total = 0;
    for (const auto& [value, weight] : valueWeight)
        total += weight;
    double sum = 0;
    for (const auto& [value, weight] : valueWeight)
        if ((sum += weight) >= total / 2)
            return value;
    return 0;
}

constexpr double kMadToSigma = 1.4826;

double spread(const std::vector<double>& values, double centre)
{
    std::vector<double> away;
    away.reserve(values.size());
    for (const double v : values)
        away.push_back(std::abs(v - centre));
    return kMadToSigma * median(std::move(away));
}

double normalDensity(double x, double centre, double sigma)
{
    const double z = (x - centre) / sigma;
    return 0.39894228 / sigma * std::exp(-0.5 * z * z);
}

// Student's t with five degrees of freedom: right labels have heavier tails than a normal distribution.
double heavyDensity(double x, double centre, double sigma)
{
    const double z = (x - centre) / sigma;
    return 0.37960669 / sigma * std::pow(1 + z * z / 5, -3);
}

struct Cut {
    double threshold = 0;
    double tau = 1; // width of the doubt around the threshold
};

// Where a margin is as likely to come from a wrong label as from a right one.
Cut cutBetween(const std::vector<double>& margins, const std::vector<double>& simulated)
{
    double right = median(margins);
    double rightSpread = std::max(spread(margins, right), 1e-6);
    double wrong = simulated.empty() ? right + 6 * rightSpread : median(simulated);
    const double wrongSpread = simulated.empty() ? rightSpread : std::max(spread(simulated, wrong), rightSpread / 4);
    // Simulated wrong labels say where wrong ones lie, also where they overlap with right ones (few images each).
    wrong = std::max(wrong, right + (simulated.empty() ? 3 : 1) * rightSpread);
    double share = 0.1;
    for (int round = 0; round < 30; ++round) {
        std::vector<std::pair<double, double>> weights;
        double sum = 0;
        for (const double m : margins) {
            // Beyond the middle of the simulated labels nothing speaks for a right one.
            const double w = share * (m > wrong ? std::max(normalDensity(m, wrong, wrongSpread), 0.24 / wrongSpread)
                                                : normalDensity(m, wrong, wrongSpread));
            const double r = (1 - share) * normalDensity(m, right, rightSpread);
            const double p = w / (w + r + 1e-300);
            sum += p;
            weights.emplace_back(m, 1 - p);
        }
        share = std::clamp(sum / static_cast<double>(margins.size()), 0.002, 0.5);
        right = weightedMedian(weights);
        for (auto& [value, weight] : weights)
            value = std::abs(value - right);
        rightSpread = std::max(kMadToSigma * weightedMedian(std::move(weights)), 1e-6);
    }
    wrong = std::max(wrong, right + rightSpread);
    Cut cut;
    cut.threshold = wrong;
    constexpr int kSteps = 500;
    for (int i = 0; i <= kSteps; ++i) {
        const double x = right + (wrong - right) * i / kSteps;
        if (share * normalDensity(x, wrong, wrongSpread) >= (1 - share) * heavyDensity(x, right, 1.15 * rightSpread)) {
            cut.threshold = x;
            break;
        }
    }
    cut.tau = std::max((cut.threshold - median(margins)) / 6, 1e-6);
    return cut;
}

// A weighted mean of the closest members: they come in falling similarity.
struct Closest {
    double weight = 0;
    double sum = 0; // corrected
    double rawSum = 0;
    void add(double corrected, double raw, double w)
    {
        const double use = std::min(w, kClosest - weight);
        if (use <= 0)
            return;
        weight += use;
        sum += use * corrected;
        rawSum += use * raw;
    }
    bool any() const { return weight > 1e-3; }
    double mean() const { return sum / weight; }
    double rawMean() const { return rawSum / weight; }
    // Leans to `neutral` when less than one whole member is believed.
    double leaning(double neutral) const
    {
        const double trust = std::min(weight, 1.0);
        return any() ? trust * mean() + (1 - trust) * neutral : neutral;
    }
};

class Judge
{
public:
    Judge(const Similarity& similarity,
          std::span<const dataset::FaceId> faces,
          std::span<const dataset::IdentityId> labels,
          std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot,
          std::span<const dataset::FaceId> confirmed)
        : m_similarity(similarity), m_faces(faces), m_confirmed(faces.size(), false)
    {
        if (similarity.count() != faces.size() || faces.size() != labels.size())
            throw Error(ErrorCode::BadArgument, "Faces, labels and similarities do not match in number.");
        std::unordered_map<dataset::IdentityId, std::uint32_t> number;
        std::vector<dataset::IdentityId> known(labels.begin(), labels.end());
        std::sort(known.begin(), known.end());
        known.erase(std::unique(known.begin(), known.end()), known.end());
        for (const auto id : known) {
            number.emplace(id, static_cast<std::uint32_t>(m_identities.size()));
            m_identities.push_back(id);
        }
        m_members.resize(m_identities.size());
        for (std::size_t i = 0; i < labels.size(); ++i) {
            m_group.push_back(number.at(labels[i]));
            m_members[m_group.back()].push_back(static_cast<std::uint32_t>(i));
        }
        const std::unordered_set<dataset::FaceId> sure(confirmed.begin(), confirmed.end());
        for (std::size_t i = 0; i < faces.size(); ++i)
            m_confirmed[i] = sure.contains(faces[i]);
        for (const auto& [face, identity] : cannot)
            if (const auto at = number.find(identity); at != number.end())
                m_cannot.insert({face, at->second});
        m_weight.assign(faces.size(), 1.0);
    }

    Result run(int threads, jobs::Context& context)
    {
        Result out;
        if (m_faces.empty())
            return out;
        context.stage("compare");
        m_neighbours = findNeighbours(m_similarity, m_group, threads, context);
        correct();
        drawSimulations();
        context.stage("judge");
        Cut cut;
        for (int round = 0; round < kRounds; ++round) {
            context.checkStop();
            measure();
            cut = cutBetween(m_margin, simulatedMargins());
            for (std::size_t i = 0; i < m_faces.size(); ++i)
                m_weight[i] = m_confirmed[i] ? 1.0 : 1.0 - logistic((m_margin[i] - cut.threshold) / cut.tau);
        }
        out.threshold = 0.5;
        for (std::size_t i = 0; i < m_faces.size(); ++i) {
            Evidence e = m_evidence[i];
            e.score = logistic((m_margin[i] - cut.threshold) / cut.tau);
            if (m_confirmed[i])
                e.score *= kConfirmedShare;
            out.evidence.push_back(e);
        }
        return out;
    }

private:
    static double logistic(double x) { return 1.0 / (1.0 + std::exp(-std::clamp(x, -30.0, 30.0))); }
    double corrected(std::size_t i, std::size_t j, float raw) const
    {
        return static_cast<double>(raw) - (m_offset[i] + m_offset[j]) / 2;
    }

    // The mean similarity of each face to the faces closest to it, whosever they are.
    void correct()
    {
        for (std::size_t i = 0; i < m_faces.size(); ++i) {
            std::vector<float> all;
            for (const auto* list : {&m_neighbours.own[i], &m_neighbours.others[i]})
                for (const Neighbour& n : *list)
                    all.push_back(n.similarity);
            std::sort(all.begin(), all.end(), std::greater<>());
            all.resize(std::min(all.size(), kNearestOthers));
            double sum = 0;
            for (const float s : all)
                sum += static_cast<double>(s);
            m_offset.push_back(all.empty() ? 0 : sum / static_cast<double>(all.size()));
        }
    }

    // Faces and the random other identities that they are compared with, and all similarities between them.
    void drawSimulations()
    {
        if (m_identities.size() < 2)
            return;
        Rng rng(1);
        std::vector<std::uint32_t> order(m_faces.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = static_cast<std::uint32_t>(i);
        rng.shuffle(std::span<std::uint32_t>(order));
        order.resize(std::min(order.size(), kSimulations));
        for (const std::uint32_t i : order) {
            Simulation s;
            s.face = i;
            s.group = static_cast<std::uint32_t>(rng.below(m_identities.size() - 1));
            s.group += s.group >= m_group[i] ? 1 : 0;
            const auto& members = m_members[s.group];
            for (std::size_t m = 0; m < std::min(members.size(), kSimulatedMembers); ++m)
                s.members.push_back({members[m], m_similarity.pair(i, members[m])});
            std::sort(s.members.begin(), s.members.end(), [](const Neighbour& a, const Neighbour& b) {
                return a.similarity != b.similarity ? a.similarity > b.similarity : a.face < b.face;
            });
            m_simulations.push_back(std::move(s));
        }
    }

    Closest closestOf(std::size_t i, const std::vector<Neighbour>& members) const
    {
        Closest out;
        for (const Neighbour& n : members)
            out.add(corrected(i, n.face, n.similarity), static_cast<double>(n.similarity), m_weight[n.face]);
        return out;
    }

    // What a person is shown as the face's own: the closest member that is believed, else the closest; 0 when there is
    // none.
    dataset::FaceId nearestBelieved(const std::vector<Neighbour>& members) const
    {
        for (const Neighbour& n : members)
            if (m_weight[n.face] > 0.5)
                return m_faces[n.face];
        return members.empty() ? 0 : m_faces[members.front().face];
    }

    // F to the best rival. Members of a rival that are not among the closest 50 count as if just behind the last of
    // these.
    struct Rival {
        std::uint32_t group = 0;
        Closest closest;
        double value = -1e9;
        std::uint32_t nearest = 0;
        bool found = false;
    };
    Rival bestRival(std::size_t i, const std::vector<double>& groupWeight, double stranger) const
    {
        struct Candidate {
            Closest closest;
            std::uint32_t nearest = 0;
        };
        std::unordered_map<std::uint32_t, Candidate> candidates;
        std::vector<std::uint32_t> seen; // in the order of their closest member
        const auto& list = m_neighbours.others[i];
        for (const Neighbour& n : list) {
            const std::uint32_t g = m_group[n.face];
            if (m_cannot.contains({m_faces[i], g}))
                continue;
            auto [at, isNew] = candidates.try_emplace(g);
            if (isNew) {
                seen.push_back(g);
                at->second.nearest = n.face;
            }
            if (m_weight[n.face] > 0.5 && m_weight[at->second.nearest] <= 0.5)
                at->second.nearest = n.face;
            at->second.closest.add(corrected(i, n.face, n.similarity), static_cast<double>(n.similarity),
                                   m_weight[n.face]);
        }
        const double last = list.empty() ? 0 : static_cast<double>(list.back().similarity);
        Rival best;
        for (const std::uint32_t g : seen) {
            Candidate& c = candidates[g];
            const double missing = std::min(groupWeight[g], kClosest) - c.closest.weight;
            if (missing > 0 && list.size() == kNearestOthers)
                c.closest.add(last - (m_offset[i] + m_meanOffset) / 2, last, missing);
            const double value = c.closest.leaning(stranger);
            if (!best.found || value > best.value)
                best = {g, c.closest, value, c.nearest, true};
        }
        return best;
    }

    void measure()
    {
        const std::size_t n = m_faces.size();
        std::vector<double> groupWeight(m_identities.size(), 0);
        m_meanOffset = 0;
        for (std::size_t i = 0; i < n; ++i) {
            groupWeight[m_group[i]] += m_weight[i];
            m_meanOffset += m_offset[i] / static_cast<double>(n);
        }
        std::vector<double> strangers;
        for (const Simulation& s : m_simulations)
            if (const Closest c = closestOf(s.face, s.members); c.any())
                strangers.push_back(c.mean());
        m_stranger = median(strangers);

        std::vector<Closest> own(n);
        std::vector<double> rival(n);
        std::vector<double> owns;
        m_evidence.assign(n, {});
        for (std::size_t i = 0; i < n; ++i) {
            own[i] = closestOf(i, m_neighbours.own[i]);
            if (own[i].any())
                owns.push_back(own[i].mean());
            const Rival best = bestRival(i, groupWeight, m_stranger);
            rival[i] = best.found ? best.value : m_stranger;
            Evidence& e = m_evidence[i];
            e.face = m_faces[i];
            e.own = m_identities[m_group[i]];
            e.ownCount = static_cast<int>(m_members[m_group[i]].size()) - 1;
            e.ownSimilarity = own[i].any() ? static_cast<float>(own[i].rawMean()) : 0;
            e.nearestOwn = nearestBelieved(m_neighbours.own[i]);
            if (best.found) {
                e.rival = m_identities[best.group];
                e.rivalCount = static_cast<int>(m_members[best.group].size());
                e.nearestRival = m_faces[best.nearest];
                e.rivalSimilarity = best.closest.any() ? static_cast<float>(best.closest.rawMean()) : 0;
            }
        }
        m_neutral = (median(owns) + median(rival)) / 2;
        m_ownValue.assign(n, 0);
        m_margin.assign(n, 0);
        for (std::size_t i = 0; i < n; ++i) {
            m_ownValue[i] = own[i].leaning(m_neutral);
            m_margin[i] = rival[i] - m_ownValue[i];
        }
    }

    // A face that is believed, put into another identity: what was its own becomes the rival.
    std::vector<double> simulatedMargins() const
    {
        std::vector<double> out;
        for (const Simulation& s : m_simulations)
            if (m_weight[s.face] > 0.5 && m_members[m_group[s.face]].size() > 1)
                out.push_back(m_ownValue[s.face] - closestOf(s.face, s.members).leaning(m_stranger));
        return out;
    }

    struct Simulation {
        std::uint32_t face = 0;
        std::uint32_t group = 0;
        std::vector<Neighbour> members;
    };

    const Similarity& m_similarity;
    std::span<const dataset::FaceId> m_faces;
    std::vector<dataset::IdentityId> m_identities;
    std::vector<std::uint32_t> m_group;
    std::vector<std::vector<std::uint32_t>> m_members;
    std::vector<bool> m_confirmed;
    std::set<std::pair<dataset::FaceId, std::uint32_t>> m_cannot;
    Neighbours m_neighbours;
    std::vector<double> m_offset;
    double m_meanOffset = 0;
    std::vector<Simulation> m_simulations;
    std::vector<double> m_weight;
    double m_stranger = 0, m_neutral = 0;
    std::vector<double> m_ownValue, m_margin;
    std::vector<Evidence> m_evidence;
};

} // namespace

Result judge(const Similarity& similarity,
             std::span<const dataset::FaceId> faces,
             std::span<const dataset::IdentityId> labels,
             std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot,
             std::span<const dataset::FaceId> confirmed,
             int threads,
             jobs::Context& context)
{
    return Judge(similarity, faces, labels, cannot, confirmed).run(threads, context);
}

} // namespace likeness::curate
