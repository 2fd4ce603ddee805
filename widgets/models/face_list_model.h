// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractListModel>
#include <QPixmap>
#include <QString>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace likeness::widgets {

enum class FaceMark { None, Flagged, Confirmed, Unsure, Rejected, NoFace };

// What a cell of the grid says besides its picture.
struct FaceCell {
    QString caption;
    QString tip;
    FaceMark mark = FaceMark::None;
};

// Faces by id, nothing else: captions come a page (200 rows) at a time from `cells`, outside of data(), and pictures
// from `picture`, which answers at once (nothing = not read yet; call picturesReady() when it is). data() never reads
// anything.
class FaceListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { FaceIdRole = Qt::UserRole + 1, MarkRole };
    using Cells = std::function<std::vector<FaceCell>(std::span<const qint64>)>; // same order and size
    using Picture = std::function<std::optional<QPixmap>(qint64)>;               // null pixmap: there is none

    FaceListModel(Cells cells, Picture picture, QObject* parent = nullptr);
    void setFaces(std::vector<qint64> faces); // resets; the same list only refreshes the captions
    const std::vector<qint64>& faces() const { return m_faces; }
    qint64 faceAt(int row) const;
    int rowOf(qint64 face) const; // -1 when absent
    void picturesReady(const std::vector<qint64>& faces);
    void refreshCells(); // captions and marks may have changed

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void wantPage(int page) const;
    void fetchPages();

    Cells m_cells;
    Picture m_picture;
    std::vector<qint64> m_faces;
    std::unordered_map<qint64, int> m_rows;
    std::unordered_map<int, std::vector<FaceCell>> m_pages;
    mutable std::unordered_set<int> m_wanted;
};

} // namespace likeness::widgets
