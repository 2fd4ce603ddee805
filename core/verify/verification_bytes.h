// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/verify/verification.h"

#include <cstdint>
#include <span>
#include <string>

namespace likeness::verify {

// The bytes of a stored verification (verification_file.h):
//
//   "LKVERIF1"; the length of the JSON, the number of pairs, of their identities (0, or two a pair) and the bytes of
//   the pictures, 8 bytes each, little-endian; the JSON; scores (float32), answers (a byte), images (two uint32 a
//   pair), identities (uint32); the PNG pictures of the worst pairs one after the other; XXH3 of all that (8 bytes).
//
// The same verification gives the same bytes.
Bytes verificationBytes(const Verification& verification);

// All but `result`, which is computed of it. Sizes are checked before anything is allocated, and so is every number
// that names something else. `name`: of the file, for people. Throws Error(BadFile | NewerProject).
Verification verificationFrom(std::span<const std::uint8_t> bytes, const std::string& name);

// What the first kVerificationHeader bytes say. Throws Error(BadFile).
inline constexpr std::size_t kVerificationHeader = 40;
struct VerificationHeader {
    std::uint64_t json = 0; // bytes of it, which follow
    std::uint64_t pairs = 0;
};
VerificationHeader verificationHeader(std::span<const std::uint8_t> first, const std::string& name);

} // namespace likeness::verify
