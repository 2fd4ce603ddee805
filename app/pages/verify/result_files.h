// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/verify/verification.h"

#include <string>

namespace likeness::pages {

// What a verification found, for other programs: {title, facts, options, result, separability, extras}.
std::string figuresJson(const verify::Verification& verification);
// "pair,same,similarity,image_a,image_b,person_a,person_b" and a line a pair; images and people where they are known.
std::string pairsCsv(const verify::Verification& verification);

} // namespace likeness::pages
