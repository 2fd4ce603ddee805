// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QIcon>
#include <QString>

namespace likeness::widgets {

// resources/icons/<name>.svg, drawn in the palette's text colour (greyed when disabled, the accent when on), sharp at
// any scale; a change of theme needs no new icons.
QIcon icon(const QString& name);

} // namespace likeness::widgets
