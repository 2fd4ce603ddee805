// SPDX-License-Identifier: GPL-3.0-or-later
// What the page is made of, and its actions.
#include "app/pages/dataset/dataset_page.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/common/preview_dialog.h"
#include "app/pages/dataset/face_info.h"
#include "app/pages/dataset/origins_dialog.h"
#include "app/pages/dataset/people_panel.h"
#include "app/pages/groups/group_dialog.h"
#include "widgets/common/actions.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/person_chooser.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
using dataset::Action;
using dataset::Choice;
using engine::qs;
using Filter = Choice::Filter;
using Order = Choice::Order;

QWidget* DatasetPage::buildFaces()
{
    auto* middle = new QWidget(this);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(kGap, kGap, 12, kGap);
    bar->setSpacing(kSmallGap);
    m_filters = new QButtonGroup(this);
    const std::pair<Filter, QString> filters[] = {
        {Filter::All, tr("All")},       {Filter::Flagged, tr("Flagged")},   {Filter::Unreviewed, tr("Not reviewed")},
        {Filter::Unsure, tr("Unsure")}, {Filter::Rejected, tr("Rejected")}, {Filter::NoFace, tr("No face found")}};
    for (const auto& [filter, text] : filters) {
        auto* button = new QToolButton(middle);
        button->setText(text);
        button->setCheckable(true);
        button->setChecked(filter == Filter::All);
        m_filters->addButton(button, static_cast<int>(filter));
        bar->addWidget(button);
    }
    connect(m_filters, &QButtonGroup::idClicked, this, [this](int filter) {
        m_query.filter = static_cast<Filter>(filter);
        reloadFaces();
    });
    bar->addStretch(1);
    m_order = new QComboBox(middle);
    m_order->setObjectName(QStringLiteral("faceOrder"));
    m_order->setToolTip(tr("Order of the faces (O)"));
    m_order->setAccessibleName(tr("Order of the faces"));
    m_order->setFocusPolicy(Qt::TabFocus);
    for (const QString& text : {tr("Order of import"), tr("Newest first"), tr("By person"), tr("Worst quality first"),
                                tr("Least sharp first"), tr("Most suspicious first")})
        m_order->addItem(text);
    restoreOrder();
    connect(m_order, &QComboBox::currentIndexChanged, this, &DatasetPage::chooseOrder);
    auto* orderKey = new QShortcut(QKeySequence(Qt::Key_O), this);
    orderKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(orderKey, &QShortcut::activated, m_order, [this] {
        m_order->setFocus();
        m_order->showPopup();
    });
    bar->addWidget(m_order);
    bar->addSpacing(kSmallGap);
    m_shown = new QLabel(middle);
    m_shown->setProperty("role", QStringLiteral("quiet"));
    bar->addWidget(m_shown);
    column->addLayout(bar);

    const auto notice = [&](QLabel*& text, const QString& verb, auto slot) {
        auto* card = new QFrame(middle);
        card->setProperty("role", QStringLiteral("card"));
        auto* inside = new QHBoxLayout(card);
        inside->setContentsMargins(12, kSmallGap, kGap, kSmallGap);
        text = new QLabel(card);
        inside->addWidget(text, 1);
        auto* button = new QPushButton(verb, card);
        makePrimary(button);
        connect(button, &QPushButton::clicked, this, slot);
        inside->addWidget(button);
        auto* row = new QHBoxLayout;
        row->setContentsMargins(kGap, 0, kGap, 0);
        row->addWidget(card);
        column->addLayout(row);
        card->hide();
        return card;
    };
    m_notice = notice(m_noticeText, tr("Prepare faces"), [this] { triggerWindowAction("prepareFaces"); });
    m_nameless = notice(m_namelessText, tr("Group them…"), [this] { groupFaces(); });
    m_nameless->setObjectName(QStringLiteral("namelessNotice"));

    m_stack = new QStackedWidget(middle);
    m_grid = makeFaceGrid(m_delegate, m_stack);
    m_grid->setObjectName(QStringLiteral("faceGrid"));
    m_grid->setModel(m_faces);
    m_grid->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(m_grid);
    m_empty = new EmptyState(QStringLiteral("dataset"), m_stack);
    m_stack->addWidget(m_empty);
    connect(m_empty, &EmptyState::clicked, this, [this] {
        if (session().faces().totals().faces == 0)
            triggerWindowAction("importFolder");
        else if (QAbstractButton* all = m_filters->button(static_cast<int>(Filter::All)))
            all->click();
    });
    column->addWidget(m_stack, 1);

    auto* actions = new QFrame(middle);
    actions->setProperty("role", QStringLiteral("bar"));
    auto* buttons = new QHBoxLayout(actions);
    buttons->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
    buttons->setSpacing(2);
    for (QAction* action : {m_keep, m_move, m_split, m_reject, m_unsure, m_review, m_annotate}) {
        auto* button = new QToolButton(actions);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    column->addWidget(actions);

    m_infoTimer.setSingleShot(true);
    m_infoTimer.setInterval(0);
    connect(&m_infoTimer, &QTimer::timeout, this,
            [this] { m_info->showFace(m_faces->faceAt(m_grid->currentIndex().row()), m_grid->selectedCount()); });
    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DatasetPage::selectionChanged);
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this, &DatasetPage::selectionChanged);
    connect(m_grid, &QListView::doubleClicked, m_annotate, &QAction::trigger);
    connect(m_grid, &QListView::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu(this);
        menu.addActions({m_keep, m_move, m_split, m_reject, m_unsure});
        menu.addSeparator();
        menu.addActions({m_review, m_annotate});
        menu.addSeparator();
        menu.addAction(m_origins);
        menu.exec(m_grid->viewport()->mapToGlobal(at));
    });
    return middle;
}

void DatasetPage::buildActions()
{
    const auto add = [this](const QString& text, const QString& iconName, const QList<QKeySequence>& keys, auto slot) {
        QAction* action = makeAction(this, text, iconName, keys);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_keep = add(tr("Confirm"), QStringLiteral("check"), {QKeySequence(Qt::Key_K)}, [this] { decide(Action::Keep); });
    m_move = add(tr("Move…"), QStringLiteral("move"), {QKeySequence(Qt::Key_T)}, [this] { moveSelected(); });
    m_split = add(tr("Split off…"), QStringLiteral("person"), {QKeySequence(Qt::Key_N)}, [this] { splitSelected(); });
    m_reject = add(tr("Reject"), QStringLiteral("reject"), {QKeySequence(Qt::Key_R), QKeySequence(Qt::Key_Delete)},
                   [this] { setAside(Action::Reject); });
    m_unsure =
        add(tr("Unsure"), QStringLiteral("unsure"), {QKeySequence(Qt::Key_U)}, [this] { setAside(Action::Unsure); });
    m_annotate = add(tr("Annotate"), QStringLiteral("annotate"), {QKeySequence(Qt::Key_A)}, [this] {
        if (const auto face = m_faces->faceAt(m_grid->currentIndex().row()))
            Q_EMIT goTo(QStringLiteral("annotate"), face);
    });
    m_review = add(tr("Review"), QStringLiteral("review"), {QKeySequence(Qt::Key_V)}, [this] {
        if (const auto face = m_faces->faceAt(m_grid->currentIndex().row()))
            Q_EMIT goTo(QStringLiteral("review"), face);
    });
    m_origins = add(tr("Source and consent…"), {}, {}, [this] { noteOrigins(); });
    m_origins->setObjectName(QStringLiteral("sourceAndConsent"));
    m_group = add(tr("Group faces…"), {}, {QKeySequence(Qt::Key_G)}, [this] { groupFaces(); });
    m_group->setObjectName(QStringLiteral("groupFaces"));
}

} // namespace likeness::pages
