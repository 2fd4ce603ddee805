// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/json_util.h"

#include <cstdint>
#include <span>

namespace likeness::module {

// Crops as training would see them. request: {"augment" (as run.json), "size", "copies" (1 to 64), "seed"}; `crops`:
// count × size × size × 3 bytes RGB, at most 256. → copies × count crops of the same form: all of them augmented once,
// then once more. The same seed gives the same. Throws Error(BadArgument).
Bytes augmentPreview(const Json& request, std::span<const std::uint8_t> crops);

} // namespace likeness::module
