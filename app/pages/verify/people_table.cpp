// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/people_table.h"

#include "app/engine/qt_convert.h"
#include "app/pages/verify/tab_parts.h"
#include "core/base/text.h"
#include "widgets/common/theme.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace likeness::pages {

using engine::qs;

namespace {

bool hasNearest(const eval::PersonSeparability& p)
{
    return p.nearestPairs > 0;
}

} // namespace

void PeopleTable::setPeople(PeopleRows rows, const std::vector<std::string>& names)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_names.clear();
    for (const std::string& name : names)
        m_names.push_back(qs(name));
    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return naturalLess(names[a], names[b]); });
    m_rank.assign(names.size(), 0);
    for (std::size_t i = 0; i < order.size(); ++i)
        m_rank[order[i]] = static_cast<int>(i);
    m_folded.clear();
    for (const auto& p : m_rows.people)
        m_folded.push_back(nameOf(p.label).toCaseFolded());
    arrange();
    endResetModel();
}

void PeopleTable::setFilter(const QString& text)
{
    const QStringList words = text.toCaseFolded().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    beginResetModel();
    m_words = words;
    arrange();
    endResetModel();
}

void PeopleTable::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<std::uint32_t> people;
    for (const QModelIndex& index : before)
        people.push_back(m_shown[static_cast<std::size_t>(index.row())]);
    arrange();
    std::vector<int> rowOf(m_rows.people.size(), -1);
    for (std::size_t row = 0; row < m_shown.size(); ++row)
        rowOf[m_shown[row]] = static_cast<int>(row);
    QModelIndexList after;
    for (std::size_t i = 0; i < people.size(); ++i)
        after.append(index(rowOf[people[i]], before.at(static_cast<qsizetype>(i)).column()));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

void PeopleTable::arrange()
{
    m_shown.clear();
    for (std::size_t i = 0; i < m_rows.people.size(); ++i)
        if (std::all_of(m_words.begin(), m_words.end(),
                        [&](const QString& word) { return m_folded[i].contains(word); }))
            m_shown.push_back(static_cast<std::uint32_t>(i));
    std::vector<double> keys(m_rows.people.size());
    for (const std::uint32_t i : m_shown) {
        const eval::PersonSeparability& p = m_rows.people[i];
        const auto rank = [this](int label) { return static_cast<double>(m_rank.at(static_cast<std::size_t>(label))); };
        const double other = hasNearest(p) ? 0 : std::numeric_limits<double>::quiet_NaN();
        switch (static_cast<Column>(m_column)) {
        case Name:
            keys[i] = rank(p.label);
            break;
        case Images:
            keys[i] = static_cast<double>(p.images);
            break;
        case Own:
            keys[i] = p.intraMean;
            break;
        case OwnFar:
            keys[i] = p.intraP95;
            break;
        case Nearest:
            keys[i] = hasNearest(p) ? rank(p.nearest) : other;
            break;
        case Other:
            keys[i] = p.nearestMean + other;
            break;
        case OtherNear:
            keys[i] = p.nearestP05 + other;
            break;
        case Ratio:
            keys[i] = p.ratio;
            break;
        case Missed:
            keys[i] = p.missed;
            break;
        case Accepted:
            keys[i] = p.accepted + other;
            break;
        case Gap:
        case ColumnCount:
            keys[i] = p.gap + other;
            break;
        }
    }
    const bool down = m_order == Qt::DescendingOrder;
    std::stable_sort(m_shown.begin(), m_shown.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (std::isnan(keys[a]) || std::isnan(keys[b]))
            return !std::isnan(keys[a]) && std::isnan(keys[b]);
        return down ? keys[a] > keys[b] : keys[a] < keys[b];
    });
}

const eval::PersonSeparability& PeopleTable::person(int row) const
{
    return m_rows.people.at(m_shown.at(static_cast<std::size_t>(row)));
}

QString PeopleTable::nameOf(int label) const
{
    return label >= 0 && static_cast<std::size_t>(label) < m_names.size() ? m_names[static_cast<std::size_t>(label)]
                                                                          : QString();
}

int PeopleTable::rowOf(int label) const
{
    for (std::size_t row = 0; row < m_shown.size(); ++row)
        if (m_rows.people[m_shown[row]].label == label)
            return static_cast<int>(row);
    return -1;
}

int PeopleTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int PeopleTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PeopleTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const eval::PersonSeparability& p = person(index.row());
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((column == Name || column == Nearest ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    if (role == Qt::ForegroundRole) {
        const bool wrong = (column == Gap && p.gap < 0) || (column == Missed && p.missed > 0) ||
                           (column == Accepted && hasNearest(p) && p.accepted > 0);
        return wrong ? QVariant(widgets::tones().bad) : QVariant();
    }
    if (role == Qt::ToolTipRole)
        return tr("%1: %2 pairs of their own, %3 with %4", "of a person's pairs")
            .arg(nameOf(p.label), countText(static_cast<double>(p.intraPairs)),
                 countText(static_cast<double>(p.nearestPairs)), hasNearest(p) ? nameOf(p.nearest) : tr("nobody else"));
    if (role != Qt::DisplayRole)
        return {};
    if (!hasNearest(p) && ((column >= Nearest && column <= Ratio) || column == Accepted))
        return QStringLiteral("–");
    switch (column) {
    case Name:
        return nameOf(p.label);
    case Images:
        return countText(static_cast<double>(p.images));
    case Own:
        return fixedText(p.intraMean, 3);
    case OwnFar:
        return fixedText(p.intraP95, 3);
    case Nearest:
        return nameOf(p.nearest);
    case Other:
        return fixedText(p.nearestMean, 3);
    case OtherNear:
        return fixedText(p.nearestP05, 3);
    case Gap:
        return fixedText(p.gap, 3);
    case Ratio:
        return fixedText(p.ratio, 2);
    case Missed:
        return percentText(p.missed, 1);
    case Accepted:
        return percentText(p.accepted, 1);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PeopleTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    const bool left = column == Name || column == Nearest;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((left ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::DisplayRole && !left && section == m_column)
        return QString(headerText(column, role) + QString(4, QChar::Nbsp)); // the arrow stands there
    return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(headerText(column, role)) : QVariant();
}

QString PeopleTable::headerText(Column column, int role) const
{
    const bool name = role == Qt::DisplayRole;
    switch (column) {
    case Name:
        return name ? tr("Person") : tr("Whose images these are");
    case Images:
        return name ? tr("Images") : tr("Images of this person in the set");
    case Own:
        //: Column: mean distance within a person
        return name ? tr("Within") : tr("Mean distance between two images of this person");
    case OwnFar:
        //: Column: 95th percentile of the distances within a person
        return name ? tr("Within, 95 %") : tr("95 % of the distances between two images of this person are smaller");
    case Nearest:
        return name ? tr("Nearest person") : tr("The other person whose images come closest");
    case Other:
        //: Column: mean distance to the nearest other person
        return name ? tr("Distance") : tr("Mean distance to the nearest person’s images");
    case OtherNear:
        //: Column: 5th percentile of the distances to the nearest other person
        return name ? tr("Distance, 5 %") : tr("5 % of the distances to the nearest person’s images are smaller");
    case Gap:
        return name ? tr("Gap")
                    : tr("Distance, 5 % less Within, 95 %. Below 0: this person’s own images differ more "
                         "than the nearest person’s stay away.");
    case Ratio:
        return name ? tr("Fisher")
                    : tr("Squared distance of the two means over the sum of the variances, own pairs "
                         "against pairs with the nearest person");
    case Missed:
        return name ? tr("Rejected") : tr("Own pairs that the threshold rejects");
    case Accepted:
        return name ? tr("Accepted") : tr("Pairs with the nearest person that the threshold accepts");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace likeness::pages
