// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/splits.h"

#include <QDialog>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLabel;
class QSpinBox;
QT_END_NAMESPACE

namespace likeness::pages {

// The shares of people for train, validation and test, and whether those who have a side keep it.
class SplitsDialog final : public QDialog
{
    Q_OBJECT
public:
    SplitsDialog(const dataset::SplitOptions& options, const dataset::SplitResult& now, QWidget* parent = nullptr);
    dataset::SplitOptions options() const;

private:
    void updateShares();

    dataset::SplitOptions m_options;
    QSpinBox* m_validation; // percent
    QSpinBox* m_test;
    QSpinBox* m_seed;
    QCheckBox* m_again;
    QLabel* m_train;
};

// "Train 28 people · validation 8 · test 4", or that there are none.
QString splitsText(const dataset::SplitResult& splits);

} // namespace likeness::pages
