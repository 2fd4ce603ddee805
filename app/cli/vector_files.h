// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/formats/features.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace likeness::cli {

// The vectors of an .npy file, made unit vectors. Throws Error(BadFile) for one without a direction, and as readNpy.
formats::FeatureSet readUnitVectors(const std::string& file);

// The rows of a CSV file with a row for each of `count` vectors; one row more begins with a header, which is left out.
// Throws Error(BadFile) for any other number of rows.
std::vector<std::vector<std::string>> readRows(const std::string& file, std::size_t count);

// Names as numbers, in order of their first appearance.
class Numbers
{
public:
    std::uint32_t of(const std::string& name);
    std::size_t count() const { return m_number.size(); }

private:
    std::unordered_map<std::string, std::uint32_t> m_number;
};

} // namespace likeness::cli
