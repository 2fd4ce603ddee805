// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/face_list_model.h"

#include <QTimer>
#include <algorithm>

namespace likeness::widgets {
namespace {

constexpr int kPageRows = 200;
constexpr std::size_t kMaxPages = 20;
constexpr std::size_t kMaxAwaited = 4096;

} // namespace

FaceListModel::FaceListModel(Cells cells, Picture picture, QObject* parent)
    : QAbstractListModel(parent), m_cells(std::move(cells)), m_picture(std::move(picture))
{
}

void FaceListModel::setFaces(std::vector<std::int64_t> faces)
{
    if (faces == m_faces) {
        refreshCells();
        return;
    }
    beginResetModel();
    m_faces = std::move(faces);
    m_ascending = std::is_sorted(m_faces.begin(), m_faces.end());
    forgetPages();
    m_awaited.clear();
    endResetModel();
}

std::int64_t FaceListModel::faceAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_faces[static_cast<std::size_t>(row)] : 0;
}

int FaceListModel::rowOf(std::int64_t face) const
{
    const auto it = m_ascending ? std::lower_bound(m_faces.begin(), m_faces.end(), face)
                                : std::find(m_faces.begin(), m_faces.end(), face);
    return it == m_faces.end() || *it != face ? -1 : static_cast<int>(it - m_faces.begin());
}

void FaceListModel::picturesReady(const std::vector<std::int64_t>& faces)
{
    int first = rowCount();
    int last = -1;
    for (const std::int64_t face : faces) {
        // In another order only what a view has asked for is looked up: others' pictures come here, too.
        const auto awaited = m_awaited.find(face);
        const int row = awaited != m_awaited.end() ? awaited->second : m_ascending ? rowOf(face) : -1;
        if (awaited != m_awaited.end())
            m_awaited.erase(awaited);
        if (row < 0)
            continue;
        first = std::min(first, row);
        last = std::max(last, row);
    }
    if (last >= 0)
        Q_EMIT dataChanged(index(first), index(last), {Qt::DecorationRole});
}

void FaceListModel::forgetPages()
{
    m_pages.clear();
    m_wanted.clear();
}

void FaceListModel::refreshCells()
{
    forgetPages();
    if (!m_faces.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::DisplayRole, Qt::ToolTipRole, MarkRole});
}

int FaceListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_faces.size());
}

QVariant FaceListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const std::int64_t face = m_faces[static_cast<std::size_t>(index.row())];
    if (role == FaceIdRole)
        return static_cast<qlonglong>(face);
    if (role == Qt::DecorationRole) {
        const auto picture = m_picture(face);
        if (picture)
            return *picture;
        if (m_awaited.size() >= kMaxAwaited) // what has scrolled away long ago
            m_awaited.clear();
        m_awaited[face] = index.row();
        return {};
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != MarkRole)
        return {};
    const int page = index.row() / kPageRows;
    const auto it = m_pages.find(page);
    if (it == m_pages.end()) {
        wantPage(page);
        return role == MarkRole ? QVariant(static_cast<int>(FaceMark::None)) : QVariant();
    }
    const FaceCell& cell = it->second[static_cast<std::size_t>(index.row() % kPageRows)];
    switch (role) {
    case Qt::DisplayRole:
        return cell.caption;
    case Qt::ToolTipRole:
        return cell.tip;
    default:
        return static_cast<int>(cell.mark);
    }
}

void FaceListModel::wantPage(int page) const
{
    if (!m_wanted.insert(page).second || m_wanted.size() > 1)
        return;
    auto* self = const_cast<FaceListModel*>(this); // the cache is filled later; what data() promises does not change
    QTimer::singleShot(0, self, &FaceListModel::fetchPages);
}

void FaceListModel::fetchPages()
{
    if (m_pages.size() > kMaxPages)
        m_pages.clear();
    const std::unordered_set<int> wanted = std::exchange(m_wanted, {});
    for (const int page : wanted) {
        const std::size_t first = static_cast<std::size_t>(page) * kPageRows;
        if (first >= m_faces.size())
            continue;
        const std::size_t count = std::min<std::size_t>(kPageRows, m_faces.size() - first);
        auto cells = m_cells(std::span(m_faces).subspan(first, count));
        cells.resize(count);
        m_pages[page] = std::move(cells);
        Q_EMIT dataChanged(index(static_cast<int>(first)), index(static_cast<int>(first + count) - 1),
                           {Qt::DisplayRole, Qt::ToolTipRole, MarkRole});
    }
}

} // namespace likeness::widgets
