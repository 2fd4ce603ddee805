// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/splits.h"
#include "core/dataset/types.h"

#include <QAbstractTableModel>
#include <QStringList>
#include <filesystem>
#include <vector>

namespace likeness::pages {

struct Version {
    dataset::SnapshotRow row;
    QStringList runs; // ids of those made from it, newest first
};

// What the versions page shows, read from the project and its runs folder; any thread.
struct VersionList {
    std::vector<Version> versions; // newest first
    dataset::SplitResult splits;
    dataset::SplitOptions splitOptions;
};
VersionList readVersions(const std::filesystem::path& project);

// The name a person gave it, else the first digits of its hash.
QString versionTitle(const dataset::SnapshotRow& row);

class VersionsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Title, When, Images, People, Runs, Note, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void setVersions(std::vector<Version> versions);
    const Version* at(int row) const;
    int rowOf(const std::string& hash) const; // -1 when absent
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Version> m_versions;
};

} // namespace likeness::pages
