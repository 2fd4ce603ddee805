// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/people_model.h"

#include <algorithm>

namespace likeness::widgets {

std::vector<int> PeopleModel::matching(const std::vector<Person>& people) const
{
    std::vector<int> rows;
    for (std::size_t i = 0; i < people.size(); ++i)
        if (m_filter.isEmpty() || people[i].name.contains(m_filter, Qt::CaseInsensitive))
            rows.push_back(static_cast<int>(i));
    return rows;
}

void PeopleModel::setPeople(std::vector<Person> people)
{
    std::vector<int> shown = matching(people);
    const auto at = [](const std::vector<Person>& list, int i) -> const Person& {
        return list[static_cast<std::size_t>(i)];
    };
    const bool sameIds = std::equal(shown.begin(), shown.end(), m_shown.begin(), m_shown.end(),
                                    [&](int a, int b) { return at(people, a).id == at(m_people, b).id; });
    if (!sameIds) {
        beginResetModel();
        m_people = std::move(people);
        m_shown = std::move(shown);
        endResetModel();
        return;
    }
    m_people.swap(people);
    m_shown.swap(shown);
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        if (at(m_people, m_shown[i]) == at(people, shown[i]))
            continue;
        const QModelIndex changed = index(static_cast<int>(i));
        Q_EMIT dataChanged(changed, changed);
    }
}

void PeopleModel::setFilter(const QString& text)
{
    if (text == m_filter)
        return;
    beginResetModel();
    m_filter = text;
    m_shown = matching(m_people);
    endResetModel();
}

int PeopleModel::rowOf(qint64 id) const
{
    const auto row = std::find_if(m_shown.begin(), m_shown.end(),
                                  [&](int i) { return m_people[static_cast<std::size_t>(i)].id == id; });
    return row == m_shown.end() ? -1 : static_cast<int>(row - m_shown.begin());
}

int PeopleModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant PeopleModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int place = m_shown[static_cast<std::size_t>(index.row())];
    const Person& person = m_people[static_cast<std::size_t>(place)];
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
