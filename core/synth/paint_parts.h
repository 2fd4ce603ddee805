// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/synth/paint.h"

namespace likeness::synth {

// The layers of paintFace(), from below to above.
void paintSkin(FaceTexture& face, const Layout& layout); // tone, blush, shade in the hollows, wrinkles, marks
void paintNose(FaceTexture& face, const Layout& layout);
void paintBeard(FaceTexture& face, const Layout& layout);
void paintMouth(FaceTexture& face, const Layout& layout);
void paintEyes(FaceTexture& face, const Layout& layout, const Shot& shot);
void paintBrows(FaceTexture& face, const Layout& layout);
void paintMask(FaceTexture& face, const Layout& layout, const Shot& shot);

// Shade in skin: blood keeps the red, so dark places turn warm and not grey.
inline void shade(Texel& t, float amount)
{
    t.colour = t.colour * Vec3{1 - 0.72f * amount, 1 - 0.9f * amount, 1 - 0.93f * amount};
}

} // namespace likeness::synth
