// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/launch.h"

#include "core/base/error.h"
#include "core/dataset/versions.h"
#include "core/faces/prepare.h"
#include "core/launch/rehearsal.h"
#include "core/launch/start_model.h"

namespace likeness::launch {

run::RunFolder
prepareRun(dataset::Project& project, run::Config config, jobs::Context& context, const std::string& version)
{
    context.stage("prepare run");
    const auto start = adoptStartModel(config, project.runsFolder());
    faces::renewCrops(project, config.model.inputSize, context);
    if (const auto lacking = deviceFindings(config); !lacking.empty())
        throw Error(errorCodeOf(lacking.front().code), lacking.front().message);
    const auto found = preflight(project, config, version);
    if (found.front().severity == PreflightFinding::Severity::Error)
        throw Error(errorCodeOf(found.front().code), found.front().message);
    context.checkStop();
    // The samples are the snapshot's, whatever a person decides meanwhile.
    config.data.snapshot = version.empty() ? project.snapshot().hash : dataset::findVersion(project, version).hash;
    const auto sides = sidesOf(project, config, config.data.snapshot);
    if (sides.train.size() < 2)
        throw Error(ErrorCode::TooFewIdentities, "labels changed while the run was prepared, and too few are left");
    context.checkStop();
    std::vector<run::Sample> samples;
    for (const auto* part : {&sides.train, &sides.validation})
        for (std::size_t i = 0; i < part->size(); ++i)
            for (const auto face : (*part)[i].faces)
                samples.push_back({face, static_cast<int>(i), part == &sides.validation, (*part)[i].name});
    return run::RunFolder::create(project.runsFolder(), config, samples, project.cropFile(config.model.inputSize),
                                  {start, {}, {}});
}

} // namespace likeness::launch
