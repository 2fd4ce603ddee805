// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace likeness::widgets {

// Steps and epochs are counted: no ticks between two of them.
class WholeTicker final : public QCPAxisTicker
{
    double getTickStep(const QCPRange& range) override
    {
        return std::max(1.0, std::round(QCPAxisTicker::getTickStep(range)));
    }
};

} // namespace likeness::widgets
