// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/tables.h"

#include <QHeaderView>
#include <QStyle>
#include <QStyledItemDelegate>
#include <QTableView>
#include <algorithm>

namespace likeness::widgets {
namespace {

// What a view takes a wrapped text's height to be is now and then a line short of what it draws.
class Wrapped final : public QStyledItemDelegate
{
public:
    explicit Wrapped(QTableView* table) : QStyledItemDelegate(table), m_table(table) {}
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        constexpr int kAbove = 6, kSpare = 8;
        QStyleOptionViewItem own = option;
        initStyleOption(&own, index);
        const QFontMetrics metrics(own.font);
        const int beside = m_table->style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, m_table) + 1;
        const int width = m_table->columnWidth(index.column()) - 2 * beside;
        const QRect unwrapped = metrics.boundingRect(QRect(), 0, own.text);
        int height = unwrapped.height();
        if (unwrapped.width() > width)
            height =
                metrics.boundingRect(QRect(0, 0, std::max(width - kSpare, 1), 1), Qt::TextWordWrap, own.text).height();
        return {QStyledItemDelegate::sizeHint(option, index).width(), height + 2 * kAbove};
    }

private:
    const QTableView* m_table;
};

} // namespace

void makeRowTable(QTableView* table)
{
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 12);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setHighlightSections(false);
}

void makeReadOnlyTable(QTableView* table)
{
    makeRowTable(table);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setFocusPolicy(Qt::NoFocus);
}

void wrapWords(QTableView* table)
{
    table->setWordWrap(true);
    table->setItemDelegate(new Wrapped(table));
}

} // namespace likeness::widgets
