// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QStringList>
#include <vector>

namespace likeness::widgets {

class Plot;

// A page of plots for paper: A4, two in a row.
struct PlotPage {
    QString title;
    QStringList lines; // below it
    std::vector<Plot*> plots;
};
// .pdf with vectors, a page each; .png with 300 dots an inch, the pages below each other. In light colours whatever the
// theme. On failure false and one translated sentence. GUI thread.
bool savePlotPages(const QString& file, const std::vector<PlotPage>& pages, QString* problem = nullptr);

} // namespace likeness::widgets
