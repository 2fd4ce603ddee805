// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/run_summary.h"

#include <QAbstractTableModel>
#include <QString>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace likeness::pages {

QString runStateText(const QString& state); // translated; an unknown one as it is
QString agoText(qint64 milliseconds);       // "2 min ago"

// Runs, one a row; sort by Qt::UserRole, filter by FilterRole. GUI thread.
class RunsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        Name,
        Where,
        State,
        Epochs,
        Loss,
        Auc,
        Eer,
        DPrime,
        Speed,
        Duration,
        Network,
        Version,
        ForkedFrom,
        Created,
        ColumnCount
    };
    enum Role { FilterRole = Qt::UserRole + 1 };
    struct Row {
        run::Summary run;
        std::filesystem::path place; // that is followed; empty: a run of the project
    };
    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    // By folder; new ones come at the end.
    void update(const std::vector<run::Summary>& runs, const std::filesystem::path& place = {});
    void remove(const std::vector<std::filesystem::path>& folders);
    void removePlace(const std::filesystem::path& place);
    bool hasPlace(const std::filesystem::path& place) const;
    // The run that this process trains: what its events say is newer than its files.
    void setTrained(const std::filesystem::path& folder) { m_trained = folder; }
    void refreshAges(); // some time has gone by
    // Whether a run was ever followed or trained by another process, or forked from another one.
    bool hasElsewhere() const { return m_hasElsewhere; }
    bool hasForks() const { return m_hasForks; }
    const Row& row(int row) const { return m_rows.at(static_cast<std::size_t>(row)); }
    const run::Summary& run(int row) const { return m_rows.at(static_cast<std::size_t>(row)).run; }
    int rowOf(const std::filesystem::path& folder) const; // -1 = not there

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void number();
    bool isElsewhere(const Row& row) const;
    std::vector<Row> m_rows;
    std::unordered_map<std::string, int> m_rowOf; // by folder
    std::filesystem::path m_trained;
    bool m_hasElsewhere = false, m_hasForks = false;
};

} // namespace likeness::pages
