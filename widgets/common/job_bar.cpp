// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/job_bar.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>

namespace likeness::widgets {
namespace {

constexpr std::size_t kMaxIssuesShown = 5000;
constexpr int kProgressSteps = 1000;

} // namespace

JobBar::JobBar(QWidget* parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("jobBar"));
    setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, kSmallGap, kGap, kSmallGap);
    row->setSpacing(12);
    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    m_stage = new QLabel(this);
    m_stage->setProperty("role", QStringLiteral("quiet"));
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(220);
    m_count = new QLabel(this);
    m_count->setProperty("role", QStringLiteral("quiet"));
    m_stop = new QToolButton(this);
    m_stop->setObjectName(QStringLiteral("stopJob"));
    m_stop->setIcon(icon(QStringLiteral("stop")));
    m_stop->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_stop->setToolTip(tr("Stop this job; what is finished is kept"));
    connect(m_stop, &QToolButton::clicked, this, &JobBar::stopRequested);
    m_issuesButton = new QToolButton(this);
    m_issuesButton->setObjectName(QStringLiteral("jobIssues"));
    m_issuesButton->setIcon(icon(QStringLiteral("warning")));
    m_issuesButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_issuesButton->setToolTip(tr("Show what went wrong on the way"));
    connect(m_issuesButton, &QToolButton::clicked, this, &JobBar::showIssues);
    row->addWidget(m_title);
    row->addWidget(m_stage);
    row->addWidget(m_progress);
    row->addWidget(m_count);
    row->addWidget(m_stop);
    row->addStretch(1);
    row->addWidget(m_issuesButton);
    setFixedHeight(36);
    showJobParts(false);
    updateIssues();
}

void JobBar::showJobParts(bool shown)
{
    m_running = shown;
    m_stage->setVisible(shown);
    m_progress->setVisible(shown);
    m_count->setVisible(shown);
    m_stop->setVisible(shown);
}

void JobBar::begin(const QString& title)
{
    ++m_message;
    m_issues.clear();
    updateIssues();
    m_title->setText(title);
    m_stage->clear();
    m_count->clear();
    m_progress->setRange(0, 0);
    m_stop->setEnabled(true);
    m_stop->setText(tr("Stop"));
    showJobParts(true);
}

void JobBar::setStage(const QString& text)
{
    m_stage->setText(text);
}

void JobBar::setProgress(quint64 done, quint64 total, const QString& text)
{
    if (total == 0) {
        m_progress->setRange(0, 0);
    } else {
        m_progress->setRange(0, kProgressSteps);
        m_progress->setValue(static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * kProgressSteps));
    }
    m_count->setText(text);
}

void JobBar::addIssue(const Issue& issue)
{
    m_issues.push_back(issue);
    updateIssues();
}

void JobBar::setStopping()
{
    m_stop->setEnabled(false);
    m_stop->setText(tr("Stopping…"));
}

void JobBar::end(const QString& message)
{
    showJobParts(false);
    showMessage(message, 15000);
}

void JobBar::showMessage(const QString& text, int milliseconds)
{
    if (m_running) // a job owns the line
        return;
    const int number = ++m_message;
    m_title->setText(text);
    if (milliseconds > 0)
        QTimer::singleShot(milliseconds, this, [this, number] {
            if (number == m_message)
                m_title->clear();
        });
}

void JobBar::updateIssues()
{
    m_issuesButton->setVisible(!m_issues.empty());
    m_issuesButton->setText(tr("%n problem(s)", nullptr, issueCount()));
}

void JobBar::showIssues()
{
    auto* dialog = new QDialog(window());
    dialog->setObjectName(QStringLiteral("issueList"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("%n problem(s)", nullptr, issueCount()));
    dialog->resize(980, 460);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(kMargin, kMargin, kMargin, 12);
    column->setSpacing(kGap);
    auto* list = new QTreeWidget(dialog);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAlternatingRowColors(true);
    list->setHeaderLabels({tr("Item"), tr("What happened"), tr("Details")});
    const std::size_t shown = std::min(m_issues.size(), kMaxIssuesShown);
    for (std::size_t i = 0; i < shown; ++i) {
        auto* item = new QTreeWidgetItem(list, {m_issues[i].item, m_issues[i].what, m_issues[i].detail});
        for (int c = 0; c < 3; ++c)
            item->setToolTip(c, item->text(c));
    }
    list->header()->setMaximumSectionSize(360);
    list->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list->header()->setStretchLastSection(true);
    column->addWidget(list);
    if (shown < m_issues.size())
        column->addWidget(new QLabel(tr("Only the first %n are listed.", nullptr, static_cast<int>(shown)), dialog));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog->show();
}

} // namespace likeness::widgets
