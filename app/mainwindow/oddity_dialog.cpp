// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/oddity_dialog.h"

#include "app/engine/qt_convert.h"
#include "app/mainwindow/format_text.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "widgets/common/tables.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>
#include <map>
#include <vector>

namespace likeness::app {

using namespace widgets;
using engine::qs;

namespace {

class Dialog final : public QDialog
{
    Q_DECLARE_TR_FUNCTIONS(likeness::app::OddityDialog)
public:
    Dialog(QWidget* parent, const QString& title, const QString& summary, const Json& report) : QDialog(parent)
    {
        setObjectName(QStringLiteral("oddityDialog"));
        setAttribute(Qt::WA_DeleteOnClose);
        setWindowTitle(title);
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
        column->setSpacing(kGap);
        auto* head = new QLabel(summary, this);
        head->setTextFormat(Qt::PlainText);
        head->setWordWrap(true);
        column->addWidget(head);
        const Json first = report.value("first", Json::array());
        for (const auto& odd : first)
            m_rows[odd.value("kind", "")].emplace_back(qs(odd.value("item", "")), qs(odd.value("message", "")));

        auto* split = new QSplitter(this);
        split->setChildrenCollapsible(false);
        m_kinds = new QListWidget(split);
        m_kinds->setObjectName(QStringLiteral("oddityKinds"));
        m_kinds->setSpacing(3);
        const Json counts = report.value("counts", Json::object());
        for (const auto& [kind, count] : counts.items()) {
            //: A kind of oddity and how often it occurred
            auto* item = new QListWidgetItem(tr("%1: %2").arg(oddityTitle(kind), QLocale().toString(count.get<int>())));
            item->setData(Qt::UserRole, qs(kind));
            m_kinds->addItem(item);
        }
        split->addWidget(m_kinds);
        m_table = new QTableWidget(0, 2, split);
        makeRowTable(m_table);
        m_table->setWordWrap(true);
        m_table->setHorizontalHeaderLabels({tr("Where"), tr("What")});
        m_table->horizontalHeader()->setStretchLastSection(true);
        m_table->horizontalHeader()->resizeSection(0, 260);
        split->addWidget(m_table);
        split->setStretchFactor(1, 1);
        split->setSizes({260, 620});
        column->addWidget(split, 1);
        connect(m_kinds, &QListWidget::currentItemChanged, this, [this] { showKind(); });
        m_kinds->setCurrentRow(0);

        auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
        QPushButton* save = buttons->addButton(tr("Save as CSV…"), QDialogButtonBox::ActionRole);
        connect(save, &QPushButton::clicked, this, [this] { saveAs(); });
        connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
        column->addWidget(buttons);
        resize(920, 480);
    }

private:
    void showKind()
    {
        const auto& rows = m_rows[kind()];
        m_table->setRowCount(static_cast<int>(rows.size()));
        for (int i = 0; i < m_table->rowCount(); ++i) {
            const auto& [item, message] = rows[static_cast<std::size_t>(i)];
            auto* where = new QTableWidgetItem(item);
            where->setToolTip(item);
            auto* what = new QTableWidgetItem(message);
            what->setToolTip(message);
            m_table->setItem(i, 0, where);
            m_table->setItem(i, 1, what);
        }
        m_table->resizeRowsToContents(); // what is said is said in full
    }

    std::string kind() const
    {
        const auto* item = m_kinds->currentItem();
        return item ? engine::utf8(item->data(Qt::UserRole).toString()) : std::string();
    }

    void saveAs()
    {
        const QString file = dialogs::FileDialog::saveFile(this, tr("Save the report"), tr("CSV files (*.csv)"),
                                                           QDir::homePath() + QLatin1String("/report.csv"));
        if (file.isEmpty())
            return;
        std::string text = "kind,item,message\n";
        for (const auto& [name, rows] : m_rows)
            for (const auto& [item, message] : rows)
                text +=
                    csvField(name) + "," + csvField(engine::utf8(item)) + "," + csvField(engine::utf8(message)) + "\n";
        try {
            writeFileAtomically(engine::toPath(file), text);
        } catch (const std::exception& e) {
            dialogs::MessageBox::inform(this, windowTitle(), tr("The report could not be saved."),
                                        QString::fromUtf8(e.what()));
        }
    }

    std::map<std::string, std::vector<std::pair<QString, QString>>> m_rows; // by kind: item, message
    QListWidget* m_kinds = nullptr;
    QTableWidget* m_table = nullptr;
};

} // namespace

void showOddities(QWidget* parent, const QString& title, const QString& summary, const Json& report)
{
    (new Dialog(parent, title, summary, report))->show();
}

int oddityCount(const Json& report)
{
    int all = 0;
    const Json counts = report.is_object() ? report.value("counts", Json::object()) : Json::object();
    for (const auto& [kind, count] : counts.items())
        all += count.get<int>();
    return all;
}

} // namespace likeness::app
