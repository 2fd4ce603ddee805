// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractListModel>
#include <QString>
#include <vector>

namespace likeness::widgets {

// A person and how many faces carry the name. Special rows (everybody, unlabelled) have negative or zero ids.
struct Person {
    qint64 id = 0;
    QString name;
    int faces = 0;
    int flagged = 0;
    bool operator==(const Person&) const = default;
};

class PeopleModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1, FacesRole, FlaggedRole };
    using QAbstractListModel::QAbstractListModel;
    void setPeople(std::vector<Person> people); // changes in place when the ids are the same, so that selections stay
    const std::vector<Person>& people() const { return m_people; }
    int rowOf(qint64 id) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<Person> m_people;
};

} // namespace likeness::widgets
