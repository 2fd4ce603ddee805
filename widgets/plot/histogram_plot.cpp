// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/histogram_plot.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <qcustomplot.h>

namespace likeness::widgets {

HistogramPlot::HistogramPlot(QWidget* parent) : Plot(parent)
{
    for (auto*& graph : m_graphs) {
        graph = plot().addGraph();
        graph->setLineStyle(QCPGraph::lsStepLeft);
    }
    m_graphs[0]->setName(tr("Impostor pairs"));
    m_graphs[1]->setName(tr("Genuine pairs"));
    m_line = new QCPItemStraightLine(&plot());
    m_line->setVisible(false);
    plot().legend->setVisible(true);
    plot().axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignLeft | Qt::AlignTop);
    setAxisLabels(tr("Cosine similarity"), tr("Share of pairs, %"));
}

void HistogramPlot::setHistogram(const QVector<double>& edges,
                                 const QVector<double>& genuine,
                                 const QVector<double>& impostor)
{
    const bool fits = edges.size() >= 2 && genuine.size() == edges.size() - 1 && impostor.size() == edges.size() - 1;
    m_edges = fits ? edges : QVector<double>();
    m_genuine = fits ? genuine : QVector<double>();
    m_impostor = fits ? impostor : QVector<double>();
    for (int k = 0; k < 2; ++k) {
        QVector<double> shares = k == 0 ? m_impostor : m_genuine;
        for (double& share : shares)
            share *= 100;
        if (fits)
            shares.push_back(0); // closes the last step
        m_graphs[k]->setData(m_edges, shares, true);
    }
    changed();
}

void HistogramPlot::setThreshold(std::optional<double> cosine)
{
    m_threshold = cosine;
    m_line->setVisible(cosine.has_value());
    if (cosine) {
        m_line->point1->setCoords(*cosine, 0);
        m_line->point2->setCoords(*cosine, 1);
    }
    changed();
}

double HistogramPlot::markDistance(const QPointF& pixel) const
{
    return m_threshold ? std::abs(plot().xAxis->coordToPixel(*m_threshold) - pixel.x())
                       : std::numeric_limits<double>::infinity();
}

void HistogramPlot::restyle()
{
    for (int k = 0; k < 2; ++k) {
        QColor colour = seriesColor(k == 0 ? 1 : 0, isDark()); // impostors warm, genuine cool
        m_graphs[k]->setPen(QPen(colour, 1.4));
        colour.setAlpha(isDark() ? 70 : 55);
        m_graphs[k]->setBrush(colour);
    }
    m_line->setPen(QPen(seriesColor(6, isDark()), 1, Qt::DashLine));
}

void HistogramPlot::rescale()
{
    double low = 1;
    double high = -1;
    double top = 0;
    for (qsizetype i = 0; i < m_genuine.size(); ++i) {
        const double share = std::max(m_genuine.at(i), m_impostor.at(i));
        if (share <= 0)
            continue;
        low = std::min(low, m_edges.at(i));
        high = std::max(high, m_edges.at(i + 1));
        top = std::max(top, share * 100);
    }
    if (low > high) {
        plot().xAxis->setRange(-1, 1);
        plot().yAxis->setRange(0, 1);
        return;
    }
    plot().xAxis->setRange(std::max(-1.0, low - 0.05), std::min(1.0, high + 0.05));
    plot().yAxis->setRange(0, std::min(top * 1.25, 105.0)); // there is no more than all
}

QString HistogramPlot::readingAt(double x) const
{
    if (m_edges.isEmpty() || x < m_edges.first() || x > m_edges.last())
        return {};
    const auto above = std::upper_bound(m_edges.begin(), m_edges.end(), x);
    const auto bin = std::clamp<qsizetype>(std::distance(m_edges.begin(), above) - 1, 0, m_genuine.size() - 1);
    return tr("Cosine %1 to %2\nGenuine %3 %\nImpostor %4 %")
        .arg(QString::number(m_edges.at(bin), 'f', 3), QString::number(m_edges.at(bin + 1), 'f', 3),
             QString::number(m_genuine.at(bin) * 100, 'f', 2), QString::number(m_impostor.at(bin) * 100, 'f', 2));
}

QString HistogramPlot::csv() const
{
    QString text = QStringLiteral("low,high,genuine,impostor\n");
    for (qsizetype i = 0; i < m_genuine.size(); ++i)
        text += QStringLiteral("%1,%2,%3,%4\n")
                    .arg(QString::number(m_edges.at(i), 'g', 9), QString::number(m_edges.at(i + 1), 'g', 9),
                         QString::number(m_genuine.at(i), 'g', 9), QString::number(m_impostor.at(i), 'g', 9));
    return text;
}

} // namespace likeness::widgets
