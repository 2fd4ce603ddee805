// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/map/map_looks.h"

#include "widgets/common/theme.h"
#include "widgets/plot/plot.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace likeness::pages {

using widgets::mixed;
using widgets::PointLook;
using widgets::tones;

namespace {

constexpr int kHues = 5;                // of Plot's colours, those that differ most
constexpr double kSteps[] = {0.5, 0.8}; // of suspicion

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MapLooks)
};

// Each hue twice: neighbours on the map that share one still differ in how light they are.
std::vector<QColor> personColours()
{
    const bool dark = widgets::isDark();
    std::vector<QColor> out{tones().quiet};
    for (int hue = 0; hue < kHues; ++hue) {
        const QColor colour = widgets::Plot::seriesColor(hue, dark);
        out.push_back(colour);
        out.push_back(mixed(colour, Qt::white, 0.45));
    }
    return out;
}

std::uint16_t personColour(dataset::IdentityId person)
{
    // Fibonacci hashing: ids that follow each other come to lie far apart.
    const auto hash = static_cast<std::uint64_t>(person) * 0x9E3779B97F4A7C15ull >> 40;
    return static_cast<std::uint16_t>(1 + hash % (2 * kHues));
}

std::uint16_t suspicionStep(float suspicion)
{
    return static_cast<std::uint16_t>(1 + std::count_if(std::begin(kSteps), std::end(kSteps), [=](double limit) {
                                          return static_cast<double>(suspicion) >= limit;
                                      }));
}

} // namespace

std::uint32_t groupOf(dataset::IdentityId person)
{
    return person == 0 ? PointLook::kNoGroup : static_cast<std::uint32_t>(person);
}

MapLooks looksOf(const widgets::PointScene& scene,
                 const dataset::FaceColumns& faces,
                 MapColour colour,
                 const Suspicions& suspicions)
{
    MapLooks out;
    const auto& t = tones();
    const QColor calm = mixed(t.quiet, widgets::isDark() ? QColor(Qt::black) : QColor(Qt::white), 0.45);
    switch (colour) {
    case MapColour::Person:
        out.colours = personColours();
        break;
    case MapColour::Suspicion:
        out.colours = {calm, mixed(t.warn, t.surface, 0.4), t.warn, t.bad};
        out.keys = {{out.colours[3], false, Words::tr("suspicion from %1").arg(QLocale().toString(kSteps[1]))},
                    {out.colours[2], false, Words::tr("from %1").arg(QLocale().toString(kSteps[0]))},
                    {out.colours[1], false, Words::tr("below")},
                    {out.colours[0], false, Words::tr("not suspected")}};
        break;
    case MapColour::State:
        out.colours = {calm, t.good, t.warn, t.bad}; // as dataset::LabelState
        out.keys = {{out.colours[0], false, Words::tr("not reviewed")},
                    {out.colours[1], false, Words::tr("confirmed")},
                    {out.colours[2], false, Words::tr("unsure")},
                    {out.colours[3], false, Words::tr("rejected")}};
        break;
    }
    out.looks.resize(scene.size());
    std::size_t row = 0; // both ascend
    const auto ids = faces.ids();
    for (std::size_t i = 0; i < scene.size(); ++i) {
        while (row < ids.size() && ids[row] < scene.id(i))
            ++row;
        PointLook& look = out.looks[i];
        const bool known = row < ids.size() && ids[row] == scene.id(i);
        const dataset::IdentityId person = known ? faces.identity(row) : 0;
        look.group = groupOf(person);
        look.hollow = person == 0;
        if (!known)
            continue;
        switch (colour) {
        case MapColour::Person:
            look.colour = person == 0 ? 0 : personColour(person);
            break;
        case MapColour::Suspicion:
            if (const auto found = suspicions.find(ids[row]); found != suspicions.end())
                look.colour = suspicionStep(found->second);
            look.onTop = look.colour != 0;
            break;
        case MapColour::State:
            look.colour = static_cast<std::uint16_t>(faces.label(row));
            look.onTop =
                faces.label(row) == dataset::LabelState::Unsure || faces.label(row) == dataset::LabelState::Rejected;
            break;
        }
    }
    if (std::any_of(out.looks.begin(), out.looks.end(), [](const PointLook& look) { return look.hollow; }))
        //: A face that belongs to nobody
        out.keys.push_back({t.quiet, true, Words::tr("not labelled")});
    return out;
}

} // namespace likeness::pages
