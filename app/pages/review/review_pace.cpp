// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/review_pace.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <utility>

namespace likeness::pages {
namespace {

constexpr std::int64_t kPauseMs = 60'000;
constexpr int kFewest = 5; // decisions that make a pace

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::ReviewPace)
};

QString durationText(double seconds)
{
    const int minutes = static_cast<int>(std::ceil(seconds / 60));
    if (minutes <= 90)
        return Words::tr("%n min", nullptr, std::max(1, minutes));
    return Words::tr("%1 h").arg(QLocale().toString(seconds / 3600, 'f', 1));
}

} // namespace

void ReviewPace::shown(std::int64_t now)
{
    m_since = now;
}

void ReviewPace::decided(std::int64_t now)
{
    const std::int64_t since = std::exchange(m_since, -1); // a later decision answers what is shown later
    const std::int64_t took = now - since;
    if (since < 0 || took > kPauseMs)
        return;
    m_times.push_back(took);
    m_total += took;
}

double ReviewPace::medianSeconds() const
{
    if (m_times.empty())
        return 0;
    std::vector<std::int64_t> times(m_times.end() - std::min<std::ptrdiff_t>(count(), 1000), m_times.end());
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return static_cast<double>(*middle) / 1000;
}

double ReviewPace::secondsFor(int decisions) const
{
    return m_times.empty() ? 0 : static_cast<double>(m_total) / 1000 / count() * decisions;
}

double ReviewPace::perHour() const
{
    const double each = secondsFor(1);
    return each > 0 ? 3600 / each : 0;
}

QString paceText(const ReviewPace& pace, int left)
{
    if (pace.count() < kFewest || pace.perHour() <= 0)
        return {};
    const QString each = QLocale().toString(pace.medianSeconds(), 'f', 1);
    const QString hourly = QLocale().toString(static_cast<int>(std::lround(pace.perHour())));
    if (left <= 0)
        //: The pace of a review: median seconds a face, faces an hour
        return Words::tr("%1 s each, %2 an hour").arg(each, hourly);
    //: The pace of a review: median seconds a face, faces an hour, "35 min"
    return Words::tr("%1 s each, %2 an hour, about %3 left").arg(each, hourly, durationText(pace.secondsFor(left)));
}

} // namespace likeness::pages
