// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/json_util.h"
#include "core/base/text.h"

#include <cmath>
#include <limits>
#include <string>

// Fields of events, of run.json and of what is derived from them, whoever wrote those: what is missing or of another
// type is not known.
namespace likeness::run {

// A value of `object`; null where there is none.
inline const Json& section(const Json& object, const char* key)
{
    static const Json none;
    if (!object.is_object())
        return none;
    const auto it = object.find(key);
    return it == object.end() ? none : *it;
}

inline double number(const Json& object, const char* key) // NaN: not known
{
    const Json& value = section(object, key);
    return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

inline double numberOr(const Json& object, const char* key, double fallback)
{
    const double value = number(object, key);
    return std::isfinite(value) ? value : fallback;
}

inline std::string text(const Json& object, const char* key) // valid UTF-8; empty: not known
{
    const Json& value = section(object, key);
    return value.is_string() ? toUtf8(value.get<std::string>()) : std::string();
}

// Whether a "verify" event says that practically all faces have one embedding, so that its figures mean nothing.
inline bool collapsed(const Json& verification)
{
    const Json& value = section(verification, "collapsed");
    return value.is_boolean() && value.get<bool>();
}

} // namespace likeness::run
