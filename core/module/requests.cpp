// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/module/requests.h"

#include "core/base/error.h"
#include "core/module/attack.h"
#include "core/module/augment_preview.h"
#include "core/module/bench.h"
#include "core/module/graphs.h"
#include "core/nn/trace.h"
#include "core/train/rehearsal.h"

namespace likeness::module {

Answer answerTo(std::string_view what,
                const Json& request,
                std::span<const std::uint8_t> data,
                const std::function<void()>& check)
{
    if (what == "bench.train")
        return {benchTrain(request), {}};
    if (what == "bench.embed")
        return {benchEmbed(request, data), {}};
    if (what == "graph.open")
        return openGraph(request, data);
    if (what == "graph.run")
        return runGraph(request, data);
    if (what == "graph.close")
        return closeGraph(request);
    if (what == "model.trace")
        return {Json::object(), nn::graphImage(data)};
    if (what == "train.try")
        return {train::rehearse(
                    run::fromJson(request.at("config")), request.value("classes", 2), data,
                    request.value("seconds", 3.0), check ? check : [] {}),
                {}};
    if (what == "attack.open")
        return openAttack(request, data, check);
    if (what == "attack.run")
        return runAttack(request, data, check);
    if (what == "attack.close")
        return closeAttack(request);
    if (what == "augment.preview")
        return {Json::object(), augmentPreview(request, data)};
    throw Error(ErrorCode::Unsupported, "the compute module does not know \"" + std::string(what) + "\"");
}

} // namespace likeness::module
