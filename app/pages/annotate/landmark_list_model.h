// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/landmark_scan.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>
#include <unordered_map>
#include <vector>

namespace likeness::engine {
class FacePictures;
}

namespace likeness::pages {

// Faces by what validation says, worst first. Values that change (a save, an undo) stay in their row until sortAgain(),
// so that the list does not jump under the annotator's hand. GUI thread.
class LandmarkListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum class Filter { All, OverLimit, Edited, NotFound };

    explicit LandmarkListModel(QObject* parent = nullptr);

    void setItems(
        std::vector<engine::LandmarkItem> items); // new faces at the end, missing ones leave, the others stay in place
    void updateItem(const engine::LandmarkItem& item);
    void setFilter(Filter filter);
    Filter filter() const { return m_filter; }
    void setLimit(double px);
    double limit() const { return m_limit; }
    void sortAgain();
    void clear();

    bool isLoaded() const { return m_loaded; } // setItems() came
    std::size_t total() const { return m_items.size(); }
    int overLimit() const; // of all faces
    const engine::LandmarkItem* item(int row) const;
    const engine::LandmarkItem* find(dataset::FaceId face) const;
    int rowOf(dataset::FaceId face) const; // −1 = filtered out or unknown

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    bool accepts(const engine::LandmarkItem& item) const;
    QString figure(const engine::LandmarkItem& item) const;
    void rebuildRows();

    std::vector<engine::LandmarkItem> m_items; // in list order
    std::vector<std::size_t> m_rows;           // into m_items
    std::unordered_map<dataset::FaceId, std::size_t> m_index;
    Filter m_filter = Filter::All;
    double m_limit = 2;
    bool m_loaded = false;
};

// One face: its crop, where it comes from, and the figure.
class LandmarkListDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    LandmarkListDelegate(engine::FacePictures& pictures, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    engine::FacePictures& m_pictures;
};

} // namespace likeness::pages
