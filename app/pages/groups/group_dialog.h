// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/engine/error_text.h"
#include "app/pages/common/page.h"
#include "core/curate/grouping.h"
#include "widgets/models/group_list_model.h"

#include <QDialog>

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStackedWidget;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class GroupView;
class MessageBar;
} // namespace likeness::widgets

namespace likeness::pages {

class GroupBar;

// Faces without a name, or with a doubtful one, grouped by looks. Grouping is a job of the session; its proposal is
// kept in the project and shown here group by group, what changes most and is surest first. A group that is accepted by
// hand is confirmed, many at once are only named; either is one entry of the journal. What was accepted leaves the
// list, and comes back when that is undone.
class GroupDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit GroupDialog(Services services, QWidget* parent = nullptr);
    ~GroupDialog() override;
    bool isReady() const { return m_ready; } // what is kept has been read

private:
    // group_dialog.cpp: what is shown
    QWidget* buildGroups();
    QWidget* buildProgress();
    void buildActions();
    void watchJobs();
    void group();
    void read(); // the kept proposal, off the window's thread
    void rebuild();
    void keep(); // what was put aside or taken out
    widgets::GroupCard cardOf(const curate::FaceGroup& group) const;
    QString nameOf(dataset::IdentityId person) const;
    void showNothing();
    void showFailure(const engine::ErrorText& text);
    void updateTexts();
    void updateActions();
    int row() const; // the current group, -1: none
    void goToRow(int row);

    // group_decisions.cpp: what is done
    void accept(const QString& name);
    void acceptMany();
    void nameGroup();
    void putAside();
    void toggleFace(int row, int face);
    void undoLast();
    void forgetUndone();
    void accepted(const curate::GroupProposal& proposal,
                  const std::vector<curate::Acceptance>& groups,
                  std::uint32_t number); // of the group to come back to
    std::int64_t lastEntry() const;
    void note(); // what was accepted is stored
    void showError(const std::exception& error);

    Services m_services;
    curate::GroupProposal m_whole; // as it was made; what was put aside or taken out is marked
    curate::GroupProposal m_shown; // what of it still holds, in the same order
    std::vector<std::pair<std::int64_t, std::uint32_t>> m_accepted; // journal entry, number of the group
    std::int64_t m_entryBefore = 0;                                 // the last entry before what is being accepted
    std::uint32_t m_numberAccepted = 0;
    bool m_ready = false;
    bool m_running = false;   // our grouping is the job that runs
    bool m_accepting = false; // our large acceptance is
    bool m_touched = false;   // something is to be kept
    int m_round = 0;
    GroupBar* m_bar;
    widgets::MessageBar* m_message;
    widgets::GroupListModel* m_groups;
    widgets::GroupView* m_view = nullptr;
    QStackedWidget* m_stack; // groups | progress | nothing
    widgets::EmptyState* m_empty;
    QLabel* m_stage = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_summary;
    QLabel* m_face;
    QSpinBox* m_least;
    QPushButton* m_acceptMany;
    QAction* m_accept = nullptr;
    QAction* m_name = nullptr;
    QAction* m_aside = nullptr;
    QAction* m_out = nullptr;
    QAction* m_undo = nullptr;
};

} // namespace likeness::pages
