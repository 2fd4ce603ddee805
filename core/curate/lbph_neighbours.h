// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/curate.h"
#include "core/curate/similarity.h"
#include "core/neighbours/lists.h"

#include <memory>

namespace likeness::curate {

// What judging by LBPH needs: the most similar faces of each face's own group and of all other groups, and any pair.
// Indices are those of `faces`; similarities are 1 − distance / largest possible distance.
struct LbphEvidenceInput {
    neighbours::Lists own;
    neighbours::Lists others;
    std::unique_ptr<Similarity> pairs; // keeps a reference to the crops where `exact` is false
    bool exact = true;                 // of `others`; `own` always is
};

// How it is done. What has to do with sizes is for tests.
struct LbphSearch {
    std::size_t own = 64;
    std::size_t others = 50;
    std::size_t exactFaces = 20000;  // up to here all pairs are compared
    std::size_t candidates = 100;    // beyond: the faces of others that are compared with each face
    std::size_t rowsInMemory = 8192; // beyond: histograms held at a time
};

// Up to exactFaces all pairs, 7 KB a face (4 KB compact). Beyond, a face's own group all the same, and of the others
// the candidates: the closest by cosine of the square roots of the compact histograms (Hellinger's kernel), projected
// on 96 dimensions; these are compared with histograms computed again from the crops. Of the ten closest others 99 %
// are among 100 candidates at 3,000 real faces, and the closest one in 999 of 1,000. That takes 1.2 KB a face while it
// runs and 0.9 KB for the result. Every face needs a crop; `groups` has one number a face. The result does not
// depend on the threads. Throws Error(NeedsPrepare | BadArgument | Interrupted).
LbphEvidenceInput lbphNeighbours(const crops::CropReader& crops,
                                 std::span<const dataset::FaceId> faces,
                                 std::span<const std::uint32_t> groups,
                                 const LbphOptions& options,
                                 int threads,
                                 jobs::Context& context,
                                 const LbphSearch& search = {});

} // namespace likeness::curate
