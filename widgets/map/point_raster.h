// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/map/point_scene.h"

#include <QImage>
#include <memory>
#include <stop_token>
#include <vector>

namespace likeness::widgets {

// How a point looks.
struct PointLook {
    static constexpr std::uint32_t kNoGroup = 0xFFFFFFFF;
    std::uint32_t group = kNoGroup; // what stands out together
    std::uint16_t colour = 0;       // into the list of colours
    bool hollow = false;
    bool onTop = false; // rare ones that must not be covered
};

// Everything that a picture of the map is made of; shared with the widget, which replaces but never changes it.
struct RasterJob {
    std::shared_ptr<const PointScene> scene;
    std::shared_ptr<const std::vector<PointLook>> looks;
    std::shared_ptr<const std::vector<std::uint8_t>> selected; // by index: 1 or 0
    std::vector<QRgb> colours;
    std::uint32_t group = PointLook::kNoGroup; // stands out, everything else steps back; kNoGroup: nothing does
    QPointF centre;                            // map coordinates of the middle of the picture
    double scale = 1;                          // pixels of the picture a unit of the map
    QSize size;                                // of the picture
    double radius = 3;                         // of a point, pixels of the picture
    QRgb background = 0, faded = 0, ring = 0;  // ring: around what is selected
};

// Draws it on `threads` threads (0 = all), in bands: the same pixels for any number. An empty picture when stopped.
QImage rasterise(const RasterJob& job, int threads, const std::stop_token& stop);

} // namespace likeness::widgets
