// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/file.h"
#include "core/crops/crop_cache.h"
#include "core/dataset/import.h"
#include "core/dataset/project.h"
#include "core/image/codec.h"
#include "tests/support/temp_folder.h"

#include <filesystem>
#include <string>

namespace likeness::test {

// Gives pictures of 112 × 112 that were imported as aligned their crops, so that nothing has to be detected.
inline void cropAligned(dataset::Project& project)
{
    crops::CropWriter writer(project.cropFile(), 112);
    std::vector<dataset::FaceRow> rows = project.faces(project.allFaces());
    for (dataset::FaceRow& row : rows) {
        writer.add(row.id, image::decodeFile(project.imageFile(*project.image(row.image))).pixels);
        row.status = dataset::FaceStatus::Aligned;
        row.sharpness = 50;
        row.quality = 0.5F;
    }
    writer.flush();
    project.updateFaces(rows);
}

// A project of plain coloured squares: `people` × `each` images under faces/P0, P1 …, imported and with crops. The
// first image of P1 and of P2 are flagged as mislabelled, with P0 as the suggestion, scores 0.9 and 0.8.
inline std::filesystem::path
makeSmallProject(const std::filesystem::path& root, int people = 4, int each = 3, bool flags = true)
{
    const auto folder = root / "small.likeness";
    for (int p = 0; p < people; ++p)
        for (int i = 0; i < each; ++i) {
            image::Image picture(112, 112, 3);
            for (std::size_t k = 0; k < picture.pixels.size(); ++k)
                picture.pixels[k] = static_cast<std::uint8_t>((p * 60 + i * 7 + static_cast<int>(k % 3) * 40) & 255);
            const auto person = root / "faces" / ("P" + std::to_string(p));
            std::filesystem::create_directories(person);
            writeFileAtomically(person / (std::to_string(i) + ".png"), image::encodePng(picture));
        }
    dataset::Project project = dataset::Project::create(folder);
    jobs::RecordingContext context;
    dataset::ImportOptions options;
    options.aligned = true;
    dataset::importFrom(project, root / "faces", options, context);
    cropAligned(project);
    if (flags) {
        std::vector<dataset::FlagRow> list;
        for (const auto& [name, score] : {std::pair{"P1", 0.9}, std::pair{"P2", 0.8}}) {
            dataset::FlagRow flag;
            flag.face = project.facesOf(project.findIdentity(name)).front();
            flag.kind = "mislabelled";
            flag.method = "lbph";
            flag.score = score;
            flag.threshold = 0.5;
            flag.flagged = true;
            flag.suggested = project.findIdentity("P0");
            flag.rivalFace = project.facesOf(flag.suggested).front();
            flag.reason = "looks like P0";
            flag.evidence = R"({"own_similarity":0.31,"rival_similarity":0.72,"own_count":2,"rival_count":3})";
            list.push_back(flag);
        }
        project.replaceFlags("lbph", list);
    }
    return folder;
}

} // namespace likeness::test
