// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/annotate/landmark_list.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QSignalBlocker>
#include <QToolButton>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;

LandmarkList::LandmarkList(engine::FacePictures& pictures, QWidget* parent)
    : QWidget(parent), m_model(new LandmarkListModel(this)), m_filter(new QComboBox(this)),
      m_limit(new QDoubleSpinBox(this)), m_view(new QListView(this)), m_count(new QLabel(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kGap, kMargin);
    column->setSpacing(kGap);

    m_filter->setObjectName(QStringLiteral("filter"));
    m_filter->addItems({tr("All faces"), tr("Over the limit"), tr("Edited"), tr("No points yet")});
    m_filter->setToolTip(tr("Which faces are listed; always worst first"));
    m_filter->setAccessibleName(tr("Filter"));
    column->addWidget(m_filter);

    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("&Limit"), this);
    m_limit->setObjectName(QStringLiteral("limit"));
    m_limit->setRange(0.1, 100);
    m_limit->setDecimals(1);
    m_limit->setSingleStep(0.5);
    m_limit->setValue(kDefaultLimit);
    m_limit->setSuffix(tr(" px"));
    m_limit->setKeyboardTracking(false);
    m_limit->setToolTip(
        tr("How far a point may lie from the automatic one, in pixels of the photograph. Kept with the project."));
    label->setBuddy(m_limit);
    label->setToolTip(m_limit->toolTip());
    row->addWidget(label);
    row->addWidget(m_limit);
    row->addStretch(1);
    auto* again = new QToolButton(this);
    again->setIcon(icon(QStringLiteral("refresh")));
    again->setToolTip(tr("Sort again, worst first (F5)"));
    again->setAccessibleName(tr("Sort again"));
    again->setAutoRaise(true);
    again->setFocusPolicy(Qt::TabFocus);
    row->addWidget(again);
    column->addLayout(row);

    m_view->setObjectName(QStringLiteral("faces"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new LandmarkListDelegate(pictures, m_view));
    m_view->setUniformItemSizes(true);
    m_view->setMouseTracking(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setAccessibleName(tr("Faces, worst first"));
    column->addWidget(m_view, 1);

    m_count->setProperty("role", QStringLiteral("quiet"));
    m_count->setWordWrap(true);
    m_count->setToolTip(
        tr("Edited faces are judged by the largest distance between a point of yours and the automatic one, untouched "
           "ones by how unusual their shape is (above 1). Points in an impossible order come first."));
    column->addWidget(m_count);

    connect(m_filter, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_model->setFilter(static_cast<LandmarkListModel::Filter>(index));
        updateCounts();
        goToRow(std::max(0, m_model->rowOf(m_current)));
    });
    connect(m_limit, &QDoubleSpinBox::valueChanged, this, [this](double px) {
        applyLimit(px);
        Q_EMIT limitChanged(px);
    });
    connect(again, &QToolButton::clicked, this, &LandmarkList::sortAgain);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) { choose(index.row()); });
}

void LandmarkList::setItems(const std::vector<engine::LandmarkItem>& items)
{
    m_model->setItems(items);
    updateCounts();
}

void LandmarkList::updateItem(const engine::LandmarkItem& item)
{
    m_model->updateItem(item);
    updateCounts();
}

void LandmarkList::clear()
{
    m_current = 0;
    m_model->clear();
}

void LandmarkList::sortAgain()
{
    m_model->sortAgain();
    goToRow(0);
}

void LandmarkList::showAll()
{
    m_filter->setCurrentIndex(0);
}

void LandmarkList::choose(int row)
{
    if (const engine::LandmarkItem* item = m_model->item(row)) {
        m_current = item->face;
        Q_EMIT faceChosen(item->face);
    }
}

void LandmarkList::goToRow(int row)
{
    if (m_model->rowCount() == 0)
        return;
    const QModelIndex index = m_model->index(std::clamp(row, 0, m_model->rowCount() - 1));
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
    choose(index.row()); // the selection model says nothing when the row number stays the same
}

void LandmarkList::select(dataset::FaceId face)
{
    m_current = face;
    const QSignalBlocker blocker(m_view->selectionModel());
    if (const int row = m_model->rowOf(face); row >= 0)
        m_view->setCurrentIndex(m_model->index(row));
}

double LandmarkList::limit() const
{
    return m_limit->value();
}

void LandmarkList::setLimit(double px)
{
    const QSignalBlocker blocker(m_limit);
    m_limit->setValue(px);
    applyLimit(m_limit->value());
}

void LandmarkList::applyLimit(double px)
{
    m_model->setLimit(px);
    updateCounts();
    select(m_current);
}

void LandmarkList::picturesReady()
{
    m_view->viewport()->update();
}

void LandmarkList::updateCounts()
{
    const int shown = m_model->rowCount();
    if (shown == 0 && m_model->total() > 0) {
        m_count->setText(tr("No face in this list. “All faces” shows the rest."));
        return;
    }
    m_count->setText(
        tr("%1 · %2").arg(tr("%n face(s)", nullptr, shown), tr("%n over the limit", nullptr, m_model->overLimit())));
}

} // namespace likeness::pages
