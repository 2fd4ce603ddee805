// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/people_model.h"

#include <algorithm>

namespace likeness::widgets {

void PeopleModel::setPeople(std::vector<Person> people)
{
    const auto sameId = [](const Person& a, const Person& b) { return a.id == b.id; };
    if (std::equal(people.begin(), people.end(), m_people.begin(), m_people.end(), sameId)) {
        for (std::size_t i = 0; i < people.size(); ++i) {
            if (people[i] == m_people[i])
                continue;
            m_people[i] = people[i];
            const QModelIndex changed = index(static_cast<int>(i));
            Q_EMIT dataChanged(changed, changed);
        }
        return;
    }
    beginResetModel();
    m_people = std::move(people);
    endResetModel();
}

int PeopleModel::rowOf(qint64 id) const
{
    for (std::size_t i = 0; i < m_people.size(); ++i)
        if (m_people[i].id == id)
            return static_cast<int>(i);
    return -1;
}

int PeopleModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_people.size());
}

QVariant PeopleModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Person& person = m_people[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return person.name;
    case IdRole:
        return person.id;
    case FacesRole:
        return person.faces;
    case FlaggedRole:
        return person.flagged;
    default:
        return {};
    }
}

} // namespace likeness::widgets
