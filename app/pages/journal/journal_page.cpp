// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/journal/journal_page.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/journal/journal_text.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QDateTime>
#include <QFont>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>
#include <utility>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr int kPage = 500;

} // namespace

void JournalModel::setEntries(std::vector<dataset::JournalEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

void JournalModel::append(std::vector<dataset::JournalEntry> older)
{
    if (older.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(older.size()) - 1);
    std::move(older.begin(), older.end(), std::back_inserter(m_entries));
    endInsertRows();
}

const dataset::JournalEntry* JournalModel::entryAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_entries[static_cast<std::size_t>(row)] : nullptr;
}

int JournalModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int JournalModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JournalModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const dataset::JournalEntry& entry = m_entries[static_cast<std::size_t>(index.row())];
    if (role == Qt::FontRole && entry.undone) {
        QFont font;
        font.setStrikeOut(index.column() != When);
        return font;
    }
    if (role == Qt::ForegroundRole)
        return entry.undone || index.column() == When || index.column() == Who ? QVariant(tones().quiet) : QVariant();
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case When: {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(entry.time);
        return QLocale().toString(time, role == Qt::ToolTipRole ? QLocale::LongFormat : QLocale::ShortFormat);
    }
    case Who:
        return qs(entry.who);
    case Verb:
        //: A change in the journal that was taken back
        return entry.undone ? tr("%1 (undone)").arg(verbText(entry.verb)) : verbText(entry.verb);
    case What:
        return entryText(entry);
    case Why:
        return reasonText(entry.why);
    default:
        return {};
    }
}

QVariant JournalModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return tr("When");
    case Who:
        return tr("Who");
    case Verb:
        return tr("Change");
    case What:
        return tr("What");
    case Why:
        return tr("Why");
    default:
        return {};
    }
}

JournalPage::JournalPage(Services services, QWidget* parent) : Page(services, parent), m_model(new JournalModel(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(kMargin, kGap, kMargin, kGap);
    auto* hint = new QLabel(tr("Every change, newest first. Undo has no limit and survives a restart."), this);
    hint->setProperty("role", QStringLiteral("quiet"));
    bar->addWidget(hint);
    bar->addStretch(1);
    m_undoTo = new QPushButton(tr("Undo to here"), this);
    m_undoTo->setObjectName(QStringLiteral("undoTo"));
    m_undoTo->setToolTip(tr("Takes back the chosen change and everything after it"));
    bar->addWidget(m_undoTo);
    column->addLayout(bar);
    m_table = new QTableView(this);
    makeRowTable(m_table);
    m_table->setObjectName(QStringLiteral("journalTable"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    QHeaderView* header = m_table->horizontalHeader();
    header->resizeSection(JournalModel::When, 200);
    header->resizeSection(JournalModel::Who, 110);
    header->resizeSection(JournalModel::Verb, 180);
    header->resizeSection(JournalModel::Why, 300);
    header->setSectionResizeMode(JournalModel::What, QHeaderView::Stretch); // paths and names are long, reasons rare
    column->addWidget(m_table, 1);

    connect(m_undoTo, &QPushButton::clicked, this, &JournalPage::undoToHere);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &JournalPage::updateButton);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value == m_table->verticalScrollBar()->maximum())
            loadMore();
    });
    connect(&session(), &engine::ProjectSession::undoStateChanged, this, [this] {
        m_stale = true;
        if (isVisible())
            activate();
    });
}

void JournalPage::activate()
{
    if (m_stale)
        reload();
}

void JournalPage::reload()
{
    m_stale = false;
    if (!session().isOpen()) {
        m_model->setEntries({});
        return;
    }
    auto entries = session().project().journal(kPage);
    m_complete = entries.size() < kPage;
    m_model->setEntries(std::move(entries));
    if (m_model->rowCount() > 0)
        m_table->selectRow(0);
    updateButton();
}

void JournalPage::loadMore()
{
    const auto* last = m_model->entryAt(m_model->rowCount() - 1);
    if (m_complete || !last || !session().isOpen())
        return;
    try {
        auto older = session().project().journal(kPage, last->id);
        m_complete = older.size() < kPage;
        m_model->append(std::move(older));
    } catch (const std::exception& e) {
        showError(e);
    }
}

int JournalPage::stepsTo(int row) const
{
    const auto* wanted = m_model->entryAt(row);
    if (!wanted || wanted->undone || !wanted->undoable)
        return 0;
    int steps = 0;
    for (int i = 0; i <= row; ++i) {
        const auto* entry = m_model->entryAt(i);
        if (entry->undoable && !entry->undone)
            ++steps;
    }
    return steps;
}

void JournalPage::updateButton()
{
    const int steps = stepsTo(m_table->currentIndex().row());
    m_undoTo->setEnabled(steps > 0);
    m_undoTo->setText(steps > 1 ? tr("Undo to here: %n change(s)", nullptr, steps) : tr("Undo to here"));
}

void JournalPage::undoToHere()
{
    const int steps = stepsTo(m_table->currentIndex().row());
    if (steps == 0)
        return;
    const auto chosen = [this] {
        const auto* entry = m_model->entryAt(m_table->currentIndex().row());
        return std::pair(session().folder(), entry ? entry->id : 0);
    };
    const auto before = chosen();
    if (steps > 1 &&
        !dialogs::MessageBox::confirm(this, tr("Undo to here?"), tr("%n change(s) will be taken back.", nullptr, steps),
                                      tr("They stay in the journal and can be redone."), tr("Undo")))
        return;
    if (chosen() != before) // somebody wrote while the question was open, and the journal was read again
        return;
    try {
        session().undo(steps);
    } catch (const std::exception& e) {
        showError(e);
    }
}

} // namespace likeness::pages
