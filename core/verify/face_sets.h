// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/run_folder.h"
#include "core/verify/verify_set.h"

namespace likeness::verify {

// The people that a run kept for verification, from the crops that it was trained on. Throws Error: as validationOf(),
// NeedsPrepare where the crops have not the model's side.
std::unique_ptr<VerifySet> openRunSet(const run::RunFolder& run, int cropSize);

// A project's labelled faces, from its crops, which are renewed first where they are outdated. Throws
// Error(NeedsPrepare) without crops of that side.
std::unique_ptr<VerifySet>
openProjectSet(const std::filesystem::path& project, int cropSize, int threads, jobs::Context& context);

} // namespace likeness::verify
