// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <span>
#include <string>
#include <string_view>

namespace likeness::image {

// What evens out the light of a picture before faces are compared or looked for in it.
enum class Lighting {
    None,
    Equalise, // the histogram of the whole picture, as cv::equalizeHist
    Clahe,    // of its parts, 8 × 8 of them, contrast limited to 2 (Zuiderveld 1994), as cv::CLAHE
    Retinex,  // each pixel against its surroundings at three scales (Jobson et al. 1997)
};

// The corrected picture, of the same size and channels. Of RGB the luminance (ITU-R 601) is corrected and the colour
// differences stay, so that grey stays grey. Retinex: the mean over Gaussians of σ 15, 80 and 250 pixels of a 512-pixel
// picture's, in proportion to the shorter side; 1 % of the pixels become black and 1 % white. An even picture stays as
// it is. At most 0.3 ms for a crop of 112 × 112 and 0.2 s for 12 megapixels. Any thread. Throws Error(BadArgument) for
// an empty picture.
Image correctLight(const Image& image, Lighting lighting);

// "none", "equalise", "clahe", "retinex": on the command line and in JSON.
std::string lightingName(Lighting lighting);
Lighting lightingOf(std::string_view name); // throws Error(BadArgument)
std::span<const Lighting> allLightings();

} // namespace likeness::image
