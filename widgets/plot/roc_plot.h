// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/plot/rate_plot.h"

#include <QVector>
#include <optional>
#include <vector>

namespace likeness::widgets {

// True-positive rate over false-positive rate on a logarithmic axis, drawn as the steps that it is: between two points
// the rate is that of the stricter one. The axis begins where the impostor pairs stop telling anything (1 / impostors),
// never below 1e-6.
class RocPlot final : public RatePlot
{
    Q_OBJECT
public:
    struct Curve {
        QString name;
        QVector<double> fpr;  // ascending, 0..1
        QVector<double> tpr;  // same length
        qint64 impostors = 0; // pairs behind it; 0 = not known
    };
    explicit RocPlot(QWidget* parent = nullptr);
    void setCurves(const std::vector<Curve>& curves);
    void setOperatingPoint(std::optional<QPointF> rates); // FPR, TPR; a ring, at the beginning of the axis at the least
    // Highest TPR at an FPR not above `fpr`.
    static double tprAt(const Curve& curve, double fpr);

    QString csv() const override;
    bool isEmpty() const override { return m_curves.empty(); }
    QString readingAt(double x) const override;

private:
    void rescale() override;
    double leftEnd() const;
    std::vector<Curve> m_curves;
};

} // namespace likeness::widgets
