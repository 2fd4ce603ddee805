// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/rate_plot.h"

#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace likeness::widgets {

void RatePlot::makeLogarithmic(QCPAxis* axis)
{
    axis->setScaleType(QCPAxis::stLogarithmic);
    axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    axis->setNumberFormat(QStringLiteral("eb"));
    axis->setNumberPrecision(0);
    axis->setSubTicks(true);
}

void RatePlot::setLines(std::vector<Line> lines, double left, double bottom)
{
    m_lines = std::move(lines);
    while (m_graphs.size() > m_lines.size()) {
        plot().removeGraph(m_graphs.back());
        m_graphs.pop_back();
    }
    while (m_graphs.size() < m_lines.size())
        m_graphs.push_back(plot().addGraph());
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const Line& line = m_lines[i];
        QVector<double> x{left};
        QVector<double> y{std::max(bottom, line.atLeft)};
        for (qsizetype k = 0; k < line.fpr.size(); ++k)
            if (line.fpr.at(k) > left) {
                x.push_back(line.fpr.at(k));
                y.push_back(std::max(bottom, line.rate.at(k)));
            }
        m_graphs[i]->setData(x, y, true);
        m_graphs[i]->setName(line.name);
        m_graphs[i]->setLineStyle(QCPGraph::lsStepLeft);
    }
    plot().legend->setVisible(m_lines.size() > 1);
    restyle();
    changed();
}

double RatePlot::beginning(qint64 pairs)
{
    if (pairs <= 0)
        return 1e-6;
    return std::clamp(std::pow(10.0, std::floor(-std::log10(static_cast<double>(pairs)))), 1e-6, 0.1);
}

double
RatePlot::rateAt(const QVector<double>& fpr, const QVector<double>& rate, double at, double none, bool higherIsBetter)
{
    double best = none;
    const auto end = std::upper_bound(fpr.begin(), fpr.end(), at);
    for (auto k = std::distance(fpr.begin(), end); k-- > 0;) {
        best = higherIsBetter ? std::max(best, rate.at(k)) : std::min(best, rate.at(k));
        if (fpr.at(k) < at)
            break; // ascending in one, never worse in the other
    }
    return best;
}

QString RatePlot::csvOf(const char* rate) const
{
    QString text = QStringLiteral("curve,fpr,") + QLatin1String(rate) + QLatin1Char('\n');
    for (const Line& line : m_lines)
        for (qsizetype k = 0; k < line.fpr.size(); ++k)
            text += QLatin1Char('"') + QString(line.name).replace(QLatin1Char('"'), QLatin1String("\"\"")) +
                    QLatin1String("\",") + QString::number(line.fpr.at(k), 'g', 9) + QLatin1Char(',') +
                    QString::number(line.rate.at(k), 'g', 9) + QLatin1Char('\n');
    return text;
}

void RatePlot::restyle()
{
    for (std::size_t i = 0; i < m_graphs.size(); ++i)
        m_graphs[i]->setPen(QPen(seriesColor(static_cast<int>(i), isDark()), 1.6));
}

} // namespace likeness::widgets
