// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/jobs/job.h"

#include <cstddef>
#include <span>
#include <vector>

namespace likeness::curate {

// Long vectors in few dimensions, such that inner products change little: on the leading subspace of a sample's second
// moments, found by subspace iteration (Halko et al. 2011). Not centred: rows of square roots of histograms all have
// the same length, and their cosine then ranks nearly as chi-square does. Reading is thread-safe.
class LbphProjection
{
public:
    // `sample` holds whole rows of `length` floats. The result depends on nothing but the sample. Throws Interrupted.
    LbphProjection(
        std::span<const float> sample, std::size_t length, std::size_t dims, int threads, jobs::Context& context);
    std::size_t dims() const { return m_dims; }
    // `row` has `length` floats, `out` dims(); out becomes a unit vector (or stays zero, when nothing of row is in it).
    void project(std::span<const float> row, std::span<float> out) const;

private:
    std::size_t m_length, m_dims;
    std::vector<float> m_basis; // dims rows of length, orthonormal
};

} // namespace likeness::curate
