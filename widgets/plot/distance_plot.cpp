// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/distance_plot.h"

#include "widgets/plot/ticker.h"

#include <algorithm>
#include <cmath>

namespace likeness::widgets {

DistancePlot::DistancePlot(QWidget* parent) : Plot(parent)
{
    for (int k = 0; k < 2; ++k) {
        m_low[k] = plot().addGraph();
        m_high[k] = plot().addGraph();
        m_median[k] = plot().addGraph();
        m_high[k]->setChannelFillGraph(m_low[k]);
        m_low[k]->removeFromLegend();
        m_high[k]->removeFromLegend();
    }
    m_median[0]->setName(tr("Same person"));
    m_median[1]->setName(tr("Different persons"));
    plot().xAxis->setTicker(QSharedPointer<WholeTicker>::create());
    m_line = new QCPItemStraightLine(&plot());
    m_line->setVisible(false);
    plot().legend->setVisible(true);
    plot().axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignLeft | Qt::AlignTop);
    setAxisLabels(tr("Epoch"), tr("Distance, 1 − cosine"));
}

void DistancePlot::setSamples(const QVector<Sample>& samples)
{
    m_samples = samples;
    QVector<double> x;
    QVector<double> values[2][3];
    for (const Sample& sample : samples) {
        x.push_back(sample.epoch);
        for (int k = 0; k < 2; ++k) {
            const Percentiles& p = k == 0 ? sample.intra : sample.inter;
            values[k][0].push_back(p.p05);
            values[k][1].push_back(p.p50);
            values[k][2].push_back(p.p95);
        }
    }
    for (int k = 0; k < 2; ++k) {
        m_low[k]->setData(x, values[k][0], true);
        m_median[k]->setData(x, values[k][1], true);
        m_high[k]->setData(x, values[k][2], true);
    }
    restyle();
    changed();
}

void DistancePlot::setMarker(std::optional<double> epoch)
{
    m_marker = epoch;
    m_line->setVisible(epoch.has_value());
    if (epoch) {
        m_line->point1->setCoords(*epoch, 0);
        m_line->point2->setCoords(*epoch, 1);
    }
    changed();
}

void DistancePlot::restyle()
{
    plot().xAxis->setNumberFormat(QStringLiteral("f"));
    plot().xAxis->setNumberPrecision(0);
    for (int k = 0; k < 2; ++k) {
        QColor colour = seriesColor(k, isDark());
        m_median[k]->setPen(QPen(colour, 1.6));
        // One verification alone makes no line yet: its point is marked.
        m_median[k]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colour, colour, 5));
        QColor edge = colour;
        edge.setAlpha(110);
        m_low[k]->setPen(QPen(edge, 1));
        m_high[k]->setPen(QPen(edge, 1));
        for (auto* graph : {m_low[k], m_high[k]})
            graph->setScatterStyle(m_samples.size() == 1 ? QCPScatterStyle(QCPScatterStyle::ssPlus, edge, 7)
                                                         : QCPScatterStyle::ssNone);
        colour.setAlpha(isDark() ? 60 : 45);
        m_high[k]->setBrush(colour);
    }
    m_line->setPen(QPen(seriesColor(6, isDark()), 1, Qt::DotLine));
}

void DistancePlot::rescale()
{
    double top = 0.02; // an untrained network has every face close to every other
    for (const Sample& sample : m_samples)
        top = std::max({top, sample.inter.p95, sample.intra.p95});
    plot().yAxis->setRange(0, std::min(2.0, top * 1.05));
    if (m_samples.isEmpty())
        plot().xAxis->setRange(0, 10);
    else if (m_samples.size() == 1)
        plot().xAxis->setRange(m_samples.first().epoch - 1, m_samples.first().epoch + 1);
    else
        plot().xAxis->setRange(m_samples.first().epoch, m_samples.last().epoch);
}

QString DistancePlot::readingAt(double x) const
{
    if (m_samples.isEmpty())
        return {};
    const auto nearest = std::min_element(m_samples.begin(), m_samples.end(), [x](const Sample& a, const Sample& b) {
        return std::abs(a.epoch - x) < std::abs(b.epoch - x);
    });
    const auto text = [](const Percentiles& p) {
        return tr("%1 (%2 to %3)", "median (5th to 95th percentile)")
            .arg(QString::number(p.p50, 'f', 3), QString::number(p.p05, 'f', 3), QString::number(p.p95, 'f', 3));
    };
    return tr("Epoch %1\nSame person %2\nDifferent persons %3")
        .arg(QString::number(nearest->epoch, 'g', 6), text(nearest->intra), text(nearest->inter));
}

QString DistancePlot::csv() const
{
    QString text = QStringLiteral("epoch,intra_p05,intra_p50,intra_p95,inter_p05,inter_p50,inter_p95\n");
    for (const Sample& s : m_samples) {
        QStringList row;
        for (double v : {s.epoch, s.intra.p05, s.intra.p50, s.intra.p95, s.inter.p05, s.inter.p50, s.inter.p95})
            row << QString::number(v, 'g', 9);
        text += row.join(QLatin1Char(',')) + QLatin1Char('\n');
    }
    return text;
}

} // namespace likeness::widgets
