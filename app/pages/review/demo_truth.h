// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/project.h"

#include <QString>

namespace likeness::pages {

struct DemoTruth {
    int planted = 0; // wrong labels in demo-truth.csv
    int flagged = 0; // of these, by the method
    int righted = 0; // of these, labelled right now
};
// From PROJECT/demo-truth.csv (path,labelled,true); all zero when there is none.
DemoTruth demoTruth(const dataset::Project& project, const std::string& method);
// One sentence for the person; empty when the project is no demo.
QString demoTruthText(const dataset::Project& project, const QString& method);

} // namespace likeness::pages
