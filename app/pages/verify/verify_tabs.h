// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"

#include <QString>
#include <vector>

namespace likeness::pages {

class PairPictures;
class VerifyTab;

// The tabs of the Verify page in their order; the page counts on the first two. `id` is for shots and tests.
struct VerifyTabEntry {
    VerifyTab* tab = nullptr;
    QString id;
    QString title;
};
// `pictures`: those that all tabs show; each tab says of which verification when it is shown.
std::vector<VerifyTabEntry> makeVerifyTabs(const Services& services, PairPictures& pictures, QWidget* parent);

} // namespace likeness::pages
