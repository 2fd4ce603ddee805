// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/train/run_history.h"

#include <QAbstractTableModel>

namespace likeness::pages {

QString runStateText(const QString& state); // translated; an unknown one as it is

// The runs of the project, one a row; sort by Qt::UserRole.
class RunsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, State, Epochs, Loss, Auc, Network, Created, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setRuns(std::vector<RunSummary> runs);
    void update(const RunSummary& run); // by folder; adds it in front when it is new
    const RunSummary& run(int row) const { return m_runs.at(static_cast<std::size_t>(row)); }
    int rowOf(const std::filesystem::path& folder) const; // -1 = not there

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RunSummary> m_runs;
};

} // namespace likeness::pages
