// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/judge.h"

namespace likeness::curate {

// The second view beside Naming: each face by itself, by its three closest faces of each name. F(i, c) is the mean
// corrected similarity of face i to the three closest believed others of name c; how F is distributed for a face's own
// name and for a random other one is fitted as for pairs (PairModel), and Bayes' rule weighs the label against all
// names among the closest faces. Where people have many pictures of several poses the closest ones say more than the
// mean of all; with two or three pictures there is nothing to choose from, and Naming alone decides.
class ClosestView
{
public:
    // `label`: of each face, 0 … names − 1; all outlive it.
    ClosestView(const Case& input, const Looks& looks, std::span<const std::uint32_t> label, std::size_t names);
    // How much this view counts for a face with so many others of its name, 0..0.5.
    static double weight(std::size_t others);
    // The log odds of each label being wrong. `wrong`: what is believed now, 0..1. Throws Interrupted.
    std::vector<double>
    logOdds(std::span<const double> wrong, double wrongShare, int threads, jobs::Context& context) const;

private:
    struct Stranger { // a face and the faces of a random other name, closest first
        std::uint32_t face = 0;
        std::vector<neighbours::Neighbour> members;
    };
    const Case& m_in;
    const Looks& m_looks;
    std::span<const std::uint32_t> m_label;
    std::size_t m_names;
    std::vector<Stranger> m_strangers;
    std::vector<std::uint32_t> m_size; // of names
};

} // namespace likeness::curate
