// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/curate/curate.h"
#include "core/curate/similarity.h"

namespace likeness::curate {

// The rule behind every method. For face i and identity c let F(i, c) be the mean similarity of i to the three closest
// other members of c. The margin of a face is F(i, rival) − F(i, own), with the rival that maximises F.
//  * Similarities are corrected by half of each face's mean over its closest 50 faces: some faces are close to
//  everybody.
//  * Members count with the weight in which they are believed: after each round a face's weight falls as its margin
//  approaches the
//    threshold, so that a wrong member neither supports its like nor passes for a rival. Three rounds.
//  * With less than one believed member, F leans to a neutral value: of two faces that disagree, the rival decides.
//  * The threshold comes from the data: wrong labels are simulated (a face moved to a random identity gives the margin
//  that it
//    would have there), their share is fitted to the margins seen (EM), and the two densities cross at the threshold.
// The score is the logistic of margin − threshold, 0.5 at the threshold. faces, labels: one for each face of
// `similarity`.
Result judge(const Similarity& similarity,
             std::span<const dataset::FaceId> faces,
             std::span<const dataset::IdentityId> labels,
             std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot,
             std::span<const dataset::FaceId> confirmed,
             int threads,
             jobs::Context& context);

} // namespace likeness::curate
