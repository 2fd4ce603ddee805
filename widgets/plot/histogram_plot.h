// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/plot/plot.h"

#include <QVector>
#include <optional>

class QCPGraph;
class QCPItemStraightLine;

namespace likeness::widgets {

// How alike genuine and impostor pairs are: two histograms over the cosine, as shares of their kind, and the threshold
// between them.
class HistogramPlot final : public Plot
{
    Q_OBJECT
public:
    explicit HistogramPlot(QWidget* parent = nullptr);
    // edges: bins + 1, ascending; genuine and impostor: shares per bin.
    void setHistogram(const QVector<double>& edges, const QVector<double>& genuine, const QVector<double>& impostor);
    void setThreshold(std::optional<double> cosine);

    QString csv() const override;
    bool isEmpty() const override { return m_genuine.isEmpty(); }
    QString readingAt(double x) const override;

private:
    void restyle() override;
    void rescale() override;
    double markDistance(const QPointF& pixel) const override; // the threshold's line
    QVector<double> m_edges, m_genuine, m_impostor;
    std::optional<double> m_threshold;
    QCPGraph* m_graphs[2];
    QCPItemStraightLine* m_line;
};

} // namespace likeness::widgets
