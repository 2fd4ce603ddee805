// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"

#include <span>
#include <string>
#include <string_view>

// Bytes as text, and text inside markup. The readers throw Error(BadFile) with a sentence without a place.
namespace likeness {

// RFC 4648 4; white space is passed over, missing padding forgiven.
Bytes fromBase64(std::span<const std::uint8_t> text);
std::string toBase64(std::span<const std::uint8_t> bytes);
// UTF-8 text whose characters are bytes: how pickle protocol 2 carries Python 3's bytes.
Bytes fromLatin1Text(std::span<const std::uint8_t> text);
// For an element's text or an attribute's value in XML, SVG and HTML: valid UTF-8; control characters become spaces.
std::string xmlEscape(std::string_view text);

} // namespace likeness
