// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/report/report.h"

#include <filesystem>
#include <string>
#include <vector>

// The figures of a report for programs: in full precision, rates as 0..1, keys and headers in English, the same bytes
// for the same input.
namespace likeness::report {

// Cells are numbers, words, truth values (1 or 0) or null (empty). What is not finite is null.
struct DataTable {
    std::string name; // of its file: "operating_points"
    std::vector<std::string> columns;
    std::vector<std::vector<Json>> rows;
};
// RFC 4180 with LF, a header line, '.' in numbers, which are as short as they can be and still be the same. Words that
// a spreadsheet would take for a formula (beginning with = + - @, a tab or a carriage return) get an apostrophe before
// them; numbers never do.
std::string csv(const DataTable& table);

// All of a verification: figures, folds, protocols, operating_points, threshold_advice, roc, det, histogram,
// separability, people, slices, slice_gaps, robustness, all_pairs, gates, training, facts, and pairs (pair, image_a,
// image_b, person_a, person_b, same, score). Tables without rows are left out. Throws as build().
std::vector<DataTable> tables(const verify::Verification& verification, const Extras& extras = {});
// models, differences, verdicts, differing_pairs, operating_points, gates, facts; pairs with a score of each model
// where `comparison` says that they are the same.
std::vector<DataTable> comparisonTables(std::span<const verify::Verification> verifications,
                                        const verify::Comparison* comparison,
                                        std::span<const verify::GateReport> gates = {});
// As verify::evidenceOf(), with title, facts, gates, threshold_advice and the run's events beside it. Without pairs.
Json toJson(const verify::Verification& verification, const Extras& extras = {});
// {verifications: [as above], comparison: as verify::Comparison::toJson() or null}
Json comparisonJson(std::span<const verify::Verification> verifications,
                    const verify::Comparison* comparison,
                    std::span<const verify::GateReport> gates = {},
                    const eval::Check& check = {});

// NAME.csv for each, into a new or empty folder, so that no table of another report stands beside them. Throws
// Error(BadArgument) where it holds something, Io.
void writeTables(const std::filesystem::path& folder, std::span<const DataTable> tables);
void checkTablesFolder(const std::filesystem::path& folder); // throws now what that would throw then

// Thresholds at 1e-1 to 1e-6, of those rates that at least one impostor pair may pass at; 1,000 attempts a day. Empty
// without scores.
std::vector<eval::Advice> usualAdvice(const verify::Verification& verification, const eval::Check& check);

} // namespace likeness::report
