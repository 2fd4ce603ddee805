// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"

#include <QColor>
#include <QString>
#include <array>
#include <vector>

namespace likeness::widgets {

// The 68 iBUG points as people see them: parts of a face, names and lines. Left and right are the picture's. Indices
// run 0..67 in code and files of ours; people read the numbers of the iBUG figure, 1..68.
enum class FacePart { Jaw, LeftBrow, RightBrow, NoseBridge, Nostrils, LeftEye, RightEye, OuterLips, InnerLips };
inline constexpr int kFacePartCount = 9;

struct PartRange {
    int first;
    int last; // inclusive
    bool closed;
};
PartRange rangeOf(FacePart part);
FacePart partOf(int point);
std::vector<int> pointsOf(FacePart part);
QString partName(FacePart part); // translated
QString pointName(int point);    // translated: "left eye, outer corner"
QString pointLabel(int point);   // translated: "37 · left eye, outer corner"
QColor partColor(FacePart part); // light enough to stand on a dark outline over any photograph

} // namespace likeness::widgets
