// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QTest>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace likeness::test {

// Reference material beside the project (photographs, models, golden values); it is not part of it and may be missing.
inline std::filesystem::path shared(const std::string& relative)
{
    const char* root = std::getenv("LIKENESS_SHARED");
    return std::filesystem::path(root ? root : "../shared") / relative;
}

} // namespace likeness::test

// Skips the test with a reason where the material is missing.
#define LIKENESS_NEEDS_SHARED(relative)                                                                                \
    if (!std::filesystem::exists(likeness::test::shared(relative)))                                                    \
    QSKIP("needs " relative                                                                                            \
          " of the reference material: put that in ../shared beside the project, or name its folder in "               \
          "LIKENESS_SHARED")
