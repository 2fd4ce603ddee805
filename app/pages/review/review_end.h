// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/review/review_figures.h"
#include "app/pages/review/review_queue.h"

#include <QString>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace likeness::pages {

// What the review says when there is no face to show, and what to do next.
struct ReviewEnd {
    enum class Next { Dataset, Look, OpenFlags, Train, Leave };
    QString title, text, button;
    Next next = Next::Look;
};
struct ReviewEndState {
    const dataset::Project& project;
    const ReviewQueue& queue;
    const ReviewFigures& figures; // may be of an earlier moment
    QString method;
    QString kind;
    bool hasFlags = false; // the method has been run
};
ReviewEnd reviewEnd(const ReviewEndState& state);

// What the figures mean in this dataset: a window with a few sentences, which does not block.
void showWhy(QWidget* parent, const ReviewFigures& figures);

} // namespace likeness::pages
