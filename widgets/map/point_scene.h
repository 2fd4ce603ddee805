// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPolygonF>
#include <QRectF>
#include <QTransform>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace likeness::widgets {

struct MapPoint {
    float x = 0, y = 0;
};

// The points of a map in a grid of equal cells, so that what is in sight, under the pointer or in a lasso is found
// without looking at all of them. Never changes once it is made; any thread. 24 bytes a point.
class PointScene
{
public:
    PointScene() = default;
    // `ids` ascend. Both of one length.
    PointScene(std::vector<std::int64_t> ids, const std::vector<MapPoint>& points);

    std::size_t size() const { return m_ids.size(); }
    qint64 id(std::size_t index) const { return m_ids[index]; }
    std::ptrdiff_t indexOf(qint64 id) const; // -1: it is not on the map
    QPointF at(std::size_t index) const;
    QRectF bounds() const { return m_bounds; }

    // visit(points, indices) for every cell that touches the rectangle, from top to bottom and left to right: always in
    // the same order, so that what lies over what does not change with the view.
    template<typename Visit>
    void visitCells(const QRectF& rect, const Visit& visit) const
    {
        if (m_ids.empty())
            return;
        const Cells cells = cellsIn(rect);
        for (int row = cells.top; row <= cells.bottom; ++row)
            for (int column = cells.left; column <= cells.right; ++column) {
                const auto cell = static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) +
                                  static_cast<std::size_t>(column);
                const std::size_t first = m_begin[cell], count = m_begin[cell + 1] - first;
                if (count > 0)
                    visit(std::span(m_placed).subspan(first, count), std::span(m_order).subspan(first, count));
            }
    }
    // Points inside the rectangle by index, ascending; more than `most` of them: none.
    std::vector<std::uint32_t> in(const QRectF& rect, std::size_t most) const;
    // The closest point that is not farther than that; -1: none.
    std::ptrdiff_t nearest(QPointF place, double farthest) const;
    // The closest in that direction (a unit vector), 45° to either side; far to the side counts as far away. -1: none.
    std::ptrdiff_t nearestToward(std::size_t from, QPointF direction) const;
    // Those inside a closed line, by index, ascending. `toLine` takes a place of the map to the line's coordinates, in
    // which a hit is exact to half a unit.
    std::vector<std::uint32_t> inside(const QPolygonF& line, const QTransform& toLine) const;

private:
    struct Cells {
        int left, top, right, bottom; // inclusive
    };
    Cells cellsIn(const QRectF& rect) const;
    int columnOf(double x) const;
    int rowOf(double y) const;

    std::vector<std::int64_t> m_ids;
    std::vector<std::uint32_t> m_order; // indices, cell by cell
    std::vector<MapPoint> m_placed;     // the same order
    std::vector<std::uint32_t> m_slot;  // by index: where in m_placed
    std::vector<std::size_t> m_begin;   // by cell, one more than cells
    QRectF m_bounds;
    double m_cell = 1; // side
    int m_columns = 0, m_rows = 0;
};

} // namespace likeness::widgets
