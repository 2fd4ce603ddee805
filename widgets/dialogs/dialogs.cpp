// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/dialogs.h"

#include "widgets/common/theme.h"

#include <QAbstractButton>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QEventLoop>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QThread>
#include <QTimer>
#include <QVBoxLayout>
#include <exception>
#include <memory>

namespace likeness::dialogs {
namespace {

std::optional<QMessageBox::StandardButton> nextAnswer;
std::optional<QString> nextPath;
std::optional<QString> nextText;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::dialogs::MessageBox)
};

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
    QPushButton* accept = box.addButton(action, QMessageBox::AcceptRole);
    box.setDefaultButton(accept);
    box.exec();
    return box.clickedButton() == accept;
}

bool MessageBox::discard(QWidget* parent, const QString& title, const QString& text, const QString& information)
{
    if (nextAnswer)
        return *std::exchange(nextAnswer, std::nullopt) == QMessageBox::Discard;
    QMessageBox box(QMessageBox::Question, title, text, QMessageBox::NoButton, parent);
    box.setInformativeText(information);
    QPushButton* discard = box.addButton(Words::tr("Discard"), QMessageBox::DestructiveRole);
    QPushButton* keep = box.addButton(Words::tr("Continue editing"), QMessageBox::RejectRole);
    box.setDefaultButton(keep);
    box.setEscapeButton(keep);
    box.exec();
    return box.clickedButton() == discard;
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
TextDialog::ask(QWidget* parent, const QString& title, const QString& label, const QString& value, const Look& look)
{
    QString text;
    if (nextText) {
        text = *std::exchange(nextText, std::nullopt);
    } else {
        QDialog dialog(parent);
        dialog.setObjectName(QStringLiteral("textDialog"));
        dialog.setWindowTitle(title);
        auto* column = new QVBoxLayout(&dialog);
        column->setContentsMargins(widgets::kMargin, widgets::kMargin, widgets::kMargin, 12);
        column->setSpacing(widgets::kGap);
        auto* question = new QLabel(label, &dialog);
        column->addWidget(question);
        auto* field = new QLineEdit(value, &dialog);
        field->selectAll();
        question->setBuddy(field);
        column->addWidget(field);
        auto* outcome = new QLabel(&dialog);
        outcome->setObjectName(QStringLiteral("outcome"));
        outcome->setTextFormat(Qt::PlainText);
        outcome->setProperty("role", QStringLiteral("quiet"));
        outcome->setWordWrap(true);
        outcome->setMinimumHeight(2 * outcome->fontMetrics().lineSpacing()); // the dialog keeps its size
        outcome->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        outcome->setVisible(bool(look));
        column->addWidget(outcome);
        auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, &dialog);
        column->addWidget(buttons);
        QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
        QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
        const auto show = [&] {
            const QString typed = field->text().trimmed();
            const Outcome found = look && !typed.isEmpty() ? look(typed) : Outcome{};
            outcome->setText(found.text);
            buttons->button(QDialogButtonBox::Ok)->setEnabled(!typed.isEmpty() && found.possible);
        };
        QObject::connect(field, &QLineEdit::textChanged, &dialog, show);
        show();
        dialog.resize(380, 0);
        if (dialog.exec() != QDialog::Accepted)
            return std::nullopt;
        text = field->text();
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

void waitFor(QWidget* parent, const QString& title, const QString& text, const std::function<void()>& work)
{
    std::exception_ptr failure;
    QDialog dialog(parent, Qt::Dialog | Qt::CustomizeWindowHint | Qt::WindowTitleHint); // it cannot be closed
    dialog.setObjectName(QStringLiteral("waitDialog"));
    dialog.setWindowTitle(title);
    auto* column = new QVBoxLayout(&dialog);
    column->setContentsMargins(widgets::kMargin, widgets::kMargin, widgets::kMargin, widgets::kMargin);
    column->setSpacing(12);
    auto* label = new QLabel(text, &dialog);
    label->setWordWrap(true);
    column->addWidget(label);
    auto* bar = new QProgressBar(&dialog);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    column->addWidget(bar);
    dialog.resize(420, 0);
    dialog.setModal(true);
    QEventLoop loop;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        try {
            work();
        } catch (...) {
            failure = std::current_exception();
        }
    }));
    QObject::connect(thread.get(), &QThread::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(200, &dialog, [&dialog] { dialog.show(); });
    thread->start();
    loop.exec(QEventLoop::ExcludeUserInputEvents);
    thread->wait();
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace likeness::dialogs
