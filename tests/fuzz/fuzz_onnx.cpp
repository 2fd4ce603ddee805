// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/onnx/onnx_reader.h"
#include "core/onnx/onnx_writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const likeness::Json kSidecar = {{"input", {{"size", {112, 112}}, {"mean", 127.5}, {"std", 127.5}}}};
    for (const auto& sidecar : {kSidecar, likeness::Json()}) {
        try {
            const auto image = likeness::onnx::parseModel({data, size}, sidecar, "fuzz");
            (void)likeness::onnx::parseModel(likeness::onnx::writeModel(image), likeness::Json(), "again");
        } catch (const likeness::Error&) { // what a hostile file is answered with
        }
    }
    return 0;
}
