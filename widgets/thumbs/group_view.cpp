// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/thumbs/group_view.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/models/group_list_model.h"
#include "widgets/thumbs/paint_face.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

namespace likeness::widgets {
namespace {

constexpr int kFace = 76;
constexpr int kStep = kFace + 4;
constexpr int kPad = 12;
constexpr int kArrow = 36; // between the group and the person
constexpr qreal kRadius = 5;

} // namespace

class GroupView::Delegate final : public QStyledItemDelegate
{
public:
    explicit Delegate(GroupView* view) : QStyledItemDelegate(view), m_view(view) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        m_view->paintRow(painter, option, index.row());
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {320, option.fontMetrics.height() + kFace + 2 * 3 + kGap + 6 + kPad};
    }

private:
    GroupView* m_view;
};

GroupView::GroupView(GroupListModel* model, Picture picture, QWidget* parent)
    : QListView(parent), m_groups(model), m_picture(std::move(picture))
{
    setModel(model);
    setItemDelegate(new Delegate(this));
    setUniformItemSizes(true);
    setLayoutMode(Batched);
    setResizeMode(Adjust);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setFrameShape(NoFrame);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        m_first.clear();
        m_cursor = -1;
    });
}

const GroupCard* GroupView::cardAt(int row) const
{
    return row >= 0 && row < m_groups->rowCount() ? &m_groups->card(row) : nullptr;
}

GroupView::Layout GroupView::layoutOf(const QRect& row) const
{
    Layout out;
    out.card = row.adjusted(kMargin, 3, -kMargin, -3);
    const QRect inside = out.card.adjusted(kPad, kGap, -kPad, -kPad);
    // Whole faces on both sides; what is left over is on the right.
    const int cells = std::max(3, (inside.width() - kArrow + 4) / kStep);
    const int people = std::clamp(cells * 3 / 10, 1, 5);
    out.visible = cells - people;
    const int top = inside.top() + fontMetrics().height() + 6;
    out.strip = QRect(inside.left(), top, out.visible * kStep - 4, kFace);
    out.person = QRect(out.strip.right() + 1 + kArrow, top, people * kStep - 4, kFace);
    out.title = QRect(out.strip.left(), inside.top(), out.strip.width(), fontMetrics().height());
    out.personTitle =
        QRect(out.person.left(), inside.top(), inside.right() + 1 - out.person.left(), fontMetrics().height());
    return out;
}

int GroupView::firstOf(int row) const
{
    const auto at = m_first.find(row);
    return at == m_first.end() ? 0 : at->second;
}

void GroupView::scrollStrip(int row, int first)
{
    const GroupCard* card = cardAt(row);
    if (!card)
        return;
    const QRect rect = visualRect(m_groups->index(row));
    const int most = std::max(0, static_cast<int>(card->faces.size()) - layoutOf(rect).visible);
    m_first[row] = std::clamp(first, 0, most);
    viewport()->update(rect);
}

void GroupView::setCursorFace(int face)
{
    const int row = currentIndex().row();
    const GroupCard* card = cardAt(row);
    if (!card)
        return;
    m_cursor = std::clamp(face, 0, static_cast<int>(card->faces.size()) - 1);
    const int visible = layoutOf(visualRect(currentIndex())).visible;
    const int first = firstOf(row);
    // One more on either side stays in sight, so that it is seen that there is more.
    if (m_cursor < first + 1)
        scrollStrip(row, m_cursor - 1);
    else if (m_cursor > first + visible - 2)
        scrollStrip(row, m_cursor - visible + 2);
    viewport()->update(visualRect(currentIndex()));
    Q_EMIT cursorChanged();
}

QRect GroupView::faceRect(int row, int face) const
{
    const GroupCard* card = cardAt(row);
    if (!card)
        return {};
    const Layout layout = layoutOf(visualRect(m_groups->index(row)));
    const int place = face - firstOf(row);
    if (place < 0 || place >= layout.visible || face >= static_cast<int>(card->faces.size()))
        return {};
    return {layout.strip.left() + place * kStep, layout.strip.top(), kFace, kFace};
}

int GroupView::faceAt(const QModelIndex& index, const QPoint& point) const
{
    const GroupCard* card = cardAt(index.row());
    for (int face = card ? firstOf(index.row()) : 0; card && face < static_cast<int>(card->faces.size()); ++face) {
        const QRect rect = faceRect(index.row(), face);
        if (rect.isEmpty())
            break;
        if (rect.contains(point))
            return face;
    }
    return -1;
}

void GroupView::keyPressEvent(QKeyEvent* event)
{
    const GroupCard* card = cardAt(currentIndex().row());
    const int last = card ? static_cast<int>(card->faces.size()) - 1 : -1;
    switch (event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier ? event->key() : 0) {
    case Qt::Key_Left:
        setCursorFace(m_cursor - 1);
        return;
    case Qt::Key_Right:
        setCursorFace(m_cursor + 1);
        return;
    case Qt::Key_Home:
        setCursorFace(0);
        return;
    case Qt::Key_End:
        setCursorFace(last);
        return;
    case Qt::Key_Space:
        if (card && m_cursor >= 0)
            Q_EMIT faceToggled(currentIndex().row(), m_cursor);
        return;
    default:
        QListView::keyPressEvent(event);
    }
}

void GroupView::mousePressEvent(QMouseEvent* event)
{
    QListView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->pos());
    if (const int face = faceAt(index, event->pos()); face >= 0 && index == currentIndex())
        setCursorFace(face);
}

void GroupView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->pos());
    if (const int face = faceAt(index, event->pos()); face >= 0)
        Q_EMIT faceToggled(index.row(), face);
}

// Sideways, or with Shift, along the faces of the row under the pointer.
void GroupView::wheelEvent(QWheelEvent* event)
{
    const QPoint delta = event->angleDelta();
    const int along = delta.x() != 0 ? delta.x() : event->modifiers() & Qt::ShiftModifier ? delta.y() : 0;
    const QModelIndex index = indexAt(event->position().toPoint());
    if (along == 0 || !index.isValid()) {
        QListView::wheelEvent(event);
        return;
    }
    scrollStrip(index.row(), firstOf(index.row()) + (along < 0 ? 2 : -2));
    event->accept();
}

void GroupView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QListView::currentChanged(current, previous);
    m_cursor = current.isValid() ? firstOf(current.row()) : -1;
    Q_EMIT cursorChanged();
}

void GroupView::paintFace(QPainter* painter, const QRect& place, std::int64_t face, bool out)
{
    widgets::paintFace(*painter, place, m_picture(face), kRadius, out ? 0.25 : 1);
    if (!out)
        return;
    const QRect badge(place.right() - 20, place.top() + 3, 18, 18);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tones().bad);
    painter->drawEllipse(badge);
    icon(QStringLiteral("close")).paint(painter, badge.adjusted(4, 4, -4, -4), Qt::AlignCenter, QIcon::Selected);
}

void GroupView::paintRow(QPainter* painter, const QStyleOptionViewItem& option, int row)
{
    const GroupCard& card = m_groups->card(row);
    const Layout layout = layoutOf(option.rect);
    const bool current = row == currentIndex().row();
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    QColor fill = current ? tones().accent : tones().surface;
    if (current)
        fill.setAlphaF(0.12F);
    painter->setBrush(fill);
    painter->setPen(QPen(current ? tones().accent : tones().line, current && hasFocus() ? 1.5 : 1));
    painter->drawRoundedRect(QRectF(layout.card).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);

    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    const auto write = [&](QRect& where, const QString& text, const QFont& font, const QColor& color) {
        painter->setFont(font);
        painter->setPen(color);
        const QFontMetrics metrics(font);
        painter->drawText(where, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(text, Qt::ElideRight, std::max(0, where.width())));
        where.setLeft(where.left() + metrics.horizontalAdvance(text) + kGap);
    };
    const QColor text = option.palette.color(QPalette::Text);
    QRect title = layout.title;
    write(title, card.title, bold, text);
    write(title, card.sure, option.font,
          card.score >= 0.9   ? tones().good
          : card.score >= 0.7 ? tones().quiet
                              : tones().warn);
    QRect personTitle = layout.personTitle;
    write(personTitle, card.person, bold, card.isNew ? tones().accent : text);
    write(personTitle, card.personDetail, option.font, tones().quiet);

    const int first = firstOf(row);
    const int count = static_cast<int>(card.faces.size());
    for (int face = first; face < std::min(count, first + layout.visible); ++face) {
        const QRect place(layout.strip.left() + (face - first) * kStep, layout.strip.top(), kFace, kFace);
        const auto& shown = card.faces[static_cast<std::size_t>(face)];
        paintFace(painter, place, shown.id, shown.out);
        if (current && face == m_cursor && hasFocus()) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(tones().accent, 3));
            painter->drawRoundedRect(place, kRadius, kRadius);
        }
    }
    // How many more there are on either side.
    const auto chip = [&](const QRect& place, const QString& label) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(QColor(0, 0, 0, 150));
        painter->drawRoundedRect(place, kRadius, kRadius);
        painter->setFont(bold);
        painter->setPen(Qt::white);
        painter->drawText(place, Qt::AlignCenter, label);
    };
    const int chipWidth = QFontMetrics(bold).horizontalAdvance(QStringLiteral("+9999")) + kGap;
    const QRect ends(layout.strip.left(), layout.strip.bottom() - 19, layout.strip.width(), 20);
    if (const int after = count - first - layout.visible; after > 0)
        chip({ends.right() + 1 - chipWidth, ends.top(), chipWidth, ends.height()},
             QLatin1Char('+') + QLocale().toString(after));
    if (first > 0)
        chip({ends.left(), ends.top(), chipWidth, ends.height()}, QLatin1Char('+') + QLocale().toString(first));

    const QRect arrow(layout.person.left() - kArrow / 2 - 9, layout.strip.center().y() - 9, 18, 18);
    icon(QStringLiteral("next")).paint(painter, arrow, Qt::AlignCenter, QIcon::Disabled);
    for (std::size_t k = 0; k < card.personFaces.size(); ++k) {
        const QRect place(layout.person.left() + static_cast<int>(k) * kStep, layout.person.top(), kFace, kFace);
        if (place.right() > layout.person.right() + 1)
            break;
        paintFace(painter, place, card.personFaces[k], false);
    }
    if (card.personFaces.empty()) {
        const QRect place(layout.person.topLeft(), QSize(kFace, kFace));
        painter->setPen(QPen(tones().line, 1, Qt::DashLine));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
        icon(QStringLiteral("plus")).paint(painter, place.adjusted(26, 26, -26, -26), Qt::AlignCenter, QIcon::Disabled);
    }
    painter->restore();
}

} // namespace likeness::widgets
