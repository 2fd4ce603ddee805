// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFrame>
#include <QString>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QProgressBar;
class QToolButton;
QT_END_NAMESPACE

namespace likeness::widgets {

// The bottom line of the window: what runs, how far it is, a way to stop it, and how many things went wrong on the way.
// Between jobs it shows short messages. Knows nothing of jobs: the window feeds it.
class JobBar final : public QFrame
{
    Q_OBJECT
public:
    struct Issue {
        QString item;
        QString what; // translated
        QString detail;
    };

    explicit JobBar(QWidget* parent = nullptr);
    void begin(const QString& title);
    void setStage(const QString& text);
    void setProgress(quint64 done, quint64 total, const QString& text);
    void addIssue(const Issue& issue);
    void setStopping(); // the stop was asked for; the button rests until end()
    void end(const QString& message);
    void showMessage(const QString& text, int milliseconds); // 0: until the next one
    int issueCount() const { return static_cast<int>(m_issues.size()); }
    void showIssues(); // the list, as a dialog that does not block

Q_SIGNALS:
    void stopRequested();

private:
    void showJobParts(bool shown);
    void updateIssues();

    QLabel* m_title;
    QLabel* m_stage;
    QProgressBar* m_progress;
    QLabel* m_count;
    QToolButton* m_stop;
    QToolButton* m_issuesButton;
    std::vector<Issue> m_issues; // of the running or the last job
    int m_message = 0;           // number of the message shown, so that an old timer does not take away a new one
    bool m_running = false;
};

} // namespace likeness::widgets
