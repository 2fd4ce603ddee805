// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/dialogs.h"

#include <QAbstractButton>
#include <QFileDialog>
#include <QInputDialog>
#include <QPushButton>

namespace likeness::dialogs {
namespace {

std::optional<QMessageBox::StandardButton> nextAnswer;
std::optional<QString> nextPath;
std::optional<QString> nextText;

} // namespace

QMessageBox::StandardButton MessageBox::ask(QWidget* parent,
                                            const QString& title,
                                            const QString& text,
                                            const QString& information,
                                            QMessageBox::StandardButtons buttons,
                                            QMessageBox::StandardButton fallback)
{
    if (nextAnswer)
        return *std::exchange(nextAnswer, std::nullopt);
    QMessageBox box(QMessageBox::Question, title, text, buttons, parent);
    box.setInformativeText(information);
    box.setDefaultButton(fallback);
    return static_cast<QMessageBox::StandardButton>(box.exec());
}

bool MessageBox::confirm(
    QWidget* parent, const QString& title, const QString& text, const QString& information, const QString& action)
{
    if (const auto answer = takeAnswer())
        return *answer;
    QMessageBox box(QMessageBox::Question, title, text, QMessageBox::Cancel, parent);
    box.setInformativeText(information);
    const QAbstractButton* accept = box.addButton(action, QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == accept;
}

void MessageBox::inform(QWidget* parent, const QString& title, const QString& text, const QString& information)
{
    if (nextAnswer) {
        nextAnswer.reset();
        return;
    }
    QMessageBox box(QMessageBox::Information, title, text, QMessageBox::Ok, parent);
    box.setInformativeText(information);
    box.exec();
}

void MessageBox::setNextAnswer(QMessageBox::StandardButton button)
{
    nextAnswer = button;
}

std::optional<bool> MessageBox::takeAnswer()
{
    if (!nextAnswer)
        return std::nullopt;
    const auto answer = *std::exchange(nextAnswer, std::nullopt);
    return answer == QMessageBox::Yes || answer == QMessageBox::Ok;
}

QString FileDialog::folder(QWidget* parent, const QString& title, const QString& start)
{
    if (nextPath)
        return *std::exchange(nextPath, std::nullopt);
    return QFileDialog::getExistingDirectory(parent, title, start);
}

QString FileDialog::openFile(QWidget* parent, const QString& title, const QString& filter, const QString& start)
{
    if (nextPath)
        return *std::exchange(nextPath, std::nullopt);
    return QFileDialog::getOpenFileName(parent, title, start, filter);
}

QString FileDialog::saveFile(QWidget* parent, const QString& title, const QString& filter, const QString& start)
{
    if (nextPath)
        return *std::exchange(nextPath, std::nullopt);
    return QFileDialog::getSaveFileName(parent, title, start, filter);
}

void FileDialog::setNextPath(const QString& path)
{
    nextPath = path;
}

std::optional<QString>
TextDialog::ask(QWidget* parent, const QString& title, const QString& label, const QString& value)
{
    QString text;
    if (nextText) {
        text = *std::exchange(nextText, std::nullopt);
    } else {
        bool ok = false;
        text = QInputDialog::getText(parent, title, label, QLineEdit::Normal, value, &ok);
        if (!ok)
            return std::nullopt;
    }
    text = text.trimmed();
    if (text.isEmpty())
        return std::nullopt;
    return text;
}

void TextDialog::setNextText(const QString& text)
{
    nextText = text;
}

} // namespace likeness::dialogs
