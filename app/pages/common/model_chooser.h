// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"

#include <QComboBox>

namespace likeness::pages {

// Which model compares faces: a run of this project, or a model file of one's own. The choice is remembered, and the
// same on every page.
class ModelChooser final : public QComboBox
{
    Q_OBJECT
public:
    explicit ModelChooser(Services services, QWidget* parent = nullptr);
    void refresh();        // runs may have come or gone
    QString model() const; // run id or file; empty when none is chosen
    QString require();     // asks for a file where none is chosen; empty when the person cancels

Q_SIGNALS:
    void modelChanged();

private:
    void chooseFile();
    Services m_services;
};

} // namespace likeness::pages
