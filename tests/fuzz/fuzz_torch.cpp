// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/graph/torch_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        const auto file = likeness::graph::TorchFile::parse({data, size}, "fuzz");
        (void)likeness::graph::serializeTensors(file.tensors(), likeness::Json::object()); // every value is read
    } catch (const likeness::Error&) { // what a hostile file is answered with
    }
    return 0;
}
