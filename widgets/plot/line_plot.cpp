// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/line_plot.h"

#include "widgets/plot/ticker.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace likeness::widgets {

QVector<QPointF> LinePlot::halved(const QVector<QPointF>& points)
{
    QVector<QPointF> kept;
    kept.reserve(points.size() / 2 + 4);
    for (qsizetype i = 0; i < points.size(); i += 4) {
        const auto first = points.cbegin() + i;
        const auto last = points.cbegin() + std::min(i + 4, points.size());
        const auto [low, high] =
            std::minmax_element(first, last, [](const QPointF& a, const QPointF& b) { return a.y() < b.y(); });
        kept.push_back(*std::min(low, high));
        if (low != high)
            kept.push_back(*std::max(low, high));
    }
    return kept;
}

LinePlot::LinePlot(QWidget* parent) : Plot(parent)
{
    plot().xAxis->setTicker(QSharedPointer<WholeTicker>::create());
    m_markerLine = new QCPItemStraightLine(&plot());
    m_markerLine->setVisible(false);
    plot().axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignTop);
}

int LinePlot::addSeries(const QString& name, Style style)
{
    Series series;
    series.name = name;
    series.style = style;
    if (style == Style::Smoothed) {
        series.raw = plot().addGraph();
        series.raw->removeFromLegend();
    }
    series.main = plot().addGraph();
    series.main->setName(name);
    m_series.push_back(std::move(series));
    plot().legend->setVisible(m_legend && m_series.size() > 1);
    restyle();
    changed();
    return static_cast<int>(m_series.size()) - 1;
}

void LinePlot::setLegendCorner(Qt::Corner corner)
{
    const bool left = corner == Qt::TopLeftCorner || corner == Qt::BottomLeftCorner;
    const bool top = corner == Qt::TopLeftCorner || corner == Qt::TopRightCorner;
    plot().axisRect()->insetLayout()->setInsetAlignment(0, (left ? Qt::AlignLeft : Qt::AlignRight) |
                                                               (top ? Qt::AlignTop : Qt::AlignBottom));
}

void LinePlot::setLegendShown(bool on)
{
    m_legend = on;
    plot().legend->setVisible(m_legend && m_series.size() > 1);
    changed();
}

void LinePlot::removeSeries()
{
    plot().clearGraphs();
    m_series.clear();
    plot().legend->setVisible(false);
    changed();
}

void LinePlot::append(int index, const QVector<QPointF>& points)
{
    if (points.isEmpty())
        return;
    Series& series = m_series.at(static_cast<std::size_t>(index));
    const qsizetype before = series.points.size();
    series.points += points;
    if (series.points.size() > kMaxPoints) {
        while (series.points.size() > kMaxPoints)
            series.points = halved(series.points);
        fill(series, 0);
    } else {
        fill(series, before);
    }
    changed();
}

void LinePlot::setPoints(int index, const QVector<QPointF>& points)
{
    Series& series = m_series.at(static_cast<std::size_t>(index));
    series.points = points;
    while (series.points.size() > kMaxPoints)
        series.points = halved(series.points);
    fill(series, 0);
    changed();
}

void LinePlot::fill(Series& series, qsizetype from)
{
    const auto count = series.points.size() - from;
    QVector<double> x(count);
    QVector<double> y(count);
    QVector<double> mean(count);
    if (from == 0)
        series.mean = 0;
    for (qsizetype i = 0; i < count; ++i) {
        const QPointF& p = series.points.at(from + i);
        x[i] = p.x();
        y[i] = m_logY && p.y() <= 0 ? std::numeric_limits<double>::quiet_NaN() : p.y();
        if (std::isfinite(y[i])) // a plain mean of the first ten, then a trailing one
            series.mean += (y[i] - series.mean) * std::max(0.1, 1.0 / static_cast<double>(from + i + 1));
        mean[i] = std::isfinite(y[i]) ? series.mean : y[i];
    }
    const auto put = [&](QCPGraph* graph, const QVector<double>& values) {
        if (from == 0)
            graph->setData(x, values, true);
        else
            graph->addData(x, values, true);
    };
    if (series.raw) {
        put(series.raw, y);
        put(series.main, mean);
    } else {
        put(series.main, y);
    }
}

QVector<QPointF> LinePlot::points(int series) const
{
    return m_series.at(static_cast<std::size_t>(series)).points;
}

void LinePlot::setLogY(bool on)
{
    if (m_logY == on)
        return;
    m_logY = on;
    auto* axis = plot().yAxis;
    if (on) {
        axis->setScaleType(QCPAxis::stLogarithmic);
        axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        axis->setNumberFormat(QStringLiteral("eb"));
        axis->setNumberPrecision(0);
    } else {
        axis->setScaleType(QCPAxis::stLinear);
        axis->setTicker(QSharedPointer<QCPAxisTicker>::create());
        axis->setNumberFormat(QStringLiteral("gb"));
        axis->setNumberPrecision(4);
    }
    for (Series& series : m_series)
        fill(series, 0);
    changed();
}

void LinePlot::setMarker(std::optional<double> x)
{
    if (m_marker == x)
        return;
    m_marker = x;
    m_markerLine->setVisible(x.has_value());
    if (x) {
        m_markerLine->point1->setCoords(*x, 1);
        m_markerLine->point2->setCoords(*x, 2);
    }
    changed();
}

void LinePlot::restyle()
{
    plot().yAxis->setNumberFormat(m_logY ? QStringLiteral("eb") : QStringLiteral("gb"));
    plot().yAxis->setNumberPrecision(m_logY ? 0 : 4);
    plot().xAxis->setNumberFormat(QStringLiteral("f"));
    plot().xAxis->setNumberPrecision(0);
    m_markerLine->setPen(QPen(seriesColor(6, isDark()), 1, Qt::DotLine));
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const Series& series = m_series[i];
        const QColor colour = seriesColor(static_cast<int>(i), isDark());
        series.main->setPen(QPen(colour, 1.6));
        if (series.raw) {
            QColor faint = colour;
            faint.setAlpha(isDark() ? 80 : 70);
            series.raw->setPen(QPen(faint, 1));
        }
        series.main->setScatterStyle(series.style == Style::Points
                                         ? QCPScatterStyle(QCPScatterStyle::ssDisc, colour, colour, 5)
                                         : QCPScatterStyle::ssNone);
    }
}

void LinePlot::setLeast(const QRectF& least)
{
    m_least = least;
    rescale();
}

void LinePlot::rescale()
{
    double left = std::numeric_limits<double>::max();
    double right = std::numeric_limits<double>::lowest();
    double low = left;
    double high = right;
    for (const Series& series : m_series)
        for (const QPointF& p : series.points) {
            if (!std::isfinite(p.y()) || (m_logY && p.y() <= 0))
                continue;
            left = std::min(left, p.x());
            right = std::max(right, p.x());
            low = std::min(low, p.y());
            high = std::max(high, p.y());
        }
    if (left > right) {
        plot().xAxis->setRange(0, 10);
        plot().yAxis->setRange(m_logY ? 0.1 : 0, 1);
        return;
    }
    if (!m_least.isNull()) {
        plot().xAxis->setRange(std::min(left, m_least.left()), std::max(right, m_least.right()));
        plot().yAxis->setRange(std::min(low, m_least.top()), std::max(high, m_least.bottom()));
        return;
    }
    if (right > left)
        plot().xAxis->setRange(left, right);
    else
        plot().xAxis->setRange(left - 1, left + 1); // one value alone stands in the middle
    if (m_logY) {
        plot().yAxis->setRange(low / 1.3, high * 1.3);
        return;
    }
    const double room = high > low ? (high - low) * 0.06 : std::max(1e-9, std::abs(high) * 0.1);
    // A quantity that is never negative keeps its foot at or above zero.
    plot().yAxis->setRange(low >= 0 ? std::max(0.0, low - room) : low - room, high + room);
}

bool LinePlot::isEmpty() const
{
    return std::all_of(m_series.begin(), m_series.end(), [](const Series& s) { return s.points.isEmpty(); });
}

// All values are of one place: that of the point nearest to `x`. A series without a point there has none.
QString LinePlot::readingAt(double x) const
{
    const auto nearest = [](const QVector<QPointF>& points, double to) {
        auto it =
            std::lower_bound(points.begin(), points.end(), to, [](const QPointF& p, double v) { return p.x() < v; });
        if (it == points.end() || (it != points.begin() && to - std::prev(it)->x() < it->x() - to))
            --it;
        return it;
    };
    std::optional<double> at;
    for (const Series& series : m_series)
        if (!series.points.isEmpty())
            if (const double p = nearest(series.points, x)->x(); !at || std::abs(p - x) < std::abs(*at - x))
                at = p;
    if (!at)
        return {};
    QStringList lines{tr("%1 %2", "axis name, value").arg(plot().xAxis->label(), QString::number(*at, 'g', 8))};
    for (const Series& series : m_series) {
        if (series.points.isEmpty())
            continue;
        const auto it = nearest(series.points, *at);
        double reach = 0; // half of it: a long series is thinned
        if (it != series.points.begin())
            reach = it->x() - std::prev(it)->x();
        if (std::next(it) != series.points.end())
            reach = std::max(reach, std::next(it)->x() - it->x());
        const QString value = std::abs(it->x() - *at) <= reach / 2 && std::isfinite(it->y())
                                  ? QString::number(it->y(), m_format, m_digits)
                                  : QStringLiteral("–");
        lines << (m_series.size() > 1 ? tr("%1: %2", "series: value").arg(series.name, value) : value);
    }
    return lines.join(QLatin1Char('\n'));
}

QString LinePlot::csv() const
{
    QString text = QStringLiteral("series,x,y\n");
    for (const Series& series : m_series)
        for (const QPointF& p : series.points)
            text += QLatin1Char('"') + QString(series.name).replace(QLatin1Char('"'), QLatin1String("\"\"")) +
                    QLatin1String("\",") + QString::number(p.x(), 'g', 12) + QLatin1Char(',') +
                    QString::number(p.y(), 'g', 9) + QLatin1Char('\n');
    return text;
}

} // namespace likeness::widgets
