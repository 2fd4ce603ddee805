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

FaceTexture paintFace(const Layout& layout, const Shot& shot, float texelsPerUnit)
{
    FaceTexture face(-0.76f, -1.02f, 0.76f, layout.chinY + 0.04f, texelsPerUnit);
    paintSkin(face, layout);
    paintNose(face, layout);
    paintBeard(face, layout);
    paintMouth(face, layout);
    paintEyes(face, layout, shot);
    paintBrows(face, layout);
    if (layout.cover == Cover::Mask)
        paintMask(face, layout, shot);
    return face;
}

} // namespace likeness::synth
