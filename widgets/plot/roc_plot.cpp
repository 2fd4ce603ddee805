// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/roc_plot.h"

#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace likeness::widgets {

RocPlot::RocPlot(QWidget* parent) : Plot(parent)
{
    auto* axis = plot().xAxis;
    axis->setScaleType(QCPAxis::stLogarithmic);
    axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    axis->setNumberFormat(QStringLiteral("eb"));
    axis->setNumberPrecision(0);
    axis->setSubTicks(true);
    plot().axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignBottom);
    setAxisLabels(tr("False-positive rate"), tr("True-positive rate"));
}

void RocPlot::setCurves(const std::vector<Curve>& curves)
{
    m_curves = curves;
    while (m_graphs.size() > m_curves.size()) {
        plot().removeGraph(m_graphs.back());
        m_graphs.pop_back();
    }
    while (m_graphs.size() < m_curves.size())
        m_graphs.push_back(plot().addGraph());
    const double left = leftEnd();
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        const Curve& curve = m_curves[i];
        // A logarithmic axis has no zero: what lies left of its beginning is drawn at its beginning.
        QVector<double> x{left};
        QVector<double> y{tprAt(curve, left)};
        for (qsizetype k = 0; k < curve.fpr.size(); ++k)
            if (curve.fpr.at(k) > left) {
                x.push_back(curve.fpr.at(k));
                y.push_back(curve.tpr.at(k));
            }
        m_graphs[i]->setData(x, y, true);
        m_graphs[i]->setName(curve.name);
        m_graphs[i]->setLineStyle(QCPGraph::lsStepLeft);
    }
    plot().legend->setVisible(m_curves.size() > 1);
    restyle();
    changed();
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
    if (impostors <= 0)
        return 1e-6;
    return std::clamp(std::pow(10.0, std::floor(-std::log10(static_cast<double>(impostors)))), 1e-6, 0.1);
}

double RocPlot::tprAt(const Curve& curve, double fpr)
{
    double best = 0;
    const auto end = std::upper_bound(curve.fpr.begin(), curve.fpr.end(), fpr);
    for (auto k = std::distance(curve.fpr.begin(), end); k-- > 0;) {
        best = std::max(best, curve.tpr.at(k));
        if (curve.fpr.at(k) < fpr)
            break; // ascending in both
    }
    return best;
}

void RocPlot::restyle()
{
    for (std::size_t i = 0; i < m_graphs.size(); ++i)
        m_graphs[i]->setPen(QPen(seriesColor(static_cast<int>(i), isDark()), 1.6));
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
    QString text = QStringLiteral("curve,fpr,tpr\n");
    for (const Curve& curve : m_curves)
        for (qsizetype k = 0; k < curve.fpr.size(); ++k)
            text += QLatin1Char('"') + QString(curve.name).replace(QLatin1Char('"'), QLatin1String("\"\"")) +
                    QLatin1String("\",") + QString::number(curve.fpr.at(k), 'g', 9) + QLatin1Char(',') +
                    QString::number(curve.tpr.at(k), 'g', 9) + QLatin1Char('\n');
    return text;
}

} // namespace likeness::widgets
