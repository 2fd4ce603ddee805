// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace likeness {

// XXH3, for content of our own making and for finding equal files. Not for anything that an attacker may choose to
// collide.
std::uint64_t hash64(std::span<const std::uint8_t> bytes, std::uint64_t seed = 0) noexcept;
// 128 bits as 32 lower-case hexadecimal digits.
std::string hash128Hex(std::span<const std::uint8_t> bytes);

} // namespace likeness
