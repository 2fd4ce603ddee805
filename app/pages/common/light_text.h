// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/lighting.h"

#include <QString>

namespace likeness::pages {

QString lightText(image::Lighting light); // for people; empty for none
image::Lighting nextLight(image::Lighting light);

} // namespace likeness::pages
