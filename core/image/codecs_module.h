// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/codecs_api.h"

namespace likeness::image {

// likeness_codecs.so, opened on the first call and kept. Thread-safe. Throws Error(Internal) when it is missing or
// another version's.
const LikenessCodecs& codecs();

} // namespace likeness::image
