// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/synth/paint.h"

#include "core/synth/paint_parts.h"

namespace likeness::synth {

FaceTexture::FaceTexture(float left, float top, float right, float bottom, float texelsPerUnit)
    : m_left(left), m_top(top), m_scale(texelsPerUnit),
      m_width(static_cast<int>(std::ceil((right - left) * texelsPerUnit)) + 1),
      m_height(static_cast<int>(std::ceil((bottom - top) * texelsPerUnit)) + 1),
      m_texels(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height))
{
}

Texel FaceTexture::at(float x, float y) const
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

Cover coverOf(const Shot& shot)
{
    if (shot.occlusion <= 0.05)
        return Cover::None;
    if (shot.occlusion <= 0.4)
        return Cover::Glasses;
    if (shot.occlusion <= 0.55)
        return Cover::SunGlasses;
    return shot.occlusion <= 0.75 ? Cover::Hand : Cover::Mask;
}

FaceTexture paintFace(const Layout& layout, const Shot& shot, float texelsPerUnit)
{
    FaceTexture face(-0.76f, -1.02f, 0.76f, layout.chinY + 0.04f, texelsPerUnit);
    paintSkin(face, layout);
    paintNose(face, layout);
    paintBeard(face, layout);
    paintMouth(face, layout);
    paintEyes(face, layout, shot);
    paintBrows(face, layout);
    if (coverOf(shot) == Cover::Mask)
        paintMask(face, layout, shot);
    return face;
}

} // namespace likeness::synth
