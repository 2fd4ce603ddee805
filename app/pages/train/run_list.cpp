// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/run_list.h"

#include "widgets/common/tables.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;

RunListView::RunListView(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("runFilter"));
    m_filter->setPlaceholderText(tr("Filter the runs"));
    m_filter->setAccessibleName(tr("Filter the runs"));
    m_filter->setToolTip(
        tr("Shows the runs whose name, state, network, version or computer holds all these words (/)"));
    m_filter->setClearButtonEnabled(true);

    m_model = new RunsModel(this);
    m_proxy = new QSortFilterProxyModel(this);
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(Qt::UserRole);
    m_proxy->setFilterRole(RunsModel::FilterRole);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("runTable"));
    m_table->setModel(m_proxy);
    makeRowTable(m_table);
    m_table->setAlternatingRowColors(false);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunsModel::Created, Qt::DescendingOrder);
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setSectionsMovable(true);
    m_table->setAccessibleName(tr("Runs"));
    m_table->setToolTip(tr("Select several runs (Ctrl or Shift) to draw them over each other"));
    const int widths[RunsModel::ColumnCount] = {140, 150, 90, 76, 64, 80, 62, 54, 70, 76, 230, 120, 130, 120};
    for (int column = 0; column < RunsModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, widths[column]);
    layout->addWidget(m_table, 1);

    auto* header = m_table->horizontalHeader();
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint& at) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        addColumnActions(*menu);
        menu->popup(header->viewport()->mapToGlobal(at));
    });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        // Every word has to be there, in any order.
        QString pattern;
        for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
            pattern += QStringLiteral("(?=.*%1)").arg(QRegularExpression::escape(word));
        m_proxy->setFilterRegularExpression(QRegularExpression(pattern, QRegularExpression::CaseInsensitiveOption));
    });
    for (auto changed : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_model, changed, this, &RunListView::showColumnsInUse);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &RunListView::showColumnsInUse);
    connect(m_model, &QAbstractItemModel::modelReset, this, &RunListView::showColumnsInUse);
    showColumnsInUse();
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunListView::selectionChanged);
}

void RunListView::addColumnActions(QMenu& menu)
{
    for (int column = RunsModel::Name + 1; column < RunsModel::ColumnCount; ++column) {
        QAction* action = menu.addAction(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_columnsChosen = true;
            m_table->setColumnHidden(column, !shown);
        });
    }
}

// Two columns say nothing of most projects.
void RunListView::showColumnsInUse()
{
    if (m_columnsChosen)
        return;
    m_table->setColumnHidden(RunsModel::Where, !m_model->hasElsewhere());
    m_table->setColumnHidden(RunsModel::ForkedFrom, !m_model->hasForks());
}

std::vector<int> RunListView::selectedRows() const
{
    QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    std::sort(chosen.begin(), chosen.end(),
              [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
    std::vector<int> rows;
    for (const QModelIndex& index : chosen)
        rows.push_back(m_proxy->mapToSource(index).row());
    return rows;
}

int RunListView::shownCount() const
{
    return m_proxy->rowCount();
}

bool RunListView::select(const std::filesystem::path& folder)
{
    const int row = m_model->rowOf(folder);
    const QModelIndex index = row < 0 ? QModelIndex() : m_proxy->mapFromSource(m_model->index(row, 0));
    if (!index.isValid())
        return false;
    m_table->selectRow(index.row());
    m_table->scrollTo(index);
    return true;
}

void RunListView::selectFirst()
{
    if (m_proxy->rowCount() > 0)
        m_table->selectRow(0);
}

void RunListView::selectAll()
{
    m_table->selectAll();
}

void RunListView::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

} // namespace likeness::pages
