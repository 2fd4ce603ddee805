// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractListModel>
#include <QString>
#include <cstdint>
#include <vector>

namespace likeness::widgets {

// A group of faces and whom it is proposed to be, ready to be drawn.
struct GroupCard {
    struct Face {
        std::int64_t id = 0;
        bool out = false; // taken out of the group
    };
    std::vector<Face> faces;
    QString title;        // "47 faces"
    QString sure;         // "98 %"
    double score = 0;     // 0..1
    QString person;       // a name, or words for somebody new
    bool isNew = false;   // nobody has that name yet
    QString personDetail; // "12 faces, similarity 0.71"
    std::vector<std::int64_t> personFaces;
    QString spoken; // all of it as one sentence
};

// Rows of a GroupView. Display and accessible text; the view asks card() for the rest.
class GroupListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit GroupListModel(QObject* parent = nullptr) : QAbstractListModel(parent) {}
    void setCards(std::vector<GroupCard> cards); // resets
    void setCard(int row, GroupCard card);
    const GroupCard& card(int row) const { return m_cards[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<GroupCard> m_cards;
};

} // namespace likeness::widgets
