// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/compute.h"

namespace likeness::compute {

struct OnnxExport {
    double maxAbsDiff = 0; // between unit embeddings of the model and of the file
    std::uint64_t bytes = 0;
    int opset = 0;
    int dim = 0;
    std::size_t crops = 0; // that were compared
};

// The largest difference that a written file may show.
inline constexpr double kMostOnnxDifference = 1e-4;

// Writes an embedding model as an ONNX file (onnx/onnx_writer.h). Before `file` appears, what was written is read back,
// and both embed patterns of every kind and, of a run, faces that it was trained on; where they differ by more than
// kMostOnnxDifference, there is no file and Error(Internal) says by how much. Stages "trace", "parity". A stop leaves
// nothing.
OnnxExport exportOnnx(const ModelSource& source,
                      const std::filesystem::path& file,
                      const Options& options,
                      jobs::Context& context);

} // namespace likeness::compute
