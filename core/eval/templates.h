// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace likeness::eval {

// One embedding for each template, as eval_ijbc.py (insightface) makes it: the weighted embeddings of the images of one
// medium are averaged, the media of a template added, the sum made a unit vector. Images are given by rising template
// and, in it, by rising medium; so only the templates are in memory, whatever the number of images.
class TemplateAverage
{
public:
    // Templates are numbered from 0. Throws Error(BadArgument) for no dimension or more than 2^32 values.
    TemplateAverage(std::size_t templates, int dim);
    // `weight`: the detector's score (D1), 1 without. Throws Error(BadArgument) for a template that is not there,
    // another length, an order that falls, and what is not finite.
    void add(std::uint32_t templ, std::uint32_t media, std::span<const float> embedding, double weight);
    // templates × dim, rows of unit length; a template without any image, or whose images add up to nothing, is zeros.
    // Ends the work.
    std::vector<float> finish();
    std::size_t images(std::size_t templ) const { return m_images[templ]; } // that were added

private:
    void endMedia();
    void endTemplate();

    std::size_t m_dim = 0;
    std::vector<float> m_rows;
    std::vector<std::uint32_t> m_images;
    struct Place {
        std::uint32_t templ, media;
    };
    std::optional<Place> m_at;
    std::size_t m_ofMedia = 0;            // images of the medium so far
    std::vector<double> m_media, m_templ; // sums
};

} // namespace likeness::eval
