// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/annotate/landmark_list_model.h"

#include "app/engine/face_pictures.h"
#include "widgets/common/theme.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>

namespace likeness::pages {

namespace {

constexpr int kThumb = 48;
constexpr int kFaceRole = Qt::UserRole;
constexpr int kDetailRole = Qt::UserRole + 1;
constexpr int kFigureRole = Qt::UserRole + 2;
constexpr int kBadRole = Qt::UserRole + 3;

} // namespace

LandmarkListModel::LandmarkListModel(QObject* parent) : QAbstractListModel(parent) {}

bool LandmarkListModel::accepts(const engine::LandmarkItem& item) const
{
    switch (m_filter) {
    case Filter::All:
        return true;
    case Filter::OverLimit:
        return item.severity(m_limit) > 1;
    case Filter::Edited:
        return item.edited;
    case Filter::NotFound:
        return !item.found;
    }
    return true;
}

void LandmarkListModel::setItems(std::vector<engine::LandmarkItem> items)
{
    const bool first = !m_loaded;
    m_loaded = true;
    std::unordered_map<dataset::FaceId, std::size_t> before;
    before.swap(m_index);
    // Known faces in their old order, the others behind them.
    std::stable_sort(items.begin(), items.end(), [&before](const auto& a, const auto& b) {
        const auto rank = [&before](const engine::LandmarkItem& item) {
            const auto it = before.find(item.face);
            return it == before.end() ? before.size() : it->second;
        };
        return rank(a) < rank(b);
    });
    const bool sameFaces = !first && std::equal(items.begin(), items.end(), m_items.begin(), m_items.end(),
                                                [](const auto& a, const auto& b) { return a.face == b.face; });
    m_items = std::move(items);
    if (first)
        return sortAgain();
    if (sameFaces) {
        // Also where the filter would not take them any more: until it is asked anew.
        m_index = std::move(before);
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    rebuildRows();
    endResetModel();
}

void LandmarkListModel::updateItem(const engine::LandmarkItem& item)
{
    const auto it = m_index.find(item.face);
    if (it == m_index.end())
        return;
    m_items[it->second] = item;
    if (const int row = rowOf(item.face); row >= 0)
        Q_EMIT dataChanged(index(row), index(row));
}

void LandmarkListModel::setFilter(Filter filter)
{
    m_filter = filter;
    sortAgain();
}

void LandmarkListModel::setLimit(double px)
{
    m_limit = px;
    sortAgain();
}

void LandmarkListModel::sortAgain()
{
    beginResetModel();
    std::stable_sort(m_items.begin(), m_items.end(), [this](const auto& a, const auto& b) {
        const double left = a.severity(m_limit);
        const double right = b.severity(m_limit);
        return left != right ? left > right : a.face < b.face;
    });
    rebuildRows();
    endResetModel();
}

void LandmarkListModel::clear()
{
    beginResetModel();
    m_items.clear();
    m_loaded = false;
    rebuildRows();
    endResetModel();
}

void LandmarkListModel::rebuildRows()
{
    m_index.clear();
    m_rows.clear();
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        m_index[m_items[i].face] = i;
        if (accepts(m_items[i]))
            m_rows.push_back(i);
    }
}

int LandmarkListModel::overLimit() const
{
    return static_cast<int>(
        std::count_if(m_items.begin(), m_items.end(), [this](const auto& item) { return item.severity(m_limit) > 1; }));
}

const engine::LandmarkItem* LandmarkListModel::item(int row) const
{
    return row >= 0 && row < rowCount() ? &m_items[m_rows[static_cast<std::size_t>(row)]] : nullptr;
}

const engine::LandmarkItem* LandmarkListModel::find(dataset::FaceId face) const
{
    const auto it = m_index.find(face);
    return it == m_index.end() ? nullptr : &m_items[it->second];
}

int LandmarkListModel::rowOf(dataset::FaceId face) const
{
    const auto it = m_index.find(face);
    if (it == m_index.end())
        return -1;
    const auto row = std::lower_bound(m_rows.begin(), m_rows.end(), it->second);
    return row != m_rows.end() && *row == it->second ? static_cast<int>(row - m_rows.begin()) : -1;
}

int LandmarkListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QString LandmarkListModel::figure(const engine::LandmarkItem& item) const
{
    if (!item.found)
        return tr("no points");
    if (std::any_of(item.findings.begin(), item.findings.end(), [](const faces::ShapeFinding& finding) {
            return finding.problem != faces::ShapeProblem::OffImage;
        }))
        return tr("order");
    if (item.edited)
        return tr("%1 px").arg(QLocale().toString(static_cast<double>(item.largest), 'f', 1));
    return tr("shape %1").arg(QLocale().toString(item.severity(m_limit), 'f', 1));
}

QVariant LandmarkListModel::data(const QModelIndex& index, int role) const
{
    const engine::LandmarkItem* item = index.isValid() ? this->item(index.row()) : nullptr;
    if (!item)
        return {};
    switch (role) {
    case Qt::DisplayRole: // the person stands below; the folder, mostly their name again, would push the file out
        return item->key.section(QLatin1Char('/'), -1);
    case Qt::ToolTipRole:
        return item->key;
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(item->key, figure(*item));
    case kFaceRole:
        return QVariant::fromValue<qint64>(item->face);
    case kDetailRole:
        if (item->identity.isEmpty())
            return item->edited ? tr("unlabelled · edited") : tr("unlabelled");
        return item->edited ? tr("%1 · edited").arg(item->identity) : item->identity;
    case kFigureRole:
        return figure(*item);
    case kBadRole:
        return item->severity(m_limit) > 1;
    default:
        return {};
    }
}

LandmarkListDelegate::LandmarkListDelegate(engine::FacePictures& pictures, QObject* parent)
    : QStyledItemDelegate(parent), m_pictures(pictures)
{
}

QSize LandmarkListDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {200, kThumb + 12};
}

void LandmarkListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const widgets::Tones& tones = widgets::tones();
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const bool selected = option.state & QStyle::State_Selected;
    const QRectF row = QRectF(option.rect).adjusted(3, 2, -3, -2);
    if (selected || option.state & QStyle::State_MouseOver) {
        QColor fill = tones.accent;
        fill.setAlpha(selected ? 60 : 25);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(row, 6, 6);
    }
    const QRectF thumb(row.left() + 4, row.top() + 4, kThumb, kThumb);
    const auto crop = m_pictures.crop(index.data(kFaceRole).toLongLong());
    if (crop && !crop->isNull()) {
        painter->drawPixmap(thumb, *crop, crop->rect());
    } else {
        painter->setPen(QPen(tones.line, 1));
        painter->setBrush(tones.well);
        painter->drawRect(thumb);
    }
    QRectF text(thumb.right() + 8, row.top() + 5, row.right() - thumb.right() - 14, row.height() - 10);
    const QString figure = index.data(kFigureRole).toString();
    const bool bad = index.data(kBadRole).toBool();
    const QRectF top(text.topLeft(), QSizeF(text.width(), text.height() / 2));
    const QRectF bottom(text.left(), text.center().y(), text.width(), text.height() / 2);
    // The figure first: it is why the face stands here; names give way to it.
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    const qreal figureWidth = QFontMetricsF(bold).horizontalAdvance(figure) + 8;
    painter->setFont(bold);
    painter->setPen(bad ? tones.bad : tones.quiet);
    painter->drawText(top, Qt::AlignRight | Qt::AlignVCenter, figure);
    painter->setFont(option.font);
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(top.adjusted(0, 0, -figureWidth, 0), Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle,
                                                    static_cast<int>(top.width() - figureWidth)));
    painter->setPen(tones.quiet);
    painter->drawText(bottom, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(index.data(kDetailRole).toString(), Qt::ElideRight,
                                                    static_cast<int>(bottom.width())));
    painter->restore();
}

} // namespace likeness::pages
