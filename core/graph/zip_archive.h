// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace likeness::graph {

// The entries of a zip archive whose entries are stored as they are (no compression), zip64 included: what PyTorch
// writes. `bytes` must outlive the views. Throws Error(BadFile | Unsupported); `name` is for messages.
std::map<std::string, std::span<const std::uint8_t>> zipEntries(std::span<const std::uint8_t> bytes,
                                                                const std::string& name);
bool looksLikeZip(std::span<const std::uint8_t> bytes);

} // namespace likeness::graph
