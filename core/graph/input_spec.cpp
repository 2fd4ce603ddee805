// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/graph/model_file.h"

#include <cmath>

namespace likeness::graph {
namespace {

constexpr int kMaxSide = 4096;

[[noreturn]] void bad(const std::string& key, const std::string& why)
{
    throw Error(ErrorCode::BadFile, "the model's input description has a bad \"" + key + "\": " + why);
}

int sideOf(const Json& value, const std::string& key, int minimum)
{
    if (!value.is_number_integer() || value.get<std::int64_t>() < minimum || value.get<std::int64_t>() > kMaxSide)
        bad(key, "whole numbers from " + std::to_string(minimum) + " to " + std::to_string(kMaxSide) + " are needed");
    return value.get<int>();
}

// One number for all channels or one for each.
std::array<float, 3> perChannel(const Json& value, const std::string& key, bool nonZero)
{
    std::array<float, 3> out{};
    if (!value.is_number() && !(value.is_array() && value.size() == 3))
        bad(key, "a number or three numbers are needed");
    for (std::size_t i = 0; i < 3; ++i) {
        const Json& one = value.is_array() ? value[i] : value;
        if (!one.is_number())
            bad(key, "a number or three numbers are needed");
        out[i] = one.get<float>();
        if (!std::isfinite(out[i]) || (nonZero && out[i] == 0.0f))
            bad(key, nonZero ? "numbers other than 0 are needed" : "finite numbers are needed");
    }
    return out;
}

} // namespace

InputSpec InputSpec::fromJson(const Json& input)
{
    if (!input.is_object())
        bad("input", "an object is needed");
    InputSpec spec;
    const auto list = [&](const char* key, std::size_t count) -> const Json* {
        const auto it = input.find(key);
        if (it == input.end())
            return nullptr;
        if (!it->is_array() || it->size() != count)
            bad(key, "an array of " + std::to_string(count) + " whole numbers is needed");
        return &*it;
    };
    if (const Json* size = list("size", 2)) {
        spec.height = sideOf((*size)[0], "size", 1);
        spec.width = sideOf((*size)[1], "size", 1);
    } else {
        bad("size", "it is missing; [height, width] is needed");
    }
    if (const auto it = input.find("crop_size"); it != input.end())
        spec.cropSize = sideOf(*it, "crop_size", 8);
    spec.crop = {0, 0, spec.cropSize, spec.cropSize};
    if (const Json* crop = list("crop", 4)) {
        for (std::size_t i = 0; i < 4; ++i)
            spec.crop[i] = sideOf((*crop)[i], "crop", 0);
        if (spec.crop[0] >= spec.crop[2] || spec.crop[1] >= spec.crop[3] || spec.crop[2] > spec.cropSize ||
            spec.crop[3] > spec.cropSize)
            bad("crop",
                "[left, top, right, bottom] inside the " + std::to_string(spec.cropSize) + " pixel crop is needed");
    }
    if (const auto it = input.find("color"); it != input.end()) {
        if (*it != "RGB" && *it != "BGR")
            bad("color", "\"RGB\" or \"BGR\" is needed");
        spec.bgr = *it == "BGR";
    }
    if (const auto it = input.find("mean"); it != input.end())
        spec.mean = perChannel(*it, "mean", false);
    if (const auto it = input.find("std"); it != input.end())
        spec.std = perChannel(*it, "std", true);
    return spec;
}

Json InputSpec::toJson() const
{
    return {{"size", {height, width}},      {"crop_size", cropSize}, {"crop", crop},
            {"color", bgr ? "BGR" : "RGB"}, {"mean", mean},          {"std", std}};
}

} // namespace likeness::graph
