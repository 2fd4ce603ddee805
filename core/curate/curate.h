// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/compute/embed.h"
#include "core/curate/looks.h"
#include "core/dataset/project.h"
#include "core/image/lighting.h"

#include <span>
#include <string>
#include <vector>

namespace likeness::curate {

// One face's evidence, whatever the method. Similarities are in 0..1-like units of the method: cosine for embeddings,
// and for LBPH 1 − distance / (largest possible distance).
struct Evidence {
    dataset::FaceId face = 0;
    dataset::IdentityId own = 0;
    dataset::IdentityId rival = 0; // 0: there is only one identity
    dataset::FaceId nearestOwn = 0;
    dataset::FaceId nearestRival = 0;
    float ownSimilarity = 0; // to the own identity without this face
    float rivalSimilarity = 0;
    int ownCount = 0; // other faces of the own identity that took part
    int rivalCount = 0;
    int neighbours = 0;        // how many of the closest faces were looked at, and
    int agreeing = 0;          // how many of them carry the same label
    double score = 0;          // the probability that the label is wrong, 0..1, and
    double suggestedShare = 0; // that the rival's name is the right one; not above the score
};

struct Result {
    std::vector<Evidence> evidence; // every labelled face
    double threshold = 0;           // default: flagged when score >= threshold
    double wrongShare = 0;          // of the labels, as estimated
    std::string method;
    PairModel::Parameters separation;                 // of raw similarities, for people
    Scale scale;                                      // for judging a part of these faces again
    double expectedPrecision = 1, expectedRecall = 1; // of what is flagged at the threshold, by these probabilities
};

// The score weighs how far the face is from its own identity without itself, and how close the closest rival is; works
// from two images per identity on (judge.h says how). `cannot`: (face, identity) pairs that a person ruled out as
// suggestions. `confirmed` faces keep low scores and anchor their identity. threads: 0 = all. Throws Error(BadArgument)
// when the lists do not match.
Result fromEmbeddings(const compute::Embeddings& embeddings,
                      std::span<const dataset::IdentityId> labels,
                      std::span<const std::pair<dataset::FaceId, dataset::IdentityId>> cannot,
                      jobs::Context& context,
                      std::span<const dataset::FaceId> confirmed = {},
                      int threads = 0);

// Full: every code has its bin. Compact: the uniform codes and one bin for the rest. Automatic: as lbph.h says.
enum class LbphMode { Automatic, Full, Compact };

// LBPH (Ahonen et al. 2006) with OpenCV's parameters: radius 1, 8 neighbours, 8×8 grid, chi-square ALT; full histograms
// equal OpenCV's.
struct LbphOptions {
    int radius = 1;
    int neighbours = 8;
    int gridX = 8;
    int gridY = 8;
    LbphMode mode = LbphMode::Automatic;
    image::Lighting light = image::Lighting::None; // what the crops go through first
};

struct Options {
    std::string method = "embedding"; // lbph | embedding
    std::string model;                // for embedding
    compute::Options compute;
    LbphOptions lbph; // for lbph
    int threads = 0;
};
// The whole job: faces of the project → evidence → flags, stored in the project (replaceFlags). Kinds: mislabelled for
// every labelled face, low_quality and duplicate where found. By embeddings the labels are cross-validated on the way:
// stored as that check (dataset::storeChecks). Throws NeedsPrepare, TooFewIdentities.
std::vector<dataset::FlagRow> curate(dataset::Project& project, const Options& options, jobs::Context& context);

// The English sentence for an evidence; the window builds its own from the evidence JSON.
std::string reasonSentence(const Evidence& evidence, const std::string& ownName, const std::string& rivalName);

} // namespace likeness::curate
