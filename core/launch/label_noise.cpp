// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/remaining.h"
#include "core/launch/findings.h"

namespace likeness::launch {

std::optional<LabelNoise> labelNoise(const dataset::Project& project)
{
    for (const char* method : {"embedding", "lbph"}) {
        if (!project.hasFlags(method))
            continue;
        const auto found = dataset::remaining(project, method);
        if (found.labels > 0)
            return LabelNoise{method, found.labels, found.now.wrong, found.now.low, found.now.high};
    }
    return std::nullopt;
}

} // namespace likeness::launch
