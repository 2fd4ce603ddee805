// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/runs_model.h"

#include <QWidget>
#include <filesystem>
#include <vector>

QT_BEGIN_NAMESPACE
class QLineEdit;
class QMenu;
class QSortFilterProxyModel;
class QTableView;
QT_END_NAMESPACE

namespace likeness::pages {

// The table of runs with a field that filters it.
class RunListView final : public QWidget
{
    Q_OBJECT
public:
    explicit RunListView(QWidget* parent = nullptr);
    RunsModel& model() { return *m_model; }
    QTableView& table() { return *m_table; }
    std::vector<int> selectedRows() const;            // of the model, in the order shown
    int shownCount() const;                           // rows that the filter leaves
    bool select(const std::filesystem::path& folder); // and scrolls there; false: not shown
    void selectFirst();
    void selectAll();
    QLineEdit& filter() { return *m_filter; } // to be placed by whoever shows the list
    void focusFilter();
    void addColumnActions(QMenu& menu); // to show or hide each

Q_SIGNALS:
    void selectionChanged();

private:
    void showColumnsInUse();
    RunsModel* m_model;
    QSortFilterProxyModel* m_proxy;
    QTableView* m_table;
    QLineEdit* m_filter;
    bool m_columnsChosen = false; // by the person
};

} // namespace likeness::pages
