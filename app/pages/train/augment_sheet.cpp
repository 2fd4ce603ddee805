// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/augment_sheet.h"

#include "widgets/common/theme.h"

#include <QPainter>
#include <algorithm>

namespace likeness::pages {
namespace {

constexpr int kLeast = 56, kMost = 112; // pixels of a face on the screen

} // namespace

AugmentSheet::AugmentSheet(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Faces as training sees them, beside what they are"));
}

void AugmentSheet::setRows(std::vector<Row> rows)
{
    m_rows = std::move(rows);
    m_message.clear();
    update();
}

void AugmentSheet::setMessage(const QString& text)
{
    m_rows.clear();
    m_message = text;
    update();
}

void AugmentSheet::paintEvent(QPaintEvent*)
{
    using namespace widgets;
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (m_rows.empty()) {
        painter.setPen(tones().quiet);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_message);
        return;
    }
    // As many rows of faces as large as fit.
    const int heading = painter.fontMetrics().height() + kGap;
    const int columns = static_cast<int>(m_rows.front().seen.size()) + 1;
    const int across = (width() - kMargin - kSmallGap * (columns - 1)) / columns;
    const int side = std::clamp(across, kLeast, kMost);
    const int rows =
        std::clamp((height() - heading + kSmallGap) / (side + kSmallGap), 1, static_cast<int>(m_rows.size()));
    painter.setPen(tones().quiet);
    const int seenLeft = side + kMargin;
    painter.drawText(QRect(0, 0, seenLeft - kSmallGap, heading), Qt::AlignLeft | Qt::AlignTop,
                     painter.fontMetrics().elidedText(tr("Original"), Qt::ElideRight, seenLeft - kSmallGap));
    painter.drawText(QRect(seenLeft, 0, width() - seenLeft, heading), Qt::AlignLeft | Qt::AlignTop,
                     tr("As training sees it"));
    for (int row = 0; row < rows; ++row) {
        const Row& faces = m_rows[static_cast<std::size_t>(row)];
        const int top = heading + row * (side + kSmallGap);
        painter.drawImage(QRect(0, top, side, side), faces.original);
        for (std::size_t k = 0; k < faces.seen.size(); ++k)
            painter.drawImage(QRect(seenLeft + static_cast<int>(k) * (side + kSmallGap), top, side, side),
                              faces.seen[k]);
    }
}

} // namespace likeness::pages
