// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/journal/history_dialog.h"

#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/journal/journal_text.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QFont>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;
using engine::qs;

namespace {

constexpr int kPage = 200;

} // namespace

class HistoryModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { When, Who, Verb, Change, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void append(std::vector<dataset::HistoryEntry> older)
    {
        if (older.empty())
            return;
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(older.size()) - 1);
        std::move(older.begin(), older.end(), std::back_inserter(m_entries));
        endInsertRows();
    }
    std::int64_t last() const { return m_entries.empty() ? 0 : m_entries.back().entry.id; }
    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        const auto& row = m_entries[static_cast<std::size_t>(index.row())];
        const auto& entry = row.entry;
        if (role == Qt::FontRole && entry.undone) {
            QFont font;
            font.setStrikeOut(index.column() != When);
            return font;
        }
        if (role == Qt::ForegroundRole)
            return entry.undone || index.column() < Verb ? QVariant(tones().quiet) : QVariant();
        if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
            return {};
        switch (index.column()) {
        case When:
            return QLocale().toString(QDateTime::fromMSecsSinceEpoch(entry.time),
                                      role == Qt::ToolTipRole ? QLocale::LongFormat : QLocale::ShortFormat);
        case Who:
            return qs(entry.who);
        case Verb:
            //: A change in the history that was taken back
            return entry.undone ? tr("%1 (undone)").arg(verbText(entry.verb)) : verbText(entry.verb);
        case Change:
            return changesText(row);
        default:
            return {};
        }
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
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
        case Change:
            return tr("Before and after");
        default:
            return {};
        }
    }

private:
    std::vector<dataset::HistoryEntry> m_entries;
};

HistoryDialog::HistoryDialog(QWidget* parent, const Services& services, const QString& title, Read read)
    : QDialog(parent), m_folder(services.session->folder()), m_read(std::move(read)), m_model(new HistoryModel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("historyDialog"));
    setWindowTitle(tr("History of %1").arg(title));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(kGap);
    m_table = new QTableView(this);
    makeRowTable(m_table);
    m_table->setObjectName(QStringLiteral("historyTable"));
    m_table->setModel(m_model);
    QHeaderView* header = m_table->horizontalHeader();
    header->resizeSection(HistoryModel::When, 190);
    header->resizeSection(HistoryModel::Who, 100);
    header->resizeSection(HistoryModel::Verb, 170);
    header->setSectionResizeMode(HistoryModel::Change, QHeaderView::Stretch);
    column->addWidget(m_table, 1);
    m_state = new QLabel(this);
    m_state->setProperty("role", QStringLiteral("quiet"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* row = new QHBoxLayout;
    row->addWidget(m_state, 1);
    row->addWidget(buttons);
    column->addLayout(row);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value == m_table->verticalScrollBar()->maximum())
            readMore();
    });
    connect(services.session, &engine::ProjectSession::closed, this, &QDialog::close);
    resize(820, 420);
    readMore();
}

void HistoryDialog::readMore()
{
    if (m_reading || m_complete)
        return;
    m_reading = true;
    m_state->setText(tr("Reading…"));
    runAsync(
        this,
        [folder = engine::toPath(m_folder), read = m_read, before = m_model->last()] {
            return read(dataset::Project::open(folder, dataset::Project::Mode::ReadOnly), before);
        },
        [this](std::vector<dataset::HistoryEntry> page) {
            m_reading = false;
            // The entry without a number is the first thing that ever happened.
            m_complete = static_cast<int>(page.size()) < kPage || page.back().entry.id == 0;
            m_model->append(std::move(page));
            const int rows = m_model->rowCount();
            m_state->setText(rows == 0    ? tr("Nothing was changed by hand.")
                             : m_complete ? tr("%n entries", nullptr, rows)
                                          : tr("%n entries; scroll down for older ones", nullptr, rows));
        },
        [this](const std::exception& error) {
            m_reading = false;
            m_state->setText(tr("The history could not be read: %1").arg(QString::fromUtf8(error.what())));
        });
}

void HistoryDialog::showFace(QWidget* parent, const Services& services, dataset::FaceId face, const QString& title)
{
    auto* dialog = new HistoryDialog(parent, services, title, [face](const auto& project, std::int64_t before) {
        return dataset::faceHistory(project, face, kPage, before);
    });
    dialog->show();
}

void HistoryDialog::showPerson(QWidget* parent,
                               const Services& services,
                               dataset::IdentityId person,
                               const QString& name)
{
    auto* dialog = new HistoryDialog(parent, services, name, [person](const auto& project, std::int64_t before) {
        return dataset::personHistory(project, person, kPage, before);
    });
    dialog->show();
}

} // namespace likeness::pages

#include "history_dialog.moc"
