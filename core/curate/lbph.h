// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/curate.h"
#include "core/curate/similarity.h"
#include "core/image/image.h"

namespace likeness::curate {

// The extended LBP code of every pixel at least `radius` from the border (circular neighbours, bilinear, bit n from
// neighbour n), as OpenCV's face module computes it, in the same float arithmetic. `grey` has one channel and is larger
// than 2 · radius.
image::Image lbpCodes(const image::Image& grey, const LbphOptions& options);

// Histograms of many crops, as counts: 2^neighbours bins in each of gridX · gridY cells, one byte each (16 KB a face by
// default). add() from one thread at a time per index; reading is thread-safe.
class LbphHistograms final : public Similarity
{
public:
    // Throws Error(BadArgument) for options outside 1..8 neighbours, radius 1..8, grid 1..32, or cells over 255 pixels.
    LbphHistograms(std::size_t count, int cropSize, const LbphOptions& options);
    void set(std::size_t index, const image::Image& grey);  // grey, cropSize squared
    std::vector<float> normalised(std::size_t index) const; // as OpenCV stores it: counts / pixels of a cell
    // OpenCV's HISTCMP_CHISQR_ALT of the normalised histograms, Σ 2 (a − b)² / (a + b); 0 .. 4 · cells.
    double distance(std::size_t a, std::size_t b) const;

    std::size_t count() const override { return m_count; }
    float pair(std::size_t a, std::size_t b) const override; // 1 − distance / largest possible distance
    void tile(std::size_t a0, std::size_t a1, std::size_t b0, std::size_t b1, float* out) const override;
    std::size_t tileSize() const override { return 32; } // two tiles of 512 KB stay in a core's cache

private:
    const std::uint8_t* row(std::size_t i) const { return m_counts.data() + i * m_bytes; }
    std::size_t m_count;
    int m_cropSize;
    LbphOptions m_options;
    int m_bins, m_cells, m_cellPixels;
    std::size_t m_bytes;
    std::vector<std::uint8_t> m_counts;
};

} // namespace likeness::curate
