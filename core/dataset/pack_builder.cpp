// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/pack_builder.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace likeness::dataset {
namespace {

constexpr float kFrontal = 20; // degrees of yaw
constexpr int kKinds = 4;      // of faces: pose × quality
constexpr int kTries = 64;     // draws for one pair before another stratum is taken

struct Person {
    std::vector<const PackFace*> faces;
    std::vector<std::pair<std::size_t, std::size_t>> pairs; // genuine ones still to be drawn, shuffled
};

using Key = std::pair<FaceId, FaceId>;

Key keyOf(const PackFace& a, const PackFace& b)
{
    return std::minmax(a.face, b.face);
}

class Builder
{
public:
    Builder(std::span<const PackFace> faces, const PackOptions& options) : m_rng(options.seed)
    {
        std::vector<float> qualities;
        for (const auto& face : faces)
            qualities.push_back(face.quality);
        if (!qualities.empty()) {
            const auto middle = qualities.begin() + static_cast<std::ptrdiff_t>(qualities.size() / 2);
            std::nth_element(qualities.begin(), middle, qualities.end());
            m_median = *middle;
        }
        std::map<IdentityId, Person> people;
        for (const auto& face : faces)
            people[face.identity].faces.push_back(&face);
        for (auto& [id, person] : people)
            m_people.push_back(std::move(person));
        m_rng.shuffle(std::span(m_people));
    }

    BuiltPack build(const PackOptions& options)
    {
        const int most = foldsFor(options.folds);
        for (int folds = most; folds >= 2; --folds)
            if (auto pack = tryBuild(options, folds)) {
                if (folds < options.folds)
                    pack->shortage += (pack->shortage.empty() ? "" : "; ") + std::to_string(folds) +
                                      " folds instead of " + std::to_string(options.folds) +
                                      ": more would not have people of their own with two different pictures each";
                return *pack;
            }
        throw Error(ErrorCode::TooFewIdentities,
                    "there are too few people with two different pictures for two folds with people of their own");
    }

private:
    std::optional<BuiltPack> tryBuild(const PackOptions& options, int foldCount)
    {
        BuiltPack pack;
        pack.folds = foldCount;
        const int each = std::max(1, options.pairs / (2 * pack.folds)); // of a kind, in a fold
        // People with several pictures first, dealt round, so that every fold has its share of genuine pairs.
        std::stable_partition(m_people.begin(), m_people.end(), [](const Person& p) { return p.faces.size() > 1; });
        std::vector<std::vector<Person*>> folds(static_cast<std::size_t>(pack.folds));
        for (std::size_t i = 0; i < m_people.size(); ++i)
            folds[i % folds.size()].push_back(&m_people[i]);
        std::vector<std::vector<PackPair>> genuine;
        std::vector<std::vector<int>> kinds;
        int fewest = each;
        for (auto& fold : folds) {
            genuine.push_back(drawGenuine(fold, each, kinds.emplace_back()));
            fewest = std::min(fewest, static_cast<int>(genuine.back().size()));
        }
        if (fewest == 0)
            return std::nullopt;
        std::set<int> strata;
        for (std::size_t f = 0; f < folds.size(); ++f) {
            genuine[f].resize(static_cast<std::size_t>(fewest)); // every fold weighs the same
            kinds[f].resize(static_cast<std::size_t>(fewest));
            strata.insert(kinds[f].begin(), kinds[f].end());
            const auto impostors = drawImpostors(folds[f], kinds[f], pack.unmatched);
            pack.pairs.insert(pack.pairs.end(), genuine[f].begin(), genuine[f].end());
            pack.pairs.insert(pack.pairs.end(), impostors.begin(), impostors.end());
        }
        pack.strata = static_cast<int>(strata.size());
        pack.people = peopleOf(pack);
        if (fewest < each)
            pack.shortage = "the people of one fold have only " + std::to_string(fewest) +
                            " different genuine pairs; each fold has as many, " + std::to_string(pack.pairs.size()) +
                            " pairs in all instead of " + std::to_string(2 * each * pack.folds);
        return pack;
    }

    int foldsFor(int wanted) const
    {
        const auto several =
            std::count_if(m_people.begin(), m_people.end(), [](const Person& p) { return p.faces.size() > 1; });
        // A fold needs a genuine pair and somebody to tell apart from.
        const auto most = std::min<std::ptrdiff_t>(several, static_cast<std::ptrdiff_t>(m_people.size()) / 2);
        if (most < 2 || wanted < 2)
            throw Error(ErrorCode::TooFewIdentities,
                        "a verification pack needs two folds or more, each with two people of its own and one of them "
                        "with two pictures");
        return static_cast<int>(std::min<std::ptrdiff_t>(wanted, most));
    }

    int kindOf(const PackFace& face) const
    {
        return (std::abs(face.yaw) > kFrontal ? 2 : 0) + (face.quality < m_median ? 1 : 0);
    }

    int stratumOf(const PackFace& a, const PackFace& b) const
    {
        const auto [low, high] = std::minmax({kindOf(a), kindOf(b)});
        return low * kKinds + high;
    }

    // One pair of each person in turn, until there are enough or nobody has another.
    std::vector<PackPair> drawGenuine(const std::vector<Person*>& fold, int wanted, std::vector<int>& kinds)
    {
        for (Person* person : fold) {
            m_rng.shuffle(std::span(person->faces)); // the bound below then favours nobody's first pictures
            for (std::size_t i = 0; i < person->faces.size(); ++i)
                for (std::size_t j = i + 1; j < person->faces.size() && person->pairs.size() < kMostPairs; ++j)
                    if (person->faces[i]->hash.empty() || person->faces[i]->hash != person->faces[j]->hash)
                        person->pairs.emplace_back(i, j);
            m_rng.shuffle(std::span(person->pairs));
        }
        std::vector<PackPair> out;
        for (bool any = true; any && static_cast<int>(out.size()) < wanted;) {
            any = false;
            for (Person* person : fold) {
                if (person->pairs.empty() || static_cast<int>(out.size()) == wanted)
                    continue;
                const auto [i, j] = person->pairs.back();
                person->pairs.pop_back();
                out.push_back({person->faces[i]->face, person->faces[j]->face, true});
                kinds.push_back(stratumOf(*person->faces[i], *person->faces[j]));
                any = true;
            }
        }
        return out;
    }

    // For each genuine pair an impostor pair of the same stratum.
    std::vector<PackPair> drawImpostors(const std::vector<Person*>& fold, const std::vector<int>& kinds, int& unmatched)
    {
        std::array<std::vector<std::pair<const PackFace*, std::size_t>>, kKinds> byKind; // face, person
        for (std::size_t p = 0; p < fold.size(); ++p)
            for (const PackFace* face : fold[p]->faces)
                byKind[static_cast<std::size_t>(kindOf(*face))].emplace_back(face, p);
        std::vector<std::pair<const PackFace*, std::size_t>> all;
        for (const auto& faces : byKind)
            all.insert(all.end(), faces.begin(), faces.end());
        std::set<Key> taken;
        std::vector<PackPair> out;
        for (const int stratum : kinds) {
            const auto& from = byKind[static_cast<std::size_t>(stratum / kKinds)];
            const auto& to = byKind[static_cast<std::size_t>(stratum % kKinds)];
            if (drawDifferent(from, to, taken, out))
                continue;
            ++unmatched;
            if (!drawDifferent(all, all, taken, out))
                throw Error(ErrorCode::TooFewIdentities, "the people of one fold have too few different pictures for " +
                                                             std::to_string(kinds.size()) +
                                                             " impostor pairs; ask for fewer pairs or folds");
        }
        return out;
    }

    using Faces = std::vector<std::pair<const PackFace*, std::size_t>>;
    bool drawDifferent(const Faces& from, const Faces& to, std::set<Key>& taken, std::vector<PackPair>& out)
    {
        if (from.empty() || to.empty())
            return false;
        const auto fits = [&](const auto& a, const auto& b) {
            return a.second != b.second && (a.first->hash.empty() || a.first->hash != b.first->hash) &&
                   taken.insert(keyOf(*a.first, *b.first)).second;
        };
        for (int i = 0; i < kTries; ++i) {
            const auto& a = from[static_cast<std::size_t>(m_rng.below(from.size()))];
            const auto& b = to[static_cast<std::size_t>(m_rng.below(to.size()))];
            if (fits(a, b)) {
                out.push_back({a.first->face, b.first->face, false});
                return true;
            }
        }
        // Few are left: from a random place on, all in turn.
        const auto start = static_cast<std::size_t>(m_rng.below(from.size()));
        for (std::size_t i = 0; i < from.size(); ++i)
            for (const auto& b : to) {
                const auto& a = from[(start + i) % from.size()];
                if (fits(a, b)) {
                    out.push_back({a.first->face, b.first->face, false});
                    return true;
                }
            }
        return false;
    }

    int peopleOf(const BuiltPack& pack) const
    {
        std::set<FaceId> faces;
        for (const auto& pair : pack.pairs)
            faces.insert({pair.a, pair.b});
        return static_cast<int>(std::count_if(m_people.begin(), m_people.end(), [&](const Person& person) {
            return std::any_of(person.faces.begin(), person.faces.end(),
                               [&](const PackFace* face) { return faces.contains(face->face); });
        }));
    }

    static constexpr std::size_t kMostPairs = 5000; // of one person: enough for any pack, and bounded
    Rng m_rng;
    float m_median = 0;
    std::vector<Person> m_people;
};

} // namespace

BuiltPack buildPack(std::span<const PackFace> faces, const PackOptions& options)
{
    return Builder(faces, options).build(options);
}

} // namespace likeness::dataset
