// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/review/review_item.h"

#include <QFrame>
#include <QKeySequence>
#include <map>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QHBoxLayout;
class QPushButton;
class QToolButton;
QT_END_NAMESPACE

namespace likeness::pages {

// The keys of the review, and the buttons for those that decide. The actions belong to `page`, which they work in; what
// they do is the page's.
class ReviewActions final : public QFrame
{
    Q_OBJECT
public:
    ReviewActions(QWidget* page, QWidget* parent);

    QAction* fix;    // what is suggested
    QAction* accept; // does what the highlighted button does
    QAction* keep;   // it is right as it is
    QAction* other;
    QAction* reject;
    QAction* unsure;
    QAction* merge;  // of a leak: the two are one person
    QAction* splits; // of a leak: go and divide anew
    QAction* skip;
    QAction* back;
    QAction* undo;
    QAction* redo;
    QAction* bulk;
    QAction* photo; // checkable
    QAction* light;
    QAction* annotate;
    QAction* why;
    QAction* method;
    QAction* secondLook;
    QAction* set;   // compare with a verification set
    QAction* leave; // the given faces

    void show(const ReviewItem& item, bool second); // captions, and what is possible
    void showNothing();

Q_SIGNALS:
    void kindChosen(int number); // from 0

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
    void addButton(QHBoxLayout* row, QAction* action);
    void highlight(QAction* action);

    std::map<QAction*, QPushButton*> m_buttons;
    std::vector<QToolButton*> m_tools; // on the right
    QAction* m_highlighted = nullptr;
};

} // namespace likeness::pages
