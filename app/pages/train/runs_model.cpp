// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/runs_model.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <cmath>

namespace likeness::pages {

QString runStateText(const QString& state)
{
    if (state == QLatin1String("created"))
        return RunsModel::tr("Not started");
    if (state == QLatin1String("running"))
        return RunsModel::tr("Training");
    if (state == QLatin1String("paused"))
        return RunsModel::tr("Paused");
    if (state == QLatin1String("stopped"))
        return RunsModel::tr("Stopped");
    if (state == QLatin1String("completed"))
        return RunsModel::tr("Completed");
    if (state == QLatin1String("failed"))
        return RunsModel::tr("Failed");
    return state;
}

void RunsModel::setRuns(std::vector<RunSummary> runs)
{
    beginResetModel();
    m_runs = std::move(runs);
    endResetModel();
}

void RunsModel::update(const RunSummary& run)
{
    const int row = rowOf(run.folder);
    if (row < 0) {
        beginInsertRows({}, 0, 0);
        m_runs.insert(m_runs.begin(), run);
        endInsertRows();
        return;
    }
    m_runs[static_cast<std::size_t>(row)] = run;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int RunsModel::rowOf(const std::filesystem::path& folder) const
{
    for (std::size_t i = 0; i < m_runs.size(); ++i)
        if (m_runs[i].folder == folder)
            return static_cast<int>(i);
    return -1;
}

int RunsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}
int RunsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const RunSummary& run = m_runs.at(static_cast<std::size_t>(index.row()));
    const auto column = static_cast<Column>(index.column());
    const bool numeric = column == Epochs || column == Loss || column == Auc;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return run.message.isEmpty() ? run.id : run.message;
    if (role != Qt::DisplayRole && role != Qt::UserRole)
        return {};
    const auto figure = [role](double value, int digits) -> QVariant {
        if (!std::isfinite(value))
            return role == Qt::UserRole ? QVariant(-1.0) : QVariant(QStringLiteral("–"));
        return role == Qt::UserRole ? QVariant(value) : QVariant(QString::number(value, 'f', digits));
    };
    switch (column) {
    case Name:
        return run.id;
    case State:
        return runStateText(run.state);
    case Epochs:
        if (role == Qt::UserRole)
            return run.epoch;
        return tr("%1 of %2").arg(QString::number(run.epoch, 'f', 0), QString::number(run.epochs, 'f', 0));
    case Loss:
        return figure(run.loss, 3);
    case Auc:
        return figure(run.bestAuc, 4);
    case Network:
        return run.head == QLatin1String("softmax") ? run.backbone
                                                    : QStringLiteral("%1 · %2").arg(run.backbone, run.head);
    case Created: {
        const QDateTime when = QDateTime::fromString(run.created, Qt::ISODate);
        if (role == Qt::UserRole || !when.isValid())
            return run.created;
        return QLocale().toString(when.toLocalTime(), QLocale::ShortFormat);
    }
    case ColumnCount:
        break;
    }
    return {};
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(
            (section == Epochs || section == Loss || section == Auc ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Name:
        return tr("Run");
    case State:
        return tr("State");
    case Epochs:
        return tr("Epochs");
    case Loss:
        return tr("Loss");
    case Auc:
        return tr("Best AUC");
    case Network:
        return tr("Network and head");
    case Created:
        return tr("Made");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace likeness::pages
