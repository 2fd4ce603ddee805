// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/verify/verification.h"

#include <QWidget>
#include <functional>

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
    // nameOf: the person that a face of the open project is labelled as, empty when nobody.
    void show(const verify::Verification& input, std::function<QString(qint64 face)> nameOf = {});

Q_SIGNALS:
    void faceClicked(qint64 face); // of the open project
    void plotSaved(const QString& file);
    void plotSaveFailed(const QString& message);

private:
    QString shown(const std::string& name, qint64 face) const;
    QWidget* pairs(const QString& title, const QString& explanation, const std::vector<verify::PairPicture>& pictures);
    QLabel* m_title;
    QLabel* m_figures;
    QLabel* m_sample;
    QTableWidget* m_operating;
    widgets::RocPlot* m_roc;
    widgets::HistogramPlot* m_histogram;
    QVBoxLayout* m_pairs;
    std::function<QString(qint64)> m_nameOf;
};

} // namespace likeness::pages
