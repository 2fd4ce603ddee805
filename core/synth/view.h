// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/synth/head.h"

namespace likeness::synth {

// From face space to the picture: head and body turn about the neck, then weak perspective puts the face where the shot
// wants it.
class View
{
public:
    View(const Identity& id, const Shot& shot, int width, int height);

    Vec3 turn(Vec3 p, bool body) const;
    Vec3 turnDirection(Vec3 d, bool body) const { return (body ? m_body : m_head) * d; }
    image::Point project(Vec3 turned) const; // picture pixels
    float scale() const { return m_scale; }  // pixels per unit at the face

private:
    Mat3 m_head, m_body;
    float m_scale;
    Vec3 m_centre; // of the turned face
    float m_x, m_y;
};

} // namespace likeness::synth
