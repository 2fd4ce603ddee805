// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/pair_delegate.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/paint_face.h"

#include <QPainter>

namespace likeness::pages {

using namespace widgets;

namespace {

constexpr int kSide = 84;
constexpr int kArrow = 24;
constexpr int kPad = 8;
constexpr qreal kRadius = 5;

} // namespace

PairDelegate::PairDelegate(Picture picture, Other other, QObject* parent)
    : QStyledItemDelegate(parent), m_picture(std::move(picture)), m_other(std::move(other))
{
}

void PairDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const bool selected = option.state & QStyle::State_Selected;
    const bool leftOut = index.data(FaceListModel::MarkRole).toInt() == static_cast<int>(FaceMark::Rejected);
    const QRect cell = option.rect.adjusted(2, 2, -2, -2);
    if (selected) {
        QColor fill = tones().accent;
        fill.setAlphaF(0.16F);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(cell, kRadius, kRadius);
    }
    const auto face = index.data(FaceListModel::FaceIdRole).toLongLong();
    const auto other = m_other(face);
    const int width = other ? 2 * kSide + kArrow : kSide;
    const QRect first(cell.center().x() - width / 2, cell.top() + kPad - 2, kSide, kSide);
    painter->setOpacity(leftOut ? 0.35 : 1);
    paintFace(*painter, first, m_picture(face), kRadius);
    if (other) {
        icon(QStringLiteral("next"))
            .paint(painter, QRect(first.right() + 5, first.center().y() - 8, 16, 16), Qt::AlignCenter);
        paintFace(*painter, first.translated(kSide + kArrow, 0), m_picture(other), kRadius);
    }
    painter->setOpacity(1);
    if (leftOut)
        icon(QStringLiteral("reject")).paint(painter, QRect(first.topLeft() + QPoint(4, 4), QSize(20, 20)));
    if (option.state & QStyle::State_HasFocus) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(tones().accent, 2));
        painter->drawRoundedRect(cell, kRadius, kRadius);
    }
    QFont font = option.font;
    font.setPointSizeF(font.pointSizeF() * 0.88);
    font.setStrikeOut(leftOut);
    painter->setFont(font);
    painter->setPen(leftOut ? tones().quiet : option.palette.color(QPalette::Text));
    const QRect text(cell.left() + 2, first.bottom() + 3, cell.width() - 4, cell.bottom() - first.bottom() - 3);
    painter->drawText(
        text, Qt::AlignCenter,
        QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, text.width()));
    painter->restore();
}

QSize PairDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {2 * kSide + kArrow + 2 * kPad + 4, kSide + 2 * kPad + option.fontMetrics.height() + 4};
}

} // namespace likeness::pages
