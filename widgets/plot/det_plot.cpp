// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/det_plot.h"

#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace likeness::widgets {
namespace {

// The power of ten at or below one of so many.
double beginning(qint64 pairs)
{
    if (pairs <= 0)
        return 1e-6;
    return std::clamp(std::pow(10.0, std::floor(-std::log10(static_cast<double>(pairs)))), 1e-6, 0.1);
}

} // namespace

DetPlot::DetPlot(QWidget* parent) : Plot(parent)
{
    for (auto* axis : {plot().xAxis, plot().yAxis}) {
        axis->setScaleType(QCPAxis::stLogarithmic);
        axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        axis->setNumberFormat(QStringLiteral("eb"));
        axis->setNumberPrecision(0);
        axis->setSubTicks(true);
    }
    plot().axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignTop);
    m_equal = new QCPItemStraightLine(&plot());
    m_equal->point1->setCoords(1e-6, 1e-6);
    m_equal->point2->setCoords(1, 1);
    setAxisLabels(tr("False-positive rate"), tr("False-negative rate"));
}

void DetPlot::setCurves(const std::vector<Curve>& curves)
{
    m_curves = curves;
    while (m_graphs.size() > m_curves.size()) {
        plot().removeGraph(m_graphs.back());
        m_graphs.pop_back();
    }
    while (m_graphs.size() < m_curves.size())
        m_graphs.push_back(plot().addGraph());
    // Logarithmic axes have no zero: what lies beyond their beginning is drawn at it.
    const double left = leftEnd();
    const double bottom = bottomEnd();
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        const Curve& curve = m_curves[i];
        QVector<double> x{left};
        QVector<double> y{std::max(bottom, fnrAt(curve, left))};
        for (qsizetype k = 0; k < curve.fpr.size(); ++k)
            if (curve.fpr.at(k) > left) {
                x.push_back(curve.fpr.at(k));
                y.push_back(std::max(bottom, curve.fnr.at(k)));
            }
        m_graphs[i]->setData(x, y, true);
        m_graphs[i]->setName(curve.name);
        m_graphs[i]->setLineStyle(QCPGraph::lsStepLeft);
    }
    plot().legend->setVisible(m_curves.size() > 1);
    restyle();
    changed();
}

void DetPlot::setOperatingPoint(std::optional<QPointF> rates)
{
    setMark(rates ? std::optional(QPointF(std::max(rates->x(), leftEnd()), std::max(rates->y(), bottomEnd())))
                  : std::nullopt);
}

double DetPlot::leftEnd() const
{
    qint64 most = 0;
    for (const Curve& curve : m_curves)
        most = std::max(most, curve.impostors);
    return beginning(most);
}

double DetPlot::bottomEnd() const
{
    qint64 most = 0;
    for (const Curve& curve : m_curves)
        most = std::max(most, curve.genuine);
    return beginning(most);
}

double DetPlot::fnrAt(const Curve& curve, double fpr)
{
    double best = 1;
    const auto end = std::upper_bound(curve.fpr.begin(), curve.fpr.end(), fpr);
    for (auto k = std::distance(curve.fpr.begin(), end); k-- > 0;) {
        best = std::min(best, curve.fnr.at(k));
        if (curve.fpr.at(k) < fpr)
            break; // ascending in one, descending in the other
    }
    return best;
}

void DetPlot::restyle()
{
    for (std::size_t i = 0; i < m_graphs.size(); ++i)
        m_graphs[i]->setPen(QPen(seriesColor(static_cast<int>(i), isDark()), 1.6));
    QColor faint = seriesColor(6, isDark());
    faint.setAlpha(150);
    m_equal->setPen(QPen(faint, 1, Qt::DotLine));
}

void DetPlot::rescale()
{
    plot().xAxis->setRange(leftEnd(), 1);
    plot().yAxis->setRange(bottomEnd(), 1);
}

QString DetPlot::readingAt(double x) const
{
    if (m_curves.empty())
        return {};
    x = std::clamp(x, leftEnd(), 1.0);
    QStringList lines{tr("FPR %1").arg(QString::number(x, 'e', 1))};
    for (const Curve& curve : m_curves) {
        const QString value = QString::number(fnrAt(curve, x), 'g', 3);
        QString line = m_curves.size() > 1 ? tr("%1: FNR %2").arg(curve.name, value) : tr("FNR %1").arg(value);
        if (curve.impostors > 0 && x * static_cast<double>(curve.impostors) < 10)
            line += tr(" (not enough pairs)");
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

QString DetPlot::csv() const
{
    QString text = QStringLiteral("curve,fpr,fnr\n");
    for (const Curve& curve : m_curves)
        for (qsizetype k = 0; k < curve.fpr.size(); ++k)
            text += QLatin1Char('"') + QString(curve.name).replace(QLatin1Char('"'), QLatin1String("\"\"")) +
                    QLatin1String("\",") + QString::number(curve.fpr.at(k), 'g', 9) + QLatin1Char(',') +
                    QString::number(curve.fnr.at(k), 'g', 9) + QLatin1Char('\n');
    return text;
}

} // namespace likeness::widgets
