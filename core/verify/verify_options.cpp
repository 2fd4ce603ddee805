// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/verify_options.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>

namespace likeness::verify {

Json toJson(const VerifyOptions& o)
{
    return {{"model", toUtf8(o.model)},
            {"runs", toUtf8(o.runsFolder.native())},
            {"set", toUtf8(o.set.native())},
            {"pairs", toUtf8(o.pairs.native())},
            {"aligned", o.aligned},
            {"detector", o.detector},
            {"flip", o.flip},
            {"max_pairs", o.maxPairs},
            {"all_pairs", o.allPairs},
            {"seed", o.seed},
            {"bootstraps", o.bootstraps},
            {"precision", o.compute.precision}};
}

VerifyOptions verifyOptionsFrom(const Json& json)
{
    try {
        VerifyOptions o;
        o.model = json.at("model").get<std::string>();
        o.runsFolder = json.at("runs").get<std::string>();
        o.set = json.at("set").get<std::string>();
        o.pairs = json.at("pairs").get<std::string>();
        o.aligned = json.at("aligned").get<bool>();
        o.detector = json.at("detector").get<std::string>();
        o.flip = json.at("flip").get<std::string>();
        o.maxPairs = json.at("max_pairs").get<std::size_t>();
        o.allPairs = json.at("all_pairs").get<bool>();
        o.seed = json.at("seed").get<std::uint64_t>();
        o.bootstraps = std::clamp(json.at("bootstraps").get<int>(), 0, 100'000);
        o.compute.precision = json.at("precision").get<std::string>();
        return o;
    } catch (const Json::exception&) {
        throw Error(ErrorCode::BadFile, "It does not say what was verified, or not in a way that is known.");
    }
}

} // namespace likeness::verify
