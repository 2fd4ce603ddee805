// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/det_plot.h"

#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace likeness::widgets {

DetPlot::DetPlot(QWidget* parent) : RatePlot(parent)
{
    makeLogarithmic(plot().xAxis);
    makeLogarithmic(plot().yAxis);
    plot().axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignTop);
    m_equal = new QCPItemStraightLine(&plot());
    m_equal->point1->setCoords(1e-6, 1e-6);
    m_equal->point2->setCoords(1, 1);
    setAxisLabels(tr("False-positive rate"), tr("False-negative rate"));
}

void DetPlot::setCurves(const std::vector<Curve>& curves)
{
    m_curves = curves;
    const double left = leftEnd();
    std::vector<Line> lines;
    for (const Curve& curve : m_curves)
        lines.push_back({curve.name, curve.fpr, curve.fnr, fnrAt(curve, left)});
    setLines(std::move(lines), left, bottomEnd());
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
    return rateAt(curve.fpr, curve.fnr, fpr, 1, false);
}

void DetPlot::restyle()
{
    RatePlot::restyle();
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
    return csvOf("fnr");
}

} // namespace likeness::widgets
