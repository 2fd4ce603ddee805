// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run_data.h"

#include "core/base/error.h"

#include <algorithm>
#include <set>

namespace likeness::train {

RunData loadRunData(const run::RunFolder& folder, const crops::CropReader& crops)
{
    RunData data;
    std::set<int> own;
    for (auto& sample : folder.samples()) {
        if (!crops.find(sample.face)) {
            ++data.missing;
            continue;
        }
        if (sample.validation) {
            own.insert(sample.label);
            data.validation.push_back(std::move(sample));
        } else {
            data.classes = std::max(data.classes, sample.label + 1);
            data.train.push_back(std::move(sample));
        }
    }
    data.validationIdentities = own.size();
    data.trained = run::trainedCounts(data.train, [](std::int64_t) { return true; });
    if (data.trained.identities < 2)
        throw Error(ErrorCode::TooFewIdentities, "training needs crops of at least two identities; this run has " +
                                                     std::to_string(data.train.size()) + " crops of " +
                                                     std::to_string(data.trained.identities));
    if (static_cast<std::size_t>(data.classes) > data.train.size() + data.missing)
        throw Error(ErrorCode::BadFile, "samples.csv numbers more identities than it has faces");
    return data;
}

} // namespace likeness::train
