// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"
#include "core/faces/detector.h"
#include "core/image/lighting.h"
#include "core/image/quality.h"

namespace likeness::faces {

struct PrepareOptions {
    // hog | haar | none: "none" takes each whole image for the face's box; it is aligned by its landmarks where they
    // make a plausible face, and stretched to the crop size where they do not.
    std::string detector = "hog";
    int size = 112;
    int threads = 0;
    // What the detector and the landmark predictor look at; the crops are of the picture as it is.
    image::Lighting light = image::Lighting::None;
    bool again = false; // detect also where it was done before (manual landmarks and labels stay)
};
struct PrepareResult {
    int faces = 0;     // images with a face, project total
    int noFace = 0;    // project total
    int multiFace = 0; // project total
    double seconds = 0;
};
// Detection, 68 landmarks, alignment, quality and crop for every face that lacks them; idempotent and resumable
// (batches of 64). Of several faces the one that contains the image centre, else the largest, gets the image's label;
// the others are kept unlabelled. Aligned images become crops as they are (resized to `size`). Throws Error(NoFaces)
// when nothing at all was found.
PrepareResult prepare(dataset::Project& project, const PrepareOptions& options, jobs::Context& context);

// The same for one picture, for capture and verification of loose images. Faces are looked for in the picture as
// `light` makes it, and cropped from it as it is.
struct FoundFace {
    dataset::FaceRow row; // box, landmarks, quality filled in
    image::Image crop;
};
std::vector<FoundFace>
findFaces(Detector& detector, const image::Image& rgb, int size = 112, image::Lighting light = image::Lighting::None);
std::size_t
centralFace(const std::vector<FoundFace>& faces, int width, int height); // by the rule above; faces not empty

// The crop of the central one. Throws Error(NoFaces).
image::Image centralCrop(Detector& detector, const image::Image& picture, int size);

// What a face is cropped by: a hash of its landmarks, else of its box; 0 for the whole picture. Any thread.
std::uint64_t cutOf(const dataset::FaceRow& row);

// Crops a face again at once after its landmarks were edited.
void recrop(dataset::Project& project, dataset::FaceId face, int size = 112);

// Makes anew the crops of that size that do not show their faces as they are marked now: after an edit, an undo or a
// detection with another size, by whomever. What reads crops calls it first. Faces without a crop stay without one.
// Throws as prepare() does. Returns how many faces were looked at again.
int renewCrops(dataset::Project& project, int size, jobs::Context& context, int threads = 0);

} // namespace likeness::faces
