// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// For the .cpp files of core/formats only.
#include "core/base/pickle.h"

namespace likeness::formats {

// What a verification pack may call (formats.md 2.2): nothing but what makes bytes and small NumPy arrays of bytes or
// truth values.
const pickle::Whitelist& numpyWhitelist();
// An array of that type ("u1" or "b1"): its `bytes` are the elements.
bool isArray(const pickle::Node& node, std::string_view type);

} // namespace likeness::formats
