// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/verify/verify_model.h"

#include <filesystem>

namespace likeness::verify {

// Whether VerifyOptions::set is a set of templates (formats/ijb_lists.h), to be verified by verifyTemplates(). Throws
// what formats::findIjb() throws.
bool isTemplateSet(const std::filesystem::path& set);

// A model on a set of templates in the way of IJB-B and IJB-C's 1:1 protocol (protocols.md 3.4): every image is aligned
// by its five points, its embedding and that of the mirrored crop are added ("F2"; `flip` concat is "F1", none "F0") at
// the length that the network gives them ("N1") and weighted by the detector's score ("D1"); images of one medium are
// averaged, the media of a template added, and a pair's score is the cosine of the two sums. Of `options` count model,
// set, flip, seed, bootstraps, forReport and compute.
//
// In the Verification a template is what an image is elsewhere. The lists name no people: those of a template are
// recovered by joining templates that genuine pairs connect, directly or over others, and they are what is resampled.
// Accuracy over folds takes as many impostor as genuine pairs (VerifySettings::balancedFolds), since a thousandth of
// IJB's pairs are genuine. Pairs are read and scored block by block; a pair takes 21 bytes (its score, its answer,
// the numbers of two templates and two people). Images that cannot be used are
// left out of their template, and pairs of a template without any are left out, with a warning.
//
// Throws Error: NotFound, BadFile, EmptySource, BadArgument (flip); TooFewIdentities where genuine or impostor pairs
// are missing; Interrupted within a second.
Verification verifyTemplates(const VerifyOptions& options, jobs::Context& context);

} // namespace likeness::verify
