// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/erase.h"

#include <QDialog>
#include <memory>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTextBrowser;
QT_END_NAMESPACE

namespace likeness::engine {
class ProjectSession;
}

namespace likeness::pages {

// Erasing a person: what will go, what stays in place, what was made with them; the name to be typed; progress; what
// was found afterwards. Where an earlier erasure was interrupted, it finishes that one. Not modal to itself: open() it.
class EraseDialog final : public QDialog
{
    Q_OBJECT
public:
    EraseDialog(engine::ProjectSession& session, dataset::IdentityId person, QWidget* parent = nullptr);
    bool isPlanned() const { return m_planned; }
    bool isDone() const { return m_done; }
    void reject() override; // not while it erases: that is stopped first

private:
    struct Outcome {
        dataset::Erasure erasure;
        bool unfinished = false; // an earlier one has to be finished first
    };
    void plan();
    void showPlan(const Outcome& outcome);
    void updateButton();
    void begin();
    void showResult();
    void fail(const QString& what);

    engine::ProjectSession& m_session;
    dataset::IdentityId m_person;
    QString m_name;
    bool m_unfinished = false;
    bool m_planned = false;
    bool m_running = false;
    bool m_done = false;
    int m_round = 0;
    std::shared_ptr<dataset::Erasure> m_result;
    QLabel* m_title;
    QTextBrowser* m_text;
    QCheckBox* m_keepShared;
    QLabel* m_prompt;
    QLineEdit* m_typed;
    QLabel* m_stage;
    QProgressBar* m_progress;
    QPushButton* m_erase;
    QPushButton* m_close;
};

} // namespace likeness::pages
