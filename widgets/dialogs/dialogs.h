// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QMessageBox>
#include <QString>
#include <functional>
#include <optional>

// Every modal question of Likeness goes through here, and nothing else uses QMessageBox, QFileDialog or QInputDialog: a
// test gives the answer beforehand and no dialog opens. GUI thread only.
namespace likeness::dialogs {

struct MessageBox {
    // A question with the given buttons; `fallback` is the harmless one. Returns what was pressed.
    static QMessageBox::StandardButton ask(QWidget* parent,
                                           const QString& title,
                                           const QString& text,
                                           const QString& information,
                                           QMessageBox::StandardButtons buttons,
                                           QMessageBox::StandardButton fallback);
    // The same with the words of the action on the accepting button ("Stop and close"), which Enter presses: for what
    // can be undone or resumed. True when it was chosen.
    static bool confirm(
        QWidget* parent, const QString& title, const QString& text, const QString& information, const QString& action);
    // Whether what a person has entered may be lost; Enter and Escape go on editing.
    static bool discard(QWidget* parent, const QString& title, const QString& text, const QString& information);
    static void inform(QWidget* parent, const QString& title, const QString& text, const QString& information = {});

    static void setNextAnswer(QMessageBox::StandardButton button); // for tests; used up by the next question
    // For a question that needs more than a message box shows: the answer that a test gave, used up; else nothing.
    static std::optional<bool> takeAnswer();
};

struct FileDialog {
    // Empty when the person cancels.
    static QString folder(QWidget* parent, const QString& title, const QString& start = {});
    static QString openFile(QWidget* parent, const QString& title, const QString& filter, const QString& start = {});
    static QString saveFile(QWidget* parent, const QString& title, const QString& filter, const QString& start = {});

    static void setNextPath(const QString& path); // for tests
};

// Shows `text` while `work` runs on another thread, where it takes longer than a moment; the window is drawn and takes
// no input meanwhile. Throws what the work throws.
void waitFor(QWidget* parent, const QString& title, const QString& text, const std::function<void()>& work);

struct TextDialog {
    // What a text would do, said below the field while it is typed; not `possible`: it cannot be accepted.
    struct Outcome {
        QString text;
        bool possible = true;
    };
    using Look = std::function<Outcome(const QString& text)>; // of a trimmed text that is not empty
    // Nothing when the person cancels; never an empty text.
    static std::optional<QString>
    ask(QWidget* parent, const QString& title, const QString& label, const QString& value = {}, const Look& look = {});

    static void setNextText(const QString& text); // for tests
};

} // namespace likeness::dialogs
