// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only.
#include "core/base/file.h"

#include <span>
#include <string>

// Bytes as text. The readers throw Error(BadFile) with a sentence without a place.
namespace likeness::formats {

// RFC 4648 4; white space is passed over, missing padding forgiven.
Bytes fromBase64(std::span<const std::uint8_t> text);
std::string toBase64(std::span<const std::uint8_t> bytes);
// UTF-8 text whose characters are bytes: how pickle protocol 2 carries Python 3's bytes.
Bytes fromLatin1Text(std::span<const std::uint8_t> text);

} // namespace likeness::formats
