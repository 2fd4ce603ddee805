// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/point_raster.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace likeness::widgets {
namespace {

constexpr int kPhases = 4;      // of a pixel, each way: points glide instead of jumping from pixel to pixel
constexpr int kBand = 64;       // rows of a task
constexpr double kDense = 0.75; // opacity, so that crowds are darker than single points

// Coverage 0 … 256 of a shape for each place within a pixel.
class Stamps
{
public:
    // Filled from `inner` to `outer` from its centre; inner < 0: a disc.
    Stamps(double inner, double outer, double opacity) : m_reach(static_cast<int>(std::ceil(outer + 0.5)))
    {
        for (int py = 0; py < kPhases; ++py)
            for (int px = 0; px < kPhases; ++px) {
                auto& stamp = m_stamps[static_cast<std::size_t>(py * kPhases + px)];
                const double cx = (px + 0.5) / kPhases, cy = (py + 0.5) / kPhases;
                for (int y = -m_reach; y <= m_reach; ++y)
                    for (int x = -m_reach; x <= m_reach; ++x) {
                        const double far = std::hypot(x + 0.5 - cx, y + 0.5 - cy);
                        double cover = std::clamp(outer + 0.5 - far, 0.0, 1.0);
                        if (inner >= 0)
                            cover *= std::clamp(far - inner + 0.5, 0.0, 1.0);
                        stamp.push_back(static_cast<std::uint16_t>(std::lround(cover * opacity * 256)));
                    }
            }
    }
    int reach() const { return m_reach; }
    std::span<const std::uint16_t> at(double x, double y) const
    {
        const int px = static_cast<int>((x - std::floor(x)) * kPhases),
                  py = static_cast<int>((y - std::floor(y)) * kPhases);
        return m_stamps[static_cast<std::size_t>(py * kPhases + px)];
    }

private:
    int m_reach;
    std::array<std::vector<std::uint16_t>, kPhases * kPhases> m_stamps;
};

// Rows top … bottom − 1 of the picture.
class Band
{
public:
    Band(QImage& image, QRgb* pixels, int top, int bottom)
        : m_pixels(pixels), m_stride(image.bytesPerLine() / 4), m_width(image.width()), m_top(top), m_bottom(bottom)
    {
    }
    void fill(QRgb colour) const
    {
        for (int y = m_top; y < m_bottom; ++y)
            std::fill_n(m_pixels + y * m_stride, m_width, colour);
    }
    void stamp(const Stamps& stamps, double x, double y, QRgb colour) const
    {
        const int reach = stamps.reach(), side = 2 * reach + 1;
        const int left = static_cast<int>(std::floor(x)) - reach, top = static_cast<int>(std::floor(y)) - reach;
        const int x0 = std::max(left, 0), x1 = std::min(left + side, m_width);
        const int y0 = std::max(top, m_top), y1 = std::min(top + side, m_bottom);
        if (x0 >= x1 || y0 >= y1)
            return;
        const auto mask = stamps.at(x, y);
        const std::uint32_t redBlue = colour & 0xFF00FFu, green = colour & 0xFF00u;
        for (int row = y0; row < y1; ++row) {
            QRgb* line = m_pixels + row * m_stride;
            const std::uint16_t* cover = mask.data() + (row - top) * side - left;
            for (int column = x0; column < x1; ++column) {
                const std::uint32_t a = cover[column], b = 256 - a, under = line[column];
                line[column] = 0xFF000000u | ((((under & 0xFF00FFu) * b + redBlue * a) >> 8) & 0xFF00FFu) |
                               ((((under & 0xFF00u) * b + green * a) >> 8) & 0xFF00u);
            }
        }
    }

private:
    QRgb* m_pixels;
    qsizetype m_stride;
    int m_width, m_top, m_bottom;
};

} // namespace

QImage rasterise(const RasterJob& job, int threads, const std::stop_token& stop)
{
    QImage image(job.size, QImage::Format_RGB32);
    auto* pixels = reinterpret_cast<QRgb*>(image.bits()); // once: bits() of a shared picture would copy it
    const double line = std::max(1.0, job.radius * 0.4);
    const Stamps disc(-1, job.radius, kDense), solid(-1, job.radius, 1), hollow(job.radius - line, job.radius, 1);
    const Stamps ring(job.radius + 0.5, job.radius + 0.5 + std::max(1.5, line), 1);
    const double reach = ring.reach() + 1;
    const double halfWidth = job.size.width() / 2.0, halfHeight = job.size.height() / 2.0;
    const auto bands = static_cast<std::size_t>((job.size.height() + kBand - 1) / kBand);
    parallelFor(
        bands, threads,
        [&](std::size_t number) {
            const int top = static_cast<int>(number) * kBand, bottom = std::min(top + kBand, job.size.height());
            const Band band(image, pixels, top, bottom);
            band.fill(job.background);
            const QRectF area(job.centre.x() + (-halfWidth - reach) / job.scale,
                              job.centre.y() + (top - halfHeight - reach) / job.scale,
                              (2 * halfWidth + 2 * reach) / job.scale, (bottom - top + 2 * reach) / job.scale);
            const bool grouped = job.group != PointLook::kNoGroup;
            bool later = false; // something goes on top
            for (const bool onTop : {false, true}) {
                if (onTop && !later)
                    break;
                job.scene->visitCells(area, [&](std::span<const MapPoint> points,
                                                std::span<const std::uint32_t> indices) {
                    for (std::size_t k = 0; k < points.size(); ++k) {
                        const double y = (static_cast<double>(points[k].y) - job.centre.y()) * job.scale + halfHeight;
                        if (y < top - reach || y > bottom + reach)
                            continue;
                        const PointLook look = (*job.looks)[indices[k]];
                        const bool selected = (*job.selected)[indices[k]] != 0;
                        const bool strong = selected || (grouped ? look.group == job.group : look.onTop);
                        later |= strong;
                        if (strong != onTop)
                            continue;
                        const double x = (static_cast<double>(points[k].x) - job.centre.x()) * job.scale + halfWidth;
                        const QRgb colour = grouped && look.group != job.group ? job.faded : job.colours[look.colour];
                        band.stamp(look.hollow ? hollow : strong ? solid : disc, x, y, colour);
                        if (selected)
                            band.stamp(ring, x, y, job.ring);
                    }
                });
            }
        },
        stop);
    return stop.stop_requested() ? QImage() : image;
}

} // namespace likeness::widgets
