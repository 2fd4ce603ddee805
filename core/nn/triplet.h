// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace likeness::nn {

enum class Mining {
    SemiHard, // FaceNet (Schroff et al. 2015) sec. 3.2: for each anchor and positive the closest negative farther than
              // the positive by less than the margin; pairs without one are left out
    BatchHard // Hermans et al. 2017: for each anchor the farthest positive and the closest negative
};

struct TripletLoss {
    at::Tensor loss;    // mean of max(0, d(a,p) − d(a,n) + margin) over the kept; 0 when none is kept
    at::Tensor kept;    // number of them, int64
    at::Tensor correct; // share of the faces whose nearest other face is of their own identity
};

// rows N×D (normalised inside), labels N (int64). Distances are squared L2 of unit vectors, 0..4.
TripletLoss tripletLoss(const at::Tensor& rows, const at::Tensor& labels, double margin, Mining mining);

} // namespace likeness::nn
