// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/json_util.h"
#include "core/module/compute_api.h"

#include <functional>
#include <span>
#include <stop_token>
#include <string>

namespace likeness::compute {

// The loaded module's functions; loads it on the first call. Throws Error(NoCompute).
const LikenessComputeApi& api();
// Calls body(sink, user, error), throws the Error that the module reports, returns its result parsed.
Json call(const std::function<int(LikenessText, void*, LikenessError*)>& body);

struct Answer {
    Json json;
    Bytes blob;
};
// LikenessComputeApi::call: `what` as core/module/requests.h lists them. Throws Error; Interrupted after a stop.
Answer
ask(const char* what, const Json& request, std::span<const std::uint8_t> data = {}, const std::stop_token& stop = {});

} // namespace likeness::compute
