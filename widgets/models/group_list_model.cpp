// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/group_list_model.h"

namespace likeness::widgets {

void GroupListModel::setCards(std::vector<GroupCard> cards)
{
    beginResetModel();
    m_cards = std::move(cards);
    endResetModel();
}

void GroupListModel::setCard(int row, GroupCard card)
{
    m_cards[static_cast<std::size_t>(row)] = std::move(card);
    Q_EMIT dataChanged(index(row), index(row));
}

int GroupListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_cards.size());
}

QVariant GroupListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return card(index.row()).person;
    if (role == Qt::AccessibleTextRole)
        return card(index.row()).spoken;
    return {};
}

} // namespace likeness::widgets
