// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/synth/layout.h"

#include <vector>

namespace likeness::synth {

struct Texel {
    Vec3 colour;     // linear albedo
    float gloss = 0; // strength of the highlight
};

// The skin of a face unrolled to the frontal plane, with all that is drawn upon it. Reading between texels is bilinear.
class FaceTexture
{
public:
    FaceTexture(float left, float top, float right, float bottom, float texelsPerUnit);
    Texel at(float x, float y) const
    {
        const float fx = std::clamp((x - m_left) * m_scale, 0.0f, static_cast<float>(m_width) - 1.001f);
        const float fy = std::clamp((y - m_top) * m_scale, 0.0f, static_cast<float>(m_height) - 1.001f);
        const int i = static_cast<int>(fx), j = static_cast<int>(fy);
        const float u = fx - static_cast<float>(i), v = fy - static_cast<float>(j);
        const Texel* t =
            &m_texels[static_cast<std::size_t>(j) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(i)];
        const Texel *a = t, *b = t + 1, *c = t + m_width, *d = c + 1;
        return {lerp(lerp(a->colour, b->colour, u), lerp(c->colour, d->colour, u), v),
                lerp(lerp(a->gloss, b->gloss, u), lerp(c->gloss, d->gloss, u), v)};
    }

    // Calls change(x, y, texel) for each texel in a box of face space.
    template<typename Change>
    void paint(float left, float top, float right, float bottom, Change&& change)
    {
        const int x0 = std::max(0, static_cast<int>(std::ceil((left - m_left) * m_scale)));
        const int x1 = std::min(m_width - 1, static_cast<int>(std::floor((right - m_left) * m_scale)));
        const int y0 = std::max(0, static_cast<int>(std::ceil((top - m_top) * m_scale)));
        const int y1 = std::min(m_height - 1, static_cast<int>(std::floor((bottom - m_top) * m_scale)));
        for (int j = y0; j <= y1; ++j)
            for (int i = x0; i <= x1; ++i)
                change(m_left + static_cast<float>(i) / m_scale, m_top + static_cast<float>(j) / m_scale, texel(i, j));
    }
    float pitch() const { return 1 / m_scale; }

private:
    Texel& texel(int i, int j)
    {
        return m_texels[static_cast<std::size_t>(j) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(i)];
    }
    float m_left, m_top, m_scale;
    int m_width, m_height;
    std::vector<Texel> m_texels;
};

FaceTexture paintFace(const Layout& layout, const Shot& shot, float texelsPerUnit);

} // namespace likeness::synth
