// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/evidence_strip.h"

#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr std::size_t kMostParts = 8;

} // namespace

EvidenceStrip::EvidenceStrip(QWidget* parent) : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kMargin, kGap, kMargin, 0);
    row->setSpacing(2 * kMargin);
    for (std::size_t i = 0; i < kMostParts; ++i) {
        Cell cell;
        cell.box = new QWidget(this);
        auto* column = new QVBoxLayout(cell.box);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        cell.name = new QLabel(cell.box);
        cell.name->setProperty("role", QStringLiteral("quiet"));
        cell.value = new QLabel(cell.box);
        for (QLabel* label : {cell.name, cell.value}) {
            label->setTextFormat(Qt::PlainText);
            column->addWidget(label);
        }
        row->addWidget(cell.box);
        cell.box->hide();
        m_cells.push_back(cell);
    }
    row->addStretch(1);
}

void EvidenceStrip::setParts(const std::vector<EvidencePart>& parts)
{
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const Cell& cell = m_cells[i];
        cell.box->setVisible(i < parts.size());
        if (i >= parts.size())
            continue;
        const EvidencePart& part = parts[i];
        cell.name->setText(part.name);
        cell.value->setText(part.value);
        cell.box->setToolTip(part.tip);
        QPalette palette = cell.box->palette();
        if (part.tone != EvidencePart::Tone::Plain)
            palette.setColor(QPalette::WindowText,
                             part.tone == EvidencePart::Tone::Against ? tones().bad : tones().good);
        cell.value->setPalette(palette);
    }
}

} // namespace likeness::pages
