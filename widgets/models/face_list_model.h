// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractListModel>
#include <QPixmap>
#include <QString>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace likeness::widgets {

// Shared: another set of pictures holds it too, which says nothing against its label.
enum class FaceMark { None, Flagged, Shared, Confirmed, Unsure, Rejected, NoFace };

// What a cell of the grid says besides its picture.
struct FaceCell {
    QString caption;
    QString tip;
    FaceMark mark = FaceMark::None;
};

// Faces by id, eight bytes each and nothing else: captions come a page (200 rows) at a time from `cells`, outside of
// data(), and pictures from `picture`, which answers at once (nothing = not read yet; call picturesReady() when it is).
// data() never reads anything.
class FaceListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { FaceIdRole = Qt::UserRole + 1, MarkRole };
    using Cells = std::function<std::vector<FaceCell>(std::span<const std::int64_t>)>; // same order and size
    using Picture = std::function<std::optional<QPixmap>(std::int64_t)>;               // null pixmap: there is none

    FaceListModel(Cells cells, Picture picture, QObject* parent = nullptr);
    void setFaces(std::vector<std::int64_t> faces); // resets; the same list only refreshes the captions
    const std::vector<std::int64_t>& faces() const { return m_faces; }
    std::int64_t faceAt(int row) const;
    int rowOf(std::int64_t face) const; // -1 when absent; half a millisecond for a million faces in another order
    void picturesReady(const std::vector<std::int64_t>& faces);
    void refreshCells(); // captions and marks may have changed

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void wantPage(int page) const;
    void fetchPages();
    void forgetPages();

    Cells m_cells;
    Picture m_picture;
    std::vector<std::int64_t> m_faces;
    bool m_ascending = true; // the faces come in the order of their ids
    std::unordered_map<int, std::vector<FaceCell>> m_pages;
    mutable std::unordered_set<int> m_wanted;
    mutable std::unordered_map<std::int64_t, int> m_awaited; // pictures that data() was asked for: their rows
};

} // namespace likeness::widgets
