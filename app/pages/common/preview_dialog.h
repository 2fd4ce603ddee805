// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/dataset/preview.h"

#include <functional>

namespace likeness::pages {

// Asks before a change of many faces, and shows what it would do: each person it touches with faces, purity and nearest
// rival before and after. Counts are there in a moment, comparisons come when they are ready; both are worked out off
// the window's thread on a connection of their own. True when the person goes on. `work` makes the change on the
// project that it is given; it is stopped when the person does not wait for the preview.
bool confirmWithPreview(QWidget* parent,
                        const Services& services,
                        const QString& title,
                        const QString& text,
                        const QString& action,
                        std::function<void(dataset::Project&, jobs::Context&)> work);

// The same before these faces are decided on: move, split, reject or unsure. One face needs no question: it is one key,
// and undo is one more.
bool confirmDecision(QWidget* parent,
                     const Services& services,
                     const std::vector<dataset::FaceId>& faces,
                     dataset::Action action,
                     const QString& name);

// And before all faces of `from` become those of `into`; `work` is what makes them so.
bool confirmMerge(QWidget* parent,
                  const Services& services,
                  dataset::IdentityId from,
                  dataset::IdentityId into,
                  std::function<void(dataset::Project&, jobs::Context&)> work);

} // namespace likeness::pages
