// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/faces/prepare.h"

#include <QtGlobal>
#include <optional>

QT_BEGIN_NAMESPACE
class QComboBox;
class QWidget;
QT_END_NAMESPACE

namespace likeness::app {

// What finds faces, and what evens out the light for it; the data of an entry is the option's name.
QComboBox* makeDetectorBox(QWidget* parent);
QComboBox* makeLightBox(QWidget* parent);

// How to prepare the faces of a project. Nothing when the person cancels.
class PrepareDialog
{
public:
    static std::optional<faces::PrepareOptions> ask(QWidget* parent);
    static void setNextChoice(const faces::PrepareOptions& choice); // for tests
};

} // namespace likeness::app
