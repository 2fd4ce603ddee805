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

// Those of all people whose name holds what is searched for; quick with fifty thousand of them.
class PeopleModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1, FacesRole, FlaggedRole };
    using QAbstractListModel::QAbstractListModel;
    // Changes in place when the ids shown are the same, so that selections stay; resets otherwise.
    void setPeople(std::vector<Person> people);
    void setFilter(const QString& text);                           // any letter case; empty: everyone
    const std::vector<Person>& people() const { return m_people; } // also those that are not shown
    int rowOf(qint64 id) const;                                    // -1 when not shown
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<int> matching(const std::vector<Person>& people) const;

    std::vector<Person> m_people;
    std::vector<int> m_shown; // into m_people
    QString m_filter;
};

} // namespace likeness::widgets
