// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/verification_list.h"

#include "app/engine/qt_convert.h"
#include "app/pages/verify/tab_parts.h"
#include "app/pages/verify/verify_text.h"
#include "widgets/common/actions.h"
#include "widgets/common/theme.h"
#include "widgets/dialogs/dialogs.h"

#include <QAction>
#include <QDateTime>
#include <QDesktopServices>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QUrl>
#include <QVBoxLayout>

namespace likeness::pages {

using namespace widgets;

namespace {

enum Role { FileRole = Qt::UserRole, FiguresRole, WhenRole, ShownRole };

constexpr int kPad = 5;

} // namespace

// A title and under it the figures, with the day on the right.
class VerificationList::Delegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {100, 2 * option.fontMetrics.height() + 2 * kPad};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool selected = option.state & QStyle::State_Selected;
        const QRect row = option.rect.adjusted(1, 1, -1, -1);
        if (selected || option.state & QStyle::State_MouseOver) {
            QColor fill = selected ? tones().accent : option.palette.color(QPalette::Text);
            fill.setAlphaF(selected ? 0.16F : 0.05F);
            painter->setPen(Qt::NoPen);
            painter->setBrush(fill);
            painter->drawRoundedRect(row, 5, 5);
        }
        if (option.state & QStyle::State_HasFocus) {
            painter->setPen(QPen(tones().accent, 1.5));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(row, 5, 5);
        }
        QFont font = option.font;
        font.setBold(index.data(ShownRole).toBool());
        painter->setFont(font);
        painter->setPen(option.palette.color(QPalette::Text));
        QRect line(row.left() + 7, row.top() + kPad - 1, row.width() - 14, option.fontMetrics.height());
        painter->drawText(
            line, Qt::AlignVCenter,
            QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, line.width()));
        line.translate(0, line.height());
        font = option.font;
        font.setPointSizeF(font.pointSizeF() * 0.88);
        painter->setFont(font);
        painter->setPen(tones().quiet);
        const QString when = index.data(WhenRole).toString();
        const QFontMetrics metrics(font);
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, when);
        line.setRight(line.right() - metrics.horizontalAdvance(when) - 8);
        painter->drawText(line, Qt::AlignVCenter,
                          metrics.elidedText(index.data(FiguresRole).toString(), Qt::ElideRight, line.width()));
        painter->restore();
    }
};

VerificationList::VerificationList(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("verifications"));
    m_list->setAccessibleName(tr("Verifications"));
    m_list->setItemDelegate(new Delegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    layout->addWidget(m_list);
    m_empty = new QLabel(tr("What is verified while a project is open is kept here."), m_list);
    setRole(m_empty, QStringLiteral("quiet"));
    m_empty->setWordWrap(true);
    m_empty->setMargin(kGap);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* inside = new QVBoxLayout(m_list);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->addWidget(m_empty, 0, Qt::AlignTop);

    auto* remove = makeAction(m_list, tr("Remove…"), {}, {QKeySequence::Delete});
    remove->setObjectName(QStringLiteral("removeVerification"));
    connect(remove, &QAction::triggered, this, &VerificationList::remove);
    connect(m_list, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem* item) { Q_EMIT openRequested(item->data(FileRole).toString()); });
    connect(m_list, &QWidget::customContextMenuRequested, this, &VerificationList::showMenu);
}

void VerificationList::setHeads(std::vector<verify::VerificationHead> heads)
{
    const QString current = currentFile();
    QString shown;
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->data(ShownRole).toBool())
            shown = m_list->item(row)->data(FileRole).toString();
    m_heads = std::move(heads);
    m_list->clear();
    const QLocale locale;
    for (const auto& head : m_heads) {
        auto* item = new QListWidgetItem(engine::qs(head.title), m_list);
        const QDateTime when = QDateTime::fromMSecsSinceEpoch(head.time);
        const QString pairs = locale.toString(static_cast<qulonglong>(head.pairs));
        item->setData(FileRole, engine::qs(head.file));
        //: AUC and number of pairs of a verification, in a narrow list
        const QString figures = withFlip(tr("AUC %1, %2 pairs").arg(percentText(head.auc), pairs), head.facts);
        item->setData(FiguresRole, figures);
        item->setData(WhenRole, when.date() == QDate::currentDate()
                                    ? when.time().toString(QStringLiteral("HH:mm"))
                                    : locale.toString(when.date(), QLocale::ShortFormat));
        const QString set = engine::qs(head.facts.value("set", head.facts.value("run", std::string())));
        item->setToolTip(tr("%1\nOn %2, %3 pairs\nAccuracy %4, AUC %5, EER %6\n%7\nEnter opens it, Del removes it",
                            "title, set, number of pairs, figures, date and time")
                             .arg(engine::qs(head.title), set, pairs, percentText(head.accuracy), percentText(head.auc),
                                  percentText(head.eer), locale.toString(when, QLocale::ShortFormat)));
        if (engine::qs(head.file) == current)
            m_list->setCurrentItem(item);
    }
    m_empty->setVisible(m_heads.empty());
    setShown(shown);
}

void VerificationList::setShown(const QString& file)
{
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        const bool is = !file.isEmpty() && item->data(FileRole).toString() == file;
        item->setData(ShownRole, is);
        if (is)
            m_list->setCurrentItem(item);
    }
}

QString VerificationList::currentFile() const
{
    const QListWidgetItem* item = m_list->currentItem();
    return item ? item->data(FileRole).toString() : QString();
}

void VerificationList::remove()
{
    const QString file = currentFile();
    if (file.isEmpty())
        return;
    if (dialogs::MessageBox::confirm(this, tr("Remove this verification?"),
                                     tr("“%1” is taken from the list.").arg(m_list->currentItem()->text()),
                                     tr("Its figures and errors will be gone; verifying again brings them back. "
                                        "Reports that were saved stay."),
                                     tr("Remove")))
        Q_EMIT removeRequested(file);
}

void VerificationList::showMenu(const QPoint& at)
{
    if (!m_list->itemAt(at))
        return;
    const QString file = currentFile();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Open"), this, [this, file] { Q_EMIT openRequested(file); });
    menu->addAction(tr("Show in folder"), this,
                    [file] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath())); });
    menu->addSeparator();
    menu->addAction(tr("Remove…"), this, &VerificationList::remove);
    menu->popup(m_list->viewport()->mapToGlobal(at));
}

} // namespace likeness::pages
