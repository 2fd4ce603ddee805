// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/runs_model.h"

#include "app/engine/qt_convert.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>
#include <algorithm>
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

QString agoText(qint64 milliseconds)
{
    const auto seconds = static_cast<int>(std::clamp<qint64>(milliseconds / 1000, 0, 100'000'000));
    if (seconds < 60)
        return RunsModel::tr("%n s ago", nullptr, seconds);
    if (seconds < 3600)
        return RunsModel::tr("%n min ago", nullptr, seconds / 60);
    if (seconds < 48 * 3600)
        return RunsModel::tr("%n h ago", nullptr, seconds / 3600);
    return RunsModel::tr("%n day(s) ago", nullptr, seconds / 86400);
}

void RunsModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_rowOf.clear();
    m_hasElsewhere = m_hasForks = false;
    endResetModel();
}

void RunsModel::update(const std::vector<run::Summary>& runs, const std::filesystem::path& place)
{
    std::vector<Row> added;
    for (const run::Summary& run : runs) {
        m_hasElsewhere = m_hasElsewhere || isElsewhere({run, place});
        m_hasForks = m_hasForks || !run.forkedFrom.empty();
        const int known = rowOf(run.folder);
        if (known < 0) {
            added.push_back({run, place});
            continue;
        }
        Row& row = m_rows[static_cast<std::size_t>(known)];
        if (run.folder == m_trained && run.state == "running" && row.run.state == "paused")
            row.run = run, row.run.state = "paused"; // only this process knows
        else
            row.run = run;
        Q_EMIT dataChanged(index(known, 0), index(known, ColumnCount - 1));
    }
    if (added.empty())
        return;
    const auto first = static_cast<int>(m_rows.size());
    beginInsertRows({}, first, first + static_cast<int>(added.size()) - 1);
    for (Row& row : added) {
        m_rowOf.emplace(row.run.folder.native(), static_cast<int>(m_rows.size()));
        m_rows.push_back(std::move(row));
    }
    endInsertRows();
}

void RunsModel::number()
{
    m_rowOf.clear();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rowOf.emplace(m_rows[i].run.folder.native(), static_cast<int>(i));
}

void RunsModel::remove(const std::vector<std::filesystem::path>& folders)
{
    for (const auto& folder : folders) {
        const int row = rowOf(folder);
        if (row < 0)
            continue;
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        number();
        endRemoveRows();
    }
}

void RunsModel::removePlace(const std::filesystem::path& place)
{
    std::vector<std::filesystem::path> folders;
    for (const Row& row : m_rows)
        if (row.place == place)
            folders.push_back(row.run.folder);
    remove(folders);
}

bool RunsModel::hasPlace(const std::filesystem::path& place) const
{
    return std::any_of(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.place == place; });
}

void RunsModel::refreshAges()
{
    for (int i = 0; i < rowCount(); ++i)
        if (isElsewhere(row(i)))
            Q_EMIT dataChanged(index(i, Where), index(i, Where), {Qt::DisplayRole});
}

int RunsModel::rowOf(const std::filesystem::path& folder) const
{
    const auto at = m_rowOf.find(folder.native());
    return at == m_rowOf.end() ? -1 : at->second;
}

// Followed, or trained by another process.
bool RunsModel::isElsewhere(const Row& row) const
{
    return !row.place.empty() || (row.run.state == "running" && row.run.folder != m_trained);
}

int RunsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}
int RunsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

namespace {

bool isNumeric(int column)
{
    return column >= RunsModel::Epochs && column <= RunsModel::Duration;
}

QString spell(double seconds)
{
    const auto minutes = static_cast<int>(std::lround(seconds / 60));
    if (seconds < 90)
        return RunsModel::tr("%n s", nullptr, static_cast<int>(std::lround(seconds)));
    if (minutes < 90)
        return RunsModel::tr("%n min", nullptr, minutes);
    //: hours and minutes
    return RunsModel::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

} // namespace

QVariant RunsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = m_rows.at(static_cast<std::size_t>(index.row()));
    const run::Summary& run = row.run;
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        if (column == Where && !row.place.empty())
            return engine::qs(run.folder);
        return engine::qs(run.message.empty() ? run.id : run.message);
    }
    if (role == FilterRole) {
        QStringList words;
        for (const int c : {Name, State, Network, Version, ForkedFrom, Where})
            words << data(this->index(index.row(), c), Qt::DisplayRole).toString();
        return words.join(QLatin1Char(' '));
    }
    if (role != Qt::DisplayRole && role != Qt::UserRole)
        return {};
    const bool sorting = role == Qt::UserRole;
    const auto figure = [sorting](double value, int digits) -> QVariant {
        if (!std::isfinite(value))
            return sorting ? QVariant(-1.0) : QVariant(QStringLiteral("–"));
        return sorting ? QVariant(value) : QVariant(QString::number(value, 'f', digits));
    };
    switch (column) {
    case Name:
        return engine::qs(run.id);
    case State:
        return run.reachable ? runStateText(engine::qs(run.state)) : tr("Not reachable");
    case Epochs:
        return sorting ? QVariant(run.epoch) : QVariant(tr("%1 of %2").arg(run.epoch).arg(run.epochs));
    case Loss:
        return figure(run.loss, 3);
    case Auc:
        return figure(run.bestAuc, 4);
    case Eer:
        return figure(run.eer, 4);
    case DPrime:
        return figure(run.dPrime, 2);
    case Speed:
        return figure(run.imagesPerSecond, 0);
    case Duration:
        return sorting ? QVariant(run.seconds) : QVariant(run.seconds > 0 ? spell(run.seconds) : QStringLiteral("–"));
    case Network:
        return run.head.empty() || run.head == "softmax"
                   ? engine::qs(run.backbone)
                   : QStringLiteral("%1 · %2").arg(engine::qs(run.backbone), engine::qs(run.head));
    case Version:
        return engine::qs(run.snapshot.substr(0, 8));
    case ForkedFrom:
        return engine::qs(run.forkedFrom);
    case Where: {
        if (!isElsewhere(row))
            return QString();
        const QString ago = agoText(QDateTime::currentMSecsSinceEpoch() - run.changed);
        if (sorting)
            return engine::qs(run.host);
        return run.host.empty() ? ago : tr("%1, %2", "computer, how long ago").arg(engine::qs(run.host), ago);
    }
    case Created: {
        const QString created = engine::qs(run.created);
        const QDateTime when = QDateTime::fromString(created, Qt::ISODate);
        if (sorting || !when.isValid())
            return created;
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
        return static_cast<int>((isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && (section == Eer || section == DPrime))
        return tr("Of the verification with the best AUC");
    if (role == Qt::ToolTipRole && section == Where)
        return tr(
            "Where a followed run, or one that another program trains, is trained; and when it was heard of last");
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
    case Eer:
        return tr("EER");
    case DPrime:
        return tr("d′");
    case Speed:
        return tr("Images/s");
    case Duration:
        return tr("Duration");
    case Network:
        return tr("Network and head");
    case Version:
        return tr("Dataset version");
    case ForkedFrom:
        return tr("Forked from");
    case Where:
        return tr("Trained elsewhere");
    case Created:
        return tr("Made");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace likeness::pages
