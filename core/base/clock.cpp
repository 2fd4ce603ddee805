// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

#include <array>

namespace likeness {
namespace {

std::string textOf(const char* format, const std::tm& time)
{
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &time)};
}

} // namespace

std::string utcText(const char* format, std::time_t time)
{
    std::tm parts{};
    gmtime_r(&time, &parts);
    return textOf(format, parts);
}

std::string localText(const char* format, std::time_t time)
{
    std::tm parts{};
    localtime_r(&time, &parts);
    return textOf(format, parts);
}

} // namespace likeness
