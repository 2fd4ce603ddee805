// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likeness {

// File names are bytes on disk and UTF-8 inside Likeness. Invalid UTF-8 becomes U+FFFD in every text made for a person
// or for JSON; the path itself is never changed.
std::string toUtf8(std::string_view bytes);

// A path for one line of output: valid UTF-8, control characters (a newline in a name) written as \n, \t or \xNN.
std::string displayPath(const std::filesystem::path& path);

std::string toLower(std::string_view ascii);
std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);

// The candidate that `word` begins, else the nearest by edits (a swap is one); empty beyond half the length of `word`.
std::string nearestWord(std::string_view word, std::span<const std::string> candidates);

// "a-2" < "a-10": digits compare as numbers, the rest as bytes.
bool naturalLess(std::string_view a, std::string_view b);

// One line of RFC 4180 CSV into fields. CsvReader (csv.h) reads whole files, in which fields may hold newlines.
std::vector<std::string> parseCsvLine(std::string_view line);
std::string csvField(std::string_view value);

// Fixed number of decimals with a point, whatever the locale; "nan" for NaN.
std::string formatNumber(double value, int decimals);

} // namespace likeness
