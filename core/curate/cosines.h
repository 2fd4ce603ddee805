// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/embed.h"
#include "core/curate/similarity.h"

#include <span>

namespace likeness::curate {

// Cosine similarity of unit vectors, −1..1. The embeddings must outlive it.
class Cosines final : public Similarity
{
public:
    explicit Cosines(const compute::Embeddings& embeddings) : m_embeddings(embeddings) {}
    std::size_t count() const override { return m_embeddings.faces.size(); }
    float pair(std::size_t a, std::size_t b) const override;
    void tile(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, float* out) const override;
    // One vector against every row.
    static void against(std::span<const float> vector, const compute::Embeddings& rows, std::span<float> out);

private:
    const compute::Embeddings& m_embeddings;
};

} // namespace likeness::curate
