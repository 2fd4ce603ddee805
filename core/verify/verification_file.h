// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/pairs.h"
#include "core/jobs/job.h"
#include "core/verify/verification.h"

#include <filesystem>
#include <string>
#include <vector>

namespace likeness::verify {

// A verification as one file, NAME.lkv (verification_bytes.h): whatever reports, comparisons, gates and the window need
// of it, so that nothing is embedded twice. Those of a project lie in its verifications/. Written whole or not at all.
// Throws Error.
void writeVerification(const std::filesystem::path& file, const Verification& verification);

// Figures are computed again from the scores, which takes about a second for 100,000 pairs. Sizes are checked before
// anything is allocated, and every number that names something else. Throws Error(BadFile | NotFound | NewerProject).
Verification readVerification(const std::filesystem::path& file, const eval::Check& check = {});

// What a report is of: a run's own people, or what such a file holds. `what`: a run's folder, or the file.
Verification
verificationFor(const std::filesystem::path& what, const compute::Options& options, jobs::Context& context);

// Of a verification of that model on that set in that way: what was verified again replaces what was there.
std::string verificationId(const Verification& verification);
std::filesystem::path verificationsFolder(const std::filesystem::path& project);

// What a list shows, read from the head of the file.
struct VerificationHead {
    std::filesystem::path file;
    std::string title;
    Json facts;
    double accuracy = 0, auc = 0, eer = 0; // NaN: not known
    std::uint64_t pairs = 0;
    std::int64_t time = 0; // Verification::time, else that of the file
};
// The newest one first; files that cannot be read are left out.
std::vector<VerificationHead> storedVerifications(const std::filesystem::path& project);

} // namespace likeness::verify
