// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/run/config.h"

#include <filesystem>

namespace likeness::launch {

// The model image (core/graph/model_file.h) that model.from names, empty where it names none. The network is that
// model's: model.backbone, embedding, attention and input_size are set to it; one of another program is "imported".
// Throws Error(NotFound | BadFile | Unsupported | NeedsInputSpec).
Bytes adoptStartModel(run::Config& config, const std::filesystem::path& runsFolder);

} // namespace likeness::launch
