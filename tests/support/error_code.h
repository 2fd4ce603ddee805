// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/error.h"

#include <string>

namespace likeness::test {

// The code of the Error that `work` throws as text ("newer_project"); "nothing" when it throws none.
template<typename Work>
std::string codeOf(Work&& work)
{
    try {
        work();
    } catch (const Error& e) {
        return std::string(codeName(e.code()));
    }
    return "nothing";
}

} // namespace likeness::test
