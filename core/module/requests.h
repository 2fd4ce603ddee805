// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/json_util.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

namespace likeness::module {

struct Answer {
    Json json = Json::object();
    Bytes blob;
};

// What LikenessComputeApi::call answers:
//   bench.train   bench.h
//   bench.embed   bench.h; data: a model image, or none where the request names a backbone
//   graph.open, graph.run, graph.close   graphs.h
//   attack.open, attack.run, attack.close   attack.h
//   model.trace   data: a model image of either kind; the blob is one with a graph
//   train.try     {"config" (as run.json), "classes", "seconds"}; data: a model image to begin with, or none →
//                 train/rehearsal.h
//   augment.preview  augment_preview.h; data: crops → blob: augmented ones
// `check` may be empty; else it is called while something takes long, and throws to end it. Throws Error(Unsupported)
// for another name.
Answer answerTo(std::string_view what,
                const Json& request,
                std::span<const std::uint8_t> data,
                const std::function<void()>& check);

} // namespace likeness::module
