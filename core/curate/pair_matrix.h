// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/judge.h"

#include <cstdint>
#include <vector>

namespace likeness::curate {

// All similarities of a few faces, computed once (4 bytes a pair: 9 MB for 1,500), for judging them under several
// labels. Reading is thread-safe.
class PairMatrix
{
public:
    PairMatrix(const Similarity& from, jobs::Context& context); // throws Interrupted
    std::size_t count() const { return m_count; }
    const float* row(std::size_t i) const { return m_values.data() + i * m_count; }

private:
    std::size_t m_count;
    std::vector<float> m_values;
};

// Some of these faces with labels, as judge() wants them. The matrix must outlive it.
class PairView final : public Similarity
{
public:
    // rows: of the matrix, one for each label.
    PairView(const PairMatrix& matrix, std::vector<std::uint32_t> rows, std::span<const dataset::IdentityId> labels);
    std::size_t count() const override { return m_rows.size(); }
    float pair(std::size_t a, std::size_t b) const override { return m_matrix.row(m_rows[a])[m_rows[b]]; }
    void tile(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, float* out) const override;
    const neighbours::Lists& own() const { return m_own; }
    const neighbours::Lists& others() const { return m_others; }

private:
    const PairMatrix& m_matrix;
    std::vector<std::uint32_t> m_rows;
    neighbours::Lists m_own, m_others;
};

} // namespace likeness::curate
