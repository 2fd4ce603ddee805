// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/plot/rate_plot.h"

#include <QVector>
#include <optional>
#include <vector>

class QCPItemStraightLine;

namespace likeness::widgets {

// Detection error tradeoff: false-negative rate over false-positive rate, both logarithmic, drawn as the steps that it
// is. Each axis begins where the pairs stop telling anything (1 / impostors, 1 / genuine), never below 1e-6; a dotted
// line where both errors are equal meets the curve at the EER. (The DET of Martin et al. 1997 has normal deviates; the
// papers of face recognition use logarithms.)
class DetPlot final : public RatePlot
{
    Q_OBJECT
public:
    struct Curve {
        QString name;
        QVector<double> fpr;               // ascending, 0..1
        QVector<double> fnr;               // same length, descending
        qint64 impostors = 0, genuine = 0; // pairs behind it; 0 = not known
    };
    explicit DetPlot(QWidget* parent = nullptr);
    void setCurves(const std::vector<Curve>& curves);
    void setOperatingPoint(std::optional<QPointF> rates); // FPR, FNR; a ring, at the beginning of the axes at the least
    // Lowest FNR at an FPR not above `fpr`.
    static double fnrAt(const Curve& curve, double fpr);

    QString csv() const override;
    bool isEmpty() const override { return m_curves.empty(); }
    QString readingAt(double x) const override;

private:
    void restyle() override;
    void rescale() override;
    double leftEnd() const;
    double bottomEnd() const;
    std::vector<Curve> m_curves;
    QCPItemStraightLine* m_equal;
};

} // namespace likeness::widgets
