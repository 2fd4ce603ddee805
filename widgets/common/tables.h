// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
class QTableView;

namespace likeness::widgets {

// A list of rows to read and choose from: whole rows, no grid, no editing, Tab leaves it, headings to the left.
void makeRowTable(QTableView* table);
// The same to read only: nothing in it can be chosen, and it takes no focus.
void makeReadOnlyTable(QTableView* table);
// Long words go on below, and rows are as high as that (resizeRowsToContents(), QHeaderView::ResizeToContents), with
// room between them.
void wrapWords(QTableView* table);

} // namespace likeness::widgets
