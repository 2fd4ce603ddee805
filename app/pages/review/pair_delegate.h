// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPixmap>
#include <QStyledItemDelegate>
#include <cstdint>
#include <functional>
#include <optional>

namespace likeness::pages {

// A cell of a FaceListModel as a change: the face, an arrow and how sure it is, the face it is to join; the caption's
// lines below. Faint and crossed out where it is left out (FaceMark::Rejected).
class PairDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using Picture = std::function<std::optional<QPixmap>(std::int64_t)>;
    struct Change {
        std::int64_t other = 0; // the face it is to join; 0: there is none
        QString sure;           // "97 %"
    };
    using ChangeOf = std::function<Change(std::int64_t)>;
    PairDelegate(Picture picture, ChangeOf change, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    Picture m_picture;
    ChangeOf m_change;
};

} // namespace likeness::pages
