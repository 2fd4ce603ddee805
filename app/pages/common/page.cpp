// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/common/page.h"

#include "app/engine/error_text.h"
#include "app/engine/project_session.h"

namespace likeness::pages {

bool Page::travel(bool undo)
{
    return undo ? session().undo() : session().redo();
}

void Page::showError(const engine::ErrorText& error)
{
    Q_EMIT errorRaised(error.what, error.tryThis, error.detail);
}

void Page::showError(const std::exception& error)
{
    showError(engine::errorText(error));
}

} // namespace likeness::pages
