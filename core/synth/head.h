// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/synth/layout.h"

#include <vector>

namespace likeness::synth {

enum class Material { Skin, Hair, Body };

struct Vertex {
    Vec3 position, normal;
    Vec3 along; // direction of the hair, where there is hair
    float u = 0, v = 0;
    float cover = 1; // hair and nothing else: distance inside its edge; below 0 there is none
};

// A surface as a grid of vertices; neighbours make the triangles.
struct Surface {
    Material material = Material::Skin;
    int columns = 0, rows = 0;
    bool bothSides = false; // seen from within too, as hair is
    bool onBody = false;    // turns with the body, not with the head
    std::vector<Vertex> vertices;
    const Vertex& at(int column, int row) const
    {
        return vertices[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                        static_cast<std::size_t>(column)];
    }
    Vertex& at(int column, int row)
    {
        return vertices[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                        static_cast<std::size_t>(column)];
    }
};

// The solid of one head: horizontal sections (superellipses) from top to chin, and a relief of features upon their
// front.
class Head
{
public:
    explicit Head(const Layout& layout) : m_layout(layout) {}

    // The point of the front that is seen at (x, y) from straight ahead.
    Vec3 front(float x, float y) const;

    // Skin, ears, neck with shoulders, hair (where there is any).
    std::vector<Surface> surfaces() const;

private:
    struct Section {
        float half, front, centre,
            back; // half width; z of the front, of the widest place, and how far the back lies behind it
    };
    Section section(float y) const;
    float relief(float x, float y) const;
    Surface skin() const;
    Surface ear(int side) const;
    Surface body() const;
    Surface hair() const;
    Surface bun() const;

    const Layout& m_layout;
};

} // namespace likeness::synth
