// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/plot/plot.h"

#include <QVector>
#include <optional>

class QCPGraph;
class QCPItemStraightLine;

namespace likeness::widgets {

// How far apart photographs of one person and of two persons are (1 − cosine), over the epochs: median as a line, 5th
// to 95th percentile as a band. Training works when the bands part.
class DistancePlot final : public Plot
{
    Q_OBJECT
public:
    struct Percentiles {
        double p05 = 0, p50 = 0, p95 = 0;
    };
    struct Sample {
        double epoch = 0;
        Percentiles intra, inter; // 1 − cosine, 0..2
    };
    explicit DistancePlot(QWidget* parent = nullptr);
    void setSamples(const QVector<Sample>& samples); // ascending epochs
    void setMarker(std::optional<double> epoch);

    QString csv() const override;
    bool isEmpty() const override { return m_samples.isEmpty(); }
    QString readingAt(double x) const override;

private:
    void restyle() override;
    void rescale() override;
    QVector<Sample> m_samples;
    std::optional<double> m_marker;
    QCPGraph* m_low[2];
    QCPGraph* m_high[2];
    QCPGraph* m_median[2];
    QCPItemStraightLine* m_line;
};

} // namespace likeness::widgets
