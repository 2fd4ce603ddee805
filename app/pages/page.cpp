// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/page.h"

#include "app/engine/error_text.h"

namespace likeness::pages {

void Page::showError(const engine::ErrorText& error)
{
    Q_EMIT errorRaised(error.what, error.tryThis, error.detail);
}

void Page::showError(const std::exception& error)
{
    showError(engine::errorText(error));
}

} // namespace likeness::pages
