// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/roc_plot.h"

#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace likeness::widgets {

RocPlot::RocPlot(QWidget* parent) : RatePlot(parent)
{
    makeLogarithmic(plot().xAxis);
    plot().axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignBottom);
    setAxisLabels(tr("False-positive rate"), tr("True-positive rate"));
}

void RocPlot::setCurves(const std::vector<Curve>& curves)
{
    m_curves = curves;
    const double left = leftEnd();
    std::vector<Line> lines;
    for (const Curve& curve : m_curves)
        lines.push_back({curve.name, curve.fpr, curve.tpr, tprAt(curve, left)});
    setLines(std::move(lines), left, 0);
}

void RocPlot::setOperatingPoint(std::optional<QPointF> rates)
{
    setMark(rates ? std::optional(QPointF(std::max(rates->x(), leftEnd()), rates->y())) : std::nullopt);
}

double RocPlot::leftEnd() const
{
    qint64 impostors = 0;
    for (const Curve& curve : m_curves)
        impostors = std::max(impostors, curve.impostors);
    return beginning(impostors);
}

double RocPlot::tprAt(const Curve& curve, double fpr)
{
    return rateAt(curve.fpr, curve.tpr, fpr, 0, true);
}

void RocPlot::rescale()
{
    plot().xAxis->setRange(leftEnd(), 1);
    plot().yAxis->setRange(0, 1.02);
}

QString RocPlot::readingAt(double x) const
{
    if (m_curves.empty())
        return {};
    x = std::clamp(x, leftEnd(), 1.0);
    QStringList lines{tr("FPR %1").arg(QString::number(x, 'e', 1))};
    for (const Curve& curve : m_curves) {
        const QString value = QString::number(tprAt(curve, x), 'f', 4);
        QString line = m_curves.size() > 1 ? tr("%1: TPR %2").arg(curve.name, value) : tr("TPR %1").arg(value);
        if (curve.impostors > 0 && x * static_cast<double>(curve.impostors) < 10)
            line += tr(" (not enough pairs)");
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

QString RocPlot::csv() const
{
    return csvOf("tpr");
}

} // namespace likeness::widgets
