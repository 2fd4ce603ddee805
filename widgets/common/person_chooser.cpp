// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/person_chooser.h"

#include "widgets/common/theme.h"

#include <QCoreApplication>
#include <QDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QStringListModel>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::widgets {
namespace {

std::optional<QString> nextName;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::widgets::PersonChooser)
};

// Up and down move in the list while the letters go on going into the line.
class ArrowsToList final : public QObject
{
public:
    ArrowsToList(QListView* list, QObject* parent) : QObject(parent), m_list(list) {}
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() != QEvent::KeyPress)
            return false;
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key != Qt::Key_Up && key != Qt::Key_Down && key != Qt::Key_PageUp && key != Qt::Key_PageDown)
            return false;
        QCoreApplication::sendEvent(m_list, event);
        return true;
    }

private:
    QListView* m_list;
};

// Names that begin with what was typed come before those that only contain it.
QStringList matching(const QStringList& names, const QString& typed)
{
    if (typed.isEmpty())
        return names;
    QStringList begins;
    QStringList contains;
    for (const QString& name : names) {
        if (name.startsWith(typed, Qt::CaseInsensitive))
            begins.append(name);
        else if (name.contains(typed, Qt::CaseInsensitive))
            contains.append(name);
    }
    return begins + contains;
}

} // namespace

std::optional<QString> PersonChooser::choose(
    QWidget* parent, const QString& title, const QStringList& names, const QStringList& first, bool allowNew)
{
    if (nextName)
        return *std::exchange(nextName, std::nullopt);
    QStringList ordered = first;
    for (const QString& name : names)
        if (!first.contains(name))
            ordered.append(name);

    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("personChooser"));
    dialog.setWindowTitle(title);
    auto* column = new QVBoxLayout(&dialog);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(kGap);
    auto* line = new QLineEdit(&dialog);
    line->setPlaceholderText(allowNew ? Words::tr("Type a name; a new one makes a new person")
                                      : Words::tr("Type a name"));
    line->setClearButtonEnabled(true);
    column->addWidget(line);
    auto* list = new QListView(&dialog);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setUniformItemSizes(true);
    list->setFocusPolicy(Qt::NoFocus);
    auto* model = new QStringListModel(ordered, list);
    list->setModel(model);
    column->addWidget(list);
    auto* hint = new QLabel(Words::tr("Enter chooses, Esc cancels."), &dialog);
    hint->setProperty("role", QStringLiteral("quiet"));
    column->addWidget(hint);
    line->installEventFilter(new ArrowsToList(list, &dialog));
    const auto selectFirst = [&] { list->setCurrentIndex(model->index(0)); };
    selectFirst();
    QObject::connect(line, &QLineEdit::textEdited, &dialog, [&](const QString& text) {
        const QString typed = text.trimmed();
        QStringList shown = matching(ordered, typed);
        if (allowNew && !typed.isEmpty() && !ordered.contains(typed))
            shown.append(Words::tr("New person: %1").arg(typed));
        model->setStringList(shown);
        selectFirst();
    });
    QString chosen;
    const auto accept = [&] {
        const QString typed = line->text().trimmed();
        const int matches = static_cast<int>(matching(ordered, typed).size());
        const int row = list->currentIndex().row();
        if (row >= 0 && row < matches)
            chosen = model->stringList().at(row);
        else if (allowNew)
            chosen = typed;
        if (!chosen.isEmpty())
            dialog.accept();
    };
    QObject::connect(line, &QLineEdit::returnPressed, &dialog, accept);
    QObject::connect(list, &QListView::activated, &dialog, accept);
    dialog.resize(400, 420);
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    return chosen;
}

void PersonChooser::setNextName(const QString& name)
{
    nextName = name;
}

} // namespace likeness::widgets
