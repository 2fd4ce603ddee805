// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/verify/verification_bytes.h"

#include <cstdlib>
#include <cstring>

using namespace likeness;

// A stored verification that somebody sent. What is read is written as the same verification again. The checksum is
// made right first: it keeps damage out, not malice.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Bytes bytes(data, data + size);
    if (size >= 8) {
        const std::uint64_t sum = hash64(std::span(bytes).first(size - 8));
        std::memcpy(bytes.data() + size - 8, &sum, 8);
    }
    try {
        const verify::Verification once = verify::verificationFrom(bytes, "fuzz");
        const Bytes again = verify::verificationBytes(once);
        if (verify::verificationBytes(verify::verificationFrom(again, "fuzz")) != again)
            std::abort();
    } catch (const Error&) { // what a hostile file is answered with
    }
    return 0;
}
