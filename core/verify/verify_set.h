// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/eval/pairs.h"
#include "core/formats/location.h"
#include "core/image/codec.h"
#include "core/jobs/job.h"
#include "core/verify/verify_options.h"

#include <memory>

namespace likeness::verify {

// What a model is verified on: images, who they show, and the pairs to compare where the set names them.
class VerifySet
{
public:
    virtual ~VerifySet() = default;
    virtual std::size_t images() const = 0;
    // The aligned RGB crop, square with the model's side; empty (and an issue) for an image that cannot be used.
    // Thread-safe.
    virtual image::Image crop(std::size_t image, jobs::Context& context) const = 0;
    virtual std::string name(std::size_t image) const = 0;               // for people, valid UTF-8
    virtual formats::Location where(std::size_t image) const = 0;        // nothing of a face whose project is not there
    virtual std::int64_t face(std::size_t /*image*/) const { return 0; } // of the project, 0 = not one of its faces
    virtual const std::vector<int>& labels() const = 0; // one for each image, or empty when the set does not say
    virtual const std::vector<std::string>& people() const = 0; // by label; empty when the set does not say
    virtual bool hasPairs() const = 0;
    virtual const std::vector<eval::Pair>& pairs() const = 0; // of image numbers
    virtual Json facts() const = 0;                           // set, set_hash, identities, images, alignment
};
// What `options` names: the people that a run kept, a project, a pack (a file), or a folder per identity, with or
// without pairs.txt. Throws Error(NotFound | BadFile | EmptySource),
// NotFound too where no pair names pictures of the folder, TooFewIdentities where genuine or impostor pairs are
// missing.
std::unique_ptr<VerifySet> openSet(const VerifyOptions& options, int cropSize, jobs::Context& context);

} // namespace likeness::verify
