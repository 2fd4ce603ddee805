// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/launch/preflight.h"

#include <QString>

namespace likeness::pages {

struct FindingText {
    QString what; // translated; the core's sentence for a code not known here
    QString todo; // what to do about it; may be empty
};
FindingText findingText(const launch::PreflightFinding& finding);

} // namespace likeness::pages
