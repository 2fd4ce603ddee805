// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"

#include <QString>
#include <vector>

namespace likeness::pages {

class VerifyTab;

// The tabs of the Verify page in their order; the page counts on the first two. `id` is for shots and tests.
struct VerifyTabEntry {
    VerifyTab* tab = nullptr;
    QString id;
    QString title;
};
std::vector<VerifyTabEntry> makeVerifyTabs(const Services& services, QWidget* parent);

} // namespace likeness::pages
