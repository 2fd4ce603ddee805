// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/plot/plot.h"

#include <QPointF>
#include <QRectF>
#include <QVector>
#include <optional>
#include <vector>

class QCPGraph;
class QCPItemStraightLine;

namespace likeness::widgets {

// Values over steps or epochs, growing while one looks. At most kMaxPoints a series are kept: beyond that, every four
// neighbours become their lowest and highest, so that a spike never disappears.
class LinePlot final : public Plot
{
    Q_OBJECT
public:
    static constexpr int kMaxPoints = 16384;
    enum class Style {
        Line,     // as it is
        Smoothed, // the values faint, their trailing mean in full colour
        Points,   // few values, marked
    };

    // Half as many: every four neighbours become their lowest and highest, in the order in which they came.
    static QVector<QPointF> halved(const QVector<QPointF>& points);

    explicit LinePlot(QWidget* parent = nullptr);
    int addSeries(const QString& name, Style style = Style::Line); // its number; the colour follows from it
    void removeSeries();
    void append(int series, const QVector<QPointF>& points); // x ascending, beyond what is there
    void setPoints(int series, const QVector<QPointF>& points);
    QVector<QPointF> points(int series) const;
    int seriesCount() const { return static_cast<int>(m_series.size()); }
    void setLegendCorner(Qt::Corner corner); // top right at first, where a falling curve leaves room
    void setLegendShown(bool on);            // of several series; where a neighbour's legend says it already, none
    // The axes hold at least this; what lies beyond widens them.
    void setLeast(const QRectF& least);
    void setLogY(bool on); // values <= 0 are left out
    bool logY() const { return m_logY; }
    void setValueFormat(char format, int digits)
    {
        m_format = format, m_digits = digits;
    }                                        // of readings; as QString::number
    void setMarker(std::optional<double> x); // a line at the moment that other plots show

    QString csv() const override;
    bool isEmpty() const override;
    QString readingAt(double x) const override;

private:
    struct Series {
        QString name;
        Style style = Style::Line;
        QVector<QPointF> points;
        double mean = 0; // trailing, of the last point
        QCPGraph* raw = nullptr;
        QCPGraph* main = nullptr;
    };
    void restyle() override;
    void rescale() override;
    void fill(Series& series, qsizetype from);
    std::vector<Series> m_series;
    std::optional<double> m_marker;
    QCPItemStraightLine* m_markerLine = nullptr;
    QRectF m_least; // null: only what is there
    bool m_legend = true;
    bool m_logY = false;
    char m_format = 'g';
    int m_digits = 4;
};

} // namespace likeness::widgets
