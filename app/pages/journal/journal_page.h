// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/dataset/types.h"

#include <QAbstractTableModel>
#include <vector>

QT_BEGIN_NAMESPACE
class QLineEdit;
class QPushButton;
class QTableView;
QT_END_NAMESPACE

namespace likeness::pages {

// Who did what, when and why; newest first.
class JournalModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { When, Who, Verb, What, Why, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void setEntries(std::vector<dataset::JournalEntry> entries);
    void append(std::vector<dataset::JournalEntry> older);
    const dataset::JournalEntry* entryAt(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<dataset::JournalEntry> m_entries;
};

// The history of the project, with undo back to any point.
class JournalPage final : public Page
{
    Q_OBJECT
public:
    explicit JournalPage(Services services, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("journal"); }
    QString title() const override { return tr("Journal"); }
    QString iconName() const override { return QStringLiteral("journal"); }
    void activate() override;
    // How many undos bring back the state before the entry in this row; 0 when it cannot be.
    int stepsTo(int row) const;

private:
    void reload();
    void loadMore();
    void updateButton();
    void undoToHere();

    JournalModel* m_model;
    QTableView* m_table;
    QPushButton* m_undoTo;
    bool m_stale = true;
    bool m_complete = false; // the oldest entry is in the model
};

} // namespace likeness::pages
