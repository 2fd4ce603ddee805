// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/base/json_util.h"

#include <filesystem>
#include <span>
#include <string>

namespace likeness::onnx {

// Reads an ONNX file (protobuf, opset 7–20) into a graph model image (graph/model_file.h). `spec` gets the sidecar
// FILE.onnx.json or the file's own metadata ("likeness"); without either throws Error(NeedsInputSpec) that names the
// sidecar to write. External data is refused. An operator outside the supported set → Error(Unsupported) naming
// operator and node.
Bytes readModel(const std::filesystem::path& file);
// The same for a file in memory; `sidecar` is the content of FILE.onnx.json, or null, and `name` is for messages.
Bytes parseModel(std::span<const std::uint8_t> file, const Json& sidecar, const std::string& name);

} // namespace likeness::onnx
