// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/plot/plot.h"

#include <QVector>
#include <vector>

class QCPAxis;
class QCPGraph;
class QCPItemRect;
class QCPItemText;

namespace likeness::widgets {

// What plots of a rate over the false-positive rate share: a curve is drawn as the steps that it is, and a logarithmic
// axis begins where the pairs stop telling anything.
class RatePlot : public Plot
{
public:
    // What lies at smaller rates is shaded and said to be few: `fewer` is written there. 0: nothing is.
    void setReliableFrom(double fpr, const QString& fewer = {});
    double reliableFrom() const { return m_reliableFrom; }

protected:
    struct Line {
        QString name;
        QVector<double> fpr;  // ascending, 0..1
        QVector<double> rate; // same length
        double atLeft = 0;    // the rate at the beginning of the axis
    };
    using Plot::Plot;
    void makeLogarithmic(QCPAxis* axis);
    // A logarithmic axis has no zero: what lies beyond `left` and `bottom` is drawn at them.
    void setLines(std::vector<Line> lines, double left, double bottom);
    // The power of ten at or below one of so many pairs, 1e-6 to 0.1; 1e-6 for 0, not known.
    static double beginning(qint64 pairs);
    // The last of the rates at an FPR not above `at`, and of those with that very FPR the one that `better` prefers;
    // `none` before the first.
    static double
    rateAt(const QVector<double>& fpr, const QVector<double>& rate, double at, double none, bool higherIsBetter);
    QString csvOf(const char* rate) const; // "curve,fpr,RATE" and a line for every point

    void restyle() override;

private:
    std::vector<Line> m_lines;
    std::vector<QCPGraph*> m_graphs;
    double m_reliableFrom = 0;
    QCPItemRect* m_shade = nullptr;
    QCPItemText* m_fewer = nullptr;
};

} // namespace likeness::widgets
