// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <cstdint>
#include <vector>

namespace likeness::pages {

// How fast decisions are made in this sitting. Times are milliseconds of any steady clock. What takes longer than a
// minute is a pause, and counts as nothing.
class ReviewPace
{
public:
    void shown(std::int64_t now);   // a face came up
    void decided(std::int64_t now); // and was decided; counts once
    int count() const { return static_cast<int>(m_times.size()); }
    double medianSeconds() const;           // 0 while nothing was decided
    double perHour() const;                 // decisions in an hour at the mean pace; 0 while nothing was decided
    double secondsFor(int decisions) const; // at the mean pace

private:
    std::vector<std::int64_t> m_times;
    std::int64_t m_total = 0;
    std::int64_t m_since = -1;
};

// "1.4 s each, 2,500 an hour, about 35 min left"; empty before the fifth decision.
QString paceText(const ReviewPace& pace, int left);

} // namespace likeness::pages
