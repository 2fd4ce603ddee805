// SPDX-License-Identifier: GPL-3.0-or-later
// The faces that are chosen on the map, and what is done with them.
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/preview_dialog.h"
#include "app/pages/journal/journal_text.h"
#include "app/pages/map/map_page.h"
#include "widgets/common/actions.h"
#include "widgets/common/person_chooser.h"
#include "widgets/common/theme.h"
#include "widgets/map/point_map.h"

#include <QAction>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace likeness::pages {

using namespace widgets;
using dataset::Action;
using engine::qs;

void MapPage::buildActions()
{
    const auto add = [this](const QString& text, const char* iconName, const QList<QKeySequence>& keys,
                            const char* name, auto slot) {
        QAction* action = makeAction(this, text, QLatin1String(iconName), keys);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_review =
        add(tr("Review these"), "review", {Qt::Key_V}, "mapReview", [this] { Q_EMIT reviewFaces(m_view->selected()); });
    m_dataset = add(tr("Show in Dataset"), "dataset", {Qt::Key_D}, "mapDataset",
                    [this] { Q_EMIT goTo(QStringLiteral("dataset"), m_view->selected().front()); });
    m_move = add(tr("Move to…"), "move", {Qt::Key_T}, "mapMove", &MapPage::moveSelected);
    m_reject = add(tr("Reject"), "reject", {Qt::Key_R, Qt::Key_Delete}, "mapReject", &MapPage::rejectSelected);
}

QWidget* MapPage::buildActionBar()
{
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(kMargin, kSmallGap, kMargin, kSmallGap);
    row->setSpacing(2);
    m_count = new QLabel(bar);
    m_count->setObjectName(QStringLiteral("mapCount"));
    row->addWidget(m_count);
    row->addSpacing(kGap);
    for (QAction* action : {m_review, m_dataset, m_move, m_reject})
        row->addWidget(actionButton(action, bar));
    row->addStretch(1);
    m_legend = new QLabel(bar);
    m_legend->setObjectName(QStringLiteral("mapLegend"));
    m_legend->setProperty("role", QStringLiteral("quiet"));
    row->addWidget(m_legend);
    m_actions = bar;
    return bar;
}

void MapPage::updateSelection()
{
    const int count = static_cast<int>(m_view->selectedCount());
    m_count->setText(count == 0 ? tr("Hold Shift and draw around faces to select them")
                                : tr("%n selected", nullptr, count));
    setRole(m_count, count == 0 ? QStringLiteral("quiet") : QStringLiteral("title"));
    for (QAction* action : {m_review, m_dataset, m_move, m_reject})
        action->setEnabled(count > 0);
    updateDescription();
}

void MapPage::moveSelected()
{
    const QString project = session().folder();
    const auto faces = m_view->selected();
    if (faces.empty())
        return;
    const auto name = PersonChooser::choose(this, tr("Move to whom?"), session().faces().names(), {}, true);
    if (name && session().folder() == project && m_view->selected() == faces)
        decide(Action::Move, *name);
}

void MapPage::rejectSelected()
{
    if (m_view->selectedCount() > 0)
        decide(Action::Reject, {});
}

void MapPage::decide(Action action, const QString& name)
{
    const QString project = session().folder();
    const auto faces = m_view->selected();
    // While it was asked, a job may have ended or another program decided: the answer is for what was shown.
    if (!confirmDecision(this, m_services, faces, action, name) || session().folder() != project ||
        m_view->selected() != faces)
        return;
    try {
        session().decide(faces, action, name, qs(kMapReason));
        m_view->select({});
    } catch (const std::exception& e) {
        showError(e);
    }
}

} // namespace likeness::pages
