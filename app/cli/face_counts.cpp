// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/face_counts.h"

namespace likeness::cli {

Json faceCounts(const dataset::Project& project)
{
    const auto columns = project.faceColumns();
    int found = 0, notFound = 0, labelled = 0, unlabelled = 0, rejected = 0;
    for (std::size_t row = 0; row < columns.size(); ++row) {
        if (columns.status(row) == dataset::FaceStatus::NotFound) {
            ++notFound;
            continue;
        }
        ++found;
        if (columns.label(row) == dataset::LabelState::Rejected)
            ++rejected;
        else
            ++(columns.identity(row) == 0 ? unlabelled : labelled);
    }
    return {{"found", found},
            {"not_found", notFound},
            {"labelled", labelled},
            {"unlabelled", unlabelled},
            {"rejected", rejected}};
}

std::string leftOutText(const Json& counts, int unusable, const std::string& why)
{
    std::string out;
    const auto add = [&](int count, const std::string& what) {
        if (count > 0)
            out += (out.empty() ? "left out: " : ", ") + std::to_string(count) + " " + what;
    };
    add(counts["unlabelled"].get<int>(), "without a label");
    add(counts["rejected"].get<int>(), "rejected");
    add(unusable, why);
    return out;
}

} // namespace likeness::cli
