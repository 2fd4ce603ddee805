// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/common/light_text.h"

#include <QCoreApplication>
#include <algorithm>

namespace likeness::pages {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::LightText)
};

} // namespace

QString lightText(image::Lighting light)
{
    switch (light) {
    case image::Lighting::Equalise:
        return Words::tr("Equalised");
    case image::Lighting::Clahe:
        return Words::tr("Equalised in parts");
    case image::Lighting::Retinex:
        return Words::tr("Retinex");
    case image::Lighting::None:
        break;
    }
    return {};
}

image::Lighting nextLight(image::Lighting light)
{
    const auto all = image::allLightings();
    const auto at = std::find(all.begin(), all.end(), light);
    return at == all.end() || at + 1 == all.end() ? all.front() : *(at + 1);
}

} // namespace likeness::pages
