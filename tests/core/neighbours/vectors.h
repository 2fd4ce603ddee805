// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/random.h"
#include "core/neighbours/search.h"
#include "core/neighbours/similarity.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace likeness::test {

inline void makeUnit(std::span<float> vector)
{
    double squares = 0;
    for (const float v : vector)
        squares += double{v} * double{v};
    for (float& v : vector)
        v /= static_cast<float>(std::sqrt(squares));
}

// Unit vectors in `people` clouds; the larger the spread, the more the clouds mix. Numbers of people are sparse.
struct Faces {
    std::size_t dim;
    std::vector<float> values;
    std::vector<std::uint32_t> people;

    Faces(std::size_t count, std::size_t dim_, std::size_t peopleCount, double spread) : dim(dim_)
    {
        Rng rng(7);
        std::vector<float> centres(peopleCount * dim);
        for (float& v : centres)
            v = static_cast<float>(rng.normal());
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t person = rng.below(peopleCount);
            people.push_back(static_cast<std::uint32_t>(person * 7919 + 5));
            for (std::size_t d = 0; d < dim; ++d)
                values.push_back(centres[person * dim + d] + static_cast<float>(spread * rng.normal()));
            makeUnit(std::span(values).last(dim));
        }
    }
    neighbours::Vectors vectors() const { return {values, dim}; }
};

// What the engines must find, in the plainest way.
inline std::vector<neighbours::Neighbour> bruteForce(const neighbours::Vectors& vectors,
                                                     std::size_t i,
                                                     std::size_t k,
                                                     const std::function<bool(std::size_t)>& counts)
{
    std::vector<neighbours::Neighbour> all;
    for (std::size_t j = 0; j < vectors.count(); ++j)
        if (j != i && counts(j))
            all.push_back({static_cast<std::uint32_t>(j), 0});
    neighbours::setSimilarities(vectors.row(i).data(), vectors.values.data(), vectors.dim, all);
    std::sort(all.begin(), all.end(), neighbours::closer);
    all.resize(std::min(k, all.size()));
    return all;
}

} // namespace likeness::test
