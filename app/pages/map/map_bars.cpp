// SPDX-License-Identifier: GPL-3.0-or-later
// The strips above the map: by which model it is drawn, whom to find, what the colours say; and that it is out of date.
#include "app/engine/settings.h"
#include "app/pages/common/model_chooser.h"
#include "app/pages/map/map_page.h"
#include "widgets/common/theme.h"
#include "widgets/map/point_map.h"

#include <QComboBox>
#include <QCompleter>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStringListModel>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {

using namespace widgets;
namespace keys = engine::settings;

QWidget* MapPage::buildBar()
{
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(kMargin, kGap, kMargin, kGap);
    row->setSpacing(kGap);
    m_model = new ModelChooser(m_services, bar);
    m_model->setObjectName(QStringLiteral("mapModel"));
    m_draw = new QPushButton(tr("Draw anew"), bar);
    m_draw->setObjectName(QStringLiteral("drawMap"));
    m_draw->setToolTip(tr("Places every face that has a crop beside those that look alike to the model"));
    connect(m_draw, &QPushButton::clicked, this, &MapPage::draw);
    m_drawnBy = new QLabel(bar);
    m_drawnBy->setObjectName(QStringLiteral("drawnBy"));
    m_drawnBy->setTextFormat(Qt::PlainText);
    m_drawnBy->setProperty("role", QStringLiteral("quiet"));
    m_tools = new QWidget(bar);
    auto* tools = new QHBoxLayout(m_tools);
    tools->setContentsMargins(0, 0, 0, 0);
    tools->setSpacing(kGap);
    m_search = new QLineEdit(m_tools);
    m_search->setObjectName(QStringLiteral("mapSearch"));
    m_search->setPlaceholderText(tr("Find a person (/)"));
    m_search->setAccessibleName(tr("Find a person"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(220);
    m_names = new QStringListModel(this);
    auto* completer = new QCompleter(m_names, m_search);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_search->setCompleter(completer);
    // Queued: the completer puts the name in after it has said so.
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, &MapPage::search, Qt::QueuedConnection);
    connect(m_search, &QLineEdit::returnPressed, this, &MapPage::search);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty())
            search();
    });
    auto* find = new QShortcut(QKeySequence(Qt::Key_Slash), this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_search, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    auto* away = new QShortcut(QKeySequence(Qt::Key_Escape), m_search);
    away->setContext(Qt::WidgetShortcut);
    connect(away, &QShortcut::activated, this, [this] {
        m_search->clear();
        m_view->setFocus();
    });
    auto* by = new QLabel(tr("Colour"), m_tools);
    m_colours = new QComboBox(m_tools);
    m_colours->setObjectName(QStringLiteral("mapColour"));
    m_colours->setToolTip(tr(
        "What the colours say (C). People share ten colours; click a face to see its person alone. Suspicion is that "
        "of a wrong label; other flags do not count."));
    m_colours->setAccessibleName(tr("What the colours say"));
    by->setBuddy(m_colours);
    // In the order of MapColour; the data is for the settings.
    //: What the points of the map are coloured by
    m_colours->addItem(tr("by person"), QStringLiteral("person"));
    m_colours->addItem(tr("by suspicion"), QStringLiteral("suspicion"));
    m_colours->addItem(tr("by decision"), QStringLiteral("state"));
    m_colours->setCurrentIndex(std::max(0, m_colours->findData(settings().get(keys::kMapColour))));
    m_colour = static_cast<MapColour>(m_colours->currentIndex());
    connect(m_colours, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_colour = static_cast<MapColour>(index);
        settings().set(keys::kMapColour, m_colours->currentData().toString());
        showLabels();
    });
    auto* next = new QShortcut(QKeySequence(Qt::Key_C), this);
    next->setContext(Qt::WidgetWithChildrenShortcut);
    connect(next, &QShortcut::activated, m_colours,
            [this] { m_colours->setCurrentIndex((m_colours->currentIndex() + 1) % m_colours->count()); });
    row->addWidget(m_model);
    row->addWidget(m_draw);
    row->addWidget(m_drawnBy);
    row->addStretch(1);
    tools->addWidget(m_search);
    tools->addSpacing(kGap);
    tools->addWidget(by);
    tools->addWidget(m_colours);
    row->addWidget(m_tools);
    return bar;
}

QWidget* MapPage::buildNotice()
{
    auto* outer = new QWidget(this);
    auto* margin = new QVBoxLayout(outer);
    margin->setContentsMargins(kGap, kGap, kGap, kGap);
    auto* card = new QFrame(outer);
    card->setProperty("role", QStringLiteral("card"));
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(12, kSmallGap, kGap, kSmallGap);
    m_noticeText = new QLabel(card);
    m_noticeText->setObjectName(QStringLiteral("mapNotice"));
    row->addWidget(m_noticeText, 1);
    auto* again = new QPushButton(tr("Draw it anew"), card);
    connect(again, &QPushButton::clicked, this, &MapPage::draw);
    row->addWidget(again);
    margin->addWidget(card);
    outer->hide();
    m_notice = outer;
    return outer;
}

} // namespace likeness::pages
