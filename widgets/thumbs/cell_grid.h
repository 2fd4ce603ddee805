// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QListView>

namespace likeness::widgets {

// A grid or list of equal cells for any number of rows. QListView's icon mode keeps a record and a place in a tree for
// every row; here the place of a cell is arithmetic, nothing is stored for a row, and only cells in sight are asked
// for. A selection is ranges, whatever its size: with Shift the rows between two cells, with the mouse the cells that a
// band touches. Keys, accessibility and the selection model are QListView's.
class CellGrid final : public QListView
{
    Q_OBJECT
public:
    explicit CellGrid(QWidget* parent = nullptr);
    void setOneColumn(bool on);               // cells as wide as the view: a list
    int columns() const { return m_columns; } // cells in a line, at least 1
    QSize cellSize() const
    {
        return m_cell;
    } // as the delegate wants the first, or wider to fill the line; all are alike
    // Selects these rows (ascending) and nothing else; neighbours become one range.
    void select(const std::vector<int>& rows);
    int selectedCount() const; // without a list of them

    QRect visualRect(const QModelIndex& index) const override;
    QModelIndex indexAt(const QPoint& point) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    void doItemsLayout() override;
    void keyboardSearch(const QString& text) override; // in a list only: a grid's captions are not all in memory

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void updateGeometries() override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex&) const override { return false; }
    void dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>& roles) override;
    void rowsInserted(const QModelIndex& parent, int first, int last) override;
    void rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last) override;

private:
    int rows() const;
    QRect cellRect(int row) const; // viewport pixels
    std::pair<int, int>
    rowsIn(const QRect& rect) const;        // of all lines that it touches: first, last; last < first: none
    int rowNear(const QPoint& point) const; // the cell there, or the closest
    QRect band() const;                     // viewport pixels
    QItemSelection touched(const QRect& rect) const;

    QSize m_cell{1, 1};
    int m_columns = 1;
    QPoint m_bandStart, m_bandEnd; // pixels of the contents
    bool m_banding = false;
    bool m_oneColumn = false;
};

} // namespace likeness::widgets
