// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/annotate/landmark_scheme.h"

#include <QCoreApplication>
#include <numeric>

namespace likeness::widgets {

namespace {

constexpr std::array<PartRange, kFacePartCount> kRanges{{
    {0, 16, false},
    {17, 21, false},
    {22, 26, false},
    {27, 30, false},
    {31, 35, false},
    {36, 41, true},
    {42, 47, true},
    {48, 59, true},
    {60, 67, true},
}};

struct LandmarkScheme {
    Q_DECLARE_TR_FUNCTIONS(LandmarkScheme)
};

// Names of the points that have one; the others are numbered along their part.
QString properName(int point)
{
    switch (point) {
    case 8:
        return LandmarkScheme::tr("chin");
    case 27:
        return LandmarkScheme::tr("nose, root");
    case 30:
        return LandmarkScheme::tr("nose, tip");
    case 33:
        return LandmarkScheme::tr("nose, base");
    case 36:
        return LandmarkScheme::tr("left eye, outer corner");
    case 39:
        return LandmarkScheme::tr("left eye, inner corner");
    case 42:
        return LandmarkScheme::tr("right eye, inner corner");
    case 45:
        return LandmarkScheme::tr("right eye, outer corner");
    case 48:
        return LandmarkScheme::tr("mouth, left corner");
    case 51:
        return LandmarkScheme::tr("upper lip, middle");
    case 54:
        return LandmarkScheme::tr("mouth, right corner");
    case 57:
        return LandmarkScheme::tr("lower lip, middle");
    case 60:
        return LandmarkScheme::tr("inner lips, left corner");
    case 64:
        return LandmarkScheme::tr("inner lips, right corner");
    default:
        return {};
    }
}

} // namespace

PartRange rangeOf(FacePart part)
{
    return kRanges[static_cast<std::size_t>(part)];
}

FacePart partOf(int point)
{
    for (std::size_t i = 0; i < kRanges.size(); ++i)
        if (point >= kRanges[i].first && point <= kRanges[i].last)
            return static_cast<FacePart>(i);
    return FacePart::Jaw;
}

std::vector<int> pointsOf(FacePart part)
{
    const PartRange range = rangeOf(part);
    std::vector<int> points(static_cast<std::size_t>(range.last - range.first + 1));
    std::iota(points.begin(), points.end(), range.first);
    return points;
}

QString partName(FacePart part)
{
    switch (part) {
    case FacePart::Jaw:
        return LandmarkScheme::tr("jaw");
    case FacePart::LeftBrow:
        return LandmarkScheme::tr("left brow");
    case FacePart::RightBrow:
        return LandmarkScheme::tr("right brow");
    case FacePart::NoseBridge:
        return LandmarkScheme::tr("nose bridge");
    case FacePart::Nostrils:
        return LandmarkScheme::tr("nostrils");
    case FacePart::LeftEye:
        return LandmarkScheme::tr("left eye");
    case FacePart::RightEye:
        return LandmarkScheme::tr("right eye");
    case FacePart::OuterLips:
        return LandmarkScheme::tr("lips, outer line");
    case FacePart::InnerLips:
        return LandmarkScheme::tr("lips, inner line");
    }
    return {};
}

QString pointName(int point)
{
    const QString proper = properName(point);
    if (!proper.isEmpty())
        return proper;
    const FacePart part = partOf(point);
    return LandmarkScheme::tr("%1, point %2").arg(partName(part)).arg(point - rangeOf(part).first + 1);
}

QString pointLabel(int point)
{
    return LandmarkScheme::tr("%1 · %2").arg(point + 1).arg(pointName(point));
}

QColor partColor(FacePart part)
{
    switch (part) {
    case FacePart::Jaw:
        return QColor(0x6e, 0xc6, 0xff);
    case FacePart::LeftBrow:
    case FacePart::RightBrow:
        return QColor(0xff, 0xd5, 0x4f);
    case FacePart::NoseBridge:
    case FacePart::Nostrils:
        return QColor(0x8b, 0xe0, 0x8f);
    case FacePart::LeftEye:
    case FacePart::RightEye:
        return QColor(0xe0, 0xa8, 0xff);
    case FacePart::OuterLips:
    case FacePart::InnerLips:
        return QColor(0xff, 0x9e, 0x94);
    }
    return Qt::white;
}

} // namespace likeness::widgets
