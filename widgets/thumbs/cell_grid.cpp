// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/thumbs/cell_grid.h"

#include "widgets/common/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>

namespace likeness::widgets {

CellGrid::CellGrid(QWidget* parent) : QListView(parent)
{
    setFlow(LeftToRight);
    setWrapping(true);
    setUniformItemSizes(true);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void CellGrid::setOneColumn(bool on)
{
    m_oneColumn = on;
    scheduleDelayedItemsLayout();
}

void CellGrid::keyboardSearch(const QString& text)
{
    if (m_oneColumn)
        QListView::keyboardSearch(text);
}

int CellGrid::rows() const
{
    return model() ? model()->rowCount(rootIndex()) : 0;
}

int CellGrid::verticalOffset() const
{
    return verticalScrollBar()->value();
}

QRect CellGrid::cellRect(int row) const
{
    return {QPoint(row % m_columns * m_cell.width(), row / m_columns * m_cell.height() - verticalOffset()), m_cell};
}

std::pair<int, int> CellGrid::rowsIn(const QRect& rect) const
{
    const int top = std::max(0, rect.top() + verticalOffset()) / m_cell.height();
    const int bottom = rect.bottom() + verticalOffset();
    if (bottom < 0)
        return {0, -1};
    const qint64 end = (qint64{bottom / m_cell.height()} + 1) * m_columns; // of the last line
    return {top * m_columns, static_cast<int>(std::min<qint64>(end, rows())) - 1};
}

int CellGrid::rowNear(const QPoint& point) const
{
    const int line = std::max(0, point.y() + verticalOffset()) / m_cell.height();
    const int column = std::clamp(point.x() / m_cell.width(), 0, m_columns - 1);
    return static_cast<int>(std::min<qint64>(qint64{line} * m_columns + column, rows() - 1));
}

QRect CellGrid::visualRect(const QModelIndex& index) const
{
    return index.isValid() ? cellRect(index.row()) : QRect();
}

QModelIndex CellGrid::indexAt(const QPoint& point) const
{
    const int row = rowNear(point);
    return row >= 0 && cellRect(row).contains(point) ? model()->index(row, modelColumn(), rootIndex()) : QModelIndex();
}

void CellGrid::scrollTo(const QModelIndex& index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    executeDelayedItemsLayout(); // the model may have grown just now
    const QRect cell = cellRect(index.row());
    const int height = viewport()->height();
    int by = 0;
    if (hint == PositionAtCenter)
        by = cell.center().y() - height / 2;
    else if (hint == PositionAtTop || (hint == EnsureVisible && cell.top() < 0))
        by = cell.top();
    else if (hint == PositionAtBottom || (hint == EnsureVisible && cell.bottom() >= height))
        by = std::min(cell.top(), cell.bottom() + 1 - height);
    verticalScrollBar()->setValue(verticalOffset() + by);
}

void CellGrid::doItemsLayout()
{
    QAbstractItemView::doItemsLayout();
}

void CellGrid::updateGeometries()
{
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QModelIndex first = model() ? model()->index(0, modelColumn(), rootIndex()) : QModelIndex();
    m_cell = itemDelegateForIndex(first)->sizeHint(option, first).expandedTo(QSize(1, 1));
    if (m_oneColumn)
        m_cell.setWidth(std::max(1, viewport()->width()));
    m_columns = std::max(1, viewport()->width() / m_cell.width());
    m_cell.setWidth(std::max(1, viewport()->width() / m_columns)); // what is left over, to all
    const int lines = (rows() + m_columns - 1) / m_columns;
    QScrollBar* bar = verticalScrollBar();
    bar->setRange(0, std::max(0, lines * m_cell.height() - viewport()->height()));
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(std::max(1, m_cell.height() / 3)); // a notch of the wheel is three
    horizontalScrollBar()->setRange(0, 0);
    QAbstractItemView::updateGeometries();
}

void CellGrid::resizeEvent(QResizeEvent* event)
{
    const int top = verticalOffset() / m_cell.height() * m_columns;
    const int columns = m_columns;
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
    if (columns != m_columns) // the same faces stay in sight
        verticalScrollBar()->setValue(top / m_columns * m_cell.height());
}

void CellGrid::scrollContentsBy(int dx, int dy)
{
    if (m_banding)
        viewport()->update();
    else
        viewport()->scroll(dx, dy);
}

void CellGrid::paintEvent(QPaintEvent* event)
{
    executeDelayedItemsLayout();
    QPainter painter(viewport());
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QStyle::State plain = option.state & ~(QStyle::State_Selected | QStyle::State_HasFocus);
    const QModelIndex hovered =
        viewport()->underMouse() ? indexAt(viewport()->mapFromGlobal(QCursor::pos())) : QModelIndex();
    const QModelIndex current = currentIndex();
    const bool focus = (hasFocus() || viewport()->hasFocus()) && current.isValid();
    const auto [first, last] = rowsIn(event->rect());
    for (int row = first; row <= last; ++row) {
        option.rect = cellRect(row);
        if (!event->region().intersects(option.rect))
            continue;
        const QModelIndex index = model()->index(row, modelColumn(), rootIndex());
        option.state = plain;
        option.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(index));
        option.state.setFlag(QStyle::State_HasFocus, focus && index == current);
        option.state.setFlag(QStyle::State_MouseOver, hovered.isValid() && index == hovered);
        itemDelegateForIndex(index)->paint(&painter, option, index);
    }
    if (!m_banding)
        return;
    QColor fill = tones().accent;
    painter.setPen(fill);
    fill.setAlphaF(0.12F);
    painter.setBrush(fill);
    painter.drawRect(band().adjusted(0, 0, -1, -1));
}

QRect CellGrid::band() const
{
    return QRect(m_bandStart, m_bandEnd).normalized().translated(0, -verticalOffset());
}

void CellGrid::mousePressEvent(QMouseEvent* event)
{
    m_banding = false;
    m_bandStart = event->position().toPoint() + QPoint(0, verticalOffset());
    QListView::mousePressEvent(event);
}

void CellGrid::mouseMoveEvent(QMouseEvent* event)
{
    m_bandEnd = event->position().toPoint() + QPoint(0, verticalOffset());
    if (event->buttons() & Qt::LeftButton && selectionMode() == ExtendedSelection)
        m_banding |= (m_bandEnd - m_bandStart).manhattanLength() >= QApplication::startDragDistance();
    QAbstractItemView::mouseMoveEvent(event);
    if (m_banding)
        viewport()->update();
}

void CellGrid::mouseReleaseEvent(QMouseEvent* event)
{
    if (std::exchange(m_banding, false))
        viewport()->update();
    QAbstractItemView::mouseReleaseEvent(event);
}

QModelIndex CellGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    const int last = rows() - 1;
    if (last < 0)
        return {};
    int row = currentIndex().isValid() ? currentIndex().row() : -1;
    const int page = std::max(1, viewport()->height() / m_cell.height()) * m_columns;
    const int inColumn = row % m_columns;
    switch (row < 0 ? MoveHome : action) {
    case MoveLeft:
    case MovePrevious:
        --row;
        break;
    case MoveRight:
    case MoveNext:
        ++row;
        break;
    case MoveUp:
        row -= row >= m_columns ? m_columns : 0;
        break;
    case MoveDown:
        row += row / m_columns < last / m_columns ? m_columns : 0;
        break;
    case MovePageUp:
        row = row >= page ? row - page : inColumn;
        break;
    case MovePageDown:
        row = row <= last - page ? row + page : last;
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = last;
        break;
    }
    return model()->index(std::clamp(row, 0, last), modelColumn(), rootIndex());
}

QItemSelection CellGrid::touched(const QRect& rect) const
{
    QItemSelection selection;
    const int left = std::max(0, rect.left()) / m_cell.width();
    const int right = std::min(rect.right() / m_cell.width(), m_columns - 1);
    const auto [first, last] = rowsIn(rect);
    if (rect.right() < 0 || left > right || last < first)
        return selection;
    const auto add = [&](int from, int to) {
        if (from <= std::min(to, last))
            selection.append(QItemSelectionRange(model()->index(from, modelColumn(), rootIndex()),
                                                 model()->index(std::min(to, last), modelColumn(), rootIndex())));
    };
    if (left == 0 && right == m_columns - 1) // whole lines are one range
        add(first, last);
    else
        for (int line = first / m_columns; line <= last / m_columns; ++line)
            add(line * m_columns + left, line * m_columns + right);
    return selection;
}

void CellGrid::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command)
{
    if (!selectionModel() || rows() == 0)
        return;
    if (m_banding) {
        selectionModel()->select(touched(rect.normalized()), command);
        return;
    }
    // The corners are where the selection began and where it ends, in either order.
    const auto [first, last] = std::minmax({rowNear(rect.topLeft()), rowNear(rect.bottomRight())});
    selectionModel()->select(QItemSelection(model()->index(first, modelColumn(), rootIndex()),
                                            model()->index(last, modelColumn(), rootIndex())),
                             command);
}

void CellGrid::select(const std::vector<int>& rows)
{
    QItemSelection selection;
    for (std::size_t i = 0; i < rows.size();) {
        std::size_t end = i + 1;
        while (end < rows.size() && rows[end] == rows[end - 1] + 1)
            ++end;
        selection.append(QItemSelectionRange(model()->index(rows[i], modelColumn(), rootIndex()),
                                             model()->index(rows[end - 1], modelColumn(), rootIndex())));
        i = end;
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

int CellGrid::selectedCount() const
{
    int count = 0;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        count += range.height();
    return count;
}

QRegion CellGrid::visualRegionForSelection(const QItemSelection& selection) const
{
    QRegion region;
    const auto [first, last] = rowsIn(viewport()->rect());
    for (const QItemSelectionRange& range : selection)
        for (int row = std::max(first, range.top()); row <= std::min(last, range.bottom()); ++row)
            region += cellRect(row);
    return region;
}

void CellGrid::dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>& roles)
{
    if (QAccessible::isActive())
        QAbstractItemView::dataChanged(topLeft, bottomRight, roles);
    const auto [first, last] = rowsIn(viewport()->rect());
    const int from = std::max(first, topLeft.row());
    const int to = std::min(last, bottomRight.row());
    if (from <= to)
        viewport()->update(
            QRect(0, cellRect(from).top(), viewport()->width(), cellRect(to).bottom() - cellRect(from).top() + 1));
}

void CellGrid::rowsInserted(const QModelIndex& parent, int first, int last)
{
    QAbstractItemView::rowsInserted(parent, first, last);
    scheduleDelayedItemsLayout();
}

void CellGrid::rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last)
{
    QAbstractItemView::rowsAboutToBeRemoved(parent, first, last);
    scheduleDelayedItemsLayout();
}

} // namespace likeness::widgets
