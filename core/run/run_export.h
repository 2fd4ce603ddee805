// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

namespace likeness::run {

// Asked now and then; what it throws leaves.
using ExportCheck = std::function<void()>;

// FOLDER/steps.csv and FOLDER/verifications.csv: a line an event, '.' as decimal point, empty where a value is not
// known. Steps that a resume or a fall back repeated are there once, as they went in the end. Makes the folder. Streams
// the events. Returns the files written. Throws Error.
std::vector<std::filesystem::path>
exportCsv(const std::filesystem::path& runFolder, const std::filesystem::path& out, const ExportCheck& check = {});

// FOLDER/events.out.tfevents.<time>.<host> as TensorBoard reads it: scalars train/loss, train/accuracy, train/lr,
// train/grad_norm, train/images_per_second, train/memory and verify/auc, verify/eer, verify/accuracy, verify/fisher,
// verify/fisher_trace_ratio, verify/d_prime, and the similarities of genuine and impostor pairs as histograms, by
// step. Steps and times as the run has them. Returns the file. Throws Error.
std::filesystem::path exportTensorBoard(const std::filesystem::path& runFolder,
                                        const std::filesystem::path& out,
                                        const ExportCheck& check = {});

} // namespace likeness::run
