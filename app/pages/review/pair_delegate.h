// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPixmap>
#include <QStyledItemDelegate>
#include <cstdint>
#include <functional>
#include <optional>

namespace likeness::pages {

// A cell of a FaceListModel as a change: the face, an arrow, the face it is to join; the caption below. Faint and
// crossed out where it is left out (FaceMark::Rejected).
class PairDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using Picture = std::function<std::optional<QPixmap>(std::int64_t)>;
    using Other = std::function<std::int64_t(std::int64_t)>; // 0: there is none
    PairDelegate(Picture picture, Other other, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    Picture m_picture;
    Other m_other;
};

} // namespace likeness::pages
