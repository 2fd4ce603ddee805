// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/versions/versions_model.h"

#include "app/engine/qt_convert.h"
#include "core/dataset/project.h"
#include "core/run/run_folder.h"
#include "widgets/common/theme.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <map>

namespace likeness::pages {

using engine::qs;

namespace {

constexpr int kShortHash = 12;

QString shortHash(const dataset::SnapshotRow& row)
{
    return qs(row.hash).left(kShortHash);
}

} // namespace

VersionList readVersions(const std::filesystem::path& folder)
{
    const auto project = dataset::Project::open(folder, dataset::Project::Mode::ReadOnly);
    std::map<std::string, QStringList> runs;
    for (const auto& run : run::listRuns(project.runsFolder()))
        runs[run.config().data.snapshot] << qs(run.id());
    VersionList list;
    for (auto& row : project.snapshots()) {
        const QStringList made = runs[row.hash];
        list.versions.push_back({std::move(row), made});
    }
    std::reverse(list.versions.begin(), list.versions.end());
    list.splits = dataset::countSplits(project);
    list.splitOptions = dataset::splitOptions(project);
    return list;
}

QString versionTitle(const dataset::SnapshotRow& row)
{
    return row.name.empty() ? shortHash(row) : qs(row.name);
}

void VersionsModel::setVersions(std::vector<Version> versions)
{
    beginResetModel();
    m_versions = std::move(versions);
    endResetModel();
}

const Version* VersionsModel::at(int row) const
{
    return row >= 0 && row < rowCount() ? &m_versions[static_cast<std::size_t>(row)] : nullptr;
}

int VersionsModel::rowOf(const std::string& hash) const
{
    const auto found =
        std::find_if(m_versions.begin(), m_versions.end(), [&](const Version& v) { return v.row.hash == hash; });
    return found == m_versions.end() ? -1 : static_cast<int>(found - m_versions.begin());
}

int VersionsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_versions.size());
}

int VersionsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant VersionsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Version& version = m_versions[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    if (role == Qt::TextAlignmentRole && (column == Images || column == People))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole) {
        if (column == Note)
            return widgets::tones().warn;
        return column == When ? QVariant(widgets::tones().quiet) : QVariant();
    }
    if (role == Qt::ToolTipRole && column == Title)
        return qs(version.row.hash);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const QLocale locale;
    switch (column) {
    case Title:
        return version.row.name.empty() ? shortHash(version.row)
                                        //: name and first digits of the hash of a dataset version
                                        : tr("%1  (%2)").arg(qs(version.row.name), shortHash(version.row));
    case When:
        return locale.toString(QDateTime::fromMSecsSinceEpoch(version.row.time),
                               role == Qt::ToolTipRole ? QLocale::LongFormat : QLocale::ShortFormat);
    case Images:
        return locale.toString(version.row.images);
    case People:
        return locale.toString(version.row.identities);
    case Runs:
        return version.runs.join(QStringLiteral(", "));
    case Note:
        return version.row.erased > 0 ? tr("%n face(s) erased since", nullptr, version.row.erased) : QString();
    default:
        return {};
    }
}

QVariant VersionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && (section == Images || section == People))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Title:
        return tr("Version");
    case When:
        return tr("Made");
    case Images:
        return tr("Images");
    case People:
        return tr("People");
    case Runs:
        return tr("Runs made from it");
    case Note:
        return tr("Note");
    default:
        return {};
    }
}

} // namespace likeness::pages
