// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/thumbs/cell_grid.h"

#include <QStyledItemDelegate>

namespace likeness::widgets {

// Draws a cell of a FaceListModel: the picture, a mark in its corner, the caption under it; a quiet placeholder while
// it is read.
class FaceDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit FaceDelegate(QObject* parent = nullptr) : QStyledItemDelegate(parent) {}
    void setPictureSize(int pixels) { m_size = pixels; }
    void setCaptions(bool shown) { m_captions = shown; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int m_size = 96;
    bool m_captions = true;
};

// A row of a PeopleModel: name, flagged count in the warning colour, number of faces.
class PersonDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit PersonDelegate(QObject* parent = nullptr) : QStyledItemDelegate(parent) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

CellGrid* makeFaceGrid(FaceDelegate* delegate, QWidget* parent);

} // namespace likeness::widgets
