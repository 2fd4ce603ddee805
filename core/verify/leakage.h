// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"
#include "core/formats/location.h"
#include "core/verify/verify_model.h"

namespace likeness::verify {

inline constexpr char kSetMethod[] = "set"; // of flags that compare with a verification set

// What a verification set shares with the project's labelled faces: pictures that are almost the same (perceptual hash
// and correlation, as curate/picture_flags.h), and, with a model, people who look like one (log likelihood ratio of the
// last curation by embeddings, against one in all the project's people). A model that is trained on these is judged by
// what it has seen. `set`: of `options` model (may be empty: pictures only), set, pairs, aligned, detector, compute.
// Stored as flags of kind leakage and method kSetMethod, one for each face concerned, replacing those of before; the
// evidence is {"set", "picture", "where", "what", "similarity"}; of a person all faces have the score of the person.
// Throws NeedsPrepare without crops, and what openSet() throws;
// stops within a second.
std::vector<dataset::FlagRow>
findLeakage(dataset::Project& project, const VerifyOptions& options, jobs::Context& context);

// Where the set's picture lies that a flag of kSetMethod names; nothing where the flag does not say, or the file is
// gone.
std::optional<formats::Location> setPicture(const dataset::FlagRow& flag);

} // namespace likeness::verify
