// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/preview.h"
#include "core/jobs/job.h"

namespace likeness::curate {

// Fills in purity and nearest rivals of a preview, from what is there without loading a model: the embeddings that were
// computed last where they cover nine tenths of the faces, else LBPH on the crops (up to 1,200 faces), else nothing is
// filled in. Compared are up to 256 faces of each touched person with up to 20,000 faces of all people, spread evenly.
// Similarity of two people: the mean over pairs of their compared faces.
void addEvidence(const dataset::Project& project, dataset::Preview& preview, int threads, jobs::Context& context);

} // namespace likeness::curate
