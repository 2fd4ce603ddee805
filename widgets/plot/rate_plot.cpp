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

void RatePlot::setReliableFrom(double fpr, const QString& fewer)
{
    constexpr double kSmallest = 1e-12; // beyond any axis
    m_reliableFrom = fpr;
    if (!m_shade) {
        m_shade = new QCPItemRect(&plot());
        m_shade->setLayer(QStringLiteral("background"));
        m_shade->setPen(Qt::NoPen);
        m_fewer = new QCPItemText(&plot());
        for (QCPItemPosition* at : {m_shade->topLeft, m_shade->bottomRight, m_fewer->position})
            at->setTypeY(QCPItemPosition::ptAxisRectRatio);
        m_fewer->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom); // beside it, where there is room
        m_fewer->setPadding({4, 0, 0, 4});
    }
    m_shade->topLeft->setCoords(kSmallest, 0);
    m_shade->bottomRight->setCoords(std::max(fpr, kSmallest), 1);
    m_fewer->position->setCoords(std::max(fpr, kSmallest), 1);
    m_fewer->setText(QString(QStringLiteral("← ") + fewer));
    for (QCPAbstractItem* item : std::initializer_list<QCPAbstractItem*>{m_shade, m_fewer})
        item->setVisible(fpr > 0);
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
    if (!m_shade)
        return;
    QColor shade = palette().color(QPalette::Text);
    shade.setAlphaF(0.08F);
    m_shade->setBrush(shade);
    QColor words = palette().color(QPalette::Text);
    words.setAlphaF(0.7F);
    m_fewer->setColor(words);
}

} // namespace likeness::widgets
