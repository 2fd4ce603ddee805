// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/verify/people_rows.h"

#include <QAbstractTableModel>
#include <QString>
#include <string>
#include <vector>

namespace likeness::pages {

// How well each person is told apart, one a row. Sorts and filters by itself, on plain numbers: ten thousand people
// take some milliseconds. What is not known comes last either way. GUI thread.
class PeopleTable final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        Name,
        Images,
        Own,       // mean distance of the person's own pairs
        OwnFar,    // 95th percentile
        Nearest,   // who
        Other,     // mean distance to the nearest person
        OtherNear, // 5th percentile
        Gap,
        Ratio,
        Missed,
        Accepted,
        ColumnCount
    };
    explicit PeopleTable(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
    void setPeople(PeopleRows rows, const std::vector<std::string>& names);
    void setFilter(const QString& text);                       // names that hold every word
    std::size_t count() const { return m_rows.people.size(); } // without the filter
    const PeopleRows& rows() const { return m_rows; }
    const eval::PersonSeparability& person(int row) const;
    QString name(int row) const { return nameOf(person(row).label); }
    QString nameOf(int label) const;
    int rowOf(int label) const; // −1: not shown

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    QString headerText(Column column, int role) const; // the name or the tip
    void arrange();                                    // m_shown by filter and order
    PeopleRows m_rows;
    std::vector<QString> m_names;  // by label
    std::vector<QString> m_folded; // of each row, for the filter
    std::vector<int> m_rank;       // by label: its name's place in alphabetical order
    std::vector<std::uint32_t> m_shown;
    QStringList m_words;
    int m_column = Gap;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace likeness::pages
