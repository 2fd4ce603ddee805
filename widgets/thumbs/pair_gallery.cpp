// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/thumbs/pair_gallery.h"

#include "widgets/common/theme.h"
#include "widgets/thumbs/paint_face.h"

#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

namespace likeness::widgets {
namespace {

constexpr int kSide = 84; // of a picture
constexpr int kBetween = 2;
constexpr int kPad = 6;
constexpr qreal kRadius = 5;
constexpr qreal kSmall = 0.88;

QFont small(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * kSmall);
    return font;
}

// Where the pictures of a cell lie.
std::array<QRect, 2> places(const QRect& cell)
{
    const int left = cell.left() + (cell.width() - 2 * kSide - kBetween) / 2;
    const int top = cell.top() + kPad;
    return {QRect(left, top, kSide, kSide), QRect(left + kSide + kBetween, top, kSide, kSide)};
}

} // namespace

void PairListModel::setPairs(int count, Card card)
{
    beginResetModel();
    m_count = count;
    m_card = std::move(card);
    endResetModel();
}

int PairListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_count;
}

QVariant PairListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_count)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return m_card(index.row(), false).spoken;
    if (role == Qt::ToolTipRole)
        return m_card(index.row(), false).detail;
    return {};
}

class PairGallery::Delegate final : public QStyledItemDelegate
{
public:
    Delegate(const PairListModel& model, QObject* parent) : QStyledItemDelegate(parent), m_model(model) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {2 * kSide + kBetween + 2 * kPad + 4, kSide + 2 * kPad + 2 * option.fontMetrics.height()};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        const bool selected = option.state & QStyle::State_Selected;
        const QRect cell = option.rect.adjusted(2, 2, -2, -2);
        if (selected) {
            QColor fill = tones().accent;
            fill.setAlphaF(0.16F);
            painter->setPen(Qt::NoPen);
            painter->setBrush(fill);
            painter->drawRoundedRect(cell, kRadius, kRadius);
        }
        const PairCard card = m_model.card(index.row());
        const auto where = places(option.rect);
        for (std::size_t k = 0; k < where.size(); ++k)
            paintFace(*painter, where[k], card.sides[k].picture, kRadius);
        if (option.state & QStyle::State_HasFocus) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(tones().accent, 2));
            painter->drawRoundedRect(cell, kRadius, kRadius);
        }
        const QFont font = small(option.font);
        const QFontMetrics metrics(font);
        painter->setFont(font);
        QRect line(where[0].left(), where[0].bottom() + 3, where[1].right() - where[0].left() + 1, metrics.height());
        painter->setPen(option.palette.color(QPalette::Text));
        const bool one = card.sides[0].name == card.sides[1].name;
        if (one) {
            painter->drawText(line, Qt::AlignCenter,
                              metrics.elidedText(card.sides[0].name, Qt::ElideMiddle, line.width()));
        } else {
            for (std::size_t k = 0; k < where.size(); ++k) {
                const QRect half(where[k].left(), line.top(), kSide, line.height());
                painter->drawText(half, Qt::AlignCenter,
                                  metrics.elidedText(card.sides[k].name, Qt::ElideMiddle, half.width() - 2));
            }
        }
        line.translate(0, metrics.height());
        painter->setPen(tones().quiet);
        painter->drawText(line, Qt::AlignCenter, card.score);
        painter->restore();
    }

private:
    const PairListModel& m_model;
};

PairGallery::PairGallery(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kSmallGap);
    m_note = new QLabel(this);
    setRole(m_note, QStringLiteral("quiet"));
    m_note->setWordWrap(true);
    m_note->hide();
    layout->addWidget(m_note);
    m_model = new PairListModel(this);
    m_grid = new CellGrid(this);
    m_grid->setItemDelegate(new Delegate(*m_model, m_grid));
    m_grid->setModel(m_model);
    m_grid->setTabKeyNavigation(false);
    m_grid->installEventFilter(this);
    setFocusProxy(m_grid);
    layout->addWidget(m_grid, 1);
    m_empty = new QLabel(m_grid);
    setRole(m_empty, QStringLiteral("quiet"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(m_grid, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex& index) {
        const QPoint at = m_grid->viewport()->mapFromGlobal(QCursor::pos());
        Q_EMIT opened(index.row(), places(m_grid->visualRect(index))[1].contains(at) ? 1 : 0);
    });
}

void PairGallery::setPairs(int count, PairListModel::Card card)
{
    m_model->setPairs(count, std::move(card));
    m_grid->scrollToTop();
    if (count > 0)
        m_grid->selectionModel()->setCurrentIndex(m_model->index(0), QItemSelectionModel::NoUpdate);
    placeEmpty();
}

void PairGallery::setEmptyText(const QString& text)
{
    m_empty->setText(text);
    placeEmpty();
}

void PairGallery::setNote(const QString& text)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

std::vector<int> PairGallery::selected() const
{
    std::vector<int> rows;
    for (const QItemSelectionRange& range : m_grid->selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(row);
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    if (rows.empty() && m_grid->currentIndex().isValid())
        rows.push_back(m_grid->currentIndex().row());
    return rows;
}

void PairGallery::picturesReady()
{
    m_grid->viewport()->update();
}

bool PairGallery::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_grid && event->type() == QEvent::Resize)
        placeEmpty();
    if (watched == m_grid && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
            !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) && m_grid->currentIndex().isValid()) {
            Q_EMIT opened(m_grid->currentIndex().row(), key->modifiers() & Qt::ShiftModifier ? 1 : 0);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void PairGallery::placeEmpty()
{
    m_empty->setVisible(m_model->rowCount() == 0 && !m_empty->text().isEmpty());
    m_empty->setGeometry(m_grid->rect().adjusted(kMargin, kMargin, -kMargin, -kMargin));
}

} // namespace likeness::widgets
