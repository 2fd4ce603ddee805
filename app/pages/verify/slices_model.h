// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/verify/slices_extra.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

namespace likeness::pages {

// Names and values of attributes come from files, and stay as they are; those of the program's own are translated.
QString attributeText(const std::string& attribute);
QString sliceText(const std::string& value);

// All pairs, then attribute by attribute a heading and a row for each of its values. GUI thread.
class SlicesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Value, Pairs, People, Accuracy, Bar, Fnmr, Fmr, OwnTpr, Needed, ColumnCount };
    enum Role {
        HeadingRole = Qt::UserRole, // of a heading: what stands behind the attribute's name
        FigureRole                  // of a bar: value, low and high end, of all pairs; empty: not enough data
    };
    explicit SlicesModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
    void setTable(verify::SliceTable table);
    const verify::SliceTable& table() const { return m_table; }
    bool isHeading(int row) const;
    const verify::SliceTable::Attribute* attribute(int row) const; // null for all pairs
    const eval::SliceResult* slice(int row) const;                 // null for a heading
    std::array<double, 2> scale() const { return m_scale; }        // of the bars

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString headingText(const verify::SliceTable::Attribute& attribute) const;
    struct Place {
        int attribute = -1, slice = -1;
    };
    verify::SliceTable m_table;
    std::vector<Place> m_rows;
    std::array<double, 2> m_scale{0, 1};
};

// Headings over the whole line, and accuracies as a mark with its interval, all on one scale; a line where that of all
// pairs is.
class SlicesDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    SlicesDelegate(const SlicesModel& model, QObject* parent) : QStyledItemDelegate(parent), m_model(model) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const SlicesModel& m_model;
};

} // namespace likeness::pages
