// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"

#include <QComboBox>

namespace likeness::pages {

// Which model compares faces: a run of this project, a model file that was used before, or another one. The choice is
// remembered in the project, and the same on every page.
class ModelChooser final : public QComboBox
{
    Q_OBJECT
public:
    explicit ModelChooser(Services services, QWidget* parent = nullptr);
    QString model() const; // run id or file; empty when none is chosen
    QString require();     // asks for a file where none is chosen; empty when the person cancels

Q_SIGNALS:
    void modelChanged();

private:
    void showEvent(QShowEvent* event) override;
    void refresh();
    void chooseFile();
    void remember(const QString& model);
    Services m_services;
};

} // namespace likeness::pages
