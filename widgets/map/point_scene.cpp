// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/point_scene.h"

#include <QImage>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace likeness::widgets {
namespace {

constexpr double kPerCell = 12; // points, on average
constexpr int kMostCells = 1 << 20;

double distance(QPointF a, QPointF b)
{
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

} // namespace

PointScene::PointScene(std::vector<std::int64_t> ids, const std::vector<MapPoint>& points) : m_ids(std::move(ids))
{
    if (m_ids.empty())
        return;
    float left = points[0].x, right = left, top = points[0].y, bottom = top;
    for (const MapPoint& p : points) {
        left = std::min(left, p.x), right = std::max(right, p.x);
        top = std::min(top, p.y), bottom = std::max(bottom, p.y);
    }
    m_bounds = QRectF(QPointF(static_cast<double>(left), static_cast<double>(top)),
                      QPointF(static_cast<double>(right), static_cast<double>(bottom)));
    const double wanted = std::clamp(static_cast<double>(points.size()) / kPerCell, 1.0, double{kMostCells});
    const double longer = std::max({m_bounds.width(), m_bounds.height(), 1e-6});
    // All in one line would otherwise make cells of no height.
    m_cell = std::max(
        std::sqrt(std::max(m_bounds.width(), longer / 1000) * std::max(m_bounds.height(), longer / 1000) / wanted),
        longer / 4000);
    m_columns = static_cast<int>(m_bounds.width() / m_cell) + 1;
    m_rows = static_cast<int>(m_bounds.height() / m_cell) + 1;

    std::vector<std::uint32_t> cell(points.size());
    m_begin.assign(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows) + 1, 0);
    for (std::size_t i = 0; i < points.size(); ++i) {
        cell[i] = static_cast<std::uint32_t>(rowOf(static_cast<double>(points[i].y)) * m_columns +
                                             columnOf(static_cast<double>(points[i].x)));
        ++m_begin[cell[i] + 1];
    }
    for (std::size_t c = 1; c < m_begin.size(); ++c)
        m_begin[c] += m_begin[c - 1];
    m_order.resize(points.size());
    m_placed.resize(points.size());
    m_slot.resize(points.size());
    std::vector<std::size_t> next(m_begin.begin(), m_begin.end() - 1);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const std::size_t slot = next[cell[i]]++;
        m_order[slot] = static_cast<std::uint32_t>(i);
        m_placed[slot] = points[i];
        m_slot[i] = static_cast<std::uint32_t>(slot);
    }
}

std::ptrdiff_t PointScene::indexOf(qint64 id) const
{
    const auto at = std::lower_bound(m_ids.begin(), m_ids.end(), id);
    return at == m_ids.end() || *at != id ? -1 : at - m_ids.begin();
}

QPointF PointScene::at(std::size_t index) const
{
    const MapPoint& p = m_placed[m_slot[index]];
    return {static_cast<double>(p.x), static_cast<double>(p.y)};
}

int PointScene::columnOf(double x) const
{
    return static_cast<int>(std::clamp((x - m_bounds.left()) / m_cell, 0.0, m_columns - 1.0));
}

int PointScene::rowOf(double y) const
{
    return static_cast<int>(std::clamp((y - m_bounds.top()) / m_cell, 0.0, m_rows - 1.0));
}

PointScene::Cells PointScene::cellsIn(const QRectF& rect) const
{
    if (rect.right() < m_bounds.left() || rect.left() > m_bounds.right() || rect.bottom() < m_bounds.top() ||
        rect.top() > m_bounds.bottom())
        return {0, 0, -1, -1};
    return {columnOf(rect.left()), rowOf(rect.top()), columnOf(rect.right()), rowOf(rect.bottom())};
}

std::vector<std::uint32_t> PointScene::in(const QRectF& rect, std::size_t most) const
{
    std::vector<std::uint32_t> out;
    bool tooMany = false;
    visitCells(rect, [&](std::span<const MapPoint> points, std::span<const std::uint32_t> indices) {
        for (std::size_t k = 0; k < points.size() && !tooMany; ++k)
            if (rect.contains(static_cast<double>(points[k].x), static_cast<double>(points[k].y))) {
                out.push_back(indices[k]);
                tooMany = out.size() > most;
            }
    });
    if (tooMany)
        return {};
    std::sort(out.begin(), out.end());
    return out;
}

std::ptrdiff_t PointScene::nearest(QPointF place, double farthest) const
{
    std::ptrdiff_t best = -1;
    double closest = farthest;
    visitCells(QRectF(place.x() - farthest, place.y() - farthest, 2 * farthest, 2 * farthest), [&](std::span<
                                                                                                       const MapPoint>
                                                                                                       points,
                                                                                                   std::span<
                                                                                                       const std::
                                                                                                           uint32_t>
                                                                                                       indices) {
        for (std::size_t k = 0; k < points.size(); ++k) {
            const double far = distance(place, {static_cast<double>(points[k].x), static_cast<double>(points[k].y)});
            if (far <= closest) {
                closest = far;
                best = static_cast<std::ptrdiff_t>(indices[k]);
            }
        }
    });
    return best;
}

std::ptrdiff_t PointScene::nearestToward(std::size_t from, QPointF direction) const
{
    const QPointF start = at(from);
    std::ptrdiff_t best = -1;
    double least = 0;
    const double all = m_bounds.width() + m_bounds.height() + 2 * m_cell;
    for (double reach = m_cell;; reach *= 2) {
        visitCells(QRectF(start.x() - reach, start.y() - reach, 2 * reach, 2 * reach),
                   [&](std::span<const MapPoint> points, std::span<const std::uint32_t> indices) {
                       for (std::size_t k = 0; k < points.size(); ++k) {
                           const QPointF way =
                               QPointF(static_cast<double>(points[k].x), static_cast<double>(points[k].y)) - start;
                           const double ahead = QPointF::dotProduct(way, direction);
                           const double aside = std::sqrt(std::max(0.0, QPointF::dotProduct(way, way) - ahead * ahead));
                           if (indices[k] == from || ahead <= 0 || aside > ahead)
                               continue;
                           const double cost = ahead + 2 * aside;
                           if (best < 0 || cost < least) {
                               least = cost;
                               best = static_cast<std::ptrdiff_t>(indices[k]);
                           }
                       }
                   });
        // What is farther than this way round costs more.
        if ((best >= 0 && least <= reach) || reach > all)
            return best;
    }
}

std::vector<std::uint32_t> PointScene::inside(const QPolygonF& line, const QTransform& toLine) const
{
    // The line is drawn once into a picture, which then answers for every point: a crooked line of a thousand corners
    // and a million points are no product.
    std::vector<std::uint32_t> out;
    const QRect area = line.boundingRect().toAlignedRect();
    constexpr int kLargest = 16384;
    if (line.size() < 3 || m_ids.empty() || area.width() > kLargest || area.height() > kLargest)
        return out;
    QImage mask(area.size() + QSize(1, 1), QImage::Format_Grayscale8);
    mask.fill(0);
    QPainter painter(&mask);
    painter.translate(-area.topLeft());
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::white);
    painter.drawPolygon(line, Qt::OddEvenFill);
    painter.end();
    visitCells(toLine.inverted().mapRect(QRectF(area)), [&](std::span<const MapPoint> points,
                                                            std::span<const std::uint32_t> indices) {
        for (std::size_t k = 0; k < points.size(); ++k) {
            const QPointF place =
                toLine.map(QPointF(static_cast<double>(points[k].x), static_cast<double>(points[k].y))) -
                area.topLeft();
            const int x = static_cast<int>(std::floor(place.x())), y = static_cast<int>(std::floor(place.y()));
            if (x >= 0 && y >= 0 && x < mask.width() && y < mask.height() && mask.constScanLine(y)[x] > 127)
                out.push_back(indices[k]);
        }
    });
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace likeness::widgets
