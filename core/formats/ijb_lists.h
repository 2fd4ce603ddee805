// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/image/image.h"
#include "core/jobs/job.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// The lists of IJB-B and IJB-C (Whitelam et al. 2017, Maze et al. 2018) as insightface's eval_ijbc.py reads them:
// which images make up a template, and which templates are compared (protocols.md 3.4).
namespace likeness::formats {

class ByteReader;

// Where they lie: PREFIX_tid_mid.txt (or PREFIX_face_tid_mid.txt, as IJB has it), PREFIX_template_pair_label.txt and
// PREFIX_name_5pts_score.txt, and the pictures in loose_crop/.
struct IjbFiles {
    std::string name; // the prefix: "ijbb", "ijbc"
    std::filesystem::path members, pairs, points;
    std::filesystem::path images; // the folder of the pictures
};
// `set`: a folder that holds the lists or has them in meta/, or the path of a *_tid_mid.txt itself. Nothing where there
// is none. Throws Error(NotFound) for a list that lacks the other two, BadArgument where a folder holds several.
std::optional<IjbFiles> findIjb(const std::filesystem::path& set);

struct IjbImage {
    std::string name; // below the folder of the pictures, never outside of it
    // Left eye, right eye, nose, mouth corners; nothing where the list of points has no such image.
    std::optional<std::array<image::Point, 5>> points;
    float score = 0; // the detector's, by which the embedding is weighted
};
// An image of a template; the images of one medium (a video) count as one.
struct IjbMember {
    std::uint32_t templ = 0; // number in IjbTemplates::ids
    std::uint32_t media = 0; // as the list has it
    std::uint32_t image = 0; // number in IjbTemplates::images
};
struct IjbTemplates {
    std::vector<std::uint32_t> ids; // as the lists have them, rising
    std::vector<IjbImage> images;   // each once
    std::vector<IjbMember> members; // by template, then medium, then as listed
};
// Members: lines "IMAGE TEMPLATE MEDIUM"; points: lines "IMAGE x1 y1 … x5 y5 SCORE". Words stand apart by blanks or
// TABs. The lists are joined by the names (eval_ijbc.py goes by the line); of a name that the points have twice the
// first line counts, and points of other images are passed over. Throws Error(BadFile) naming the line, TooLarge beyond
// 2^24 lines, EmptySource, Interrupted.
IjbTemplates readIjbTemplates(ByteReader& members, ByteReader& points, jobs::Context& context);

// Lines "TEMPLATE TEMPLATE 0|1", one after the other, whatever the size of the file. Throws as above.
using IjbPair = std::function<void(std::uint32_t idA, std::uint32_t idB, bool same)>;
void readIjbPairs(ByteReader& pairs, const IjbPair& take, jobs::Context& context);

} // namespace likeness::formats
