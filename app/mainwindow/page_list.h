// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"

#include <vector>

namespace likeness::app {

// Every page in the order of the loop; the start page, which is not in the navigation, comes first.
std::vector<pages::Page*> makePages(const pages::Services& services, QWidget* parent);

} // namespace likeness::app
