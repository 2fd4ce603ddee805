// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/columns.h"
#include "widgets/map/point_map.h"

#include <QColor>
#include <QString>
#include <unordered_map>
#include <vector>

namespace likeness::pages {

enum class MapColour { Person, Suspicion, State };

// How the faces of a map look, in the colours of the present theme, and what the colours mean.
struct MapLooks {
    std::vector<widgets::PointLook> looks; // in the order of the points; of one group are the faces of one person
    std::vector<QColor> colours;
    struct Key {
        QColor colour;
        bool hollow = false;
        QString text; // translated
    };
    std::vector<Key> keys;
};
// How probable it is that a face's label is wrong, 0..1; of those that are suspected.
using Suspicions = std::unordered_map<dataset::FaceId, float>;
// `suspicions` are wanted for that colour only. A face that is not in `faces` looks like one without a label. Ten
// milliseconds for 100,000 faces.
MapLooks looksOf(const widgets::PointScene& scene,
                 const dataset::FaceColumns& faces,
                 MapColour colour,
                 const Suspicions& suspicions = {});

std::uint32_t groupOf(dataset::IdentityId person); // of one without a label: none

} // namespace likeness::pages
