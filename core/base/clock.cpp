// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

#include <array>
#include <chrono>

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

std::int64_t nowMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace likeness
