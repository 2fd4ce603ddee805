// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "widgets/thumbs/cell_grid.h"

#include <QAbstractListModel>
#include <QPixmap>
#include <QString>
#include <functional>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace likeness::widgets {

// Two pictures that were compared, ready to be drawn.
struct PairCard {
    struct Side {
        std::optional<QPixmap> picture; // nothing: still read; null: there is none
        QString name;                   // whose it is, or the picture's own name
    };
    Side sides[2];
    QString score;
    QString detail; // for the tooltip; lines
    QString spoken; // all of it as one sentence
};

// Rows of a PairGallery; nothing is kept for a row: cards are asked for when they come into sight.
class PairListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    // With pictures, or, for what is read aloud, only words.
    using Card = std::function<PairCard(int row, bool pictures)>;
    explicit PairListModel(QObject* parent = nullptr) : QAbstractListModel(parent) {}
    void setPairs(int count, Card card); // resets
    PairCard card(int row) const { return m_card(row, true); }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    int m_count = 0;
    Card m_card;
};

// Pairs as two pictures side by side with similarity and names, as many in a line as there is room for. Arrows move,
// Enter opens, Tab leaves; a click on a picture with Ctrl or Shift selects further pairs.
class PairGallery final : public QWidget
{
    Q_OBJECT
public:
    explicit PairGallery(QWidget* parent = nullptr);
    PairListModel& model() { return *m_model; }
    CellGrid& grid() { return *m_grid; }
    void setPairs(int count, PairListModel::Card card); // to the beginning, nothing selected
    void setEmptyText(const QString& text);             // shown while there are no pairs
    void setNote(const QString& text);                  // above the pairs, quiet; empty: none
    std::vector<int> selected() const;                  // rows, ascending; the current one where nothing is selected
    void picturesReady();

Q_SIGNALS:
    // Enter, or a double click on the left (0) or the right (1) picture; Shift+Enter: the right one.
    void opened(int row, int side);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Delegate;
    void placeEmpty();
    PairListModel* m_model;
    CellGrid* m_grid;
    QLabel* m_empty;
    QLabel* m_note;
};

} // namespace likeness::widgets
