// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace likeness {

// Keys keep their order, so that what a person wrote or reads stays in its order.
using Json = nlohmann::ordered_json;

// Bounded parsing: throws Error(BadFile) with line information, TooLarge beyond `limit` bytes, and refuses nesting
// beyond 64.
Json parseJson(std::string_view text, const std::string& what);
Json readJsonFile(const std::filesystem::path& path, std::uint64_t limit = 1ull << 28);
// Indented, atomic.
void writeJsonFile(const std::filesystem::path& path, const Json& value);
// One line; invalid UTF-8 is replaced rather than thrown about.
std::string dumpJson(const Json& value, int indent = -1);

} // namespace likeness
