// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/verify_tabs.h"

#include "app/pages/verify/acceptance_tab.h"
#include "app/pages/verify/compare_tab.h"
#include "app/pages/verify/curves_tab.h"
#include "app/pages/verify/overview_tab.h"
#include "app/pages/verify/people_tab.h"
#include "app/pages/verify/robustness_tab.h"
#include "app/pages/verify/slices_tab.h"
#include "app/pages/verify/threshold_tab.h"

#include <QCoreApplication>

namespace likeness::pages {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::VerifyTabs)
};

} // namespace

std::vector<VerifyTabEntry> makeVerifyTabs(const Services& services, PairPictures& pictures, QWidget* parent)
{
    return {
        {new OverviewTab(services, parent), QStringLiteral("overview"), Words::tr("Overview")},
        {new CurvesTab(services, pictures, parent), QStringLiteral("curves"), Words::tr("Curves and errors")},
        {new PeopleTab(services, pictures, parent), QStringLiteral("people"), Words::tr("People")},
        {new SlicesTab(services, parent), QStringLiteral("slices"), Words::tr("Slices")},
        {new ThresholdTab(services, parent), QStringLiteral("threshold"), Words::tr("Threshold")},
        {new RobustnessTab(services, pictures, parent), QStringLiteral("robustness"), Words::tr("Robustness")},
        {new CompareTab(services, pictures, parent), QStringLiteral("compare"), Words::tr("Comparison")},
        {new AcceptanceTab(services, parent), QStringLiteral("acceptance"), Words::tr("Acceptance")},
    };
}

} // namespace likeness::pages
