// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/review/review_text.h"

#include <QWidget>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace likeness::pages {

// The figures behind a suspicion side by side: what each is called, and under it what it says.
class EvidenceStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit EvidenceStrip(QWidget* parent = nullptr);
    void setParts(const std::vector<EvidencePart>& parts); // at most 8

private:
    struct Cell {
        QWidget* box = nullptr;
        QLabel* name = nullptr;
        QLabel* value = nullptr;
    };
    std::vector<Cell> m_cells;
};

} // namespace likeness::pages
