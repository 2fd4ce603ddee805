// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/thumbs/face_delegate.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/models/people_model.h"
#include "widgets/thumbs/paint_face.h"

#include <QApplication>
#include <QLocale>
#include <QPainter>

namespace likeness::widgets {
namespace {

constexpr int kPad = 6;
constexpr qreal kRadius = 5;

void drawMark(QPainter* painter, const QRect& picture, FaceMark mark)
{
    QColor color;
    QString name;
    switch (mark) {
    case FaceMark::None:
    case FaceMark::NoFace:
        return;
    case FaceMark::Flagged:
        color = tones().warn;
        name = QStringLiteral("review");
        break;
    case FaceMark::Shared:
        color = tones().accent;
        name = QStringLiteral("versions");
        break;
    case FaceMark::Confirmed:
        color = tones().good;
        name = QStringLiteral("check");
        break;
    case FaceMark::Unsure:
        color = tones().warn;
        name = QStringLiteral("unsure");
        break;
    case FaceMark::Rejected:
        color = tones().bad;
        name = QStringLiteral("reject");
        break;
    }
    const QRect badge(picture.right() - 20, picture.top() + 3, 18, 18);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawEllipse(badge);
    // White on the mark's colour (dark on light in the dark theme), whatever the palette says.
    icon(name).paint(painter, badge.adjusted(3, 3, -3, -3), Qt::AlignCenter, QIcon::Selected);
}

} // namespace

void FaceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const bool selected = option.state & QStyle::State_Selected;
    const QRect cell = option.rect.adjusted(2, 2, -2, -2);
    if (selected) {
        QColor fill = tones().accent;
        fill.setAlphaF(0.16F);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(cell, kRadius, kRadius);
    }
    const QRect picture(cell.left() + (cell.width() - m_size) / 2, cell.top() + kPad - 2, m_size, m_size);
    const auto mark = static_cast<FaceMark>(index.data(FaceListModel::MarkRole).toInt());
    const QVariant decoration = index.data(Qt::DecorationRole);
    paintFace(*painter, picture, decoration.isValid() ? std::optional(decoration.value<QPixmap>()) : std::nullopt,
              kRadius, mark == FaceMark::Rejected ? 0.4 : 1);
    drawMark(painter, picture, mark);
    if (selected || option.state & QStyle::State_HasFocus) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(tones().accent, 2));
        painter->drawRoundedRect(cell, kRadius, kRadius);
    }
    const QString caption = index.data(Qt::DisplayRole).toString();
    QFont font = option.font;
    font.setPointSizeF(font.pointSizeF() * 0.88);
    painter->setFont(font);
    painter->setPen(mark == FaceMark::Rejected || mark == FaceMark::NoFace ? tones().quiet
                                                                           : option.palette.color(QPalette::Text));
    const QRect text(cell.left() + 2, picture.bottom() + 3, cell.width() - 4, cell.bottom() - picture.bottom() - 3);
    painter->drawText(text, Qt::AlignHCenter | Qt::AlignVCenter,
                      QFontMetrics(font).elidedText(caption, Qt::ElideMiddle, text.width()));
    painter->restore();
}

QSize FaceDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {m_size + 2 * kPad + 4, m_size + 2 * kPad + (m_captions ? option.fontMetrics.height() + 4 : 0)};
}

void PersonDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state & QStyle::State_Selected;
    const QRect row = option.rect.adjusted(4, 1, -4, -1);
    if (selected || option.state & QStyle::State_MouseOver) {
        QColor fill = selected ? tones().accent : option.palette.color(QPalette::Text);
        fill.setAlphaF(selected ? 0.16F : 0.05F);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(row, kRadius, kRadius);
    }
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(QPen(tones().accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(row, kRadius, kRadius);
    }
    QRect text = row.adjusted(8, 0, -8, 0);
    const QString count = QLocale().toString(index.data(PeopleModel::FacesRole).toInt());
    painter->setPen(tones().quiet);
    painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, count);
    text.setRight(text.right() - option.fontMetrics.horizontalAdvance(count) - 8);
    if (const int flagged = index.data(PeopleModel::FlaggedRole).toInt(); flagged > 0) {
        const QString number = QLocale().toString(flagged);
        const int width = std::max(18, option.fontMetrics.horizontalAdvance(number) + 10);
        const QRect badge(text.right() - width, text.center().y() - 8, width, 17);
        QColor fill = tones().warn;
        fill.setAlphaF(0.18F);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(badge, 8, 8);
        painter->setPen(tones().warn);
        painter->drawText(badge, Qt::AlignCenter, number);
        text.setRight(badge.left() - 6);
    }
    painter->setPen(selected ? tones().accent : option.palette.color(QPalette::Text));
    QFont font = option.font;
    if (index.data(PeopleModel::IdRole).toLongLong() <= 0)
        font.setItalic(true);
    painter->setFont(font);
    painter->drawText(
        text, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, text.width()));
    painter->restore();
}

QSize PersonDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {120, option.fontMetrics.height() + 12};
}

CellGrid* makeFaceGrid(FaceDelegate* delegate, QWidget* parent)
{
    auto* grid = new CellGrid(parent);
    grid->setItemDelegate(delegate);
    grid->setContextMenuPolicy(Qt::CustomContextMenu);
    return grid;
}

} // namespace likeness::widgets
