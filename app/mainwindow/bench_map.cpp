// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/bench_parts.h"
#include "core/base/random.h"
#include "widgets/map/point_map.h"

#include <cmath>
#include <string>

namespace likeness::app {
namespace {

using widgets::MapPoint;
using widgets::PointLook;
using widgets::PointMap;

constexpr int kFrames = 400;

// Groups of 40, as people are.
void fill(PointMap& map, int count)
{
    Rng random(11);
    std::vector<std::int64_t> ids;
    std::vector<MapPoint> points;
    std::vector<PointLook> looks;
    double x = 0, y = 0;
    for (int i = 0; i < count; ++i) {
        if (i % 40 == 0) {
            x = random.normal(0, 30);
            y = random.normal(0, 20);
        }
        ids.push_back(i + 1);
        points.push_back(
            {static_cast<float>(x + random.normal(0, 0.3)), static_cast<float>(y + random.normal(0, 0.3))});
        looks.push_back(
            {static_cast<std::uint32_t>(i / 40), static_cast<std::uint16_t>(i / 40 % 8), i % 50 == 0, i % 200 == 0});
    }
    map.setPoints(std::move(ids), points);
    std::vector<QColor> colours;
    for (int hue = 0; hue < 8; ++hue)
        colours.push_back(QColor::fromHsv(hue * 45, 180, 180));
    map.setLooks(std::move(looks), colours);
}

struct Figures {
    Times frames;
    double drawMs = 0; // until all points are drawn for a new view
};

Figures measure(int count)
{
    Figures out;
    PointMap map({});
    map.resize(1600, 1000);
    map.show();
    fill(map, count);
    waitUntil([&] { return map.isSettled(); });
    std::vector<double> drawn;
    for (int i = 0; i < 10; ++i) {
        QElapsedTimer clock;
        clock.start();
        map.panBy({i % 2 ? 7.0 : -7.0, 3});
        waitUntil([&] { return map.isSettled(); });
        drawn.push_back(ms(clock));
    }
    out.drawMs = percentile(drawn, 0.5);
    // In to sixteen times and out again, wandering all the while.
    out.frames = timeFrames(kFrames, [&](int i) {
        const double turn = 2 * 3.14159265 * i / kFrames;
        map.zoomAt({800 + 500 * std::cos(3 * turn), 500 + 300 * std::sin(2 * turn)}, std::exp(std::sin(turn) * 0.0436));
        map.panBy({12 * std::cos(5 * turn), 9 * std::sin(4 * turn)});
        map.repaint();
    });
    return out;
}

} // namespace

void benchMap(Json& result)
{
    for (const auto& [prefix, count] : {std::pair<std::string, int>{"map", 100'000}, {"map_million", 1'000'000}}) {
        const Figures figures = measure(count);
        result[prefix + "_points"] = count;
        result[prefix + "_draw_ms"] = figures.drawMs;
        result[prefix + "_frame_ms_p50"] = percentile(figures.frames.wall, 0.5);
        result[prefix + "_frame_ms_p99"] = percentile(figures.frames.wall, 0.99);
        result[prefix + "_frame_cpu_ms_p99"] = percentile(figures.frames.cpu, 0.99);
    }
}

} // namespace likeness::app
