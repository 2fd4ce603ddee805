// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/run_draft.h"

#include "app/engine/qt_convert.h"

namespace likeness::pages {

void RunDraft::set(const run::Field& field, const Json& value)
{
    field.set(config, value);
    Q_EMIT changed(engine::qs(field.key));
}

void RunDraft::replace(const run::Config& other)
{
    config = other;
    Q_EMIT replaced();
}

} // namespace likeness::pages
