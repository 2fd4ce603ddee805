// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/start_model.h"

#include "core/base/error.h"
#include "core/compute/compute.h"
#include "core/graph/model_file.h"

namespace likeness::launch {

Bytes adoptStartModel(run::Config& config, const std::filesystem::path& runsFolder)
{
    if (config.model.from.empty())
        return {};
    auto image = compute::modelImage(compute::findModel(config.model.from, runsFolder));
    const Json spec = graph::modelSpec(graph::TensorFile::parse(image));
    if (spec.value("role", "embedding") != "embedding")
        throw Error(ErrorCode::Unsupported, config.model.from + " is a model for " + dumpJson(spec["role"]) +
                                                ", not for embeddings: it cannot be trained further");
    auto& model = config.model;
    try {
        if (const auto own = spec.find("backbone"); own != spec.end()) {
            model.backbone = own->at("name").get<std::string>();
            model.embedding = own->at("embedding").get<int>();
            model.attention = own->value("attention", std::string("none"));
            model.inputSize = own->value("input_size", 112);
        } else {
            model.backbone = run::kImported;
            model.inputSize = graph::InputSpec::fromJson(spec.at("input")).cropSize;
            if (const auto output = spec.find("output"); output != spec.end())
                model.embedding = output->value("dim", model.embedding);
        }
    } catch (const Json::exception& e) {
        throw Error(ErrorCode::BadFile, config.model.from + " has a damaged description", e.what());
    }
    return image;
}

} // namespace likeness::launch
