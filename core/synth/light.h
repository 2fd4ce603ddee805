// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/synth/raster.h"

namespace likeness::synth {

// What falls on a point: diffuse light by colour, the key light's highlight, and the light along hair.
struct Lit {
    Vec3 diffuse;
    float highlight = 0;
};

// One soft key light with a shadow map, a faint fill from the other side, and light from all round. Positions and
// normals in camera space (already turned).
class Light
{
public:
    // `solids` cast the shadows.
    Light(const Shot& shot, const std::vector<Surface>& solids);

    Lit skin(const Vertex& v) const;
    Lit hair(const Vertex& v) const;

private:
    float lit(Vec3 position) const; // 0 in full shadow … 1
    Vec3 around(Vec3 normal) const;

    Vec3 m_key, m_fill, m_half;
    Vec3 m_right, m_down; // axes of the shadow map
    Vec3 m_keyColour, m_fillColour;
    float m_ambient;
    DepthBuffer m_shadow;
};

} // namespace likeness::synth
