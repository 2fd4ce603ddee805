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
constexpr int kArrow = 48; // with the percentage below it
constexpr int kLines = 2;
constexpr int kPad = 8;
constexpr qreal kRadius = 5;

} // namespace

PairDelegate::PairDelegate(Picture picture, ChangeOf change, QObject* parent)
    : QStyledItemDelegate(parent), m_picture(std::move(picture)), m_change(std::move(change))
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
    const Change change = m_change(face);
    const int width = 2 * kSide + kArrow;
    const QRect first(cell.center().x() - width / 2, cell.top() + kPad - 2, kSide, kSide);
    QFont font = option.font;
    font.setPointSizeF(font.pointSizeF() * 0.88);
    painter->setFont(font);
    painter->setPen(leftOut ? tones().quiet : option.palette.color(QPalette::Text));
    painter->setOpacity(leftOut ? 0.35 : 1);
    paintFace(*painter, first, m_picture(face), kRadius);
    const QRect between(first.right() + 1, first.top(), kArrow, kSide);
    const int height = QFontMetrics(font).height();
    if (change.other) {
        icon(QStringLiteral("next")).paint(painter, QRect(between.center() - QPoint(8, 16), QSize(16, 16)));
        paintFace(*painter, first.translated(kSide + kArrow, 0), m_picture(change.other), kRadius);
    }
    painter->drawText(between.translated(0, change.other ? height / 2 + 2 : 0), Qt::AlignCenter, change.sure);
    painter->setOpacity(1);
    if (leftOut)
        icon(QStringLiteral("reject")).paint(painter, QRect(first.topLeft() + QPoint(4, 4), QSize(20, 20)));
    if (option.state & QStyle::State_HasFocus) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(tones().accent, 2));
        painter->drawRoundedRect(cell, kRadius, kRadius);
    }
    font.setStrikeOut(leftOut);
    painter->setFont(font);
    painter->setPen(leftOut ? tones().quiet : option.palette.color(QPalette::Text));
    QRect line(first.left(), first.bottom() + 4, width, height);
    for (const QString& text : index.data(Qt::DisplayRole).toString().split(QLatin1Char('\n'))) {
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(text, Qt::ElideRight, line.width()));
        line.translate(0, height);
    }
    painter->restore();
}

QSize PairDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {2 * kSide + kArrow + 2 * kPad + 4, kSide + 2 * kPad + kLines * option.fontMetrics.height() + 4};
}

} // namespace likeness::pages
