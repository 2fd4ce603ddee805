// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/report/report.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QTableWidget;
class QVBoxLayout;
QT_END_NAMESPACE

namespace likeness::widgets {
class HistogramPlot;
class RocPlot;
} // namespace likeness::widgets

namespace likeness::pages {

// What a verification found: figures with intervals and sample sizes, operating points, curves, and the worst pairs as
// pictures.
class VerifyView final : public QWidget
{
    Q_OBJECT
public:
    explicit VerifyView(QWidget* parent = nullptr);
    void show(const report::Input& input);

Q_SIGNALS:
    void faceClicked(qint64 face); // of the open project
    void plotSaved(const QString& file);
    void plotSaveFailed(const QString& message);

private:
    QWidget* pairs(const QString& title, const QString& explanation, const std::vector<report::PairPicture>& pictures);
    QLabel* m_title;
    QLabel* m_figures;
    QLabel* m_sample;
    QTableWidget* m_operating;
    widgets::RocPlot* m_roc;
    widgets::HistogramPlot* m_histogram;
    QVBoxLayout* m_pairs;
};

} // namespace likeness::pages
