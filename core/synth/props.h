// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/synth/camera.h"
#include "core/synth/light.h"
#include "core/synth/paint.h"
#include "core/synth/view.h"

namespace likeness::synth {

// The person, finer than the picture; `alpha` says how much of the background each sample hides.
struct Canvas {
    DepthBuffer depth;
    std::vector<Vec3> colour;
    std::vector<float> alpha;
    Canvas(int width, int height);
    void blend(int x, int y, Vec3 c, float a);
    // Averages super × super samples and lays them over the plate.
    void over(Plate& plate, int super) const;
};

// What the person wears today; changes with the shot, not with the identity.
struct Clothes {
    explicit Clothes(const Shot& shot);
    Vec3 colour, second;
    float neckline; // how deep the collar is cut
    bool stripes;
};

void drawSurface(Canvas& canvas,
                 const Surface& surface,
                 const View& view,
                 int super,
                 const Light& light,
                 const FaceTexture& face,
                 const Identity& id,
                 const Clothes& clothes);

// Glasses or a hand, where the shot's occlusion asks for them. (A mask is painted on the face itself.)
void drawProps(Canvas& canvas, const Head& head, const View& view, int super, const Layout& layout, const Shot& shot);

} // namespace likeness::synth
