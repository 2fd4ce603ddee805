// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/module/requests.h"

namespace likeness::module {

// Graphs of any role (detectors, landmarks) held open, all of their outputs computed; any thread, one at a time each.
// An own backbone is one with the output "embedding".

// {"device","threads"}, a model image → {"id","device","outputs","input_shape"}
Answer openGraph(const Json& request, std::span<const std::uint8_t> image);
// {"id"}, one tensor in a safetensors image → its outputs by name in another
Answer runGraph(const Json& request, std::span<const std::uint8_t> tensors);
// {"id"} → {}
Answer closeGraph(const Json& request);

} // namespace likeness::module
