// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/module/compute_api.h"

#include <functional>
#include <string>

namespace likeness::compute {

// The loaded module's functions; loads it on the first call. Throws Error(NoCompute).
const LikenessComputeApi& api();
// Calls body(sink, user, error), throws the Error that the module reports, returns its result parsed.
Json call(const std::function<int(LikenessText, void*, LikenessError*)>& body);

} // namespace likeness::compute
