// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/verify only: what verifications of every kind of set share.
#include "core/compute/compute.h"
#include "core/image/image.h"
#include "core/jobs/job.h"
#include "core/verify/verification.h"
#include "core/verify/verify_set.h"

#include <functional>

namespace likeness::verify {

// model, model_hash, input, embedding, device, precision
Json modelFacts(const compute::ModelSource& source, const compute::Model& model, const compute::Options& options);
void addVersions(Json& facts); // version, library

// For what goes back to the pictures of a verification. Throws Error: BadArgument for a set of templates, which has no
// single pictures.
void requirePictures(const VerifyOptions& options);
// Throws Error(BadFile) where the set is not the one that was verified: another number of images, or other names.
void requireSameImages(const VerifySet& set, const Verification& verification);

// The pairs that were judged worst, with pictures: impostors with the highest scores, genuine pairs with the lowest.
// picture(image) is called by several threads and may give an empty one. Throws Error(Interrupted).
void addWorstPairs(Verification& verification,
                   const std::function<image::Image(std::uint32_t image)>& picture,
                   int threads,
                   jobs::Context& context);

} // namespace likeness::verify
