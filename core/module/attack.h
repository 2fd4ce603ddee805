// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/module/requests.h"

#include <cstdint>
#include <functional>
#include <span>

namespace likeness::module {

// attack.open: data: a model image → {"id", "device", "dim", "input"}; the model stays open until attack.close.
Answer openAttack(const Json& request, std::span<const std::uint8_t> image, const std::function<void()>& check);
// attack.run: {"id", "method", "epsilons", "steps", "step", "seed", "flip" (LIKENESS_FLIP_…), "same": [1 or 0 a pair],
// "numbers": [of each pair in its set]}; data: for each pair its two crops → {"before": [cosine a pair], "flat": [1: no
// slope], "after": [[…] an epsilon]}, blob: the changed first crops, epsilon by epsilon (nn/attack.h).
Answer runAttack(const Json& request, std::span<const std::uint8_t> pairs, const std::function<void()>& check);
// attack.close: {"id"}
Answer closeAttack(const Json& request);

} // namespace likeness::module
